"""What stands in the output folder as it should is not touched, whatever is remembered of it."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.sites import TestSite


@pytest.mark.parametrize("options", [{"clean": True}, {}], ids=["--clean", "without the cache"])
def test_a_build_that_remembers_nothing_leaves_pages_and_copies_of_the_same_bytes_alone(
    options: dict[str, Any], site: TestSite
) -> None:
    site.write("a.md")
    site.write_raw("data.csv", b"a,b\n" * 100_000)
    site.build()
    before = {path: path.stat().st_mtime_ns for path in site.output.rglob("*") if path.is_file()}
    if not options:
        shutil.rmtree(site.folder / ".ssg-cache")
    assert site.build(**options).written == ()
    assert {path: path.stat().st_mtime_ns for path in site.output.rglob("*") if path.is_file()} == before


def test_a_copy_that_was_changed_by_hand_is_made_again(site: TestSite) -> None:
    site.write_raw("data.csv", b"mine")
    site.build()
    (site.output / "data.csv").write_bytes(b"else")
    assert site.build(clean=True).written == ("data.csv",)
    assert (site.output / "data.csv").read_bytes() == b"mine"
