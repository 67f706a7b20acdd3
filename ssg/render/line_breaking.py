"""Where a line may end: at spaces in Western text, nearly everywhere in Chinese and Japanese (kinsoku, JIS X 4051)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ssg.render.card_fonts import is_wide

NO_START = frozenset(
    "、。，．・：；？！ヽヾゝゞ々〻ー」』】〕〉》〗〙〛）］｝｠”’…‥—～〜％‰℃"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ,.:;?!)]}%»›"
)
"""Characters that begin no line."""

NO_END = frozenset("「『【〔〈《〖〘〚（［｛｟“‘＄￥￡#＃$£¥€([{«‹№")
"""Characters that end no line."""

OPENING = frozenset("「『【〔〈《〖〘〚（［｛｟“‘")
"""Those of them that fill a square, and most of it with nothing."""

AFTER_DASH = frozenset("-‐–—/")
"""Within a Western word a line may end behind these, where a few letters stand on both sides."""

DASHED = 4

ELLIPSIS = "…"

Measure = Callable[[str], float]
"""How many pixels wide a text is."""


class Unit(NamedTuple):
    """A piece of text that stays on one line."""

    text: str
    spaced: bool  # a space stands before it, unless it begins a line


def units_of(text: str) -> tuple[Unit, ...]:
    """Return ``text`` in the pieces between which a line may end."""
    return tuple(
        Unit(piece, spaced=number == 0 and place > 0)
        for place, word in enumerate(filter(None, text.split(" ")))
        for number, piece in enumerate(_pieces(word))
    )


def _pieces(word: str) -> Iterator[str]:
    start = 0
    for place, (before, after) in enumerate(pairwise(word), 1):
        if _may_break(before, after) or _is_behind_dash(word, place):
            yield word[start:place]
            start = place
    yield word[start:]


def _may_break(before: str, after: str) -> bool:
    if before in NO_END or after in NO_START:
        return False
    return is_wide(before) or is_wide(after) or (before in "”’…—" and not after.isascii())


def _is_behind_dash(word: str, place: int) -> bool:
    before, after = word[: place - 1][-DASHED:], word[place : place + DASHED]
    return word[place - 1] in AFTER_DASH and len(before) == len(after) == DASHED and (before + after).isalpha()


def balanced_lines(units: Sequence[Unit], limit: float, measure: Measure) -> tuple[str, ...]:
    """Return the lines of ``units``, as few as ``limit`` allows and then of about one length.

    No lines when a unit is wider than that.
    """
    widths = [measure(unit.text) for unit in units]
    if not units or max(widths) > limit:
        return ()
    space = measure(" ")
    return tuple(_lines(units, _narrowest(units, widths, space, limit)))


def most_lines(units: Sequence[Unit], most: int, limit: float, measure: Measure) -> tuple[str, ...]:
    """Return at most ``most`` lines of ``units``; what is too wide is broken anywhere, what is too much is cut."""
    units = _broken_anywhere(units, limit, measure)
    lines = balanced_lines(units, limit, measure)
    if len(lines) <= most:
        return lines
    ends = _ends(units, [measure(unit.text) for unit in units], measure(" "), limit)
    kept, last = ends[: most - 1], ends[most - 1]
    rest = _text(units[kept[-1] if kept else 0 : last + 1])  # with one unit too many, so that it is cut
    return (*_lines(units, kept), cut_to(rest, limit, measure))


def _lines(units: Sequence[Unit], ends: Sequence[int]) -> Iterator[str]:
    return (_text(units[start:end]) for start, end in pairwise((0, *ends)))


def _text(units: Sequence[Unit]) -> str:
    return "".join(f" {unit.text}" if unit.spaced and number else unit.text for number, unit in enumerate(units))


def _ends(units: Sequence[Unit], widths: Sequence[float], space: float, limit: float) -> list[int]:
    """Return the number of units before each line's end, when every line takes what it can."""
    ends: list[int] = []
    used = 0.0
    for number, unit in enumerate(units):
        more = widths[number] + (space if unit.spaced else 0)
        if number and used + more > limit:
            ends.append(number)
            used = widths[number]
        else:
            used += more
    return [*ends, len(units)]


def _narrowest(units: Sequence[Unit], widths: Sequence[float], space: float, limit: float) -> list[int]:
    """Return where lines end in the narrowest column that needs no more of them than the whole width."""
    best = _ends(units, widths, space, limit)
    most = len(best)
    low, high = max(widths), limit
    while high - low > 4:
        middle = (low + high) / 2
        found = _ends(units, widths, space, middle)
        if len(found) <= most:
            best, high = found, middle
        else:
            low = middle
    return best


def _broken_anywhere(units: Sequence[Unit], limit: float, measure: Measure) -> tuple[Unit, ...]:
    """Return ``units`` with those that are wider than a line taken apart."""
    found: list[Unit] = []
    for unit in units:
        if measure(unit.text) <= limit:
            found.append(unit)
        else:
            found += [Unit(character, spaced=unit.spaced and not number) for number, character in enumerate(unit.text)]
    return tuple(found)


def cut_to(text: str, limit: float, measure: Measure) -> str:
    """Return ``text`` where it is at most ``limit`` wide, else its beginning with an ellipsis, cut at a word."""
    if measure(text) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS) <= limit:
            low = middle
        else:
            high = middle - 1
    return _at_word(text, low) + ELLIPSIS


def _at_word(text: str, end: int) -> str:
    """Return the first ``end`` characters of ``text`` without the beginning of a word and what leads to it."""
    kept = text[:end]
    if text[end : end + 1].isalnum() and not is_wide(text[end]):
        whole = kept.rpartition(" ")[0]
        kept = whole if len(whole) > end // 2 else kept
    return kept.rstrip().rstrip(" ,;:–—-、，；：（(「『“‘")
