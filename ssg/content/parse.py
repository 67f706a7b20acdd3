"""Bytes to Document: front matter, Markdown, words and terms, as a pure function of one file's own bytes.

It never sees a path, a clock or another file, so that its product can be cached by content.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from ssg.content.frontmatter import FrontOptions, read_front_matter
from ssg.content.key_point_checks import check_key_points
from ssg.content.markdown import MarkdownOptions, render_inline, render_markdown
from ssg.content.prose import count_words, reading_minutes
from ssg.content.search_terms import group_digests, searchable
from ssg.content.terms import count_terms, terms_from
from ssg.core.digests import combine, digest_bytes, digest_value
from ssg.core.model import Body, Document, Searchable


class ParseOptions(msgspec.Struct, frozen=True):
    """All of the configuration that parsing depends on."""

    front: FrontOptions
    markdown: MarkdownOptions = MarkdownOptions()
    search: bool = True  # whether words are kept for the search


class Parsed(NamedTuple):
    """All that is made of a file."""

    document: Document
    body: Body
    searchable: Searchable | None  # None where there is no search


def parse(data: bytes, options: ParseOptions) -> tuple[Document, Body]:
    """Return a file's document and body. Never raises: what is wrong stands in the document's problems."""
    parsed = parse_all(data, options)
    return parsed.document, parsed.body


def parse_all(data: bytes, options: ParseOptions, digest: bytes = b"") -> Parsed:
    """Return all that is made of a file, whose ``digest`` may be known.

    Never raises: what is wrong stands in the document's problems.
    """
    read = read_front_matter(data, options.front)
    front = read.front
    rendered = render_markdown(read.body, read.body_line, options.markdown, not front.title, front.title)
    words = count_words(rendered.prose)
    title = front.title or rendered.title
    counted = count_terms(front, title, rendered.excerpt, rendered.prose)
    found = searchable(counted) if options.search else None
    points = tuple(render_inline(point) for point in front.key_points)
    of_points = check_key_points(
        [point.text for point in points], title, read.body, front.places.get("key_points", (0, 0))
    )
    document = Document(
        front=front,
        body=parse_key(digest or digest_bytes(data), options),
        heading=rendered.title,
        excerpt=rendered.excerpt,
        key_points=points,
        words=words,
        minutes=reading_minutes(words),
        links=rendered.links,
        toc=rendered.toc,
        ids=rendered.ids,
        terms=terms_from(counted),
        problems=tuple(sorted((*read.problems, *rendered.problems, *of_points))),
        search=group_digests(found) if found else b"",
    )
    return Parsed(document, Body(html=rendered.html, markdown=read.body), found)


def parse_key(source_digest: bytes, options: ParseOptions) -> bytes:
    """Return the key of what `parse` makes of the bytes with this digest."""
    return combine((source_digest, _options_digest(options)))


@lru_cache(maxsize=8)
def _options_digest(options: ParseOptions) -> bytes:
    return digest_value(options)
