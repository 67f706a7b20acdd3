"""What a post is searched for by: all of its words in clear, each with its share of the post, in the order of shards.

A term's key says in which shard its word stands: it begins with the hash of the word's first letters, so that whoever
types the first four letters of a word knows where all words stand that begin with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ssg.content.terms import WordCounts
from ssg.content.tokenize import is_paired
from ssg.core.model import SEARCH_DIGEST_BYTES, SEARCH_GROUPS, Searchable

FIRST_LETTERS = 4  # of a word, which name its shard; of scripts that give pairs of characters the first one does
LONGEST_WORD = 48  # characters: what is longer is no word that anybody types
LEVELS = 8  # of a term's share in a post, from 0

MOST_COUNTED = 255  # occurrences: more are no higher level
_SATURATION = 48  # sixteenths of an occurrence that give half of the highest level in a post of the usual length
_USUAL_WORDS, _MOST_WORDS = 700, 3000
_GROUP_BITS = (SEARCH_GROUPS - 1).bit_length()
_BOUNDS = np.array([group << (64 - _GROUP_BITS) for group in range(1, SEARCH_GROUPS)], dtype=np.uint64)
"""Where each group of keys but the last one ends."""


def searchable(counted: WordCounts) -> Searchable:
    """Return all terms of a post with their levels, in the order of their keys."""
    counts = {**counted.lasts, **counted.terms} if counted.lasts else counted.terms
    if len(_KEYS) > REMEMBERED:
        _KEYS.clear()
    # With numpy this takes half the time: 120 µs for 480 words, most of it for the memo.
    keys = np.fromiter(map(_KEYS.__getitem__, counts), dtype="<u8", count=len(counts))
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    count = int(np.searchsorted(keys, NO_KEY))
    by_count = _levels(counted.length.bit_length())
    occurrences = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
    words = list(counts)
    ordered = [words[place] for place in order[:count].tolist()]
    text = "".join(ordered)
    sizes = map(len, ordered) if text.isascii() else (len(word.encode()) for word in ordered)
    return Searchable(
        keys=keys[:count].tobytes(),
        levels=by_count[np.minimum(occurrences, MOST_COUNTED)][order[:count]].tobytes(),
        words=text.encode(),
        sizes=bytes(sizes),
    )


def group_digests(terms: Searchable) -> bytes:
    """Return a digest of the terms of each group of shards, one behind the other.

    A key stands for its word, so that keys and levels are all there is to digest.
    """
    bounds = np.searchsorted(np.frombuffer(terms.keys, dtype="<u8"), _BOUNDS).tolist()
    return b"".join(
        [
            _group_digest(terms.keys[8 * start : 8 * stop] + terms.levels[start:stop])
            for start, stop in pairwise((0, *bounds, len(terms.levels)))
        ]
    )


def _group_digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=SEARCH_DIGEST_BYTES).digest()


REMEMBERED = 1 << 18  # words: about 40 MB
NO_KEY = np.uint64((1 << 64) - 1)  # behind all others: of a word that nobody looks for


class _Keys(dict[str, int]):
    """The key of each word, found when it is first asked for."""

    def __missing__(self, word: str) -> int:
        key = self[word] = term_key(word) if len(word) <= LONGEST_WORD else int(NO_KEY)
        return key


_KEYS = _Keys()
"""A memo, no state: the key of a word never changes."""


def term_key(word: str) -> int:
    """Return the 64-bit key of a word: 16 bits of its first letters, which name its shard, then 48 of itself."""
    first = word[:1] if is_paired(word) else word[:FIRST_LETTERS]
    own = int.from_bytes(blake2b(word.encode(), digest_size=6).digest(), "big")
    return crc32(first.encode()) >> 16 << 48 | own


@lru_cache(maxsize=64)
def _levels(length_bits: int) -> npt.NDArray[np.uint8]:
    """Return the level of each number of occurrences in a post whose number of words has so many binary digits.

    The length is taken so coarsely that an edit of some words moves the levels of no others.
    """
    words = min(3 << length_bits >> 2, _MOST_WORDS)
    half = _SATURATION * (_USUAL_WORDS + 3 * words) // (4 * _USUAL_WORDS)
    levels = [LEVELS * 16 * count // (16 * count + half) for count in range(MOST_COUNTED + 1)]
    return np.array(levels, dtype=np.uint8)


def levels_by_word(terms: Searchable) -> Mapping[str, int]:
    """Return the level of each word."""
    ends = [0, *accumulate(terms.sizes)]
    words = [terms.words[start:stop].decode() for start, stop in pairwise(ends)]
    return dict(zip(words, terms.levels, strict=True))
