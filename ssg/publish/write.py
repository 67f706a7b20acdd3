"""Write: artifacts to disk, each file whole, nothing touched that has not changed, nothing deleted that is not ours."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection, Iterable
from hashlib import blake2b
from threading import get_native_id
from typing import NamedTuple

from ssg.content.scan import Stamp
from ssg.core.digests import DIGEST_BYTES
from ssg.core.urls import OWNED_FILE, UnsafePath, collision_key, path_error, safe_join, segment_error

TEMPORARY_PREFIX = ".ssg-tmp-"
COPY_BLOCK = 1 << 20  # bytes


class ForeignOutput(Exception):
    """The output folder holds files, and none of them is known to be ours."""


def write_file(path: str, data: bytes | bytearray) -> None:
    """Put ``data`` at ``path`` in one step: readers see the old bytes or the new ones, never a part."""
    temporary = _temporary(path)
    try:
        _write_bytes(temporary, data)
        os.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def _write_bytes(path: str, data: bytes | bytearray) -> None:
    # Without the file object of `open`, which asks the system four things about each file before the first byte.
    descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes | bytearray) -> None:
    """Write ``data`` to an open file or pipe, however much the system takes at once. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def copy_file(source: str, path: str) -> bytes:
    """Put a copy of ``source`` at ``path`` in one step; return the digest of what was copied."""
    temporary = _temporary(path)
    try:
        digest = _copy_bytes(source, temporary)
        os.replace(temporary, path)
        return digest
    except BaseException:
        _remove(temporary)
        raise


def _copy_bytes(source: str, target: str) -> bytes:
    hashing = blake2b(digest_size=DIGEST_BYTES)
    with open(source, "rb") as reader, open(target, "wb") as writer:
        while block := reader.read(COPY_BLOCK):
            hashing.update(block)
            writer.write(block)
    return hashing.digest()


def _temporary(path: str) -> str:
    # One for each thread: it writes its files one after the other.
    return os.path.join(os.path.dirname(path), f"{TEMPORARY_PREFIX}{os.getpid()}-{get_native_id()}")


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def output_file(folder: str, output: str) -> str:
    """Return the path of ``output``, its folder made. Raises UnsafePath, OSError."""
    path = safe_join(folder, output)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


class Place(NamedTuple):
    """Where an output goes."""

    path: str
    is_free: bool  # nothing can stand there: its folder was made a moment ago


