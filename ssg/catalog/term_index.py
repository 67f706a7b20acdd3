"""Which posts share which terms: an inverted index in numpy.

No statistic of the whole site enters raw (one new post would move every score): numbers of posts stand in
power-of-two buckets. All sums are of whole numbers, so that no machine, block size or order of addition matters.
A score is a function of two posts' own terms, their dates and the buckets of those terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from ssg.catalog.term_choice import MAX_BUCKET, Choice, choose_terms, offsets_of, weighed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small

UNIT_BITS = 10  # of a posting, the lowest
ASKED = 1 << UNIT_BITS  # bit of a posting: the post looks for the term, it is not only found by it
ROW_SHIFT = UNIT_BITS + 1

_DAY = 86_400
_PART_BITS = 19  # of the entries of a part, about
_FAN = 16  # ranges that all names, or those of a range, are looked through for at a time
_SEARCHED = 1 << 16  # names looked through at a time
_SAMPLED = 64  # one of so many names is looked at to find where to cut


class TermRow(NamedTuple):
    """A post as the index sees it."""

    terms: bytes  # as content/terms packs them
    extra_terms: tuple[tuple[int, int], ...]  # hash and weight of tags, section, story
    lang: str
    published: int  # seconds since 1970-01-01 UTC


class Flat(NamedTuple):
    """All posts' terms one behind the other."""

    names: NDArray[np.uint32]  # hash, with the language mixed in: posts of two languages share nothing
    weights: NDArray[np.uint8]
    offsets: Integers  # of each post's terms, and their end


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Every post's chosen terms, and for every term the posts that chose it."""

    flat: Flat
    names: NDArray[np.uint32]  # of each term; rising
    posts: Small  # that have it
    offsets: Integers  # of each term's postings, and their end
    postings: Small  # post << 11 | whether it asks for the term << 10 | unit weight
    query_offsets: Integers  # of each post's query, and their end
    query_terms: Small  # heaviest first
    query_units: Small
    languages: NDArray[np.uint32]  # of each post, hashed
    days: Integers  # of each post, since 1970
    rank: Integers  # of each post: ties go to the smaller
    by_rank: Integers  # the posts in that order


def index_terms(rows: Flattened, rank: Sequence[int]) -> TermIndex:
    """Return the index of all posts; ``rank`` is each post's place in the order that breaks ties."""
    import numpy as np

    flat, languages, days = rows
    count = len(days)
    numbers = np.repeat(np.arange(count, dtype=np.int32), np.diff(flat.offsets))
    # Of all entries at once nothing is wider than it has to be: there are 300 of each post.
    values, terms = np.zeros(len(flat.names), np.int16), np.zeros(len(flat.names) + 1, np.int32)
    parts = _parts(flat, numbers, language_bits(languages), values, terms)
    posts = np.concatenate([part.posts for part in parts])
    choice = choose_terms(values, terms, flat.offsets, bit_length(posts), count)
    del values
    postings, sizes = _postings(numbers, terms, parts, choice)
    by_rank = np.argsort(np.array(rank, np.int64))
    return TermIndex(
        flat=flat,
        names=np.concatenate([part.names for part in parts]),
        posts=posts,
        offsets=offsets_of(sizes),
        postings=postings,
        query_offsets=offsets_of(choice.query_sizes),
        query_terms=choice.query_terms,
        query_units=choice.query_units,
        languages=languages,
        days=days,
        rank=np.array(rank, np.int64),
        by_rank=by_rank,
    )


class Flattened(NamedTuple):
    """All that posts say, in columns."""

    flat: Flat
    languages: NDArray[np.uint32]  # of each post, hashed
    days: Integers  # of each post, since 1970


