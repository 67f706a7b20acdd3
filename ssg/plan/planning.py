"""What one run of plan is made of: its inputs, what a page is about, and the parts that pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ssg.catalog.lists import Growth, ListPage
from ssg.catalog.search_segments import Segment
from ssg.catalog.site import Edition, Entry, PostList, Site
from ssg.core.digests import combine, digest_value
from ssg.core.theme import Theme
from ssg.core.views import Counted, Newsletter, PageInfo, SiteInfo


class Part(NamedTuple):
    """A need, filled."""

    value: object
    digest: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about: the material that its needs are filled from."""

    page: PageInfo
    edition: Edition
    entry: Entry | None = None  # a post, a page, or a list's introduction
    posts: PostList | None = None  # the list that the page shows
    list_page: ListPage | None = None  # which part of it; None for all of it
    rows: tuple[Counted, ...] = ()  # of an index: tags, authors, years, months
    week: int | None = None  # place among the edition's weeks


class Frame(NamedTuple):
    """What all pages of a template and language have in common."""

    parts: dict[str, bytes]
    values: dict[str, object]
    own: tuple[str, ...]  # needs that each page fills by itself


@dataclass(frozen=True, slots=True)
class Scope:
    """What a plan is asked for when some posts changed in themselves or are new, and the site's outline stands.

    The outline is everything that other outputs know of a post but its summary: see catalog/outline.
    """

    changed: frozenset[str]  # paths of posts and pages, new ones among them
    pages: frozenset[str]  # of posts and pages whose own pages may be others: these, and who shows them
    grown: Mapping[str, Growth] = field(default_factory=dict)  # lists that have new posts, by address

    def shows(self, entries: Iterable[Entry]) -> bool:
        """Return whether a changed one is among ``entries``."""
        return not self.changed.isdisjoint([entry.path for entry in entries])


@dataclass(frozen=True, slots=True)
class Planning:
    """One run of plan: its inputs, and the parts that all pages of a language share."""

    site: Site
    theme: Theme
    info: SiteInfo
    newsletter: Newsletter | None
    noindex: bool  # every page, because drafts are in
    scope: Scope | None = None  # None for the whole plan
    shared: dict[tuple[str, str], Part] = field(default_factory=dict)  # (need, language) → part: a memo, no state
    frames: dict[tuple[str, str], Frame] = field(default_factory=dict)  # (template, language): another memo
    segments: dict[tuple[str, int], Segment] = field(default_factory=dict)  # (language, number), of search: another
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # language → the theme's strings: another memo
    feed_posts: dict[bytes, Part] = field(default_factory=dict)  # digest of an entry → the post in feeds: another
    threads: dict[tuple[str, str], dict[str, PostList]] = field(default_factory=dict)  # (kind, language) → by id
    tags_of: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # language → path → numbers of tags: another


def valued(value: object) -> Part:
    return Part(value, digest_value(value))


def of_entries(entries: Iterable[Entry]) -> Part:
    chosen = tuple(entries)
    return Part(tuple(entry.summary for entry in chosen), combine(entry.summary_digest for entry in chosen))


def on_root(subject: Subject) -> bool:
    return subject.list_page is None or subject.list_page.number == 0


def has_template(planning: Planning, name: str) -> bool:
    """Return whether the theme has a page template that it may leave out."""
    return name in planning.theme.templates
