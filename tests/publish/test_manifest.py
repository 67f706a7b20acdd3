"""The manifest is advisory: whatever is wrong with it, the build is a clean one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ssg.content.scan import Stamp
from ssg.core.digests import DIGEST_BYTES, digest_bytes
from ssg.publish.manifest import Made, State, load_state, parts_key, save_state, state_file

ENGINE = b"engine"
STATE = State(
    engine=ENGINE,
    scanned_at=7,
    stamps={"a.md": Stamp(1, 2, 3, 4, b"d")},
    outputs={"a/index.html": Made({"post": b"p"}, b"d", Stamp(5, 6, 7, 8), ("a.md",), "new")},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    saved = tmp_path / "cache" / "state.msgpack"
    save_state(str(saved), STATE)
    return saved


def test_what_is_saved_is_loaded(path: Path) -> None:
    assert load_state(str(path), ENGINE) == (STATE, [])


def test_a_first_build_has_nothing_to_say_about_it(tmp_path: Path) -> None:
    assert load_state(str(tmp_path / "state"), ENGINE) == (State(), [])


def stored(**changes: object) -> dict[str, object]:
    return {name: getattr(STATE, name) for name in STATE.__slots__} | changes


def sealed(value: object) -> bytes:
    data = msgspec.msgpack.encode(value)
    return digest_bytes(data) + data


DAMAGED = {
    "empty": b"",
    "truncated": sealed(stored())[:-1],
    "only a digest": sealed(stored())[:DIGEST_BYTES],
    "one bit turned": sealed(stored())[:-1] + bytes([sealed(stored())[-1] ^ 1]),
    "text": b"hello",
    "another shape": sealed({"outputs": [1]}),
    "another version": sealed(stored(version=99)),
    "another engine": sealed(stored(engine=b"other")),
    "a pickle": b"\x80\x04cos\nsystem\n",
}


@pytest.mark.parametrize("blob", DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_used_is_set_aside_with_one_note(path: Path, blob: bytes) -> None:
    path.write_bytes(blob)
    state, (note,) = load_state(str(path), ENGINE)

    assert state == State()
    assert (note.code, note.level) == ("cache-set-aside", "note")


def test_a_state_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    state, (note,) = load_state(str(tmp_path), ENGINE)

    assert (state, note.code) == (State(), "cache-set-aside")


def test_each_output_folder_has_a_state_of_its_own_however_it_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one, same, other = (state_file("cache", str(tmp_path / name)) for name in ("a", "a/../a", "b"))

    assert one == same
    assert one != other


def test_a_key_is_that_of_its_parts_in_any_order() -> None:
    assert parts_key({"a": b"1", "b": b"2"}) == parts_key({"b": b"2", "a": b"1"})
    assert parts_key({"a": b"1"}) != parts_key({"a": b"2"})
