"""Scan: walk the content folder once and say what is there, without reading what has not changed."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from operator import attrgetter

import msgspec

from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.urls import segment_error

RACY_NANOSECONDS = 2_000_000_000
"""A file touched so shortly before a scan may change again without its stamp showing it (git's racy rule)."""

KEPT_DOT_FOLDERS = frozenset({".well-known"})


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the file system says of a file, with the digest that its bytes had then."""

    size: int  # bytes
    mtime: int  # nanoseconds
    ctime: int  # nanoseconds
    inode: int
    digest: bytes = b""  # empty while the file is unread


class FoundFile(msgspec.Struct, frozen=True, gc=False):
    """A file of the content folder."""

    path: str  # below the content folder, "/" between parts, NFC
    disk_path: str  # as the file system spells it
    stamp: Stamp  # with its digest where that is known to be true

    @property
    def digest(self) -> bytes:
        return self.stamp.digest


def scan(
    folder: str, known: Mapping[str, Stamp], scanned_at: int
) -> tuple[tuple[FoundFile, ...], tuple[Diagnostic, ...]]:
    """Return the files below ``folder``, sorted by path, and what could not be taken.

    ``known`` are the stamps of the last scan, which began at ``scanned_at`` (nanoseconds since 1970). A digest is
    taken from there only when size, times and inode are the same and the file was at rest.
    """
    root = os.path.realpath(folder)
    files: list[FoundFile] = []
    problems: list[Diagnostic] = []
    for entry, path in _walk(folder, "", root, problems):
        stat = entry.stat()
        stamp = Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        files.append(FoundFile(path, entry.path, _with_digest(stamp, known.get(path), scanned_at)))
    files.sort(key=attrgetter("path"))
    problems += [_same_name(file) for file, other in pairwise(files) if file.path == other.path]
    return tuple(files), tuple(problems)


def _walk(folder: str, below: str, root: str, problems: list[Diagnostic]) -> Iterator[tuple[os.DirEntry[str], str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(_unreadable(below, error))
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        path = below + (entry.name if entry.name.isascii() else unicodedata.normalize("NFC", _as_text(entry.name)))
        if reason := segment_error(entry.name):
            problems.append(_unsafe_name(path, reason))
        elif entry.is_symlink() and not _stays_inside(entry, root):
            problems.append(_skipped_link(path, exists=os.path.exists(entry.path)))
        elif entry.is_dir():
            yield from _walk(entry.path, path + "/", root, problems)
        elif entry.is_file():
            yield entry, path


def is_ignored(name: str) -> bool:
    """Return whether a file or folder of this name is never content."""
    is_backup = name[-1] == "~" or (name[0] == name[-1] == "#" and len(name) > 1)  # what editors leave behind
    return (name[0] == "." and name not in KEPT_DOT_FOLDERS) or is_backup


def _stays_inside(entry: os.DirEntry[str], root: str) -> bool:
    # A link to a folder could lead in a circle, so only links to files are followed. `entry.is_file` raises for a link
    # to itself.
    target = os.path.realpath(entry.path)
    return os.path.isfile(entry.path) and os.path.commonpath([root, target]) == root


def _as_text(name: str) -> str:
    # Bytes that are not UTF-8 come from the system as lone surrogates, which can be neither printed nor hashed.
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _unreadable(below: str, error: OSError) -> Diagnostic:
    missing = isinstance(error, FileNotFoundError) and not below
    return diagnostic(
        "unreadable-file",
        "there is no folder content/" if missing else f"the folder cannot be read: {error.strerror}",
        help="make it beside site.toml, and put posts into it" if missing else "",
        file=f"content/{below}",
    )


def _skipped_link(path: str, *, exists: bool) -> Diagnostic:
    where = "to a folder or out of content/" if exists else "nowhere"
    return diagnostic(
        "skipped-symlink",
        f"this symbolic link leads {where}, and is left out",
        help="copy what it leads to into content/" if exists else "delete it, or put the file itself there",
        file=f"content/{path}",
    )


def _unsafe_name(path: str, reason: str) -> Diagnostic:
    return diagnostic(
        "unsafe-path",
        f"a published file cannot have this name: it {reason}",
        help="rename the file",
        file=f"content/{path}",
    )


def _same_name(file: FoundFile) -> Diagnostic:
    return diagnostic(
        "address-collision",
        "two files have this name: they differ in how its accents are stored",
        help="delete one of them, or rename it",
        file=f"content/{file.path}",
        subject=file.path,
    )


def _with_digest(stamp: Stamp, known: Stamp | None, scanned_at: int) -> Stamp:
    if known is None or not known.digest:
        return stamp
    rest = scanned_at - RACY_NANOSECONDS
    same = known.ctime == stamp.ctime and known.mtime == stamp.mtime
    same = same and known.size == stamp.size and known.inode == stamp.inode
    return known if same and stamp.mtime < rest and stamp.ctime < rest else stamp
