"""Replacing outputs: each in one step, with a file that nobody else has in hand."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from ssg.core import boot
from ssg.publish import replacing
from ssg.publish.replacing import Replacer, output_writer, remove_spares
from ssg.publish.write import TEMPORARY_PREFIX, write_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="renameat2(2) and leases are Linux's")

PAGES = ("a.html", "b.html", "c.html", "d.html")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in PAGES:
        (tmp_path / name).write_bytes(f"old {name}, which is longer".encode())
    return tmp_path


def replacer(folder: Path) -> Replacer:
    writer = output_writer(str(folder))
    assert isinstance(writer, Replacer)
    return writer


def inodes(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_ino for name in PAGES}


def test_outputs_are_replaced_with_the_files_of_those_before_them(folder: Path) -> None:
    before = inodes(folder)
    write = replacer(folder)
    for name in PAGES:
        write(str(folder / name), f"new {name}".encode())
    after = inodes(folder)
    remove_spares(str(folder))

    assert [(folder / name).read_bytes() for name in PAGES] == [f"new {name}".encode() for name in PAGES]
    assert [after[name] for name in PAGES[1:]] == [before[name] for name in PAGES[:-1]]
    assert sorted(os.listdir(folder)) == sorted(PAGES)


def test_two_writers_of_a_folder_do_not_meet(folder: Path) -> None:
    one, other = replacer(folder), replacer(folder)
    for write, name in zip((one, other, one, other), PAGES, strict=True):
        write(str(folder / name), f"new {name}".encode())

    assert [(folder / name).read_bytes() for name in PAGES] == [f"new {name}".encode() for name in PAGES]


def test_whoever_reads_an_output_goes_on_reading_its_old_bytes(folder: Path) -> None:
    write = replacer(folder)
    with (folder / "a.html").open("rb") as reader:
        for name in PAGES:
            write(str(folder / name), b"new")
        assert reader.read() == b"old a.html, which is longer"

    assert {(folder / name).read_bytes() for name in PAGES} == {b"new"}


def test_another_name_of_an_output_keeps_its_old_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = tmp_path_factory.mktemp("snapshot") / "a.html"
    os.link(folder / "a.html", kept)
    write = replacer(folder)
    for name in PAGES:
        write(str(folder / name), b"new")

    assert kept.read_bytes() == b"old a.html, which is longer"


def test_rights_that_somebody_gave_an_output_do_not_pass_to_another_one(folder: Path) -> None:
    (folder / "a.html").chmod(0o600)
    write = replacer(folder)
    for name in PAGES:
        write(str(folder / name), b"new")
    fresh = folder / "fresh"
    fresh.write_bytes(b"")

    assert {(folder / name).stat().st_mode for name in PAGES} == {fresh.stat().st_mode}


def test_a_symbolic_link_is_replaced_and_not_followed(folder: Path) -> None:
    target = folder / "target"
    target.write_bytes(b"somebody's")
    (folder / "b.html").unlink()
    (folder / "b.html").symlink_to(target)
    write = replacer(folder)
    for name in PAGES:
        write(str(folder / name), b"new")

    assert target.read_bytes() == b"somebody's"
    assert not (folder / "b.html").is_symlink()


def test_a_symbolic_link_in_the_place_of_the_spare_is_not_followed(folder: Path) -> None:
    target = folder / "target"
    target.write_bytes(b"somebody's")
    write = replacer(folder)
    write(str(folder / "a.html"), b"new")
    spare = folder / f"{TEMPORARY_PREFIX}{os.getpid()}-spare"
    spare.unlink()
    spare.symlink_to(target)
    write(str(folder / "b.html"), b"new")

    assert target.read_bytes() == b"somebody's"
    assert (folder / "b.html").read_bytes() == b"new"


def test_a_folder_in_the_place_of_an_output_is_left_alone(folder: Path) -> None:
    (folder / "b.html").unlink()
    (folder / "b.html").mkdir()
    (folder / "b.html" / "kept").write_bytes(b"somebody's")
    with pytest.raises(OSError, match=r"b\.html"):
        replacer(folder)(str(folder / "b.html"), b"new")

    assert (folder / "b.html" / "kept").read_bytes() == b"somebody's"


def test_a_full_disk_leaves_the_old_output_and_no_spare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = replacer(folder)
    write(str(folder / "a.html"), b"new")

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        write(str(folder / "b.html"), b"new")

    assert (folder / "b.html").read_bytes() == b"old b.html, which is longer"
    assert sorted(os.listdir(folder)) == sorted(PAGES)


def test_a_file_system_that_cannot_exchange_names_gets_new_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refused(one: str, other: str) -> None:
        asked.append(other)
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(replacing, "exchange", refused)
    write = replacer(folder)
    for name in PAGES:
        write(str(folder / name), b"new")

    assert asked == [str(folder / PAGES[0])]  # once, and not for each output
    assert {(folder / name).read_bytes() for name in PAGES} == {b"new"}
    assert sorted(os.listdir(folder)) == sorted(PAGES)


def test_an_output_that_was_not_there_is_made(folder: Path) -> None:
    replacer(folder)(str(folder / "new.html"), b"new")

    assert (folder / "new.html").read_bytes() == b"new"


def test_where_boots_have_no_id_no_file_is_used_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot, "BOOT_ID", str(folder / "missing"))
    boot.boot_id.cache_clear()
    writer = output_writer(str(folder))
    boot.boot_id.cache_clear()

    assert writer is write_file
