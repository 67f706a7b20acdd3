"""Made pictures as they are kept in the cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssg.publish import pictures
from ssg.publish.pictures import FOLDER, PictureStore

ONE, OTHER, THIRD = b"1" * 16, b"2" * 16, b"3" * 16


def test_what_is_put_is_read_by_any_store_of_the_folder(tmp_path: Path) -> None:
    PictureStore(str(tmp_path)).put(ONE, b"bytes")
    assert PictureStore(str(tmp_path)).read(ONE) == b"bytes"
    assert PictureStore(str(tmp_path)).read(OTHER) is None


@pytest.mark.parametrize("damage", [b"", b"short", b"0" * 200])
def test_a_damaged_picture_is_none(tmp_path: Path, damage: bytes) -> None:
    store = PictureStore(str(tmp_path))
    store.put(ONE, b"bytes")
    (tmp_path / FOLDER / ONE.hex()).write_bytes(damage)
    assert store.read(ONE) is None


def test_a_folder_that_cannot_be_made_keeps_nothing_and_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_bytes(b"a file")
    store = PictureStore(str(tmp_path))
    store.put(ONE, b"bytes")
    store.keep_only({ONE})
    store.discard()
    assert store.read(ONE) is None


def test_of_those_that_nobody_shows_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PictureStore(str(tmp_path))
    for age, key in enumerate((ONE, OTHER, THIRD)):
        store.put(key, bytes(100))
        os.utime(tmp_path / FOLDER / key.hex(), (age, age))
    monkeypatch.setattr(pictures, "SPARE_BYTES", 150)
    store.keep_only({ONE})
    assert [store.read(key) is not None for key in (ONE, OTHER, THIRD)] == [True, False, True]


def test_discarded_it_is_empty(tmp_path: Path) -> None:
    store = PictureStore(str(tmp_path))
    store.put(ONE, b"bytes")
    store.discard()
    assert store.read(ONE) is None
