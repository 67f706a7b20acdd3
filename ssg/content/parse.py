"""Bytes to Document: front matter, Markdown, words and terms, as a pure function of one file's own bytes.

It never sees a path, a clock or another file, so that its product can be cached by content.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ssg.content.frontmatter import read_front_matter
from ssg.content.key_point_checks import check_key_points
from ssg.content.markdown import Rendered, render_inline, render_markdown
from ssg.content.parse_options import ParseOptions, parse_key
from ssg.content.prose import count_words, reading_minutes
from ssg.content.search_terms import group_digests, searchable
from ssg.content.terms import count_terms, terms_from
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic
from ssg.core.model import Body, Document, FrontMatter, KeyPoint, Searchable


class Parsed(NamedTuple):
    """All that is made of a file."""

    document: Document
    body: Body
    searchable: Searchable | None  # None where there is no search


def parse(data: bytes, options: ParseOptions) -> tuple[Document, Body]:
    """Return a file's document and body. Never raises: what is wrong stands in the document's problems."""
    parsed = parse_all(data, options)
    return parsed.document, parsed.body


def parse_all(data: bytes, options: ParseOptions) -> Parsed:
    """Return all that is made of a file. Never raises: what is wrong stands in the document's problems."""
    return parse_many([(data, digest_bytes(data))], options)[0]


def parse_many(files: Sequence[tuple[bytes, bytes]], options: ParseOptions) -> list[Parsed]:
    """Return all that is made of files, each of which is its bytes and their digest.

    They are taken through each step together: its code and its tables then stand in the processor's cache. File by
    file it took a third longer.
    """
    texts = [_text(data, options) for data, _ in files]
    words = [count_words(text.rendered.prose) for text in texts]
    counted = [count_terms(text.front, text.title, text.rendered.excerpt, text.rendered.prose) for text in texts]
    terms = [terms_from(counts) for counts in counted]
    found = [searchable(counts) if options.search else None for counts in counted]
    groups = [group_digests(search) if search else b"" for search in found]
    points = [tuple(render_inline(point) for point in text.front.key_points) for text in texts]
    facts = map(_Facts, words, points, terms, groups)
    keys = [parse_key(digest, options) for _, digest in files]
    documents = [_document(*parts) for parts in zip(keys, texts, facts, strict=True)]
    bodies = [Body(html=text.rendered.html, markdown=text.body) for text in texts]
    return [Parsed(*parts) for parts in zip(documents, bodies, found, strict=True)]


class _Text(NamedTuple):
    """A file's text taken apart."""

    front: FrontMatter
    title: str
    body: str  # as typed
    rendered: Rendered
    problems: tuple[Diagnostic, ...]


class _Facts(NamedTuple):
    """What is made of the text for other pages, see `Document`."""

    words: int
    key_points: tuple[KeyPoint, ...]
    terms: bytes
    search: bytes


def _text(data: bytes, options: ParseOptions) -> _Text:
    read = read_front_matter(data, options.front)
    title = read.front.title
    rendered = render_markdown(read.body, read.body_line, options.markdown, not title, title)
    return _Text(read.front, title or rendered.title, read.body, rendered, read.problems + rendered.problems)


def _document(key: bytes, text: _Text, facts: _Facts) -> Document:
    front, rendered = text.front, text.rendered
    points = [point.text for point in facts.key_points]
    of_points = check_key_points(points, text.title, text.body, front.places.get("key_points", (0, 0)))
    return Document(
        front=front,
        body=key,
        heading=rendered.title,
        excerpt=rendered.excerpt,
        key_points=facts.key_points,
        words=facts.words,
        minutes=reading_minutes(facts.words),
        links=rendered.links,
        toc=rendered.toc,
        ids=rendered.ids,
        terms=facts.terms,
        problems=tuple(sorted(text.problems + of_points)),
        search=facts.search,
    )
