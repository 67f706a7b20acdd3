"""The words that this process has met, each with a number: what a word comes to is found once, not in every post.

A memo, no state: nothing that is made by them shows the numbers. A post of 700 words has 500 different ones, and a
dictionary waits for memory four times at each that is rare. Here all are looked up at once, in arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np
import numpy.typing as npt

from ssg.content.tokenize import folded_terms, term_hash, term_key

LONGEST_WORD = 48  # characters: what is longer is no word that anybody types
REMEMBERED = 1 << 18  # words, after which everything is forgotten: about 40 MB

_BITS = 20
_SLOTS = 1 << _BITS  # 8 MB
_SEVERAL = 1 << (_BITS - 1)  # from here on a number stands for several terms; one post brings less than is left

Numbers = npt.NDArray[np.int64]


class Vocabulary:
    """Words by number, from 1, and a table of what each chunk of a text comes to.

    A chunk has one slot in the table, which the lower bits of its 64-bit name say. In the slot stand the upper ones,
    by which it is known again, and a number in place of the lower ones. A later chunk with this slot takes its place,
    so that there is nothing to search and nothing grows.
    """

    def __init__(self) -> None:
        self.hashes = array("I", [0])  # by number, as are the next three: see `term_hash`
        self.keys = array("Q", [0])  # see `term_key`
        self.sizes = array("B", [0])  # bytes of the word in UTF-8; 0 when it is longer than anybody types
        self._starts = array("I", [0])  # where it begins in the text
        self._text = bytearray()
        self._numbers: dict[str, int] = {}
        self._several: list[tuple[str, ...]] = []  # what chunks say that have more than one term
        self._places: dict[tuple[str, ...], int] = {}  # of each of these
        self._table = np.zeros(_SLOTS, dtype=np.int64)

    def is_full(self) -> bool:
        return max(len(self.hashes), len(self._several)) > REMEMBERED

    def terms_of(self, chunks: Sequence[str]) -> Numbers:
        """Return the terms of all chunks, in no order, each as often as it stands there."""
        names = _names(chunks)
        slots = names & (_SLOTS - 1)
        found = self._table[slots] ^ names ^ slots  # the number, where the upper bits are the same
        unknown = np.flatnonzero(found >> _BITS)
        if len(unknown):
            found[unknown] = [self._comes_to(chunks[place]) for place in unknown.tolist()]
            self._table[slots[unknown]] = (names ^ slots ^ found)[unknown]
        more = [
            self.number(term) for many in found[found >= _SEVERAL].tolist() for term in self._several[many - _SEVERAL]
        ]
        single = found[(found > 0) & (found < _SEVERAL)]
        return np.concatenate((single, more)) if more else single

    def _comes_to(self, chunk: str) -> int:
        """Return the number of a chunk's only term; 0 where it has none, and from _SEVERAL on where it has several."""
        terms = folded_terms(chunk)
        if len(terms) == 1:
            return self.number(terms[0])
        if terms and terms not in self._places:
            self._places[terms] = _SEVERAL + len(self._several)
            self._several.append(terms)
        return self._places[terms] if terms else 0

    def number(self, term: str) -> int:
        """Return the number of a term."""
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self.hashes)
            word = term.encode() if len(term) <= LONGEST_WORD else b""
            self.hashes.append(term_hash(term))
            self.keys.append(term_key(term))
            self.sizes.append(len(word))
            self._starts.append(len(self._text))
            self._text += word
        return number

    def spelled(self, terms: Numbers) -> bytes:
        """Return words one behind the other, in UTF-8."""
        sizes = np.frombuffer(self.sizes, dtype=np.uint8)[terms].astype(np.int64)
        ends = np.cumsum(sizes)
        shifts = np.frombuffer(self._starts, dtype=np.uint32)[terms] - (ends - sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(shifts, sizes)
        found: npt.NDArray[np.uint8] = np.frombuffer(self._text, dtype=np.uint8)[places]
        return found.tobytes()


def _names(chunks: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return Python's own 64-bit hash of each chunk.

    That of a text is made of its characters as memory holds them, and in there 戳 is the same as 3b. In UTF-8 they
    differ, and the hash of ASCII is the same in both.
    """
    plain = "".join(chunks).isascii()
    hashes = map(hash, chunks if plain else map(str.encode, chunks, repeat("utf-8"), repeat("surrogatepass")))
    return np.fromiter(hashes, dtype=np.int64, count=len(chunks))


@lru_cache(maxsize=1)
def _remembered() -> Vocabulary:
    return Vocabulary()


def vocabulary() -> Vocabulary:
    """Return this process's vocabulary, anew when it has grown too large."""
    if _remembered().is_full():
        _remembered.cache_clear()
    return _remembered()
