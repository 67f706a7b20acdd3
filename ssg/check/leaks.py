"""What is not to be read yet: no words of a draft, a scheduled or an expired post may stand in what is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MIN_WORDS, MIN_LETTERS = 6, 40  # of a passage: shorter ones are said of other things too
MAX_PASSAGES = 5  # of one text, spread over it

_BROKEN_OFF = re.compile("[<>&\"'\\\\\n\x00-\x1f]")  # what pages, feeds and Markdown do not all write alike


class Passage(NamedTuple):
    """Words of something withheld that stand in its page, feed and Markdown letter by letter."""

    path: str  # of its source below content/
    text: str


class Net(NamedTuple):
    """Passages, by a word from within each: most outputs have none of those words."""

    by_word: Mapping[bytes, tuple[int, ...]]  # the numbers of passages
    passages: Sequence[bytes]


def passages_of(path: str, texts: Iterable[str]) -> list[Passage]:
    """Return runs of words that tell a withheld text from others; ``texts`` are its title, summary and HTML."""
    runs = [run.strip() for text in texts for run in _BROKEN_OFF.split(text)]
    long = [run for run in runs if len(run) >= MIN_LETTERS and len(run.split(" ")) >= MIN_WORDS]
    step = max(1, len(long) // MAX_PASSAGES)
    return [Passage(path, run) for run in long[::step][:MAX_PASSAGES]]


def net_of(found: Sequence[Passage]) -> Net:
    """Return what outputs are looked through with."""
    by_word: dict[bytes, list[int]] = {}
    for number, passage in enumerate(found):
        by_word.setdefault(_longest_within(passage.text), []).append(number)
    texts = [passage.text.encode() for passage in found]
    return Net({word: tuple(numbers) for word, numbers in by_word.items()}, texts)


def _longest_within(text: str) -> bytes:
    """Return the longest word that has others on both sides: in every output blanks stand around it."""
    return max(text.split(" ")[1:-1], key=len).encode()


def caught(data: bytes, net: Net) -> tuple[int, ...]:
    """Return the numbers of the passages that stand in an output, rising."""
    if not net.by_word:
        return ()
    candidates = {number for word in net.by_word.keys() & set(data.split()) for number in net.by_word[word]}
    return tuple(sorted(number for number in candidates if net.passages[number] in data))
