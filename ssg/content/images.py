"""What an image's header says: the only door to Pillow."""

from __future__ import annotations

import io
import posixpath
import re
import warnings

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

_SVG_SIZE = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_SVG_VIEW_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']""")
_SVG_HEAD_BYTES = 4096


def is_image(path: str) -> bool:
    return _suffix(path) in RASTER_FORMATS or _suffix(path) == ".svg"


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[format_]) as image:
                width, height = image.size
                turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except Exception as error:  # a decoder raises what it likes on damaged bytes: that of AVIF a RuntimeError
        raise ValueError(f"this is no {format_} image that can be read") from error
    if width * height > MAX_PIXELS:
        raise ValueError(f"{width} × {height} pixels are more than the {MAX_PIXELS:,} that an image may have")
    return (height, width) if turned else (width, height)


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
