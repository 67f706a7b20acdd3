"""What of watchdog does not serve a preview, mended from outside. Where a version has no such part, nothing is done."""

from __future__ import annotations

import contextlib
import sys
import warnings
from typing import Any

MOVE_SECONDS = 0.010
"""How long watchdog holds the first half of a move, and all events behind it, for its second half. Its own half a
second is felt when a file is moved out of the site. Both halves come in one reading of the system's queue."""


def mend_watchdog() -> None:
    """Make watchdog quick with moves, calm about folders found twice, and steady when folders change names."""
    holder = _part("watchdog.observers.inotify_move_event_grouper", "InotifyMoveEventGrouper")
    if holder:
        holder.delay = MOVE_SECONDS
    # A folder made within a folder just made is found twice, by its event and by walking. 7.1 warns of that.
    warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning, module="watchdog")
    _forgive_lost_names()


def _forgive_lost_names() -> None:
    # 7.1: a folder is moved out, another one is renamed to its name, both are deleted: the second one's name is looked
    # up in vain, and the thread that hears everything ends with a KeyError. What it then had to do is done already.
    group = _part("watchdog.observers.inotify", "InotifyWatchGroup")
    remove = getattr(group, "_remove_watch_internally", None)
    if remove is None or hasattr(remove, "__wrapped__"):
        return

    def remove_or_forgive(self: Any, watch: Any) -> None:
        with contextlib.suppress(KeyError):
            remove(self, watch)

    remove_or_forgive.__wrapped__ = remove  # type: ignore[attr-defined]
    group._remove_watch_internally = remove_or_forgive


def _part(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), name, None)
