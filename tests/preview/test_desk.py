"""What open tabs are told, by a real site: their own page's version and facts, what is wrong, which files moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ssg.preview.additions import page_version
from tests.preview.conftest import Serve
from tests.preview.studios import Heard, ServedPreviewed, news_site, picture
from tests.sites import TestSite


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    return news_site(tmp_path / "site", 6)


@pytest.fixture
def preview(blog: TestSite, serve: Serve) -> ServedPreviewed:
    return serve(blog)


def rewrite(site: TestSite, old: str, new: str, path: str = "content/p2.md") -> None:
    file = site.folder / path
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def version(preview: ServedPreviewed, output: str) -> str:
    """Return the version of a page as it is now."""
    live = preview.current
    assert live
    artifact = preview.loop_call(preview.preview.rendered(lambda: preview.press.artifact(live, output)))
    assert artifact
    return page_version(artifact.digest)


def greeted(preview: ServedPreviewed, address: str, **options: bool) -> Heard:
    """Open a tab that has been welcomed."""
    tab = preview.tab(address, **options)
    tab.next("page")
    return tab


def settled(preview: ServedPreviewed, tab: Heard) -> list[tuple[str, Any]]:
    """Return everything that a tab was told, after all that happened so far has been told."""
    preview.loop_call(preview.preview.told())
    return tab.all()


# ── welcome ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_tab_is_told_what_is_wrong_and_then_how_its_page_stands(preview: ServedPreviewed) -> None:
    events = settled(preview, preview.tab("/news/p2/"))

    assert [name for name, _ in events] == ["problems", "page"]
    page = dict(events)["page"]
    assert dict(events)["problems"] == []
    assert page["version"] == version(preview, "news/p2/index.html")
    assert (page["address"], page["source"], page["status"]) == ("/news/p2/", "content/p2.md", "")
    assert (page["words"], page["minutes"], page["findings"], page["reason"]) == (18, 1, [], "")


@pytest.mark.parametrize(("address", "status"), [("/news/draft/", "draft"), ("/news/p2/", "")])
def test_a_tab_is_told_whether_its_post_is_published(address: str, status: str, preview: ServedPreviewed) -> None:
    assert preview.tab(address).next("page")["status"] == status


def test_a_list_has_no_source_and_no_words(preview: ServedPreviewed) -> None:
    page = preview.tab("/tags/t1/").next("page")

    assert (page["address"], page["source"], page["words"]) == ("/tags/t1/", "", 0)


def test_a_page_that_is_not_there_has_the_version_of_the_page_that_says_so(preview: ServedPreviewed) -> None:
    assert preview.tab("/nowhere/").next("page")["version"] == "404" + version(preview, "404.html")


def test_a_tab_from_before_the_server_started_is_known_by_the_id_of_its_page(preview: ServedPreviewed) -> None:
    assert preview.tab("/archive/2026/01/").next("page")["address"] == "/archive/2026/01/"


def test_a_warning_about_a_post_is_told_to_the_tab_that_shows_it_and_to_no_other(
    blog: TestSite, preview: ServedPreviewed
) -> None:
    rewrite(blog, "(/)", "(nowhere.md)")
    preview.look()

    findings = [preview.tab(address).next("page")["findings"] for address in ("/news/p2/", "/news/p3/", "/")]

    assert [[item["code"] for item in found] for found in findings] == [["dead-link"], [], []]
    (finding,) = findings[0]
    assert (finding["file"], finding["line"], finding["level"]) == ("content/p2.md", 11, "warning")
    assert "This leads [home](nowhere.md)." in finding["frame"]


# ── news ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tab_is_told_of_its_own_page_and_of_no_other(blog: TestSite, preview: ServedPreviewed) -> None:
    mine, other = greeted(preview, "/news/p2/"), greeted(preview, "/pages/about/")

    rewrite(blog, "This leads", "That leads")
    preview.look()

    page = mine.next("page")
    assert page["version"] == version(preview, "news/p2/index.html")
    assert page["reason"] == "the text of content/p2.md changed"
    assert page["milliseconds"] >= 0
    assert settled(preview, other) == []


def test_two_tabs_with_one_page_are_both_told(blog: TestSite, preview: ServedPreviewed) -> None:
    tabs = [greeted(preview, "/news/p2/") for _ in range(2)]

    rewrite(blog, "This leads", "That leads")
    preview.look()

    assert len({tab.next("page")["version"] for tab in tabs}) == 1


def test_a_page_that_is_deleted_and_comes_back_moves_its_version_each_time(
    blog: TestSite, preview: ServedPreviewed
) -> None:
    tab = preview.tab("/news/p2/")
    first = tab.next("page")["version"]
    text = (blog.folder / "content/p2.md").read_bytes()

    blog.delete("p2.md")
    preview.look()
    assert tab.next("page")["version"].startswith("404")
    blog.write_raw("p2.md", text)
    preview.look()

    told = tab.next("page")["version"], tab.next("page")["version"]
    assert told[1] == first  # with its related list, which follows


def test_an_error_is_told_to_every_tab_and_so_is_its_end(blog: TestSite, preview: ServedPreviewed) -> None:
    tabs = [greeted(preview, address) for address in ("/news/p2/", "/")]
    for tab in tabs:
        tab.all()
    good = (blog.folder / "content/p2.md").read_bytes()

    blog.write_raw("p2.md", "---\ntitle: [\n---\n")
    preview.look()
    assert [[item["code"] for item in tab.next("problems")] for tab in tabs] == [["bad-yaml"]] * 2
    blog.write_raw("p2.md", good)
    preview.look()

    assert [tab.next("problems") for tab in tabs] == [[], []]
    assert preview.lines[-1] == "Nothing is wrong any more."
    assert [[item.code for item in found] for found in preview.findings[-2:]] == [["bad-yaml"], []]


def test_a_template_that_fails_on_an_open_page_is_told_and_printed_and_so_is_its_end(
    blog: TestSite, preview: ServedPreviewed
) -> None:
    tab = preview.tab("/news/p2/")
    first = tab.next("page")["version"]
    byline = blog.folder / "themes/rich/templates/parts/byline.html"
    good = byline.read_text("utf-8")

    byline.write_text("{{ 1 / 0 }}")
    preview.look()
    page, (problem,) = tab.next("page"), tab.next("problems")
    assert page["version"] == first
    assert [item["code"] for item in page["findings"]] == ["template-error"]
    assert (problem["code"], problem["file"]) == ("template-error", "themes/rich/templates/parts/byline.html")
    assert [item.code for item in preview.findings[-1]] == ["template-error"]

    byline.write_text(good)
    preview.look()
    assert tab.next("problems") == []
    preview.hold_to_the_law()


def test_a_picture_that_changed_is_told_to_every_tab_by_its_address(blog: TestSite, preview: ServedPreviewed) -> None:
    tab = greeted(preview, "/news/d/")
    file = blog.folder / "content/d/p.png"
    data = file.read_bytes()
    tab.all()

    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    preview.look()

    # The page is told, too: the addresses of what is made of the picture hang on its bytes.
    assert ("files", {"addresses": ["/news/d/p.png"]}) in settled(preview, tab)


@pytest.mark.parametrize(("willing", "address"), [(True, "/news/p3/"), (False, None)])
def test_the_last_tab_that_is_willing_goes_to_the_page_just_saved(
    willing: bool, address: str | None, blog: TestSite, serve: Serve
) -> None:
    preview = serve(blog, follow=True)
    tabs = [greeted(preview, "/", follow=willing), greeted(preview, "/news/p2/", follow=willing)]

    rewrite(blog, "This leads", "That leads", "content/p3.md")
    preview.look()

    told = [dict(settled(preview, tab)).get("go") for tab in tabs]
    assert told == [None, {"address": address} if address else None]


def test_nobody_is_led_anywhere_unless_it_was_asked_for(blog: TestSite, preview: ServedPreviewed) -> None:
    tab = greeted(preview, "/", follow=True)

    rewrite(blog, "This leads", "That leads", "content/p3.md")
    preview.look()

    assert "go" not in dict(settled(preview, tab))


def test_the_terminal_is_told_what_changed_and_where_it_is_seen(blog: TestSite, preview: ServedPreviewed) -> None:
    rewrite(blog, "This leads", "That leads")
    preview.look()
    preview.loop_call(preview.preview.told())

    said = f"the text of content/p2.md changed → http://localhost:{preview.port}/news/p2/ ("
    assert preview.lines[-1].startswith(said)


def test_addresses_have_the_base_path_as_links_have_it(blog: TestSite, serve: Serve) -> None:
    rewrite(blog, "//test.example", "//test.example/blog", "site.toml")
    preview = serve(blog, follow=True)
    tab = preview.tab("/news/p2/", follow=True)
    assert tab.next("page")["address"] == "/blog/news/p2/"

    blog.write_raw("d/p.png", picture(9))
    rewrite(blog, "This leads", "That leads")
    preview.look()

    assert tab.next("files") == {"addresses": ["/blog/news/d/p.png"]}
    assert tab.next("go") == {"address": "/blog/news/p2/"}


# ── what is remembered ──────────────────────────────────────────────────────────────────────────────


def test_tabs_that_come_and_go_leave_nothing_behind(preview: ServedPreviewed) -> None:
    for _ in range(100):
        tab = greeted(preview, "/news/p2/")
        preview.loop_call(closed(tab))

    assert preview.preview.tabs == ()
    assert preview.preview.desk.remembered_tabs <= 1


async def closed(tab: Heard) -> None:
    tab.tab.close()
    assert tab.task
    await tab.task


def test_addresses_that_were_asked_for_do_not_pile_up(preview: ServedPreviewed) -> None:
    desk = preview.preview.desk
    for number in range(5_000):
        desk.name(f"/nowhere/{number}/")

    assert desk.remembered_addresses <= 2_000
    assert preview.tab("/news/p2/").next("page")["address"] == "/news/p2/"
