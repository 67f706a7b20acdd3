"""Jobs for crawlers and the host: sitemap, robots, headers, the 404 and thanks pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ssg.catalog.site import Edition, Entry, PostList
from ssg.core.digests import digest_value
from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job, Moment
from ssg.core.views import Newsletter, PageInfo, PageKind, SitemapEntry
from ssg.plan.digest_needs import has_digest
from ssg.plan.pages import list_page_info, page_job, words
from ssg.plan.planning import Planning, Subject
from ssg.plan.threads import thread_entries
from ssg.render.moments import newest
from ssg.render.sitemaps import sitemap_names


def plan_discovery(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of everything that a host or a crawler reads."""
    if not planning.scope or planning.scope.grown:
        yield from _sitemap_jobs(planning)
    if not planning.scope:
        yield from _host_jobs(planning)
    for edition in planning.site.editions:
        yield from _special_pages(planning, edition)


def _host_jobs(planning: Planning) -> Iterator[LazyJob]:
    robots = planning.site.config.robots
    yield value_job(planning, "robots.txt", "robots", noindex=planning.noindex, robots=robots)
    yield value_job(
        planning,
        "_headers",
        "headers",
        noindex=planning.noindex,
        form_host=_form_host(planning.newsletter),
        raw_html=planning.site.config.markdown.html,
    )


def value_job(planning: Planning, output: str, renderer: str, **values: object) -> LazyJob:
    """Return a job that hangs on the site's settings and on ``values`` alone."""
    values["site"] = planning.info
    parts = {name: digest_value(value) for name, value in values.items()}
    return ready(Job(output=output, renderer=renderer, template="", parts=parts, values=values))


def _form_host(newsletter: Newsletter | None) -> str:
    """Return the origin that the newsletter's form posts to; empty when it is the site itself."""
    target = urlsplit(newsletter.action) if newsletter else None
    return f"{target.scheme}://{target.netloc}" if target and target.netloc else ""


def sitemap_entries(planning: Planning) -> tuple[SitemapEntry, ...]:
    """Return the pages that search engines should know: posts, pages, and the roots of lists.

    Sealed pages of lists are left out: everything on them is a post that stands here itself.
    """
    site = planning.site
    entries = [
        SitemapEntry(entry.url, entry.updated or entry.date)
        for entry in (*site.posts, *site.pages)
        if not entry.canonical
    ]
    for edition in site.editions:
        lists = (edition.home, *edition.sections, *edition.tags, *edition.authors)
        entries += [SitemapEntry(listed.topic.url, _newest(listed)) for listed in lists]
        entries += thread_entries(planning, edition)
        latest = _newest(edition.home)
        entries += [SitemapEntry(f"{edition.prefix}/{name}/", latest) for name in ("archive", "authors", "tags")]
        if has_digest(planning):
            weeks = [of.week for of in edition.weeks]
            entries.append(SitemapEntry(f"{edition.prefix}/digest/", weeks[0].over if weeks else ""))
            entries += [SitemapEntry(f"{edition.prefix}/digest/{week.id}/", week.over) for week in weeks]
    return tuple(sorted(entries, key=lambda entry: entry.url))


def _newest(listed: PostList) -> Moment:
    """Return when the list last changed: a post's own moment, or a later one at which an older post was updated."""
    updated = [entry.updated for entry in listed.posts if entry.updated]
    return newest((*updated, *(entry.date for entry in listed.posts[:1])))


def _sitemap_jobs(planning: Planning) -> Iterator[LazyJob]:
    entries = sitemap_entries(planning)
    for output in sitemap_names(entries, planning.info.base_url):
        yield value_job(planning, output, "sitemap", entries=entries)


def _special_pages(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    if edition.prefix:
        return
    for kind, url, key in SPECIAL_PAGES:
        yield _special_page(planning, edition, kind, url, key)


def _special_page(planning: Planning, edition: Edition, kind: PageKind, url: str, key: str) -> LazyJob:
    entry = planning.site.specials.get(kind)
    sources = (entry.path,) if entry else ()
    return page_job(planning, f"{kind}.html", url, _special, edition, entry, kind, url, key, sources=sources)


def _special(planning: Planning, edition: Edition, entry: Entry | None, kind: PageKind, url: str, key: str) -> Subject:
    title = entry.post.title if entry else words(planning, edition, key)
    return Subject(_unlisted(list_page_info(planning, edition, kind, url, title)), edition, entry)


SPECIAL_PAGES: tuple[tuple[PageKind, str, str], ...] = (
    ("404", "/404.html", "page_not_found"),
    ("thanks", "/thanks/", "thanks_title"),
)
"""Kind, address, and the theme string that is the title where the author wrote no page."""


def _unlisted(page: PageInfo) -> PageInfo:
    """Return ``page`` as one that search engines should leave out."""
    return PageInfo(
        kind=page.kind,
        url=page.url,
        title=page.title,
        lang=page.lang,
        home=page.home,
        image=page.image,
        noindex=True,
        feeds=page.feeds,
        crumbs=page.crumbs,
    )
