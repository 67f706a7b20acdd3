"""What search engines and social networks read of a page: title and description, OpenGraph, structured data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ssg.check.html import BuiltPage, Rule, Told, words_of

LENGTH, CARD, DATA = "snippet-length", "incomplete-card", "bad-structured-data"

MAX_TITLE = 110  # characters of a headline, what Google shows of an article's
MAX_DESCRIPTION = 320  # characters, the longest that a result page ever showed
MIN_DESCRIPTION = 50  # characters, below which search engines look for a text of their own

ARTICLES = frozenset({"NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle"})

OPEN_GRAPH = ("og:title", "og:type", "og:url", "og:site_name", "og:locale")
"""What ogp.me asks of every page, and what cards are laid out by."""

OF_ARTICLES = ("article:published_time",)
OF_IMAGES = ("og:image:alt",)

ARTICLE_KEYS = ("headline", "datePublished", "dateModified", "publisher", "mainEntityOfPage")
"""Keys of an article that Google's guidelines name and that every post has something for."""


def _lengths(page: BuiltPage) -> Iterator[Told]:
    """Of posts and pages alone: titles and descriptions of lists are made, not written."""
    if page.kind not in ("post", "page"):
        return
    title = words_of(next((node for node in page.all("headings") if node.tag == "h1"), None))
    if len(title) > MAX_TITLE:
        message = f"the headline has {len(title)} characters, and results show {MAX_TITLE}"
        yield Told(LENGTH, message, "say it shorter, and the rest in `subtitle`", "title:")
    described = page.metas.get("description", "")
    if len(described) > MAX_DESCRIPTION:
        message = f"the description has {len(described)} characters, and results show {MAX_DESCRIPTION} at the most"
        yield Told(LENGTH, message, "write a shorter `summary`", "summary:")
    elif len(described) < MIN_DESCRIPTION:
        said = f"has {len(described)} characters" if described else "is missing"
        message = f"the description {said}: search engines look for a text of their own"
        yield Told(LENGTH, message, "say in `summary` what is new, in a sentence", "summary:")


# ── the card of a shared link ───────────────────────────────────────────────────────────────────────


def _open_graph(page: BuiltPage) -> Iterator[Told]:
    metas = page.metas
    if _is_kept_out(metas):
        return
    if not any(name.startswith("og:") for name in metas):
        help = "print og:title, og:type, og:url, og:description and og:image in the head"
        message = "the page has no OpenGraph: shared links show what a network makes of them"
        yield Told(CARD, message, help, optional=True)
        return
    wanted = [*OPEN_GRAPH, *(OF_ARTICLES if page.kind == "post" else ()), *(OF_IMAGES if "og:image" in metas else ())]
    missing = [name for name in wanted if name not in metas]
    if missing:
        listed = ", ".join(missing)
        yield Told(CARD, f"the page's OpenGraph lacks {listed}", f'<meta property="{missing[0]}" content="…">')
    for name in ("og:url", "og:image"):
        address = metas.get(name, "")
        if address and not address.startswith(("https://", "http://")):
            yield Told(CARD, f"{name} is “{address}”, which no network can resolve", "print it with |absolute")


def _canonical(page: BuiltPage) -> Iterator[Told]:
    links = [
        node.attributes.get("href") or "" for node in page.all("links") if node.attributes.get("rel") == "canonical"
    ]
    if not links and not _is_kept_out(page.metas):
        help = '<link rel="canonical" href="{{ page.canonical or page.url|absolute }}">'
        yield Told(CARD, "the page has no canonical link", help)
    if len(links) > 1:
        yield Told(CARD, f"the page has {len(links)} canonical links", "keep one: search engines drop them all")


def _is_kept_out(metas: Mapping[str, str]) -> bool:
    return "noindex" in metas.get("robots", "").lower()


# ── structured data ─────────────────────────────────────────────────────────────────────────────────


def _structured_data(page: BuiltPage) -> Iterator[Told]:
    nodes: list[dict[str, Any]] = []
    for script in page.all("scripts"):
        if script.attributes.get("type") != "application/ld+json":
            continue
        try:
            nodes += _nodes(json.loads(script.text()))
        except ValueError as error:
            yield Told(DATA, f"the JSON-LD is no JSON: {error}", "print {{ structured_data|safe }}")
            return
    if page.kind != "post" or _is_kept_out(page.metas):
        return
    articles = [node for node in nodes if ARTICLES & set(_listed(node.get("@type")))]
    if not articles:
        help = '<script type="application/ld+json">{{ structured_data|safe }}</script> in the head'
        message = "the page has no NewsArticle in JSON-LD: it is no news to search engines"
        yield Told(DATA, message, help, optional=True)
    for article in articles[:1]:
        missing = [key for key in ARTICLE_KEYS if not article.get(key)]
        if missing:
            yield Told(DATA, f"the NewsArticle lacks {', '.join(missing)}", "print {{ structured_data|safe }}")
        for key in ("datePublished", "dateModified"):
            if article.get(key) and not _has_zone(str(article[key])):
                yield Told(DATA, f"{key} is “{article[key]}”, without a time zone", "print it with |iso")


def _has_zone(moment: str) -> bool:
    """Return whether a date of schema.org says when it was everywhere; a day alone is one everywhere."""
    return "T" not in moment or moment.endswith("Z") or moment[-6] in "+-"


def _nodes(found: Any) -> list[dict[str, Any]]:
    listed = found if isinstance(found, list) else [found]
    nodes = [node for node in listed if isinstance(node, dict)]
    return [*nodes, *(inner for node in nodes for inner in _nodes(node.get("@graph", [])) if "@graph" in node)]


def _listed(found: Any) -> list[str]:
    return [str(item) for item in found] if isinstance(found, list) else [str(found)]


RULES: tuple[Rule, ...] = (_lengths, _open_graph, _canonical, _structured_data)
