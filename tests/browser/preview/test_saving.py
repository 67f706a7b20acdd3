"""However an editor saves, the page shows the saved text in the end, and nothing else on the way stays."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.browser.preview.served import Served
from tests.browser.preview.site import AGENTS, AuthorSite
from tests.browser.preview.window import Window, overlay, prose, stayed, updates

pytestmark = pytest.mark.browser


def test_a_quick_series_of_saves_ends_with_the_last_text(window: Window, site: AuthorSite, preview: Served) -> None:
    page, text = window.open("/news/agents/"), site.read(AGENTS)

    for number in range(30):
        site.write(AGENTS, text.replace("the first draft", f"draft {number} of 29"))

    expect(prose(page)).to_contain_text("draft 29 of 29")
    preview.catch_up()
    expect(prose(page)).to_contain_text("draft 29 of 29")
    assert stayed(page)


def test_saving_the_same_again_changes_nothing(window: Window, site: AuthorSite, preview: Served) -> None:
    page, text = window.open("/news/agents/"), site.read(AGENTS)

    for _ in range(2):
        site.write(AGENTS, text)
        preview.catch_up()
    site.edit(AGENTS, "the first draft", "the second draft")
    expect(prose(page)).to_contain_text("the second draft")

    assert updates(page) == 1


def test_a_text_that_is_put_in_place_of_the_old_one_at_once_is_seen(window: Window, site: AuthorSite) -> None:
    page, text = window.open("/news/agents/"), site.read(AGENTS)

    for number in range(3):
        site.write("content/posts/.agents.tmp", text.replace("the first draft", f"draft {number}"))
        site.rename("content/posts/.agents.tmp", AGENTS)
        expect(prose(page)).to_contain_text(f"draft {number}")

    assert stayed(page)


def test_a_text_saved_as_vim_does_is_seen(window: Window, site: AuthorSite) -> None:
    window.expected.append("the server responded with a status of 404")  # on a machine that is busy just then
    page, text = window.open("/news/agents/"), site.read(AGENTS)

    for number in range(3):
        site.rename(AGENTS, f"{AGENTS}~")
        site.write(AGENTS, text.replace("the first draft", f"draft {number}"))
        site.delete(f"{AGENTS}~")
        expect(prose(page)).to_contain_text(f"draft {number}")


@pytest.mark.parametrize("half", [0, 20, 90])
def test_a_file_that_is_written_in_parts_ends_as_the_whole_text(
    window: Window, site: AuthorSite, preview: Served, half: int
) -> None:
    page, text = window.open("/news/agents/"), site.read(AGENTS).replace("the first draft", "the second draft")
    later = window.open("/news/chips/")

    with open(site.folder / AGENTS, "w", encoding="utf-8") as file:
        preview.catch_up()  # somebody comes to a page while the file is empty, and while it is half there
        file.write(text[:half])
        file.flush()
        os.fsync(file.fileno())
        preview.catch_up()
        file.write(text[half:])

    expect(prose(page)).to_contain_text("the second draft")
    for tab in (page, later):
        expect(overlay(tab)).to_be_hidden()
    expect(page.locator("body h1")).to_have_text("Agents at work")
