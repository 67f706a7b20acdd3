"""Needs of the whole site: its settings, its menu, and what one new post changes on every front page."""

from __future__ import annotations

from collections.abc import Iterable

from ssg.catalog.search_segments import index_of
from ssg.catalog.site import Edition, Entry, PostList, archive_months
from ssg.core.digests import combine, digest_value
from ssg.core.model import Ref
from ssg.core.theme import strings_for
from ssg.core.views import Counted, MenuItem, SearchIndex, Strip
from ssg.plan.planning import Part, Planning, Subject, of_entries, valued

LATEST_COUNT = 8
STRIP_COUNT = 4
TOPICS_COUNT = 24
SEARCH_TEMPLATE = "search.html"


def fill_site(planning: Planning, subject: Subject) -> Part:
    return valued(planning.info)


def fill_menu(planning: Planning, subject: Subject) -> Part:
    config, prefix = planning.site.config, subject.edition.prefix
    if config.menu and not prefix:
        return valued(tuple(MenuItem(item.title, item.url) for item in config.menu))
    sections = tuple(MenuItem(listed.topic.title, listed.topic.url) for listed in subject.edition.sections)
    return valued(sections)


def fill_strings(planning: Planning, subject: Subject) -> Part:
    return valued(strings_for(planning.theme, subject.edition.lang))


def fill_settings(planning: Planning, subject: Subject) -> Part:
    return valued(planning.theme.settings)


def fill_newsletter(planning: Planning, subject: Subject) -> Part:
    return valued(planning.newsletter)


def fill_search(planning: Planning, subject: Subject) -> Part:
    return valued(f"{subject.edition.prefix}/search/" if has_search(planning) else "")


def fill_search_index(planning: Planning, subject: Subject) -> Part:
    edition = subject.edition
    return valued(search_index_of(edition))


def search_index_of(edition: Edition) -> SearchIndex:
    """Return how the search index of an edition is cut."""
    return index_of(f"{edition.prefix}/search/i/", edition.lang, len(edition.home.posts))


def has_search(planning: Planning) -> bool:
    """Return whether the site has search pages: its theme may have no template, its owner may want none."""
    return planning.site.config.search.enabled and SEARCH_TEMPLATE in planning.theme.templates


def _lead_of(edition: Edition) -> Entry | None:
    posts = edition.home.posts
    return next((entry for entry in posts if entry.featured), posts[0] if posts else None)


def fill_lead(planning: Planning, subject: Subject) -> Part:
    lead = _lead_of(subject.edition)
    return Part(lead.summary, lead.summary_digest) if lead else Part(None, combine(()))


def fill_latest(planning: Planning, subject: Subject) -> Part:
    lead = _lead_of(subject.edition)
    posts = subject.edition.home.posts[: LATEST_COUNT + 1]
    return of_entries([entry for entry in posts if entry is not lead][:LATEST_COUNT])


def fill_strips(planning: Planning, subject: Subject) -> Part:
    lead = _lead_of(subject.edition)
    strips = []
    digests = []
    for listed in subject.edition.sections:
        entries = [entry for entry in listed.posts[: STRIP_COUNT + 1] if entry is not lead][:STRIP_COUNT]
        if entries:
            ref = Ref(listed.topic.id, listed.topic.title, listed.topic.url)
            strips.append(Strip(ref, tuple(entry.summary for entry in entries)))
            digests += [digest_value(ref), *(entry.summary_digest for entry in entries)]
    return Part(tuple(strips), combine(digests))


def fill_topics(planning: Planning, subject: Subject) -> Part:
    rows = sorted(counted(subject.edition.tags), key=lambda row: (-row.count, row.ref.id))
    return valued(tuple(rows[:TOPICS_COUNT]))


def fill_years(planning: Planning, subject: Subject) -> Part:
    return valued(year_rows(subject.edition))


def counted(lists: Iterable[PostList]) -> tuple[Counted, ...]:
    """Return a row for each list that has posts."""
    return tuple(
        Counted(Ref(listed.topic.id, listed.topic.title, listed.topic.url), len(listed.posts), listed.posts[0].date)
        for listed in lists
        if listed.posts
    )


def year_rows(edition: Edition) -> tuple[Counted, ...]:
    """Return the years with their numbers of posts, newest first."""
    years: dict[str, list[Entry]] = {}
    for month, entries in archive_months(edition.home.posts).items():
        years.setdefault(month[:4], []).extend(entries)
    return tuple(
        Counted(Ref(year, year, f"{edition.prefix}/archive/{year}/"), len(entries), entries[0].date)
        for year, entries in years.items()
    )
