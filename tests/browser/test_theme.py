"""What the default theme adds to reading: fonts, a head that comes back, notes, copying, and what each setting does."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ssg import BuildOptions, build
from tests.browser.conftest import NOW, Blog, QuietHandler
from tests.browser.test_sample_blog import PAGES, STORY, visit

pytestmark = pytest.mark.browser

NOTED = "/projects/sqlite-archive-for-models/"
Build = Callable[..., Blog]

SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum))));
})"""

SWAP = 0.0005
"""Where a font is late by some frames, words move within their line; everything else stays where it is."""

CONFIG = """\
[site]
title = "The Proof"
base_url = "https://proof.example"
description = "Pages that are hard to set."
author = "Ada Byron"
theme = "{theme}"
[authors.ada-byron]
name = "Ada Byron"
url = "https://ada.example"
bio = "Ada writes."
[theme]
{settings}
"""

LONG = "Twenty five words of a headline that nobody would print but somebody will certainly write one day when a " + (
    "model is asked to name everything at once today"
)
TABLE = "| a wide heading | another | third | fourth |\n|---|---|---|---|\n" + "| cell | 1 | 2 | 3 |\n" * 40
CELL = "<td>a cell of plain HTML with words to wrap</td>"
RAW = f"""<table>
<thead><tr><th>one</th><th>{"unbreakable" * 9}</th></tr></thead>
<tbody><tr>{CELL * 12}</tr></tbody>
</table>

<iframe src="about:blank" width="900" height="300" title="A frame"></iframe>

<pre>{"a line of preformatted text " * 20}</pre>
"""
HARD = {3: RAW, 4: TABLE}
"""What stands in the story of a number."""


