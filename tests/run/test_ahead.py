"""A process that works ahead leaves documents in the parse cache and Python of templates, or nothing, and is gone."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from ssg.content.parse_options import FrontOptions, ParseOptions, parse_key
from ssg.content.scan import FoundFile, scan
from ssg.core.digests import digest_bytes
from ssg.core.theme import Layer
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.ahead import Order, working_ahead

OPTIONS = ParseOptions(FrontOptions())
TEXT = "---\ntitle: A\n---\nWords.\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks")


@pytest.fixture
def files(tmp_path: Path) -> tuple[FoundFile, ...]:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(TEXT, "utf-8")
    (tmp_path / "theme" / "templates").mkdir(parents=True)
    (tmp_path / "theme" / "templates" / "post.html").write_text("<{{ '/a/' | href }}>", "utf-8")
    return tuple(scan(str(tmp_path / "content"), {}, 0)[0])


def order(folder: Path, *templates: str) -> Order:
    """Return an order of templates, each a group of its own."""
    groups = tuple((name,) for name in templates)
    return Order(OPTIONS, (Layer("own", str(folder / "theme")),), groups, "https://example.com/blog", "/blog")


def known(cache_folder: Path) -> bool:
    cache = Cache(str(cache_folder), parse_engine())
    try:
        return cache.document(parse_key(digest_bytes(TEXT.encode()), OPTIONS)) is not None
    finally:
        cache.close()


def no_child_is_left() -> bool:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    return True


def test_files_are_parsed_into_the_cache_and_templates_read(tmp_path: Path, files: tuple[FoundFile, ...]) -> None:
    with working_ahead(files, str(tmp_path / "cache"), worth_it=True) as ahead:
        ahead.give(order(tmp_path, "post.html", "nowhere.html"))
        ahead.wait_for_files()
        assert known(tmp_path / "cache")
        (written,) = ahead.templates()
        assert (ahead.templates(), ahead.templates()) == ((), ())

    # The site's own filters print constants.
    assert "/blog/a/" in written.python
    assert no_child_is_left()


def test_one_without_an_order_does_nothing_and_goes(tmp_path: Path, files: tuple[FoundFile, ...]) -> None:
    with working_ahead(files, str(tmp_path / "cache"), worth_it=True) as ahead:
        ahead.wait_for_files()
        assert ahead.templates() == ()

    assert not (tmp_path / "cache").exists()
    assert no_child_is_left()


def test_one_that_fails_is_none(
    tmp_path: Path, files: tuple[FoundFile, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cache").write_text("no folder", "utf-8")
    with working_ahead(files, str(tmp_path / "cache"), worth_it=True) as ahead:
        ahead.give(order(tmp_path, "post.html"))
        ahead.wait_for_files()
        assert ahead.templates() == ()

    assert no_child_is_left()
    assert capfd.readouterr() == ("", "")


def test_nobody_is_there_where_it_is_not_worth_it(tmp_path: Path, files: tuple[FoundFile, ...]) -> None:
    with working_ahead(files, str(tmp_path / "cache"), worth_it=False) as ahead:
        ahead.give(order(tmp_path, "post.html"))
        ahead.wait_for_files()

        assert ahead.templates() == ()


def test_nobody_is_there_where_no_process_can_be_made(
    tmp_path: Path, files: tuple[FoundFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room() -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_room)
    with working_ahead(files, str(tmp_path), worth_it=True) as ahead:
        ahead.wait_for_files()
        assert ahead.templates() == ()
