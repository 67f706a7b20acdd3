"""The values that flow through the pipeline: Source, Document, Summary, Job, Artifact.

All are frozen and plain, so that any of them can be digested, cached and sent to another process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ssg.core.errors import Diagnostic

if TYPE_CHECKING:
    Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
else:  # msgspec reads no recursive aliases: it takes what JSON has by itself
    Plain = Any
"""What `extra` and unknown keys may hold: JSON's types."""

Moment = str
"""A date or time as ISO 8601: `2026-01-13`, `2026-01-13T09:30:00` (naive) or with an offset."""


class Value(msgspec.Struct, frozen=True):
    """Base of all values below: frozen, compared by content."""


# ── scan ────────────────────────────────────────────────────────────────────────────────────────────


class Source(Value, frozen=True):
    """A file of the site's content, named by its place and its bytes."""

    path: str  # below content/, "/" between parts, NFC
    digest: bytes  # of the bytes
    size: int  # bytes


# ── parse ───────────────────────────────────────────────────────────────────────────────────────────


class KeyPoint(Value, frozen=True):
    """One line of the key points."""

    html: str  # inline HTML, safe to print as it is; no links to other source files
    text: str  # the same without markup


class ImageRef(Value, frozen=True):
    """A lead image as front matter names it."""

    src: str  # as typed: relative to the post, or from content/ where it starts with "/", or a URL
    alt: str = ""
    credit: str = ""
    caption: str = ""
    focus: str = ""  # as typed, e.g. "left", "30% 20%"


class Citation(Value, frozen=True):
    """One of a post's `sources`."""

    title: str
    url: str = ""
    publisher: str = ""
    kind: str = ""
    accessed: Moment = ""


class Correction(Value, frozen=True):
    """One of a post's `corrections`."""

    date: Moment
    text: str


class FrontMatter(Value, frozen=True):
    """What the author wrote above the body, typed; nothing in it depends on the path or the site."""

    title: str = ""
    subtitle: str = ""
    date: Moment = ""
    updated: Moment = ""
    slug: str = ""
    url: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()  # as typed, in the author's order
    authors: tuple[str, ...] = ()  # ids or names, markup stripped
    summary: str = ""
    key_points: tuple[str, ...] = ()  # inline Markdown as typed
    image: ImageRef | None = None
    draft: bool = False
    expires: Moment = ""
    aliases: tuple[str, ...] = ()
    canonical_url: str = ""
    related: tuple[str, ...] = ()
    story: str = ""
    series: str = ""
    series_order: float | None = None
    sources: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    ai_use: str = ""
    featured: bool = False
    lang: str = ""
    translation_of: str = ""
    id: str = ""
    extra: dict[str, Plain] = {}
    places: dict[str, tuple[int, int]] = {}  # standard key → (line, column) of its value, for later findings


class Link(Value, frozen=True):
    """An address that a body names: number n of Document.links stands for placeholder n of the body."""

    target: str  # as typed, HTML entities and Markdown escapes undone, not percent-decoded
    kind: Literal["link", "image", "file"]  # file: video, audio, poster, srcset and the like
    line: int  # in the file, from 1
    column: int  # from 1; 0 when the parser only knows the line


class Heading(Value, frozen=True):
    """A line of the table of contents."""

    level: int  # 2 to 6, as printed
    id: str
    text: str  # plain


class Document(Value, frozen=True):
    """A parsed file as a pure function of its bytes and the parse options: it never saw its own path.

    The body itself is a `Body`, kept in the parse cache under `body`, out of the parent's memory.
    """

    front: FrontMatter
    body: bytes  # key of the Body in the parse cache; equal keys mean equal bodies
    heading: str  # first h1, taken out of the body because front matter has no title; else empty
    excerpt: str  # plain text before the "more" mark or of the first paragraph, cut at a word; may be empty
    key_points: tuple[KeyPoint, ...]
    words: int  # words of prose, code left out; a CJK character counts as its share of a word
    minutes: int  # reading time, at least 1
    links: tuple[Link, ...]
    toc: tuple[Heading, ...]  # in the order of the body
    ids: tuple[str, ...]  # every id that the body defines, sorted: targets for #fragments
    terms: bytes  # packed weighted terms, see content/terms; empty for an empty body
    problems: tuple[Diagnostic, ...] = ()  # file is empty; index adds it


