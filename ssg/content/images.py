"""What an image file says: its size, its colour, whether it moves or the page shows through. A door to Pillow."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image as Pillow

RASTER_FORMATS = {
    ".avif": "AVIF",
    ".gif": "GIF",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
}
"""Suffixes that are read, each with the one format that it may hold: no other decoder ever sees the bytes."""

MAX_PIXELS = 100_000_000
TOO_LARGE = f"this image has more than {MAX_PIXELS:,} pixels"

COLOR_SIDE = 16  # pixels of the square that a picture is shrunk to before its colours are counted
LIGHTNESSES = (0.2, 0.4, 0.6, 0.78, 0.94)  # in OKLCH: the digit of a colour's code is a place in here
HUES = 8  # sectors of 45°; their letters are a to h for soft colours, i to p for strong ones; x is grey
SOFT, STRONG = 0.025, 0.09  # chroma from which a colour has a hue, and from which it is a strong one

DAMAGED = "this picture is cut off or damaged: browsers show a part of it at most"

_SVG_SIZE = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_SVG_VIEW_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']""")
_SVG_HEAD_BYTES = 4096
_DRAFT_SIDE = 128  # pixels: a JPEG is decoded at an eighth of its size where that is enough for its colour


class ImageFacts(NamedTuple):
    """What an image file says of itself."""

    width: int = 0  # pixels, as readers see it; 0 when unknown
    height: int = 0
    color: str = ""  # code of the dominant colour: a digit of LIGHTNESSES and a letter; empty for none
    still: bool = False  # a raster picture that does not move: smaller ones can be made of it
    transparent: bool = False  # the page shows through somewhere
    problem: str = ""  # why it cannot be read; else empty


def is_image(path: str) -> bool:
    return _suffix(path) in RASTER_FORMATS or _suffix(path) == ".svg"


def image_facts(path: str, data: bytes) -> ImageFacts:
    """Return what the bytes of an image say. A raster picture is decoded as far as its colour needs it."""
    try:
        width, height = image_size(path, data)
    except ValueError as error:
        return ImageFacts(problem=str(error))
    if _suffix(path) == ".svg":
        return ImageFacts(width, height)
    try:
        with opened(_suffix(path), data) as image:
            if getattr(image, "is_animated", False):
                return ImageFacts(width, height)
            image.draft(None, (_DRAFT_SIDE, _DRAFT_SIDE))
            shrunk = _flat(image).resize((COLOR_SIDE, COLOR_SIDE), reducing_gap=1.0)
            transparent = shows_through(image)
            return ImageFacts(width, height, "" if transparent else _color(shrunk), True, transparent)
    except Exception:  # as above: cut off or damaged behind its header
        return ImageFacts(
            width, height, problem="this picture is cut off or damaged: browsers show a part of it at most"
        )


def image_size(path: str, data: bytes) -> tuple[int, int]:
    """Return width and height in pixels from the header; (0, 0) for an SVG that has no view box.

    Raises ValueError with a reason in the user's words when the bytes are no image of the kind that the suffix says,
    or when it has more than MAX_PIXELS.
    """
    if _suffix(path) == ".svg":
        return _svg_size(data)
    from PIL import Image

    format_ = RASTER_FORMATS[_suffix(path)]
    try:
        with opened(_suffix(path), data) as image:
            width, height = image.size
            # Asked before the decoder of PNG looks for EXIF data behind all of the pixels.
            if width * height > MAX_PIXELS:
                raise Image.DecompressionBombError
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except Image.DecompressionBombError as error:
        raise ValueError(TOO_LARGE) from error
    except Exception as error:  # a decoder raises what it likes on damaged bytes: that of AVIF a RuntimeError
        raise ValueError(f"this is no {format_} image that can be read") from error
    return (height, width) if turned else (width, height)