def flatten(rows: Iterable[TermRow]) -> Flattened:
    """Return the terms of ``rows``, each post's in the order of their hashes, then its extra terms."""
    import numpy as np

    names, weights = bytearray(), bytearray()
    sizes, languages, days = [], [], []
    for row in rows:
        size = len(row.terms) // 5
        own = memoryview(row.terms)
        names += own[: 4 * size]
        weights += own[4 * size :]
        for term, weight in row.extra_terms:
            names += term.to_bytes(4, "little")
            weights.append(weight)
        sizes.append(size + len(row.extra_terms))
        languages.append(crc32(row.lang.encode()))
        days.append(row.published // _DAY)
    of_languages = np.array(languages, np.uint32)
    flat = np.frombuffer(names, "<u4").astype(np.uint32, copy=False)
    flat ^= np.repeat(of_languages, sizes)
    of_posts = Flat(flat, np.frombuffer(weights, np.uint8), offsets_of(np.array(sizes, np.int64)))
    return Flattened(of_posts, of_languages, np.array(days, np.int64))


def language_bits(languages: NDArray[np.uint32]) -> Small:
    """Return for each post the bit length of the number of posts in its language."""
    import numpy as np

    _, place, posts = np.unique(languages, return_inverse=True, return_counts=True)
    bits: Small = bit_length(posts)[place.reshape(-1)]
    return bits


def bit_length(numbers: Integers | Small) -> Small:
    import numpy as np

    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


class _Part(NamedTuple):
    """The terms of one range of hashes, and where in the flat arrays posts have them, by term and then by post."""

    names: NDArray[np.uint32]
    posts: Small  # that have each
    home: Small  # places of the terms that may be chosen, by term and then by post


def _parts(flat: Flat, numbers: Small, bits: Small, values: NDArray[np.int16], terms: Small) -> list[_Part]:
    """Return all terms in rising order of their hashes, in parts that stay near the processor while sorted.

    Put down in ``values`` how much each entry counts for its post, and in ``terms`` the numbers of the terms, counted
    over all parts, of those that may be chosen. ``numbers`` has the post of each entry, ``bits`` are of each post's
    language.
    """
    import numpy as np

    names = flat.names
    parts: list[_Part] = []
    first = 0
    for place in _ranges(names, _cuts(names)):
        part, term = _part(place, names[place])
        values[part.home] = weighed(
            flat.weights[part.home], bit_length(part.posts)[term], bits[numbers[part.home]]
        )  # at most 255 × 128
        terms[part.home] = term + np.int32(first)
        parts.append(part)
        first += len(parts[-1].names)
    return parts


def _cuts(names: NDArray[np.uint32]) -> list[int]:
    """Return where to cut, so that parts are of about one size: names need not fill their 32 bits evenly."""
    import numpy as np

    parts = (len(names) >> _PART_BITS) + 1
    sample = np.sort(names[::_SAMPLED])
    cuts = {int(sample[len(sample) * part // parts]) for part in range(1, parts)}
    return [0, *sorted(cuts - {0}), 1 << 32]


def _ranges(names: NDArray[np.uint32], cuts: Sequence[int]) -> Iterator[Small]:
    """Yield the places of the names from each cut to the next, rising.

    Ranges are as many as names are: to look through all names for each would take time in the square of the posts.
    """
    step = -(-(len(cuts) - 1) // _FAN)
    for first in range(0, len(cuts) - 1, step):
        part = cuts[first : first + step + 1]
        place = _places(names, part[0], part[-1])
        if step == 1:
            yield place
        else:
            yield from (place[found] for found in _ranges(names[place], part))


def _places(names: NDArray[np.uint32], low: int, high: int) -> Small:
    """Return the places of the names from ``low`` to before ``high``, in blocks that stay near the processor."""
    import numpy as np

    found = [np.zeros(0, np.int32)]
    for start in range(0, len(names), _SEARCHED):
        block = names[start : start + _SEARCHED]
        found.append(np.flatnonzero((block >= low) & (block <= high - 1)).astype(np.int32) + np.int32(start))
    return np.concatenate(found)


def _part(place: Small, names: NDArray[np.uint32]) -> tuple[_Part, Small]:
    """Return a part, and the terms of its entries at home, counted in the part."""
    import numpy as np

    order = _sorted_by_name(names)
    place, names = place[order], names[order]
    starts = np.flatnonzero(np.append(True, names[1:] != names[:-1])[: len(names)])
    posts = np.diff(np.append(starts, len(names))).astype(np.int32)
    buckets = bit_length(posts)
    useful = np.flatnonzero(np.repeat((buckets > 1) & (buckets <= MAX_BUCKET), posts))
    term = np.repeat(np.arange(len(starts), dtype=np.int32), posts)[useful]
    home = place[useful]
    return _Part(names[starts], posts, home), term


def _sorted_by_name(names: NDArray[np.uint32]) -> Integers:
    """Return the stable order of ``names``: two passes over 16 bits each, which numpy sorts by radix."""
    import numpy as np

    low = np.argsort(names.astype(np.uint16), kind="stable")
    return low[np.argsort((names >> 16).astype(np.uint16)[low], kind="stable")]


def _postings(numbers: Small, terms: Small, parts: Sequence[_Part], choice: Choice) -> tuple[Small, Integers]:
    """Return the postings of all terms, one behind the other, and the number of each term's."""
    import numpy as np

    postings, sizes = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    first = 0
    for part in parts:
        kept = np.flatnonzero(choice.units[part.home])
        postings.append(packed_postings(numbers, choice, part.home[kept]))
        sizes.append(np.bincount(terms[part.home[kept]] - first, minlength=len(part.names)))
        first += len(part.names)
    return np.concatenate(postings), np.concatenate(sizes)


def packed_postings(numbers: Small, choice: Choice, places: Small | Integers) -> Small:
    """Return the postings of the entries at ``places``; ``numbers`` has the post of each entry."""
    import numpy as np

    asks = choice.asked[places] * np.int32(ASKED)  # a plain number would make 64 bits of all of them
    packed: Small = numbers[places] << ROW_SHIFT | asks | choice.units[places]
    return packed
