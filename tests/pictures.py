"""Pictures for tests: of any size, format and manner, and heavy enough for others to be made of them."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image


def photograph(seed: int = 1, size: tuple[int, int] = (1300, 900), format_: str = "JPEG", **options: Any) -> bytes:
    """Return soft patches of colour with some grain, as a camera sees them."""
    chance = random.Random(seed)
    patches = Image.frombytes("RGB", (6, 4), chance.randbytes(72)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (64, 64), chance.randbytes(4096)).resize(size, Image.Resampling.NEAREST)
    return file_of(Image.blend(patches, grain.convert("RGB"), 0.1), format_, **options)


def plain(
    color: Any, size: tuple[int, int] = (64, 64), format_: str = "PNG", mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture of one colour."""
    return file_of(Image.new(mode, size, color), format_, **options)


def file_of(image: Image.Image, format_: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, format_, **options)
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
