"""The seal: stamps in flat tables, held against the disk; damaged or of another version it is none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.scan import Stamp
from ssg.core.digests import sealed
from ssg.publish.seal import (
    SEAL_SUFFIX,
    Seal,
    all_stand,
    break_seal,
    count,
    load_seal,
    save_seal,
    stamps_of,
    table_of,
    with_stamps,
)
from ssg.publish.write import stamp_of

NUMBERS = st.integers(0, 2**63 - 1)
STAMPS = st.builds(Stamp, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.binary(min_size=16, max_size=16))
PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(PATHS, STAMPS))
def test_a_table_gives_back_the_stamps_in_their_order(stamps: dict[str, Stamp]) -> None:
    table = table_of(stamps, digests=True)

    assert list(stamps_of(table).items()) == list(stamps.items())
    assert count(table) == len(stamps)


@given(st.dictionaries(PATHS, STAMPS, min_size=1), st.data())
def test_some_stamps_of_a_table_can_be_replaced(stamps: dict[str, Stamp], data: st.DataObject) -> None:
    path, stamp = data.draw(st.sampled_from(sorted(stamps))), data.draw(STAMPS)
    table = with_stamps(table_of(stamps, digests=False), {path: stamp})

    assert table == table_of({**stamps, path: stamp}, digests=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.html", "b/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def table(folder: Path):  # type: ignore[no-untyped-def]
    names = ("a.html", "b/index.html")
    return table_of({name: stamp_of(str(folder / name), b"") for name in names}, digests=False)


def test_files_stand_as_long_as_nobody_touches_them(folder: Path) -> None:
    sealed_table = table(folder)

    assert all_stand(str(folder), sealed_table)
    (folder / "somebody-elses.txt").write_text("x")
    assert all_stand(str(folder), sealed_table)


@pytest.mark.parametrize("change", ["edit", "delete", "replace"])
def test_a_file_that_was_touched_does_not_stand(folder: Path, change: str) -> None:
    sealed_table = table(folder)
    path = folder / "b" / "index.html"
    if change == "delete":
        path.unlink()
    elif change == "edit":
        path.write_text("c/index.html")  # the same size
    else:
        other = folder / "other"
        other.write_text("b/index.html")
        other.replace(path)

    assert not all_stand(str(folder), sealed_table)


SEAL = Seal(engine=b"e", scanned_at=7, settings=b"s", valid_from=3, next_due=9, posts=2)


def test_what_is_saved_is_loaded_until_it_is_broken(tmp_path: Path) -> None:
    path = str(tmp_path / "state")
    save_seal(path, SEAL)

    assert load_seal(path, b"e") == SEAL
    break_seal(path)
    assert load_seal(path, b"e") is None
    break_seal(path)


BLOBS = {
    "empty": b"",
    "text": b"hello",
    "damaged": sealed(msgspec.msgpack.encode(SEAL))[:-1] + b"x",
    "another shape": sealed(msgspec.msgpack.encode({"content": 1})),
    "another version": sealed(msgspec.msgpack.encode(msgspec.structs.replace(SEAL, version=99))),
    "another engine": sealed(msgspec.msgpack.encode(msgspec.structs.replace(SEAL, engine=b"f"))),
}


@pytest.mark.parametrize("blob", BLOBS.values(), ids=BLOBS)
def test_what_is_no_seal_of_ours_is_none(tmp_path: Path, blob: bytes) -> None:
    (tmp_path / f"state{SEAL_SUFFIX}").write_bytes(blob)

    assert load_seal(str(tmp_path / "state"), b"e") is None
