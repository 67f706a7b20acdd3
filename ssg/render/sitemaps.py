"""Sitemaps: what a crawler may fetch, and when it last changed; and what was news in the last two days.

Up to 50,000 addresses fit one file. Beyond, an address belongs to the part that its own hash names, out of a power of
two of parts, so that a new address changes one part and the index; all of them change only when the number doubles.
"""

from __future__ import annotations

from collections.abc import Mapping

from ssg.core.digests import digest_bytes
from ssg.core.model import Ref
from ssg.core.urls import absolute
from ssg.core.views import NewsEntry, SiteInfo, SitemapEntry
from ssg.render.moments import newest, rfc3339, w3c
from ssg.render.xml_text import element, escape

MAX_URLS = 50_000  # in one file, sitemaps.org
MAX_BYTES = 50 * 1024 * 1024  # of one file, uncompressed
MAX_ENTRY_BYTES = 1_000  # an entry has fewer unless its address is of absurd length
MAX_NEWS = 1_000  # in the news sitemap

_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_OVERHEAD_BYTES = 512  # more than prolog, opening and closing tag of any of the files

Alternates = Mapping[str, tuple[Ref, ...]]
"""Address → the page's translations with itself; a Ref's id is the value of hreflang, `x-default` included."""

Line = tuple[SitemapEntry, bytes]


def sitemap(
    entries: tuple[SitemapEntry, ...], base_url: str, *, alternates: Alternates | None = None
) -> tuple[tuple[str, bytes], ...]:
    """Return the files as (name, bytes), `sitemap.xml` first: the only one, or the index of the others."""
    namespaces = f"{_NAMESPACE} {_XHTML}" if alternates else _NAMESPACE
    by_address = {entry.url: entry for entry in entries}
    lines = [(by_address[url], _url(by_address[url], base_url, alternates or {})) for url in sorted(by_address)]
    if _fits(lines):
        return (("sitemap.xml", _urlset(namespaces, lines)),)
    parts = [(f"sitemap-{number:03d}.xml", part) for number, part in enumerate(_parts(lines), 1) if part]
    index = ("sitemap.xml", _index(parts, base_url))
    return (index, *((name, _urlset(namespaces, part)) for name, part in parts))


def sitemap_names(entries: tuple[SitemapEntry, ...], base_url: str) -> tuple[str, ...]:
    """Return the names of the files that `sitemap` makes of the same values."""
    if len(entries) <= MAX_URLS and len(entries) * MAX_ENTRY_BYTES <= MAX_BYTES - _OVERHEAD_BYTES:
        return ("sitemap.xml",)
    return tuple(name for name, _ in sitemap(entries, base_url))


def news_sitemap(posts: tuple[NewsEntry, ...], site: SiteInfo) -> bytes:
    """Return the news sitemap of ``posts``, which the caller chose by their age: at most MAX_NEWS of them."""
    opened = f"{_PROLOG}<urlset {_NAMESPACE} {_NEWS}>\n"
    return (opened + "".join(_news(post, site) for post in posts) + "</urlset>\n").encode()


def _url(entry: SitemapEntry, base_url: str, alternates: Alternates) -> bytes:
    changed = f"<lastmod>{w3c(entry.modified)}</lastmod>" if entry.modified else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(other.id)}" href="{escape(absolute(other.url, base_url))}"/>'
        for other in alternates.get(entry.url, ())
    )
    return f"<url><loc>{escape(absolute(entry.url, base_url))}</loc>{changed}{links}</url>\n".encode()


def _fits(lines: list[Line]) -> bool:
    return len(lines) <= MAX_URLS and sum(len(data) for _, data in lines) <= MAX_BYTES - _OVERHEAD_BYTES


def _parts(lines: list[Line]) -> list[list[Line]]:
    """Return the lines by hash of their address in a power of two of parts, at most half full on average."""
    count = 2
    while len(lines) > count * MAX_URLS // 2:
        count *= 2
    while count < len(lines) and not all(_fits(part) for part in _assigned(lines, count)):
        count *= 2
    return _assigned(lines, count)


def _assigned(lines: list[Line], count: int) -> list[list[Line]]:
    parts: list[list[Line]] = [[] for _ in range(count)]
    for line in lines:
        parts[int.from_bytes(digest_bytes(line[0].url.encode())[:4]) % count].append(line)
    return parts


def _urlset(namespaces: str, lines: list[Line]) -> bytes:
    opened = f"{_PROLOG}<urlset {namespaces}>\n".encode()
    return opened + b"".join(data for _, data in lines) + b"</urlset>\n"


def _index(parts: list[tuple[str, list[Line]]], base_url: str) -> bytes:
    rows = (_index_row(name, newest(entry.modified for entry, _ in part), base_url) for name, part in parts)
    return f"{_PROLOG}<sitemapindex {_NAMESPACE}>\n{''.join(rows)}</sitemapindex>\n".encode()


def _index_row(name: str, modified: str, base_url: str) -> str:
    changed = f"<lastmod>{w3c(modified)}</lastmod>" if modified else ""
    return f"<sitemap><loc>{escape(absolute('/' + name, base_url))}</loc>{changed}</sitemap>\n"


def _news(post: NewsEntry, site: SiteInfo) -> str:
    return (
        f"<url>\n{element('loc', absolute(post.url, site.base_url))}<news:news>\n<news:publication>\n"
        f"{element('news:name', site.title)}{element('news:language', _news_language(post.lang or site.language))}"
        f"</news:publication>\n{element('news:publication_date', rfc3339(post.date) if post.date else '')}"
        f"{element('news:title', post.title)}</news:news>\n</url>\n"
    )


def _news_language(tag: str) -> str:
    """Return the ISO 639 code that Google's news sitemap takes; only Chinese keeps its script or region there."""
    parts = tag.lower().split("-")
    if parts[0] != "zh":
        return parts[0]
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-cn"
