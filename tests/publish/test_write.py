"""Write: each file whole, nothing touched without need, nothing deleted that is not ours."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ssg.core.digests import digest_bytes
from ssg.core.urls import OWNED_FILE, UnsafePath
from ssg.publish.write import (
    TEMPORARY_PREFIX,
    ForeignOutput,
    OutputFolder,
    copy_file,
    holds,
    in_the_way,
    output_file,
    output_stamps,
    owned_outputs,
    remove_outputs,
    sweep_temporary,
    sweep_unfinished,
    write_file,
    write_owned,
)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# ── one file ────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_file(str(path), b"new")
        assert reader.read() == b"old"

    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.html"]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"a\.html"):
        write_file(str(path), b"new")

    assert os.listdir(tmp_path) == ["a.html"]


def test_a_symbolic_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "a.html").symlink_to(tmp_path / "target")
    write_file(str(tmp_path / "a.html"), b"new")

    assert (tmp_path / "target").read_bytes() == b"precious"
    assert not (tmp_path / "a.html").is_symlink()


def test_a_copy_has_the_digest_of_what_was_copied(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "a").write_bytes(data)

    assert copy_file(str(tmp_path / "a"), str(tmp_path / "b")) == digest_bytes(data)
    assert (tmp_path / "b").read_bytes() == data
    assert names(tmp_path) == ["a", "b"]


def test_a_copy_of_what_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copy_file(str(tmp_path / "a"), str(tmp_path / "b"))

    assert names(tmp_path) == []


@pytest.mark.parametrize(("data", "expected"), [(b"same", True), (b"diff", False), (b"longer", False)])
def test_bytes_are_compared_with_what_stands(tmp_path: Path, data: bytes, expected: bool) -> None:
    (tmp_path / "a").write_bytes(b"same")

    assert holds(str(tmp_path / "a"), data) is expected
    assert not holds(str(tmp_path / "nothing"), b"")


def test_a_link_to_the_right_bytes_is_not_our_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"same")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    assert not holds(str(tmp_path / "b"), b"same")


def test_the_folder_of_an_output_is_made_and_none_outside(tmp_path: Path) -> None:
    assert output_file(str(tmp_path), "a/b/c.html") == str(tmp_path / "a" / "b" / "c.html")
    assert (tmp_path / "a" / "b").is_dir()
    with pytest.raises(UnsafePath):
        output_file(str(tmp_path), "../x/c.html")


def test_only_a_folder_made_just_now_is_free(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    folder = OutputFolder(str(tmp_path))
    places = [folder.place_of(name) for name in ("new/deep/a.html", "new/deep/b.html", "there/c.html", "d.html")]

    assert [place.is_free for place in places] == [True, True, False, False]
    assert [place.path for place in places] == [
        str(tmp_path / name) for name in ("new/deep/a.html", "new/deep/b.html", "there/c.html", "d.html")
    ]
    assert (tmp_path / "new" / "deep").is_dir()


@pytest.mark.parametrize("output", ["../a.html", "a/../../b.html", "a/..", "a//b.html", "con/a.html", "link/a.html"])
def test_no_output_has_a_place_outside_its_folder(tmp_path: Path, output: str) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(UnsafePath):
        OutputFolder(str(folder)).place_of(output)

    assert os.listdir(tmp_path) == ["output"]


def test_a_file_where_a_folder_is_needed_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")

    with pytest.raises(OSError, match="a"):
        OutputFolder(str(tmp_path)).place_of("a/b.html")


# ── what is ours ────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_our_outputs_is_sorted_and_survives_a_round_trip(tmp_path: Path) -> None:
    write_owned(str(tmp_path), ["b", "a/ü.html"])

    assert (tmp_path / OWNED_FILE).read_text("utf-8") == f"{OWNED_FILE}\na/ü.html\nb\n"
    assert owned_outputs(str(tmp_path)) == {OWNED_FILE, "a/ü.html", "b"}


def test_the_list_is_not_touched_when_it_says_the_same(tmp_path: Path) -> None:
    write_owned(str(tmp_path), ["a"])
    before = (tmp_path / OWNED_FILE).stat().st_ino
    write_owned(str(tmp_path), ["a"])

    assert (tmp_path / OWNED_FILE).stat().st_ino == before


@pytest.mark.parametrize("make", ["missing", "empty", "temporary"])
def test_a_folder_without_files_is_free_to_take(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "output"
    if make != "missing":
        folder.mkdir()
    if make == "temporary":
        (folder / f"{TEMPORARY_PREFIX}1-2").write_bytes(b"")

    assert owned_outputs(str(folder)) == frozenset()


def test_a_folder_with_files_and_no_list_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_bytes(b"x")

    with pytest.raises(ForeignOutput):
        owned_outputs(str(tmp_path))


def test_a_list_that_came_with_somebodys_repository_claims_nothing_outside(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (tmp_path / "precious").write_bytes(b"x")
    (folder / OWNED_FILE).write_bytes(b"../precious\n/etc/passwd/..\na/../../precious\n\xff\nmine\n\n")

    assert "mine" in owned_outputs(str(folder))
    assert [path for path in owned_outputs(str(folder)) if ".." in path] == []


def test_only_what_is_named_is_deleted_with_the_folders_that_this_empties(tmp_path: Path) -> None:
    for name in ("a/b/c.html", "a/keep.txt", "d/e.html", "f.html"):
        output_file(str(tmp_path), name)
        (tmp_path / name).write_bytes(b"x")
    removed = remove_outputs(str(tmp_path), ["f.html", "d/e.html", "a/b/c.html", "never/was.html"])

    assert removed == ["a/b/c.html", "d/e.html", "f.html"]
    assert names(tmp_path) == ["a/keep.txt"]
    assert sorted(os.listdir(tmp_path)) == ["a"]


def test_the_output_folder_itself_stays(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "a").write_bytes(b"x")
    remove_outputs(str(folder), ["a"])

    assert folder.is_dir()


def test_nothing_is_deleted_through_a_symbolic_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "output", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "a.html").write_bytes(b"precious")
    (folder / "link").symlink_to(outside)

    with pytest.raises(UnsafePath):
        remove_outputs(str(folder), ["link/a.html"])
    assert (outside / "a.html").exists()


@pytest.mark.parametrize(
    ("stale", "planned", "expected"),
    [
        ("a", "a/index.html", True),
        ("a/index.html", "a", True),
        ("A/index.html", "a/index.html", True),
        ("caf\u00e9.html", "cafe\u0301.html", True),
        ("A", "a/b/c.html", True),
        ("a/index.html", "a/index.md", False),
        ("ab/index.html", "a/index.html", False),
    ],
)
def test_what_stands_in_the_way_of_a_new_output_is_found(stale: str, planned: str, expected: bool) -> None:
    assert in_the_way([stale], ["other.html", planned]) == ([stale] if expected else [])


def test_stamps_are_those_of_every_file_below_the_folder(tmp_path: Path) -> None:
    for name in ("a", "b/c"):
        output_file(str(tmp_path), name)
        (tmp_path / name).write_bytes(b"12345")

    assert {name: stamp.size for name, stamp in output_stamps(str(tmp_path)).items()} == {"a": 5, "b/c": 5}
    assert output_stamps(str(tmp_path / "nothing")) == {}


def test_threads_of_one_process_that_write_into_one_folder_do_not_meet(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        written = [threads.submit(write_file, str(tmp_path / f"{number % 3}"), b"x" * number) for number in range(400)]

    assert [future.exception() for future in written if future.exception()] == []
    assert names(tmp_path) == ["0", "1", "2"]


def test_what_a_killed_build_left_half_written_is_swept(tmp_path: Path) -> None:
    for name in ("a/.ssg-tmp-1-x", ".ssg-tmp-2-y", "a/b.html"):
        output_file(str(tmp_path), name)
        (tmp_path / name).write_bytes(b"x")
    sweep_temporary(str(tmp_path), output_stamps(str(tmp_path)))

    assert names(tmp_path) == ["a/b.html"]


def test_what_a_killed_build_left_beside_its_caches_is_swept_and_what_another_build_writes_is_not(
    tmp_path: Path,
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    for name in (f".ssg-tmp-{process.pid}-1", f".ssg-tmp-{os.getpid()}-1", ".ssg-tmp-notes", "state.msgpack"):
        (tmp_path / name).write_bytes(b"half")

    sweep_unfinished(str(tmp_path))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f".ssg-tmp-{os.getpid()}-1",
        ".ssg-tmp-notes",
        "state.msgpack",
    ]
