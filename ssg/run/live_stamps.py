"""The stamps of a preview, kept for the next one: where nobody builds, no build keeps any."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ssg.content.scan import Stamp
from ssg.core.digests import sealed, unsealed
from ssg.core.folders import Folders
from ssg.publish.engine import render_engine
from ssg.publish.manifest import load_state, state_file
from ssg.publish.write import write_file

STAMPS_FILE = "preview.msgpack"


class Scanned(NamedTuple):
    """What a scan found, and when it began."""

    stamps: Mapping[str, Stamp]  # by path below content/, each with its digest
    scanned_at: int  # nanoseconds since 1970


class _Stored(msgspec.Struct, frozen=True):
    engine: bytes
    scanned_at: int
    stamps: dict[str, Stamp]


def load_scanned(folders: Folders) -> Scanned:
    """Return the newer of what the last build and the last preview found; nothing where there is neither."""
    state, _ = load_state(state_file(folders.cache, folders.output), render_engine())
    of_build = Scanned(state.stamps, state.scanned_at)
    return max(of_build, _of_preview(folders), key=lambda scanned: scanned.scanned_at)


def save_scanned(folders: Folders, scanned: Scanned) -> None:
    """Keep what a preview found. Lost, it costs time."""
    stored = _Stored(render_engine(), scanned.scanned_at, dict(scanned.stamps))
    with contextlib.suppress(OSError):
        os.makedirs(folders.cache, exist_ok=True)
        write_file(os.path.join(folders.cache, STAMPS_FILE), sealed(msgspec.msgpack.encode(stored)))


def _of_preview(folders: Folders) -> Scanned:
    try:
        with open(os.path.join(folders.cache, STAMPS_FILE), "rb") as file:
            data = unsealed(file.read())
        stored = msgspec.msgpack.decode(data, type=_Stored) if data is not None else None
    except (OSError, msgspec.DecodeError):
        stored = None
    if stored is None or stored.engine != render_engine():
        return Scanned({}, 0)
    return Scanned(stored.stamps, stored.scanned_at)
