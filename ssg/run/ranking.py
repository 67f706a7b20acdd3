"""Related posts at work: the lists of the last build brought up to date, by all processes where there is much to do."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from ssg.catalog.related import Listed, RelatedIndex, list_rows
from ssg.catalog.related_file import memory_bytes, memory_from
from ssg.catalog.related_lists import Question, Rank, Rows, rank_here
from ssg.catalog.related_memory import (
    RankRows,
    RelatedMemory,
    brought_up_to_date,
    changes_since,
    first_memory,
    lines_of,
)
from ssg.core.digests import DIGEST_BYTES, seal_of
from ssg.publish.engine import render_engine
from ssg.publish.write import write_file
from ssg.run.executors import run_chunks

MEMORY_FILE = "related.msgpack"

FORK_FROM = 2000
"""Posts to rank from which on workers are started: each takes 0.1 ms."""


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What the workers inherit."""

    index: RelatedIndex
    rows: Sequence[int]
    count: int


def remembering_rank(cache_folder: str, workers: int) -> Rank:
    """Return a ranking that keeps its lists in the cache and works in as many processes as ``workers``."""

    def rank(question: Question) -> Rows:
        if len({post.url for post in question.candidates}) < len(question.candidates):
            return rank_here(question)  # two posts at one address: an error that others report
        before, _ = load_related(cache_folder)
        after = _remembered(before, question, rank_in(workers))
        if after is not before:
            # Lost, it costs time and nothing else: a full disk is reported by who writes the site.
            try:
                save_related(cache_folder, after)
            except OSError:
                _forget_related(cache_folder)  # the older lists are not this site's
        return _rows(after, question)

    return rank


def load_related(cache_folder: str) -> tuple[RelatedMemory | None, bytes]:
    """Return the lists of the last build and their name, a digest; None and nothing when there are none that serve."""
    try:
        with open(os.path.join(cache_folder, MEMORY_FILE), "rb") as file:
            blob = file.read()
    except OSError:
        return None, b""
    memory = memory_from(blob, render_engine())
    return memory, seal_of(blob) if memory else b""


def save_related(cache_folder: str, memory: RelatedMemory) -> bytes:
    """Keep the lists for the next build and return their name. Raises OSError."""
    blob = memory_bytes(memory, render_engine())
    write_file(os.path.join(cache_folder, MEMORY_FILE), blob)
    return seal_of(blob)


def _forget_related(cache_folder: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(os.path.join(cache_folder, MEMORY_FILE))


def related_name(cache_folder: str) -> bytes:
    """Return the name of the lists that are kept; nothing when there are none."""
    try:
        with open(os.path.join(cache_folder, MEMORY_FILE), "rb") as file:
            return file.read(DIGEST_BYTES)
    except OSError:
        return b""


def _remembered(before: RelatedMemory | None, question: Question, rank: RankRows) -> RelatedMemory:
    after = None
    if before is not None and before.count == question.count:
        changes = changes_since(before, question.candidates, question.pins)
        after = brought_up_to_date(before, changes, rank)
    return after or first_memory(question.candidates, question.pins, question.count, rank)


def _rows(memory: RelatedMemory, question: Question) -> Rows:
    row_of = {post.url: row for row, post in enumerate(question.candidates)}
    rows: Rows = [[] for _ in question.candidates]
    urls = [post.url for post in memory.posts]
    for post in memory.posts:
        if post.url:
            rows[row_of[post.url]] = [(row_of[urls[number]], reason) for number, reason in lines_of(post)]
    return rows


def rank_in(workers: int) -> RankRows:
    """Return a ranking in as many processes as ``workers``."""

    def rank(index: RelatedIndex, rows: Sequence[int], count: int) -> list[Listed]:
        found: list[Listed | None] = [None] * len(rows)
        ranking = _Ranking(index, rows, count)
        for _, (start, part) in run_chunks(_rank_chunk, ranking, len(rows), workers, fork_from=FORK_FROM):
            found[start : start + len(part)] = part
        return [listed for listed in found if listed is not None]

    return rank


def _rank_chunk(ranking: _Ranking, start: int, stop: int) -> tuple[int, list[Listed]]:
    return start, list_rows(ranking.index, ranking.rows[start:stop], count=ranking.count)
