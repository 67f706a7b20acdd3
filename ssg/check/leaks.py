"""What is not to be read yet: no words of a draft, a scheduled or an expired post may stand in what is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MAX_PASSAGES = 5  # of one text, spread over it, beside its headline


class Least(NamedTuple):
    """How long a passage must be to tell of one text alone."""

    words: int
    letters: int
    signs: int  # of a script without spaces between its words


LEAST_HEADLINE = Least(3, 12, 6)
LEAST_RUN = Least(6, 40, 12)  # shorter ones are said of other things too

FIRST_SIGN = "\u2e80"  # from here on stand the scripts of East Asia, in which a sign is half a word

_BROKEN_OFF = re.compile("[<>&\"'\\\\\n\x00-\x1f]")  # what pages, feeds and Markdown do not all write alike


class Passage(NamedTuple):
    """Words of something withheld that stand in its page, feed and Markdown letter by letter."""

    path: str  # of its source below content/
    text: str


class Net(NamedTuple):
    """Passages, by a word from within each: most outputs have none of those words."""

    by_word: Mapping[bytes, tuple[int, ...]]  # the numbers of passages
    passages: Sequence[bytes]


def passages_of(path: str, title: str, texts: Iterable[str]) -> list[Passage]:
    """Return runs of words that tell a withheld text from others; ``texts`` are its summary and HTML."""
    headline = [run for run in _runs(title) if _is_long(run, LEAST_HEADLINE)]
    long = [run for text in texts for run in _runs(text) if _is_long(run, LEAST_RUN)]
    step = max(1, len(long) // MAX_PASSAGES)
    return [Passage(path, run) for run in dict.fromkeys((*headline[:1], *long[::step][:MAX_PASSAGES]))]


def _runs(text: str) -> list[str]:
    return [run.strip() for run in _BROKEN_OFF.split(text)]


def _is_long(run: str, least: Least) -> bool:
    signs = sum(char >= FIRST_SIGN and char.isalnum() for char in run)
    return signs >= least.signs or (len(run) >= least.letters and len(run.split()) >= least.words)


def net_of(found: Sequence[Passage]) -> Net:
    """Return what outputs are looked through with."""
    by_word: dict[bytes, list[int]] = {}
    texts = [passage.text.encode() for passage in found]
    for number, text in enumerate(texts):
        by_word.setdefault(_longest_within(text), []).append(number)
    return Net({word: tuple(numbers) for word, numbers in by_word.items()}, texts)


def _longest_within(text: bytes) -> bytes:
    """Return the longest word that has others on both sides, else of all: in every output it stands by itself."""
    words = words_in(text)
    return max(words[1:-1] or words, key=len)


_APART = bytes(byte if chr(byte).isalnum() or byte > 127 else 32 for byte in range(256))
_WIDE_MARKS = [char.encode() for char in "、。「」『』《》：；，！？（）・“”‘’—…"]


def words_in(data: bytes) -> list[bytes]:
    """Return what stands between blanks and marks of any script: words, and clauses where words are not apart."""
    data = data.translate(_APART)
    if not data.isascii():
        for mark in _WIDE_MARKS:
            data = data.replace(mark, b" ")
    return data.split()


def caught(data: bytes, net: Net) -> tuple[int, ...]:
    """Return the numbers of the passages that stand in an output, rising."""
    if not net.by_word:
        return ()
    candidates = {number for word in net.by_word.keys() & set(words_in(data)) for number in net.by_word[word]}
    return tuple(sorted(number for number in candidates if net.passages[number] in data))
