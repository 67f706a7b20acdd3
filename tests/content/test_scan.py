"""Scan: what is there, and which digests can be believed."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from ssg.content.scan import RACY_NANOSECONDS, Stamp, scan


def paths(folder: Path) -> list[str]:
    return [file.path for file in scan(str(folder), {}, 0)[0]]


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_files_are_sorted_by_path_whatever_the_folder_says(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a/z.md", "a.md", "a/b/c.md", "Z.md")

    assert paths(tmp_path) == sorted(["b.md", "a/z.md", "a.md", "a/b/c.md", "Z.md"])


def test_dot_files_are_left_out_but_for_well_known(tmp_path: Path) -> None:
    make(tmp_path, ".a", ".git/x", ".well-known/a", ".well-known/.b", "a~", "#a#", "c#/a")

    assert paths(tmp_path) == [".well-known/a", "c#/a"]


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    files, (found,) = scan(str(tmp_path / "content"), {}, 0)

    assert (files, found.code) == ((), "unreadable-file")


def test_paths_are_nfc_whatever_the_disk_says(tmp_path: Path) -> None:
    make(tmp_path, "cafe\u0301.md")
    (file,), _ = scan(str(tmp_path), {}, 0)

    assert file.path == "caf\u00e9.md"
    assert Path(file.disk_path).read_bytes() == b"x"


def test_a_link_to_a_file_inside_is_followed_and_any_other_is_left_out(tmp_path: Path) -> None:
    content = tmp_path / "content"
    make(tmp_path, "content/a.md", "content/sub/b.md", "secret.md")
    (content / "same.md").symlink_to(content / "a.md")
    (content / "out.md").symlink_to(tmp_path / "secret.md")
    (content / "loop").symlink_to(content)
    (content / "dead.md").symlink_to(tmp_path / "nothing")
    files, problems = scan(str(content), {}, 0)

    assert [file.path for file in files] == ["a.md", "same.md", "sub/b.md"]
    assert sorted(found.file for found in problems) == ["content/dead.md", "content/loop", "content/out.md"]
    assert {found.code for found in problems} == {"skipped-symlink"}


@pytest.mark.parametrize("name", ["a:b.png", "a\\b.png", "con.png", "a./x.png", "a\x01.png"])
def test_a_name_that_some_system_cannot_have_is_an_error(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    files, (found,) = scan(str(tmp_path), {}, 0)

    assert (files, found.code) == ((), "unsafe-path")


def scanned(tmp_path: Path, later: int) -> tuple[Stamp, Stamp]:
    """Return a file's stamp, and that of a scan when the one before it began ``later`` ns after the last change."""
    make(tmp_path, "a.md")
    (file,), _ = scan(str(tmp_path), {}, 0)
    known = msgspec.structs.replace(file.stamp, digest=b"d")
    rested = max(known.mtime, known.ctime)
    (again,), _ = scan(str(tmp_path), {"a.md": known}, rested + later)
    return known, again.stamp


def test_a_file_at_rest_keeps_its_digest(tmp_path: Path) -> None:
    known, again = scanned(tmp_path, RACY_NANOSECONDS + 1)

    assert again == known


def test_a_file_that_was_touched_just_before_the_last_scan_is_read_again(tmp_path: Path) -> None:
    _, again = scanned(tmp_path, RACY_NANOSECONDS)

    assert again.digest == b""


@pytest.mark.parametrize("field", ["size", "mtime", "ctime", "inode"])
def test_a_stamp_that_moved_is_not_believed(tmp_path: Path, field: str) -> None:
    make(tmp_path, "a.md")
    (file,), _ = scan(str(tmp_path), {}, 0)
    other = msgspec.structs.replace(file.stamp, digest=b"d", **{field: getattr(file.stamp, field) - 1})
    (again,), _ = scan(str(tmp_path), {"a.md": other}, file.stamp.ctime + 10 * RACY_NANOSECONDS)

    assert again.digest == b""


def test_a_same_size_edit_that_restores_the_old_time_is_seen(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    path = tmp_path / "a.md"
    (file,), _ = scan(str(tmp_path), {}, 0)
    known = msgspec.structs.replace(file.stamp, digest=b"d")
    path.write_bytes(b"y")
    os.utime(path, ns=(file.stamp.mtime, file.stamp.mtime))
    (again,), _ = scan(str(tmp_path), {"a.md": known}, known.ctime + 10 * RACY_NANOSECONDS)

    assert again.digest == b""
