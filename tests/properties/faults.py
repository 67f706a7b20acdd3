"""Builds in a forked child that come to grief: killed, out of disk, or held up, at the k-th change of a file."""

from __future__ import annotations

import builtins
import contextlib
import errno
import os
import resource
import signal
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ssg import BuildReport
from ssg.publish import replacing
from ssg.run import executors
from tests.properties.world import World

TEMPORARY = ".ssg-tmp-"
CHANGES = ("replace", "rename", "unlink", "remove", "rmdir", "mkdir")
"""Functions of `os` that change what stands on a disk."""

Strike = Callable[[], None]

_WRITE = os.write  # as it was before it was watched


@dataclass
class Running:
    """A build in a child."""

    pid: int
    reader: int  # the child's report, and then the end of the file when it and all its workers are gone

    def report(self) -> BuildReport | None:
        """Wait until the build and its workers are gone; return its report, None when it was killed."""
        with open(self.reader, "rb") as file:
            told = file.read()
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status):
            return None
        assert told[:1] == b"R", told[1:].decode()
        return msgspec.msgpack.decode(told[1:], type=BuildReport)


def build_in_child(world: World, arrange: Callable[[], None], **options: Any) -> Running:
    """Begin a build in a forked child, in which ``arrange`` is called first."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The threads are those of the tests' own runner: the child does not need them.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(writer)
        world.builds += 1
        return Running(pid, reader)
    told = b"E"
    try:
        arrange()
        told = b"R" + msgspec.msgpack.encode(world.build(**options))
    except BaseException:
        told = b"E" + traceback.format_exc().encode()
    finally:
        try:
            tell(writer, told)
        finally:
            os._exit(0)


def tell(descriptor: int, data: bytes) -> None:
    """Write all of ``data``; `open` may be the very thing that fails here."""
    while data:
        data = data[_WRITE(descriptor, data) :]


# ── what can happen ─────────────────────────────────────────────────────────────────────────────────


def with_workers() -> None:
    """Let the build use workers: the sites of histories are smaller than what they are started for."""
    executors.FORK_FROM = 2


def killed(at: int, *, workers: bool = False) -> Callable[[], None]:
    """Kill the build at its ``at``-th change; with ``workers`` a worker's change is what counts."""

    def arrange() -> None:
        build = os.getpid()
        if workers:
            with_workers()

        def strike() -> None:
            os.kill(build, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

        _watch(_Counter(at, strike))

    return arrange


def disk_full(at: int) -> Callable[[], None]:
    """Let every write fail from the ``at``-th change on."""

    def arrange() -> None:
        def strike() -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        _watch(_Counter(at, strike, for_ever=True))

    return arrange


def file_limit(size: int) -> Callable[[], None]:
    """Let no file grow beyond ``size`` bytes, the cache's database included."""

    def arrange() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return arrange


@dataclass
class Held:
    """A build that stops at a change of a file until it is let go."""

    running: Running
    ready: int  # a byte when it stops; the end of the file when it ends
    go: int

    def waits(self) -> bool:
        """Wait until the build stops, or is done because it changed less; return whether it stops."""
        return os.read(self.ready, 1) == b"."

    def finish(self) -> BuildReport:
        """Let the build go on, and return its report."""
        with contextlib.suppress(BrokenPipeError):  # it is done already
            tell(self.go, b".")
        report = self.running.report()
        os.close(self.ready)
        os.close(self.go)
        assert report is not None
        return report


def held(world: World, at: int, **options: Any) -> Held:
    """Begin a build that stops at its ``at``-th change."""
    world.cache.mkdir(exist_ok=True)  # so that the first change comes after the lock was taken
    ready, stopped = os.pipe()
    wait, go = os.pipe()

    def arrange() -> None:
        def strike() -> None:
            tell(stopped, b".")
            os.read(wait, 1)

        os.close(go)
        os.close(ready)
        _watch(_Counter(at, strike, is_fatal=False))

    running = build_in_child(world, arrange, **options)
    os.close(stopped)
    os.close(wait)
    return Held(running, ready, go)


# ── counting ────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Counter:
    """Strikes at the n-th change, half of whose bytes have been written by then where nothing follows."""

    at: int
    strike: Strike
    for_ever: bool = False
    is_fatal: bool = True
    done: int = 0

    def __call__(self, half: Strike = lambda: None) -> None:
        self.done += 1
        if self.done == self.at or (self.for_ever and self.done > self.at):
            if self.is_fatal:
                half()
            self.strike()


def _watch(counter: _Counter) -> None:
    """Count the changes of this process, and of the workers that it forks, each for itself."""
    for name in CHANGES:
        if not (counter.for_ever and name in ("unlink", "remove", "rmdir")):  # a full disk lets files go
            setattr(os, name, _counted(getattr(os, name), counter))
    replacing.exchange = _counted(replacing.exchange, counter)
    _watch_descriptors(counter)
    original = builtins.open

    def open_counted(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "w" not in mode or not isinstance(path, str) or path == os.devnull:
            return original(path, mode, *rest, **named)
        counter()
        file = original(path, mode, *rest, **named)
        return _Torn(file, counter) if TEMPORARY in path else file

    builtins.open = open_counted  # type: ignore[assignment]


def _watch_descriptors(counter: _Counter) -> None:
    make = os.open

    def open_counted(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            counter()
        return make(path, flags, *rest, **named)

    def write_counted(descriptor: int, data: bytes) -> int:
        counter(lambda: tell(descriptor, bytes(data[: len(data) // 2])))
        return _WRITE(descriptor, data)

    os.open = open_counted
    os.write = write_counted  # type: ignore[assignment]


def _counted(function: Callable[..., Any], counter: _Counter) -> Callable[..., Any]:
    def call(path: Any, *rest: Any, **named: Any) -> Any:
        if not (function.__name__ == "mkdir" and os.path.isdir(path)):  # it is asked for, just in case
            counter()
        return function(path, *rest, **named)

    return call


@dataclass
class _Torn:
    """A file whose writes count."""

    file: Any
    counter: _Counter
    written: int = field(default=0)

    def write(self, data: bytes) -> int:
        def half() -> None:
            self.file.write(data[: len(data) // 2])
            self.file.flush()

        self.counter(half)
        return int(self.file.write(data))

    def __enter__(self) -> _Torn:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)
