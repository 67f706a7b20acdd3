"""Messages from process to process through a pipe, each with its length before it: other ends may stay open."""

from __future__ import annotations

import os

from ssg.publish.write import write_all

SIZE_BYTES = 8
READ_BYTES = 1 << 16  # at once: what a pipe holds, where the system is not asked for more


def put(pipe: int, data: bytes) -> None:
    """Write a message. Raises OSError when nobody reads any more."""
    write_all(pipe, len(data).to_bytes(SIZE_BYTES, "big") + data)


def taken(pipe: int) -> bytes | None:
    """Wait for the next message and return it; None when nobody speaks any more."""
    size = _read(pipe, SIZE_BYTES)
    return None if size is None else _read(pipe, int.from_bytes(size, "big"))


def _read(pipe: int, size: int) -> bytes | None:
    parts = []
    while size and (part := os.read(pipe, min(size, READ_BYTES))):
        parts.append(part)
        size -= len(part)
    return None if size else b"".join(parts)
