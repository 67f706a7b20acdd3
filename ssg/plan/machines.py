"""Jobs of what machines read first: the news sitemap and llms.txt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from ssg.catalog.due import NEWS_SECONDS
from ssg.catalog.site import Edition, Entry, Site
from ssg.core.lazy_jobs import LazyJob
from ssg.core.views import LinkList, NewsEntry, TextLink
from ssg.plan.discovery import value_job
from ssg.plan.planning import Planning
from ssg.plan.posts import twin_address
from ssg.render.llms import OPTIONAL
from ssg.render.sitemaps import MAX_NEWS

LLMS_POSTS = 50  # in llms.txt: what a model can read at once


def plan_machines(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of the news sitemap and of llms.txt."""
    scope, site = planning.scope, planning.site
    newest = site.editions[0].home.posts[:LLMS_POSTS]
    if not scope or scope.grown or scope.shows(newest):
        yield value_job(planning, "llms.txt", "llms", links=llms_sections(site.editions[0]))
    news = news_entries(site)
    if not scope or scope.grown or scope.shows(news):
        yield value_job(planning, "news-sitemap.xml", "news sitemap", news=tuple(map(_news, news)))


def news_entries(site: Site) -> tuple[Entry, ...]:
    """Return the posts of the news sitemap, newest first: published in the last 48 hours, the original being here."""
    since = site.valid_from - NEWS_SECONDS
    recent = takewhile(lambda entry: entry.published > since, site.posts)
    return tuple(entry for entry in recent if not entry.status and not entry.canonical)[:MAX_NEWS]


def _news(entry: Entry) -> NewsEntry:
    return NewsEntry(entry.url, entry.summary.title, entry.lang, entry.date)


def llms_sections(edition: Edition) -> tuple[LinkList, ...]:
    """Return the newest posts by section, and the places where all are to be found."""
    links: dict[str, list[TextLink]] = {}
    for entry in edition.home.posts[:LLMS_POSTS]:
        links.setdefault(entry.section, []).append(_link(entry))
    topics = [listed.topic for listed in edition.sections if listed.topic.id in links]
    sections = [LinkList(topic.title, tuple(links[topic.id])) for topic in topics]
    return (*sections, LinkList(OPTIONAL, EVERYTHING))


def _link(entry: Entry) -> TextLink:
    post = entry.post
    said = [point.text for point in post.key_points] or [post.summary]
    return TextLink(post.title, twin_address(post.url), tuple(filter(None, (post.date[:10], *said))))


EVERYTHING = (
    TextLink("Archive", "/archive/", ("all articles by month",)),
    TextLink("Feed", "/feed.json", ("the newest articles as JSON Feed",)),
    TextLink("Sitemap", "/sitemap.xml", ("all addresses",)),
)
"""Where to go on from llms.txt."""
