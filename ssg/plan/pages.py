"""A page's job: its template's needs, filled and closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ssg.catalog.site import Edition
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job, Ref
from ssg.core.theme import TemplateInfo, Theme, strings_for
from ssg.core.urls import output_path
from ssg.core.views import FeedLink, PageInfo, PageKind
from ssg.plan.needs import SHARED, fill
from ssg.plan.planning import Frame, Planning, Subject

FEEDS = (
    ("feed.xml", "application/rss+xml"),
    ("atom.xml", "application/atom+xml"),
    ("feed.json", "application/feed+json"),
)
"""Name and MIME type of the three feeds that stand at a list's address."""


def page_job(
    planning: Planning,
    template: str,
    url: str,
    make_subject: Callable[..., Subject],
    *about: object,
    sources: tuple[str, ...] = (),
) -> LazyJob:
    """Return the job that renders ``template`` at the address ``url`` for ``make_subject(planning, *about)``."""
    return LazyJob(
        output_path(url),
        "page",
        filled_page,
        planning,
        template,
        make_subject,
        about,
        template=template,
        sources=sources,
    )


def filled_page(
    planning: Planning, template: str, make_subject: Callable[..., Subject], about: tuple[object, ...]
) -> Job:
    """Return the job of a page, filled."""
    subject = make_subject(planning, *about)
    frame = planning.frames.get((template, subject.edition.lang))
    if frame is None:
        frame = planning.frames[template, subject.edition.lang] = _frame(planning, template, subject)
    parts, values = frame.parts.copy(), frame.values.copy()
    for need in frame.own:
        values[need], parts[need] = fill(need, planning, subject)
    entry = subject.entry
    with_body = entry is not None and "content" in parts
    if entry and with_body:
        values["targets"] = entry.targets
    return Job(
        output=output_path(subject.page.url),
        renderer="page",
        template=template,
        parts=parts,
        values=values,
        bodies=(entry.body,) if entry and with_body else (),
        sources=(entry.path,) if entry else (),
    )


def theme_parts(theme: Theme, template: str) -> dict[str, bytes]:
    """Return the parts that the theme gives to all pages of a template."""
    info = theme.templates[template]
    return {f"template {template}": info.digest} | {f"asset {name}": theme.assets[name].digest for name in info.assets}


def _frame(planning: Planning, template: str, subject: Subject) -> Frame:
    """Return what all pages of ``template`` in the subject's language have in common."""
    info = planning.theme.templates[template]
    parts = theme_parts(planning.theme, template)
    values: dict[str, object] = {}
    needs = needs_of(info)
    for need in sorted(needs):
        if need in SHARED:
            values[need], parts[need] = fill(need, planning, subject)
    return Frame(parts, values, tuple(sorted(needs.difference(SHARED))))


ALWAYS = ("site", "strings", "settings")
"""Needs of every page: filters read the base address from `site`, components may use all three."""


def needs_of(info: TemplateInfo) -> frozenset[str]:
    """Return the needs of a page: its template's, and those of every page."""
    return frozenset((*info.needs, *ALWAYS))


@lru_cache(maxsize=4096)
def feed_links(title: str, root: str) -> tuple[FeedLink, ...]:
    """Return the feeds that stand at the list's address ``root``."""
    return tuple(FeedLink(title, root + name, type_) for name, type_ in FEEDS)


def list_page_info(
    planning: Planning, edition: Edition, kind: PageKind, url: str, title: str, description: str = ""
) -> PageInfo:
    """Return the page info of a list or an index; every page announces the site's own feeds."""
    return PageInfo(
        kind=kind,
        url=url,
        title=title,
        description=description,
        lang=edition.lang,
        home=edition.home.topic.url,
        image=planning.info.card,
        noindex=planning.noindex,
        feeds=feed_links(planning.info.title, edition.home.topic.url),
        crumbs=(home_crumb(planning, edition),),
    )


def home_crumb(planning: Planning, edition: Edition) -> Ref:
    return Ref("", words(planning, edition, "home"), edition.home.topic.url)


def words(planning: Planning, edition: Edition, key: str) -> str:
    """Return a theme string in the edition's language; the key itself when the theme has none."""
    shared = planning.words.get(edition.lang)
    if shared is None:
        shared = planning.words[edition.lang] = strings_for(planning.theme, edition.lang)
    return shared.get(key, key)
