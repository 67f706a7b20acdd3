"""The file of places: what is written is read, the later of two is believed, and it may be lost."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

import pytest

from ssg.core.artifacts import Call, Placed, Places
from ssg.publish.places import PlacesOf, PlacesWriter, frame_of, load_places, places_of

CALL = Call("card.html", (("heading", "h2"), ("first", True), ("none", None)), (("post", "a.md"),))
FIRST = PlacesOf(b"1", Places((Placed(CALL, 3, 4),), ("menu.html",)))
SECOND = PlacesOf(b"2", Places((), ()))


def written(folder: Path, *frames: dict[str, PlacesOf]) -> str:
    state = str(folder / "state")
    with PlacesWriter(state, load_places(state)) as writer:
        for frame in frames:
            writer.add(frame_of(frame))
    return state


def test_what_is_written_is_read(tmp_path: Path) -> None:
    found = load_places(written(tmp_path, {"a": FIRST}, {}, {"b": SECOND}))

    assert {output: places_of(packed) for output, packed in found.items()} == {"a": FIRST, "b": SECOND}
    assert os.listdir(tmp_path) == ["state.places"]


def test_the_later_of_two_is_believed_and_others_are_kept(tmp_path: Path) -> None:
    written(tmp_path, {"a": FIRST, "b": FIRST})
    found = load_places(written(tmp_path, {"a": SECOND}))

    assert {output: places_of(packed) for output, packed in found.items()} == {"a": SECOND, "b": FIRST}


@pytest.mark.parametrize("length", [0, 1, 15, 16, 20, -1])
def test_what_is_cut_off_is_none(tmp_path: Path, length: int) -> None:
    state = written(tmp_path, {"a": FIRST})
    path = tmp_path / "state.places"
    path.write_bytes(path.read_bytes()[:length])

    assert load_places(state) == {}


def test_what_was_hit_is_none(tmp_path: Path) -> None:
    state = written(tmp_path, {"a": FIRST})
    path = tmp_path / "state.places"
    data = bytearray(path.read_bytes())
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert load_places(state) == {}


def test_there_is_none_where_the_pages_came_to_nothing(tmp_path: Path) -> None:
    state = written(tmp_path, {"a": FIRST})
    with contextlib.suppress(KeyError), PlacesWriter(state, {}) as writer:
        writer.add(frame_of({"a": SECOND}))
        raise KeyError

    assert (load_places(state), os.listdir(tmp_path)) == ({}, [])


def test_a_full_disk_ends_nothing(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("only Linux has a disk that is always full")
    state = str(tmp_path / "state")
    with PlacesWriter(state, {}) as writer:
        assert writer._file
        writer._file.close()
        writer._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 - closed by the writer
        for _ in range(3):
            writer.add(frame_of({"a": FIRST}))

    assert load_places(state) == {}


def test_a_folder_that_cannot_be_written_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **more: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with PlacesWriter(str(tmp_path / "state"), {}) as writer:
        writer.add(frame_of({"a": FIRST}))
    monkeypatch.undo()

    assert load_places(str(tmp_path / "state")) == {}
