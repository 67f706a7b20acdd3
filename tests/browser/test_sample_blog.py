"""What a reader of the sample blog finds, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Blog

pytestmark = pytest.mark.browser

STORY = "/news/xiaomi-luo-fuli-mimo/"
PAGES = {
    "home": "/",
    "post": STORY,
    "post with code": "/projects/sqlite-archive-for-models/",
    "post without picture": "/news/minimax-hong-kong-debut/",
    "post in Chinese": "/zh/news/xiaomi-luo-fuli-mimo/",
    "page": "/about/",
    "section": "/news/",
    "tag": "/tags/artificial-intelligence/",
    "tags": "/tags/",
    "author": "/authors/mara-lindqvist/",
    "authors": "/authors/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "month": "/archive/2026/01/",
    "404": "/404.html",
    "thanks": "/thanks/",
    "search": "/search/",
    "story": "/stories/minimax-debut/",
    "stories": "/stories/",
    "series": "/series/laptop-laboratory/",
    "corrections": "/corrections/",
    "digest": "/digest/2026-w03/",
    "digests": "/digest/",
}
WIDTHS = (320, 360, 768, 1280, 1920)
SCHEMES = ("light", "dark")


@pytest.fixture(params=SCHEMES)
def scheme_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def visit(page: Page, blog: Blog, address: str) -> None:
    """Open a page of the blog, all that it loads included."""
    response = page.goto(blog.address + address, wait_until="load")
    assert response is not None
    assert response.ok, address


def test_the_reference_story_has_every_part_of_the_anatomy(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".dek")).to_be_visible()
    expect(page.locator("article.story header time[datetime]").first).to_be_visible()
    lead = page.locator("article.story figure img").first
    assert lead.get_attribute("alt")
    assert lead.get_attribute("width")
    assert lead.get_attribute("height")
    points = page.get_by_role("heading", name="Key points")
    expect(points).to_be_visible()
    assert 3 <= page.locator("section:has(> h2:text('Key points')) li, .key-points li").count() <= 6
    assert page.locator("a[href^='/tags/']").count() >= 3
    assert page.get_by_role("heading", name="Related").first.is_visible()
    form = page.locator("form[name='newsletter']")
    expect(form).to_have_attribute("data-netlify", "true")
    expect(form.locator("input[name='form-name']")).to_have_value("newsletter")
    assert form.get_by_label("mail", exact=False).first.is_visible()


def test_related_cards_stand_in_articles_with_link_date_and_tags(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    cards = page.locator("section:has(h2:text-matches('^Related')) article")
    assert 5 <= cards.count() <= 6
    for number in range(cards.count()):
        card = cards.nth(number)
        assert card.locator("a[href]").count() >= 1
        assert card.locator("time[datetime]").count() == 1
        assert card.locator("a[href*='/tags/']").count() >= 1
    assert "January" in cards.first.locator("time").inner_text()


def test_the_first_tab_stop_is_the_skip_link_and_it_leads_to_the_main_content(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_scrolls_sideways_at_any_width(blog: Blog, page: Page, kind: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        visit(page, blog, PAGES[kind])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{kind} is {wide} px wide at {width} px"


@pytest.mark.parametrize("kind", PAGES)
def test_pages_load_without_errors_from_this_site_alone(blog: Blog, page: Page, kind: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("request", lambda request: problems.append(request.url) if "127.0.0.1" not in request.url else None)
    visit(page, blog, PAGES[kind])
    assert problems == []


@pytest.mark.parametrize("kind", PAGES)
def test_body_text_keeps_its_contrast_in_both_schemes(blog: Blog, scheme_page: Page, kind: str) -> None:
    visit(scheme_page, blog, PAGES[kind])
    assert scheme_page.evaluate(CONTRAST) >= 7


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const channels = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
  };
  const luminance = (color) => {
    const [red, green, blue] = channels(color);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const text = luminance(getComputedStyle(document.querySelector('main')).color);
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
}"""


def test_dark_readers_get_dark_paper(blog: Blog, chromium: Browser) -> None:
    colours = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        visit(page, blog, "/")
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert colours[0] != colours[1]


def test_everything_reads_without_scripts(blog: Blog, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, blog, STORY)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("heading", name="Key points")).to_be_visible()
    expect(page.locator("form[name='newsletter']")).to_be_visible()
    context.close()


def test_print_leaves_the_furniture_out(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("form[name='newsletter']")).to_be_hidden()
    expect(page.locator("nav").first).to_be_hidden()


def test_print_gives_the_addresses_of_links_that_leave_the_site(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    page.emulate_media(media="print")
    shown = """(links) => links.map((link) => [link.getAttribute("href"), getComputedStyle(link, "::after").content])"""
    links = page.locator(".prose a:not(.anchor), .notes a, .sources a").evaluate_all(shown)

    assert any(href.startswith("http") for href, _ in links)
    assert any(not href.startswith("http") for href, _ in links)
    assert [href for href, printed in links if (href in printed) is not href.startswith("http")] == []
