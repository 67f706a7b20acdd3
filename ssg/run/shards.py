"""Shards of the search index after a few edits: made of what stands on disk, where a few posts' words moved alone.

Shards go by groups, so that an edit of ten words gives two hundred other parts: most of them hold none of these words,
and stay as they are. To make one anew takes the words of a thousand posts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import msgspec

from ssg.core.digests import digest_bytes
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job, Searchable
from ssg.core.urls import UnsafePath
from ssg.publish.cache import Cache
from ssg.publish.manifest import Made
from ssg.publish.reasons import ReasonOf
from ssg.publish.replacing import output_writer
from ssg.publish.write import OutputFolder, stamp_of
from ssg.render.search_patch import Levels, PostWords, patched, words_by_split
from ssg.run.rendering import MissingBody, Rendered

RENDERER = "search words"


@dataclass(frozen=True, slots=True)
class MovedWords:
    """Posts whose words may have moved: the keys of their words in the parse cache, by path."""

    edited: Mapping[str, tuple[bytes, bytes]]  # before and now
    new: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Shards:
    """What became of shards."""

    done: tuple[Rendered, ...]
    rest: tuple[LazyJob, ...]  # the jobs that are to be rendered


class Shelf:
    """The words of the posts that moved, read once, and the folder with the shards."""

    def __init__(self, moved: MovedWords, cache: Cache, output_folder: str) -> None:
        self._moved = moved
        self._cache = cache
        self._folder = OutputFolder(output_folder)
        self._write = output_writer(output_folder)
        self._levels: dict[tuple[bytes, int], Mapping[int, Levels]] = {}

    def brought_on(self, todo: Iterable[LazyJob], trusted: Mapping[str, Made], reason_of: ReasonOf) -> Shards:
        """Write the shards among the jobs that can be made of those on disk. Raises sqlite3.Error."""
        done: list[Rendered] = []
        rest: list[LazyJob] = []
        for lazy in todo:
            made = trusted.get(lazy.output) if lazy.renderer == RENDERER else None
            found = self._tried(lazy, made, reason_of) if made else None
            if found:
                done.append(found)
            else:
                rest.append(lazy)
        return Shards(tuple(done), tuple(rest))

    def _tried(self, lazy: LazyJob, before: Made, reason_of: ReasonOf) -> Rendered | None:
        try:
            return self._made(lazy, before, reason_of)
        except (OSError, UnsafePath):
            return None  # whoever makes it anew says what is wrong

    def _made(self, lazy: LazyJob, before: Made, reason_of: ReasonOf) -> Rendered | None:
        """Return what became of a shard; None where it is to be made anew."""
        started = time.perf_counter()
        job = lazy.job()
        changes = self._changes(job)
        if changes is None:
            return None
        if not any(post.before != post.now for post in changes):
            return Rendered(job.output, msgspec.structs.replace(before, parts=job.parts), False, 0.0, None)
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
        stamp = stamp_of(path, digest_bytes(data))
        made = Made(job.parts, stamp.digest, stamp, job.sources, reason_of(lazy) if written else before.reason)
        return Rendered(job.output, made, written, time.perf_counter() - started, None)

    def _changes(self, job: Job) -> list[PostWords] | None:
        """Return what became of the words of a shard; None where a new post moved the numbers of others."""
        paths = cast("tuple[str, ...]", job.values["paths"])
        new = [number for number, path in enumerate(paths) if path in self._moved.new]
        if new and new[0] != len(paths) - len(new):
            return None
        found = []
        for number, path in enumerate(paths):
            before, now = self._moved.edited.get(path) or (b"", self._moved.new.get(path, b""))
            if now:
                found.append(PostWords(number, self._words(before, job), self._words(now, job)))
        return found

    def _words(self, key: bytes, job: Job) -> Levels:
        split, splits = cast(int, job.values["split"]), cast(int, job.values["splits"])
        known = self._levels.get((key, splits))
        if known is None:
            words = self._cache.searchable(key) if key else NO_WORDS
            if words is None:
                raise MissingBody(key.hex())
            known = self._levels[key, splits] = words_by_split(words, splits)
        return known.get(split, {})


NO_WORDS = Searchable(b"", b"", b"", b"")


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
