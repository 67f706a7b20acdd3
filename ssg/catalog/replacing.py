"""The site with some posts and pages in the places of what they were, where an edit keeps the outline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ssg.catalog.relations import neighbours_of
from ssg.catalog.site import Edition, Entry, PostList, Site, WeekPosts

Replaced = Mapping[str, Entry]
"""Path → the entry that takes the place of the one of that path."""


def with_entries(site: Site, fresh: Replaced, related: Mapping[str, tuple[tuple[Entry, str], ...]]) -> Site:
    """Return ``site`` with the entries of ``fresh`` in all its lists, and with these related lists."""
    editions = tuple(_edition(edition, fresh) for edition in site.editions)
    return replace(
        site,
        editions=editions,
        posts=_entries(site.posts, fresh),
        pages=_entries(site.pages, fresh),
        related=related,
        neighbours=neighbours_of(editions),
    )


def _edition(edition: Edition, fresh: Replaced) -> Edition:
    return replace(
        edition,
        home=_list(edition.home, fresh),
        sections=tuple(_list(listed, fresh) for listed in edition.sections),
        tags=tuple(_list(listed, fresh) for listed in edition.tags),
        authors=tuple(_list(listed, fresh) for listed in edition.authors),
        stories=tuple(_list(listed, fresh) for listed in edition.stories),
        series=tuple(_list(listed, fresh) for listed in edition.series),
        corrected=_entries(edition.corrected, fresh),
        weeks=tuple(_week(of, fresh) for of in edition.weeks),
    )


def _week(of: WeekPosts, fresh: Replaced) -> WeekPosts:
    posts = _entries(of.posts, fresh)
    return of if posts is of.posts else replace(of, posts=posts)


def _list(listed: PostList, fresh: Replaced) -> PostList:
    posts = _entries(listed.posts, fresh)
    return listed if posts is listed.posts else replace(listed, posts=posts)


def _entries(entries: tuple[Entry, ...], fresh: Replaced) -> tuple[Entry, ...]:
    places = [place for place, entry in enumerate(entries) if entry.path in fresh]
    if not places:
        return entries
    changed = list(entries)
    for place in places:
        changed[place] = fresh[changed[place].path]
    return tuple(changed)
