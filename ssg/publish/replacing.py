"""Replace many outputs, each in one step, and with the file that the one before gave up: no file is made or deleted.

To rename a new file over an old one costs 90 µs on ext4, which begins to write it out at once, and up to 200 where the
system has to look for a free inode first. Two names that change places, and a file that is there, cost 16 together.

What was an output may still be somebody's: the file is used again only where it has no other name, nobody has it open,
and it is as a new one would be. Its old bytes may come back when the power fails, behind a stamp that looks right, so
that stamps of an earlier boot vouch for nothing (`core/boot.py`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from ssg.core.boot import boot_id
from ssg.publish.lock import is_alone_with
from ssg.publish.write import TEMPORARY_PREFIX, write_all, write_file

AT_FDCWD = -100  # fcntl(2)
RENAME_EXCHANGE = 2  # rename(2)

Identity = tuple[int, int, int]
"""Mode, owner and group."""


class Writer(Protocol):
    """Puts bytes at the path of an output that may be there, in one step. Raises OSError."""

    def __call__(self, path: str, data: bytes | bytearray, /) -> None: ...


def output_writer(folder: str) -> Writer:
    """Return what writes the outputs below ``folder``, for one thread of this process."""
    return Replacer(folder) if _system_call() and boot_id() else write_file


class Replacer:
    """Writes outputs by exchange with a spare file in the output folder, which stays there until `remove_spares`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._identity: Identity | None = None  # of a file that is new here
        self._is_supported = True  # until the file system says that it exchanges no names

    @property
    def _spare(self) -> str:
        """The file of this process: the one that it was forked from has another."""
        return os.path.join(self._folder, f"{TEMPORARY_PREFIX}{os.getpid()}-spare")

    def __call__(self, path: str, data: bytes | bytearray) -> None:
        """Put ``data`` at ``path`` in one step: readers see the old bytes or the new ones, never a part."""
        if not (self._is_supported and _is_file(path)):
            write_file(path, data)
            return
        try:
            self._fill(data)
            exchange(self._spare, path)
        except BaseException as error:
            self._discard()
            if not _is_unsupported(error):
                raise
            self._is_supported = False
            write_file(path, data)

    def _fill(self, data: bytes | bytearray) -> None:
        descriptor = self._open()
        try:
            write_all(descriptor, data)
            os.ftruncate(descriptor, len(data))
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        if self._identity is not None:
            with contextlib.suppress(OSError):
                descriptor = os.open(self._spare, os.O_WRONLY | os.O_NOFOLLOW)
                if _is_nobody_elses(descriptor, self._identity):
                    return descriptor
                os.close(descriptor)
        self._discard()
        descriptor = os.open(self._spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        self._identity = _identity(os.fstat(descriptor))
        return descriptor

    def _discard(self) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._spare)


def remove_spares(folder: str) -> None:
    """Delete what the writers of ``folder`` have left there, when the last of them is done."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(TEMPORARY_PREFIX):
                os.unlink(os.path.join(folder, name))


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _identity(found: os.stat_result) -> Identity:
    return found.st_mode, found.st_uid, found.st_gid


def _is_nobody_elses(descriptor: int, identity: Identity) -> bool:
    """Return whether the file has one name, is as a new one would be, and is in nobody else's hands."""
    found = os.fstat(descriptor)
    return found.st_nlink == 1 and _identity(found) == identity and is_alone_with(descriptor)


def _is_unsupported(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.ENOTSUP)


def exchange(one: str, other: str) -> None:
    """Let two names change places in one step: renameat2(2). Raises OSError."""
    call = _system_call()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), other)
    if call(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), other)


@lru_cache(maxsize=1)
def _system_call() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """Return renameat2(2); None where there is none."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # no old C library has it
