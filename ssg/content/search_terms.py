"""What a post is searched for by: all of its words in clear, each with its share of the post, in the order of shards.

A term's key says in which shard its word stands: it begins with the hash of the word's first letters, so that whoever
types the first four letters of a word knows where all words stand that begin with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from ssg.content.terms import Counts, WordCounts
from ssg.content.vocabulary import Numbers
from ssg.core.model import SEARCH_DIGEST_BYTES, SEARCH_GROUPS, Searchable

LEVELS = 8  # of a term's share in a post, from 0

MOST_COUNTED = 255  # occurrences: more are no higher level
_SATURATION = 48  # sixteenths of an occurrence that give half of the highest level in a post of the usual length
_USUAL_WORDS, _MOST_WORDS = 700, 3000
_GROUP_BITS = (SEARCH_GROUPS - 1).bit_length()
_BOUNDS = np.array([group << (64 - _GROUP_BITS) for group in range(1, SEARCH_GROUPS)], dtype=np.uint64)
"""Where each group of keys but the last one ends."""


def searchable(counted: WordCounts) -> Searchable:
    """Return all terms of a post with their levels, in the order of their keys."""
    known = counted.vocabulary
    terms, counts = _with_lasts(counted)
    sizes = np.frombuffer(known.sizes, dtype=np.uint8)[terms]
    keys = np.frombuffer(known.keys, dtype=np.uint64)[terms]
    order = np.argsort(keys)
    order = order[sizes[order] > 0]
    by_count = _levels(counted.length.bit_length())
    return Searchable(
        keys=keys[order].astype("<u8").tobytes(),
        levels=by_count[np.minimum(counts[order], MOST_COUNTED)].tobytes(),
        words=known.spelled(terms[order]),
        sizes=sizes[order].tobytes(),
    )


def _with_lasts(counted: WordCounts) -> tuple[Numbers, Counts]:
    """Return all terms and how often each counts, with last characters that are no terms of their own."""
    if not len(counted.lasts):
        return counted.terms, counted.counts
    lasts, counts = np.unique(counted.lasts, return_counts=True)
    alone = np.isin(lasts, counted.terms, invert=True)
    return np.concatenate((counted.terms, lasts[alone])), np.concatenate((counted.counts, counts[alone]))


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
