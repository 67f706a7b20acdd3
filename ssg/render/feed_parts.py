"""What the three formats of a feed say alike: titles, dates, the content with its key points."""

from __future__ import annotations

from ssg.core.model import Moment, Ref, Summary
from ssg.core.urls import absolute
from ssg.core.views import FeedInfo, FeedItem, SiteInfo
from ssg.render.feed_html import clean_html
from ssg.render.moments import newest
from ssg.render.xml_text import one_line

BRIEF_KEPT = 2048
"""Items of summary feeds that a process keeps as text for the next feed: a post stands in that of each of its tags."""


def feed_title(feed: FeedInfo, site: SiteInfo) -> str:
    return one_line(feed.title) or one_line(site.title) or feed.url


def feed_author(feed: FeedInfo, site: SiteInfo) -> str:
    """Return who answers for the feed: Atom wants a name for entries that have none."""
    return one_line(feed.author) or one_line(site.author) or one_line(site.title) or feed.url


def changed(post: Summary) -> Moment:
    return post.updated or post.date


def updated(items: tuple[FeedItem, ...]) -> Moment:
    """Return the date of the newest entry, empty without one: never the time of the build."""
    return newest(changed(item.post) for item in items)


def headline(post: Summary) -> str:
    return one_line(post.title) or post.url


def topics(post: Summary) -> tuple[Ref, ...]:
    return (post.section, *post.tags) if post.section else post.tags


def feed_item(post: Summary, id: str, html: str, site: SiteInfo) -> FeedItem:
    """Return a post for feeds, cleaned once for all formats; ``html`` is empty in a summary feed."""
    if not html:
        return FeedItem(post, id, "")
    points = "".join(f"<li>{point.html}</li>" for point in post.key_points)
    opening = f'<ul class="key-points">{points}</ul>\n' if points else ""
    return FeedItem(post, id, clean_html(opening + html, absolute(post.url, site.base_url), site.base_url))
