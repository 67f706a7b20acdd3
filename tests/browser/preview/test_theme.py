"""What authors of a theme see of their edits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.preview.site import BASE, BYLINE, POST, SCRIPT, STYLE, AuthorSite
from tests.browser.preview.window import Window, listens, stayed, updates

pytestmark = pytest.mark.browser

WATCH_EDITION = """() => {
  window.editions = [];
  const look = () => {
    const edition = getComputedStyle(document.documentElement).getPropertyValue('--edition');
    if (window.editions.at(-1) !== edition) window.editions.push(edition);
  };
  const frame = () => { look(); requestAnimationFrame(frame); };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
  frame();
}"""


def editions(page: Page, last: str) -> list[str]:
    """Return the editions of the style sheet that were ever applied, once the last one is."""
    page.wait_for_function("edition => window.editions.at(-1) === edition", arg=last)
    return list(page.evaluate("window.editions"))


def test_a_line_of_the_post_template_is_on_posts_and_lists_are_left_alone(window: Window, site: AuthorSite) -> None:
    posts = [window.open("/news/agents/"), window.open("/news/chips/")]
    home = window.open("/")

    site.edit(POST, "{% block main %}", '{% block main %}<p id="note">By hand</p>')
    for page in posts:
        expect(page.locator("#note")).to_have_text("By hand")
        assert stayed(page)
    site.edit(BASE, '<main id="main"', '<p id="top">Everywhere</p><main id="main"')
    expect(home.locator("#top")).to_be_visible()

    assert updates(home) == 1  # by the base template


def test_a_line_of_the_base_template_is_on_every_page(window: Window, site: AuthorSite) -> None:
    tabs = [window.open(address) for address in ("/", "/news/agents/", "/tags/")]

    site.edit(BASE, '<main id="main"', '<p id="top">Everywhere</p><main id="main"')

    for page in tabs:
        expect(page.locator("#top")).to_have_text("Everywhere")
        assert stayed(page)


def test_an_override_is_taken_when_it_is_made_and_let_go_when_it_is_deleted(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    byline = page.locator(".byline")
    expect(byline).to_contain_text("Ada")

    site.write(BYLINE, '<p class="byline">Written by nobody</p>\n')
    expect(byline).to_have_text("Written by nobody")
    site.delete(BYLINE)

    expect(byline).to_contain_text("January 10, 2026")
    assert stayed(page)


def test_a_style_sheet_is_swapped_without_a_reload_and_without_a_moment_of_none(
    window: Window, site: AuthorSite
) -> None:
    page = window.open("/news/agents/")
    page.evaluate(WATCH_EDITION)

    site.write(STYLE, ":root { --edition: two; }\n")
    assert editions(page, "two") == ["one", "two"]
    site.write(STYLE, ":root { --edition: three; }\n")

    assert editions(page, "three") == ["one", "two", "three"]
    assert stayed(page)


def test_a_changed_script_runs_in_a_page_that_is_loaded_anew(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")

    site.write(SCRIPT, site.read(SCRIPT) + "document.documentElement.dataset.script = 'new';\n")

    expect(page.locator("html")).to_have_attribute("data-script", "new")
    assert not stayed(page)
    listens(page)


def test_another_theme_is_on_every_page(window: Window, site: AuthorSite) -> None:
    tabs = [window.open("/"), window.open("/news/agents/")]

    site.edit("site.toml", 'theme = "paper"', 'theme = "wire"')

    for page in tabs:
        expect(page.locator("html")).to_have_attribute("data-accent", "ocean")


def test_a_setting_of_the_theme_is_seen(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")

    site.write("site.toml", site.read("site.toml") + '\n[theme]\naccent = "forest"\n')

    expect(page.locator("html")).to_have_attribute("data-accent", "forest")
    assert stayed(page)


def test_a_theme_that_is_replaced_as_a_whole_is_watched_on(window: Window, site: AuthorSite) -> None:
    page = window.open("/news/agents/")
    page.evaluate(WATCH_EDITION)

    site.rename("themes/paper", "themes/before")
    site.write("themes/paper/theme.toml", site.read("themes/before/theme.toml"))
    site.write(STYLE, ":root { --edition: two; }\n")
    expect(page.locator("html")).to_have_css("--edition", "two")
    site.write(STYLE, ":root { --edition: three; }\n")

    expect(page.locator("html")).to_have_css("--edition", "three")
