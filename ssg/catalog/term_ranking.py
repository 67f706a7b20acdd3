"""The posts that share most with a post, by the postings of its terms; time grows with what is read, not with the site.

Works on plain ranges of posts, so that forked processes can each rank a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ssg.catalog.term_choice import UNIT
from ssg.catalog.term_index import ASKED, ROW_SHIFT, TermIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small

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


class Asks(NamedTuple):
    """What each of some posts looks for."""

    offsets: Integers  # of each post's terms, and their end
    terms: Small
    units: Small


class Ranked(NamedTuple):
    """What a post's search came to."""

    hits: list[Hit]  # those that were picked, in their order
    seen: list[int]  # the posts that they were picked from, best first
    scores: list[int]  # of those


Pick = Callable[[int, list[int]], list[int]]
"""From a post and the posts that share most with it, best first: the places of those to keep, in order."""


def ranked(index: TermIndex, rows: Sequence[int], size: int, pick: Pick) -> Iterator[Ranked]:
    """Yield for each of ``rows`` what ``pick`` takes from the ``size`` posts that share most with it.

    Those are ordered by score, then by rank.
    """
    import numpy as np

    asks = Asks(index.query_offsets, index.query_terms, index.query_units)
    wanted = np.array(rows, np.int64)
    for block in _blocks(index, asks, wanted, wanted):
        yield from _picked(index, block, _best(index, block, size), pick)


class Reached(NamedTuple):
    """Pairs of posts, one a line: who sees, who is seen, and with which score."""

    sees: Integers
    seen: Integers
    score: Integers


def reached(index: TermIndex, rows: Sequence[int], asks: Asks, least: Integers) -> Reached:
    """Return which posts see one of ``rows`` with at least the score that each has in ``least``.

    ``asks`` are the chosen terms of ``rows``, in their order: a post is found by all of them, but only through terms
    that the one who looks asks for.
    """
    import numpy as np

    found = [(np.zeros(0, np.int64),) * 3]
    for block in _blocks(index, asks, np.array(rows, np.int64), np.arange(len(rows)), only_asking=True):
        asking, other, score = _scores(index, block)
        near = np.flatnonzero(score >= least[other])
        found.append((other[near], block.rows[asking[near]], score[near]))
    return Reached(*(np.concatenate(column) for column in zip(*found, strict=True)))


class _Block(NamedTuple):
    """The postings of some posts' terms, one behind the other, and the pairs of posts that they make."""

    rows: Integers  # the posts that ask
    asking: Integers  # of each posting: the place in `rows` of the post whose term it is
    other: Integers  # the post that has the term too
    term: NDArray[np.int32]
    product: Integers  # what the term adds to the pair's score
    pair: NDArray[np.int32]  # the pair's number: the last posting in which it occurs
    slots: NDArray[np.int32]  # place in `rows` * posts + post, to the pair's number; garbage where there is none


def _blocks(
    index: TermIndex, asks: Asks, rows: Integers, places: Integers, *, only_asking: bool = False
) -> Iterator[_Block]:
    """Yield what ``rows`` find, in blocks bounded in postings and in pairs; ``places`` says where each one asks."""
    import numpy as np

    # Of these posts alone: what is looked at for every chunk must not grow with the site.
    asked, _ = _spans(asks.offsets[places], asks.offsets[places + 1])
    terms = asks.terms[asked]
    hits = np.append(0, np.cumsum(index.offsets[terms + 1] - index.offsets[terms]))
    by_hits = hits[np.cumsum(asks.offsets[places + 1] - asks.offsets[places])] // _HIT_BLOCK
    by_pairs = np.arange(len(rows)) // max(1, _SLOT_BLOCK // max(1, len(index.rank)))
    cuts = np.flatnonzero((np.diff(by_hits) > 0) | (np.diff(by_pairs) > 0)) + 1
    bounds = list(pairwise([0, *cuts.tolist(), len(rows)]))
    # One table for all blocks: fresh memory for each would cost more than what is written to it.
    slots = np.empty(max(end - start for start, end in bounds) * len(index.rank), np.int32)
    for start, end in bounds:
        yield _read(index, asks, rows[start:end], places[start:end], slots, only_asking)


