"""Wake-ups: something may have changed, look. They are hints, and the look decides."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from time import monotonic
from typing import NamedTuple, Protocol, TypeVar

from ssg.preview.watch_bursts import Burst, due, lost, noticed, taken
from ssg.preview.watch_hints import Event, Folder, Ground, holds_a_folder, sightings
from ssg.preview.watch_mounts import limit_text, load_mounts, remote_kind
from ssg.preview.watch_pace import POLLING, SAFETY, next_look

__all__ = ["Folder", "Watch", "watching"]

T = TypeVar("T")

EVERYTHING: frozenset[str] = frozenset()


class Watch(Protocol):
    """A running watch."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def follow(self, folders: Sequence[Folder]) -> None: ...


class Listener(Protocol):
    """Who hears from the system: `watch_system.SystemWatch`."""

    @property
    def is_doubtful(self) -> bool: ...
    def follow(self, folders: Sequence[Folder]) -> None: ...
    def restore(self) -> bool: ...
    def answers(self, folder: str) -> bool: ...
    def stop(self) -> None: ...


Listen = Callable[[Callable[[Event], None], Callable[[], None]], Listener]


CHECK_SECONDS = 1.0  # between two looks whether all folders are watched still


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a watch is told by the one who starts it."""

    wake: Callable[[frozenset[str]], None]  # absolute paths that may have changed, spelt as the folders are; empty: all
    looked_at: Callable[[], bool]
    say: Callable[[str], None]
    scan_seconds: Callable[[], float]
    never: tuple[str, ...]
    probe_in: str
    listen: Listen | None  # none: polling


def system_listener(tell: Callable[[Event], None], lost: Callable[[], None]) -> Listener:
    """Return who hears from the system. Watchdog is imported here, since polling does without it."""
    from ssg.preview.watch_system import SystemWatch

    return SystemWatch(tell, lost)


def watching(
    folders: Sequence[Folder],
    wake: Callable[[frozenset[str]], None],
    *,
    poll: bool,
    looked_at: Callable[[], bool],
    say: Callable[[str], None],
    scan_seconds: Callable[[], float] = lambda: 0.0,
    never: Sequence[str] = (),
    probe_in: str = "",
    listen: Listen = system_listener,
) -> Watch:
    """Return a watch of ``folders``, not yet started. All functions given are called from its own thread.

    ``never``: folders whose changes do not matter, such as the output and the cache. ``probe_in``: where a file may be
    made and deleted, to try out whether events come; when it is on another device, the content folder serves.
    """
    around = Surroundings(
        wake,
        looked_at=looked_at,
        say=say,
        scan_seconds=scan_seconds,
        never=tuple(os.path.abspath(folder) for folder in never),
        probe_in=probe_in,
        listen=None if poll else listen,
    )
    return _Watch(folders, around)


class _Signal(Enum):
    STOP = "the end"
    LOST = "the system lost events"


class _Follow(NamedTuple):
    folders: tuple[Folder, ...]


class _Watch:
    """One thread that hears the system, keeps time and wakes. Everything below `start` and `stop` runs in it."""

    def __init__(self, folders: Sequence[Folder], around: Surroundings) -> None:
        self._around = around
        self._inbox: SimpleQueue[Event | _Follow | _Signal] = SimpleQueue()
        self._ground = _ground(folders, around)
        self._thread = threading.Thread(target=self._run, name="ssg-watch", daemon=True)
        self._listener: Listener | None = None
        self._pace = SAFETY if around.listen else POLLING
        self._burst = Burst()
        self._is_doubtful = False  # a watched folder itself moved
        self._looked = self._checked = monotonic()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._inbox.put(_Signal.STOP)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def follow(self, folders: Sequence[Folder]) -> None:
        self._inbox.put(_Follow(tuple(folders)))

    def _run(self) -> None:
        try:
            self._listen()
            while self._turn():
                pass
        finally:
            self._stop_listening()

    def _turn(self) -> bool:
        for message in self._messages():
            if message is _Signal.STOP:
                return False
            self._take(message, monotonic())
        now = monotonic()
        if now >= due(self._burst):
            self._wake(now)
        if now >= self._checked + CHECK_SECONDS:
            self._check(now)
        if now >= self._next_look():
            self._look(now)
        return True

    def _messages(self) -> list[Event | _Follow | _Signal]:
        """Wait for the first message as long as nothing else is due; return it and what came with it."""
        seconds = min(due(self._burst), self._checked + CHECK_SECONDS, self._next_look()) - monotonic()
        try:
            first = self._inbox.get(timeout=max(0.0, seconds))
        except Empty:
            return []
        return [first, *(self._inbox.get() for _ in range(self._inbox.qsize()))]

    def _next_look(self) -> float:
        around = self._around
        return next_look(self._pace, self._looked, looked_at=around.looked_at(), scan_seconds=around.scan_seconds())

    def _take(self, message: Event | _Follow | _Signal, now: float) -> None:
        match message:
            case Event():
                self._is_doubtful |= holds_a_folder(message, self._ground)
                for sighting in sightings(message, self._ground):
                    self._burst = noticed(self._burst, sighting, now)
            case _Follow(folders):
                self._ground = _ground(folders, self._around)
                self._with_listener(lambda listener: listener.follow(self._ground.folders))
                self._burst = lost(self._burst, now)
            case _Signal():
                self._burst = lost(self._burst, now)

    def _wake(self, now: float) -> None:
        if self._is_doubtful or (self._listener and self._listener.is_doubtful):
            self._restore(now)
        paths, self._burst = taken(self._burst, now)
        self._looked = self._looked if paths else now
        self._around.wake(paths)

    def _check(self, now: float) -> None:
        self._checked = now
        self._restore(now)

    def _look(self, now: float) -> None:
        self._looked = now
        self._around.wake(EVERYTHING)

    def _restore(self, now: float) -> None:
        self._is_doubtful = False
        if self._with_listener(lambda listener: listener.restore()):
            self._burst = lost(self._burst, now)  # nobody heard what happened while it was not watched

    def _listen(self) -> None:
        if self._around.listen is None:
            return
        try:
            self._listener = self._around.listen(self._inbox.put, lambda: self._inbox.put(_Signal.LOST))
        except OSError as error:
            self._poll(limit_text(error))
        self._with_listener(lambda listener: listener.follow(self._ground.folders))
        self._try_out()
        self._look(monotonic())

    def _try_out(self) -> None:
        folder = probe_folder(self._ground.folders, self._around.probe_in)
        if folder and self._with_listener(lambda listener: listener.answers(folder)) is False:
            self._poll("the system tells nothing of changes here: looking for them every second instead")
        kind = remote_kind(os.path.realpath(folder), load_mounts()) if self._listener and folder else ""
        if kind:
            self._pace = POLLING
            self._around.say(f"a {kind} mount may change from elsewhere in silence: looking every second, too")

    def _with_listener(self, ask: Callable[[Listener], T]) -> T | None:
        """Return the answer of the listener; where the system refuses, go on without it."""
        if self._listener is None:
            return None
        try:
            return ask(self._listener)
        except OSError as error:
            self._poll(limit_text(error))
            return None

    def _poll(self, line: str) -> None:
        self._stop_listening()
        self._pace = POLLING
        self._around.say(line)

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener:
            listener.stop()


def _ground(folders: Sequence[Folder], around: Surroundings) -> Ground:
    absolute = tuple(folder._replace(path=os.path.abspath(folder.path)) for folder in folders)
    return Ground(absolute, around.never)


def probe_folder(folders: Sequence[Folder], probe_in: str) -> str:
    """Return where to try out events: ``probe_in`` if it is on the device of the content, else the content; or ""."""
    contents = [folder.path for folder in folders if folder.recursive and os.path.isdir(folder.path)]
    if not contents:
        return ""
    is_near = os.path.isdir(probe_in) and os.stat(probe_in).st_dev == os.stat(contents[0]).st_dev
    return probe_in if is_near else contents[0]
