"""The posts that share most with a post, by the postings of its terms; time grows with what is read, not with the site.

Works on plain ranges of posts, so that forked processes can each rank a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ssg.catalog.term_index import UNIT, UNIT_BITS, TermIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_index import Integers

SHARED_TERMS = 8  # the strongest shared terms that are kept for the reason
NEARNESS = 10  # sixty-fourths that a post of the same day gains; each doubling of the days apart takes one away

_HIT_BLOCK = 1 << 17  # postings read at a time: few megabytes, so that they stay near the processor
_SLOT_BLOCK = 1 << 21  # pairs that a block can tell apart
_LAST = (1 << 32) - 1


class Hit(NamedTuple):
    """A post that shares terms with another."""

    row: int
    score: int  # above 0; FULL_SCORE is the same text at another time
    terms: tuple[int, ...]  # hashes of the strongest shared terms, by what they contribute


Pick = Callable[[int, list[int]], list[int]]
"""From a post and the posts that share most with it, best first: the places of those to keep, in order."""


def ranked(index: TermIndex, rows: Sequence[int], size: int, pick: Pick) -> Iterator[list[Hit]]:
    """Yield for each of ``rows`` what ``pick`` takes from the ``size`` posts that share most with it.

    Those are ordered by score, then by rank.
    """
    import numpy as np

    wanted = np.array(rows, np.int64)
    for start, end in _blocks(index, wanted):
        yield from _ranked_block(index, wanted[start:end], size, pick)


def _blocks(index: TermIndex, rows: Integers) -> Iterator[tuple[int, int]]:
    """Yield the ranges of ``rows`` that are worked on at a time, bounded in postings and in pairs."""
    import numpy as np

    sizes = np.append(0, np.cumsum(np.diff(index.offsets)[index.query_terms]))
    by_hits = np.cumsum(sizes[index.query_offsets[rows + 1]] - sizes[index.query_offsets[rows]]) // _HIT_BLOCK
    by_pairs = np.arange(len(rows)) // max(1, _SLOT_BLOCK // max(1, len(index.rank)))
    cuts = np.flatnonzero((np.diff(by_hits) > 0) | (np.diff(by_pairs) > 0)) + 1
    bounds = [0, *cuts.tolist(), len(rows)]
    yield from pairwise(bounds)


class _Read(NamedTuple):
    """The postings of a block's terms, one behind the other, and the pairs of posts that they make."""

    asking: Integers  # place in the block of the post whose term it is
    term: NDArray[np.int32]
    product: Integers  # what the term adds to the pair's score
    pair: NDArray[np.int32]  # the pair's number: the last place where it occurs
    slots: NDArray[np.int32]  # place in the block * posts + post, to the pair's number; garbage where there is none


def _ranked_block(index: TermIndex, rows: Integers, size: int, pick: Pick) -> list[list[Hit]]:
    import numpy as np

    read, other = _read(index, rows)
    sums = np.bincount(read.pair, read.product, minlength=len(read.pair))  # doubles, exact below 2^53
    pairs = np.flatnonzero((read.pair == np.arange(len(read.pair))) & (other != rows[read.asking]))
    asking, other = read.asking[pairs], other[pairs]
    score = _near_in_time(sums[pairs].astype(np.int64), index.days[rows[asking]] - index.days[other])
    sortable = score << 32 | _LAST - index.rank[other]
    bounds = np.searchsorted(asking, np.arange(len(rows) + 1)).tolist()
    best = [_largest(sortable[start:end], size) for start, end in pairwise(bounds)]
    return _picked(index, rows, read, best, pick)


def _read(index: TermIndex, rows: Integers) -> tuple[_Read, Integers]:
    """Return the postings of the rows' terms, and the post of each."""
    import numpy as np

    asked, asking = _spans(index.query_offsets[rows], index.query_offsets[rows + 1])
    terms = index.query_terms[asked]
    places, asked_by = _spans(index.offsets[terms], index.offsets[terms + 1])
    postings = index.postings[places]
    other, asking = (postings >> UNIT_BITS).astype(np.int64), asking[asked_by]
    # Every slot that is read was written just before: the table needs no clearing, and nothing here takes time in
    # proportion to the number of posts.
    keys = asking * len(index.rank) + other
    slots = np.empty(len(rows) * len(index.rank), np.int32)
    slots[keys] = np.arange(len(keys), dtype=np.int32)
    product = (postings & UNIT) * index.query_units[asked][asked_by]
    return _Read(asking, terms[asked_by], product, slots[keys], slots), other


def _spans(starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Return all numbers of all ranges in order, and for each the place of its range."""
    import numpy as np

    sizes = ends - starts
    owner = np.repeat(np.arange(len(starts)), sizes)
    return np.arange(len(owner)) + (starts - (np.cumsum(sizes) - sizes))[owner], owner


def _near_in_time(score: Integers, days_apart: Integers) -> Integers:
    import numpy as np

    bits = np.frexp(np.abs(days_apart).astype(np.float64))[1]
    nearer: Integers = 64 + np.maximum(0, NEARNESS - bits).astype(np.int64)
    return score * nearer >> 6


def _largest(numbers: Integers, size: int) -> Integers:
    """Return the ``size`` largest numbers, falling."""
    import numpy as np

    if len(numbers) > size:
        numbers = np.partition(numbers, len(numbers) - size)[-size:]
    return np.sort(numbers)[::-1]


def _picked(index: TermIndex, rows: Integers, read: _Read, best: list[Integers], pick: Pick) -> list[list[Hit]]:
    import numpy as np

    others = [index.by_rank[_LAST - (found & _LAST)] for found in best]
    places = [pick(row, other.tolist()) for row, other in zip(rows.tolist(), others, strict=True)]
    kept = np.concatenate([other[place] for other, place in zip(others, places, strict=True)])
    scores = np.concatenate([found[place] >> 32 for found, place in zip(best, places, strict=True)]).tolist()
    owner = np.repeat(np.arange(len(rows)), [len(place) for place in places])
    shared = _shared_terms(index, read, owner * len(index.rank) + kept, index.languages[rows[owner]])
    hits = iter(map(Hit, kept.tolist(), scores, shared))
    return [[next(hits) for _ in place] for place in places]


def _shared_terms(index: TermIndex, read: _Read, keys: Integers, languages: Integers) -> list[tuple[int, ...]]:
    """Return the strongest shared terms of each pair that ``keys`` finds in the table of slots."""
    import numpy as np

    number = np.full(len(read.pair), -1, np.int64)
    number[read.slots[keys]] = np.arange(len(keys))
    of_pair = number[read.pair]
    used = np.flatnonzero(of_pair >= 0)
    # By pair, then by what the term adds, then by its hash, which is the order of the terms' numbers.
    order = np.lexsort((read.term[used], -read.product[used], of_pair[used]))
    bounds = np.searchsorted(of_pair[used][order], np.arange(len(keys) + 1)).tolist()
    names = index.names[read.term[used][order]] ^ languages[of_pair[used][order]]
    found = names.tolist()
    return [tuple(found[start : min(end, start + SHARED_TERMS)]) for start, end in pairwise(bounds)]
