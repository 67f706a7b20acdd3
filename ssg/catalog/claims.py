"""Names that files of a site have given or use for others: a new post that bears one may change more than itself.

What a link means is found by trying: a source of that path, one of another spelling, an address. So a link may lead
elsewhere as soon as a new file bears a name that is tried before the one that was found. `related`, `translation_of`
and `aliases` are such names too, and ids.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Container, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ssg.catalog.addresses import normalised_address
from ssg.catalog.site import Entry, Site, every_entry
from ssg.core.model import FrontKeys, Value
from ssg.core.urls import is_external, slugify

INTRO = "_index."  # how the names of introductions begin


class Claims(Value, frozen=True):
    """What a new post must not bear, and what else it takes to file one."""

    names: msgspec.Raw  # tuple[str, ...]: it is long, and few builds ask
    intro_folders: tuple[str, ...]  # that have an introduction, published or not


_names_decoder = msgspec.msgpack.Decoder(frozenset[str])


class Naming(NamedTuple):
    """What a file's front matter says of its own name, and by which names it means others."""

    id: str
    related: tuple[str, ...]
    translation_of: str
    aliases: tuple[str, ...]
    image: str  # address of its picture, as typed


NAMES_NOBODY = Naming("", (), "", (), "")


def naming_of(front: FrontKeys) -> Naming:
    image = front.image.src if front.image else ""
    return Naming(front.id, front.related, front.translation_of, front.aliases, image)


def claims_of(site: Site, naming: Mapping[str, Naming], paths: Collection[str]) -> Claims:
    """Return the claims of all files of a site; ``paths`` are those of all documents, some of which ``naming`` has."""
    names = {of.id for of in naming.values() if of.id}
    known = {*paths, *(file.source.path for file in site.files)}
    for entry in every_entry(site):
        names.update(names_used(entry, naming.get(entry.path, NAMES_NOBODY), known))
    folders = {path.rpartition("/")[0] for path in paths if path.rpartition("/")[2].startswith(INTRO)}
    return Claims(_packed(names), tuple(sorted(folders - {""})))


def _packed(names: set[str]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(sorted(names)))


def with_names(claims: Claims, more: set[str]) -> Claims:
    """Return the claims with some names more."""
    return msgspec.structs.replace(claims, names=_packed({*names_of(claims), *more})) if more else claims


def names_of(claims: Claims) -> frozenset[str]:
    return _names_decoder.decode(claims.names)


def names_used(entry: Entry, naming: Naming, known: Container[str]) -> Iterator[str]:
    """Yield the names by which a file names others, but for paths of files that are ``known``: these come first."""
    yield from _front_names(naming)
    for target in (*entry.typed_links, naming.image):
        if target and target[0] not in "#?" and not is_external(target):
            yield from _link_names(target, entry, known)


def _front_names(front: Naming) -> Iterator[str]:
    for typed in front.related:
        yield typed.strip("/").removesuffix("/index.md")
    if wanted := front.translation_of:
        yield from (wanted, slugify(wanted), wanted.strip("/"))
    yield from map(normalised_address, front.aliases)


def _link_names(target: str, entry: Entry, known: Container[str]) -> Iterator[str]:
    """Yield what is tried for a link, in the order of `find_destination`, up to the path of a file."""
    folder = posixpath.dirname(entry.path)
    for name in (unquote(target.partition("?")[0].partition("#")[0]), target):
        below = posixpath.normpath(name.lstrip("/") if name[:1] == "/" else posixpath.join(folder, name))
        if below in known:
            return
        address = "/" + posixpath.normpath(posixpath.join(entry.url, name)).lstrip("/")
        yield from (below, below.removesuffix(".html"), address)


def names_borne(path: str, url: str, *others: str) -> Iterator[str]:
    """Yield all names by which other files can mean the one at ``path`` with the address ``url``."""
    stem = path[: path.rindex(".")]
    slug = url.rstrip("/").rpartition("/")[2]
    yield from (path, stem, posixpath.dirname(path), url, url.rstrip("/"), slug, *others)
    for name in (path, url, *others):
        yield name.strip("/").removesuffix("/index.md")
