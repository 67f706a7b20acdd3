"""A shard of the search index with the words of one post changed: the rows of these words move, all others stand.

To make a shard anew the words of a thousand posts are read. Here the shard itself is read, as it was written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from ssg.content.tokenize import term_key
from ssg.core.model import SEARCH_GROUPS, Searchable
from ssg.render.search import LEVEL_BITS, encoded_number, encoded_rows

Levels = Mapping[bytes, int]
"""Word (UTF-8) → its level in a post."""


class PostWords(NamedTuple):
    """What became of the words of a post that has a number in a segment."""

    number: int
    before: Levels  # empty for a new post
    now: Levels


def words_by_split(words: Searchable, splits: int) -> dict[int, dict[bytes, int]]:
    """Return the levels of a post's words, by the shards that they stand in."""
    size = (1 << 64) // splits
    found: dict[int, dict[bytes, int]] = {}
    ends = [0, *accumulate(words.sizes)]
    for place, (start, stop) in enumerate(pairwise(ends)):
        key = int.from_bytes(words.keys[8 * place : 8 * place + 8], "little")
        found.setdefault(key // size, {})[words.words[start:stop]] = words.levels[place]
    return found


def patched(shard: bytes, splits: int, changes: list[PostWords]) -> bytes | None:
    """Return the shard, of ``splits``, after ``changes``; None where it does not say what it should, or two words have
    one key."""
    rows = list(_rows_of(shard))
    words, postings = [word for word, _ in rows], [found for _, found in rows]
    for post in changes:
        for word in sorted(post.before.keys() | post.now.keys()):
            level = post.now.get(word)
            if level != post.before.get(word) and not _set(words, postings, word, post, level):
                return None
    return b"".join(encoded_rows(words[start:stop], postings[start:stop]) for start, stop in _runs(words, splits))


def _runs(words: list[bytes], splits: int) -> Iterator[tuple[int, int]]:
    """Yield where groups of shards begin and end among the words: each is written by itself."""
    if splits >= SEARCH_GROUPS:
        yield 0, len(words)
        return
    size = (1 << 64) // SEARCH_GROUPS
    start = 0
    for _, run in groupby(words, lambda word: term_key(word.decode()) // size):
        stop = start + len(list(run))
        yield start, stop
        start = stop


def _set(words: list[bytes], postings: list[bytes], word: bytes, post: PostWords, level: int | None) -> bool:
    """Give the word this level in the post, None for none; return whether what stood there was as expected."""
    key = term_key(word.decode())
    at = bisect_left(words, key, key=lambda other: term_key(other.decode()))
    stands = at < len(words) and words[at] == word
    if not stands and at < len(words) and term_key(words[at].decode()) == key:
        return False
    levels = dict(_posts_of(postings[at])) if stands else {}
    if levels.pop(post.number, None) != post.before.get(word):
        return False
    if level is not None:
        levels[post.number] = level
    encoded = _encoded(levels)
    words[at : at + stands] = [word] if levels else []
    postings[at : at + stands] = [encoded] if levels else []
    return True


def _rows_of(shard: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the words of a shard with their postings."""
    place, word = 0, b""
    while place < len(shard):
        shared, size = shard[place], shard[place + 1]
        word = word[:shared] + shard[place + 2 : place + 2 + size]
        length, place = _number_at(shard, place + 2 + size)
        yield word, shard[place : place + length]
        place += length


def _number_at(data: bytes, place: int) -> tuple[int, int]:
    """Return the number that begins at ``place``, and where the next one does."""
    value = shift = 0
    while data[place] & 128:
        value |= (data[place] & 127) << shift
        place, shift = place + 1, shift + 7
    return value | data[place] << shift, place + 1


def _posts_of(postings: bytes) -> Iterator[tuple[int, int]]:
    """Yield the posts of a word with its levels in them."""
    place, post = 0, -1
    while place < len(postings):
        value, place = _number_at(postings, place)
        post += (value >> LEVEL_BITS) + 1
        yield post, value & (1 << LEVEL_BITS) - 1


def _encoded(levels: Mapping[int, int]) -> bytes:
    before, parts = -1, []
    for post in sorted(levels):
        parts.append(encoded_number(post - before - 1 << LEVEL_BITS | levels[post]))
        before = post
    return b"".join(parts)
