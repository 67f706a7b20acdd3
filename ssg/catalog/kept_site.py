"""The site of the last build, kept: its lists at once, a post when somebody looks at it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

import msgspec

from ssg.catalog.claims import Claims
from ssg.catalog.entries import OWN_FIELDS, PLACED_FIELDS, own_fields, own_values, summary_of
from ssg.catalog.filing import own_title
from ssg.catalog.places import read_place
from ssg.catalog.relations import neighbours_of
from ssg.catalog.site import Edition, Entry, PostList, Site, SiteFile, Week, WeekPosts
from ssg.core.digests import sealed_value, unsealed
from ssg.core.model import Document, Moment, Post, Searched, Source, Summary, Target, Value
from ssg.core.settings import Config
from ssg.core.theme import Theme
from ssg.core.urls import slugify
from ssg.core.views import Topic

ReadDocument = Callable[[bytes], Document]
"""Gives the document of a file's digest, from the parse cache."""


class KeptEntry(Value, frozen=True, array_like=True, gc=False):
    """A post or page without what its document says, which the parse cache has."""

    path: str
    url: str
    date: Moment
    featured: bool
    group: str
    file: bytes  # digest of the source
    size: int
    summary_digest: bytes
    digest: bytes
    post: msgspec.Raw  # Post, without what follows from the document
    targets: msgspec.Raw  # tuple[Target, ...]
    searched: Searched
    cited: int = 0
    updated: Moment = ""
    canonical: str = ""


class KeptList(Value, frozen=True, array_like=True):
    topic: Topic
    rows: bytes  # numbers of its posts, newest first
    intro: int  # number of its introduction; -1 for none


class KeptWeek(Value, frozen=True, array_like=True):
    week: Week
    rows: bytes  # numbers of its posts, newest first


class KeptEdition(Value, frozen=True):
    lang: str
    prefix: str
    home: KeptList
    sections: tuple[KeptList, ...]
    tags: tuple[KeptList, ...]
    authors: tuple[KeptList, ...]
    stories: tuple[KeptList, ...] = ()
    series: tuple[KeptList, ...] = ()
    corrected: bytes = b""
    weeks: tuple[KeptWeek, ...] = ()


class KeptSite(Value, frozen=True):
    """What a build leaves for one that only some posts changed for."""

    related: bytes  # digest of the related lists that belong to it
    config: Config
    valid_from: int
    theme: Theme
    entries: tuple[KeptEntry, ...]
    posts: bytes  # numbers of entries, newest first
    pages: bytes
    specials: dict[str, int]
    files: tuple[SiteFile, ...]
    editions: tuple[KeptEdition, ...]
    claims: Claims


_decoder = msgspec.msgpack.Decoder(KeptSite)
_post_decoder = msgspec.msgpack.Decoder(Post)
_targets_decoder = msgspec.msgpack.Decoder(tuple[Target, ...])


def kept_site(site: Site, theme: Theme, related: bytes, claims: Claims) -> KeptSite:
    """Return ``site`` as it is kept."""
    intros = [listed.intro for edition in site.editions for listed in _lists(edition) if listed.intro]
    entries = [*site.posts, *site.pages, *site.specials.values(), *intros]
    numbers = {entry.path: number for number, entry in enumerate(entries)}
    return KeptSite(
        related=related,
        config=site.config,
        valid_from=site.valid_from,
        theme=theme,
        entries=tuple(kept_entry(entry) for entry in entries),
        posts=_rows(site.posts, numbers),
        pages=_rows(site.pages, numbers),
        specials={name: numbers[entry.path] for name, entry in site.specials.items()},
        files=site.files,
        editions=tuple(_kept_edition(edition, numbers) for edition in site.editions),
        claims=claims,
    )


def _lists(edition: Edition) -> Iterator[PostList]:
    yield from (edition.home, *edition.sections, *edition.tags, *edition.authors)


def kept_entry(entry: Entry) -> KeptEntry:
    """Return an entry as it is kept."""
    post = entry.post
    # Only what does not follow from the document; with the others at their defaults it is small.
    placed = {"title": "", **{name: getattr(post, name) for name in PLACED_FIELDS}}
    return KeptEntry(
        path=entry.path,
        url=entry.url,
        date=entry.date,
        featured=entry.featured,
        group=entry.group,
        file=entry.source.digest,
        size=entry.source.size,
        summary_digest=entry.summary_digest,
        digest=entry.digest,
        post=_raw(placed),
        targets=_raw(entry.targets),
        searched=entry.searched,
        cited=entry.cited,
        updated=entry.updated,
        canonical=entry.canonical,
    )


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(value))


def _rows(entries: Iterable[Entry], numbers: Mapping[str, int]) -> bytes:
    return array("i", [numbers[entry.path] for entry in entries]).tobytes()


def _kept_edition(edition: Edition, numbers: Mapping[str, int]) -> KeptEdition:
    def kept(listed: PostList) -> KeptList:
        intro = numbers[listed.intro.path] if listed.intro else -1
        return KeptList(listed.topic, _rows(listed.posts, numbers), intro)

    return KeptEdition(
        lang=edition.lang,
        prefix=edition.prefix,
        home=kept(edition.home),
        sections=tuple(map(kept, edition.sections)),
        tags=tuple(map(kept, edition.tags)),
        authors=tuple(map(kept, edition.authors)),
        stories=tuple(map(kept, edition.stories)),
        series=tuple(map(kept, edition.series)),
        corrected=_rows(edition.corrected, numbers),
        weeks=tuple(KeptWeek(of.week, _rows(of.posts, numbers)) for of in edition.weeks),
    )


def kept_site_bytes(kept: KeptSite) -> bytearray:
    return sealed_value(kept)


def kept_site_from(blob: bytes) -> KeptSite | None:
    """Return what ``blob`` holds; None when it is damaged or of another shape."""
    data = unsealed(blob)
    if data is None:
        return None
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        return None


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


def numbers_of(rows: bytes) -> Sequence[int]:
    """Return the numbers of entries that a list is kept as."""
    return array("i", rows)


def _entries(rows: bytes, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple([entries[number] for number in numbers_of(rows)])
