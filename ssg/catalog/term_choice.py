"""Which of a post's terms stand for it, how much each counts, and by which of them it looks for others."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Small = NDArray[np.int32]
    Values = Small | NDArray[np.int16]

MAX_CHOSEN = 128  # terms by which a post is found; measured: 60 lose a tenth of the recall, 200 win nothing
MAX_BUCKET = 9  # a term of 512 posts or more (of one language) says too little for what it costs
HITS = 2048  # bound of the postings that a post reads on a large site …
SITE_HITS = 1 << 23  # … and what all posts of a small one may read together
UNIT = (1 << 10) - 1  # length of a post's vector
FULL_SCORE = UNIT * UNIT  # two posts with the same terms, far apart in time

_RARITY = tuple(min(isqrt(n**3), 128) for n in range(64))  # how much a term counts, by the bits that it saves
_ROW_BLOCK = 2048  # posts whose terms are sorted at a time


def distinct(values: Integers) -> Integers:
    """Return ``values`` in rising order, each once: `np.unique`, which draws in masked arrays, 15 ms to import."""
    import numpy as np

    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def among(values: NDArray[np.integer], others: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return of each value whether it is one of ``others``: `np.isin`, which asks `np.unique`."""
    import numpy as np

    if not len(others):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(others)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return np.asarray(ordered[places] == values)


class Choice(NamedTuple):
    """What was chosen from the entries (post and term) of some posts."""

    units: NDArray[np.int16]  # of each entry: its share of the post's vector, 0 where not chosen
    asked: NDArray[np.bool_]  # of each entry: whether the post looks for others by it
    query_sizes: Integers  # of each post: how many terms it looks for
    query_terms: Small  # their numbers, heaviest first
    query_units: Small


def weighed(weights: NDArray[np.uint8], buckets: Small, language_bits: Small) -> Small:
    """Return how much entries count: a term of one post relates nothing, one of very many says nothing."""
    import numpy as np

    useful = (buckets > 1) & (buckets <= MAX_BUCKET)
    rarity = np.array(_RARITY, np.int32)[np.maximum(language_bits - buckets + 1, 0)]
    values: Small = np.where(useful, weights * rarity, 0).astype(np.int32)
    return values


def hits_of(posts: int) -> int:
    """Return how many postings each post may read on a site of so many."""
    return max(HITS, SITE_HITS >> posts.bit_length())


def choose_terms(values: Values, terms: Small, offsets: Integers, buckets: Small, posts: int) -> Choice:
    """Return each post's heaviest terms, and of those the ones that it looks for: as many as the hits allow.

    ``terms`` are the numbers of the entries' terms, with one more at the end; ``offsets`` say where each post's
    entries begin; ``buckets`` are the terms' own, which bound the postings that each will cost.
    """
    import numpy as np

    units, looked_for = np.zeros(len(values), np.int16), np.zeros(len(values), np.bool_)
    costs = np.append(1 << buckets, 0)
    hits = hits_of(posts)
    sizes, query_terms, query_units = [np.zeros(0, np.int64)], [terms[:0]], [np.zeros(0, np.int32)]
    for start in range(0, len(offsets) - 1, _ROW_BLOCK):
        ends = offsets[start : start + _ROW_BLOCK + 1]
        value, place = _heaviest(values[ends[0] : ends[-1]], np.diff(ends))
        place += ends[:-1, None]
        there = value > 0
        length = np.sqrt((value * value).sum(axis=1)).astype(np.int64)  # of sums below 2^53: exact everywhere
        unit = np.maximum(1, value * UNIT // np.maximum(length, 1)[:, None])
        units[place[there]] = unit[there]
        term = terms[np.where(there, place, 0)]
        asked = there & (np.cumsum(np.where(there, costs[term], 0), axis=1) <= hits)
        looked_for[place[asked]] = True
        sizes.append(asked.sum(axis=1))
        query_terms.append(term[asked])
        query_units.append(unit[asked].astype(np.int32))
    return Choice(units, looked_for, np.concatenate(sizes), np.concatenate(query_terms), np.concatenate(query_units))


def _heaviest(values: Values, sizes: Integers) -> tuple[Integers, Integers]:
    """Return the values and places of each post's MAX_CHOSEN heaviest terms, heaviest first, as one table.

    Equal values stand in the order of their hashes, which is the order of their places.
    """
    import numpy as np

    width = max(1, int(sizes.max(initial=0)))
    table = np.zeros((len(sizes), width), np.int32)
    column = np.arange(width, dtype=np.int32)
    filled = column < sizes[:, None]
    table[filled] = values.astype(np.int32) << 16
    table |= np.where(filled, 0xFFFF - column, 0)
    table.sort(axis=1)
    best = table[:, : -MAX_CHOSEN - 1 : -1].astype(np.int64)
    return best >> 16, 0xFFFF - (best & 0xFFFF)


def bit_length(numbers: Integers | Small) -> Small:
    import numpy as np

    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


def offsets_of(sizes: Integers) -> Integers:
    """Return where each of the ranges of these sizes begins, and where the last one ends."""
    import numpy as np

    return np.append(0, np.cumsum(sizes)).astype(np.int64)
