"""A memory of related lists as bytes and back: plain numbers behind a digest, nothing that could run code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from ssg.catalog.related_kept import Kept
from ssg.catalog.related_memory import RelatedMemory
from ssg.catalog.related_sight import Sight
from ssg.catalog.term_index import Flat, TermIndex
from ssg.core.digests import sealed_value, unsealed
from ssg.core.model import Value

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


class _Array(Value, frozen=True, array_like=True):
    kind: str  # as numpy spells it, byte order included
    width: int  # of a row; 0 for one that has no rows
    data: memoryview


class _Stored(Value, frozen=True):
    engine: bytes
    count: int
    posts: tuple[Kept, ...]
    pins: dict[int, tuple[int, ...]]
    arrays: dict[str, _Array]


_INDEX = (
    "names",
    "posts",
    "offsets",
    "postings",
    "query_offsets",
    "query_terms",
    "query_units",
    "languages",
    "days",
    "rank",
    "by_rank",
)
"""Arrays of the index that are kept under their own names."""

_decoder = msgspec.msgpack.Decoder(_Stored)


def memory_bytes(memory: RelatedMemory, engine: bytes) -> bytearray:
    """Return ``memory`` as bytes that only the same ``engine`` reads."""
    index, sight = memory.index, memory.sight
    arrays = {
        "flat.names": index.flat.names,
        "flat.weights": index.flat.weights,
        "flat.offsets": index.flat.offsets,
        "seen": sight.seen,
        "scores": sight.scores,
        "least": sight.least,
        "floor": sight.floor,
        **{name: getattr(index, name) for name in _INDEX},
    }
    packed = {name: _packed(array) for name, array in arrays.items()}
    return sealed_value(_Stored(engine, memory.count, memory.posts, dict(memory.pins), packed))


def load_blob(path: str) -> memoryview:
    """Return the bytes of a file. Raises OSError.

    numpy asks the system for large pages, of which 40 MB need few: 9 ms instead of 21.
    """
    import numpy as np

    with open(path, "rb") as file:
        room = memoryview(np.empty(os.fstat(file.fileno()).st_size, np.uint8))  # type: ignore[arg-type]
        return room[: file.readinto(room)].toreadonly()


def memory_from(blob: bytes | bytearray | memoryview, engine: bytes) -> RelatedMemory | None:
    """Return the memory that ``blob`` holds; None when it is damaged, or another engine's."""
    data = unsealed(blob)
    return memory_of(data, engine) if data is not None else None


def memory_of(data: memoryview, engine: bytes) -> RelatedMemory | None:
    """Return the memory of what has been taken out of its seal; None when it is of another shape, or engine."""
    try:
        stored = _decoder.decode(data)
    except msgspec.DecodeError:
        return None
    if stored.engine != engine:
        return None
    arrays = {name: _unpacked(array) for name, array in stored.arrays.items()}
    flat = Flat(arrays["flat.names"], arrays["flat.weights"], arrays["flat.offsets"])
    return RelatedMemory(
        count=stored.count,
        posts=stored.posts,
        pins=stored.pins,
        index=TermIndex(flat=flat, **{name: arrays[name] for name in _INDEX}),
        sight=Sight(arrays["seen"], arrays["scores"], arrays["least"], arrays["floor"]),
    )


def _packed(array: NDArray[Any]) -> _Array:
    import numpy as np

    width = array.shape[1] if array.ndim == 2 else 0
    flat = np.ascontiguousarray(array).reshape(-1)
    return _Array(flat.dtype.str, width, flat.view(np.uint8).data)


def _unpacked(array: _Array) -> NDArray[Any]:
    import numpy as np

    flat = np.frombuffer(array.data, np.dtype(array.kind))
    return flat.reshape(-1, array.width) if array.width else flat
