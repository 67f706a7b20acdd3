"""Pictures in the preview: made when they are asked for, and in nobody's way."""

from __future__ import annotations

import re
import threading
from http.client import HTTPConnection
from pathlib import Path

import pytest

from ssg.render.images import Darkroom
from tests.pictures import opened, photograph
from tests.preview.conftest import Serve
from tests.preview.studios import PATIENCE_SECONDS, ServedPreviewed, news_site
from tests.sites import TestSite


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    site = news_site(tmp_path / "site", 3)
    site.write_raw("d/p.png", photograph(1, format_="PNG"))
    return site


@pytest.fixture
def preview(blog: TestSite, serve: Serve) -> ServedPreviewed:
    return serve(blog)


def made_of(preview: ServedPreviewed, page: str = "/news/d/") -> list[str]:
    """Return the addresses of made pictures that a page names."""
    return re.findall(r"/assets/i/[^\s\",]+\.avif", preview.get(page)[1].decode())


def test_a_picture_is_made_when_it_is_asked_for(preview: ServedPreviewed) -> None:
    status, data = preview.get(made_of(preview)[0])
    assert status == 200
    assert (opened(data).format, opened(data).width) == ("AVIF", 480)


def test_no_page_waits_for_a_picture(preview: ServedPreviewed, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go_on, develop = threading.Event(), threading.Event(), Darkroom.develop

    def slow(*arguments: object, **options: object) -> bytes:
        begun.set()
        assert may_go_on.wait(PATIENCE_SECONDS)
        return develop(*arguments, **options)  # type: ignore[arg-type]

    address = made_of(preview)[0]
    monkeypatch.setattr(Darkroom, "develop", slow)
    asking = HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE_SECONDS)
    asking.request("GET", address)
    assert begun.wait(PATIENCE_SECONDS)
    assert preview.get("/news/p1/")[0] == 200
    may_go_on.set()
    response = asking.getresponse()
    assert (response.status, opened(response.read()).width) == (200, 480)
    asking.close()


def test_another_picture_under_the_same_name_has_other_addresses(blog: TestSite, preview: ServedPreviewed) -> None:
    before = made_of(preview)
    blog.write_raw("d/p.png", photograph(2, format_="PNG"))
    preview.look()
    after = made_of(preview)
    assert set(before).isdisjoint(after)
    assert preview.get(before[0])[0] == 404
    assert preview.get(after[0])[0] == 200


def test_what_was_made_is_kept_for_builds(blog: TestSite, preview: ServedPreviewed) -> None:
    for address in made_of(preview):
        preview.get(address)
    assert len(list((blog.folder / ".ssg-cache/images").iterdir())) == len(set(made_of(preview)))
