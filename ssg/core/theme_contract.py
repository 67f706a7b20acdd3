"""The contract of themes as data: its version, the templates it asks for, the needs and the types of their fields."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from ssg.core.model import (
    Citation,
    Correction,
    Heading,
    Image,
    KeyPoint,
    Plain,
    Post,
    Ref,
    Related,
    Summary,
    Value,
    Variant,
)
from ssg.core.views import (
    Corrected,
    Counted,
    Digest,
    DigestItem,
    DigestRow,
    DigestSection,
    FeedLink,
    Mail,
    MenuItem,
    Neighbours,
    Newsletter,
    PageInfo,
    Paginator,
    SearchIndex,
    Series,
    SiteInfo,
    Story,
    StoryRow,
    Strip,
    Topic,
)


class Version(NamedTuple):
    """A version of the contract. The second number grows with what is added, the first with what breaks a theme."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


VERSION = Version(1, 1)

CHANGES: Mapping[Version, tuple[str, ...]] = {
    Version(1, 0): ("the first version that is documented",),
    Version(1, 1): ("the filter `language_name`",),
}
"""What came with each version, in words for theme authors; docs/themes.md tells the same."""

REQUIRED_TEMPLATES = (
    "home.html",
    "post.html",
    "page.html",
    "list.html",
    "tags.html",
    "authors.html",
    "archive.html",
    "year.html",
    "month.html",
    "404.html",
    "thanks.html",
)

DIGEST_TEMPLATES = ("digest.html", "digests.html", "mail/digest.html", "mail/digest.txt")
"""Of the weekly digest: its page, the list of all, the mail in two forms."""

OPTIONAL_TEMPLATES = ("search.html", "story.html", "stories.html", "series.html", "corrections.html", *DIGEST_TEMPLATES)
"""Page templates that a theme may leave out: then the site has no such page."""

FILTERS = ("href", "absolute", "long_date", "short_date", "month_name", "iso", "open_graph_locale", "language_name")
"""Filters beside Jinja's own."""

GLOBALS = frozenset({"component", "asset"})
"""Functions that templates may call, beside Jinja's own."""

COMPONENT_VALUES = frozenset({"site", "strings", "settings"})
"""What a component sees beside the values that it is given."""

Kind = Any
"""A type as annotations write it: a struct, a tuple of one type, a plain type, or one of these or None."""

NEED_KINDS: Mapping[str, Kind] = {
    "site": SiteInfo,
    "page": PageInfo,
    "menu": tuple[MenuItem, ...],
    "strings": dict[str, str],
    "settings": dict[str, Plain],
    "newsletter": Newsletter | None,
    "post": Post,
    "content": str,
    "related": tuple[Related, ...],
    "neighbours": Neighbours,
    "paginator": Paginator,
    "topic": Topic,
    "story": Story | None,
    "series": Series | None,
    "stories": tuple[StoryRow, ...],
    "corrections": tuple[Corrected, ...],
    "key_stories": tuple[Summary, ...],
    "together": tuple[Counted, ...],
    "structured_data": str,
    "lead": Summary | None,
    "latest": tuple[Summary, ...],
    "strips": tuple[Strip, ...],
    "topics": tuple[Counted, ...],
    "counts": int,
    "months": tuple[Counted, ...],
    "index": tuple[Counted, ...],
    "years": tuple[Counted, ...],
    "search": str,
    "search_index": SearchIndex,
    "digest": Digest | None,
    "digests": tuple[DigestRow, ...],
    "digest_url": str,
    "mail": Mail,
}
"""Every need with the type of its value; plan/needs fills them."""

OF_ENTRIES = frozenset({"post.html", "page.html"})
OF_LISTS = frozenset({"home.html", "list.html", "month.html", "story.html", "series.html"})

NEED_TEMPLATES: Mapping[str, frozenset[str]] = {
    "post": OF_ENTRIES,
    "related": OF_ENTRIES,
    "story": OF_ENTRIES,
    "series": OF_ENTRIES,
    "stories": frozenset({"stories.html"}),
    "corrections": frozenset({"corrections.html"}),
    "neighbours": OF_ENTRIES,
    "paginator": OF_LISTS,
    "topic": OF_LISTS,
    "search_index": frozenset({"search.html"}),
    "digest": frozenset(DIGEST_TEMPLATES),
    "digests": frozenset({"digests.html"}),
    "mail": frozenset({"mail/digest.html", "mail/digest.txt"}),
    "months": frozenset({"home.html", "list.html", "archive.html"}),
}
"""Need → the only page templates that it can be filled for; a need that is not here can be filled for all."""

