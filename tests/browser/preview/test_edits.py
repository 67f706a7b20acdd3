"""What authors see of an edit of their posts and settings, in the tabs that they have open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.preview.served import Served
from tests.browser.preview.site import AGENTS, CHIPS, DRAFT, LONG, AuthorSite, drawing, picture
from tests.browser.preview.window import Window, is_drawn, listens, prose, stayed, updates

pytestmark = pytest.mark.browser

ROBOTS = "content/posts/2026-01-09-robots.md"
MISSING = "the server responded with a status of 404"  # what browsers print of a page that is not there


# ── words ───────────────────────────────────────────────────────────────────────────────────────────


def test_new_words_of_a_body_are_in_the_page_without_a_reload(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")

    site.edit(AGENTS, "the first draft", "the second draft")

    expect(prose(page)).to_contain_text("the second draft")
    assert stayed(page)
    assert updates(page) == 1


def test_a_new_title_is_in_every_tab_that_shows_it(window: Window, site: AuthorSite) -> None:
    post, home, tag = window.open("/news/agents/"), window.open("/"), window.open("/tags/llm/")

    site.edit(AGENTS, "title: Agents at work", "title: Agents at rest")

    expect(post).to_have_title("Agents at rest · The Daily Token")
    for page in (home, tag):
        expect(page.get_by_role("link", name="Agents at rest").first).to_be_visible()
    assert stayed(post)
    assert stayed(home)
    assert stayed(tag)


def test_a_tab_that_shows_nothing_of_an_edit_is_left_alone(window: Window, site: AuthorSite) -> None:
    about, post = window.open("/about/"), window.open("/news/agents/")

    site.edit(AGENTS, "the first draft", "the second draft")
    expect(prose(post)).to_contain_text("the second draft")
    site.edit("content/about.md", "about tokens", "about models")
    expect(prose(about)).to_contain_text("about models")

    assert updates(about) == 1  # by the edit of its own file
    assert stayed(about)


def test_all_tabs_of_one_page_are_brought_up_to_date(window: Window, site: AuthorSite) -> None:
    tabs = [window.open("/news/agents/") for _ in range(2)]

    site.edit(AGENTS, "the first draft", "the second draft")

    for page in tabs:
        expect(prose(page)).to_contain_text("the second draft")
        assert stayed(page)


def test_a_new_tag_is_in_the_list_of_tags_and_has_a_page(window: Window, site: AuthorSite, preview: Served) -> None:
    tags, post = window.open("/tags/"), window.open("/news/agents/")

    site.edit(AGENTS, "[Agents, LLM]", "[Agents, Reasoning]")

    expect(tags.locator("main").get_by_role("link", name="Reasoning")).to_be_visible()
    post.locator(".story-tags").get_by_role("link", name="Reasoning").click()
    expect(post.locator("main article").get_by_role("link", name="Agents at work")).to_be_visible()


# ── files ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_post_is_on_the_front_page(window: Window, site: AuthorSite) -> None:
    home = window.open("/")

    site.write("content/posts/2026-01-20-fresh.md", "---\ntitle: Fresh news\n---\n\nJust in.\n")

    expect(home.get_by_role("link", name="Fresh news").first).to_be_visible()
    assert stayed(home)


def test_the_tab_of_a_deleted_post_shows_the_sites_own_404_until_the_post_is_back(
    window: Window, site: AuthorSite
) -> None:
    window.expected.append(MISSING)
    page, text = window.open("/news/robots/"), site.read(ROBOTS)

    site.delete(ROBOTS)
    expect(page.locator("main .list-head .label")).to_have_text("404")
    expect(page.locator(".masthead")).to_contain_text("The Daily Token")
    listens(page)
    site.write(ROBOTS, text)

    expect(prose(page)).to_have_text("They walk.")


def test_the_tab_of_a_renamed_post_goes_to_its_new_address(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")

    site.rename(AGENTS, "content/posts/2026-01-10-helpers.md")

    page.wait_for_url("**/news/helpers/")
    expect(prose(page)).to_contain_text("the first draft")


def test_an_old_address_leads_to_the_post(window: Window, site: AuthorSite) -> None:
    page = window.open("/old/agents/")

    assert page.url.endswith("/news/agents/")
    site.edit(AGENTS, "the first draft", "the second draft")

    expect(prose(page)).to_contain_text("the second draft")


def test_a_page_that_does_not_exist_yet_comes_when_it_is_written(window: Window, site: AuthorSite) -> None:
    window.expected.append(MISSING)
    page = window.open("/news/fresh/")

    site.write("content/posts/2026-01-20-fresh.md", "---\ntitle: Fresh news\n---\n\nJust in.\n")

    expect(prose(page)).to_have_text("Just in.")


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────


def test_another_picture_is_drawn_in_the_post_and_on_its_card(window: Window, site: AuthorSite) -> None:
    post, home = window.open("/news/chips/"), window.open("/")
    lead, card = post.locator(".story-picture img"), home.locator("img[alt='A square']").first
    is_drawn(lead, "red")

    site.write("content/posts/2026-01-12-chips/lead.png", picture("blue"))

    is_drawn(lead, "blue")
    is_drawn(card, "blue")
    assert stayed(post)
    assert stayed(home)


def test_another_drawing_of_the_same_address_is_drawn(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/chips/")
    plan = prose(page).locator("img")
    is_drawn(plan, "red")

    site.write("content/posts/2026-01-12-chips/plan.svg", drawing("lime"))

    is_drawn(plan, "lime")
    assert stayed(page)


# ── settings ────────────────────────────────────────────────────────────────────────────────────────


def test_another_title_of_the_site_is_on_every_page(window: Window, site: AuthorSite) -> None:
    tabs = [window.open(address) for address in ("/", "/news/agents/", "/about/")]

    site.edit("site.toml", "The Daily Token", "The Weekly Token")

    for page in tabs:
        expect(page.locator(".masthead-name")).to_have_text("The Weekly Token")
        assert stayed(page)


def test_a_new_line_of_the_menu_is_on_every_page(window: Window, site: AuthorSite) -> None:
    tabs = [window.open(address) for address in ("/", "/news/agents/")]

    site.write("site.toml", site.read("site.toml") + '\n[[menu]]\ntitle = "About us"\nurl = "/about/"\n')

    for page in tabs:
        expect(page.get_by_role("navigation").get_by_role("link", name="About us").first).to_be_visible()
        assert stayed(page)


# ── what the bar says ───────────────────────────────────────────────────────────────────────────────


def test_the_bar_names_file_length_and_what_made_the_page_change(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    bar = page.locator("ssg-preview .bar")
    expect(bar).to_contain_text("content/posts/2026-01-10-agents.md")
    expect(bar).to_contain_text("8 words · 1 min")

    site.edit(AGENTS, "the first draft", "the very first draft")

    expect(bar.locator(".reason")).to_have_text("the text changed")
    expect(bar.locator(".took")).to_contain_text("ms")
    expect(bar).to_contain_text("9 words · 1 min")


def test_a_draft_is_marked_on_its_page_on_its_card_and_in_the_bar_until_it_is_none(
    window: Window, site: AuthorSite
) -> None:
    post, home = window.open("/news/secret/"), window.open("/")
    marks = [post.locator(".story .badge"), post.locator("ssg-preview .status"), home.locator(".badge").first]
    for mark in marks:
        expect(mark).to_have_text("Draft", ignore_case=True)

    site.edit(DRAFT, "draft: true\n", "")

    for mark in marks:
        expect(mark).to_be_hidden()
    assert stayed(post)


def test_a_warning_is_counted_in_the_tab_of_its_page_alone(window: Window, site: AuthorSite) -> None:
    long, chips = window.open("/news/long/"), window.open("/news/chips/")

    site.edit(LONG, "title: A long read", "title: A long read\nmood: good")
    expect(long.locator("ssg-preview .count")).to_have_text("1 warning")
    long.locator("ssg-preview .count").click()

    expect(long.locator("ssg-preview .panel")).to_contain_text("unknown-key")
    expect(chips.locator("ssg-preview .count")).to_be_hidden()
    site.edit(CHIPS, "Chips are cheap", "Chips are free")
    expect(prose(chips)).to_contain_text("Chips are free")
    expect(chips.locator("ssg-preview .count")).to_be_hidden()