class Body(Value, frozen=True):
    """The parts of a parsed file that only its own outputs need."""

    html: str  # with placeholders: \x02n\x03 for the address, \x04n\x03 for an image's size attributes
    markdown: str  # the body as typed, front matter and BOM left out, line ends \n


# ── index ───────────────────────────────────────────────────────────────────────────────────────────


class Ref(Value, frozen=True):
    """A thing with a page of its own, as other pages name it: a section, tag, author, story."""

    id: str  # slug
    title: str
    url: str  # site-absolute, without the base path


class Image(Value, frozen=True):
    """A picture with a known address."""

    src: str  # site-absolute without the base path, or a full URL
    alt: str = ""
    credit: str = ""
    caption: str = ""
    width: int = 0  # pixels; 0 when unknown
    height: int = 0  # pixels; 0 when unknown
    type: str = ""  # MIME type; empty when unknown
    size: int = 0  # bytes; 0 when unknown
    focus: str = ""  # what must stay in sight where the picture is cut, as typed: "left", "30% 20%"


class Summary(Value, frozen=True, kw_only=True):
    """What other pages may know about a post. Its body is deliberately absent."""

    id: str  # permanent
    path: str  # of its source, below content/
    url: str  # site-absolute, without the base path, ends in "/"
    lang: str  # BCP 47
    title: str
    date: Moment = ""  # with an offset; empty for a page
    updated: Moment = ""  # with an offset; empty when never
    published: int = 0  # seconds since 1970-01-01 UTC; 0 for a page
    section: Ref | None = None
    tags: tuple[Ref, ...] = ()  # in the author's order, no duplicates
    authors: tuple[Ref, ...] = ()
    summary: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    image: Image | None = None
    minutes: int = 1  # of reading
    status: Literal["", "draft", "scheduled"] = ""  # empty when published
    featured: bool = False
    story: str = ""  # id
    series: str = ""  # id


class Post(Summary, frozen=True, kw_only=True):
    """What a post's or page's own template knows about it, the body apart."""

    subtitle: str = ""
    words: int = 0
    canonical: str = ""  # full URL of the original elsewhere; empty when this is the original
    toc: tuple[Heading, ...] = ()
    sources: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    ai_use: str = ""
    translations: tuple[Ref, ...] = ()  # id: language tag; with itself, sorted by language; empty when alone
    extra: dict[str, Plain] = {}


class Related(Value, frozen=True):
    """A line of a related list."""

    post: Summary
    reason: str  # "pinned", "story", or the shared tags or terms in words


class Target(Value, frozen=True):
    """What a link of a body came out as."""

    url: str  # site-absolute without the base path, a "#fragment", or a full URL
    width: int = 0  # pixels of an image; 0 when unknown
    height: int = 0


# ── plan ────────────────────────────────────────────────────────────────────────────────────────────


class Job(Value, frozen=True):
    """A planned output: everything that its bytes depend on."""

    output: str  # path below the output folder, "/" between parts
    renderer: str  # a key of the table of renderers
    template: str  # name of the template; empty when the renderer needs none
    parts: dict[str, bytes]  # name of each value → its digest: the key, and the reasons
    values: dict[str, object]  # need → value; frozen and plain
    bodies: tuple[bytes, ...] = ()  # keys of the bodies that it reads from the parse cache
    sources: tuple[str, ...] = ()  # content files to name in `ssg why`


# ── render ──────────────────────────────────────────────────────────────────────────────────────────


class Artifact(Value, frozen=True):
    """The bytes of an output."""

    output: str
    data: bytes
