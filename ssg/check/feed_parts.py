"""What rules of feeds and sitemaps are made of: parsing, dates, addresses, and what readers must not be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ssg.check.html import Told, parsed
from ssg.content.addresses import srcset_candidates

BAD = "bad-feed"

ATOM = "{http://www.w3.org/2005/Atom}"

FORBIDDEN = "script, embed, object, meta, iframe[srcdoc], form"
"""What readers of feeds drop, or are attacked with."""


class Asked(NamedTuple):
    """A feed or sitemap as it was built, and what it is held against."""

    data: bytes
    url: str  # its own full address; a path on a site without a base URL
    base_url: str
    now: datetime


Rules = Callable[[Asked], Iterator[Told]]


def told(message: str, item: int = -1, help: str = "") -> Told:
    return Told(BAD, message, help or "report it: the feeds are made by this program", item=item)


def xml(asked: Asked) -> tuple[ElementTree.Element | None, list[Told]]:
    try:
        return ElementTree.fromstring(asked.data), []
    except ElementTree.ParseError as error:
        return None, [told(f"the feed is no XML: {error}")]


def text(node: ElementTree.Element, name: str) -> str:
    return (node.findtext(name) or "").strip()


def own_link(links: list[ElementTree.Element], asked: Asked) -> Iterator[Told]:
    if len(links) != 1:
        yield told(f"the feed has {len(links)} links to itself and wants one")
    for link in links:
        if link.get("href") != asked.url:
            yield told(f"the feed says that it stands at “{link.get('href')}”, and stands at {asked.url}")


def unique(values: Iterable[str], name: str) -> Iterator[Told]:
    seen: set[str] = set()
    for number, value in enumerate(values):
        if not value:
            yield told(f"item {number + 1} has no {name}", number)
        elif value in seen:
            yield told(f"the {name} “{value}” stands twice: readers would take two posts for one", number)
        seen.add(value)


def addresses(found: Iterable[str], number: int, asked: Asked) -> Iterator[Told]:
    """Tell of relative addresses: a reader of feeds knows no page that they could be relative to."""
    for address in found:
        if asked.base_url and address and not is_full(address):
            yield told(f"the address “{address}” is not a full one: readers of feeds cannot resolve it", number)


def content(html: str, number: int, asked: Asked) -> Iterator[Told]:
    if not html:
        return
    tree = parsed(html.encode())
    for node in tree.css(FORBIDDEN):
        yield told(f"item {number + 1} has a {node.tag} element in its text", number)
        break
    found: dict[str, None] = {}
    for node in tree.css("[href], [src], [srcset], [poster]"):
        for name in ("href", "src", "poster"):
            if value := node.attributes.get(name):
                found[value] = None
        found.update((address, None) for address, _ in srcset_candidates(node.attributes.get("srcset") or ""))
    yield from addresses(found, number, asked)


def is_web_address(address: str) -> bool:
    return address.strip().startswith(("https://", "http://"))


def is_full(address: str | None) -> bool:
    try:
        return bool(urlsplit(address or "").scheme)
    except ValueError:  # as its author typed it: which browsers do not understand either
        return True


def is_rfc3339(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
