"""The door to watchdog: what the system tells about folders, and folders that are watched again when they come back."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ssg.preview.watch_hints import Event, Folder
from ssg.preview.watch_mends import mend_watchdog
from ssg.preview.watch_places import Place, identity_of, places_of
from ssg.publish.write import TEMPORARY_PREFIX

TAKEN: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""The same for every folder: two watches of one folder share one mask of the kernel, and the last one set would win."""

PROBE_SECONDS = 1.0


class NoEvents(OSError):
    """The system has no events for folders, and watchdog would look at all files itself."""


class _Watched(NamedTuple):
    """A folder that is watched."""

    place: Place
    identity: tuple[int, int]  # device and inode when the watch began
    watch: ObservedWatch
    threads: frozenset[threading.Thread]  # watchdog's own for this folder


class SystemWatch:
    """Folders that the system watches. Its methods raise OSError when the system refuses, and belong to one thread."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        lost: Callable[[], None],
        *,
        observer: Callable[[], BaseObserver] = Observer,
        probe_seconds: float = PROBE_SECONDS,
    ) -> None:
        mend_watchdog()
        self._tell = tell
        self._log = _Log(lost)
        self._probe_seconds = probe_seconds
        self._folders: tuple[Folder, ...] = ()
        self._watched: dict[str, _Watched] = {}  # by real path
        self._ended: set[str] = set()  # real paths whose watch is no longer to be trusted; filled by watchdog's thread
        self._new_observer = observer
        self._observer, self._threads = self._started()
        logging.getLogger("watchdog").addHandler(self._log)

    def _started(self) -> tuple[BaseObserver, frozenset[threading.Thread]]:
        before = _threads()
        observer = self._new_observer()
        if type(observer).__name__ == "PollingObserver":
            raise NoEvents("it has no events for folders")
        observer.start()
        return observer, _threads() - before

    @property
    def is_doubtful(self) -> bool:
        """Return whether a watch ended by itself since the last ``restore``."""
        return bool(self._ended)

    def follow(self, folders: Sequence[Folder]) -> None:
        """Watch these folders and no others. Those that are missing are watched as soon as they are there."""
        self._folders = tuple(folders)
        self.restore()

    def restore(self) -> bool:
        """Watch anew what was deleted, moved, made again or given up; return whether there was any."""
        if not _are_alive(self._threads):
            self._start_anew()
        places = places_of(self._folders)
        stale = [real for real, watched in self._watched.items() if self._is_stale(real, watched, places.get(real))]
        for real in stale:
            self._observer.unschedule(self._watched.pop(real).watch)
        self._ended -= set(stale)
        missing = [real for real in places if real not in self._watched]
        began = [self._begin(real, places[real]) for real in missing]
        return bool(stale) or any(began)

    def _is_stale(self, real: str, watched: _Watched, place: Place | None) -> bool:
        if place != watched.place or real in self._ended or identity_of(real) != watched.identity:
            return True
        return not _are_alive(watched.threads)

    def _start_anew(self) -> None:
        self._stop_observer()
        self._watched.clear()
        self._ended.clear()
        self._observer, self._threads = self._started()

    def _begin(self, real: str, place: Place) -> bool:
        identity = identity_of(real)
        if identity is None:
            return False
        before = _threads()
        try:
            watch = self._schedule(self._on_event, real, recursive=place.recursive)
        except (FileNotFoundError, NotADirectoryError):  # it went away just now
            return False
        self._watched[real] = _Watched(place, identity, watch, _threads() - before)
        return True

    def _schedule(
        self, take: Callable[[FileSystemEvent], None], real: str, *, recursive: bool = False
    ) -> ObservedWatch:
        return self._observer.schedule(_Handler(take), real, recursive=recursive, event_filter=TAKEN)

    def _on_event(self, event: FileSystemEvent) -> None:
        path, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        if isinstance(event, DirDeletedEvent) and path in self._watched:
            self._ended.add(path)
        self._tell(Event(event.event_type, self._spelt(path), target and self._spelt(target)))

    def _spelt(self, path: str) -> str:
        """Return ``path`` as the site spells it: watches are on real paths."""
        holders = [
            real for real in list(self._watched) if path == real or path.startswith(real.rstrip(os.sep) + os.sep)
        ]
        real = max(holders, key=len, default="")
        watched = self._watched.get(real)
        return watched.place.spelling + path[len(real) :] if watched else path

    def answers(self, folder: str) -> bool:
        """Return whether an event comes for a file made in ``folder``: on some mounts none ever does.

        Raises OSError when the system's watches are used up. Watchdog is silent about that for folders below the
        ones it is given, so it is asked for one more.
        """
        try:
            place = tempfile.mkdtemp(prefix=f"{TEMPORARY_PREFIX}probe-", dir=os.path.realpath(folder))
        except OSError:
            return True  # nothing may be written there: it cannot be tried out
        try:
            return self._hears(place)
        finally:
            os.rmdir(place)

    def _hears(self, place: str) -> bool:
        heard = threading.Event()
        watch = self._schedule(lambda event: heard.set(), place)
        file = os.path.join(place, f"{TEMPORARY_PREFIX}probe")
        try:
            with open(file, "wb"):
                pass
            return heard.wait(self._probe_seconds)
        finally:
            self._observer.unschedule(watch)
            os.remove(file)

    def stop(self) -> None:
        """End every thread and close every descriptor."""
        logging.getLogger("watchdog").removeHandler(self._log)
        self._stop_observer()

    def _stop_observer(self) -> None:
        self._observer.stop()
        self._observer.join()


class _Handler(FileSystemEventHandler):
    """Watchdog's way of calling a function."""

    def __init__(self, take: Callable[[FileSystemEvent], None]) -> None:
        self._take = take

    def dispatch(self, event: FileSystemEvent) -> None:
        self._take(event)


class _Log(logging.Handler):
    """Watchdog says only in its log that the kernel's queue ran over, or that a folder could not be watched."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._lost = lost

    def emit(self, record: logging.LogRecord) -> None:
        self._lost()


def _threads() -> frozenset[threading.Thread]:
    return frozenset(thread for thread in threading.enumerate() if type(thread).__module__.startswith("watchdog."))


def _are_alive(threads: frozenset[threading.Thread]) -> bool:
    return all(thread.is_alive() for thread in threads)
