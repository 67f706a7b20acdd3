"""The seal: the little that tells whether anything has changed at all since the last build.

It says: content of these stamps, with these settings, at these instants, made outputs of those stamps. It is true by
itself, whatever became of the manifest, and like it advisory.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Mapping

import msgspec

from ssg.content.scan import Stamp
from ssg.core.boot import boot_id
from ssg.core.digests import DIGEST_BYTES, sealed, unsealed
from ssg.core.errors import Diagnostic
from ssg.publish.write import write_file

SEAL_SUFFIX = ".seal"
VERSION = 3

_NUMBERS = 4  # of a stamp: size, mtime, ctime, inode
_SIGNED = (1 << 63) - 1  # inodes are unsigned: their highest bit is nobody's


class Table(msgspec.Struct, frozen=True, array_like=True):
    """Stamps by path, in columns: one of 24,000 files reads in 3 ms."""

    paths: str = ""  # with a NUL between them: no path has one
    numbers: bytes = b""  # four machine words for each path
    digests: bytes = b""  # one for each path; empty where nobody asks for them


class Seal(msgspec.Struct, frozen=True):
    """What a build of which nothing has to be made again was made from, and what it said."""

    version: int = VERSION
    engine: bytes = b""
    scanned_at: int = 0  # nanoseconds since 1970
    content: Table = Table()
    outputs: Table = Table()
    settings: bytes = b""  # digest of what else the build hung on, but for themes
    themes: bytes = b""  # digest of those
    lock: bytes = b""  # digest of addresses.lock as the build left it
    theme_folders: tuple[str, ...] = ()
    valid_from: int = 0
    next_due: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    posts: int = 0
    state: int = 0  # nanoseconds since 1970: which state says the rest, by the instant of its scan
    boot: str = msgspec.field(default_factory=boot_id)  # of the system: stamps of an earlier one vouch for nothing


def table_of(stamps: Mapping[str, Stamp], *, digests: bool) -> Table:
    """Return ``stamps`` as a table, in their order."""
    numbers = array("q")
    for stamp in stamps.values():
        numbers.extend(_numbers_of(stamp))
    column = b"".join([stamp.digest for stamp in stamps.values()]) if digests else b""
    return Table("\0".join(stamps), numbers.tobytes(), column)


def stamps_of(table: Table) -> dict[str, Stamp]:
    """Return the stamps that a table with digests holds."""
    numbers = array("q", table.numbers)
    columns = (numbers[place::_NUMBERS] for place in range(_NUMBERS))
    starts = range(0, len(table.digests), DIGEST_BYTES)
    digests = (table.digests[start : start + DIGEST_BYTES] for start in starts)
    return dict(zip(_paths(table), map(Stamp, *columns, digests), strict=True))


def _paths(table: Table) -> list[str]:
    return table.paths.split("\0") if table.paths else []


def with_stamps(table: Table, stamps: Mapping[str, Stamp]) -> Table:
    """Return a table without digests with these stamps in the places of older ones, and those of new paths behind."""
    numbers = array("q", table.numbers)
    paths = _paths(table)
    places = {path: number for number, path in enumerate(paths) if path in stamps}
    for path, number in places.items():
        start = number * _NUMBERS
        numbers[start : start + _NUMBERS] = array("q", _numbers_of(stamps[path]))
    new = [path for path in stamps if path not in places]
    for path in new:
        numbers.extend(_numbers_of(stamps[path]))
    return Table("\0".join([*paths, *new]) if new else table.paths, numbers.tobytes(), table.digests)


def _numbers_of(stamp: Stamp) -> tuple[int, int, int, int]:
    return stamp.size, stamp.mtime, stamp.ctime, stamp.inode & _SIGNED


def count(table: Table) -> int:
    """Return the number of stamps."""
    return len(table.numbers) // (_NUMBERS * 8)


def all_stand(folder: str, table: Table) -> bool:
    """Return whether every file of ``table`` stands below ``folder`` with its stamp; nobody else is looked at."""
    numbers = array("q")
    extend, lstat, prefix = numbers.extend, os.lstat, f"{folder}/"
    try:
        for path in _paths(table):
            stat = lstat(prefix + path)
            extend((stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino & _SIGNED))
    except OSError:
        return False
    return numbers.tobytes() == table.numbers


def load_seal(state_file: str, engine: bytes) -> Seal | None:
    """Return the seal beside ``state_file``; None when there is none that serves."""
    try:
        with open(state_file + SEAL_SUFFIX, "rb") as file:
            data = unsealed(file.read())
        seal = msgspec.msgpack.decode(data, type=Seal) if data is not None else None
    except (OSError, msgspec.DecodeError):
        return None
    return seal if seal and (seal.version, seal.engine, seal.boot) == (VERSION, engine, boot_id()) else None


def save_seal(state_file: str, seal: Seal) -> None:
    """Write the seal beside ``state_file``. Raises OSError."""
    write_file(state_file + SEAL_SUFFIX, sealed(msgspec.msgpack.encode(seal)))


def break_seal(state_file: str) -> None:
    """Take the seal away: the next build looks at everything."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(state_file + SEAL_SUFFIX)
