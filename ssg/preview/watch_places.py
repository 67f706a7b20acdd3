"""Where to listen: the real folders behind those that matter, and where a missing one will come back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ssg.preview.watch_hints import Folder


class Place(NamedTuple):
    """A folder to be watched."""

    spelling: str  # as the site spells it: a path with links in it, where the watch is on the real folder
    recursive: bool


def places_of(folders: Sequence[Folder]) -> dict[str, Place]:
    """Return what is to be watched, by its real path: a link itself tells nothing of what it leads to."""
    places: dict[str, Place] = {}
    for path, recursive in _wanted(folders):
        real = os.path.realpath(path)
        known = places.get(real)
        places[real] = known._replace(recursive=known.recursive or recursive) if known else Place(path, recursive)
    return places


def _wanted(folders: Sequence[Folder]) -> Iterator[tuple[str, bool]]:
    yield from ((folder.path, folder.recursive) for folder in folders if os.path.isdir(folder.path))
    # A folder is not told that it was moved away, and one that is missing tells nothing: its parent does.
    yield from ((_parent(folder.path), False) for folder in folders if folder.recursive)


def _parent(path: str) -> str:
    parent = os.path.dirname(path)
    return parent if os.path.isdir(parent) or parent == path else _parent(parent)


def identity_of(path: str) -> tuple[int, int] | None:
    """Return device and inode of what stands at ``path`` now, None when nothing does."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
