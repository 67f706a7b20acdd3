"""Which posts share which terms, and how much: an inverted index in numpy, and the one door to numpy.

No statistic of the whole site enters raw (one new post would move every score): numbers of posts stand in
power-of-two buckets. All sums are of whole numbers, so that no machine, block size or order of addition matters.
A score is a function of two posts' own terms, their dates and the buckets of those terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Small = NDArray[np.int32]

MAX_CHOSEN = 128  # terms by which a post is found; measured: 60 lose a tenth of the recall, 200 win nothing
MAX_BUCKET = 9  # a term of 512 posts or more (of one language) says too little for what it costs
HITS = 2048  # bound of the postings that a post reads on a large site …
SITE_HITS = 1 << 23  # … and what all posts of a small one may read together
UNIT_BITS = 10
UNIT = (1 << UNIT_BITS) - 1  # length of a post's vector
FULL_SCORE = UNIT * UNIT  # two posts with the same terms, far apart in time

_RARITY = tuple(min(isqrt(n**3), 128) for n in range(64))  # how much a term counts, by the bits that it saves
_DAY = 86_400
_PART_BITS = 20  # entries of a part, about
_ROW_BLOCK = 2048  # posts whose terms are sorted at a time


class TermRow(NamedTuple):
    """A post as the index sees it."""

    terms: bytes  # as content/terms packs them
    extra_terms: tuple[tuple[int, int], ...]  # hash and weight of tags, section, story
    lang: str
    published: int  # seconds since 1970-01-01 UTC


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Every post's chosen terms, and for every term the posts that chose it."""

    names: Integers  # hash of each term, its language's mixed in; rising
    buckets: Small  # bit length of the number of posts that have it
    offsets: Integers  # of each term's postings, and their end
    postings: Small  # post << 10 | unit weight
    query_offsets: Integers  # of each post's query, and their end
    query_terms: Small  # heaviest first
    query_units: Small
    languages: Integers  # of each post, hashed
    rank: Integers  # of each post: ties go to the smaller
    by_rank: Integers  # the posts in that order
    days: Integers  # of each post, since 1970


