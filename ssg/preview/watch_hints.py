"""What an event of the file system says about the site: which paths moved, and how."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ssg.content.scan import is_ignored

Change = Literal["made", "written", "closed", "gone", "arrived"]


class Folder(NamedTuple):
    """A folder whose changes matter."""

    path: str
    recursive: bool
    only: frozenset[str] = frozenset()  # names of files that matter; empty: all


class Event(NamedTuple):
    """What the system told, as plain values. Its paths are spelt as the site spells them."""

    kind: str  # "created", "modified", "closed", "deleted", "moved"; all others are dropped
    path: str
    target: str = ""  # where a moved path went


class Sighting(NamedTuple):
    """One path that changed."""

    path: str
    change: Change


@dataclass(frozen=True, slots=True)
class Ground:
    """Where changes matter, and where they never do."""

    folders: tuple[Folder, ...] = ()
    never: tuple[str, ...] = ()  # the output and cache folders: what we write ourselves


CHANGES: dict[str, Change] = {
    "created": "made",
    "modified": "written",
    "closed": "closed",
    "deleted": "gone",
    "moved": "gone",  # what is left behind; the place it went to has "arrived"
}
"""The events that are taken. Never opened or closed_no_write: our own reading makes these."""

DROPPINGS: tuple[Callable[[str], bool], ...] = (
    is_ignored,  # dot files (.f.swp of vim, .#f of emacs, our own .ssg-tmp-), f~, #f#
    lambda name: "___jb_" in name,  # f___jb_tmp___ and f___jb_old___ of JetBrains
    lambda name: name == "4913",  # vim tries whether the folder takes files
)
"""Names that editors make for a moment. Were one of them content after all, the next scan would find it."""


def sightings(event: Event, ground: Ground) -> Iterator[Sighting]:
    """Yield the paths of ``event`` that matter, with what happened to them."""
    change = CHANGES.get(event.kind)
    if change and matters(event.path, ground):
        yield Sighting(event.path, change)
    if change and event.target and matters(event.target, ground):
        yield Sighting(event.target, "arrived")


def matters(path: str, ground: Ground) -> bool:
    """Return whether a change of ``path`` can change the site."""
    if any(_is_at_or_below(path, folder) for folder in ground.never):
        return False
    return any(_matters_in(path, folder) for folder in ground.folders)


def _matters_in(path: str, folder: Folder) -> bool:
    # The folder itself, and what it stands in: renamed or made anew, they bring everything below with them.
    if _is_at_or_below(folder.path, path):
        return True
    if not _is_at_or_below(path, folder.path):
        return False
    names = path[len(folder.path) :].strip(os.sep).split(os.sep)
    if folder.only:
        return names[-1] in folder.only and (folder.recursive or len(names) == 1)
    return (folder.recursive or len(names) == 1) and not any(is_dropping(name) for name in names)


def is_dropping(name: str) -> bool:
    """Return whether a file of this name is an editor's or our own, made for a moment."""
    return any(rule(name) for rule in DROPPINGS)


def holds_a_folder(event: Event, ground: Ground) -> bool:
    """Return whether ``event`` is about a watched folder itself, or what it stands in."""
    is_entry = event.kind in ("created", "deleted", "moved")
    return is_entry and any(
        _is_at_or_below(folder.path, path) for folder in ground.folders for path in (event.path, event.target) if path
    )


def _is_at_or_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
