"""What the contract of themes asks beyond the rules of `ssg check`: key points, related posts, cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ssg.check.html import Element, Told, Tree, words_of


class Page(NamedTuple):
    """A built page, and what its theme was given."""

    kind: str  # as in PageInfo
    lang: str
    html: Tree
    key_points: tuple[str, ...] = ()  # of a post
    related: int = 0  # number of posts that are related to it
    listed: int = 0  # number of posts that its list has
    tagged: bool = False  # whether a post that it shows on a card has tags


CODE = "theme-contract"

Rule = Callable[[Page], Iterator[Told]]


def broken_rules(page: Page) -> list[Told]:
    """Return every rule that the page breaks."""
    return [told for rule in RULES for told in rule(page)]


# ── posts ───────────────────────────────────────────────────────────────────────────────────────────


def _key_points(page: Page) -> Iterator[Told]:
    if not page.key_points:
        return
    if not _heading(page, "Key points"):
        help = "a heading with {{ strings.key_points }} before them"
        yield Told(CODE, "the key points of the post have no heading that begins with “Key points”", help)
    text = words_of(page.html.body)
    if any(" ".join(point.split()) not in text for point in page.key_points):
        yield Told(
            CODE,
            "a key point of the post is not on its page",
            "print {{ point.html|safe }} for each of post.key_points",
        )


def _related(page: Page) -> Iterator[Told]:
    if page.kind == "post" and page.related and not _heading(page, "Related"):
        help = "a heading with {{ strings.related }} before them"
        yield Told(CODE, "the related posts have no heading that begins with “Related”", help)


def _heading(page: Page, start: str) -> bool:
    """Return whether a heading begins with ``start``; asked of English pages alone, others have other words."""
    if page.lang != "en":
        return True
    return any(words_of(node).startswith(start) for node in page.html.css("h2, h3, h4, h5, h6"))


# ── cards ───────────────────────────────────────────────────────────────────────────────────────────


def _cards(page: Page) -> Iterator[Told]:
    """Of lists, and of the related posts below a post: a card is an article with link, time and tag links."""
    wanted = page.related if page.kind == "post" else page.listed
    cards = _articles(page) if wanted else []
    if len(cards) < wanted:
        message = f"the page shows {len(cards)} cards (article elements with a link) for {wanted} posts"
        yield Told(CODE, message, '{{ component("card.html", post=post) }} for each of them')
    if cards and not all(card.css("time[datetime]") for card in cards):
        yield Told(CODE, "a card has no <time datetime>", '<time datetime="{{ post.date|iso }}">')
    if cards and page.tagged and not any(_leads_to_tag(card) for card in cards):
        yield Told(CODE, "no card has a link to a tag", "<a> with {{ tag.url|href }} for some of post.tags")


def _articles(page: Page) -> list[Element]:
    """Return the articles with a link that hold no other: a post's own element is none of them."""
    return [node for node in page.html.css("article") if node.css("a[href]") and not _holds_article(node, page)]


def _holds_article(node: Element, page: Page) -> bool:
    return len(node.css("article")) > 1 or (page.kind == "post" and bool(node.css("h1")))


def _leads_to_tag(card: Element) -> bool:
    return any("/tags/" in (link.attributes.get("href") or "") for link in card.css("a[href]"))


RULES: tuple[Rule, ...] = (_key_points, _related, _cards)
