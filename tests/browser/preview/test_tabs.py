"""Tabs that are many, hidden, left and come back to, and whose server goes away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.preview.served import Served
from tests.browser.preview.site import AGENTS, AuthorSite
from tests.browser.preview.window import Window, listens, prose, stayed, updates

pytestmark = pytest.mark.browser

SEVEN = ("/", "/news/agents/", "/news/chips/", "/news/long/", "/about/", "/tags/", "/news/agents/")


def test_seven_tabs_that_are_all_in_view_follow(window: Window, site: AuthorSite) -> None:
    tabs = [window.open(address) for address in SEVEN]

    site.edit("site.toml", "The Daily Token", "The Weekly Token")

    for page in tabs:
        expect(page.locator(".masthead-name")).to_have_text("The Weekly Token")
        assert stayed(page)


def test_a_page_that_is_gone_back_to_shows_what_was_saved_meanwhile(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    page.goto(page.url.replace("agents", "chips"))
    listens(page)
    site.edit(AGENTS, "the first draft", "the second draft")

    page.go_back()

    expect(prose(page)).to_contain_text("the second draft")
    page.go_forward()
    expect(prose(page)).to_contain_text("Chips are cheap")


def test_a_tab_finds_its_server_again_with_what_changed_meanwhile(
    window: Window, site: AuthorSite, preview: Served
) -> None:
    window.expected.append("net::ERR_")  # what the browser itself prints when a server is not there
    page, other = window.open("/news/agents/"), window.open("/about/")

    preview.stop()
    site.edit(AGENTS, "the first draft", "the second draft")
    expect(page.locator("ssg-preview .away")).to_be_visible()
    preview.start()

    expect(prose(page)).to_contain_text("the second draft")
    for tab in (page, other):
        expect(tab.locator("ssg-preview .away")).to_be_hidden()
        assert stayed(tab)
    site.edit("content/about.md", "about tokens", "about models")
    expect(prose(other)).to_contain_text("about models")


# ── a window as authors have it, in which one tab hides the others ──────────────────────────────────


def test_tabs_that_are_hidden_are_right_when_they_are_looked_at(desktop: Window, site: AuthorSite) -> None:
    tabs = [desktop.open(address) for address in SEVEN]
    assert [page.evaluate("document.visibilityState") for page in tabs] == ["hidden"] * 6 + ["visible"]

    site.edit("site.toml", "The Daily Token", "The Weekly Token")

    for page in reversed(tabs):
        page.bring_to_front()
        expect(page.locator(".masthead-name")).to_have_text("The Weekly Token")
        assert stayed(page)


def test_a_hidden_tab_is_not_told_before_it_is_looked_at(desktop: Window, site: AuthorSite) -> None:
    hidden, seen = desktop.open("/news/agents/"), desktop.open("/news/agents/")

    for number in range(3):
        site.edit(AGENTS, "the first draft" if not number else f"draft {number}", f"draft {number + 1}")
        expect(prose(seen)).to_contain_text(f"draft {number + 1}")
    assert updates(hidden) == 0
    hidden.bring_to_front()

    expect(prose(hidden)).to_contain_text("draft 3")
    assert updates(hidden) == 1
    assert stayed(hidden)


def test_a_page_that_the_browser_has_kept_whole_for_going_back_is_brought_up_to_date(
    desktop: Window, site: AuthorSite
) -> None:
    page = desktop.open("/news/agents/")
    page.evaluate("() => addEventListener('pageshow', (event) => { window.kept = event.persisted; })")
    page.locator(".masthead-name a").click()
    expect(page).to_have_title("The Daily Token")
    listens(page)
    site.edit(AGENTS, "the first draft", "the second draft")

    page.evaluate("history.back()")

    expect(prose(page)).to_contain_text("the second draft")
    assert page.evaluate("window.kept") is True
    site.edit(AGENTS, "the second draft", "the third draft")
    expect(prose(page)).to_contain_text("the third draft")
    assert stayed(page)
