"""The kept site on disk, beside the state of its output folder; like all of the cache it is advisory.

It is written as a whole by the long way. The short way writes what it changed since: a site of 10,000 posts takes 8 MB,
an edited post half a kilobyte.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from ssg.catalog.claims import Claims
from ssg.catalog.kept_site import KeptEdition, KeptEntry, KeptSite, kept_site_bytes, kept_site_from
from ssg.core.digests import digest_value, seal_of, sealed, unsealed
from ssg.core.folders import LOCK_FILE, Folders
from ssg.core.theme import Theme
from ssg.publish.engine import render_engine
from ssg.publish.manifest import State, load_state
from ssg.publish.seal import Seal
from ssg.publish.write import write_file

SITE_SUFFIX = ".site"
SITE_SINCE_SUFFIX = ".site.since"


class Kept(NamedTuple):
    """The site of the last build."""

    site: KeptSite
    name: bytes  # the seal of the file that it was written to as a whole
    since: frozenset[int]  # numbers of the entries that short builds changed since then
    moved: frozenset[str]  # addresses of posts whose related lists were others, after these builds, than they were then
    has_grown: bool = False  # whether posts are new since then


class _Lists(msgspec.Struct, frozen=True):
    """What new posts moved. Numbers of posts are small: lists of 10,000 posts take 300 KB."""

    posts: bytes
    editions: tuple[KeptEdition, ...]
    claims: Claims
    valid_from: int


class _Since(msgspec.Struct, frozen=True):
    base: bytes  # name of the whole site
    key: bytes  # of the build that left it so
    entries: dict[int, KeptEntry]  # numbers of new ones follow on those that the whole site has
    moved: tuple[str, ...] = ()  # sorted
    lists: _Lists | None = None  # None where no post is new
    theme: Theme | None = None  # None where it is the whole site's


def seal_key(seal: Seal) -> bytes:
    """Return the digest of what the sealed build was made from: the site that it made has it too."""
    return digest_value([seal.engine, seal.content, seal.settings, seal.themes, seal.lock, seal.valid_from])


def load_kept_site(state_path: str, seal: Seal) -> Kept | None:
    """Return the site that the sealed build made; None when it is not there, or another's."""
    try:
        with open(state_path + SITE_SUFFIX, "rb") as file:
            blob = file.read()
        with open(state_path + SITE_SINCE_SUFFIX, "rb") as file:
            data = unsealed(file.read())
        since = msgspec.msgpack.decode(data, type=_Since) if data is not None else None
    except (OSError, msgspec.DecodeError):
        return None
    if since is None or since.base != seal_of(blob) or since.key != seal_key(seal):
        return None
    site = kept_site_from(blob)
    if site is None:
        return None
    entries = dict(enumerate(site.entries)) | since.entries
    if max(entries, default=-1) != len(entries) - 1:
        return None
    lists = msgspec.structs.asdict(since.lists) if since.lists else {}
    theme = since.theme or site.theme
    site = msgspec.structs.replace(site, entries=tuple(entries.values()), theme=theme, **lists)
    return Kept(site, since.base, frozenset(since.entries), frozenset(since.moved), since.lists is not None)


def load_sealed_state(state_path: str, seal: Seal) -> State | None:
    """Return the state that the sealed build left; None when it is not there, or another's.

    What short builds changed may be lost, or the state may be from another day: then it is not what was sealed.
    """
    state, notes = load_state(state_path, render_engine())
    return state if not notes and state.outputs and state.scanned_at == seal.state else None


def lock_bytes(folders: Folders) -> bytes:
    """Return addresses.lock as it stands; nothing where there is none."""
    try:
        with open(os.path.join(folders.site, LOCK_FILE), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def save_kept_site(state_path: str, site: KeptSite, seal: Seal) -> None:
    """Write the whole site that the build of ``seal`` made. Raises OSError."""
    blob = kept_site_bytes(site)
    write_file(state_path + SITE_SUFFIX, blob)
    _save_since(state_path, _Since(seal_of(blob), seal_key(seal), {}))


def save_kept_entries(
    state_path: str, kept: Kept, entries: dict[int, KeptEntry], moved: Iterable[str], seal: Seal
) -> None:
    """Write what a short build changed of ``kept``, and which related lists are ``moved``. Raises OSError.

    ``kept`` has the lists of the build, and the entries from before it; new ones come behind.
    """
    since = {number: kept.site.entries[number] for number in kept.since} | entries
    site = kept.site
    lists = _Lists(site.posts, site.editions, site.claims, site.valid_from) if kept.has_grown else None
    ordered = {number: since[number] for number in sorted(since)}
    _save_since(state_path, _Since(kept.name, seal_key(seal), ordered, tuple(sorted(moved)), lists, site.theme))


def _save_since(state_path: str, since: _Since) -> None:
    write_file(state_path + SITE_SINCE_SUFFIX, sealed(msgspec.msgpack.encode(since)))


def forget_site(state_path: str) -> None:
    """Delete the kept site: it is not the last build's."""
    for suffix in (SITE_SUFFIX, SITE_SINCE_SUFFIX):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(state_path + suffix)
