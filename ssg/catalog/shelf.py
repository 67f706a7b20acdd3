"""What entries hold beside the little that lists are made of: packed in one block, read when somebody looks.

A post and its summary take 5 KB as objects. Workers that are forked copy whatever they look at, page by page, since
looking counts references; a block of bytes stays shared.
"""

from __future__ import annotations

from array import array

import msgspec

from ssg.core.digests import Packed
from ssg.core.model import Post, Summary, Target, Value

SUMMARIES_KEPT = 1024
"""Summaries that stay unpacked, 5 KB each: those of a list's pages and of its feeds stand near each other."""


class Bound(Value, frozen=True, array_like=True):
    """What the links of a body came to."""

    typed: tuple[str, ...]  # as the author wrote them
    targets: tuple[Target, ...]


class _Titled(Value, frozen=True, gc=False):
    title: str


_encoder = msgspec.msgpack.Encoder()
_post = msgspec.msgpack.Decoder(Post)
_summary = msgspec.msgpack.Decoder(Summary)
_titled = msgspec.msgpack.Decoder(_Titled)
_bound = msgspec.msgpack.Decoder(Bound)


class Shelf:
    """Posts and their links by number. It grows; what stands on it never changes."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q")  # of each post and of its links, one behind the other
        self._summaries: dict[int, Summary] = {}
        self._last: tuple[int, Post] | None = None  # a page asks for its post several times

    def put(self, post: Packed, bound: Bound) -> int:
        """Put a post, packed, and its links on the shelf; return their number."""
        for data in (post, _encoder.encode(bound)):
            self._block += data
            self._ends.append(len(self._block))
        return len(self._ends) // 2 - 1

    def post(self, number: int) -> Post:
        last = self._last
        if last is None or last[0] != number:
            last = self._last = number, _post.decode(self._part(2 * number))
        return last[1]

    def summary(self, number: int) -> Summary:
        """Return what other pages may know about a post."""
        found = self._summaries.get(number)
        if found is None:
            if len(self._summaries) >= SUMMARIES_KEPT:
                del self._summaries[next(iter(self._summaries))]
            found = self._summaries[number] = own_summary(_summary.decode(self._part(2 * number)))
        return found

    def title(self, number: int) -> str:
        return _titled.decode(self._part(2 * number)).title

    def bound(self, number: int) -> Bound:
        return _bound.decode(self._part(2 * number + 1))

    def _part(self, place: int) -> bytearray:
        # A copy: a view would keep the block from growing.
        return self._block[self._ends[place - 1] if place else 0 : self._ends[place]]


def packed_in_order(post: Post) -> bytes:
    """Return a post as it stands on the shelf, its mappings in the author's order."""
    return _encoder.encode(post)


def own_summary(summary: Summary) -> Summary:
    """Return a summary as other pages know it: not how its picture is cut for machines."""
    if summary.image is None or not summary.image.ratios:
        return summary
    return msgspec.structs.replace(summary, image=msgspec.structs.replace(summary.image, ratios=()))
