"""What is wrong with key points: their number, their length, the headline again, figures that the text has not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ssg.content.figures import all_values, figures_in, is_among, plain
from ssg.core.errors import Diagnostic, diagnostic

FEWEST, MOST = 3, 6
LONGEST = 160  # characters
ALIKE = (4, 5)  # share of words in common from which on a key point says what the headline says

_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc"
    r"|ene|abr|ago|dic)[^\W\d_]*\.?"
)
_DATES = re.compile(
    rf"\d{{4}}-\d\d(?:-\d\d)?"  # 2026-01-13
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"  # 13.01.2026, 1/13/2026
    rf"|\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?日)?|\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?|\d{{1,2}}\s?日"
    rf"|\b\d{{1,2}}(?:\.|st|nd|rd|th|er)?\s(?:de\s)?{_MONTH}(?:,?\s(?:de\s)?\d{{4}})?"  # 13 January 2026, 1er janvier
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"  # January 13, 2026
    rf"|\b{_MONTH}\s\d{{4}}"
    rf"|\d{{1,2}}[:.]\d\d\s?(?:h\b|uhr|[ap]\.?m\b)|\d{{1,2}}:\d\d|\b\d{{1,2}}\s?(?:[ap]\.?m\b|uhr|h\d\d)"  # 9:30, 9 am
    rf"|(?<![\d.,$€£¥])(?:19|20)\d\d(?:[-–/]\d{{2,4}})?(?![\d%])(?![.,]\d)(?!\s?%)",  # a year
    re.IGNORECASE,
)
# A number that is part of a name, as in GPT-4, H100, Qwen2.5 or Q3, is no figure.
_NAMES = re.compile(r"[^\W\d_]+[-‑]?\d[\w.]*")

Check = Callable[[Sequence[str], str, str], Iterator[tuple[str, str, str, str]]]
"""(key points, headline, body) → code, message, help and subject of each finding."""


def check_key_points(
    points: Sequence[str], headline: str, body: str, place: tuple[int, int] = (0, 0)
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a post's key points, in plain text; ``place`` is where front matter has them."""
    if not points:
        return ()
    return tuple(
        diagnostic(code, message, help=help, at=place, subject=subject)
        for check in CHECKS
        for code, message, help, subject in check(points, headline, body)
    )


def _count(points: Sequence[str], headline: str, body: str) -> Iterator[tuple[str, str, str, str]]:
    if not FEWEST <= len(points) <= MOST:
        number = "there is one key point" if len(points) == 1 else f"there are {len(points)} key points"
        yield "key-points-count", f"{number}; {FEWEST} to {MOST} can be read at a glance", "", ""


def _length(points: Sequence[str], headline: str, body: str) -> Iterator[tuple[str, str, str, str]]:
    for point in points:
        if len(point) > LONGEST:
            message = f"the key point “{_beginning(point)}” has {len(point)} characters, more than {LONGEST}"
            yield "long-key-point", message, "say one thing in it, and leave the rest to the text", point


def _repetition(points: Sequence[str], headline: str, body: str) -> Iterator[tuple[str, str, str, str]]:
    said = _words(headline)
    for point in points:
        words = _words(point)
        if said and len(said & words) * ALIKE[1] >= len(said | words) * ALIKE[0]:
            message = f"the key point “{_beginning(point)}” repeats the headline"
            yield "key-point-repeats-title", message, "say what the headline leaves out", point


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(plain(text).casefold()))


def _figures(points: Sequence[str], headline: str, body: str) -> Iterator[tuple[str, str, str, str]]:
    typed = [plain(point) for point in points]
    if not _has_digit(typed):  # of most points: to look for dates in them took 20 µs each
        return
    bare = [_NAMES.sub(" ", _DATES.sub(" ", point)) for point in typed]
    if not _has_digit(bare):
        return
    values = all_values(plain(body))
    for point, text in zip(points, bare, strict=True):
        missing = [figure.text for figure in figures_in(text) if not is_among(figure, values)]
        if missing:
            named = " and ".join(f"“{figure}”" for figure in dict.fromkeys(missing))
            message = f"the text has no {named}, which the key point “{_beginning(point)}” has"
            yield "figure-not-in-text", message, "one of the two is wrong, or the text is to say it too", point


def _has_digit(texts: Sequence[str]) -> bool:
    return any(map(str.isdigit, "".join(texts)))


def _beginning(point: str, most: int = 48) -> str:
    return point if len(point) <= most else point[: most - 1].rstrip() + "…"


CHECKS: tuple[Check, ...] = (_count, _length, _repetition, _figures)
"""In the order in which their findings are told."""