def _read(
    index: TermIndex, asks: Asks, rows: Integers, places: Integers, slots: NDArray[np.int32], only_asking: bool
) -> _Block:
    import numpy as np

    asked, asking = _spans(asks.offsets[places], asks.offsets[places + 1])
    terms = asks.terms[asked]
    found, asked_by = _spans(index.offsets[terms], index.offsets[terms + 1])
    postings = index.postings[found]
    if only_asking:
        wanted = np.flatnonzero(postings & ASKED)
        postings, asked_by = postings[wanted], asked_by[wanted]
    other, asking = (postings >> ROW_SHIFT).astype(np.int64), asking[asked_by]
    # Every slot that is read was written just before: the table needs no clearing, and nothing here takes time in
    # proportion to the number of posts.
    keys = asking * len(index.rank) + other
    slots[keys] = np.arange(len(keys), dtype=np.int32)
    product = (postings & UNIT) * asks.units[asked][asked_by]
    return _Block(rows, asking, other, terms[asked_by], product, slots[keys], slots)


def _scores(index: TermIndex, block: _Block) -> tuple[Integers, Integers, Integers]:
    """Return of each pair the place of the post that asks, the other post, and the score."""
    import numpy as np

    sums = np.bincount(block.pair, block.product, minlength=len(block.pair))  # doubles, exact below 2^53
    is_pair = block.pair == np.arange(len(block.pair), dtype=np.int32)
    pairs = np.flatnonzero(is_pair & (block.other != block.rows[block.asking]))
    asking, other = block.asking[pairs], block.other[pairs]
    days_apart = index.days[block.rows[asking]] - index.days[other]
    return asking, other, _near_in_time(sums[pairs].astype(np.int64), days_apart)


def _best(index: TermIndex, block: _Block, size: int) -> list[Integers]:
    """Return for each post that asks the ``size`` best others, each as score << 32 | _LAST - rank, falling."""
    import numpy as np

    asking, other, score = _scores(index, block)
    sortable = score << 32 | _LAST - index.rank[other]
    bounds = np.searchsorted(asking, np.arange(len(block.rows) + 1)).tolist()
    return [_largest(sortable[start:end], size) for start, end in pairwise(bounds)]


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


def _picked(index: TermIndex, block: _Block, best: list[Integers], pick: Pick) -> list[Ranked]:
    import numpy as np

    others = [index.by_rank[_LAST - (found & _LAST)].tolist() for found in best]
    places = [pick(row, other) for row, other in zip(block.rows.tolist(), others, strict=True)]
    kept = np.array([other[place] for other, chosen in zip(others, places, strict=True) for place in chosen], np.int64)
    scores = np.concatenate([found[place] >> 32 for found, place in zip(best, places, strict=True)]).tolist()
    owner = np.repeat(np.arange(len(places)), [len(place) for place in places])
    hits = map(Hit, kept.tolist(), scores, _shared_terms(index, block, owner, kept))
    seen_scores = [(found >> 32).tolist() for found in best]
    return [
        Ranked(list(islice(hits, len(place))), other, score)
        for place, other, score in zip(places, others, seen_scores, strict=True)
    ]


def _shared_terms(index: TermIndex, block: _Block, owner: Integers, kept: Integers) -> list[tuple[int, ...]]:
    """Return the strongest shared terms of each pair of ``owner`` (a place in the block) and ``kept`` (a post)."""
    import numpy as np

    number = np.full(len(block.pair), -1, np.int64)
    number[block.slots[owner * len(index.rank) + kept]] = np.arange(len(kept))
    of_pair = number[block.pair]
    used = np.flatnonzero(of_pair >= 0)
    # By pair, then by what the term adds, then by its hash, which is the order of the terms' numbers.
    order = np.lexsort((block.term[used], -block.product[used], of_pair[used]))
    of_pair, term = of_pair[used][order], block.term[used][order]
    names = (index.names[term] ^ index.languages[block.rows[owner]][of_pair]).tolist()
    bounds = np.searchsorted(of_pair, np.arange(len(kept) + 1)).tolist()
    return [tuple(names[start:end][:SHARED_TERMS]) for start, end in pairwise(bounds)]
