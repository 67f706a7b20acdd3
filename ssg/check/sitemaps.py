"""Sitemaps by the rules of sitemaps.org and of Google News."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ssg.check.feed_parts import Asked, is_rfc3339, text, told, unique, xml
from ssg.check.html import Told

MAX_URLS = 50_000  # of one sitemap, sitemaps.org
MAX_BYTES = 50 * 1024 * 1024
MAX_NEWS = 1_000  # Google News
NEWS_AGE = timedelta(hours=48)

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def sitemap_faults(asked: Asked) -> Iterator[Told]:
    root, broken = xml(asked)
    yield from broken
    if root is None:
        return
    places = [text(node, f"{_SITEMAP}loc") for node in root]
    yield from unique(places, "loc")
    if len(places) > MAX_URLS or len(asked.data) > MAX_BYTES:
        yield told(f"the sitemap has {len(places):,} addresses in {len(asked.data):,} bytes, more than one may have")
    home = f"{asked.base_url}/"
    for place in places:
        if asked.base_url and not place.startswith(home):
            yield told(f"“{place}” stands in the sitemap, and not below {home}")
    for node in root:
        modified = text(node, f"{_SITEMAP}lastmod")
        if modified and not _is_w3c(modified):
            yield told(f"lastmod “{modified}” is no W3C date")


def _is_w3c(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None or "T" not in text
    except ValueError:
        return False


def news_sitemap_faults(asked: Asked) -> Iterator[Told]:
    root, broken = xml(asked)
    yield from broken
    if root is None:
        return
    if len(root) > MAX_NEWS:
        yield told(f"the news sitemap has {len(root):,} addresses, and may have {MAX_NEWS:,}")
    for number, node in enumerate(root):
        published = text(node, f".//{_NEWS}publication_date")
        for name in ("name", "language", "publication_date", "title"):
            if not text(node, f".//{_NEWS}{name}"):
                yield told(f"address {number + 1} of the news sitemap has no news:{name}", number)
        if not published:
            continue
        if not is_rfc3339(published):
            yield told(f"publication_date “{published}” has no time zone", number)
        elif not timedelta(0) <= asked.now - datetime.fromisoformat(published) <= NEWS_AGE:
            yield told(f"publication_date {published} is not of the last 48 hours", number)
