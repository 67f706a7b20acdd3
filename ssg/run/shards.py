"""Shards of the search index after a few edits: made of what stands on disk, where a few posts' words moved alone.

Shards go by groups, so that an edit of ten words gives two hundred other parts: most of them hold none of these words,
and stay as they are. To make one anew takes the words of a thousand posts.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, cast

import msgspec

from ssg.core.digests import digest_bytes
from ssg.core.model import Job, Searchable
from ssg.core.urls import UnsafePath
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.publish.manifest import Made
from ssg.publish.replacing import output_writer
from ssg.publish.write import OutputFolder, stamp_of
from ssg.render.search_patch import Levels, PostWords, patched, words_by_split
from ssg.run.rendering import Finished, MissingBody

RENDERER = "search words"


@dataclass(frozen=True, slots=True)
class MovedWords:
    """Posts whose words may have moved: the keys of their words in the parse cache, by path."""

    edited: Mapping[str, tuple[bytes, bytes]]  # before and now
    new: Mapping[str, bytes]

    def keys_of(self, path: str) -> tuple[bytes, bytes]:
        """Return the keys before and now; two empty ones for a post that stands as it was."""
        return self.edited.get(path) or (b"", self.new.get(path, b""))


class _Moved(NamedTuple):
    """A post whose words may have moved."""

    number: int  # in its segment
    before: bytes  # key of its words; empty for a new post
    now: bytes


class Shelf:
    """The words of the posts that moved, each read once, and the folder with the shards.

    Each process that makes shards opens the cache for itself, when it first comes to one.
    """

    def __init__(self, moved: MovedWords, cache_folder: str, output_folder: str) -> None:
        self._moved = moved
        self._cache_folder = cache_folder
        self._opened: list[Cache] = []  # at most one
        self._folder = OutputFolder(output_folder)
        self._write = output_writer(output_folder)
        self._levels: dict[tuple[bytes, int], Mapping[int, Levels]] = {}
        self._last: tuple[tuple[str, ...], list[_Moved] | None] = ((), [])  # segment that was last asked for

    def close(self) -> None:
        for cache in self._opened:
            cache.close()

    def brought_on(self, number: int, job: Job, before: Made) -> Finished | None:
        """Make the output of a job if it is a shard that can be made of the one on disk. Raises sqlite3.Error."""
        if job.renderer != RENDERER:
            return None
        try:
            return self._made(number, job, before)
        except (OSError, UnsafePath):
            return None  # whoever makes it anew says what is wrong

    def _made(self, number: int, job: Job, before: Made) -> Finished | None:
        """Return what became of a shard; None where it is to be made anew."""
        started = time.perf_counter()
        changes = self._changes(job)
        if changes is None:
            return None
        if not any(post.before != post.now for post in changes):
            return Finished(number, msgspec.structs.replace(before.stamp, digest=before.digest), False, 0.0)
        path = self._folder.place_of(job.output).path
        shard = _read(path)
        data = (
            patched(shard, cast(int, job.values["splits"]), changes) if digest_bytes(shard) == before.digest else None
        )
        if data is None:
            return None
        written = data != shard
        if written:
            self._write(path, data)
        return Finished(number, stamp_of(path, digest_bytes(data)), written, time.perf_counter() - started)

    def _changes(self, job: Job) -> list[PostWords] | None:
        """Return what became of the words of a shard; None where a new post moved the numbers of others."""
        paths = cast("tuple[str, ...]", job.values["paths"])
        if paths is not self._last[0]:  # the shards of a segment come one after the other
            self._last = (paths, self._moved_in(paths))
        moved = self._last[1]
        if moved is None:
            return None
        return [PostWords(number, self._words(was, job), self._words(now, job)) for number, was, now in moved]

    def _moved_in(self, paths: tuple[str, ...]) -> list[_Moved] | None:
        """Return the posts of a segment that moved; None where a new one moved the numbers of others."""
        new = [number for number, path in enumerate(paths) if path in self._moved.new]
        if new and new[0] != len(paths) - len(new):
            return None
        keys = ((number, *self._moved.keys_of(path)) for number, path in enumerate(paths))
        return [_Moved(*found) for found in keys if found[-1]]

    def _words(self, key: bytes, job: Job) -> Levels:
        split, splits = cast(int, job.values["split"]), cast(int, job.values["splits"])
        known = self._levels.get((key, splits))
        if known is None:
            words = self._open().searchable(key) if key else NO_WORDS
            if words is None:
                raise MissingBody(key.hex())
            known = self._levels[key, splits] = words_by_split(words, splits)
        return known.get(split, {})

    def _open(self) -> Cache:
        if not self._opened:
            self._opened.append(Cache(self._cache_folder, parse_engine()))
        return self._opened[0]


NO_WORDS = Searchable(b"", b"", b"", b"")


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
