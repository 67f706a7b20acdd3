"""Feeds as bytes: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, each a pure function of the same values."""

from __future__ import annotations

from functools import lru_cache

from ssg.core.model import Image, Ref
from ssg.core.urls import absolute, href
from ssg.core.views import FeedInfo, FeedItem, SiteInfo
from ssg.render.feed_parts import BRIEF_KEPT, changed, feed_author, feed_title, headline, topics, updated
from ssg.render.json_feed import JSON_TYPE, json_feed
from ssg.render.moments import NEVER, rfc822, rfc3339
from ssg.render.xml_text import attributes, cdata, element, escape, legal, one_line

__all__ = ["ATOM_TYPE", "JSON_TYPE", "RSS_TYPE", "atom", "json_feed", "rss"]

RSS_TYPE = "application/rss+xml"
ATOM_TYPE = "application/atom+xml"

_RSS_OPEN = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
)
_ATOM_NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:media": "http://search.yahoo.com/mrss/"}
_ATOM_ENCLOSURE = 'link rel="enclosure"'
_ATOM_CONTENT = '<content type="html">'
_RSS_LOGO_TYPES = ("image/png", "image/jpeg", "image/gif")  # RSS 2.0, channel/image


def rss(feed: FeedInfo, items: tuple[FeedItem, ...], site: SiteInfo, *, style: str = "") -> bytes:
    """Return the feed as RSS 2.0; ``style`` is the address of a stylesheet for browsers, empty for none."""
    parts = [_prolog(style, site), _RSS_OPEN, _rss_channel(feed, items, site)]
    parts += [(_rss_item if item.html else _brief_rss_item)(item, feed.language, site) for item in items]
    parts.append("</channel>\n</rss>\n")
    return "".join(parts).encode()


def atom(feed: FeedInfo, items: tuple[FeedItem, ...], site: SiteInfo, *, style: str = "") -> bytes:
    """Return the feed as Atom; ``style`` is the address of a stylesheet for browsers, empty for none.

    A feed without entries was updated at `NEVER`: the specification demands a date, and no other is true.
    """
    parts = [_prolog(style, site), _atom_head(feed, items, site)]
    parts += [(_atom_entry if item.html else _brief_atom_entry)(item, feed.language, site) for item in items]
    parts.append("</feed>\n")
    return "".join(parts).encode()


# ── what both XML formats share ─────────────────────────────────────────────────────────────────────


def _prolog(style: str, site: SiteInfo) -> str:
    address = absolute(href(style, site.base_path), "") if style else ""
    sheet = f'<?xml-stylesheet type="text/css" href="{escape(legal(address))}"?>\n' if style else ""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + sheet


def _media(image: Image | None, site: SiteInfo) -> str:
    if image is None or not image.src:
        return ""
    opened = attributes(
        {
            "url": absolute(image.src, site.base_url),
            "medium": "image",
            "type": image.type,
            "width": image.width,
            "height": image.height,
            "fileSize": image.size,
        }
    )
    inner = element("media:description", image.alt) + element("media:credit", image.credit)
    return f"<media:content{opened}>\n{inner}</media:content>\n" if inner else f"<media:content{opened}/>\n"


def _enclosure(image: Image | None, name: str, address: str, site: SiteInfo) -> str:
    """Return a lead image as an enclosure if it is known well enough: its length and type have to be stated."""
    if image is None or not (image.src and image.size and image.type):
        return ""
    values = {address: absolute(image.src, site.base_url), "length": image.size, "type": image.type}
    return f"<{name}{attributes(values)}/>\n"


def _full_text(opening: str, content: str, closing: str) -> str:
    return f"{opening}{cdata(content)}{closing}\n" if content else ""


# ── RSS ─────────────────────────────────────────────────────────────────────────────────────────────


def _rss_channel(feed: FeedInfo, items: tuple[FeedItem, ...], site: SiteInfo) -> str:
    title, home, date = feed_title(feed, site), absolute(feed.home, site.base_url), updated(items)
    own = {"rel": "self", "type": RSS_TYPE, "href": absolute(feed.url, site.base_url)}
    return (
        f"{element('title', title)}{element('link', home)}"
        f"{element('description', one_line(feed.description) or title)}{element('language', feed.language)}"
        f"{element('copyright', site.copyright)}{element('lastBuildDate', rfc822(date) if date else '')}"
        f"{_rss_logo(title, home, site)}<atom:link{attributes(own)}/>\n{_hub('atom:link', feed)}"
    )


