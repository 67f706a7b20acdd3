"""The shards of the search index as bytes: words in clear with the numbers of their posts, and what hits print.

A shard is a row of words, each as: one byte for the bytes that it shares with the beginning of the word before, one
for the bytes that follow and these bytes (UTF-8), the length of its postings and these. A posting is one number: eight
times the distance to the post before, less one, plus the level of the word in the post. Numbers are of seven bits a
byte, the lowest first, the eighth bit set where more follow (LEB128). Words that begin alike stand side by side, since
their keys begin alike.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ssg.core.model import SEARCH_GROUPS, Searchable, Summary

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ReadSearchable = Callable[[bytes], Searchable]
"""Gives the words of a post by their key."""

_GROUP_BITS = (SEARCH_GROUPS - 1).bit_length()
LEVEL_BITS = 3
_BYTES = [bytes((number,)) for number in range(256)]
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Group(NamedTuple):
    """The words of a group of shards, in the order of their keys."""

    keys: list[int]
    words: list[bytes]
    postings: list[bytes]


class SegmentWords:
    """The words of the posts of a segment. A group of shards is put in order when one of them is first asked for, and
    let go for the next: all of them would be 40 MB in each worker.
    """

    def __init__(self, posts: Iterable[Searchable]) -> None:
        """Take the words of the posts in the order of their numbers, each post once."""
        import numpy as np

        words, sizes, keys, levels = (bytearray() for _ in range(4))
        counts: list[int] = []
        for post in posts:  # one after the other: all of them would stand in memory twice
            words += post.words
            sizes += post.sizes
            keys += post.keys
            levels += post.levels
            counts.append(len(post.levels))
        self._words = words
        self._sizes = np.frombuffer(sizes, dtype=np.uint8)
        self._ends = np.cumsum(self._sizes, dtype=np.uint32)
        self._keys = np.frombuffer(keys, dtype="<u8")
        self._levels = np.frombuffer(levels, dtype=np.uint8)
        self._posts = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        groups = (self._keys >> np.uint64(64 - _GROUP_BITS)).astype(np.uint8)
        self._rows = np.argsort(groups, kind="stable").astype(np.uint32)  # group after group
        self._bounds = np.searchsorted(groups[self._rows], np.arange(SEARCH_GROUPS + 1)).tolist()
        self._last: tuple[int, Group] = (-1, Group([], [], []))

    def shard(self, split: int, splits: int) -> bytes:
        """Return the shard of the words whose keys begin with ``split``, of ``splits`` of equal size."""
        first = split * SEARCH_GROUPS // splits
        last = max(first + 1, (split + 1) * SEARCH_GROUPS // splits)
        size = (1 << 64) // splits
        return b"".join(_rows(self._group(group), split * size, (split + 1) * size) for group in range(first, last))

    def _group(self, number: int) -> Group:
        if self._last[0] != number:
            self._last = (number, self._in_order(number))
        return self._last[1]

    def _in_order(self, number: int) -> Group:
        import numpy as np

        chosen = self._rows[self._bounds[number] : self._bounds[number + 1]]
        if not len(chosen):
            return Group([], [], [])
        posts, keys = self._posts[chosen], self._keys[chosen]
        order = np.argsort(keys, kind="stable")  # the posts of a word stay in their order
        keys = keys[order]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        postings = _postings(posts[order], self._levels[chosen][order], starts)
        rows = chosen[order[starts]]
        words = [bytes(self._words[start:stop]) for start, stop in zip(*self._places(rows), strict=True)]
        return Group(keys[starts].tolist(), words, postings)

    def _places(self, rows: npt.NDArray[np.uint32]) -> tuple[list[int], list[int]]:
        """Return where the words of these rows begin and end."""
        ends = self._ends[rows]
        return (ends - self._sizes[rows]).tolist(), ends.tolist()


def _rows(group: Group, low: int, high: int) -> bytes:
    """Return the words whose keys are from ``low`` to below ``high``."""
    first, last = bisect_left(group.keys, low), bisect_left(group.keys, high)
    return encoded_rows(group.words[first:last], group.postings[first:last])


def encoded_rows(words: Sequence[bytes], postings_of: Sequence[bytes]) -> bytes:
    """Return words in the order of their keys, each with its postings."""
    parts: list[bytes] = []
    before = b""
    for word, postings in zip(words, postings_of, strict=True):
        # Four letters of Latin, one of Chinese: more is hardly ever alike.
        shared = (4 if word[3:4] == before[3:4] != b"" else 3) if word[:3] == before[:3] and before[2:3] else 0
        size, rest = len(postings), word[shared:]
        parts += (
            _BYTES[shared],
            _BYTES[len(rest)],
            rest,
            _BYTES[size] if size < 128 else encoded_number(size),
            postings,
        )
        before = word
    return b"".join(parts)


def _postings(
    posts: npt.NDArray[np.uint32], levels: npt.NDArray[np.uint8], starts: npt.NDArray[np.intp]
) -> list[bytes]:
    """Return the postings of each word, whose first one stands at the word's place among ``starts``."""
    import numpy as np

    distances = np.empty(len(posts), dtype=np.uint32)
    distances[1:] = posts[1:] - posts[:-1] - 1
    distances[starts] = posts[starts]
    values = distances << np.uint32(LEVEL_BITS) | levels
    sizes = 1 + (values >= 1 << 7) + (values >= 1 << 14) + (values >= 1 << 21) + (values >= 1 << 28)
    ends = np.cumsum(sizes)
    places = ends - sizes
    data = np.empty(int(ends[-1]), dtype=np.uint8)
    for byte in range(int(sizes.max())):
        chosen = np.flatnonzero(sizes > byte)
        part = values[chosen] >> np.uint32(7 * byte) & np.uint32(127)
        data[places[chosen] + byte] = part | (sizes[chosen] > byte + 1) << 7
    packed = data.tobytes()
    bounds = [*places[starts].tolist(), len(packed)]
    return [packed[start:stop] for start, stop in pairwise(bounds)]


def encoded_number(value: int) -> bytes:
    found = bytearray()
    while value >= 128:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def search_hits(posts: Sequence[Summary]) -> bytes:
    """Return what a list of hits prints of posts, as JSON: title, address, date, title of the section."""
    rows = [(post.title, post.url, post.date, post.section.title if post.section else "") for post in posts]
    return _encoded(rows).encode()
