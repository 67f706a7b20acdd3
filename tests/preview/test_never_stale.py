"""The law of the preview under the whole of `ssg serve`, asked by HTTP: what a clean build makes, and no leak."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ssg.core.urls import address_of
from ssg.plan.planning import Planning
from ssg.run.live_site import LiveSite
from tests.preview.conftest import Serve
from tests.preview.studios import NOT_SERVED, edit, mend_all_files, news_site, picture
from tests.properties.soak import chosen, seed_of
from tests.sites import TestSite

MOMENTS_IN_USE = 4  # at most: the studio's, the snapshot's, the one before, one that a page is made of
MEGABYTE = 1 << 20


def test_after_500_random_edits_in_a_row_every_address_gives_the_bytes_of_a_clean_build_and_nothing_leaks(
    tmp_path: Path, serve: Serve
) -> None:
    site, chance = news_site(tmp_path / "site"), random.Random(seed_of(500))
    preview = serve(site)
    tabs = [preview.tab(address) for address in ("/", "/news/p1/", "/nowhere/")]
    edits, told = chosen(500, 5000), 0
    early: Standing | None = None
    for number in range(1, edits + 1):
        edit(site, chance)
        preview.look()
        if number % 25 == 0:
            preview.hold_to_the_law()
            told += sum(len(tab.all()) for tab in tabs)
        if number == edits * 2 // 5:
            early = Standing()
    late = Standing()
    mend_all_files(site, chance)
    preview.look()
    preview.hold_to_the_law()

    assert early
    assert preview.compared >= 15
    assert told > edits / 5
    assert late.moments <= MOMENTS_IN_USE
    assert late.threads == early.threads
    assert late.descriptors <= early.descriptors
    assert late.resident - early.resident < 40 * MEGABYTE
    assert preview.press.kept_bytes < 10 * MEGABYTE
    assert len(preview.preview.tabs) == len(tabs)


class Standing:
    """What this process holds."""

    def __init__(self) -> None:
        gc.collect()
        self.moments = max(sum(type(held) is kind for held in gc.get_objects()) for kind in (LiveSite, Planning))
        self.threads = sorted(thread.name for thread in threading.enumerate())
        self.descriptors = min(descriptors_after(pause) for pause in (0, 0.1, 0.2, 0.4))
        with open("/proc/self/statm", encoding="ascii") as file:
            self.resident = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def descriptors_after(pause: float) -> int:
    """Return how many files this process has open: also for a moment, where a thread looks at a folder just then."""
    time.sleep(pause)
    return len(os.listdir("/proc/self/fd"))


EDITS: dict[str, tuple[Callable[[TestSite], object], str]] = {
    "a word": (lambda site: rewrite(site, "This leads", "That leads"), "/news/p1/"),
    "a title, at home": (lambda site: rewrite(site, "Post 1", "Post One"), "/"),
    "a tag": (lambda site: rewrite(site, '"t1"', '"t9"'), "/tags/t9/"),
    "a draft": (lambda site: site.write("e.md", "Soon.", draft=True), "/news/e/"),
    "a picture": (lambda site: site.write_raw("d/p.png", picture(9)), "/news/d/p.png"),
    "a post that is gone": (lambda site: site.delete("p1.md"), "/news/"),
    "a template": (lambda site: byline(site, "<b>{{ post.title }}</b>"), "/news/p2/"),
    "the configuration": (lambda site: rewrite(site, "Test News", "Other News", "site.toml"), "/"),
    "a base path": (lambda site: rewrite(site, "//test.example", "//test.example/blog", "site.toml"), "/blog/news/p2/"),
}


def rewrite(site: TestSite, old: str, new: str, path: str = "content/p1.md") -> None:
    file = site.folder / path
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def byline(site: TestSite, text: str) -> None:
    (site.folder / "themes/rich/templates/parts/byline.html").write_text(text)


@pytest.mark.parametrize("what", sorted(EDITS))
def test_who_comes_to_a_page_right_after_a_save_gets_it_as_it_was_saved(
    what: str, tmp_path: Path, serve: Serve
) -> None:
    site = news_site(tmp_path / "site", 6)
    preview = serve(site)
    act, target = EDITS[what]
    act(site)

    status, _ = preview.get(target, **{"Sec-Fetch-Mode": "navigate"})

    assert status == 200
    preview.note()
    preview.keep_good_settings()
    preview.hold_to_the_law()


@pytest.mark.parametrize("drafts", [True, False])
def test_every_address_of_a_site_below_a_base_path_is_that_of_a_clean_build(
    drafts: bool, tmp_path: Path, serve: Serve
) -> None:
    site = news_site(tmp_path / "site", 6)
    rewrite(site, "//test.example", "//test.example/blog", "site.toml")
    preview = serve(site, drafts)

    preview.hold_to_the_law()

    assert preview.get("/blog/news/draft/")[0] == (200 if drafts else 404)
    assert preview.get("/news/p1/")[0] == 404


def test_a_picture_that_grew_unnoticed_is_given_whole(tmp_path: Path, serve: Serve) -> None:
    site = news_site(tmp_path / "site", 2)
    preview = serve(site)
    for width in (9, 1):
        site.write_raw("d/p.png", picture(width))

        assert preview.get("/news/d/p.png") == (200, picture(width))


def test_nothing_is_written_but_the_cache(tmp_path: Path, serve: Serve) -> None:
    site = news_site(tmp_path / "site", 6)
    assert site.build().ok
    (site.folder / "content/p1.md").rename(site.folder / "content/q1.md")
    before = stamps(site.folder)
    preview = serve(site)
    assert preview.current

    for output in preview.current.jobs:
        preview.asked(preview.current, output)
    preview.look()

    assert stamps(site.folder) == before


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".ssg-cache" not in path.parts)
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}


def test_the_rules_for_the_host_are_built_and_not_served(tmp_path: Path, serve: Serve) -> None:
    preview = serve(news_site(tmp_path / "site", 2))

    found = {output: preview.get(address_of(output))[0] for output in NOT_SERVED}

    assert found == {"_headers": 404, "_redirects": 404, "404.html": 200}


def test_a_page_that_cannot_be_made_says_why_and_mends_itself(tmp_path: Path, serve: Serve) -> None:
    site = news_site(tmp_path / "site", 2)
    good = (site.folder / "themes/rich/templates/parts/byline.html").read_text("utf-8")
    byline(site, "{{ 1 / 0 }}")
    preview = serve(site)

    status, page = preview.get("/news/p1/", **{"Sec-Fetch-Mode": "navigate"})
    assert status == 500
    assert b"template-error" in page
    tab = preview.tab("/news/p1/")
    assert [item["code"] for item in tab.next("problems")] == ["template-error"]
    assert tab.next("page")["version"] == "0" * 16

    byline(site, good)
    preview.look()
    assert tab.next("page")["version"] != "0" * 16
    assert tab.next("problems") == []
    preview.hold_to_the_law()
