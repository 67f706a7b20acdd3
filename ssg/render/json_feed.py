"""JSON Feed 1.1 as bytes, with what the standard has no word for under `_news`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from ssg.core.model import Correction, Post, Ref, Summary
from ssg.core.urls import absolute
from ssg.core.views import FeedInfo, FeedItem, SiteInfo
from ssg.render.feed_parts import BRIEF_KEPT, changed, feed_author, feed_title, headline, topics
from ssg.render.moments import rfc3339, w3c
from ssg.render.xml_text import legal, one_line

JSON_TYPE = "application/feed+json"


def json_feed(feed: FeedInfo, items: tuple[FeedItem, ...], site: SiteInfo) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(feed, site),
        "home_page_url": absolute(feed.home, site.base_url),
        "feed_url": absolute(feed.url, site.base_url),
        "description": one_line(feed.description),
        "icon": absolute(site.logo.src, site.base_url) if site.logo else "",
        "authors": [{"name": feed_author(feed, site)}],
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    written = [(_json_item if item.html else _brief_json_item)(item, site) for item in items]
    return msgspec.json.encode(_filled(found) | {"items": written})


def _filled(found: Mapping[str, object]) -> dict[str, object]:
    """Return ``found`` without empty values: a reader is to find a key with something behind it, or none."""
    return {key: value for key, value in found.items() if value}


def _json_item(item: FeedItem, site: SiteInfo) -> msgspec.Raw:
    post, content, summary = item.post, item.html, one_line(item.post.summary)
    found: dict[str, object] = {
        "id": one_line(item.id),
        "url": absolute(post.url, site.base_url),
        "external_url": post.canonical if isinstance(post, Post) else "",
        "title": headline(post),
        "content_html": content,
        "content_text": "" if content else summary or headline(post),
        "summary": summary,
        "image": absolute(post.image.src, site.base_url) if post.image else "",
        "date_published": rfc3339(post.date) if post.date else "",
        "date_modified": rfc3339(changed(post)) if changed(post) else "",
        "authors": [_json_author(author, site) for author in post.authors if one_line(author.title)],
        "tags": [one_line(topic.title) for topic in topics(post) if one_line(topic.title)],
        "language": post.lang,
        "_news": _news(post),
    }
    return msgspec.Raw(msgspec.json.encode(_filled(found)))


_brief_json_item = lru_cache(maxsize=BRIEF_KEPT)(_json_item)


def _json_author(author: Ref, site: SiteInfo) -> dict[str, object]:
    return _filled({"name": one_line(author.title), "url": absolute(author.url, site.base_url) if author.url else ""})


def _news(post: Summary) -> dict[str, object]:
    found: dict[str, object] = {"key_points": [one_line(point.text) for point in post.key_points]}
    if isinstance(post, Post):
        found["sources"] = [
            _filled({key: legal(str(value)) for key, value in msgspec.structs.asdict(source).items()})
            for source in post.sources
        ]
        found["corrections"] = [_json_correction(correction) for correction in post.corrections]
        found["ai_use"] = post.ai_use
    return _filled(found)


def _json_correction(correction: Correction) -> dict[str, object]:
    return _filled({"date": w3c(correction.date) if correction.date else "", "text": legal(correction.text)})