class OutputFolder:
    """A folder to write to; each folder below it is checked and made once, with one call to the system."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._below: dict[str, Place] = {}  # folders that are there, by their path below the root

    def place_of(self, output: str) -> Place:
        """Return the place of ``output``, its folder made. Raises UnsafePath, OSError."""
        below, _, name = output.rpartition("/")
        if reason := segment_error(name):
            raise UnsafePath(f"“{output}” {reason}")
        folder, is_free = self._below.get(below) or self._made(below)
        return Place(f"{folder}/{name}", is_free)

    def _made(self, below: str) -> Place:
        """Return the place of a folder, made where it is not there.

        A folder leads nowhere else unless the one that it stands in does; whatever is none, as a link, is looked at.
        """
        found = self._plain(below) or Place(self._looked_at(below), is_free=False)
        self._below[below] = found
        return found

    def _plain(self, below: str) -> Place | None:
        parent, _, name = below.rpartition("/")
        if not below or segment_error(name):
            return None
        path = f"{(self._below.get(parent) or self._made(parent)).path}/{name}"
        try:
            os.mkdir(path)
        except FileExistsError:
            return Place(path, is_free=False) if stat.S_ISDIR(os.lstat(path).st_mode) else None
        return Place(path, is_free=True)

    def _looked_at(self, below: str) -> str:
        return os.path.dirname(output_file(self._folder, f"{below}/{OWNED_FILE}".lstrip("/")))


def holds(path: str, data: bytes) -> bool:
    """Return whether the file at ``path`` already has exactly these bytes."""
    try:
        found = os.lstat(path)
        if found.st_size != len(data) or stat.S_ISLNK(found.st_mode):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


def holds_copy(path: str, digest: bytes) -> bool:
    """Return whether the file at ``path`` already has the bytes of this digest."""
    try:
        return not os.path.islink(path) and _copy_bytes(path, os.devnull) == digest
    except OSError:
        return False


def stamp_of(path: str, digest: bytes) -> Stamp:
    found = os.lstat(path)
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, digest)


def output_stamps(folder: str) -> dict[str, Stamp]:
    """Return the stamp of every file below ``folder`` by its path, without digests; one walk."""
    stamps: dict[str, Stamp] = {}
    waiting = [("", folder)]
    while waiting:
        below, path = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{below}{entry.name}/", entry.path))
            else:
                found = entry.stat(follow_symlinks=False)
                stamps[below + entry.name] = Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return stamps


def owned_outputs(folder: str) -> frozenset[str]:
    """Return the outputs that an earlier build put into ``folder``.

    Raises ForeignOutput when the folder has files and no list of ours: they are somebody else's. A line that leads
    out of the folder is not believed: the list may have come with somebody's repository.
    """
    try:
        with open(os.path.join(folder, OWNED_FILE), encoding="utf-8", errors="replace") as file:
            return frozenset(line for line in file.read().split("\n") if line and not path_error(line))
    except FileNotFoundError:
        if os.path.isdir(folder) and any(not name.startswith(TEMPORARY_PREFIX) for name in os.listdir(folder)):
            raise ForeignOutput(folder) from None
        return frozenset()


def write_owned(folder: str, outputs: Iterable[str]) -> None:
    """Write the list of our outputs, sorted: deterministic, and the only thing that permits a deletion."""
    data = "".join(f"{output}\n" for output in sorted({*outputs, OWNED_FILE})).encode()
    path = output_file(folder, OWNED_FILE)
    if not holds(path, data):
        write_file(path, data)


def remove_outputs(folder: str, outputs: Iterable[str]) -> list[str]:
    """Delete files of ours and the folders that this leaves empty; return what was there, sorted.

    Raises UnsafePath when a symbolic link leads one of them out of the folder, OSError.
    """
    removed = []
    for output in sorted(outputs):
        path = safe_join(folder, output)
        if os.path.lexists(path):
            os.unlink(path)
            removed.append(output)
        _prune(folder, os.path.dirname(path))
    return removed


def in_the_way(stale: Collection[str], planned: Iterable[str]) -> list[str]:
    """Return the stale outputs that must go before the planned ones are written, sorted.

    A file where a folder is needed, one below a folder that becomes a file, and one whose name differs by case or
    normalisation alone: on some systems that is the same file, which would be deleted with its new bytes.
    """
    if not stale:
        return []  # nothing has to go in a first build: to look at all outputs takes 0.15 s for 26,000
    files = {collision_key(output) for output in planned}
    folders = {parent for key in files for parent in _parents(key)}
    keys = {output: collision_key(output) for output in stale}
    return sorted(
        output for output, key in keys.items() if key in files or key in folders or not files.isdisjoint(_parents(key))
    )


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _prune(folder: str, path: str) -> None:
    while len(path) > len(folder):
        try:
            os.rmdir(path)
        except OSError:
            return
        path = os.path.dirname(path)


def sweep_temporary(folder: str, stamps: Collection[str]) -> None:
    """Delete what a build that was killed left half written; ``stamps`` are the paths of all files there."""
    for output in stamps:
        if output.rpartition("/")[2].startswith(TEMPORARY_PREFIX):
            _remove(os.path.join(folder, *output.split("/")))


def sweep_unfinished(folder: str) -> None:
    """Delete what killed builds left half written right in ``folder``, to which other builds may be writing now."""
    try:
        names = [name for name in os.listdir(folder) if name.startswith(TEMPORARY_PREFIX)]
    except FileNotFoundError:
        return
    for name in names:
        if not _is_running(name.removeprefix(TEMPORARY_PREFIX).partition("-")[0]):
            _remove(os.path.join(folder, name))


def _is_running(process: str) -> bool:
    """Return whether the process of this number may be running still."""
    if os.name != "posix" or not process.isdecimal():
        return True  # on Windows signal 0 is no question: it interrupts
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
