"""A build with nothing to do: found out cheaply, and never wrongly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.sites import NOW, TestSite

HEAVY = ("jinja2", "markdown_it", "numpy", "rich", "pygments", "PIL", "babel", "yaml", "sqlite3")

BUILD_AND_TELL = f"""
import sys
from ssg import BuildOptions, build
report = build(sys.argv[1], BuildOptions(now={NOW!r}, environ={{}}))
print(report.rendered, len(report.written), *(name for name in {HEAVY!r} if name in sys.modules))
"""


def build_in_child(site: TestSite) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BUILD_AND_TELL, str(site.folder)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_build_with_nothing_to_do_imports_no_heavy_library(site: TestSite) -> None:
    site.write("a.md", "Text with `code`.")
    assert "jinja2" in build_in_child(site)

    assert build_in_child(site) == ["0", "0"]


def test_warnings_are_told_again_by_a_build_with_nothing_to_do(site: TestSite) -> None:
    site.write("a.md", "[nowhere](nowhere.md)")
    first = site.build()
    again = site.build()

    assert again.rendered == 0
    assert again.diagnostics == first.diagnostics
    assert [found.code for found in again.diagnostics] == ["dead-link"]
    assert again.posts == 1


def touch_nothing(site: TestSite) -> None:
    """Change nothing at all."""


def edit_body(site: TestSite) -> None:
    site.write("a.md", "Some Text.")


def edit_in_place_with_the_old_time(site: TestSite) -> None:
    path = site.folder / "content" / "a.md"
    stat = path.stat()
    path.write_text(path.read_text().replace("Some", "Same"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def edit_setting(site: TestSite) -> None:
    site.configure((site.folder / "site.toml").read_text() + 'copyright = "Us"\n')


def edit_template(site: TestSite) -> None:
    path = site.folder / "themes" / "bare" / "templates" / "post.html"
    path.write_text(path.read_text() + "{# more #}")


def add_override(site: TestSite) -> None:
    (site.folder / "themes" / "other").mkdir()
    (site.folder / "themes" / "other" / "theme.toml").write_text('name = "other"\n')


def delete_output(site: TestSite) -> None:
    (site.output / "news" / "a" / "index.html").unlink()


def edit_output(site: TestSite) -> None:
    path = site.output / "feed.xml"
    path.write_bytes(path.read_bytes()[:-1] + b" ")


def edit_owned(site: TestSite) -> None:
    path = site.output / ".ssg-owned"
    path.write_text(path.read_text() + "somebody-elses.txt\n")


def delete_lock(site: TestSite) -> None:
    (site.folder / "addresses.lock").unlink()


def delete_file(site: TestSite) -> None:
    (site.folder / "content" / "notes.txt").unlink()


CHANGES = (
    edit_body,
    edit_in_place_with_the_old_time,
    edit_setting,
    edit_template,
    add_override,
    delete_output,
    edit_output,
    edit_owned,
    delete_lock,
    delete_file,
)


@pytest.mark.parametrize("change", [touch_nothing, *CHANGES], ids=lambda change: change.__name__)
def test_only_a_build_with_nothing_to_do_is_taken_for_one(site: TestSite, change: Callable[[TestSite], None]) -> None:
    site.write("a.md", "Some text.")
    site.write_raw("notes.txt", "1")
    site.build()
    change(site)
    done = site.build()

    assert (list(done.seconds) == ["compare"]) == (change is touch_nothing)


INSTANTS = {"2026-02-10T00:00:00Z": True, "2026-03-01T00:00:00Z": False, "2026-01-01T00:00:00Z": False}


@pytest.mark.parametrize(("now", "unchanged"), INSTANTS.items())
def test_the_clock_changes_nothing_until_an_instant_is_due(site: TestSite, now: str, unchanged: bool) -> None:
    site.write("past.md", date="2026-01-10")
    site.write("future.md", date="2026-03-01")
    site.build()

    assert (list(site.build(now=now).seconds) == ["compare"]) == unchanged


def test_a_build_that_found_errors_is_never_taken_for_one_with_nothing_to_do(site: TestSite) -> None:
    site.write("a.md")
    site.write("b.md", draft="perhaps")
    first = site.build(keep_going=True)
    again = site.build(keep_going=True)

    assert not first.ok
    assert [found.code for found in again.diagnostics] == ["wrong-type"]
    assert not again.ok
