"""Figures in a text, by their values: 1,000 and 1 000 are one, and so are 10 million and 10,000,000."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

MAX_DIGITS = 24  # longer runs are serial numbers
MAX_TEXT = 400_000  # characters of a body that are searched


class Figure(NamedTuple):
    """A number as it stands in a text."""

    text: str  # as typed
    values: frozenset[Fraction]  # all that it can mean: 1.500 is fifteen hundred to some, one and a half to others
    step: Fraction  # of its last digit, in the largest of its values' unit: a rounded number is right within half of it


_SPACES = "\u0020\u00a0\u2009\u202f"
_NUMBER = re.compile(rf"(?<![\d.,])\d+(?:[.,'’{_SPACES}]\d+)*")
_UNIT = re.compile(rf"[{_SPACES}-]?([^\W\d_]+)\.?")
_GROUPED = re.compile(rf"\d{{1,3}}(?:([,.'’{_SPACES}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d+)?")
_CJK_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_LARGE = ("万", "萬", "億", "亿", "兆")
_CJK_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_CJK_NUMBER = re.compile(f"[{''.join(_CJK_DIGITS)}{''.join(_CJK_UNITS)}]+")

SCALES: dict[str, int] = {
    **dict.fromkeys(("k", "thousand", "tausend", "mille", "mil", "tsd"), 10**3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions", "millionen", "millones", "millón"), 10**6),
    **dict.fromkeys(
        ("b", "bn", "mrd", "md", "billion", "billions", "milliarde", "milliarden", "milliard", "milliards"), 10**9
    ),
    **dict.fromkeys(("t", "tn", "trillion", "trillions", "bio", "billionen", "billón", "billones"), 10**12),
}
"""Words behind a number that make it larger; what is a billion in one language is counted as that of English too."""

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve"
    " thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
    " dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve veinte",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "once twice thrice",
)
_TENS = (
    "thirty forty fifty sixty seventy eighty ninety hundred",
    "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "trente quarante cinquante soixante",
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
)
NUMBER_WORDS: dict[str, int] = {
    **{word: value for words in _WORDS for value, word in enumerate(words.split(), 1)},
    **{word: value * 10 for words in _TENS for value, word in enumerate(words.split(), 3)},
    **dict.fromkeys(("ein", "eine", "einen", "una", "une", "a", "an"), 1),
    **dict.fromkeys(("double", "doubled", "doubles", "doppelt"), 2),
    **dict.fromkeys(("triple", "tripled"), 3),
    "dozen": 12,
    "vingt": 20,
    **dict.fromkeys(("half", "halved", "hälfte", "moitié", "mitad"), 50),
    **dict.fromkeys(("quarter", "quarters", "viertel", "quart", "cuarto"), 25),
}
"""Numbers that are written as words where a key point has digits; of shares, so many percent."""

_WORD = re.compile(r"[^\W\d_]+")


def plain(text: str) -> str:
    """Return ``text`` with full-width digits and signs as the usual ones."""
    return unicodedata.normalize("NFKC", text[:MAX_TEXT]) if not text.isascii() else text[:MAX_TEXT]


def figures_in(text: str) -> Iterator[Figure]:
    """Yield the numbers that are written in digits; ``text`` is `plain`."""
    for found in _NUMBER.finditer(text):
        if sum(char.isdigit() for char in found[0]) <= MAX_DIGITS:
            yield from _figures(found[0], text[found.end() : found.end() + 16])


def _figures(typed: str, after: str) -> Iterator[Figure]:
    """Yield what one run of digits can mean: as a whole, and where a space parts two numbers, each of them."""
    if not _GROUPED.fullmatch(typed) and any(space in typed for space in _SPACES):
        *before, last = re.split(f"[{_SPACES}]", typed)
        for part in before:
            yield from _figures(part, "")
        yield from _figures(last, after)
        return
    readings = dict(_readings(typed))
    if not readings:
        return
    scale = _scale(after)
    values = {value * by for value in readings for by in {1, scale}}
    yield Figure(typed, frozenset(values), max(readings.values()) * scale)


def _scale(after: str) -> int:
    if after[:1] in _CJK_UNITS:
        scale = 1
        for char in after:
            if char not in _CJK_UNITS:
                break
            scale *= _CJK_UNITS[char]
        return scale
    unit = _UNIT.match(after)
    return SCALES.get(unit[1].casefold(), 1) if unit else 1


def _readings(typed: str) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield each value that the digits can have, with the step of its last digit."""
    digits = re.sub(r"\D", "", typed)
    marks = [char for char in typed if not char.isdigit()]
    if not marks:
        yield Fraction(int(digits)), Fraction(1)
        return
    if _GROUPED.fullmatch(typed) and len(set(marks)) == 1:
        yield Fraction(int(digits)), Fraction(1)
    if marks[-1] in ".,'’" and marks.count(marks[-1]) == 1:
        whole, part = (re.sub(r"\D", "", side) for side in typed.rsplit(marks[-1], 1))
        step = Fraction(1, 10 ** len(part))
        yield int(whole + part) * step, step


def all_values(text: str) -> frozenset[Fraction]:
    """Return every value that a figure or a number in words has in ``text``, which is `plain`."""
    found = {value for figure in figures_in(text) for value in figure.values}
    found |= {Fraction(NUMBER_WORDS[word]) for word in map(str.casefold, _WORD.findall(text)) if word in NUMBER_WORDS}
    found |= {Fraction(_cjk_value(number)) for number in _CJK_NUMBER.findall(text)}
    return frozenset(found)


def _cjk_value(number: str) -> int:
    """Return what 三百五十万 and the like come to."""
    total = section = digit = 0
    for char in number:
        if char in _CJK_DIGITS:
            digit = digit * 10 + _CJK_DIGITS[char]
        elif char in _LARGE:
            total += ((section + digit) or 1) * _CJK_UNITS[char]
            section = digit = 0
        else:
            section += (digit or 1) * _CJK_UNITS[char]
            digit = 0
    return total + section + digit


def is_among(figure: Figure, values: frozenset[Fraction]) -> bool:
    """Return whether a figure stands in a text with these values, or is one of them rounded to its last digit."""
    if not figure.values.isdisjoint(values):
        return True
    largest = max(figure.values)
    return any(abs(value - largest) * 2 <= figure.step for value in values)
