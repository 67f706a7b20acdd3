"""Needs of a post or a page: itself, its text, its neighbours, the posts related to it, its threads."""

from __future__ import annotations

from typing import Literal

from ssg.catalog.site import PostList
from ssg.core.digests import combine, digest_value
from ssg.core.model import Related
from ssg.core.views import Neighbours
from ssg.plan.planning import Part, Planning, Subject, has_template, valued
from ssg.plan.thread_needs import series_of, story_of

STORY_TEMPLATE, SERIES_TEMPLATE = "story.html", "series.html"


def fill_page(planning: Planning, subject: Subject) -> Part:
    return valued(subject.page)


def fill_post(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    return Part(subject.entry.post, subject.entry.digest)


def fill_content(planning: Planning, subject: Subject) -> Part:
    entry = subject.entry
    # The value is put in by render, from the body that the job names.
    return Part(None, digest_value((entry.body, entry.targets)) if entry else b"")


def fill_related(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    chosen = planning.site.related.get(subject.entry.path, ())
    value = tuple(Related(entry.summary, reason) for entry, reason in chosen)
    digests = [entry.summary_digest for entry, _ in chosen]
    return Part(value, combine((*digests, digest_value([reason for _, reason in chosen]))))


def fill_neighbours(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    older, newer = planning.site.neighbours.get(subject.entry.path, (None, None))
    value = Neighbours(older.summary if older else None, newer.summary if newer else None)
    return Part(value, combine(entry.summary_digest if entry else b"-" for entry in (older, newer)))


def fill_story(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    listed = _thread_of(planning, subject, "stories", subject.entry.story)
    shown = has_template(planning, STORY_TEMPLATE)
    return Part(*story_of(listed, subject.entry, shown)) if listed else valued(None)


def fill_series(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    listed = _thread_of(planning, subject, "series", subject.entry.series)
    shown = has_template(planning, SERIES_TEMPLATE)
    return Part(*series_of(listed, subject.entry, shown)) if listed else valued(None)


def _thread_of(planning: Planning, subject: Subject, kind: Literal["stories", "series"], id: str) -> PostList | None:
    """Return the thread of this id in the subject's language; None for pages, and for posts of none."""
    if not id or subject.entry is None or not subject.entry.date:
        return None
    edition = subject.edition
    threads = planning.threads.get((kind, edition.lang))
    if threads is None:
        lists = edition.stories if kind == "stories" else edition.series
        threads = planning.threads[kind, edition.lang] = {listed.topic.id: listed for listed in lists}
    return threads[id]
