"""The places of components on the pages of an output folder, kept beside its state; like all of the cache advisory.

They come from workers in *frames*, each with the places of some pages, and are written as they come: at 10,000 posts
they are 9 MB. Of two frames with one page the later one is believed. A page that was made of other values since has
none.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from types import TracebackType
from typing import BinaryIO

import msgspec

from ssg.core.artifacts import Places
from ssg.core.digests import DIGEST_BYTES
from ssg.publish.write import TEMPORARY_PREFIX

SUFFIX = ".places"
LENGTH_BYTES = 4


class PlacesOf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The places of a page that was made of these values. Its bytes do not tell: two cards may print the same."""

    key: bytes  # of its parts, see `parts_key`
    places: Places


_decoder = msgspec.msgpack.Decoder(PlacesOf)
_frame_decoder = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_encoder = msgspec.msgpack.Encoder()


def frame_of(places: Mapping[str, PlacesOf | msgspec.Raw]) -> bytes:
    """Return the places of pages, by output, as they are written."""
    return _encoder.encode(places) if places else b""


class PlacesWriter:
    """Writes the file that `load_places` reads. Lost, it costs time: where it cannot be written there is none."""

    def __init__(self, state_path: str, kept: Mapping[str, msgspec.Raw]) -> None:
        """Begin with the places of pages that are not made anew."""
        self._path = state_path + SUFFIX
        self._temporary = os.path.join(os.path.dirname(state_path), f"{TEMPORARY_PREFIX}{os.getpid()}-places")
        self._hash = blake2b(digest_size=DIGEST_BYTES)
        self._file: BinaryIO | None = None
        with contextlib.suppress(OSError):
            self._file = open(self._temporary, "wb")  # noqa: SIM115 - closed by `close`
        self.add(frame_of(kept))

    def add(self, frame: bytes) -> None:
        if frame:
            self._write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)

    def __enter__(self) -> PlacesWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put the file into its place; where the pages came to nothing there is none from now on."""
        self._write(self._hash.digest())
        if self._file and kind is None:
            with contextlib.suppress(OSError):
                self._file.close()
                os.replace(self._temporary, self._path)
                return
        self._give_up()

    def _write(self, data: bytes) -> None:
        if self._file:
            try:
                self._file.write(data)
            except OSError:
                self._give_up()
        self._hash.update(data)

    def _give_up(self) -> None:
        if self._file:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file = None
        for path in (self._temporary, self._path):
            with contextlib.suppress(OSError):
                os.unlink(path)


def load_places(state_path: str) -> dict[str, msgspec.Raw]:
    """Return the places of each page by its output, to be read by `places_of`; none where they are lost."""
    try:
        with open(state_path + SUFFIX, "rb") as file:
            blob = memoryview(file.read())
    except OSError:
        return {}
    data = blob[:-DIGEST_BYTES]
    if blake2b(data, digest_size=DIGEST_BYTES).digest() != blob[-DIGEST_BYTES:]:
        return {}
    found: dict[str, msgspec.Raw] = {}
    try:
        for frame in _frames(data):
            found.update(_frame_decoder.decode(frame))
    except msgspec.DecodeError:
        return {}
    return found


def _frames(data: memoryview) -> Iterator[memoryview]:
    at = 0
    while at < len(data):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        yield data[start:at]


def places_of(packed: msgspec.Raw) -> PlacesOf | None:
    """Return the places of a page; None where they are of another shape."""
    try:
        return _decoder.decode(packed)
    except msgspec.DecodeError:
        return None
