"""What the contract of themes asks of every built page: rules over its elements, each with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Page(NamedTuple):
    """A built page, and what its theme was given."""

    kind: str  # as in PageInfo
    lang: str
    html: LexborHTMLParser
    key_points: tuple[str, ...] = ()  # of a post
    related: int = 0  # number of posts that are related to it
    listed: int = 0  # number of posts that its list has
    tagged: bool = False  # whether a post that it shows on a card has tags


def parsed(data: bytes) -> LexborHTMLParser:
    """Return a page to look at; any bytes make one."""
    return LexborHTMLParser(data.decode("utf-8", "replace"))


class Told(NamedTuple):
    """A rule that a page breaks."""

    message: str
    help: str


Rule = Callable[[Page], Iterator[Told]]


def broken_rules(page: Page) -> list[Told]:
    """Return every rule that the page breaks."""
    return [told for rule in RULES for told in rule(page)]


# ── rules of all pages ──────────────────────────────────────────────────────────────────────────────


def _language(page: Page) -> Iterator[Told]:
    root = page.html.root
    lang = (root.attributes.get("lang") or "") if root else ""
    if lang.lower() != page.lang.lower():
        said = f"has lang “{lang}”" if lang else "has no lang"
        yield Told(f"the html element {said}, and the page is in “{page.lang}”", '<html lang="{{ page.lang }}">')


def _title(page: Page) -> Iterator[Told]:
    titles = [node for node in page.html.css("head > title") if node.text(strip=True)]
    if len(titles) != 1:
        yield Told(_counted("title element", len(titles)), "<title>{{ page.title }}</title> once in the head")


def _main(page: Page) -> Iterator[Told]:
    count = len(page.html.css("main"))
    if count != 1:
        yield Told(_counted("main element", count), '<main id="main"> once, around what the page is about')


def _headline(page: Page) -> Iterator[Told]:
    headlines = [node for node in page.html.css("h1") if node.text(strip=True)]
    if len(headlines) != 1:
        yield Told(_counted("h1 element", len(headlines)), "one <h1>: the headline, the list's title, the site's name")


def _levels(page: Page) -> Iterator[Told]:
    before = 1
    for node in page.html.css("h1, h2, h3, h4, h5, h6"):
        level = int((node.tag or "h1")[1])
        if level > before + 1:
            yield Told(f"an {node.tag} follows an h{before}: a level is skipped", f"use h{before + 1}")
            return
        before = level


def _pictures(page: Page) -> Iterator[Told]:
    if any("alt" not in node.attributes for node in page.html.css("img")):
        yield Told("an img has no alt", 'print {{ image.alt }}, or alt="" where the picture says nothing new')


def _counted(what: str, count: int) -> str:
    return f"the page has {count or 'no'} {what}{'s' if count > 1 else ''}"


# ── posts ───────────────────────────────────────────────────────────────────────────────────────────


def _key_points(page: Page) -> Iterator[Told]:
    if not page.key_points:
        return
    if not _heading(page, "Key points"):
        help = "a heading with {{ strings.key_points }} before them"
        yield Told("the key points of the post have no heading that begins with “Key points”", help)
    text = _text(page.html.body)
    if any(" ".join(point.split()) not in text for point in page.key_points):
        yield Told(
            "a key point of the post is not on its page", "print {{ point.html|safe }} for each of post.key_points"
        )


def _related(page: Page) -> Iterator[Told]:
    if page.kind == "post" and page.related and not _heading(page, "Related"):
        help = "a heading with {{ strings.related }} before them"
        yield Told("the related posts have no heading that begins with “Related”", help)


def _heading(page: Page, start: str) -> bool:
    """Return whether a heading begins with ``start``; asked of English pages alone, others have other words."""
    if page.lang != "en":
        return True
    return any(_text(node).startswith(start) for node in page.html.css("h2, h3, h4, h5, h6"))


# ── cards ───────────────────────────────────────────────────────────────────────────────────────────


def _cards(page: Page) -> Iterator[Told]:
    """Of lists, and of the related posts below a post: a card is an article with link, time and tag links."""
    wanted = page.related if page.kind == "post" else page.listed
    cards = _articles(page) if wanted else []
    if len(cards) < wanted:
        message = f"the page shows {len(cards)} cards (article elements with a link) for {wanted} posts"
        yield Told(message, '{{ component("card.html", post=post) }} for each of them')
    if cards and not all(card.css("time[datetime]") for card in cards):
        yield Told("a card has no <time datetime>", '<time datetime="{{ post.date|iso }}">')
    if cards and page.tagged and not any(_leads_to_tag(card) for card in cards):
        yield Told("no card has a link to a tag", "<a> with {{ tag.url|href }} for some of post.tags")


def _articles(page: Page) -> list[LexborNode]:
    """Return the articles with a link that hold no other: a post's own element is none of them."""
    return [node for node in page.html.css("article") if node.css("a[href]") and not _holds_article(node, page)]


def _holds_article(node: LexborNode, page: Page) -> bool:
    return len(node.css("article")) > 1 or (page.kind == "post" and bool(node.css("h1")))


def _leads_to_tag(card: LexborNode) -> bool:
    return any("/tags/" in (link.attributes.get("href") or "") for link in card.css("a[href]"))


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""


RULES: tuple[Rule, ...] = (_language, _title, _main, _headline, _levels, _pictures, _key_points, _related, _cards)
