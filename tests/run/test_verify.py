"""`--verify`: a build is compared with a clean one, byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from ssg.core.report import BuildReport
from ssg.publish.engine import render_engine
from ssg.publish.manifest import load_state, save_state, state_file
from ssg.run.verify import BLOCK, differences, first_difference
from tests.sites import TestSite


def failures(report: BuildReport) -> list[str]:
    return [item.message for item in report.diagnostics if item.code == "verify-failed"]


def test_a_build_that_is_sound_passes(site: TestSite) -> None:
    site.write("posts/a.md", tags=["x"])

    report = site.build(verify=True)

    assert report.ok
    assert report.diagnostics == ()
    assert "verify" in report.seconds


def test_an_incremental_build_after_edits_passes(site: TestSite) -> None:
    site.write("posts/a.md", aliases=["/old/"], tags=["x"])
    site.write("posts/b.md", tags=["x"])
    site.build()
    site.write("posts/a.md", "Other text.", slug="c", tags=["y"])
    site.delete("posts/b.md")

    assert failures(site.build(verify=True)) == []


def test_the_machines_clock_may_go_on_between_the_two_builds(site: TestSite) -> None:
    site.write("posts/a.md")

    assert site.build(verify=True, now="").ok


def test_nothing_is_left_behind_and_the_lock_and_cache_are_as_without(
    site: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    site.write("posts/a.md")

    site.build(verify=True)

    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in site.folder.iterdir()) == [
        ".ssg-cache",
        "addresses.lock",
        "content",
        "output",
        "site.toml",
        "themes",
    ]


# ── outputs that are not what a clean build makes ───────────────────────────────────────────────────

PAGE = "news/a/index.html"


def retrust(site: TestSite, output: str) -> None:
    """Make the manifest believe the output as it stands, as a bug in it would."""
    path = state_file(str(site.folder / ".ssg-cache"), str(site.output))
    state, _ = load_state(path, render_engine())
    made = state.outputs[output]
    stat = (site.output / output).lstat()
    stamp = msgspec.structs.replace(
        made.stamp, size=stat.st_size, mtime=stat.st_mtime_ns, ctime=stat.st_ctime_ns, inode=stat.st_ino
    )
    outputs = {**state.outputs, output: msgspec.structs.replace(made, stamp=stamp)}
    save_state(path, replace(state, outputs=outputs))


def change_a_byte(site: TestSite) -> str:
    path = site.output / PAGE
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    retrust(site, PAGE)
    return f"`{PAGE}` differs from a clean build's from byte 100 on"


def append_bytes(site: TestSite) -> str:
    path = site.output / PAGE
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"<p>")
    retrust(site, PAGE)
    return f"`{PAGE}` differs from a clean build's from byte {size:,} on"


def add_a_file(site: TestSite) -> str:
    (site.output / "news" / "stray.html").write_text("<p>")
    return "`news/stray.html` is one file too many: a clean build does not write it"


@pytest.mark.parametrize("damage", [change_a_byte, append_bytes, add_a_file])
def test_an_output_that_a_clean_build_would_not_have_written_is_named(
    site: TestSite, damage: Callable[[TestSite], str]
) -> None:
    site.write("posts/a.md")
    site.build()
    expected = damage(site)

    assert site.build().ok, "without --verify nobody notices"
    report = site.build(verify=True)

    assert failures(report) == [expected]
    assert not report.ok


def test_an_output_that_is_missing_is_named(site: TestSite) -> None:
    site.write("posts/a.md")
    site.build()
    site.build(output=str(site.folder / "second"))
    (site.output / PAGE).unlink()

    found = list(differences(str(site.output), str(site.folder / "second")))

    assert [item.message for item in found] == [f"`{PAGE}` is missing: a clean build writes it"]
    assert [item.subject for item in found] == [PAGE]


def test_the_repository_that_an_output_folder_is_deployed_from_is_not_compared(site: TestSite) -> None:
    site.write("posts/a.md")
    site.build()
    (site.output / ".git").mkdir()
    (site.output / ".git" / "HEAD").write_text("ref: refs/heads/pages\n")

    assert site.build(verify=True).ok


def test_a_site_with_errors_is_not_built_a_second_time(site: TestSite) -> None:
    site.write("posts/a.md", "Text.", featured="perhaps")

    report = site.build(verify=True)

    assert [item.code for item in report.diagnostics] == ["wrong-type"]
    assert "verify" not in report.seconds


@pytest.mark.parametrize(
    ("ours", "theirs", "at"),
    [
        (b"", b"", None),
        (b"abc", b"abc", None),
        (b"abc", b"abd", 2),
        (b"abc", b"ab", 2),
        (b"", b"a", 0),
        (b"x" * BLOCK * 2 + b"a", b"x" * BLOCK * 2 + b"b", BLOCK * 2),
        (b"x" * BLOCK, b"x" * BLOCK + b"b", BLOCK),
    ],
)
def test_the_first_byte_that_differs_is_counted_from_the_start(
    tmp_path: Path, ours: bytes, theirs: bytes, at: int | None
) -> None:
    (tmp_path / "ours").write_bytes(ours)
    (tmp_path / "theirs").write_bytes(theirs)

    assert first_difference(str(tmp_path / "ours"), str(tmp_path / "theirs")) == at
