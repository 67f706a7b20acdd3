"""A post and its related list as they are kept: packed, and unpacked when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, overload

import msgspec

from ssg.catalog.related import Listed, Reason, reason_text
from ssg.catalog.related_choice import SKETCHED, Candidate, Traits, traits_of, with_sketch
from ssg.core.digests import digest_value
from ssg.core.model import Value

if TYPE_CHECKING:
    from ssg.catalog.term_index import TermIndex

MOST_KNOWN = 1 << 13
"""Traits that stay unpacked: 3 KB each."""

Line = tuple[int, str]
"""A line of a kept list: number of the post, and why it is related."""


class Kept(Value, frozen=True, array_like=True, gc=False):
    """A post and its list. Parts that few builds look at stay packed."""

    url: str
    digest: bytes  # of the candidate
    published: int  # seconds since 1970-01-01 UTC
    candidate: msgspec.Raw  # without its terms, which stand in the index
    lines: msgspec.Raw  # tuple[Line, ...]


NO_LINES = msgspec.Raw(msgspec.msgpack.encode(()))
EMPTY = Kept("", b"", 0, NO_LINES, NO_LINES)
"""Stands where a post is gone."""


def kept_post(post: Candidate) -> Kept:
    """Return a post as it is kept, without a list."""
    candidate = msgspec.Raw(msgspec.msgpack.encode(msgspec.structs.replace(post, terms=b"")))
    return Kept(post.url, digest_value(post), post.published, candidate, NO_LINES)


def with_list(kept: Kept, listed: Listed) -> Kept:
    """Return a post with a list that was ranked."""
    return msgspec.structs.replace(kept, lines=packed_lines(_reasoned(listed)))


def _reasoned(listed: Listed) -> list[tuple[int, Reason]]:
    """Return the lines of a list that was ranked."""
    return [(match.row, match.reason) for match in listed.matches]


def packed_lines(lines: Iterable[tuple[int, Reason]]) -> msgspec.Raw:
    """Return the lines of a list as they are kept."""
    return msgspec.Raw(msgspec.msgpack.encode([(row, reason_text(reason)) for row, reason in lines]))


def lines_of(kept: Kept) -> tuple[Line, ...]:
    """Return a post's list."""
    return _lines_decoder.decode(kept.lines)


def has_line_of(kept: Kept, rows: Set[int]) -> bool:
    """Return whether one of the posts with these numbers stands in a post's list."""
    packed = bytes(kept.lines)
    # A number has one spelling. To look for it first takes a tenth of unpacking.
    return any(_spelled(row) in packed for row in rows) and any(row in rows for row, _ in lines_of(kept))


@lru_cache(maxsize=1024)
def _spelled(row: int) -> bytes:
    return msgspec.msgpack.encode(row)


class KeptTraits(Sequence[Traits]):
    """The traits of all posts, each unpacked when somebody looks at it, and ``known`` from then on."""

    def __init__(self, posts: Sequence[Kept], index: TermIndex, known: dict[bytes, Traits]) -> None:
        self._posts, self._index, self._known = posts, index, known

    def __len__(self) -> int:
        return len(self._posts)

    @overload
    def __getitem__(self, row: int) -> Traits: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Traits]: ...
    def __getitem__(self, row: int | slice) -> Traits | Sequence[Traits]:
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        kept = self._posts[row]
        found = self._known.get(kept.digest)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[kept.digest] = _traits(kept, self._index, row)
        return found


def _traits(kept: Kept, index: TermIndex, row: int) -> Traits:
    bare = traits_of(_candidate_decoder.decode(kept.candidate))
    flat = index.flat
    start, stop = int(flat.offsets[row]), int(flat.offsets[row + 1]) - len(bare.extra_terms)
    return with_sketch(bare, (flat.names[start : min(stop, start + SKETCHED)] ^ index.languages[row]).tolist())


_candidate_decoder = msgspec.msgpack.Decoder(Candidate)
_lines_decoder = msgspec.msgpack.Decoder(tuple[Line, ...])
