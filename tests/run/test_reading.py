"""What reading makes of files that are gone, or out of reach, since they were found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ssg.content.parse_options import parse_options
from ssg.content.scan import FoundFile, scan
from ssg.core.settings import Config, SiteConfig
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.live_edits import edited_site
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


@pytest.mark.parametrize("damaged", ["document", "body", "searchable"])
def test_what_the_cache_holds_is_read_from_there_and_what_is_damaged_in_it_is_made_anew(
    tmp_path: Path, damaged: str
) -> None:
    site = news_site(tmp_path / "site", 3)
    files, folder = found_in(site.folder / "content"), tmp_path / "cache"
    before = read(files, folder)
    (file,) = folder.glob("*.sqlite")
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE parsed SET {damaged} = x'00' WHERE rowid = 1")
        (key,) = connection.execute("SELECT key FROM parsed WHERE rowid = 1").fetchone()
    connection.close()

    assert read(files, folder).documents == before.documents
    cache = Cache(str(folder), parse_engine())
    assert cache.document(key)
    assert cache.body(key)
    assert cache.searchable(key)
    cache.close()


def test_two_files_of_the_same_bytes_are_both_read(tmp_path: Path) -> None:
    site = news_site(tmp_path / "site", 2)
    site.write_raw("copy.md", (site.folder / "content/p1.md").read_bytes())

    documents = read(found_in(site.folder / "content"), tmp_path / "cache").documents

    assert documents["copy.md"][1] == documents["p1.md"][1]


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
