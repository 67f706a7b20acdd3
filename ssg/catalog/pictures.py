"""Which files are made of a picture, by which recipes, and under which names: all of it known before any is made.

A name hangs on the digest of the picture and on the recipe, never on the bytes that are made, so that no page waits
for a picture.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import NamedTuple

from ssg.catalog.site import SiteFile
from ssg.content.images import codec_versions
from ssg.core.digests import digest_value, short_name
from ssg.core.model import Recipe, Variant
from ssg.core.settings import ImagesConfig
from ssg.core.urls import slugify

IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}

MADE_FOLDER = "/assets/i/"

SMALL_WIDTHS = (96, 192, 384)  # pixels: of logos and faces
SMALL_FILE = 8_000  # bytes: of a picture that is not worth making smaller
LONG_SIDES = 10  # a side so many times as long as the other one is no picture's to be shown in many sizes
LONGEST_SIDE = 16_383  # pixels that WebP can have
ENOUGH = 0.9  # of the picture's own width: a narrower file above that saves nobody anything

FALLBACK_FILE = 200_000  # bytes: up to here the picture itself is what stands in the `src`
FALLBACK_WIDTH = 1200  # pixels

RATIOS = ((16, 9), (4, 3), (1, 1))  # Google's article guidelines
SHARED_SIZE = (1200, 675)  # what the picture covers when it is cut: large enough for previews in all networks
RATIO_PIXELS = 50_000  # Google's article guidelines: a smaller one is not taken

_FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpeg": "JPEG"}
_SUFFIXES = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg"}
_AVIF_SCALE = 0.75  # its 60 looks like JPEG's 80
_DRAWN = frozenset({".png", ".gif"})
_DRAWN_MORE = 10  # quality of lines and letters, around which losses are seen first
_NAME_LENGTH = 40


Ladder = tuple[int, ...]
"""Widths of a picture's files, from narrow to wide."""


class Print(NamedTuple):
    """A file to be made of a picture."""

    variant: Variant
    recipe: Recipe


class Prints(NamedTuple):
    """What is made of a picture wherever it is shown as a whole."""

    variants: tuple[Print, ...]  # format after format, the best first, each from narrow to wide
    fallback: Print | None  # None where the picture itself serves


NONE_MADE = Prints((), None)


def image_type(address: str) -> str:
    """Return the MIME type that a picture's suffix says; empty when it says none."""
    return IMAGE_TYPES.get(_suffix(address), "")


def _suffix(address: str) -> str:
    return posixpath.splitext(address)[1].lower()


@lru_cache(maxsize=8192)
def prints_of(file: SiteFile, images: ImagesConfig, widths: tuple[int, ...] = ()) -> Prints:
    """Return what is made of ``file`` as a whole; ``widths`` stand in for those of the settings."""
    ladder = _ladder(file, widths or images.widths)
    if not _is_worth_it(file, images) or not ladder:
        return NONE_MADE
    formats = [_FORMATS[name] for name in dict.fromkeys(images.formats) if not (name == "jpeg" and file.transparent)]
    name = _name(file, [ladder, images.quality])
    variants = tuple(_whole(name, file, images, ladder, width, format_) for format_ in formats for width in ladder)
    return Prints(variants, _fallback(name, file, images, ladder))


@lru_cache(maxsize=8192)
def ratios_of(file: SiteFile, images: ImagesConfig, focus: tuple[int, int]) -> tuple[Print, ...]:
    """Return the cuts of a lead image to RATIOS, around its focus, as far as the picture is large enough."""
    if images.mode == "copy" or not _can_be_made(file):
        return ()
    size = _covering(file, SHARED_SIZE)
    steps = _steps_to(file, images, size)
    name = _name(file, [steps, focus, images.quality])
    found = []
    for ratio in RATIOS:
        box = _box(size, ratio, focus)
        width, height = box[2] - box[0], box[3] - box[1]
        if width * height >= RATIO_PIXELS:
            recipe = Recipe(steps, box, "JPEG", images.quality, _is_drawn(file))
            found.append(Print(Variant(f"{name}-{width}x{height}.jpg", width, height, "image/jpeg"), recipe))
    return tuple(found)


def _can_be_made(file: SiteFile) -> bool:
    short, long = sorted((file.width, file.height))
    return file.still and short > 0 and long <= short * LONG_SIDES


