"""Each post's related list: candidates from entries, pins from front matter, reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ssg.catalog.related import index_related, rank_rows, reason_text
from ssg.catalog.related_choice import SECTION, SECTION_WEIGHT, STORY, STORY_WEIGHT, TAG, TAG_WEIGHT, Candidate
from ssg.catalog.site import Entry
from ssg.core.config import Config
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.urls import slugify

RelatedLists = dict[str, tuple[tuple[Entry, str], ...]]
"""By the post's path: related posts and why, best first."""

Rows = list[list[tuple[int, str]]]
"""For each post the rows of its related posts and why, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that the related lists of a site hang on: equal questions have equal answers."""

    candidates: Sequence[Candidate]
    pins: Mapping[int, tuple[int, ...]]
    count: int


Rank = Callable[[Question], Rows]
"""Answers a question: here and now, from what an earlier build found, or in several processes."""


def related_lists(posts: Sequence[Entry], config: Config, rank: Rank) -> tuple[RelatedLists, list[Diagnostic]]:
    """Return the related lists of all posts, and a warning for each pin that names none."""
    pins, problems = pinned_rows(posts)
    if not config.related.count or not posts:
        return {}, problems
    rows = rank(Question([candidate_of(entry) for entry in posts], pins, config.related.count))
    return {
        entry.post.path: tuple((posts[row], reason) for row, reason in related)
        for entry, related in zip(posts, rows, strict=True)
    }, problems


def rank_here(question: Question) -> Rows:
    """Answer in this process, from nothing."""
    index = index_related(question.candidates, question.pins)
    lists = rank_rows(index, 0, len(question.candidates), count=question.count)
    return [[(match.row, reason_text(match.reason)) for match in matches] for matches in lists]


def candidate_of(entry: Entry) -> Candidate:
    """Return a post as its relations see it."""
    post = entry.post
    extra = [(TAG + tag.id, TAG_WEIGHT) for tag in post.tags]
    if post.section:
        extra.append((SECTION + post.section.id, SECTION_WEIGHT))
    if post.story:
        extra.append((STORY + post.story, STORY_WEIGHT))
    return Candidate(
        terms=entry.document.terms,
        extra_terms=tuple(extra),
        published=post.published,
        lang=post.lang,
        group=entry.group,
        url=post.url,
        title_key=slugify(post.title),
    )


def pinned_rows(posts: Sequence[Entry]) -> tuple[dict[int, tuple[int, ...]], list[Diagnostic]]:
    """Return the rows that each row's front matter pins, and a warning for each that is no post."""
    names = _rows_by_name(posts)
    pins: dict[int, tuple[int, ...]] = {}
    problems: list[Diagnostic] = []
    for row, entry in enumerate(posts):
        found = []
        for typed in entry.document.front.related:
            wanted = names.get(_tidy(typed))
            if wanted is None:
                problems.append(_unknown(entry, typed))
            else:
                found.append(wanted)
        if found:
            pins[row] = tuple(found)
    return pins, problems


def _rows_by_name(posts: Iterable[Entry]) -> Mapping[str, int]:
    names: dict[str, int] = {}
    for row, entry in enumerate(posts):
        post = entry.post
        slug = post.url.rstrip("/").rpartition("/")[2]
        for name in (post.url, post.path, post.id, slug):
            names.setdefault(_tidy(name), row)
    return names


def _tidy(name: str) -> str:
    return name.strip("/").removesuffix("/index.md")


def _unknown(entry: Entry, typed: str) -> Diagnostic:
    return diagnostic(
        "unknown-related",
        f"no published post has the slug or address “{typed}”",
        help="write the slug or the address of another post",
        at=entry.document.front.places.get("related", (0, 0)),
        length=len(typed),
        file=f"content/{entry.post.path}",
        subject=typed,
    )
