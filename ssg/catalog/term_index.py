"""Which posts share which terms: an inverted index in numpy.

No statistic of the whole site enters raw (one new post would move every score): numbers of posts stand in
power-of-two buckets. All sums are of whole numbers, so that no machine, block size or order of addition matters.
A score is a function of two posts' own terms, their dates and the buckets of those terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from ssg.catalog.term_choice import Choice, bit_length, choose_terms, offsets_of, weighed
from ssg.catalog.term_parts import Part, parts_of, terms_at_home

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small

UNIT_BITS = 10  # of a posting, the lowest
ASKED = 1 << UNIT_BITS  # bit of a posting: the post looks for the term, it is not only found by it
ROW_SHIFT = UNIT_BITS + 1

_DAY = 86_400


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
    # Of all entries at once nothing is wider, or stands longer, than it has to: there are 300 of each post.
    values, terms = np.zeros(len(flat.names), np.int16), np.zeros(len(flat.names) + 1, np.int32)
    parts = _parts(flat, language_bits(languages), values, terms)
    posts = np.concatenate([part.posts for part in parts])
    choice = choose_terms(values, terms, flat.offsets, bit_length(posts), count)
    del values, terms
    postings, sizes = _postings(flat, parts, choice)
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


def _parts(flat: Flat, bits: Small, values: NDArray[np.int16], terms: Small) -> list[Part]:
    """Return all terms in parts.

    Put down in ``values`` how much each entry counts for its post, and in ``terms`` the numbers of the terms, counted
    over all parts, of those that may be chosen. ``bits`` are of each post's language.
    """
    import numpy as np

    entry_bits = np.repeat(bits.astype(np.uint8), np.diff(flat.offsets))
    parts: list[Part] = []
    first = 0
    for part in parts_of(flat.names):
        home, term = part.home, terms_at_home(part.posts)
        # At most 255 × 128.
        values[home] = weighed(flat.weights[home], bit_length(part.posts)[term], entry_bits[home].astype(np.int32))
        terms[home] = term + np.int32(first)
        parts.append(part)
        first += len(part.names)
    return parts


def _postings(flat: Flat, parts: Sequence[Part], choice: Choice) -> tuple[Small, Integers]:
    """Return the postings of all terms, one behind the other, and the number of each term's."""
    import numpy as np

    numbers = np.repeat(np.arange(len(flat.offsets) - 1, dtype=np.int32), np.diff(flat.offsets))
    postings, sizes = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    for part in parts:
        kept = np.flatnonzero(choice.units[part.home])
        postings.append(packed_postings(numbers, choice, part.home[kept]))
        sizes.append(np.bincount(terms_at_home(part.posts)[kept], minlength=len(part.names)))
    return np.concatenate(postings), np.concatenate(sizes)


def packed_postings(numbers: Small, choice: Choice, places: Small | Integers) -> Small:
    """Return the postings of the entries at ``places``; ``numbers`` has the post of each entry."""
    import numpy as np

    asks = choice.asked[places] * np.int32(ASKED)  # a plain number would make 64 bits of all of them
    packed: Small = numbers[places] << ROW_SHIFT | asks | choice.units[places]
    return packed