def opened(suffix: str, data: bytes) -> Pillow.Image:
    """Return an image whose header has been read, by the one decoder that its suffix allows."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data), formats=[RASTER_FORMATS[suffix]])


@lru_cache(maxsize=1)
def codec_versions() -> tuple[str, ...]:
    """Return the versions of Pillow and of the libraries behind it: others may make other bytes of a picture."""
    from PIL import __version__, features

    codecs = [features.version(name) or "" for name in ("avif", "webp", "jpg", "libjpeg_turbo", "littlecms2")]
    return (__version__, *codecs)


# ── pixels in one manner ────────────────────────────────────────────────────────────────────────────


def shows_through(image: Pillow.Image) -> bool:
    """Return whether a pixel of the image lets the page through."""
    if not image.has_transparency_data:
        return False
    alpha = image.convert("RGBA").getchannel("A").getextrema()
    return bool(alpha[0] < 255)  # type: ignore[operator]  # of one band they are two numbers


def in_srgb(image: Pillow.Image) -> Pillow.Image:
    """Return the image with eight bits a channel in sRGB, as RGB, or as RGBA where the page shows through."""
    profile = image.info.get("icc_profile")
    found = _flat(image) if not shows_through(image) else image.convert("RGBA")
    if profile:
        found = _converted(found, profile)
    return found if found.mode in ("RGB", "RGBA") else found.convert("RGB")


def _flat(image: Pillow.Image) -> Pillow.Image:
    """Return the image with eight bits a channel and no transparency, as grey, RGB or CMYK."""
    if image.mode.startswith("I"):  # 16 bits: shifted, where a plain conversion would cut everything above 255 off
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "P":  # a palette may hold transparency, with which Pillow warns on standard error of a plain one
        image = image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _converted(image: Pillow.Image, profile: bytes) -> Pillow.Image:
    """Return the image in sRGB; as it is where its profile is damaged, or of another kind of colours."""
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(own).strip().startswith("sRGB"):
            return image
        colors = image.convert("RGB") if image.mode == "RGBA" else image
        found = ImageCms.profileToProfile(colors, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if found is not None and image.mode == "RGBA":
        found.putalpha(image.getchannel("A"))
    return found or image


# ── the colour that stands for a picture ────────────────────────────────────────────────────────────


def _color(image: Pillow.Image) -> str:
    """Return the code that most pixels of a small picture have; of several the first in order."""
    pixels = in_srgb(image).tobytes()
    counts: dict[str, int] = {}
    for at in range(0, len(pixels), 3):
        code = color_code(pixels[at], pixels[at + 1], pixels[at + 2])
        counts[code] = counts.get(code, 0) + 1
    return min(counts, key=lambda code: (-counts[code], code))


def color_code(red: int, green: int, blue: int) -> str:
    """Return the code of an sRGB colour, by its place in OKLCH (Björn Ottosson, "A perceptual color space", 2020)."""
    r, g, b = _LINEAR[red], _LINEAR[green], _LINEAR[blue]
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    nearest = min(range(len(LIGHTNESSES)), key=lambda place: abs(LIGHTNESSES[place] - lightness))
    return f"{nearest}{_hue_letter(a, b)}"


def _hue_letter(a: float, b: float) -> str:
    from math import atan2, tau

    chroma = (a * a + b * b) ** 0.5
    if chroma < SOFT:
        return "x"
    sector = int((atan2(b, a) % tau) / tau * HUES + 0.5) % HUES
    return chr(ord("a") + sector + (HUES if chroma >= STRONG else 0))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


_LINEAR = tuple(_linear(value / 255) for value in range(256))


# ── SVG ─────────────────────────────────────────────────────────────────────────────────────────────


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1].lower()


def _svg_size(data: bytes) -> tuple[int, int]:
    tag = _SVG_SIZE.search(data[:_SVG_HEAD_BYTES])
    box = _SVG_VIEW_BOX.search(tag[0]) if tag else None
    if not box:
        return 0, 0
    try:
        return round(float(box[1])), round(float(box[2]))
    except (ValueError, OverflowError) as error:
        raise ValueError("the viewBox of this SVG has no width and height that can be read") from error
