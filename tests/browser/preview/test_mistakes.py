"""What authors see when something is broken, and when they have mended it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.preview.served import Served
from tests.browser.preview.site import AGENTS, CHIPS, PAGE, POST, AuthorSite
from tests.browser.preview.window import Window, listens, overlay, prose, stayed

pytestmark = pytest.mark.browser

DATED = "title: Agents at work"


def test_a_mistake_in_front_matter_is_shown_with_its_line_and_help_until_it_is_mended(
    window: Window, site: AuthorSite
) -> None:
    page, other = window.open("/news/agents/"), window.open("/about/")

    site.edit(AGENTS, DATED, f"{DATED}\ndate: yesterdayish")

    for tab in (page, other):
        panel = overlay(tab)
        expect(panel.locator(".place")).to_have_text(f"{AGENTS}:3:7")
        expect(panel.locator(".origin code")).to_have_text("bad-date")
        expect(panel.locator("pre")).to_contain_text("date: yesterdayish")
        expect(panel.locator(".help")).not_to_be_empty()
        expect(panel).to_have_attribute("role", "alertdialog")
    expect(prose(page)).to_contain_text("the first draft")

    site.edit(AGENTS, "\ndate: yesterdayish", "")
    for tab in (page, other):
        expect(overlay(tab)).to_be_hidden()
        assert stayed(tab)


def test_a_broken_post_does_not_keep_the_others_from_being_seen(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/chips/")
    site.edit(AGENTS, DATED, f"{DATED}\ndate: yesterdayish")
    expect(overlay(page)).to_be_visible()

    site.edit(CHIPS, "Chips are cheap", "Chips are free")

    expect(prose(page)).to_contain_text("Chips are free")
    expect(overlay(page)).to_be_visible()


BREAKS = {
    "syntax": ("{% block main %}", "{% block main %}\n{% if %}"),
    "a failure while rendering": ("{% block main %}", "{% block main %}\n{{ {}.nothing.at_all }}"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_broken_template_is_shown_with_its_line_until_it_is_mended(
    window: Window, site: AuthorSite, kind: str
) -> None:
    old, new = BREAKS[kind]
    page = window.open("/news/agents/")
    line = site.read(POST).split(old)[0].count("\n") + 2

    site.edit(POST, old, new)
    panel = overlay(page)
    expect(panel.locator(".place").first).to_contain_text(f"{POST}:{line}")
    expect(prose(page)).to_contain_text("the first draft")
    site.edit(POST, new, old)

    expect(panel).to_be_hidden()
    site.edit(AGENTS, "the first draft", "the second draft")
    expect(prose(page)).to_contain_text("the second draft")
    assert stayed(page)


def test_a_misspelt_setting_is_shown_with_its_line_and_the_nearest_one(window: Window, site: AuthorSite) -> None:
    page = window.open("/about/")

    site.edit("site.toml", "description =", "descripton =")
    panel = overlay(page)
    expect(panel.locator(".place")).to_have_text("site.toml:5:1")
    expect(panel.locator(".help")).to_contain_text("description")
    site.edit("site.toml", "descripton =", "description =")

    expect(panel).to_be_hidden()


def test_a_site_toml_that_is_none_does_not_end_the_preview(window: Window, site: AuthorSite) -> None:
    page, text = window.open("/about/"), site.read("site.toml")

    site.write("site.toml", "[site\n")
    expect(overlay(page).locator(".place")).to_contain_text("site.toml:1")
    page.reload()
    expect(prose(page)).to_have_text("We write about tokens.")
    expect(overlay(page)).to_be_visible()
    site.write("site.toml", text)

    expect(overlay(page)).to_be_hidden()


def test_a_deleted_theme_is_said_and_the_pages_stay_until_it_is_back(window: Window, site: AuthorSite) -> None:
    page, files = window.open("/news/agents/"), site.files()

    site.delete_folder("themes/paper")
    expect(overlay(page)).to_contain_text("there is no theme “paper”")
    page.goto(page.url.replace("agents", "chips"))
    expect(prose(page)).to_contain_text("Chips are cheap")
    expect(overlay(page)).to_be_visible()
    site.restore(files)

    expect(overlay(page)).to_be_hidden()
    site.edit(POST, "{% block main %}", '{% block main %}<p id="note">By hand</p>')
    expect(page.locator("#note")).to_be_visible()


def test_two_mistakes_are_two_entries_and_each_goes_when_it_is_mended(window: Window, site: AuthorSite) -> None:
    page = window.open("/about/")
    entries = overlay(page).locator(".finding")

    site.edit(AGENTS, DATED, f"{DATED}\ndate: yesterdayish")
    site.edit(CHIPS, "title: Chips for all", "title: Chips for all\ndate: soon")
    expect(entries).to_have_count(2)
    site.edit(AGENTS, "\ndate: yesterdayish", "")

    expect(entries).to_have_count(1)
    expect(entries.locator(".place")).to_contain_text(CHIPS)


def test_a_mistake_that_is_there_when_a_tab_is_opened_is_shown_in_it(
    window: Window, site: AuthorSite, preview: Served
) -> None:
    site.edit(AGENTS, DATED, f"{DATED}\ndate: yesterdayish")

    page = window.open("/about/")

    expect(overlay(page)).to_be_visible()


def test_nothing_that_an_author_typed_is_html_in_the_overlay(window: Window, site: AuthorSite) -> None:
    typed = "<img src=/x onerror=window.hacked=1><b>bold</b>"
    page = window.open("/about/")

    site.edit(AGENTS, DATED, f"{DATED}\ndate: {typed}")

    expect(overlay(page).locator("pre")).to_contain_text(typed)
    expect(overlay(page).locator("img, b")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_the_terminal_prints_what_the_overlay_shows(window: Window, site: AuthorSite, preview: Served) -> None:
    page = window.open("/about/")

    site.edit(AGENTS, DATED, f"{DATED}\ndate: yesterdayish")
    expect(overlay(page)).to_be_visible()
    site.edit(AGENTS, "\ndate: yesterdayish", "")
    expect(overlay(page)).to_be_hidden()

    preview.says("error[bad-date]")
    preview.says(f"--> {AGENTS}:3:7")
    preview.says("Nothing is wrong any more.")


def test_a_page_that_was_never_made_says_why_and_comes_when_it_can_be_made(window: Window, site: AuthorSite) -> None:
    window.expected.append("the server responded with a status of 500")
    old, new = BREAKS["a failure while rendering"]
    site.write("content/terms.md", "---\ntitle: Terms\n---\n\nBe kind.\n")
    site.edit(PAGE, old, new)
    page = window.open("/terms/")
    expect(page.locator("body h1")).to_have_text("This page cannot be made")
    expect(page.locator("body > pre")).to_contain_text("{}.nothing.at_all")
    expect(overlay(page)).to_be_visible()
    expect(overlay(page)).not_to_contain_text("last good build")

    site.edit(PAGE, new, old)

    expect(prose(page)).to_have_text("Be kind.")
    expect(overlay(page)).to_be_hidden()


def test_a_post_that_was_never_right_has_no_page_and_gets_one_when_it_is_mended(
    window: Window, site: AuthorSite
) -> None:
    window.expected.append("the server responded with a status of 404")
    fresh = "content/posts/2026-01-20-fresh.md"
    site.write(fresh, "---\ntitle: Fresh news\ndate: yesterdayish\n---\n\nJust in.\n")
    page = window.open("/news/fresh/")
    expect(overlay(page)).to_be_visible()
    listens(page)

    site.edit(fresh, "date: yesterdayish\n", "")

    expect(prose(page)).to_have_text("Just in.")
    expect(overlay(page)).to_be_hidden()