def index_terms(rows: Sequence[TermRow], rank: Sequence[int]) -> TermIndex:
    """Return the index of all posts; ``rank`` is each post's place in the order that breaks ties."""
    import numpy as np

    flat = _flatten(rows)
    parts = _parts(flat, _language_bits(rows))
    buckets = np.concatenate([part.buckets for part in parts])
    values, terms = np.zeros(len(flat.names), np.int32), np.zeros(len(flat.names) + 1, np.int32)
    for part in parts:
        values[part.home], terms[part.home] = part.values, part.terms
    choice = _choose(values, terms, flat.offsets, np.append(1 << buckets, 0))
    postings, sizes = _postings(flat, parts, choice.units)
    return TermIndex(
        names=np.concatenate([part.names for part in parts]).astype(np.int64),
        buckets=buckets,
        offsets=_offsets(sizes),
        postings=postings,
        query_offsets=_offsets(choice.query_sizes),
        query_terms=choice.query_terms,
        query_units=choice.query_units,
        languages=_languages(rows).astype(np.int64),
        rank=np.array(rank, np.int64),
        by_rank=np.argsort(np.array(rank, np.int64)),
        days=np.array([row.published // _DAY for row in rows], np.int64),
    )


class _Flat(NamedTuple):
    """All posts' terms one behind the other."""

    names: NDArray[np.uint32]  # hash, with the language mixed in: posts of two languages share nothing
    weights: Small
    rows: Small
    offsets: Integers


def _flatten(rows: Sequence[TermRow]) -> _Flat:
    import numpy as np

    sizes = np.array([len(row.terms) // 5 + len(row.extra_terms) for row in rows], np.int64)
    names, weights = [], []
    for row in rows:
        split = len(row.terms) // 5 * 4
        names += [row.terms[:split], b"".join([term.to_bytes(4, "little") for term, _ in row.extra_terms])]
        weights += [row.terms[split:], bytes(weight for _, weight in row.extra_terms)]
    numbers = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
    return _Flat(
        names=np.frombuffer(b"".join(names), "<u4").astype(np.uint32) ^ _languages(rows)[numbers],
        weights=np.frombuffer(b"".join(weights), np.uint8).astype(np.int32),
        rows=numbers,
        offsets=_offsets(sizes),
    )


class _Part(NamedTuple):
    """The terms of one range of hashes, and where in the flat arrays posts have them, by term and then by post."""

    names: NDArray[np.uint32]
    buckets: Small
    home: Small  # places of the terms that may be chosen, by term and then by post
    terms: Small  # their numbers, counted over all parts
    values: Small  # how much each counts for its post


def _parts(flat: _Flat, language_bits: Small) -> list[_Part]:
    """Return all terms in rising order of their hashes, in parts that stay near the processor while sorted."""
    bits = max(1, (len(flat.names) >> _PART_BITS).bit_length())
    parts: list[_Part] = []
    first = 0
    for number in range(1 << bits):
        parts.append(_part(flat, language_bits, (number, 32 - bits), first))
        first += len(parts[-1].names)
    return parts


def _part(flat: _Flat, language_bits: Small, prefix: tuple[int, int], first: int) -> _Part:
    import numpy as np

    number, shift = prefix
    place = np.flatnonzero(flat.names >> shift == number).astype(np.int32)
    names = flat.names[place]
    order = _sorted_by_name(names)
    place, names = place[order], names[order]
    starts = np.flatnonzero(np.append(True, names[1:] != names[:-1])[: len(names)])
    posts = np.diff(np.append(starts, len(names)))
    buckets = _bit_length(posts)
    # A term of one post relates nothing; one of very many says nothing and costs most.
    useful = np.flatnonzero(np.repeat((buckets > 1) & (buckets <= MAX_BUCKET), posts))
    term = np.repeat(np.arange(len(starts), dtype=np.int32), posts)[useful]
    home = place[useful]
    rarity = language_bits[flat.rows[home]] - buckets[term] + 1
    values = flat.weights[home] * np.array(_RARITY, np.int32)[np.maximum(rarity, 0)]
    return _Part(names[starts], buckets, home, term + np.int32(first), values)


def _sorted_by_name(names: NDArray[np.uint32]) -> Integers:
    """Return the stable order of ``names``: two passes over 16 bits each, which numpy sorts by radix."""
    import numpy as np

    low = np.argsort(names.astype(np.uint16), kind="stable")
    return low[np.argsort((names >> 16).astype(np.uint16)[low], kind="stable")]


def _postings(flat: _Flat, parts: Sequence[_Part], units: Small) -> tuple[Small, Integers]:
    """Return the postings of all terms, one behind the other, and the number of each term's."""
    import numpy as np

    postings, sizes = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    first = 0
    for part in parts:
        unit = units[part.home]
        kept = np.flatnonzero(unit)
        postings.append(flat.rows[part.home[kept]] << UNIT_BITS | unit[kept])
        sizes.append(np.bincount(part.terms[kept] - first, minlength=len(part.names)))
        first += len(part.names)
    return np.concatenate(postings), np.concatenate(sizes)


def _languages(rows: Sequence[TermRow]) -> NDArray[np.uint32]:
    import numpy as np

    return np.array([crc32(row.lang.encode()) for row in rows], np.uint32)


def _language_bits(rows: Sequence[TermRow]) -> Small:
    """Return for each post the bit length of the number of posts in its language."""
    import numpy as np

    posts = Counter(row.lang for row in rows)
    return np.array([posts[row.lang].bit_length() for row in rows], np.int32)


def _bit_length(numbers: Integers) -> Small:
    import numpy as np

    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


def _offsets(sizes: Integers) -> Integers:
    import numpy as np

    return np.append(0, np.cumsum(sizes)).astype(np.int64)


class _Choice(NamedTuple):
    units: Small  # of each flat entry: its share of the post's vector, 0 where not chosen
    query_sizes: Integers
    query_terms: Small
    query_units: Small


def _choose(values: Small, terms: Small, offsets: Integers, costs: Small) -> _Choice:
    """Return each post's heaviest terms, and of those the ones that it looks for: as many as the hits allow."""
    import numpy as np

    units = np.zeros(len(values), np.int32)
    rows = len(offsets) - 1
    hits = max(HITS, SITE_HITS >> rows.bit_length())
    sizes, query_terms, query_units = [np.zeros(0, np.int64)], [terms[:0]], [units[:0]]
    for start in range(0, rows, _ROW_BLOCK):
        ends = offsets[start : start + _ROW_BLOCK + 1]
        value, place = _heaviest(values[ends[0] : ends[-1]], np.diff(ends))
        place += ends[:-1, None]
        there = value > 0
        length = np.sqrt((value * value).sum(axis=1)).astype(np.int64)  # of sums below 2^53: exact everywhere
        unit = np.maximum(1, value * UNIT // np.maximum(length, 1)[:, None])
        units[place[there]] = unit[there]
        term = terms[np.where(there, place, 0)]
        asked = there & (np.cumsum(np.where(there, costs[term], 0), axis=1) <= hits)
        sizes.append(asked.sum(axis=1))
        query_terms.append(term[asked])
        query_units.append(unit[asked].astype(np.int32))
    return _Choice(units, np.concatenate(sizes), np.concatenate(query_terms), np.concatenate(query_units))


def _heaviest(values: Small, sizes: Integers) -> tuple[Integers, Integers]:
    """Return the values and places of each post's MAX_CHOSEN heaviest terms, heaviest first, as one table.

    Equal values stand in the order of their hashes, which is the order of their places.
    """
    import numpy as np

    width = max(1, int(sizes.max(initial=0)))
    table = np.zeros((len(sizes), width), np.int32)
    column = np.arange(width, dtype=np.int32)
    filled = column < sizes[:, None]
    table[filled] = values << 16
    table |= np.where(filled, 0xFFFF - column, 0)
    table.sort(axis=1)
    best = table[:, : -MAX_CHOSEN - 1 : -1].astype(np.int64)
    return best >> 16, 0xFFFF - (best & 0xFFFF)
