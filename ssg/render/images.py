"""Files made of pictures: smaller, cut, and in formats that weigh less. A door to Pillow.

Nothing of a camera's or an editor's notes gets into a made file: no place, no date, no profile.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from ssg.content.images import in_srgb, opened
from ssg.core.model import Recipe

if TYPE_CHECKING:
    from PIL import Image as Pillow

AVIF_SPEED = 8  # of 0 to 10: as small as 6 in a quarter of its time; 9 takes two thirds, and 4 % more bytes
WEBP_METHOD = 2  # of 0 to 6: 2 % more bytes than 4 in a third of its time

ReadPicture = Callable[[], bytes]


class Darkroom:
    """Makes files of pictures. The last picture is kept in all sizes that it has had: its files come together."""

    def __init__(self) -> None:
        self._of = b""  # digest of the picture
        self._sizes: dict[tuple[tuple[int, int], ...], Pillow.Image] = {}  # steps → what they lead to

    def develop(self, suffix: str, digest: bytes, read: ReadPicture, recipe: Recipe) -> bytes:
        """Return the file that ``recipe`` makes of the picture with this digest and suffix.

        Whatever a decoder or encoder raises is raised; ``read`` is asked where the picture is not the last one.
        """
        if self._of != digest:
            self._sizes, self._of = {}, b""
            self._sizes[()] = _upright(suffix, read())
            self._of = digest
        image = self._at(recipe.steps)
        return encoded(image.crop(recipe.box) if recipe.box else image, recipe)

    def _at(self, steps: tuple[tuple[int, int], ...]) -> Pillow.Image:
        from PIL import Image

        found = self._sizes.get(steps)
        if found is None:
            found = self._at(steps[:-1]).resize(steps[-1], Image.Resampling.LANCZOS)
            self._sizes[steps] = found
        return found


def _upright(suffix: str, data: bytes) -> Pillow.Image:
    """Return a picture as readers see it, in sRGB."""
    from PIL import ImageOps

    with opened(suffix, data) as image:
        ImageOps.exif_transpose(image, in_place=True)  # what stands upright is not copied
        found = in_srgb(image)
    found.info = {}  # what stands here some encoders write
    return found


def encoded(image: Pillow.Image, recipe: Recipe) -> bytes:
    """Return an image as a file. The same image gives the same bytes on any number of cores."""
    data = io.BytesIO()
    if recipe.format == "JPEG":
        chroma = 0 if recipe.drawn else 2
        options = {"optimize": True, "progressive": True, "subsampling": chroma}
        _on_white(image).save(data, "JPEG", quality=recipe.quality, **options)
    elif recipe.format == "WEBP":
        image.save(data, "WEBP", quality=recipe.quality, method=WEBP_METHOD)
    else:
        chroma_name = "4:4:4" if recipe.drawn else "4:2:0"
        # One thread: how an image is cut into tiles hangs on their number.
        image.save(data, "AVIF", quality=recipe.quality, speed=AVIF_SPEED, subsampling=chroma_name, max_threads=1)
    return data.getvalue()


def _on_white(image: Pillow.Image) -> Pillow.Image:
    from PIL import Image

    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