IN_WORDS: Mapping[type, str] = {
    SiteInfo: "the site",
    PageInfo: "a page",
    MenuItem: "a menu item",
    Newsletter: "the newsletter",
    Post: "a post",
    Summary: "a summary",
    KeyPoint: "a key point",
    Image: "an image",
    Variant: "a variant of an image",
    Ref: "a reference",
    Heading: "a heading",
    Citation: "a source",
    Correction: "a correction",
    Related: "a related row",
    Neighbours: "the pair of neighbours",
    Paginator: "a paginator",
    Topic: "a topic",
    Counted: "a row of an index",
    Strip: "a strip",
    Story: "a story",
    Series: "a series",
    StoryRow: "a row of the stories",
    Corrected: "a row of the corrections",
    SearchIndex: "the index of the search",
    Digest: "a digest",
    DigestItem: "a story of a digest",
    DigestSection: "a section of a digest",
    DigestRow: "a row of the digests",
    Mail: "the mail",
    FeedLink: "a feed",
    tuple: "a list",
    str: "text",
    int: "a number",
    float: "a number",
    bool: "a truth value",
    dict: "a table",
}
"""What theme authors call the values that they meet."""


# ── types ───────────────────────────────────────────────────────────────────────────────────────────

ITEM = "[]"
"""The step from a list to one of its items."""


class Missing:
    """The kind of what is not there."""


@lru_cache(maxsize=4096)
def kind_after(kind: Kind, step: str) -> Kind:
    """Return the kind of the field ``step`` (or of an ITEM); Missing where there certainly is none, Any if unknown."""
    found = [_after(option, step) for option in options(kind)]
    there = [option for option in found if option is not Missing]
    if not there:
        return Missing if found else Any
    return there[0] if len(found) == 1 else Any


def options(kind: Kind) -> tuple[Kind, ...]:
    """Return what a value of ``kind`` can be, None left out."""
    origin: Any = get_origin(kind)
    members = get_args(kind) if origin in (Union, types.UnionType) else (kind,)
    return tuple(option for option in members if option is not type(None))


def _after(kind: Kind, step: str) -> Kind:
    base = base_of(kind)
    if base is Any:
        return Any
    if step == ITEM:
        return _item(kind, base)
    if step in (known := fields_of(base)):
        return known[step]
    if base is dict:
        return Any  # its keys are not known here
    return Any if hasattr(base, step) else Missing


def _item(kind: Kind, base: Kind) -> Kind:
    if base is str:
        return str
    return get_args(kind)[0] if base is tuple and get_args(kind) else Any


def base_of(kind: Kind) -> Kind:
    """Return the class of a kind; Any where it has none."""
    origin: Any = get_origin(kind)
    if origin is Literal:
        return type(get_args(kind)[0])
    base: Any = origin or kind
    return base if isinstance(base, type) else Any


@lru_cache(maxsize=256)
def fields_of(kind: Kind) -> dict[str, Kind]:
    """Return the fields of a struct with their kinds, in their order; nothing for what is none."""
    if not (isinstance(kind, type) and issubclass(kind, Value)):
        return {}
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def in_words(kind: Kind) -> str:
    """Return what a theme author calls a value of ``kind``."""
    base = base_of(kind)
    return IN_WORDS.get(base, getattr(base, "__name__", "it")) if isinstance(base, type) else "it"


# ── versions ────────────────────────────────────────────────────────────────────────────────────────

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


def read_version(typed: str) -> Version | None:
    """Return the version that is written as "1.0"; None for what is none."""
    match = _VERSION.fullmatch(typed)
    return Version(int(match[1]), int(match[2])) if match else None


def version_error(typed: str, ours: Version = VERSION) -> tuple[str, str]:
    """Return what is wrong with the version that a theme names, and a help; two empty texts when it can be used.

    A newer minor version can be: where the theme uses what came with it, that is an error at its line.
    """
    version = read_version(typed)
    if version is None:
        return f"`contract` is “{typed}”, which is no version", f'write it like contract = "{ours}"'
    if version.major > ours.major:
        message = f"it is made for version {version} of the contract of themes, and this ssg has {ours}"
        return message, "upgrade ssg, or take an older version of the theme"
    return "", ""


def changes_since(version: Version, changes: Mapping[Version, tuple[str, ...]] = CHANGES) -> list[str]:
    """Return a line for each change after ``version``, oldest first."""
    return [f"{newer}: {change}" for newer in sorted(changes) if newer > version for change in changes[newer]]
