"""Feeds by the rules of their formats: RSS 2.0, Atom, JSON Feed 1.1; and the table of the rules of sitemaps as well."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

from ssg.check.feed_parts import (
    ATOM,
    Asked,
    Rules,
    addresses,
    content,
    is_full,
    is_rfc3339,
    is_web_address,
    own_link,
    text,
    told,
    unique,
    xml,
)
from ssg.check.html import Told
from ssg.check.sitemaps import news_sitemap_faults, sitemap_faults

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def feed_faults(renderer: str, asked: Asked) -> list[Told]:
    """Return every rule that a feed breaks. Raises KeyError for a renderer without rules."""
    return list(RULES[renderer](asked))


# ── RSS ─────────────────────────────────────────────────────────────────────────────────────────────


def _rss(asked: Asked) -> Iterator[Told]:
    root, broken = xml(asked)
    yield from broken
    channel = root.find("channel") if root is not None else None
    if channel is None:
        if not broken:
            yield told("the feed has no channel")
        return
    for name in ("title", "link", "description"):
        if not text(channel, name):
            yield told(f"the channel has no {name}")
    yield from own_link([link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"], asked)
    items = channel.findall("item")
    yield from unique([text(item, "guid") for item in items], "guid")
    for number, item in enumerate(items):
        yield from _rss_item(item, number, asked)


def _rss_item(item: ElementTree.Element, number: int, asked: Asked) -> Iterator[Told]:
    if not text(item, "title") and not text(item, "description"):
        yield told(f"item {number + 1} has neither title nor description", number)
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink") != "false" and not is_web_address(guid.text or ""):
        yield told(f"the guid of item {number + 1} is no address: say isPermaLink=false", number)
    if text(item, "author") and "@" not in text(item, "author"):
        yield told(f"the author of item {number + 1} is no mail address", number)
    published = text(item, "pubDate")
    if published and not _is_rfc822(published):
        yield told(f"pubDate “{published}” is no date of RFC 822", number)
    tags = [child.tag for child in item]
    if _CONTENT in tags and "description" in tags and tags.index(_CONTENT) < tags.index("description"):
        yield told(f"item {number + 1} has its full text before its description", number)
    for enclosure in item.findall("enclosure"):
        if not ((enclosure.get("length") or "").isdigit() and enclosure.get("type") and is_full(enclosure.get("url"))):
            yield told(f"the enclosure of item {number + 1} lacks url, length or type", number)
    yield from addresses([text(item, "link")], number, asked)
    yield from content(text(item, _CONTENT), number, asked)


def _is_rfc822(text: str) -> bool:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return False
    day = text.partition(",")[0] if "," in text else DAYS[moment.weekday()]
    return day == DAYS[moment.weekday()] and moment.year > 999


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────────


def _atom(asked: Asked) -> Iterator[Told]:
    root, broken = xml(asked)
    yield from broken
    if root is None:
        return
    yield from _once(root, "the feed")
    yield from own_link([link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"], asked)
    entries = root.findall(f"{ATOM}entry")
    yield from unique([text(entry, f"{ATOM}id") for entry in entries], "id")
    for number, entry in enumerate(entries):
        yield from _once(entry, f"entry {number + 1}", number)
        for name in ("published", "updated"):
            moment = text(entry, ATOM + name)
            if moment and not is_rfc3339(moment):
                yield told(f"{name} “{moment}” is no date of RFC 3339", number)
        links = [link.get("href", "") for link in entry.findall(f"{ATOM}link")]
        if not links and entry.find(f"{ATOM}content") is None:
            yield told(f"entry {number + 1} has neither a link nor content", number)
        yield from addresses(links, number, asked)
        yield from content(text(entry, f"{ATOM}content"), number, asked)
    updated = [text(entry, f"{ATOM}updated") for entry in entries]
    if updated and all(map(is_rfc3339, updated)) and is_rfc3339(own := text(root, f"{ATOM}updated")):
        newest = max(map(datetime.fromisoformat, updated))
        if datetime.fromisoformat(own) != newest:
            yield told(f"the feed was updated at {own}, its newest entry at {newest.isoformat()}")


def _once(node: ElementTree.Element, what: str, number: int = -1) -> Iterator[Told]:
    for name in ("id", "title", "updated"):
        count = len(node.findall(ATOM + name))
        if count != 1 or not text(node, ATOM + name):
            yield told(f"{what} has {count} {name} elements and wants one with a text", number)


# ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────────


def _json_feed(asked: Asked) -> Iterator[Told]:
    try:
        feed: Any = json.loads(asked.data)
    except ValueError as error:
        yield told(f"the feed is no JSON: {error}")
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield told("the feed has no items")
        return
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        yield told("the feed does not say its version")
    if not feed.get("title"):
        yield told("the feed has no title")
    if feed.get("feed_url") != asked.url:
        yield told(f"feed_url is “{feed.get('feed_url', '')}”, and the feed stands at {asked.url}")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    yield from unique([str(item.get("id", "")) for item in items], "id")
    for number, item in enumerate(items):
        yield from _json_item(item, number, asked)


def _json_item(item: Mapping[str, Any], number: int, asked: Asked) -> Iterator[Told]:
    if not (item.get("content_html") or item.get("content_text")):
        yield told(f"item {number + 1} has neither content_html nor content_text", number)
    for name in ("date_published", "date_modified"):
        if item.get(name) and not is_rfc3339(str(item[name])):
            yield told(f"{name} “{item[name]}” is no date of RFC 3339", number)
    for name in item:
        if name not in JSON_ITEM_KEYS and not name.startswith("_"):
            yield told(f"item {number + 1} has the key “{name}”, which JSON Feed does not know", number)
    yield from addresses([str(item[name]) for name in ("url", "image") if item.get(name)], number, asked)
    yield from content(str(item.get("content_html", "")), number, asked)


JSON_ITEM_KEYS = frozenset(
    {
        *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
        *("date_published", "date_modified", "author", "authors", "tags", "language", "attachments"),
    }
)


RULES: Mapping[str, Rules] = {
    "rss": _rss,
    "atom": _atom,
    "json feed": _json_feed,
    "digest feed": _rss,
    "corrections feed": _rss,
    "sitemap": sitemap_faults,
    "news sitemap": news_sitemap_faults,
}
"""Renderer of a job → the rules of its format."""
