"""Pages are rendered when they are asked for, once for equal parts, and kept within a bound of memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssg.preview.exchange import Artifact, PageBroken
from ssg.preview.press import Press
from ssg.run.live_site import LiveSite
from tests.preview.studios import news_site
from tests.run.live_law import Previewed
from tests.sites import TestSite

PAGE = "news/p1/index.html"
BROKEN_BYLINE = '{% if post.title == "Post 1" %}{{ 1 / 0 }}{% endif %}'


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    return news_site(tmp_path / "site", 6)


@pytest.fixture
def preview(blog: TestSite) -> Iterator[Previewed]:
    previewed = Previewed(blog.folder)
    previewed.open()
    yield previewed
    previewed.close()


def now(preview: Previewed) -> LiveSite:
    assert preview.current
    return preview.current


def made(press: Press, live: LiveSite, output: str) -> Artifact:
    found = press.artifact(live, output)
    assert found
    return found


def edit(blog: TestSite, path: str, old: str, new: str) -> None:
    file = blog.folder / path
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def cache_files(blog: TestSite) -> list[Path]:
    return sorted((blog.folder / ".ssg-cache").glob("parsed-*"))


def test_what_is_asked_for_twice_is_rendered_once(preview: Previewed) -> None:
    assert made(preview.press, now(preview), PAGE) is made(preview.press, now(preview), PAGE)


def test_a_page_that_an_edit_does_not_touch_is_not_rendered_again(blog: TestSite, preview: Previewed) -> None:
    before = made(preview.press, now(preview), "pages/about/index.html")

    edit(blog, "content/p1.md", "This leads", "That leads")
    preview.look()

    assert made(preview.press, now(preview), "pages/about/index.html") is before


def test_a_page_that_an_edit_touches_is_rendered_again(blog: TestSite, preview: Previewed) -> None:
    before = made(preview.press, now(preview), PAGE)

    edit(blog, "content/p1.md", "This leads", "That leads")
    preview.look()

    after = made(preview.press, now(preview), PAGE)
    assert b"That leads" in after.data
    assert after.digest != before.digest


def test_an_address_where_nothing_stands_has_no_artifact(preview: Previewed) -> None:
    assert preview.press.artifact(now(preview), "news/nowhere/index.html") is None


def test_a_file_beside_a_post_is_named_and_not_read(blog: TestSite, preview: Previewed) -> None:
    found = made(preview.press, now(preview), "news/d/p.png")

    path = blog.folder / "content/d/p.png"
    assert (found.data, found.path, found.size) == (b"", str(path), path.stat().st_size)


@pytest.mark.parametrize("bound", [1, 3_000, 30_000])
def test_no_more_bytes_are_kept_than_the_bound_but_for_the_last_page(bound: int, preview: Previewed) -> None:
    press = Press(str(preview.site / ".ssg-cache"), kept_bytes=bound)
    live = now(preview)
    largest = 0

    for output in live.jobs:
        largest = max(largest, len(made(press, live, output).data))
        assert press.kept_bytes <= max(bound, largest)

    press.close()


def test_the_page_asked_for_longest_ago_makes_room(preview: Previewed) -> None:
    live = now(preview)
    sizes = [len(made(preview.press, live, f"news/p{number}/index.html").data) for number in (1, 2, 3)]
    press = Press(str(preview.site / ".ssg-cache"), kept_bytes=sum(sizes) - 1)
    first, second = (made(press, live, f"news/p{number}/index.html") for number in (1, 2))
    assert made(press, live, "news/p1/index.html") is first

    made(press, live, "news/p3/index.html")

    assert made(press, live, "news/p1/index.html") is first
    assert made(press, live, "news/p2/index.html") is not second
    press.close()


# ── pages that cannot be made ───────────────────────────────────────────────────────────────────────


def test_a_page_whose_template_fails_is_given_as_it_last_was(blog: TestSite, preview: Previewed) -> None:
    before = made(preview.press, now(preview), PAGE)

    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text(BROKEN_BYLINE)
    preview.look()

    assert made(preview.press, now(preview), PAGE) is before
    assert preview.press.failure(now(preview), PAGE)


def test_a_page_that_never_could_be_made_says_why(blog: TestSite, preview: Previewed) -> None:
    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text(BROKEN_BYLINE)
    preview.look()

    with pytest.raises(PageBroken) as broken:
        preview.press.artifact(now(preview), PAGE)

    assert [item.code for item in broken.value.problems] == ["template-error"]


def test_a_failure_is_forgotten_when_the_post_is_mended_whoever_asks(blog: TestSite, preview: Previewed) -> None:
    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text(BROKEN_BYLINE)
    preview.look()
    with pytest.raises(PageBroken):
        preview.press.artifact(now(preview), PAGE)

    edit(blog, "content/p1.md", "Post 1", "Post One")
    preview.look()

    assert preview.press.failures(now(preview)) == ()


def test_one_mistake_on_many_pages_is_one_failure(blog: TestSite, preview: Previewed) -> None:
    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text("{{ 1 / 0 }}")
    preview.look()
    for number in (1, 2, 3):
        with pytest.raises(PageBroken):
            preview.press.artifact(now(preview), f"news/p{number}/index.html")

    assert len(preview.press.failures(now(preview))) == 1


def test_failures_of_pages_that_are_gone_are_not_kept(blog: TestSite, preview: Previewed) -> None:
    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text("{{ 1 / 0 }}")
    preview.look()
    with pytest.raises(PageBroken):
        preview.press.artifact(now(preview), PAGE)
    blog.delete("p1.md")
    blog.delete("p1.zh.md")
    preview.look()

    with pytest.raises(PageBroken):
        preview.press.artifact(now(preview), "news/p2/index.html")

    assert preview.press.failed_outputs == {"news/p2/index.html"}


def test_a_template_on_disk_that_is_ahead_of_the_site_is_not_printed_with(blog: TestSite, preview: Previewed) -> None:
    before = now(preview)
    blog.folder.joinpath("themes/rich/templates/parts/byline.html").write_text("AHEAD")

    assert b"AHEAD" not in made(preview.press, before, PAGE).data
    preview.look()
    assert b"AHEAD" in made(preview.press, now(preview), PAGE).data


# ── the parse cache, which is anybody's ─────────────────────────────────────────────────────────────


def test_a_body_is_parsed_again_when_the_cache_was_deleted_under_an_open_press(
    blog: TestSite, preview: Previewed
) -> None:
    made(preview.press, now(preview), "news/p2/index.html")

    shutil.rmtree(blog.folder / ".ssg-cache")

    assert b"This leads" in made(preview.press, now(preview), PAGE).data
    preview.hold_to_the_law()


@pytest.mark.parametrize("damage", [b"", b"not a cache at all\n" * 500])
def test_a_body_is_parsed_again_when_the_cache_is_damaged(damage: bytes, blog: TestSite, preview: Previewed) -> None:
    for path in cache_files(blog):
        path.write_bytes(damage)

    assert b"This leads" in made(preview.press, now(preview), PAGE).data
    preview.hold_to_the_law()


def test_a_damaged_cache_under_an_open_press_is_replaced(blog: TestSite, preview: Previewed) -> None:
    made(preview.press, now(preview), "news/p2/index.html")
    for path in cache_files(blog):
        path.write_bytes(os.urandom(path.stat().st_size))

    assert b"This leads" in made(preview.press, now(preview), PAGE).data


def test_a_broken_post_whose_last_good_text_nobody_has_any_more_says_so(blog: TestSite, preview: Previewed) -> None:
    blog.write_raw("p1.md", "---\ntitle: [\n---\n")
    preview.look()
    shutil.rmtree(blog.folder / ".ssg-cache")

    with pytest.raises(PageBroken) as broken:
        preview.press.artifact(now(preview), PAGE)

    assert [(item.code, item.file) for item in broken.value.problems] == [("preview-failed", "content/p1.md")]


def test_a_broken_post_that_somebody_saw_stays_as_it_was_without_its_text(blog: TestSite, preview: Previewed) -> None:
    before = made(preview.press, now(preview), PAGE)
    blog.write_raw("p1.md", "---\ntitle: [\n---\n")
    preview.look()
    shutil.rmtree(blog.folder / ".ssg-cache")

    assert made(preview.press, now(preview), PAGE) is before


def test_a_style_sheet_that_was_served_stays_when_the_theme_is_deleted(blog: TestSite, preview: Previewed) -> None:
    sheet = next(output for output in now(preview).jobs if output.endswith(".css"))
    before = made(preview.press, now(preview), sheet)

    shutil.rmtree(blog.folder / "themes")
    preview.look()

    assert made(preview.press, now(preview), sheet) is before
