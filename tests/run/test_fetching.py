"""A file that a thread reads: what it holds, or nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ssg.core.digests import seal_of, sealed
from ssg.run.fetching import Fetched


def test_what_was_sealed_is_there_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(sealed(b"the lists"))
    with Fetched(str(path)) as fetched:
        name, data = fetched.content()

    assert data is not None
    assert (name, bytes(data)) == (seal_of(path.read_bytes()), b"the lists")


@pytest.mark.parametrize("blob", [None, b"", b"garbage of more than sixteen bytes"])
def test_what_is_lost_or_damaged_is_nothing(tmp_path: Path, blob: bytes | None) -> None:
    path = tmp_path / "kept"
    if blob is not None:
        path.write_bytes(blob)
    with Fetched(str(path)) as fetched:
        assert fetched.content()[1] is None


def test_no_thread_is_left_when_nobody_asked(tmp_path: Path) -> None:
    before = threading.active_count()
    with Fetched(str(tmp_path / "kept")):
        pass

    assert threading.active_count() == before
