"""Jobs of the search: its page, the shards of its index, and what the hits of it print."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ssg.catalog.search_segments import HITS_PER_FILE, Segment, segment_of, segments_of
from ssg.catalog.site import Edition, Entry
from ssg.core.digests import combine
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.urls import output_path
from ssg.core.views import SearchIndex
from ssg.plan.pages import list_page_info, page_job, words
from ssg.plan.planning import Planning, Subject
from ssg.plan.site_needs import SEARCH_TEMPLATE, has_search, search_index_of


def plan_search(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of the search, in every language."""
    if not has_search(planning):
        return
    for edition in planning.site.editions:
        index = search_index_of(edition)
        if not planning.scope:
            yield page_job(planning, SEARCH_TEMPLATE, f"{edition.prefix}/search/", _page, edition)
        for number, entries in enumerate(segments_of(edition.home.posts, index)):
            yield from _segment_jobs(planning, edition, index, number, entries)


def _page(planning: Planning, edition: Edition) -> Subject:
    title = words(planning, edition, "search")
    page = list_page_info(planning, edition, "search", f"{edition.prefix}/search/", title)
    return Subject(msgspec.structs.replace(page, noindex=True), edition)


def _segment_jobs(
    planning: Planning, edition: Edition, index: SearchIndex, number: int, entries: tuple[Entry, ...]
) -> Iterator[LazyJob]:
    if planning.scope and not planning.scope.shows(entries):
        return
    for split in range(index.splits):
        output = output_path(f"{index.url}{number}-{split}.bin")
        cut = (number, split, index.splits)
        yield LazyJob(output, "search words", _words, planning, edition, entries, cut, output)
    moved = False
    for first in range(0, len(entries), HITS_PER_FILE):
        hits = entries[first : first + HITS_PER_FILE]
        # A new post in their midst moves all that are newer by one, and no older ones.
        moved = not planning.scope or planning.scope.shows(hits) or (moved and bool(planning.scope.grown))
        if moved:
            output = output_path(f"{index.url}{number}-{first // HITS_PER_FILE}.json")
            sources = tuple(entry.path for entry in hits)
            yield LazyJob(output, "search hits", _hits, planning, hits, output, sources=sources)


def _words(
    planning: Planning, edition: Edition, entries: tuple[Entry, ...], cut: tuple[int, int, int], output: str
) -> Job:
    number, split, splits = cut
    segment = _segment(planning, edition.lang, number, entries)
    return Job(
        output=output,
        renderer="search words",
        template="",
        parts={"words": segment.digest_of(split, splits)},
        values={"split": split, "splits": splits, "paths": segment.paths},
        bodies=segment.keys,
    )


def _segment(planning: Planning, lang: str, number: int, entries: tuple[Entry, ...]) -> Segment:
    segment = planning.segments.get((lang, number))
    if segment is None:
        segment = planning.segments[lang, number] = segment_of(entries)
    return segment


def _hits(planning: Planning, entries: tuple[Entry, ...], output: str) -> Job:
    return Job(
        output=output,
        renderer="search hits",
        template="",
        parts={"hits": combine(entry.summary_digest for entry in entries)},
        values={"posts": tuple(entry.summary for entry in entries)},
        sources=tuple(entry.path for entry in entries),
    )
