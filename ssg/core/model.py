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


class FrontKeys(Value, frozen=True):
    """The keys of front matter that a file is filed and addressed by, and that others hang on."""

    title: str = ""
    date: Moment = ""
    updated: Moment = ""
    slug: str = ""
    url: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()  # as typed, in the author's order
    authors: tuple[str, ...] = ()  # ids or names, markup stripped
    image: ImageRef | None = None
    draft: bool = False
    expires: Moment = ""
    aliases: tuple[str, ...] = ()
    canonical_url: str = ""
    related: tuple[str, ...] = ()
    story: str = ""
    series: str = ""
    series_order: float | None = None
    featured: bool = False
    lang: str = ""
    translation_of: str = ""
    id: str = ""
    places: dict[str, tuple[int, int]] = {}  # standard key → (line, column) of its value, for later findings


class FrontMatter(FrontKeys, frozen=True):
    """What the author wrote above the body, typed; nothing in it depends on the path or the site."""

    subtitle: str = ""
    summary: str = ""
    key_points: tuple[str, ...] = ()  # inline Markdown as typed
    sources: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    ai_use: str = ""
    extra: dict[str, Plain] = {}


class Link(Value, frozen=True):
    """An address that a body names: number n of Document.links stands for placeholder n of the body."""

    target: str  # as typed, HTML entities and Markdown escapes undone, not percent-decoded
    kind: Literal["link", "image", "file"]  # image: printed by us; file: <img> in raw HTML, video, poster and the like
    line: int  # in the file, from 1
    column: int  # from 1; 0 when the parser only knows the line


class Heading(Value, frozen=True):
    """A line of the table of contents."""

    level: int  # 2 to 6, as printed
    id: str
    text: str  # plain


class Head(Value, frozen=True, kw_only=True):
    """What a file is filed by: the part of a document that index holds of all files at once."""

    front: FrontKeys
    heading: str  # first h1, taken out of the body because front matter has no title; else empty
    ids: tuple[str, ...]  # every id that the body defines, sorted: targets for #fragments
    problems: tuple[Diagnostic, ...] = ()  # file is empty; index adds it


class Document(Head, frozen=True, kw_only=True):
    """A parsed file as a pure function of its bytes and the parse options: it never saw its own path.

    The body itself is a `Body`, kept in the parse cache under `body`, out of the parent's memory.
    """

    front: FrontMatter
    body: bytes  # key of the Body in the parse cache; equal keys mean equal bodies
    excerpt: str  # plain text before the "more" mark or of the first paragraph, cut at a word; may be empty
    key_points: tuple[KeyPoint, ...]
    words: int  # words of prose, code left out; a CJK character counts as its share of a word
    minutes: int  # reading time, at least 1
    links: tuple[Link, ...]
    toc: tuple[Heading, ...]  # in the order of the body
    terms: bytes  # packed weighted terms, see content/terms; empty for an empty body
    search: bytes = b""  # digests of what the search knows of it, see Searchable; empty where there is no search


class Body(Value, frozen=True):
    """The parts of a parsed file that only its own outputs need."""

    # With placeholders for link n: \x02n\x03 for its address, \x04n\x03 for an image's size attributes, and around an
    # `<img>` of ours \x05n\x03 and \x07n\x03 for the tags of <picture>, \x06n\x03 for the address in it.
    html: str
    markdown: str  # the body as typed, front matter and BOM left out, line ends \n


SEARCH_GROUPS = 16  # of shards of the search index: what a job knows without reading the words of all posts
SEARCH_DIGEST_BYTES = 8  # of the terms that one post has in one group


class Searchable(Value, frozen=True, array_like=True, gc=False):
    """All words of a parsed file for the search index, in the order of their keys: see content/search_terms.

    It is kept in the parse cache beside the body, under the same key.
    """

    keys: bytes  # 8 bytes of each, little-endian, rising
    levels: bytes  # one of each: how large a part of the post the word is, 0 to 7
    words: bytes  # one behind the other, UTF-8
    sizes: bytes  # of each word, in bytes


class Searched(Value, frozen=True, array_like=True, gc=False):
    """What the search index hangs on of a post."""

    number: int  # hash of the permanent id: names its segment
    key: bytes  # of its Searchable in the parse cache
    digests: bytes  # of its terms in each group, SEARCH_DIGEST_BYTES each


# ── index ───────────────────────────────────────────────────────────────────────────────────────────


class Ref(Value, frozen=True):
    """A thing with a page of its own, as other pages name it: a section, tag, author, story."""

    id: str  # slug
    title: str
    url: str  # site-absolute, without the base path


class Recipe(Value, frozen=True):
    """How a file is made of a picture: brought to sizes one after the other, cut, encoded."""

    steps: tuple[tuple[int, int], ...]  # sizes of the whole picture; empty when it stays as large as it is
    box: tuple[int, int, int, int] | None  # what is cut out of it at last: left, top, right, bottom; None for all
    format: str  # "AVIF", "WEBP" or "JPEG"
    quality: int  # 1 to 100, as the format counts it
    drawn: bool  # lines and letters rather than a photograph: colours keep all their pixels


class Variant(Value, frozen=True):
    """A made file of a picture: smaller, or cut to a ratio."""

    src: str  # site-absolute without the base path
    width: int  # pixels
    height: int
    type: str  # MIME type


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
    focus: tuple[int, int] = (50, 50)  # what must stay in sight where it is cut: percent from the left, from the top
    color: str = ""  # code of its dominant colour for the class `ph-<color>`; empty when unknown or transparent
    variants: tuple[Variant, ...] = ()  # for srcset: format after format, the best first, each from narrow to wide
    fallback: str = ""  # address of a made file for whoever takes none of the variants; empty where src serves
    ratios: tuple[Variant, ...] = ()  # cut to 16:9, 4:3 and 1:1, as far as it is large enough; only on Post.image


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
    color: str = ""  # these three as in Image
    variants: tuple[Variant, ...] = ()
    fallback: str = ""


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
