"""Where everything on a social card stands, in pixels: numbers alone, nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Literal, NamedTuple

from ssg.core.cards import Card
from ssg.render.card_fonts import Face, is_wide
from ssg.render.line_breaking import OPENING, Measure, Unit, balanced_lines, cut_to, most_lines, units_of

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
MEASURE = WIDTH - 2 * MARGIN

Ink = Literal["ink", "soft_ink", "rule", "accent"]

Width = Callable[[str, Face, int], float]
"""How many pixels wide a text is in a face at a size."""


class Text(NamedTuple):
    """A line of text."""

    text: str
    x: int  # of its left end
    baseline: int
    face: Face
    size: int
    ink: Ink


class Bar(NamedTuple):
    """A rectangle of one colour."""

    x: int
    y: int
    width: int
    height: int
    ink: Ink


class Layout(NamedTuple):
    """A whole card."""

    texts: tuple[Text, ...]
    bars: tuple[Bar, ...]


class Step(NamedTuple):
    """A size of the headline, and how many lines of it look well."""

    size: int
    lines: int


STEPS = (
    Step(112, 2),
    Step(100, 3),
    Step(88, 3),
    Step(78, 4),
    Step(70, 4),
    Step(62, 5),
    Step(55, 5),
    Step(48, 6),
)
"""From the largest to the smallest; the first that a headline fits into is taken."""

TOLERANCE = 1.03  # by which letters of different sizes may differ in their shapes
FEW_LINES = 3  # so many are made fewer by a smaller size; of more nobody sees one
MOST_WIDE_LINES = 4  # of Chinese and Japanese: more is a wall, and takes more than 30 ms to draw
LEADING = 1.1
WIDE_LEADING = 1.26  # of Chinese and Japanese, whose characters fill their squares
ASCENT = 0.74  # of the headline's size: from the baseline to the top of capitals, with a little air
DESCENT = 0.22

FRAME = (
    Bar(MARGIN, 56, MEASURE, 6, "ink"),
    Bar(MARGIN, 56, 128, 6, "accent"),
    Bar(MARGIN, HEIGHT - 58, MEASURE, 2, "rule"),
)
HEAD_BASELINE = 112
HEAD_RULE = Bar(MARGIN, 134, MEASURE, 2, "rule")
BODY_TOP, BODY_BOTTOM = 168, HEIGHT - 82
SITE_SIZE, SITE_LEAST = 38, 24
DATE_SIZE = 25
LABEL_SIZE, LABEL_GAP = 30, 26  # the gap is between the label and the capitals of the headline
NOTE_SIZE, NOTE_LEADING, NOTE_GAP = 31, 46, 30
MOST_NOTES = 3
NOTED_STEPS = STEPS[:5]
"""Sizes of a headline that leaves room for what follows it; a longer headline takes the card for itself."""
POINT_INDENT = 30
HANGING = 0.47
"""How much of its square an opening bracket leaves empty, so that what begins a line stands at the margin."""


def lay_out(card: Card, width: Width) -> Layout:
    """Return where everything on ``card`` stands. No text leaves the margins; what is too long is cut with `…`."""
    texts, marks = _body(card, width)
    head = (HEAD_RULE,) if card.site or card.date else ()
    return Layout((*_head(card, width), *texts), (*FRAME, *head, *marks))


def _head(card: Card, width: Width) -> Iterator[Text]:
    """Yield the site's title on the left and the date on the right, of one line."""
    right = 0.0
    if card.date:
        date = cut_to(card.date, MEASURE / 2, _in(width, "sans", DATE_SIZE))
        right = width(date, "sans", DATE_SIZE)
        yield Text(date, WIDTH - MARGIN - ceil(right), HEAD_BASELINE, "sans", DATE_SIZE, "soft_ink")
    if card.site:
        room = MEASURE - (right + 40 if right else 0)
        sizes = range(SITE_SIZE, SITE_LEAST, -2)
        size = next((size for size in sizes if width(card.site, "serif", size) <= room), SITE_LEAST)
        yield Text(cut_to(card.site, room, _in(width, "serif", size)), MARGIN, HEAD_BASELINE, "serif", size, "ink")


def _in(width: Width, face: Face, size: int) -> Measure:
    return lambda text: width(text, face, size)


# ── label, headline and what follows, as one block ──────────────────────────────────────────────────


class Headline(NamedTuple):
    """A headline, broken into lines of a size."""

    lines: tuple[str, ...]
    size: int

    @property
    def leading(self) -> int:
        """Pixels from baseline to baseline."""
        return round(self.size * (WIDE_LEADING if _is_any_wide(self.lines) else LEADING))

    @property
    def height(self) -> int:
        return round(self.size * (ASCENT + DESCENT)) + self.leading * (len(self.lines) - 1)


