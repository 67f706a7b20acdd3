"""A site below a path, previewed below it, with a browser that follows the author."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.preview.served import Served, served
from tests.browser.preview.site import AGENTS, CHIPS, AuthorSite, drawing
from tests.browser.preview.window import Window, is_drawn, listens, prose, stayed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(AuthorSite(tmp_path_factory.mktemp("below") / "site", "/blog"), "--follow") as preview:
        yield preview


def test_a_site_below_a_path_is_brought_up_to_date_there(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/chips/")
    assert page.url.endswith("/blog/news/chips/")

    site.edit(CHIPS, "Chips are cheap", "Chips are free")
    expect(prose(page)).to_contain_text("Chips are free")
    site.write("content/posts/2026-01-12-chips/plan.svg", drawing("blue"))
    is_drawn(prose(page).locator("img"), "blue")

    assert stayed(page)


def test_the_root_and_old_addresses_lead_below_the_path(window: Window, preview: Served) -> None:
    page = window.open("/old/agents/")
    assert page.url.endswith("/blog/news/agents/")

    page.goto(preview.address)

    assert page.url.endswith("/blog/")


def test_the_browser_goes_to_the_post_just_saved(window: Window, site: AuthorSite) -> None:
    page = window.open("/")

    site.edit(CHIPS, "Chips are cheap", "Chips are free")
    page.wait_for_url("**/blog/news/chips/")
    expect(prose(page)).to_contain_text("Chips are free")
    listens(page)
    site.edit(AGENTS, "the first draft", "the second draft")

    page.wait_for_url("**/blog/news/agents/")
    expect(prose(page)).to_contain_text("the second draft")


def test_of_several_tabs_the_one_opened_last_follows(window: Window, site: AuthorSite) -> None:
    first, last = window.open("/about/"), window.open("/")

    site.edit(CHIPS, "Chips are cheap", "Chips are free")

    last.wait_for_url("**/blog/news/chips/")
    assert first.url.endswith("/blog/about/")


def test_the_terminal_prints_the_address_of_the_post_just_saved(window: Window, site: AuthorSite) -> None:
    window.open("/about/")

    site.edit(CHIPS, "Chips are cheap", "Chips are free")

    window.preview.says(f"→ {window.preview.address}/blog/news/chips/")