def _is_worth_it(file: SiteFile, images: ImagesConfig) -> bool:
    return images.mode == "responsive" and file.source.size > SMALL_FILE and _can_be_made(file)


def _is_drawn(file: SiteFile) -> bool:
    return _suffix(file.address) in _DRAWN


# ── sizes ───────────────────────────────────────────────────────────────────────────────────────────


def _ladder(file: SiteFile, widths: tuple[int, ...]) -> Ladder:
    """Return the widths that a picture has files of; never wider than itself."""
    top = min(file.width, max(widths, default=0))
    found = (*(width for width in sorted(widths) if width < top * ENOUGH), top) if top else ()
    return tuple(width for width in found if _size(file, width)[1] <= LONGEST_SIDE)


def _size(file: SiteFile, width: int) -> tuple[int, int]:
    return width, max(1, (2 * file.height * width + file.width) // (2 * file.width))


def _steps(file: SiteFile, ladder: Ladder, width: int) -> tuple[tuple[int, int], ...]:
    """Return the sizes on the way to ``width``: from the narrowest of the ladder that is at least twice as wide.

    That is as good as from the picture itself, and from one of six megapixels it takes a fifth of the time.
    """
    if width >= file.width:
        return ()
    wider = next((other for other in ladder if width * 2 <= other < file.width), None)
    return (*(_steps(file, ladder, wider) if wider else ()), _size(file, width))


def _covering(file: SiteFile, size: tuple[int, int]) -> tuple[int, int]:
    """Return the size at which the picture just covers ``size``; its own where it is smaller."""
    width = max(size[0], -(-size[1] * file.width // file.height))
    return (file.width, file.height) if width >= file.width else _size(file, width)


def _steps_to(file: SiteFile, images: ImagesConfig, size: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    ladder = _ladder(file, images.widths)
    if size == (file.width, file.height):
        return ()
    return (*_steps(file, ladder, size[0])[:-1], size)


def _box(size: tuple[int, int], ratio: tuple[int, int], focus: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the largest part of ``size`` in ``ratio``, as near around the focus as it can be."""
    width = min(size[0], round(size[1] * ratio[0] / ratio[1]))
    height = min(size[1], round(size[0] * ratio[1] / ratio[0]))
    left = _start(size[0], width, focus[0])
    top = _start(size[1], height, focus[1])
    return left, top, left + width, top + height


def _start(whole: int, part: int, percent: int) -> int:
    return min(max(0, (whole * percent - part * 50) // 100), whole - part)


# ── recipes and names ───────────────────────────────────────────────────────────────────────────────


def _fallback(name: str, file: SiteFile, images: ImagesConfig, ladder: Ladder) -> Print | None:
    """Return a JPEG for whoever takes none of the variants, where the picture itself is too heavy for that."""
    is_light = file.source.size <= FALLBACK_FILE and _suffix(file.address) != ".avif"
    if file.transparent or is_light:
        return None
    width = max((width for width in ladder if width <= FALLBACK_WIDTH), default=ladder[0])
    return _whole(name, file, images, ladder, width, "JPEG")


def _whole(name: str, file: SiteFile, images: ImagesConfig, ladder: Ladder, width: int, format_: str) -> Print:
    drawn = _is_drawn(file)
    quality = min(100, images.quality + _DRAWN_MORE * drawn)
    scaled = max(1, round(quality * _AVIF_SCALE)) if format_ == "AVIF" else quality
    address = f"{name}-{width}.{_SUFFIXES[format_]}"
    recipe = Recipe(_steps(file, ladder, width), None, format_, scaled, drawn)
    return Print(Variant(address, *_size(file, width), f"image/{format_.lower()}"), recipe)


def _name(file: SiteFile, settings: object) -> str:
    """Return how the addresses of the files of a picture begin.

    They share one digest, of all that any of them hangs on: on a page of forty cards ten digests each would weigh more
    than the text.
    """
    slug = slugify(posixpath.splitext(posixpath.basename(file.source.path))[0])
    stem = slug[:_NAME_LENGTH].strip("-") if slug.isascii() and slug else "picture"  # for people who look at it
    return f"{MADE_FOLDER}{stem}-{short_name(digest_value([file.source.digest, settings, codec_versions()]))}"


def print_key(digest: bytes, recipe: Recipe) -> bytes:
    """Return what names the bytes that ``recipe`` makes of the picture with this digest."""
    return digest_value([digest, recipe, codec_versions()])
