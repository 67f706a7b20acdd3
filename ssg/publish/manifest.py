"""The manifest: which outputs stand in an output folder, from which values, with which bytes.

It is advisory. Unreadable, truncated, foreign or of another version, it is set aside with one line, and the build is
a clean one. It is written last, so that what it says was true when it was written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from ssg.content.scan import Stamp
from ssg.core.boot import boot_id
from ssg.core.digests import digest_bytes, digest_value, seal_of, sealed, sealed_value, unsealed
from ssg.core.errors import Diagnostic, diagnostic
from ssg.publish.write import write_file

VERSION = 3
SINCE_SUFFIX = ".since"


class Made(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An output as it was written."""

    parts: dict[str, bytes]  # name of each value that it hangs on → its digest
    digest: bytes  # of its bytes
    stamp: Stamp  # of the file, taken just after it was written
    sources: tuple[str, ...]  # content files that it is made of
    reason: str  # why it was last written
    prints_assets: bool = False  # addresses of assets stand where its template prints them, and nowhere else

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
        self._packed = packed
        self._read: dict[str, Made] = {}

    def __getitem__(self, output: str) -> Made:
        if output not in self._read:
            made = self._packed[output]
            self._read[output] = _made_decoder.decode(made) if isinstance(made, msgspec.Raw) else made
        return self._read[output]

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
    boot: str


class Since(NamedTuple):
    """Which paths short builds changed since the state was last written as a whole."""

    files: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a build remembers for the next."""

    version: int = VERSION
    engine: bytes = b""  # digest of parse and render engine
    scanned_at: int = 0  # nanoseconds since 1970: when the scan that made `stamps` began
    stamps: Mapping[str, Stamp] = field(default_factory=dict)  # by path below content/
    outputs: Mapping[str, Made] = field(default_factory=dict)  # by path below the output folder
    lock: bytes = b""  # digest of addresses.lock as the build left it; empty when there was none
    inputs: Mapping[str, bytes] = field(
        default_factory=dict
    )  # templates, style sheets, settings … by name → digest: what reasons are found by
    valid_from: int = 0  # seconds since 1970: the instant since which the clock alone changed nothing
    boot: str = field(default_factory=boot_id)  # of the system, in which the outputs were last looked at
    base: bytes = field(default=b"", compare=False)  # the seal of the file that it was read from
    since: Since = field(default=Since(), compare=False)  # what short builds changed from that


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


class _Since(msgspec.Struct, frozen=True):
    """What short builds changed of a state since it was written as a whole."""

    base: bytes  # the seal of that state
    scanned_at: int
    lock: bytes
    stamps: dict[str, Stamp]
    outputs: dict[str, msgspec.Raw]
    valid_from: int


def load_state(path: str, engine: bytes) -> tuple[State, list[Diagnostic]]:
    """Return what is remembered; an empty state, and a note unless it was a plain first build, when it is of no use."""
    try:
        with open(path, "rb") as file:
            blob = file.read()
    except FileNotFoundError:
        return State(), []
    except OSError as error:
        return State(), [_set_aside(path, f"cannot be read ({error.strerror})")]
    data = unsealed(blob)
    if data is None:
        return State(), [_set_aside(path, "is damaged")]
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except msgspec.DecodeError:
        return State(), [_set_aside(path, "is of another version")]
    if stored.version != VERSION or stored.engine != engine:
        return State(), [_set_aside(path, "was made by another version of ssg or its libraries")]
    values = {name: getattr(stored, name) for name in _Stored.__struct_fields__}
    return _with_since(State(**{**values, "outputs": Outputs(stored.outputs), "base": seal_of(blob)}), path), []


def _with_since(state: State, path: str) -> State:
    # Lost, it costs time: outputs whose stamps are others are read and hashed.
    try:
        with open(path + SINCE_SUFFIX, "rb") as file:
            data = unsealed(file.read())
        since = msgspec.msgpack.decode(data, type=_Since) if data is not None else None
    except (OSError, msgspec.DecodeError):
        return state
    if since is None or since.base != state.base:
        return state
    return replace(
        state,
        scanned_at=since.scanned_at,
        lock=since.lock,
        valid_from=since.valid_from,
        stamps={**state.stamps, **since.stamps},
        outputs=Outputs({**_packed(state.outputs), **since.outputs}),
        since=Since(frozenset(since.stamps), frozenset(since.outputs)),
    )


def save_state(path: str, state: State) -> None:
    """Write the state in one piece. Raises OSError."""
    values = {name: getattr(state, name) for name in _Stored.__struct_fields__}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write_file(path, sealed_value({**values, "outputs": _packed(state.outputs)}))
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path + SINCE_SUFFIX)


def save_changes(path: str, before: State, after: State) -> None:
    """Write what is different in ``after`` from the state ``before``, which was loaded. Raises OSError.

    An edit changes a hundredth of a state.
    """
    files = before.since.files | {file for file, stamp in after.stamps.items() if stamp != before.stamps.get(file)}
    new = _packed(after.outputs)
    old = _packed(before.outputs)
    outputs = before.since.outputs | {output for output, made in new.items() if made is not old.get(output)}
    since = {
        "base": before.base,
        "scanned_at": after.scanned_at,
        "lock": after.lock,
        "stamps": {file: after.stamps[file] for file in sorted(files)},
        "outputs": {output: new[output] for output in sorted(outputs)},
        "valid_from": after.valid_from,
    }
    write_file(path + SINCE_SUFFIX, sealed(msgspec.msgpack.encode(since)))


def _packed(outputs: Mapping[str, Made]) -> Mapping[str, Made | msgspec.Raw]:
    return outputs.packed() if isinstance(outputs, Outputs) else outputs


def _set_aside(path: str, reason: str) -> Diagnostic:
    return diagnostic(
        "cache-set-aside", f"the cache {reason}: building everything anew", subject=os.path.basename(path)
    )
