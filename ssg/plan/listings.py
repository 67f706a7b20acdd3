"""Jobs of lists and their indexes: home, sections, tags, authors, archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from ssg.catalog.lists import ListPage, list_pages, page_address, slice_of
from ssg.catalog.site import Edition, Entry, PostList, archive_months
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Ref
from ssg.core.views import Counted, PageInfo, PageKind, Topic
from ssg.plan.pages import feed_links, list_page_info, page_job, words
from ssg.plan.pictures import small_picture
from ssg.plan.planning import Planning, Subject
from ssg.plan.site_needs import counted, year_rows
from ssg.plan.thread_needs import key_stories


def plan_listings(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of all lists, in every language."""
    for edition in planning.site.editions:
        yield from _list_jobs(planning, edition, edition.home, "home")
        for section in edition.sections:
            yield from _list_jobs(planning, edition, section, "section")
        for tag in edition.tags:
            yield from _list_jobs(planning, edition, tag, "tag")
        for author in edition.authors:
            yield from _list_jobs(planning, edition, _with_face(planning, author), "author")
        if _counts_anew(planning, edition):  # they print numbers and dates, which are part of the outline
            yield _index_job(planning, edition, "tags", edition.tags)
            yield _index_job(planning, edition, "authors", edition.authors)
        yield from _archive_jobs(planning, edition)


def _list_jobs(planning: Planning, edition: Edition, listed: PostList, kind: PageKind) -> Iterator[LazyJob]:
    scope = planning.scope
    stands = scope is not None and listed.topic.url not in scope.grown and not scope.shows(listed.posts)
    if stands and kind != "home":
        return  # asked of the whole list first: few of hundreds show what changed
    for part in list_pages(len(listed.posts), planning.site.config.listing.per_page):
        template = "home.html" if kind == "home" and part.number == 0 else "list.html"
        # The front page shows more than its list: of every edition there is one.
        if template == "list.html" and not _may_move(planning, listed, part):
            continue
        # An introduction stands on the root only, so that an edit of it leaves the sealed pages alone.
        intro = listed.intro if part.number == 0 else None
        url = page_address(listed.topic.url, part.number)
        sources = (intro.path,) if intro else ()
        yield page_job(planning, template, url, _part_of_list, edition, listed, kind, part, intro, sources=sources)


def _may_move(planning: Planning, listed: PostList, part: ListPage) -> bool:
    """Return whether a page of a list may be another than before."""
    scope = planning.scope
    if scope is None or scope.shows(_shown_on(part, listed)):
        return True
    growth = scope.grown.get(listed.topic.url)
    return bool(growth and growth.moves(part, len(listed.posts), planning.site.config.listing.per_page))


def _counts_anew(planning: Planning, edition: Edition) -> bool:
    """Return whether the numbers of an edition's posts may be others than before."""
    return not planning.scope or edition.home.topic.url in planning.scope.grown


def _shown_on(part: ListPage, listed: PostList) -> Iterator[Entry]:
    """Yield the posts that a page of a list shows."""
    yield from slice_of(part, listed.posts)
    if part.number == 0:
        yield from key_stories(listed.posts)


def _part_of_list(
    planning: Planning, edition: Edition, listed: PostList, kind: PageKind, part: ListPage, intro: Entry | None
) -> Subject:
    info = _list_info(planning, edition, listed, kind)
    versions = _homes(planning) if kind == "home" and part.number == 0 else ()
    page = msgspec.structs.replace(info, url=page_address(listed.topic.url, part.number), translations=versions)
    return Subject(page, edition, intro, listed, part)


def _with_face(planning: Planning, listed: PostList) -> PostList:
    site, topic = planning.site, listed.topic
    author = site.config.authors.get(topic.id)
    face = small_picture(site, author.image, topic.title) if author else None
    return replace(listed, topic=msgspec.structs.replace(topic, image=face)) if face else listed


def _list_info(planning: Planning, edition: Edition, listed: PostList, kind: PageKind) -> PageInfo:
    topic = listed.topic
    info = list_page_info(planning, edition, kind, topic.url, topic.title, topic.description)
    if kind == "home":
        return msgspec.structs.replace(info, crumbs=())
    index = {"tag": "tags", "author": "authors"}.get(kind)
    crumbs = info.crumbs
    if index:
        crumbs += (Ref(index, words(planning, edition, index), f"{edition.prefix}/{index}/"),)
    # Sections and tags have feeds of their own; authors have none.
    own = feed_links(topic.title, topic.url) if kind in ("section", "tag") else ()
    return msgspec.structs.replace(info, crumbs=crumbs, feeds=own + info.feeds)


def _homes(planning: Planning) -> tuple[Ref, ...]:
    """Return the front pages of all languages; nothing where there is one."""
    homes = [(edition.lang, edition.home.topic) for edition in planning.site.editions]
    return tuple(Ref(lang, home.title, home.url) for lang, home in sorted(homes)) if len(homes) > 1 else ()


def _index_job(planning: Planning, edition: Edition, kind: PageKind, lists: tuple[PostList, ...]) -> LazyJob:
    return page_job(planning, f"{kind}.html", f"{edition.prefix}/{kind}/", _index, edition, kind, lists)


def _index(planning: Planning, edition: Edition, kind: PageKind, lists: tuple[PostList, ...]) -> Subject:
    page = list_page_info(planning, edition, kind, f"{edition.prefix}/{kind}/", words(planning, edition, kind))
    return Subject(page, edition, rows=counted(lists))


def _archive_jobs(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    root = f"{edition.prefix}/archive/"
    if _counts_anew(planning, edition):
        yield page_job(planning, "archive.html", root, _archive, edition)
    months = archive_months(edition.home.posts)
    for year in dict.fromkeys(month[:4] for month in months):
        of_year = {month: entries for month, entries in months.items() if month[:4] == year}
        if _counts_anew(planning, edition):
            yield page_job(planning, "year.html", f"{root}{year}/", _year, edition, year, of_year)
        for month, entries in of_year.items():
            if not planning.scope or planning.scope.shows(entries):
                yield page_job(planning, "month.html", f"{root}{year}/{month[5:]}/", _month, edition, month, entries)


def _archive(planning: Planning, edition: Edition) -> Subject:
    archive = _archive_ref(planning, edition)
    page = list_page_info(planning, edition, "archive", archive.url, archive.title)
    return Subject(page, edition, rows=year_rows(edition))


def _archive_ref(planning: Planning, edition: Edition) -> Ref:
    return Ref("archive", words(planning, edition, "archive"), f"{edition.prefix}/archive/")


def _year(planning: Planning, edition: Edition, year: str, months: dict[str, list[Entry]]) -> Subject:
    archive = _archive_ref(planning, edition)
    url = f"{archive.url}{year}/"
    rows = tuple(
        Counted(Ref(month, month, f"{url}{month[5:]}/"), len(entries), entries[0].date)
        for month, entries in months.items()
    )
    page = list_page_info(planning, edition, "year", url, year)
    return Subject(msgspec.structs.replace(page, crumbs=(*page.crumbs, archive)), edition, rows=rows)


def _month(planning: Planning, edition: Edition, month: str, entries: list[Entry]) -> Subject:
    archive = _archive_ref(planning, edition)
    year = Ref(month[:4], month[:4], f"{archive.url}{month[:4]}/")
    url = f"{year.url}{month[5:]}/"
    page = list_page_info(planning, edition, "month", url, month)
    page = msgspec.structs.replace(page, crumbs=(*page.crumbs, archive, year))
    return Subject(page, edition, posts=PostList(Topic(month, month, url), tuple(entries)))
