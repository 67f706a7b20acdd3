"""Parts of a file that somebody else is changing: the bytes that were promised, or none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ssg.preview.files import FileChanged, read_slice


def _missing(path: Path) -> None:
    path.unlink()


def _shorter(path: Path) -> None:
    path.write_bytes(b"0123")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _other_file(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"abcdefghij")
    os.utime(other, ns=(0, path.stat().st_mtime_ns))
    other.replace(path)


def _rewritten(path: Path) -> None:
    path.write_bytes(b"abcdefghij")
    os.utime(path, ns=(0, 0))


def _longer(path: Path) -> None:
    moment = path.stat().st_mtime_ns
    path.write_bytes(b"0123456789a")
    os.utime(path, ns=(0, moment))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "a.mp4"
    found.write_bytes(b"0123456789")
    return found


@pytest.mark.parametrize(("start", "stop"), [(0, 10), (0, 0), (3, 7), (10, 10)])
def test_a_part_is_the_bytes_from_one_to_another(path: Path, start: int, stop: int) -> None:
    assert read_slice(str(path), start, stop).data == b"0123456789"[start:stop]


def test_the_next_part_of_the_same_file_follows(path: Path) -> None:
    first = read_slice(str(path), 0, 5)

    assert read_slice(str(path), 5, 10, first.file).data == b"56789"


@pytest.mark.parametrize("stop", [0, 10])
@pytest.mark.parametrize("change", [_missing, _pipe, _folder, _device])
def test_what_is_no_file_any_more_is_not_read(path: Path, change: Callable[[Path], None], stop: int) -> None:
    change(path)

    with pytest.raises(FileChanged):
        read_slice(str(path), 0, stop)


def test_a_shorter_file_is_not_read(path: Path) -> None:
    _shorter(path)

    with pytest.raises(FileChanged):
        read_slice(str(path), 0, 10)


@pytest.mark.parametrize("change", [_missing, _shorter, _other_file, _rewritten, _longer])
def test_no_answer_is_made_of_two_files(path: Path, change: Callable[[Path], None]) -> None:
    first = read_slice(str(path), 0, 5)
    change(path)

    with pytest.raises(FileChanged):
        read_slice(str(path), 5, 10, first.file)
