"""What a template may ask for: its free variables are its needs, and this table fills them.

A need is a value with its digest. The digest of a need that holds summaries is combined from theirs: measured
1.2 µs a job against 180 µs when hashing the values anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ssg.catalog.lists import Growth, ListPage, older_number, page_address, slice_of
from ssg.catalog.search_segments import Segment, index_of
from ssg.catalog.site import Edition, Entry, PostList, Site, archive_months
from ssg.catalog.threads import corrections_of
from ssg.core.digests import combine, digest_value
from ssg.core.model import Ref, Related
from ssg.core.moments import zone_of
from ssg.core.theme import Theme, strings_for
from ssg.core.theme_contract import DIGEST_TEMPLATES
from ssg.core.views import (
    Counted,
    MenuItem,
    Neighbours,
    Newsletter,
    PageInfo,
    Paginator,
    SearchIndex,
    SiteInfo,
    Strip,
)
from ssg.plan.digest_choice import digest_rows, mail_of, week_digest
from ssg.plan.thread_needs import key_stories, series_of, story_of, story_rows, tags_by_path, together_with

LATEST_COUNT = 8
STRIP_COUNT = 4
TOPICS_COUNT = 24
MONTHS_COUNT = 600  # a post dated far away must not make ten thousand rows
STORY_TEMPLATE, SERIES_TEMPLATE = "story.html", "series.html"
SEARCH_TEMPLATE = "search.html"


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
        return any(entry.path in self.changed for entry in entries)


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


def fill(need: str, planning: Planning, subject: Subject) -> Part:
    """Return the part for ``need``. Raises KeyError for a name that is no need."""
    if need not in SHARED:
        return NEEDS[need](planning, subject)
    key = (need, subject.edition.lang)
    part = planning.shared.get(key)
    if part is None:
        part = planning.shared[key] = NEEDS[need](planning, subject)
    return part


def _valued(value: object) -> Part:
    return Part(value, digest_value(value))


def _of_entries(entries: Iterable[Entry]) -> Part:
    chosen = tuple(entries)
    return Part(tuple(entry.summary for entry in chosen), combine(entry.summary_digest for entry in chosen))


def _site(planning: Planning, subject: Subject) -> Part:
    return _valued(planning.info)


def _page(planning: Planning, subject: Subject) -> Part:
    return _valued(subject.page)


def _menu(planning: Planning, subject: Subject) -> Part:
    config, prefix = planning.site.config, subject.edition.prefix
    if config.menu and not prefix:
        return _valued(tuple(MenuItem(item.title, item.url) for item in config.menu))
    sections = tuple(MenuItem(listed.topic.title, listed.topic.url) for listed in subject.edition.sections)
    return _valued(sections)


def _strings(planning: Planning, subject: Subject) -> Part:
    return _valued(strings_for(planning.theme, subject.edition.lang))


def _settings(planning: Planning, subject: Subject) -> Part:
    return _valued(planning.theme.settings)


def _newsletter(planning: Planning, subject: Subject) -> Part:
    return _valued(planning.newsletter)


def _post(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    return Part(subject.entry.post, subject.entry.digest)


def _content(planning: Planning, subject: Subject) -> Part:
    entry = subject.entry
    # The value is put in by render, from the body that the job names.
    return Part(None, digest_value((entry.body, entry.targets)) if entry else b"")


def _related(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    chosen = planning.site.related.get(subject.entry.path, ())
    value = tuple(Related(entry.summary, reason) for entry, reason in chosen)
    digests = [entry.summary_digest for entry, _ in chosen]
    return Part(value, combine((*digests, digest_value([reason for _, reason in chosen]))))


def _neighbours(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    older, newer = planning.site.neighbours.get(subject.entry.path, (None, None))
    value = Neighbours(older.summary if older else None, newer.summary if newer else None)
    return Part(value, combine(entry.summary_digest if entry else b"-" for entry in (older, newer)))


def _paginator(planning: Planning, subject: Subject) -> Part:
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


def _topic(planning: Planning, subject: Subject) -> Part:
    assert subject.posts is not None
    return _valued(subject.posts.topic)


def _story(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    listed = _thread_of(planning, subject, "stories", subject.entry.story)
    shown = has_template(planning, STORY_TEMPLATE)
    return Part(*story_of(listed, subject.entry, shown)) if listed else _valued(None)


def _series(planning: Planning, subject: Subject) -> Part:
    assert subject.entry is not None
    listed = _thread_of(planning, subject, "series", subject.entry.series)
    shown = has_template(planning, SERIES_TEMPLATE)
    return Part(*series_of(listed, subject.entry, shown)) if listed else _valued(None)


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


def has_template(planning: Planning, name: str) -> bool:
    """Return whether the theme has a page template that it may leave out."""
    return name in planning.theme.templates


def _stories(planning: Planning, subject: Subject) -> Part:
    return Part(*story_rows(subject.edition.stories))


def _corrections(planning: Planning, subject: Subject) -> Part:
    corrected = subject.edition.corrected
    rows = corrections_of(corrected, zone_of(planning.site.config.site.timezone))
    said = digest_value([(row.date, row.text) for row in rows])
    return Part(rows, combine((said, *(entry.summary_digest for entry in corrected))))


def _key_stories(planning: Planning, subject: Subject) -> Part:
    return _of_entries(key_stories(subject.posts.posts) if subject.posts and _on_root(subject) else ())


def _together(planning: Planning, subject: Subject) -> Part:
    listed, edition = subject.posts, subject.edition
    if listed is None or not _on_root(subject):
        return _valued(())
    tags_of = planning.tags_of.get(edition.lang)
    if tags_of is None:
        tags_of = planning.tags_of[edition.lang] = tags_by_path(edition.tags)
    return _valued(together_with(listed, edition.tags, tags_of))


def _on_root(subject: Subject) -> bool:
    return subject.list_page is None or subject.list_page.number == 0


def _structured_data(planning: Planning, subject: Subject) -> Part:
    # The value is put in by render, from page, post and site: they are its parts.
    post = subject.entry.digest if subject.entry else b""
    return Part(None, combine((digest_value(subject.page), post, fill("site", planning, subject).digest)))


def _search(planning: Planning, subject: Subject) -> Part:
    return _valued(f"{subject.edition.prefix}/search/" if has_search(planning) else "")


def _search_index(planning: Planning, subject: Subject) -> Part:
    edition = subject.edition
    return _valued(search_index_of(edition))


def search_index_of(edition: Edition) -> SearchIndex:
    """Return how the search index of an edition is cut."""
    return index_of(f"{edition.prefix}/search/i/", edition.lang, len(edition.home.posts))


def has_search(planning: Planning) -> bool:
    """Return whether the site has search pages: its theme may have no template, its owner may want none."""
    return planning.site.config.search.enabled and SEARCH_TEMPLATE in planning.theme.templates


def _digest_url(planning: Planning, subject: Subject) -> Part:
    return _valued(f"{subject.edition.prefix}/digest/" if has_digest(planning) else "")


def has_digest(planning: Planning) -> bool:
    """Return whether the site has pages of weekly digests: its theme may have no templates for them."""
    return all(name in planning.theme.templates for name in DIGEST_TEMPLATES[:2])


def _digest(planning: Planning, subject: Subject) -> Part:
    if subject.week is None:
        return _valued(None)
    chosen = week_digest(subject.edition, subject.week)
    return Part(chosen.value, chosen.digest)


def _digests(planning: Planning, subject: Subject) -> Part:
    return _valued(digest_rows(subject.edition))


def _mail(planning: Planning, subject: Subject) -> Part:
    assert subject.week is not None
    return _valued(mail_of(week_digest(subject.edition, subject.week).value))


# ── site-wide: one new post changes every page that uses one of these ───────────────────────────────


def _lead_of(edition: Edition) -> Entry | None:
    posts = edition.home.posts
    return next((entry for entry in posts if entry.featured), posts[0] if posts else None)


def _lead(planning: Planning, subject: Subject) -> Part:
    lead = _lead_of(subject.edition)
    return Part(lead.summary, lead.summary_digest) if lead else Part(None, combine(()))


def _latest(planning: Planning, subject: Subject) -> Part:
    lead = _lead_of(subject.edition)
    posts = subject.edition.home.posts[: LATEST_COUNT + 1]
    return _of_entries([entry for entry in posts if entry is not lead][:LATEST_COUNT])


def _strips(planning: Planning, subject: Subject) -> Part:
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


def _topics(planning: Planning, subject: Subject) -> Part:
    rows = sorted(counted(subject.edition.tags), key=lambda row: (-row.count, row.ref.id))
    return _valued(tuple(rows[:TOPICS_COUNT]))


def _counts(planning: Planning, subject: Subject) -> Part:
    return _valued(len(subject.posts.posts) if subject.posts and _on_root(subject) else 0)


def _months(planning: Planning, subject: Subject) -> Part:
    posts = (subject.posts or subject.edition.home).posts
    return _valued(month_rows(posts, subject.edition.prefix) if _on_root(subject) else ())


def _index(planning: Planning, subject: Subject) -> Part:
    return _valued(subject.rows)


def _years(planning: Planning, subject: Subject) -> Part:
    return _valued(year_rows(subject.edition))


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


NEEDS: dict[str, Callable[[Planning, Subject], Part]] = {
    "site": _site,
    "page": _page,
    "menu": _menu,
    "strings": _strings,
    "settings": _settings,
    "newsletter": _newsletter,
    "post": _post,
    "content": _content,
    "related": _related,
    "neighbours": _neighbours,
    "paginator": _paginator,
    "topic": _topic,
    "story": _story,
    "series": _series,
    "stories": _stories,
    "corrections": _corrections,
    "key_stories": _key_stories,
    "together": _together,
    "structured_data": _structured_data,
    "search": _search,
    "search_index": _search_index,
    "digest": _digest,
    "digests": _digests,
    "digest_url": _digest_url,
    "mail": _mail,
    "lead": _lead,
    "latest": _latest,
    "strips": _strips,
    "topics": _topics,
    "counts": _counts,
    "months": _months,
    "index": _index,
    "years": _years,
}
"""Every name that a template may use without defining it; documented in docs/themes.md."""

SHARED = frozenset(
    {
        *("site", "menu", "strings", "settings", "newsletter", "search", "search_index"),
        *("digest_url", "digests"),
        *("lead", "latest", "strips", "topics", "years"),
    }
)
"""Needs that are the same on all pages of a language."""

SITE_WIDE = frozenset({"lead", "latest", "strips", "topics", "years"})
"""Needs that one new post changes: allowed on the roots of lists and the 404 page only."""
