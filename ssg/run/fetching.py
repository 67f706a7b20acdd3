"""A large file of the cache, read and verified by a thread while this one imports modules: that holds nobody up."""

from __future__ import annotations

from threading import Thread
from types import TracebackType

from ssg.core.digests import seal_of, unsealed

RELATED_FILE = "related.msgpack"
"""The lists of the last build, below the cache folder: 35 MB at 10,000 posts."""


class Fetched:
    """What a sealed file holds. The thread is done when the block is left: nothing may be forked beside it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._name = b""
        self._data: memoryview | None = None
        self._thread = Thread(target=self._read)

    def __enter__(self) -> Fetched:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.join()

    def _read(self) -> None:
        try:
            with open(self._path, "rb") as file:
                blob = file.read()
        except OSError:
            return
        self._name, self._data = seal_of(blob), unsealed(blob)

    def content(self) -> tuple[bytes, memoryview | None]:
        """Return the file's name, a digest, and what it holds; None where there is none, or it is damaged."""
        self._thread.join()
        return self._name, self._data
