"""The manifest: which outputs stand in an output folder, from which values, with which bytes.

It is advisory. Unreadable, truncated, foreign or of another version, it is set aside with one line, and the build is
a clean one. It is written last, so that what it says was true when it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from ssg.content.scan import Stamp
from ssg.core.digests import DIGEST_BYTES, digest_bytes, digest_value
from ssg.core.errors import Diagnostic, diagnostic
from ssg.publish.write import write_file

VERSION = 2


class Made(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An output as it was written."""

    parts: dict[str, bytes]  # name of each value that it hangs on → its digest
    digest: bytes  # of its bytes
    stamp: Stamp  # of the file, taken just after it was written
    sources: tuple[str, ...]  # content files that it is made of
    reason: str  # why it was last written

    def stands(self, found: Stamp | None) -> bool:
        """Return whether the file whose stamp is ``found`` is still the one that was written."""
        return found is not None and (found.size, found.mtime, found.ctime, found.inode) == (
            self.stamp.size,
            self.stamp.mtime,
            self.stamp.ctime,
            self.stamp.inode,
        )


class Outputs(Mapping[str, Made]):
    """Outputs by path; each is read when somebody looks at it."""

    def __init__(self, packed: Mapping[str, Made | msgspec.Raw]) -> None:
        self._packed = dict(packed)

    def __getitem__(self, output: str) -> Made:
        made = self._packed[output]
        if isinstance(made, msgspec.Raw):
            made = self._packed[output] = _made_decoder.decode(made)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, output: object) -> bool:
        return output in self._packed

    def with_made(self, made: Mapping[str, Made]) -> Outputs:
        """Return these outputs, those of ``made`` in the place of their older selves."""
        return Outputs({**self._packed, **made})

    def packed(self) -> Mapping[str, Made | msgspec.Raw]:
        """Return the outputs as they can be written."""
        return self._packed


_made_decoder = msgspec.msgpack.Decoder(Made)


class _Stored(msgspec.Struct, frozen=True):
    """A state as it is written."""

    version: int
    engine: bytes
    scanned_at: int
    stamps: dict[str, Stamp]
    outputs: dict[str, msgspec.Raw]
    lock: bytes
    inputs: dict[str, bytes]
    valid_from: int


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a build remembers for the next."""

    version: int = VERSION
    engine: bytes = b""  # digest of parse and render engine
    scanned_at: int = 0  # nanoseconds since 1970: when the scan that made `stamps` began
    stamps: Mapping[str, Stamp] = field(default_factory=dict)  # by path below content/
    outputs: Mapping[str, Made] = field(default_factory=dict)  # by path below the output folder
    lock: bytes = b""  # digest of addresses.lock as the build left it; empty when there was none
    inputs: Mapping[str, bytes] = field(default_factory=dict)  # templates, style sheets, settings … by name → digest: what reasons are found by
    valid_from: int = 0  # seconds since 1970: the instant since which the clock alone changed nothing


def parts_key(parts: Mapping[str, bytes]) -> bytes:
    """Return a job's key: equal keys mean equal bytes."""
    return digest_value(dict(parts))


def state_file(cache_folder: str, output_folder: str) -> str:
    """Return the path of the state that belongs to one output folder.

    It is named by the way from the one to the other, so that both can be carried to another place together.
    """
    way = _way(os.path.realpath(cache_folder), os.path.realpath(output_folder))
    name = digest_bytes(way.replace(os.sep, "/").encode()).hex()[:12]
    return os.path.join(cache_folder, f"state-{name}.msgpack")


def _way(start: str, end: str) -> str:
    try:
        return os.path.relpath(end, start)
    except ValueError:  # another drive
        return end


def load_state(path: str, engine: bytes) -> tuple[State, list[Diagnostic]]:
    """Return what is remembered; an empty state, and a note unless it was a plain first build, when it is of no use."""
    try:
        with open(path, "rb") as file:
            blob = file.read()
    except FileNotFoundError:
        return State(), []
    except OSError as error:
        return State(), [_set_aside(path, f"cannot be read ({error.strerror})")]
    data = blob[DIGEST_BYTES:]
    if digest_bytes(data) != blob[:DIGEST_BYTES]:
        return State(), [_set_aside(path, "is damaged")]
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except msgspec.DecodeError:
        return State(), [_set_aside(path, "is of another version")]
    if stored.version != VERSION or stored.engine != engine:
        return State(), [_set_aside(path, "was made by another version of ssg or its libraries")]
    values = {name: getattr(stored, name) for name in _Stored.__struct_fields__}
    return State(**{**values, "outputs": Outputs(stored.outputs)}), []


def save_state(path: str, state: State) -> None:
    """Write the state in one piece. Raises OSError."""
    outputs = state.outputs.packed() if isinstance(state.outputs, Outputs) else state.outputs
    values = {name: getattr(state, name) for name in _Stored.__struct_fields__}
    data = msgspec.msgpack.encode({**values, "outputs": outputs})
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write_file(path, digest_bytes(data) + data)


def _set_aside(path: str, reason: str) -> Diagnostic:
    return diagnostic(
        "cache-set-aside", f"the cache {reason}: building everything anew", subject=os.path.basename(path)
    )
