"""The feed of corrections as bytes: RSS 2.0, an item for each correction that leads to it on its post's page."""

from __future__ import annotations

from ssg.core.urls import absolute
from ssg.core.views import Corrected, FeedInfo, SiteInfo
from ssg.render.feed_parts import feed_title, headline
from ssg.render.feeds import RSS_TYPE
from ssg.render.moments import rfc822
from ssg.render.xml_text import attributes, element, escape, one_line

_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
)
PLACE = "#corrections"
"""Where a post's page has its corrections."""


def corrections_feed(
    feed: FeedInfo, corrections: tuple[Corrected, ...], ids: tuple[str, ...], site: SiteInfo, title: str
) -> bytes:
    """Return the feed of ``corrections``, newest first; ``title`` is the word for them."""
    items = [_item(row, id, feed, site, title) for row, id in zip(corrections, ids, strict=True)]
    return "".join([_OPEN, _channel(feed, corrections, site), *items, "</channel>\n</rss>\n"]).encode()


def _channel(feed: FeedInfo, corrections: tuple[Corrected, ...], site: SiteInfo) -> str:
    title = feed_title(feed, site)
    own = {"rel": "self", "type": RSS_TYPE, "href": absolute(feed.url, site.base_url)}
    hub = f"<atom:link{attributes({'rel': 'hub', 'href': feed.hub})}/>\n" if feed.hub else ""
    return (
        f"{element('title', title)}{element('link', absolute(feed.home, site.base_url))}"
        f"{element('description', one_line(feed.description) or title)}{element('language', feed.language)}"
        f"{element('copyright', site.copyright)}{element('lastBuildDate', rfc822(corrections[0].date))}"
        f"<atom:link{attributes(own)}/>\n{hub}"
    )


def _item(row: Corrected, id: str, feed: FeedInfo, site: SiteInfo, title: str) -> str:
    post = row.post
    return (
        f"<item>\n{element('title', f'{title}: {headline(post)}')}"
        f"{element('link', absolute(post.url, site.base_url) + PLACE)}"
        f'<guid isPermaLink="false">{escape(one_line(id))}</guid>\n{element("pubDate", rfc822(row.date))}'
        f"{''.join(element('dc:creator', author.title) for author in post.authors)}"
        f"{element('description', escape(one_line(row.text)))}</item>\n"
    )
