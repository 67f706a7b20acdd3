"""The fonts of social cards: which font has which character, and how wide a text is set in them."""

from __future__ import annotations

import io
import os
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from ssg.core.digests import digest_value

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fonts")

Face = Literal["serif", "sans"]

WESTERN: dict[Face, str] = {"serif": "serif.ttf.gz", "sans": "sans.ttf.gz"}
HAN = ("han-sc.ttf.gz", "han-tc.ttf.gz", "han-jp.ttf.gz")
HAN_JAPANESE = ("han-jp.ttf.gz", "han-sc.ttf.gz", "han-tc.ttf.gz")
"""Fonts of Chinese and Japanese, the first that has a character gives it; one weight serves both faces."""

SHARED_SIGNS = frozenset("‘’“”…—·")
"""Signs that Chinese and Japanese set as wide as their characters, and Western languages narrow."""

SIZES_KEPT = 48  # fonts that a process keeps, each with a copy of its file: at most 4 MB


class FontFacts(msgspec.Struct, frozen=True):
    """What `fonts.json` says of a font."""

    digest: str  # of its file, SHA-256
    characters: tuple[int, ...]  # first code and count of each run, and so on


@lru_cache(maxsize=1)
def font_facts() -> dict[str, FontFacts]:
    """Return what is known of each font without opening it."""
    with open(os.path.join(FOLDER, "fonts.json"), "rb") as file:
        return msgspec.json.decode(file.read(), type=dict[str, FontFacts])


@lru_cache(maxsize=8)
def _characters(name: str) -> frozenset[str]:
    runs = font_facts()[name].characters
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return frozenset(chr(code) for first, count in pairs for code in range(first, first + count))


@lru_cache(maxsize=1)
def recipe() -> bytes:
    """Return the digest of what draws letters: the fonts, and the libraries that turn them into pixels and bytes."""
    import PIL
    from PIL import features

    versions = (PIL.__version__, *(str(features.version(name)) for name in ("freetype2", "zlib_ng", "zlib")))
    return digest_value([versions, sorted((name, facts.digest) for name, facts in font_facts().items())])


# ── what can be drawn ───────────────────────────────────────────────────────────────────────────────

_LETTERS = ("L", "N", "M")  # general categories whose characters a word cannot lose
_INVISIBLE_MARKS = frozenset([*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)), "\u20e3"])


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """Return ``text`` as the fonts can set it; empty when a letter is missing, since words do not stay words then.

    Emoji, signs that no font has and what is not seen anyway are left out.
    """
    # Nearly all are plain, and every headline is looked at in each plan.
    plain = (text.isascii() and text.isprintable()) or _plain().issuperset(text)
    if plain and "  " not in text and text.strip() == text:
        return text
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        found = _drawn(character)
        if found is None:
            return ""
        kept.append(found)
    return " ".join(filter(None, "".join(kept).split(" ")))


@lru_cache(maxsize=1)
def _plain() -> frozenset[str]:
    """Return the characters that stand for themselves: on their own, and beside any other of them."""
    covered = frozenset[str]().union(*(_characters(name) for name in (WESTERN["serif"], *HAN)))
    return frozenset(found for found in covered if _drawn(found) == found)


def _drawn(character: str) -> str | None:
    """Return what stands for ``character``, perhaps nothing; None for a letter that no font has."""
    if character.isspace() and character != "\u00a0":
        return " "
    category = unicodedata.category(character)
    if category.startswith("C"):
        return ""
    if _is_covered(character):
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(map(_is_covered, plain)):
        return plain
    missing = category.startswith(_LETTERS) and character not in _INVISIBLE_MARKS
    return None if missing else ""


def _is_covered(character: str) -> bool:
    return any(character in _characters(name) for name in (WESTERN["serif"], *HAN))


# ── setting ─────────────────────────────────────────────────────────────────────────────────────────


def is_wide(character: str) -> bool:
    """Return whether a character fills the square that Chinese and Japanese are set in."""
    return unicodedata.east_asian_width(character) in ("W", "F")


def runs(text: str, face: Face, lang: str) -> Iterator[tuple[str, str]]:
    """Yield font and text of each part of a line that one font sets."""
    han = HAN_JAPANESE if lang.startswith("ja") else HAN
    # By the language alone: pieces of a line come to the same fonts as the line.
    wide_signs = lang.startswith(("zh", "ja"))
    current, start = "", 0
    for place, character in enumerate(text):
        signed = character in SHARED_SIGNS and wide_signs and not _is_apostrophe(text, place)
        chain = (*han, WESTERN[face]) if signed else (WESTERN[face], *han, *WESTERN.values())
        name = next((name for name in chain if character in _characters(name)), WESTERN[face])
        if name != current:
            if place > start:
                yield current, text[start:place]
            current, start = name, place
    if start < len(text):
        yield current, text[start:]


def _is_apostrophe(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return text[place] == "’" and len(around) == 2 and around.isascii() and around.isalpha()


def width(text: str, face: Face, size: int, lang: str) -> float:
    """Return how many pixels wide ``text`` is set."""
    return sum(font(name, size).getlength(part) for name, part in runs(text, face, lang))


@lru_cache(maxsize=SIZES_KEPT)
def font(name: str, size: int) -> FreeTypeFont:
    """Return a font at ``size`` pixels."""
    from PIL import ImageFont

    # Without the shaping library, which not every machine has: the same texts come out the same everywhere.
    return ImageFont.truetype(io.BytesIO(_unpacked(name)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8)
def _unpacked(name: str) -> bytes:
    import gzip  # with all kinds of compression, which hardly any build asks for

    with gzip.open(os.path.join(FOLDER, name)) as file:
        return file.read()
