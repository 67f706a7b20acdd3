"""What readers of their own words have done in a page, and find as it was after an edit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.preview.site import AGENTS, LONG, AuthorSite
from tests.browser.preview.window import Window, prose, stayed

pytestmark = pytest.mark.browser

MIDDLE = "Paragraph 30 of a long read"
NEAR = 2  # pixels


def test_an_edit_in_the_middle_of_a_long_post_keeps_the_scroll_position(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/long/")
    page.get_by_text(MIDDLE).evaluate("paragraph => paragraph.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = page.evaluate("scrollY")
    assert before > 1000

    site.edit(LONG, f"{MIDDLE}.", "Paragraph XXX of a long read.")

    expect(page.get_by_text("Paragraph XXX")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) <= NEAR
    assert stayed(page)


def test_words_added_above_do_not_move_what_is_being_read(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/long/")
    read = page.get_by_text(MIDDLE)
    read.evaluate("paragraph => paragraph.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = read.bounding_box()

    site.edit(LONG, "Paragraph 3 of", "A new beginning.\n\nParagraph 3 of")

    expect(page.get_by_text("A new beginning.")).to_be_attached()
    after = read.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) <= NEAR


def test_text_that_is_selected_stays_selected_when_words_are_added_above(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/long/")
    page.get_by_text(MIDDLE).evaluate("paragraph => getSelection().selectAllChildren(paragraph)")

    site.edit(LONG, "Paragraph 3 of", "A new beginning.\n\nParagraph 3 of")

    expect(page.get_by_text("A new beginning.")).to_be_attached()
    assert str(page.evaluate("getSelection().toString()")).startswith(MIDDLE)


def test_typed_text_focus_and_caret_stay_in_the_newsletter_form(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    field = page.locator("#newsletter-email")
    field.evaluate("field => field.type = 'text'")  # browsers tell the caret of no other fields
    field.fill("ada@token.example")
    field.evaluate("field => field.setSelectionRange(3, 5)")

    site.edit(AGENTS, "the first draft", "the second draft")

    expect(prose(page)).to_contain_text("the second draft")
    expect(field).to_have_value("ada@token.example")
    expect(field).to_be_focused()
    assert field.evaluate("field => [field.selectionStart, field.selectionEnd]") == [3, 5]


def test_opened_details_stay_open_and_closed_ones_closed(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    details = prose(page).locator("details")
    page.get_by_text("More", exact=True).click()
    expect(details).to_have_attribute("open", "")

    site.edit(AGENTS, "the first draft", "the second draft")
    expect(prose(page)).to_contain_text("the second draft")
    expect(details).to_have_attribute("open", "")
    page.get_by_text("More", exact=True).click()
    site.edit(AGENTS, "the second draft", "the third draft")

    expect(prose(page)).to_contain_text("the third draft")
    expect(details).not_to_have_attribute("open", "")


def test_the_chosen_scheme_stays_and_its_switch_works_on(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    page.locator("button.scheme").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")

    site.edit(AGENTS, "title: Agents at work", "title: Agents at rest")
    expect(page.locator("body h1")).to_have_text("Agents at rest")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    page.locator("button.scheme").click()

    expect(page.locator("html")).to_have_attribute("data-scheme", "light")
