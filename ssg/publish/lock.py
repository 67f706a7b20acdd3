"""One build at a time for each output folder, and the mark that a build has begun to write."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

DIRTY_SUFFIX = ".dirty"


class OutputLocked(Exception):
    """Another build is writing to this output folder."""


@contextlib.contextmanager
def output_lock(state_file: str) -> Iterator[None]:
    """Hold the lock of an output folder, named by its state file. Raises OutputLocked.

    The lock belongs to an open descriptor: a killed build leaves none behind.
    """
    os.makedirs(os.path.dirname(state_file), exist_ok=True)
    with open(state_file + ".lock", "ab") as file:
        _lock(file.fileno())
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two builds at once are then the user's to avoid
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputLocked from None


def is_alone_with(descriptor: int) -> bool:
    """Return whether no other process and no other descriptor has this file open.

    The system gives a write lease to nobody else: fcntl(2).
    """
    try:
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # by itself, who opens the file now would have us ended
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (ImportError, AttributeError, OSError):  # Windows; macOS; a file system without leases
        return False
    return True


def is_dirty(state_file: str) -> bool:
    """Return whether the last build began to write and did not come to its end."""
    return os.path.exists(state_file + DIRTY_SUFFIX)


def mark_dirty(state_file: str) -> None:
    with open(state_file + DIRTY_SUFFIX, "wb"):
        pass


def mark_clean(state_file: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(state_file + DIRTY_SUFFIX)
