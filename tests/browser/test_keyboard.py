"""The sample blog by keyboard alone: everything is reached, in the order that the eye reads, and focus is seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypedDict

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Blog
from tests.browser.test_sample_blog import PAGES, visit

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
# All but the search, whose field has the focus from the beginning: test_search walks that.
KINDS = (
    *("home", "post", "post with code", "post in Chinese", "page", "section", "tag", "tags", "author", "authors"),
    *("archive", "year", "month", "404", "thanks", "story", "stories", "series", "corrections"),
    *("digest", "digests"),
)


class Stop(TypedDict):
    """An element that has the focus, as a reader sees it."""

    name: str
    left: float  # pixels of the document
    top: float
    right: float
    bottom: float
    outlined: bool
    covered: bool  # something that floats above the page hides it


TABBABLE = """() => {
  const can = 'a[href], button, input, select, textarea, summary, [tabindex]';
  return [...document.querySelectorAll(can)]
    .filter((part) => part.tabIndex >= 0 && !part.disabled && part.type !== 'hidden' && part.checkVisibility())
    .map((part) => part.tabIndex);
}"""

FOCUSED = """() => {
  const part = document.activeElement;
  if (!part || part === document.body || part === document.documentElement) return null;
  const box = part.getBoundingClientRect();
  const outlined = [null, '::before', '::after'].some((pseudo) => {
    const style = getComputedStyle(part, pseudo);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      && !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor);
  });
  const above = document.elementFromPoint(box.left + Math.min(box.width / 2, 8), box.top + box.height / 2);
  const covered = !above || (!part.contains(above) && !above.contains(part) && !!above.closest('header, dialog')
    && !part.closest('header, dialog'));
  return {
    name: `${part.tagName.toLowerCase()} ${part.getAttribute('href') || ''} ${part.textContent.trim().slice(0, 40)}`,
    left: box.left + scrollX, top: box.top + scrollY, right: box.right + scrollX, bottom: box.bottom + scrollY,
    outlined, covered,
  };
}"""


@pytest.fixture(params=WIDTHS)
def desk(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def walk(page: Page) -> list[Stop]:
    """Press Tab until the focus leaves the page, and return where it was; fail where it never leaves."""
    stops: list[Stop] = []
    for _ in range(len(page.evaluate(TABBABLE)) + 2):
        page.keyboard.press("Tab")
        stop: Stop | None = page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(f"the focus never leaves the page: it is on {stops[-1]['name']}")


@pytest.mark.parametrize("kind", KINDS)
def test_tab_reaches_everything_once_in_reading_order_and_is_always_seen(blog: Blog, desk: Page, kind: str) -> None:
    visit(desk, blog, PAGES[kind])
    wanted = desk.evaluate(TABBABLE)
    stops = walk(desk)

    assert len(stops) == len(wanted)
    assert set(wanted) == {0}  # nobody jumps the queue
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if stop["covered"]] == []
    assert [(one["name"], two["name"]) for one, two in pairwise(stops) if goes_back(one, two)] == []


def goes_back(one: Stop, two: Stop) -> bool:
    """Return whether the eye would have to go back: upwards, but not to the head of a column further right."""
    upwards = two["bottom"] <= one["top"] + 1
    leftwards_on_the_line = abs(two["top"] - one["top"]) < 4 and two["right"] <= one["left"] + 1
    return (upwards and two["left"] < one["right"] - 1) or leftwards_on_the_line


@pytest.mark.parametrize("kind", ["home", "post"])
def test_shift_and_tab_walk_the_same_way_back(blog: Blog, desk: Page, kind: str) -> None:
    visit(desk, blog, PAGES[kind])
    there = [stop["name"] for stop in walk(desk)]
    desk.locator("footer a").last.focus()
    back = [desk.evaluate(FOCUSED)["name"]]
    for _ in there[1:]:
        desk.keyboard.press("Shift+Tab")
        back.append(desk.evaluate(FOCUSED)["name"])

    assert back == there[::-1]


def test_the_skip_link_is_seen_when_it_has_the_focus_and_leads_past_the_masthead(blog: Blog, desk: Page) -> None:
    visit(desk, blog, PAGES["post"])
    desk.keyboard.press("Tab")
    expect(desk.locator(".skip")).to_be_in_viewport(ratio=1)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")

    assert desk.evaluate("document.activeElement.closest('main') !== null")
    assert desk.evaluate("document.activeElement === [...document.querySelectorAll('main a')][0]")


def test_the_search_is_a_link_that_enter_follows(blog: Blog, desk: Page) -> None:
    visit(desk, blog, PAGES["home"])
    desk.locator("header a[href$='/search/']").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    assert desk.url.endswith("/search/")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_scheme_switch_answers_to_the_keyboard(blog: Blog, desk: Page, key: str) -> None:
    visit(desk, blog, PAGES["home"])
    colour = "getComputedStyle(document.body).backgroundColor"
    before = desk.evaluate(colour)
    desk.locator("button.scheme").focus()
    desk.keyboard.press(key)

    desk.wait_for_function(f"before => {colour} !== before", arg=before)
    assert desk.evaluate("document.activeElement.matches('button.scheme')")


def test_the_contents_unfold_on_a_phone_and_their_links_lead_to_the_headings(blog: Blog, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 900}, reduced_motion="reduce")
    visit(page, blog, PAGES["post"])
    summary = page.locator(".contents summary")
    links = page.locator(".contents a")
    summary.focus()
    expect(links.first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    target = links.first.get_attribute("href") or ""
    page.keyboard.press("Enter")

    expect(page.locator(f"[id='{target.removeprefix('#')}']")).to_be_in_viewport()
    page.close()


def test_the_newsletter_is_filled_in_and_sent_by_keyboard(blog: Blog, desk: Page) -> None:
    visit(desk, blog, PAGES["post"])
    field = desk.locator("form[name='newsletter'] input[type='email']")
    field.focus()
    desk.keyboard.type("no address")
    desk.keyboard.press("Enter")
    assert field.evaluate("field => field.validity.valid") is False
    expect(field).to_be_focused()
    desk.keyboard.press("Tab")

    expect(desk.locator("form[name='newsletter'] button")).to_be_focused()


@pytest.mark.parametrize("kind", ["post", "tag"])
def test_wide_tables_and_code_can_be_scrolled_by_keyboard(blog: Blog, desk: Page, kind: str) -> None:
    visit(desk, blog, PAGES["post with code"] if kind == "post" else PAGES[kind])
    stuck = desk.evaluate("""() => [...document.querySelectorAll('main *')]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(part).overflowX))
      .filter((part) => part.tabIndex < 0 && !part.querySelector('a[href], button'))
      .map((part) => part.outerHTML.slice(0, 80))""")

    assert stuck == []
