"""Read a part of a file that may change, shrink or vanish meanwhile; never wait for what is no file."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Slice(NamedTuple):
    """Some bytes of a file, and which file that was."""

    data: bytes
    file: tuple[int, int, int, int]  # device, inode, size, mtime: another one is another file


class FileChanged(Exception):
    """The file is not, or no longer, what the answer promised."""


def read_slice(path: str, start: int, stop: int, expected: tuple[int, int, int, int] | None = None) -> Slice:
    """Return the bytes from ``start`` to ``stop`` of a file that is ``expected``.

    Raises FileChanged when it is another one, is gone, is shorter, or is no file but a pipe or a device. Each slice
    opens the file anew, so that nothing is left open when the one who reads is cancelled.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise FileChanged(path) from error
    try:
        return _slice(descriptor, path, (start, stop), expected)
    except OSError as error:
        raise FileChanged(path) from error
    finally:
        os.close(descriptor)


def _slice(descriptor: int, path: str, part: tuple[int, int], expected: tuple[int, int, int, int] | None) -> Slice:
    start, stop = part
    found = os.fstat(descriptor)
    file = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    if not stat.S_ISREG(found.st_mode) or found.st_size < stop or (expected or file) != file:
        raise FileChanged(path)
    os.lseek(descriptor, start, os.SEEK_SET)
    data = b""
    while len(data) < stop - start:
        more = os.read(descriptor, stop - start - len(data))
        if not more:
            raise FileChanged(path)
        data += more
    return Slice(data, file)
