"""Needs of lists: the posts of a page, the counts and months of a root, threads and corrections."""

from __future__ import annotations

from collections.abc import Iterator

from ssg.catalog.lists import ListPage, older_number, page_address, slice_of
from ssg.catalog.site import Entry, archive_months
from ssg.catalog.threads import corrections_of
from ssg.core.digests import combine, digest_value
from ssg.core.model import Ref
from ssg.core.moments import zone_of
from ssg.core.views import Counted, Paginator
from ssg.plan.planning import Part, Planning, Subject, of_entries, on_root, valued
from ssg.plan.thread_needs import key_stories, story_rows, tags_by_path, together_with

MONTHS_COUNT = 600  # a post dated far away must not make ten thousand rows


def fill_paginator(planning: Planning, subject: Subject) -> Part:
    listed = subject.posts
    assert listed is not None
    total, per_page = len(listed.posts), planning.site.config.listing.per_page
    page = subject.list_page or ListPage(0, 0, total)
    entries = slice_of(page, listed.posts)
    older = older_number(page, total, per_page) if subject.list_page else 0
    paginator = Paginator(
        posts=tuple(entry.summary for entry in entries),
        number=page.number,
        older=page_address(listed.topic.url, older) if older else "",
        latest=listed.topic.url if page.number else "",
        first=entries[-1].date if entries else "",
        last=entries[0].date if entries else "",
    )
    frame = digest_value((paginator.number, paginator.older, paginator.latest))
    return Part(paginator, combine((frame, *(entry.summary_digest for entry in entries))))


def fill_topic(planning: Planning, subject: Subject) -> Part:
    assert subject.posts is not None
    return valued(subject.posts.topic)


def fill_stories(planning: Planning, subject: Subject) -> Part:
    return Part(*story_rows(subject.edition.stories))


def fill_corrections(planning: Planning, subject: Subject) -> Part:
    corrected = subject.edition.corrected
    rows = corrections_of(corrected, zone_of(planning.site.config.site.timezone))
    said = digest_value([(row.date, row.text) for row in rows])
    return Part(rows, combine((said, *(entry.summary_digest for entry in corrected))))


def fill_key_stories(planning: Planning, subject: Subject) -> Part:
    return of_entries(key_stories(subject.posts.posts) if subject.posts and on_root(subject) else ())


def fill_together(planning: Planning, subject: Subject) -> Part:
    listed, edition = subject.posts, subject.edition
    if listed is None or not on_root(subject):
        return valued(())
    tags_of = planning.tags_of.get(edition.lang)
    if tags_of is None:
        tags_of = planning.tags_of[edition.lang] = tags_by_path(edition.tags)
    return valued(together_with(listed, edition.tags, tags_of))


def fill_counts(planning: Planning, subject: Subject) -> Part:
    return valued(len(subject.posts.posts) if subject.posts and on_root(subject) else 0)


def fill_months(planning: Planning, subject: Subject) -> Part:
    posts = (subject.posts or subject.edition.home).posts
    return valued(month_rows(posts, subject.edition.prefix) if on_root(subject) else ())


def fill_index(planning: Planning, subject: Subject) -> Part:
    return valued(subject.rows)


def month_rows(posts: tuple[Entry, ...], prefix: str) -> tuple[Counted, ...]:
    """Return the months from the first post's to the last one's with their numbers of posts, oldest first.

    Where there are more than MONTHS_COUNT of them, the oldest are left out.
    """
    months = archive_months(posts)
    if not months:
        return ()
    return tuple(
        Counted(
            Ref(month, month, f"{prefix}/archive/{month[:4]}/{month[5:]}/"),
            len(months.get(month, ())),
            months[month][0].date if month in months else "",
        )
        for month in tuple(months_between(min(months), max(months)))[-MONTHS_COUNT:]
    )


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield `2025-12`, `2026-01` and so on, both ends included."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    for number in range(start, end + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"
