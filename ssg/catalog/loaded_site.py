"""A kept site as a site again: its lists at once, a post when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

import msgspec

from ssg.catalog.entries import OWN_FIELDS, own_fields, own_values, summary_of
from ssg.catalog.filing import own_title
from ssg.catalog.kept_site import KeptEntry, KeptList, KeptSite, numbers_of
from ssg.catalog.places import read_place
from ssg.catalog.relations import neighbours_of
from ssg.catalog.site import Edition, Entry, PostList, Site, WeekPosts
from ssg.core.model import Document, Post, Source, Summary, Target
from ssg.core.urls import slugify

ReadDocument = Callable[[bytes], Document]
"""Gives the document of a file's digest, from the parse cache."""

_post_decoder = msgspec.msgpack.Decoder(Post)
_targets_decoder = msgspec.msgpack.Decoder(tuple[Target, ...])

COPIED = (
    *("path", "url", "date", "featured", "group", "summary_digest", "digest", "searched", "cited"),
    *("updated", "canonical"),
)
"""Fields of an entry that are kept as they are."""


class _Loaded(Entry):
    """An entry whose post is put together when it is first asked for."""

    __slots__ = ("_document", "_kept", "_post", "_read", "_summary")
    _kept: KeptEntry
    _read: ReadDocument
    _document: Document
    _post: Post
    _summary: Summary

    def __init__(self, kept: KeptEntry, read: ReadDocument) -> None:
        # Through the slots: by name each of 10,000 takes twice as long.
        for put, value in zip(_PUTS, _copied(kept), strict=True):
            put(self, value)
        _put_kept(self, kept)
        _put_read(self, read)

    def __getattr__(self, name: str) -> object:
        # Asked only for what is not set yet.
        if name not in _ASKED_LATER:
            raise AttributeError(name)
        value = _ASKED_LATER[name](self)
        object.__setattr__(self, name, value)
        return value

    @property
    def document(self) -> Document:
        return self._document

    @property
    def post(self) -> Post:
        return self._post

    @property
    def summary(self) -> Summary:
        return self._summary

    @property
    def targets(self) -> tuple[Target, ...]:
        return _targets_decoder.decode(self._kept.targets)

    @property
    def typed_links(self) -> tuple[str, ...]:
        return tuple([link.target for link in self._document.links])

    @property
    def terms(self) -> bytes:
        return self._document.terms

    @property
    def title_key(self) -> str:
        return slugify(self._post.title)


_copied = attrgetter(*COPIED)
_PUTS = tuple(Entry.__dict__[name].__set__ for name in COPIED)
_put_kept, _put_read = _Loaded.__dict__["_kept"].__set__, _Loaded.__dict__["_read"].__set__

_ASKED_LATER: Mapping[str, Callable[[_Loaded], object]] = {
    "body": lambda entry: entry.searched.key,
    "source": lambda entry: Source(entry._kept.path, entry._kept.file, entry._kept.size),
    "_document": lambda entry: entry._read(entry._kept.file),
    "_post": lambda entry: post_with(_post_decoder.decode(entry._kept.post), entry._document),
    "_summary": lambda entry: summary_of(entry._post),
    **{
        name: lambda entry, name=name: own_fields(entry._post, entry._document.front)[name]  # type: ignore[misc]
        for name in OWN_FIELDS
    },
}
"""Fields of a loaded entry that are set when somebody looks."""


def post_with(post: Post, document: Document) -> Post:
    """Return ``post`` saying what ``document`` says."""
    title = own_title(document, read_place(post.path))
    return msgspec.structs.replace(post, title=title, **own_values(document))


def loaded_entries(kept: KeptSite, read: ReadDocument) -> list[Entry]:
    """Return all entries by their numbers."""
    return [_Loaded(entry, read) for entry in kept.entries]


def site_from(
    kept: KeptSite,
    entries: Sequence[Entry],
    related: Mapping[str, tuple[tuple[Entry, str], ...]],
) -> Site:
    """Return the site made of ``entries``, which stand in the places of those that were kept.

    It has no redirects and no lock: where it serves, they are as they were.
    """

    def listed(of: KeptList) -> PostList:
        return PostList(of.topic, _entries(of.rows, entries), entries[of.intro] if of.intro >= 0 else None)

    editions = tuple(
        Edition(
            lang=of.lang,
            prefix=of.prefix,
            home=listed(of.home),
            sections=tuple(map(listed, of.sections)),
            tags=tuple(map(listed, of.tags)),
            authors=tuple(map(listed, of.authors)),
            stories=tuple(map(listed, of.stories)),
            series=tuple(map(listed, of.series)),
            corrected=_entries(of.corrected, entries),
            weeks=tuple(WeekPosts(week.week, _entries(week.rows, entries)) for week in of.weeks),
        )
        for of in kept.editions
    )
    return Site(
        config=kept.config,
        valid_from=kept.valid_from,
        editions=editions,
        posts=_entries(kept.posts, entries),
        pages=_entries(kept.pages, entries),
        specials={name: entries[number] for name, number in kept.specials.items()},
        files=kept.files,
        related=related,
        neighbours=neighbours_of(editions),
        redirects=(),
        lock="",
    )


def _entries(rows: bytes, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple([entries[number] for number in numbers_of(rows)])
