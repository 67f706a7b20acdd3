"""The parts that a search index is cut into, so that a query reads little of it and an edit writes little.

The hash of a post's permanent id names its segment; in it posts are numbered from the oldest, so that a new post moves
no other, and a higher number is a newer post. The words of a segment are cut by the hash of their first letters.
Numbers of parts grow by powers of two with the number of posts: one new post moves nothing by drift.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from ssg.catalog.site import Entry
from ssg.content.tokenize import STOP_WORDS
from ssg.core.digests import combine, digest_bytes
from ssg.core.model import SEARCH_DIGEST_BYTES, SEARCH_GROUPS
from ssg.core.views import SearchIndex

POSTS_PER_SEGMENT, MOST_SEGMENTS = 1024, 16  # each word of a query asks every segment
POSTS_PER_SPLIT, MOST_SPLITS = 32, 1024
PAIRED_LANGUAGES = frozenset({"ja", "ko", "th", "zh"})  # their posts have more terms, which are pairs of characters
MORE_SPLITS = 4  # times as many, for these
HITS_PER_FILE = 32


def index_of(url: str, lang: str, count: int) -> SearchIndex:
    """Return how the index at ``url`` of ``count`` posts in a language is cut."""
    posts = 1 << max(0, count.bit_length() - 1)
    more = MORE_SPLITS if lang.partition("-")[0] in PAIRED_LANGUAGES else 1
    return SearchIndex(
        url=url,
        posts=posts,
        segments=max(1, min(MOST_SEGMENTS, posts // POSTS_PER_SEGMENT)),
        stop_words=STOP_WORDS,
        splits=max(1, min(MOST_SPLITS, posts * more // POSTS_PER_SPLIT)),
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """Some of the posts, oldest first: the place of a post is its number in the index."""

    paths: tuple[str, ...]  # of the posts
    keys: tuple[bytes, ...]  # of their words in the parse cache
    digests: tuple[bytes, ...]  # of the words in each group

    def digest_of(self, split: int, splits: int) -> bytes:
        """Return the digest of all that the words of ``split`` hang on."""
        first = split * SEARCH_GROUPS // splits
        last = max(first + 1, (split + 1) * SEARCH_GROUPS // splits)
        return combine((b"%d of %d" % (split, splits), *self.digests[first:last]))


def segments_of(newest_first: Sequence[Entry], index: SearchIndex) -> tuple[tuple[Entry, ...], ...]:
    """Return the posts of each segment, oldest first."""
    found: list[list[Entry]] = [[] for _ in range(index.segments)]
    for entry in reversed(newest_first):
        found[entry.searched.number % index.segments].append(entry)
    return tuple(map(tuple, found))


def segment_of(entries: tuple[Entry, ...]) -> Segment:
    """Return the segment of these posts."""
    assert array("Q").itemsize == SEARCH_DIGEST_BYTES
    digests = array("Q", b"".join([entry.searched.digests for entry in entries]))
    return Segment(
        paths=tuple([entry.path for entry in entries]),
        keys=tuple([entry.searched.key for entry in entries]),
        digests=tuple(digest_bytes(digests[group::SEARCH_GROUPS].tobytes()) for group in range(SEARCH_GROUPS)),
    )
