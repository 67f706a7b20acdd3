"""The site of the last build as it is kept: each post without what its document says, lists as numbers of posts."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ssg.catalog.claims import Claims
from ssg.catalog.entries import PLACED_FIELDS
from ssg.catalog.site import Edition, Entry, PostList, Site, SiteFile, Week, every_entry
from ssg.core.digests import sealed_value, unsealed
from ssg.core.model import Moment, Searched, Value
from ssg.core.settings import Config
from ssg.core.theme import Theme
from ssg.core.views import Topic


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


def kept_site(site: Site, theme: Theme, related: bytes, claims: Claims) -> KeptSite:
    """Return ``site`` as it is kept."""
    entries = [*every_entry(site)]
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


def numbers_of(rows: bytes) -> Sequence[int]:
    """Return the numbers of entries that a list is kept as."""
    return array("i", rows)
