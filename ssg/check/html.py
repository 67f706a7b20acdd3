"""What a built page says to the checks: one parse and one walk, the addresses it names, the places it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ssg.content.addresses import srcset_candidates

Tree = LexborHTMLParser
Element = LexborNode

ANY = "*"

ADDRESS_ATTRIBUTES: Mapping[str, str] = {
    "href": ANY,
    "xlink:href": ANY,
    "src": ANY,
    "srcset": ANY,
    "imagesrcset": ANY,
    "poster": ANY,
    "action": "form",
    "formaction": ANY,
    "data": "object",
    "cite": ANY,
    "background": ANY,
    "content": "meta",
}
"""Attribute → the element on which it holds an address, or ANY."""

ID_ATTRIBUTES: Mapping[str, str] = {"id": ANY, "name": "a"}
"""Attribute → the element on which it names a place, or ANY."""

SRCSETS = frozenset({"srcset", "imagesrcset"})

META_ADDRESSES = frozenset({"og:url", "og:image", "og:video", "og:audio", "twitter:image"})
"""Names of meta elements whose content is an address: what a shared link shows."""

GROUPS: Mapping[str, str] = {
    "title": "titles",
    "meta": "metas",
    "link": "links",
    "script": "scripts",
    "main": "mains",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "headings"),
    "img": "pictures",
    "iframe": "frames",
    "form": "forms",
    "label": "labels",
    **dict.fromkeys(("input", "select", "textarea"), "fields"),
    **dict.fromkeys(("a", "button", "summary"), "controls"),
}
"""Element → under which name rules ask for it."""

_TRIMMED = "".join(map(chr, range(33)))  # C0 controls and the blank (URL standard, 4.4)


class PageFacts(NamedTuple):
    """A built page for the checks; whatever its bytes, it is a page."""

    # As a browser would read them: entities undone, blanks around them gone, not percent-decoded.
    addresses: tuple[str, ...]  # all that the page names, in its order, each once
    ids: frozenset[str]  # every place that a #fragment can name
    base: str  # address of its base element; empty without one
    doubled: tuple[str, ...]  # ids that more than one element has, in their order
    groups: Mapping[str, Sequence[Element]]  # in the order of the page


class BuiltPage(NamedTuple):
    """A page that a template made, parsed."""

    kind: str  # as in PageInfo
    lang: str
    html: Tree
    facts: PageFacts
    metas: Mapping[str, str]  # content of meta elements by their property or name, lower case; of several the first

    def all(self, group: str) -> Sequence[Element]:
        """Return the elements of a group, one of the values of GROUPS, in the order of the page."""
        return self.facts.groups.get(group, ())


class Told(NamedTuple):
    """A rule that an output breaks."""

    code: str  # a key of CODES
    message: str
    help: str
    sought: str = ""  # a text of the source that shows where it was written; empty when nothing does
    item: int = -1  # which of the output's sources it is about; -1 when it is about the output
    optional: bool = False  # a site can do without: told as a note


Rule = Callable[[BuiltPage], Iterator[Told]]


def parsed(data: bytes) -> Tree:
    """Return a page to look at; any bytes make one."""
    return Tree(data.decode("utf-8", "replace"))


def words_of(node: Element | None) -> str:
    """Return the text of an element with single blanks."""
    return " ".join(node.text().split()) if node else ""


def built_page(kind: str, lang: str, html: Tree) -> BuiltPage:
    """Return a page for its rules. Never raises."""
    facts = read_page(html)
    return BuiltPage(kind, lang, html, facts, _metas(facts.groups.get("metas", ())))


def read_page(html: Tree) -> PageFacts:
    """Return the facts of a page. Never raises."""
    addresses: dict[str, None] = {}
    ids: set[str] = set()
    named: set[str] = set()  # by an attribute id, which no other element may have
    doubled: dict[str, None] = {}
    groups: dict[str, list[Element]] = {}
    base = ""
    # Not by a list of selectors: a node that several of them match would come several times. And once for all rules:
    # each search for some elements walks the whole page.
    for node in html.css("*"):
        tag = node.tag or ""
        if tag in GROUPS:
            groups.setdefault(GROUPS[tag], []).append(node)
        attributes = node.attributes
        for attribute, value in attributes.items():
            if not value:
                continue
            if attribute == "href" and tag == "base":
                base = base or value.strip(_TRIMMED)  # browsers keep the first
            elif attribute in ADDRESS_ATTRIBUTES and ADDRESS_ATTRIBUTES[attribute] in (ANY, tag):
                if attribute in SRCSETS:
                    addresses.update((address, None) for address, _ in srcset_candidates(value))
                elif attribute != "content" or _meta_name(attributes) in META_ADDRESSES:
                    addresses[value.strip(_TRIMMED)] = None
            elif attribute in ID_ATTRIBUTES and ID_ATTRIBUTES[attribute] in (ANY, tag):
                ids.add(value)
                if attribute == "id":
                    if value in named:
                        doubled[value] = None
                    named.add(value)
    return PageFacts(tuple(addresses), frozenset(ids), base, tuple(doubled), groups)


def _metas(nodes: Iterable[Element]) -> dict[str, str]:
    """Return the content of meta elements that have a name or a property, and one that is not blank."""
    found: dict[str, str] = {}
    for node in nodes:
        attributes = node.attributes
        name = _meta_name(attributes)
        content = (attributes.get("content") or "").strip()
        if name and (content or ("content" in attributes and name.startswith("og:image:alt"))):
            found.setdefault(name, content)
    return found


def _meta_name(attributes: Mapping[str, str | None]) -> str:
    return (attributes.get("property") or attributes.get("name") or "").lower()