@pytest.fixture
def proof(tmp_path: Path) -> Iterator[Build]:
    """Build a small site with ``settings`` of the theme and serve it."""
    servers = []

    def made(settings: str = "", theme: str = "default", language: str = "en") -> Blog:
        folder = tmp_path / "proof"
        write_proof(folder, CONFIG.format(theme=theme, settings=settings), language)
        options = BuildOptions(output=str(folder / "output"), now=NOW, locked=True, environ={})
        report = build(folder, options)
        assert report.ok, report.diagnostics
        handler = functools.partial(QuietHandler, directory=str(folder / "output"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return Blog(folder / "output", f"http://127.0.0.1:{server.server_address[1]}")

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


def write_proof(folder: Path, config: str, language: str) -> None:
    (folder / "content").mkdir(parents=True)
    (folder / "site.toml").write_text(config.replace("[site]", f'[site]\nlanguage = "{language}"'), "utf-8")
    for number in range(1, 7):
        title = LONG if number == 6 else f"Story {number}"
        tags = [f"tag-{tag}" for tag in range(200)] if number == 5 else ["one", "two"]
        front = f"title: {title}\ntags: [{', '.join(tags)}]\nkey_points: ['**One**', two]\n"
        body = f"Some text.[^1]\n\n{HARD.get(number, '')}\n\n[^1]: A note.\n"
        (folder / "content" / f"2025-{number:02}-10-story-{number}.md").write_text(
            f"---\n{front}---\n\n{body}", "utf-8"
        )


def scrolled(page: Page, top: int) -> None:
    page.evaluate("(top) => scrollTo(0, top)", top)


# ── fonts and shifts ────────────────────────────────────────────────────────────────────────────────


def test_headlines_and_labels_are_set_in_the_themes_own_fonts(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)")

    assert {name.strip('"') for name in loaded} >= {"Broadsheet Serif", "Broadsheet Sans"}


def test_the_fonts_that_are_preloaded_weigh_less_than_ninety_kilobytes(blog: Blog) -> None:
    fonts = [path for path in (blog.output / "assets/t/fonts").iterdir() if path.suffix == ".woff2"]

    assert sum(path.stat().st_size for path in fonts if "-ext" not in path.name) < 90_000


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_on_a_page_moves_while_it_loads(blog: Blog, page: Page, kind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, blog, PAGES[kind])

    assert page.evaluate(SHIFTS) < SWAP


# The widths of a line in the web font and in what stands in for it are as near as one page of text lets them be.
def test_a_fallback_face_is_as_wide_as_the_font_that_it_stands_in_for(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    widths = page.evaluate("""async () => {
      await document.fonts.ready;
      const text = document.querySelector('.prose').textContent;
      const pen = document.createElement('canvas').getContext('2d');
      const width = (family) => { pen.font = `20px ${family}`; return pen.measureText(text).width; };
      await document.fonts.load('20px "Serif Times"');
      return [width('"Broadsheet Serif"'), width('"Serif Times"')];
    }""")

    assert abs(widths[0] / widths[1] - 1) < 0.03


# ── the head ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["home", "post"])
def test_the_head_leaves_when_the_reader_goes_down_and_a_bar_comes_back_on_the_way_up(
    blog: Blog, page: Page, kind: str
) -> None:
    visit(page, blog, PAGES[kind])
    menu = page.locator(".menu a").first
    scrolled(page, 1500)
    expect(menu).not_to_be_in_viewport()
    scrolled(page, 1300)
    expect(menu).to_be_in_viewport()

    assert page.locator(".masthead").bounding_box()["y"] + page.locator(".masthead").bounding_box()["height"] < 70  # type: ignore[index]


def test_the_chosen_scheme_is_remembered_on_the_next_page(blog: Blog, page: Page) -> None:
    visit(page, blog, "/")
    page.locator(".scheme").click()
    visit(page, blog, STORY)

    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


# ── an article ──────────────────────────────────────────────────────────────────────────────────────


def test_the_contents_mark_the_heading_that_is_being_read(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    marked = page.locator(".contents a[aria-current]")
    expect(marked).to_have_count(0)
    page.locator(".prose h2").nth(1).evaluate("(heading) => scrollTo(0, heading.offsetTop - 20)")

    expect(marked).to_have_text(page.locator(".prose h2").nth(1).inner_text().strip("# \n"))


def test_footnotes_stand_beside_their_line_where_there_is_room_and_at_the_end_elsewhere(blog: Blog, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, blog, NOTED)
    note, line = page.locator(".side-note").bounding_box(), page.locator(".footnote-ref").bounding_box()
    expect(page.locator(".footnotes")).to_be_hidden()
    assert note is not None
    assert line is not None
    assert abs(note["y"] - line["y"]) < 40
    page.set_viewport_size({"width": 800, "height": 900})
    expect(page.locator(".side-note")).to_be_hidden()
    expect(page.locator(".footnotes")).to_be_visible()


def test_a_click_copies_a_block_of_code_and_says_so(blog: Blog, chromium: Browser) -> None:
    with copying(chromium) as context:
        page = context.new_page()
        visit(page, blog, NOTED)
        page.locator(".code-frame").first.hover()
        page.locator(".copy").first.click()
        expect(page.locator(".copy").first).to_have_text("Copied")

        assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre").first.text_content()


def test_a_click_copies_the_address_of_a_story(blog: Blog, chromium: Browser) -> None:
    with copying(chromium) as context:
        page = context.new_page()
        visit(page, blog, STORY)
        page.get_by_role("button", name="Copy link").click()

        assert page.evaluate("navigator.clipboard.readText()") == f"http://localhost{STORY}"


def copying(chromium: Browser) -> BrowserContext:
    return chromium.new_context(permissions=["clipboard-read", "clipboard-write"])


def test_links_that_share_are_plain_and_carry_the_address(blog: Blog, page: Page) -> None:
    visit(page, blog, STORY)
    links = page.locator(".share a").evaluate_all("(all) => all.map((link) => link.href)")

    assert [link.partition(":")[0] for link in links] == ["mailto", "https", "https", "https"]
    assert all("localhost%2Fnews%2F" in link or "localhost/news/" in link for link in links)
    assert page.locator(".share-copy").count() == 1


def test_what_stands_in_the_margins_begins_where_the_text_begins(blog: Blog, page: Page) -> None:
    visit(page, blog, PAGES["post without picture"])
    tops = page.evaluate("""['.contents', '.share', ':not(.contents, .share)'].map(
      (part) => document.querySelector(`.story-body > ${part}`).getBoundingClientRect().top)""")

    assert max(tops) - min(tops) < 60


# ── hard cases ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "ar"])
def test_long_headlines_long_tables_and_two_hundred_tags_keep_to_the_page(
    proof: Build, page: Page, language: str
) -> None:
    site = proof(language=language)
    for width in (320, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/", *(f"/news/story-{number}/" for number in (3, 4, 5, 6)), "/tags/", "/archive/"):
            visit(page, site, address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_a_frame_of_plain_html_is_as_high_as_its_author_says(proof: Build, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    visit(page, proof(), "/news/story-3/")
    box = page.locator("iframe").bounding_box()

    assert box is not None
    assert box["height"] == 300
    assert box["width"] <= 360


def test_a_page_in_arabic_is_the_mirror_image(proof: Build, page: Page) -> None:
    visit(page, proof(language="ar"), "/")
    latest, lead = page.locator(".front-latest").bounding_box(), page.locator(".lead").bounding_box()

    assert latest is not None
    assert lead is not None
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert latest["x"] + latest["width"] <= lead["x"]


# ── settings ────────────────────────────────────────────────────────────────────────────────────────

SHOWN = {
    'front = "magazine"': ("/", ".front-cards .card", 5),
    'front = "list"': ("/", ".front > section > .rows > .card", 6),
    'cards = ["author"]': ("/tags/one/", ".card-facts span", 5),
    'cards = ["minutes"]': ("/tags/one/", ".card-facts:has-text('min read')", 5),
    "cards = []": ("/tags/one/", ".card-summary, .card-facts, .card-tags, .card-picture", 0),
    "card_tags = 1": ("/tags/one/", ".card-tags li", 5),
    'share = ["x", "hackernews"]': ("/news/story-1/", ".share a[href*='x.com'], .share a[href*='ycombinator']", 2),
    "share = []": ("/news/story-1/", ".share", 0),
    "charts = false": ("/tags/one/", ".chart", 0),
    "charts = true": ("/tags/one/", ".chart rect", 5),
    "side_notes = false": ("/news/story-1/", ".side-note", 0),
    "side_notes = true": ("/news/story-1/", ".side-note", 1),
    "initials = false": ("/authors/ada-byron/", ".list-initials", 0),
    "initials = true": ("/authors/ada-byron/", ".list-initials", 1),
    'fonts = "system"': ("/", "link[rel='preload']", 0),
    'fonts = "own"': ("/", "link[rel='preload'][as='font']", 2),
}


@pytest.mark.parametrize("setting", SHOWN)
def test_a_setting_shows_on_the_page(proof: Build, page: Page, setting: str) -> None:
    address, selector, count = SHOWN[setting]
    visit(page, proof(setting), address)

    expect(page.locator(selector)).to_have_count(count)


def test_a_word_that_is_no_choice_of_a_list_is_an_error_that_names_the_choices(tmp_path: Path) -> None:
    write_proof(tmp_path / "proof", CONFIG.format(theme="default", settings='share = ["fax"]'), "en")
    report = build(tmp_path / "proof", BuildOptions(now=NOW, locked=True, environ={}))
    (found,) = (found for found in report.diagnostics if found.level == "error")

    assert "share" in found.message
    assert "mastodon" in found.message


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_archive_shows_each_year_as_twelve_months(blog: Blog, page: Page) -> None:
    visit(page, blog, "/archive/")

    assert page.locator(".heat").count() == 2
    assert page.locator(".heat").first.locator("li").count() == 12
    assert page.locator(".heat-4").get_attribute("href") == "/archive/2026/01/"


def test_an_author_has_initials_a_text_and_a_link_of_her_own(proof: Build, page: Page) -> None:
    visit(page, proof(), "/authors/ada-byron/")

    assert page.locator(".list-initials").inner_text() == "AB"
    assert page.locator(".dek").inner_text() == "Ada writes."
    assert page.locator(".list-facts a[rel~=me]").get_attribute("href") == "https://ada.example"


def test_a_page_that_is_not_found_leads_to_the_search_and_to_the_latest(blog: Blog, page: Page) -> None:
    visit(page, blog, "/404.html")

    assert page.locator("main form[role=search]").get_attribute("action") == "/search/"
    assert page.locator("main .line").count() == 5


# ── the child theme ─────────────────────────────────────────────────────────────────────────────────


def test_the_wire_prints_one_timed_list_in_the_grotesk(proof: Build, page: Page) -> None:
    visit(page, proof(theme="wire"), "/")

    assert page.locator(".wire-stream .line").count() == 6
    assert "Broadsheet Sans" in page.locator(".masthead-name").evaluate("(name) => getComputedStyle(name).fontFamily")
