"""Made pictures, kept by what they are made of: another output folder or a preview makes none of them again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection

from ssg.core.digests import sealed, unsealed
from ssg.publish.write import TEMPORARY_PREFIX, write_file

FOLDER = "images"
SPARE_BYTES = (
    64 << 20
)  # of pictures that no page shows now: for a branch that is gone back to, or the drafts of a preview


class PictureStore:
    """The folder of made pictures in a cache folder. Damaged, it has none of them; any number of builds may use it."""

    def __init__(self, cache_folder: str) -> None:
        self._folder = os.path.join(cache_folder, FOLDER)

    def read(self, key: bytes) -> bytes | None:
        """Return the picture of ``key``; None when it is not there as it was put."""
        try:
            with open(self._path(key), "rb") as file:
                data = unsealed(file.read())
        except OSError:
            return None
        return bytes(data) if data is not None else None

    def put(self, key: bytes, data: bytes) -> None:
        """Keep a picture. What cannot be kept is made again."""
        with contextlib.suppress(OSError):
            os.makedirs(self._folder, exist_ok=True)
            write_file(self._path(key), sealed(data))

    def keep_only(self, keys: Collection[bytes]) -> None:
        """Drop pictures that are not among ``keys``, the oldest first, but for SPARE_BYTES of them."""
        wanted = {key.hex() for key in keys}
        spare = sorted(self._others(wanted), reverse=True)
        room = SPARE_BYTES
        for _, size, path in spare:
            room -= size
            if room < 0:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def discard(self) -> None:
        """Drop all of them."""
        for _, _, path in self._others(()):
            with contextlib.suppress(OSError):
                os.unlink(path)

    def _others(self, wanted: Collection[str]) -> list[tuple[int, int, str]]:
        """Return time, size and path of each picture that is not wanted."""
        found = []
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name not in wanted and not entry.name.startswith(TEMPORARY_PREFIX) and entry.is_file():
                    stat = entry.stat()
                    found.append((stat.st_mtime_ns, stat.st_size, entry.path))
        return found

    def _path(self, key: bytes) -> str:
        return os.path.join(self._folder, key.hex())
