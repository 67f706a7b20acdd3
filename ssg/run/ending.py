"""How a short build ends: addresses.lock, manifest, kept site and seal, as the long way would leave them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ssg.catalog.kept_site import KeptSite, kept_entry
from ssg.catalog.ledger import LockEntry, with_digests, with_lines
from ssg.content.parse_options import parse_key, parse_options
from ssg.content.scan import Stamp
from ssg.core.folders import LOCK_FILE, Folders
from ssg.core.urls import OWNED_FILE
from ssg.publish.cache import Cache
from ssg.publish.lock import mark_clean
from ssg.publish.manifest import Made, Outputs, State, save_changes, state_file
from ssg.publish.seal import Seal, save_seal, table_of, with_stamps
from ssg.publish.write import stamp_of, write_file
from ssg.run.freshness import Freshness, file_digest
from ssg.run.keeping import save_kept_entries
from ssg.run.rendering import Rendered
from ssg.run.retouch import Left, Retouched


@dataclass(frozen=True, slots=True)
class Before:
    """What the last build left."""

    seal: Seal
    left: Left
    state: State


def write_lock(before: Before, folders: Folders, found: Retouched) -> None:
    """Bring addresses.lock up to date: digests of edited files, lines of new posts."""
    digests = {entry.id: entry.source.digest.hex() for entry in found.entries.values()}
    new = [item.entry for item in found.new.values()]
    lines = [LockEntry(entry.id, entry.path, entry.source.digest.hex(), entry.url) for entry in new]
    after = with_lines(with_digests(before.left.lock, digests), lines)
    if after != before.left.lock:
        write_file(os.path.join(folders.site, LOCK_FILE), after.encode())


def remember(
    before: Before, found: Retouched, folders: Folders, fresh: Freshness, rendered: Sequence[Rendered]
) -> Seal:
    """Leave all that the long way would have left, for the next build."""
    state_path = state_file(folders.cache, folders.output)
    lock = file_digest(os.path.join(folders.site, LOCK_FILE))
    digests = {entry.path: entry.source.digest for entry in found.entries.values()}
    stamps = {
        file.path: msgspec.structs.replace(file.stamp, digest=digests.get(file.path, file.digest))
        for file in fresh.files
    }
    made = {item.output: item.made for item in rendered if item.made}
    outputs = before.state.outputs
    assert isinstance(outputs, Outputs)
    valid_from = found.kept.valid_from
    state = replace(
        before.state,
        scanned_at=fresh.scanned_at,
        stamps=stamps,
        outputs=outputs.with_made(made),
        lock=lock,
        valid_from=valid_from,
    )
    seal = msgspec.structs.replace(
        before.seal,
        scanned_at=fresh.scanned_at,
        content=table_of(stamps, digests=True),
        outputs=with_stamps(before.seal.outputs, _stamps_of(made, folders, found)),
        lock=lock,
        valid_from=valid_from,
        next_due=_next_due(before.seal, found),
        posts=len(found.site.posts),
        state=fresh.scanned_at,
    )
    entries = {number: kept_entry(entry) for number, entry in found.entries.items()}
    kept = before.left.kept
    now = kept._replace(
        site=msgspec.structs.replace(found.kept, entries=kept.site.entries), has_grown=kept.has_grown or bool(found.new)
    )
    save_kept_entries(state_path, now, entries, found.moved, seal)
    save_changes(state_path, before.state, state)
    mark_clean(state_path)
    save_seal(state_path, seal)
    return seal


def _stamps_of(made: Mapping[str, Made], folders: Folders, found: Retouched) -> dict[str, Stamp]:
    stamps = {output: item.stamp for output, item in made.items()}
    # The list of outputs was written anew where there are new ones.
    return stamps | {OWNED_FILE: stamp_of(os.path.join(folders.output, OWNED_FILE), b"")} if found.new else stamps


def _next_due(seal: Seal, found: Retouched) -> int | None:
    """Return when the clock alone changes the site next."""
    coming = [seal.next_due, *(item.next_due for item in found.new.values())]
    return min((instant for instant in coming if instant is not None), default=None)


def drop_old(cache: Cache, kept: KeptSite, found: Retouched) -> None:
    """Drop what the cache holds of the texts that are no more: a copy of one may still stand elsewhere."""
    options = parse_options(kept.config)
    still = {entry.file for entry in kept.entries if entry.path not in found.edited}
    still |= {entry.source.digest for entry in found.entries.values()}
    old = {entry.file for entry in kept.entries if entry.path in found.edited}
    cache.drop(parse_key(digest, options) for digest in sorted(old - still))
