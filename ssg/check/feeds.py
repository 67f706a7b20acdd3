"""Feeds and sitemaps by the rules of their formats: RSS 2.0, Atom, JSON Feed 1.1, sitemaps.org, Google News."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ssg.check.html import Told, parsed
from ssg.content.addresses import srcset_candidates

BAD = "bad-feed"

MAX_URLS = 50_000  # of one sitemap, sitemaps.org
MAX_BYTES = 50 * 1024 * 1024
MAX_NEWS = 1_000  # Google News
NEWS_AGE = timedelta(hours=48)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"

FORBIDDEN = "script, embed, object, meta, iframe[srcdoc], form"
"""What readers of feeds drop, or are attacked with."""


class Asked(NamedTuple):
    """A feed or sitemap as it was built, and what it is held against."""

    data: bytes
    url: str  # its own full address; a path on a site without a base URL
    base_url: str
    now: datetime


Rules = Callable[[Asked], Iterator[Told]]


def feed_faults(renderer: str, asked: Asked) -> list[Told]:
    """Return every rule that a feed breaks. Raises KeyError for a renderer without rules."""
    return list(RULES[renderer](asked))


def _told(message: str, item: int = -1, help: str = "") -> Told:
    return Told(BAD, message, help or "report it: the feeds are made by this program", item=item)


# ── RSS ─────────────────────────────────────────────────────────────────────────────────────────────


def _rss(asked: Asked) -> Iterator[Told]:
    root, broken = _xml(asked)
    yield from broken
    channel = root.find("channel") if root is not None else None
    if channel is None:
        if not broken:
            yield _told("the feed has no channel")
        return
    for name in ("title", "link", "description"):
        if not _text(channel, name):
            yield _told(f"the channel has no {name}")
    yield from _own_link([link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self"], asked)
    items = channel.findall("item")
    yield from _unique([_text(item, "guid") for item in items], "guid")
    for number, item in enumerate(items):
        yield from _rss_item(item, number, asked)


def _rss_item(item: ElementTree.Element, number: int, asked: Asked) -> Iterator[Told]:
    if not _text(item, "title") and not _text(item, "description"):
        yield _told(f"item {number + 1} has neither title nor description", number)
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink") != "false" and not _is_web_address(guid.text or ""):
        yield _told(f"the guid of item {number + 1} is no address: say isPermaLink=false", number)
    if _text(item, "author") and "@" not in _text(item, "author"):
        yield _told(f"the author of item {number + 1} is no mail address", number)
    published = _text(item, "pubDate")
    if published and not _is_rfc822(published):
        yield _told(f"pubDate “{published}” is no date of RFC 822", number)
    tags = [child.tag for child in item]
    if _CONTENT in tags and "description" in tags and tags.index(_CONTENT) < tags.index("description"):
        yield _told(f"item {number + 1} has its full text before its description", number)
    for enclosure in item.findall("enclosure"):
        if not ((enclosure.get("length") or "").isdigit() and enclosure.get("type") and _is_full(enclosure.get("url"))):
            yield _told(f"the enclosure of item {number + 1} lacks url, length or type", number)
    yield from _addresses([_text(item, "link")], number, asked)
    yield from _content(_text(item, _CONTENT), number, asked)


def _is_rfc822(text: str) -> bool:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return False
    day = text.partition(",")[0] if "," in text else DAYS[moment.weekday()]
    return day == DAYS[moment.weekday()] and moment.year > 999


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────────


def _atom(asked: Asked) -> Iterator[Told]:
    root, broken = _xml(asked)
    yield from broken
    if root is None:
        return
    yield from _once(root, "the feed")
    yield from _own_link([link for link in root.findall(f"{_ATOM}link") if link.get("rel") == "self"], asked)
    entries = root.findall(f"{_ATOM}entry")
    yield from _unique([_text(entry, f"{_ATOM}id") for entry in entries], "id")
    for number, entry in enumerate(entries):
        yield from _once(entry, f"entry {number + 1}", number)
        for name in ("published", "updated"):
            moment = _text(entry, _ATOM + name)
            if moment and not _is_rfc3339(moment):
                yield _told(f"{name} “{moment}” is no date of RFC 3339", number)
        links = [link.get("href", "") for link in entry.findall(f"{_ATOM}link")]
        if not links and entry.find(f"{_ATOM}content") is None:
            yield _told(f"entry {number + 1} has neither a link nor content", number)
        yield from _addresses(links, number, asked)
        yield from _content(_text(entry, f"{_ATOM}content"), number, asked)
    updated = [_text(entry, f"{_ATOM}updated") for entry in entries]
    if updated and all(map(_is_rfc3339, updated)) and _is_rfc3339(own := _text(root, f"{_ATOM}updated")):
        newest = max(map(datetime.fromisoformat, updated))
        if datetime.fromisoformat(own) != newest:
            yield _told(f"the feed was updated at {own}, its newest entry at {newest.isoformat()}")


def _once(node: ElementTree.Element, what: str, number: int = -1) -> Iterator[Told]:
    for name in ("id", "title", "updated"):
        count = len(node.findall(_ATOM + name))
        if count != 1 or not _text(node, _ATOM + name):
            yield _told(f"{what} has {count} {name} elements and wants one with a text", number)


def _is_rfc3339(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


# ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────────


def _json_feed(asked: Asked) -> Iterator[Told]:
    try:
        feed: Any = json.loads(asked.data)
    except ValueError as error:
        yield _told(f"the feed is no JSON: {error}")
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield _told("the feed has no items")
        return
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        yield _told("the feed does not say its version")
    if not feed.get("title"):
        yield _told("the feed has no title")
    if feed.get("feed_url") != asked.url:
        yield _told(f"feed_url is “{feed.get('feed_url', '')}”, and the feed stands at {asked.url}")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    yield from _unique([str(item.get("id", "")) for item in items], "id")
    for number, item in enumerate(items):
        yield from _json_item(item, number, asked)


def _json_item(item: Mapping[str, Any], number: int, asked: Asked) -> Iterator[Told]:
    if not (item.get("content_html") or item.get("content_text")):
        yield _told(f"item {number + 1} has neither content_html nor content_text", number)
    for name in ("date_published", "date_modified"):
        if item.get(name) and not _is_rfc3339(str(item[name])):
            yield _told(f"{name} “{item[name]}” is no date of RFC 3339", number)
    for name in item:
        if name not in JSON_ITEM_KEYS and not name.startswith("_"):
            yield _told(f"item {number + 1} has the key “{name}”, which JSON Feed does not know", number)
    yield from _addresses([str(item[name]) for name in ("url", "image") if item.get(name)], number, asked)
    yield from _content(str(item.get("content_html", "")), number, asked)


JSON_ITEM_KEYS = frozenset(
    {
        *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
        *("date_published", "date_modified", "author", "authors", "tags", "language", "attachments"),
    }
)


# ── sitemaps ────────────────────────────────────────────────────────────────────────────────────────


def _sitemap(asked: Asked) -> Iterator[Told]:
    root, broken = _xml(asked)
    yield from broken
    if root is None:
        return
    places = [_text(node, f"{_SITEMAP}loc") for node in root]
    yield from _unique(places, "loc")
    if len(places) > MAX_URLS or len(asked.data) > MAX_BYTES:
        yield _told(f"the sitemap has {len(places):,} addresses in {len(asked.data):,} bytes, more than one may have")
    home = f"{asked.base_url}/"
    for place in places:
        if asked.base_url and not place.startswith(home):
            yield _told(f"“{place}” stands in the sitemap, and not below {home}")
    for node in root:
        modified = _text(node, f"{_SITEMAP}lastmod")
        if modified and not _is_w3c(modified):
            yield _told(f"lastmod “{modified}” is no W3C date")


def _is_w3c(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None or "T" not in text
    except ValueError:
        return False


def _news_sitemap(asked: Asked) -> Iterator[Told]:
    root, broken = _xml(asked)
    yield from broken
    if root is None:
        return
    if len(root) > MAX_NEWS:
        yield _told(f"the news sitemap has {len(root):,} addresses, and may have {MAX_NEWS:,}")
    for number, node in enumerate(root):
        published = _text(node, f".//{_NEWS}publication_date")
        for name in ("name", "language", "publication_date", "title"):
            if not _text(node, f".//{_NEWS}{name}"):
                yield _told(f"address {number + 1} of the news sitemap has no news:{name}", number)
        if not published:
            continue
        if not _is_rfc3339(published):
            yield _told(f"publication_date “{published}” has no time zone", number)
        elif not timedelta(0) <= asked.now - datetime.fromisoformat(published) <= NEWS_AGE:
            yield _told(f"publication_date {published} is not of the last 48 hours", number)


# ── what they share ─────────────────────────────────────────────────────────────────────────────────


def _xml(asked: Asked) -> tuple[ElementTree.Element | None, list[Told]]:
    try:
        return ElementTree.fromstring(asked.data), []
    except ElementTree.ParseError as error:
        return None, [_told(f"the feed is no XML: {error}")]


def _text(node: ElementTree.Element, name: str) -> str:
    return (node.findtext(name) or "").strip()


def _own_link(links: list[ElementTree.Element], asked: Asked) -> Iterator[Told]:
    if len(links) != 1:
        yield _told(f"the feed has {len(links)} links to itself and wants one")
    for link in links:
        if link.get("href") != asked.url:
            yield _told(f"the feed says that it stands at “{link.get('href')}”, and stands at {asked.url}")


def _unique(values: Iterable[str], name: str) -> Iterator[Told]:
    seen: set[str] = set()
    for number, value in enumerate(values):
        if not value:
            yield _told(f"item {number + 1} has no {name}", number)
        elif value in seen:
            yield _told(f"the {name} “{value}” stands twice: readers would take two posts for one", number)
        seen.add(value)


def _addresses(found: Iterable[str], number: int, asked: Asked) -> Iterator[Told]:
    """Tell of relative addresses: a reader of feeds knows no page that they could be relative to."""
    for address in found:
        if asked.base_url and address and not _is_full(address):
            yield _told(f"the address “{address}” is not a full one: readers of feeds cannot resolve it", number)


def _content(html: str, number: int, asked: Asked) -> Iterator[Told]:
    if not html:
        return
    tree = parsed(html.encode())
    for node in tree.css(FORBIDDEN):
        yield _told(f"item {number + 1} has a {node.tag} element in its text", number)
        break
    found: dict[str, None] = {}
    for node in tree.css("[href], [src], [srcset], [poster]"):
        for name in ("href", "src", "poster"):
            if value := node.attributes.get(name):
                found[value] = None
        found.update((address, None) for address, _ in srcset_candidates(node.attributes.get("srcset") or ""))
    yield from _addresses(found, number, asked)


def _is_web_address(address: str) -> bool:
    return address.strip().startswith(("https://", "http://"))


def _is_full(address: str | None) -> bool:
    try:
        return bool(urlsplit(address or "").scheme)
    except ValueError:  # as its author typed it: which browsers do not understand either
        return True


RULES: Mapping[str, Rules] = {
    "rss": _rss,
    "atom": _atom,
    "json feed": _json_feed,
    "digest feed": _rss,
    "corrections feed": _rss,
    "sitemap": _sitemap,
    "news sitemap": _news_sitemap,
}
"""Renderer of a job → the rules of its format."""