def _rss_logo(title: str, home: str, site: SiteInfo) -> str:
    logo = site.logo
    if logo is None or logo.type not in _RSS_LOGO_TYPES:
        return ""
    address = absolute(logo.src, site.base_url)
    return f"<image>\n{element('url', address)}{element('title', title)}{element('link', home)}</image>\n"


def _hub(name: str, feed: FeedInfo) -> str:
    return f"<{name}{attributes({'rel': 'hub', 'href': feed.hub})}/>\n" if feed.hub else ""


def _rss_item(item: FeedItem, language: str, site: SiteInfo) -> str:
    post, content = item.post, item.html
    # A description is HTML by definition, and stands before the full text: some readers take the first they meet.
    described = escape(one_line(post.summary)) or (escape(headline(post)) if content else "")
    return (
        f"<item>\n{element('title', headline(post))}{element('link', absolute(post.url, site.base_url))}"
        f'<guid isPermaLink="false">{escape(one_line(item.id))}</guid>\n'
        f"{element('pubDate', rfc822(post.date) if post.date else '')}"
        f"{''.join(element('dc:creator', author.title) for author in post.authors)}"
        f"{element('dc:language', post.lang if post.lang != language else '')}"
        f"{''.join(element('category', topic.title) for topic in topics(post))}"
        f"{element('description', described)}"
        f"{_full_text('<content:encoded>', content, '</content:encoded>')}"
        f"{_media(post.image, site)}{_enclosure(post.image, 'enclosure', 'url', site)}</item>\n"
    )


_brief_rss_item = lru_cache(maxsize=BRIEF_KEPT)(_rss_item)


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────────


def _atom_head(feed: FeedInfo, items: tuple[FeedItem, ...], site: SiteInfo) -> str:
    own = {"rel": "self", "type": ATOM_TYPE, "href": absolute(feed.url, site.base_url)}
    home = {"rel": "alternate", "type": "text/html", "href": absolute(feed.home, site.base_url)}
    return (
        f"<feed{attributes({**_ATOM_NAMESPACES, 'xml:lang': feed.language})}>\n"
        f"{element('id', feed.id)}{element('title', feed_title(feed, site))}{element('subtitle', feed.description)}"
        f"{element('updated', rfc3339(updated(items) or NEVER))}"
        f"<link{attributes(own)}/>\n<link{attributes(home)}/>\n{_hub('link', feed)}"
        f"<author>\n{element('name', feed_author(feed, site))}</author>\n{element('rights', site.copyright)}"
        f"{element('icon', absolute(site.logo.src, site.base_url) if site.logo else '')}"
    )


def _atom_entry(item: FeedItem, language: str, site: SiteInfo) -> str:
    post, content = item.post, item.html
    summary = one_line(post.summary) or ("" if content else headline(post))
    page = {"rel": "alternate", "type": "text/html", "href": absolute(post.url, site.base_url)}
    own = {"xml:lang": post.lang if post.lang != language else ""}
    return (
        f"<entry{attributes(own)}>\n{element('id', item.id)}{element('title', headline(post))}"
        f"<link{attributes(page)}/>\n{_enclosure(post.image, _ATOM_ENCLOSURE, 'href', site)}"
        f"{element('published', rfc3339(post.date) if post.date else '')}"
        f"{element('updated', rfc3339(changed(post) or NEVER))}"
        f"{''.join(_atom_author(author, site) for author in post.authors if one_line(author.title))}"
        f"{''.join(_atom_category(topic) for topic in topics(post))}{element('summary', summary)}"
        f"{_full_text(_ATOM_CONTENT, content, '</content>')}"
        f"{_media(post.image, site)}</entry>\n"
    )


_brief_atom_entry = lru_cache(maxsize=BRIEF_KEPT)(_atom_entry)


def _atom_author(author: Ref, site: SiteInfo) -> str:
    address = absolute(author.url, site.base_url) if author.url else ""
    return f"<author>\n{element('name', author.title)}{element('uri', address)}</author>\n"


def _atom_category(topic: Ref) -> str:
    return f"<category{attributes({'term': topic.id or topic.title, 'label': topic.title})}/>\n"
