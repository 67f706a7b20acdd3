"""What reading makes of files that are gone, or out of reach, since they were found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.content.scan import FoundFile, scan
from ssg.core.settings import Config, SiteConfig
from ssg.run.live_edits import edited_site
from ssg.run.preparing import parse_options
from ssg.run.reading import Reading, read_contents
from tests.preview.studios import news_site, picture
from tests.run.live_law import Previewed

OPTIONS = parse_options(Config(SiteConfig("Test")))


def found_in(content: Path) -> tuple[FoundFile, ...]:
    files, problems = scan(str(content), {}, 0)
    assert not problems
    return files


def read(files: tuple[FoundFile, ...], cache: Path) -> Reading:
    return read_contents(files, OPTIONS, str(cache), jobs=1, progress=lambda count: None)


@pytest.mark.parametrize("gone", ["p1.md", "d/q.png"])
def test_a_file_that_went_away_between_scan_and_reading_counts_as_deleted(tmp_path: Path, gone: str) -> None:
    site = news_site(tmp_path / "site", 3)
    site.write_raw("d/q.png", picture(4))
    files = found_in(site.folder / "content")

    site.delete(gone)
    reading = read(files, tmp_path / "cache")

    known = {*reading.documents, *reading.files}
    assert known == {file.path for file in files} - {gone}
    assert set(reading.stamps) == known
    assert not reading.problems


def test_a_file_that_is_there_and_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    site = news_site(tmp_path / "site", 3)
    files = found_in(site.folder / "content")

    site.delete("p1.md")
    (site.folder / "content/p1.md").mkdir()

    assert [item.code for item in read(files, tmp_path / "cache").problems] == ["unreadable-file"]


def test_an_edit_of_a_file_that_is_gone_when_it_is_read_is_no_edit(tmp_path: Path) -> None:
    site = news_site(tmp_path / "site", 3)
    preview = Previewed(site.folder)
    preview.open()
    live = preview.current
    assert live
    edited = live.found["p1.md"]

    site.delete("p1.md")

    assert edited_site(live, [edited], str(tmp_path / "cache"), noindex=True) is None
    preview.close()