def _is_any_wide(lines: Sequence[str]) -> bool:
    return any(is_wide(character) for line in lines for character in line)


def _body(card: Card, width: Width) -> tuple[list[Text], list[Bar]]:
    above = LABEL_SIZE + LABEL_GAP if card.label else 0
    room = BODY_BOTTOM - BODY_TOP - above
    notes = _notes(card, width)
    below = NOTE_GAP + NOTE_LEADING * len(notes) if notes else 0
    headline = _largest(units_of(card.headline), NOTED_STEPS, room - below, width) if notes else None
    if headline is None:
        headline, notes, below = set_headline(card.headline, room, width), (), 0
    top = BODY_TOP + (room - headline.height - below) // 2
    texts = list(_label(card, top, width))
    texts += _headline_texts(headline, top + above)
    first = top + above + headline.height + NOTE_GAP + NOTE_SIZE
    indent = POINT_INDENT if card.points else 0
    baselines = range(first, first + NOTE_LEADING * len(notes), NOTE_LEADING)
    texts += [
        Text(note, MARGIN + indent, baseline, "sans", NOTE_SIZE, "soft_ink")
        for note, baseline in zip(notes, baselines, strict=True)
    ]
    return texts, [Bar(MARGIN, baseline - 13, 14, 4, "accent") for baseline in baselines if card.points]


def _label(card: Card, top: int, width: Width) -> Iterator[Text]:
    if card.label:
        label = cut_to(card.label, MEASURE, _in(width, "sans", LABEL_SIZE))
        yield Text(label, MARGIN, top + round(LABEL_SIZE * ASCENT), "sans", LABEL_SIZE, "accent")


def _headline_texts(headline: Headline, top: int) -> Iterator[Text]:
    wide = _is_any_wide(headline.lines)
    baseline = top + round(headline.size * ASCENT)
    for number, line in enumerate(headline.lines):
        hanging = wide and line[0] in OPENING
        x = MARGIN - (round(headline.size * HANGING) if hanging else 0)
        yield Text(line, x, baseline + number * headline.leading, "serif", headline.size, "ink")


def set_headline(text: str, room: int, width: Width) -> Headline:
    """Return ``text`` in the largest size in which it is at most ``room`` high, in lines of about one length."""
    units = units_of(text)
    return _largest(units, STEPS, room, width) or _cut(units, STEPS[-1], room, width)


def _largest(units: Sequence[Unit], steps: Sequence[Step], room: int, width: Width) -> Headline | None:
    """Return the headline in the largest size that it fits into, or the next where that saves a line."""
    length = sum(width(unit.text, "serif", NOTE_SIZE) for unit in units) / NOTE_SIZE
    likely = (step for step in steps if length * step.size <= MEASURE * step.lines * TOLERANCE)
    fitting = (found for step in likely if (found := _set(units, step, width)) and found.height <= room)
    first, second = next(fitting, None), next(fitting, None)
    saves = first and second and len(second.lines) < len(first.lines) <= FEW_LINES
    return second if saves else first


def _set(units: Sequence[Unit], step: Step, width: Width) -> Headline | None:
    """Return the headline at one size; None when it has too many lines or a word too long for one."""
    lines = balanced_lines(units, MEASURE, _in(width, "serif", step.size))
    return Headline(lines, step.size) if lines and len(lines) <= _most_lines(units, step) else None


def _most_lines(units: Sequence[Unit], step: Step) -> int:
    return min(step.lines, MOST_WIDE_LINES) if _is_any_wide([unit.text for unit in units]) else step.lines


def _cut(units: Sequence[Unit], step: Step, room: int, width: Width) -> Headline:
    """Return as much of a headline that fits no size as there is room for."""
    headline = Headline(most_lines(units, _most_lines(units, step), MEASURE, _in(width, "serif", step.size)), step.size)
    while headline.height > room:
        headline = Headline(
            most_lines(units, len(headline.lines) - 1, MEASURE, _in(width, "serif", step.size)), step.size
        )
    return headline


def _notes(card: Card, width: Width) -> tuple[str, ...]:
    """Return the lines below the headline: the first key points, else the dek."""
    measure = _in(width, "sans", NOTE_SIZE)
    if card.points:
        return tuple(cut_to(point, MEASURE - POINT_INDENT, measure) for point in card.points[:MOST_NOTES])
    return most_lines(units_of(card.dek), MOST_NOTES, MEASURE, measure) if card.dek else ()
