"""What the preview says about a page: the bar, and the findings above it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.preview_client.server import FACTS, PreviewServer
from tests.browser.preview_client.tabs import Opened, finding, html, listens, shows

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=\"document.title='evil'\"><script>document.title='evil'</script>"
WARNING = finding(level="warning", code="dead-link", message="a link leads nowhere")


def panel_of(page: Page) -> Locator:
    return page.locator("ssg-preview .panel")


def test_a_problem_is_shown_with_all_that_is_known_of_it(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")

    server.say_problems(
        [finding(help="write 2026-01-15", frame="3 | date: soon\n  |       ^^^^"), finding(line=0, column=0)]
    )

    panel = page.get_by_role("alertdialog", name="2 errors")
    expect(panel.locator("li")).to_have_count(2)
    first, second = panel.locator("li").all()
    expect(first.locator(".message")).to_have_text("this is no date")
    expect(first.locator(".origin")).to_have_text("errorbad-datecontent/posts/a.md:3:7")
    expect(first.locator("pre")).to_have_text("3 | date: soon\n  |       ^^^^", use_inner_text=True)
    expect(first.locator(".help")).to_have_text("write 2026-01-15")
    expect(second.locator(".place")).to_have_text("content/posts/a.md")
    expect(second.locator("pre, .help")).to_have_count(0)


def test_no_field_is_ever_markup(server: PreviewServer, opened: Opened) -> None:
    evil = dict.fromkeys(("level", "code", "message", "file", "line", "column", "help", "frame"), EVIL)
    page = opened("<p>one</p>")

    server.put("/", server.pages["/"], source=EVIL, status=EVIL, reason=EVIL, findings=[evil])
    server.put(
        "/", html("<p>two</p>"), source=EVIL, status=EVIL, reason=EVIL, findings=[evil], words=EVIL, minutes=EVIL
    )
    server.say_problems([evil])

    expect(panel_of(page)).to_be_visible()
    expect(page.locator("ssg-preview .reason")).to_have_text(EVIL)
    assert page.locator("ssg-preview .message").text_content() == EVIL
    assert page.locator("ssg-preview :is(img, script)").count() == 0
    assert page.title() == "A title"


def test_the_overlay_goes_away_by_itself(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.say_problems([finding()])
    expect(panel_of(page)).to_be_visible()

    server.say_problems([])

    expect(panel_of(page)).to_have_count(0)


def test_escape_hides_it_until_the_problems_change(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.say_problems([finding()])
    expect(panel_of(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel_of(page)).to_have_count(0)

    server.say_problems([finding()])
    shows(page, server.put("/", html("<p>two</p>")))
    expect(panel_of(page)).to_have_count(0)
    page.reload()
    listens(page)
    expect(panel_of(page)).to_have_count(0)

    server.say_problems([finding(line=4)])
    expect(panel_of(page)).to_be_visible()


def test_the_focus_goes_to_the_overlay_and_back(server: PreviewServer, opened: Opened) -> None:
    page = opened('<a href="#x">link</a>')
    page.locator("a").focus()

    server.say_problems([finding()])
    expect(panel_of(page)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("a")).to_be_focused()


def test_an_alert_does_not_take_the_focus_from_somebody_who_types(server: PreviewServer, opened: Opened) -> None:
    page = opened("<input>")
    page.locator("input").focus()

    server.say_problems([finding()])
    expect(panel_of(page)).to_be_visible()
    page.keyboard.type("typed")

    expect(page.locator("input")).to_have_value("typed")


def test_a_tab_that_comes_back_does_not_show_what_was_mended_meanwhile(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.say_problems([finding()])
    expect(panel_of(page)).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")

    server.say_problems([])
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    expect(panel_of(page)).to_have_count(0)


def test_the_bar_names_source_length_status_and_what_made_the_page_change(
    server: PreviewServer, opened: Opened
) -> None:
    page = opened("<p>one</p>")
    source = "content/posts/2026-01-15-mimo/index.md"

    server.put("/", html("<p>two</p>"), source=source, words=1701, status="draft", reason=f"body of {source} changed")

    bar = page.get_by_role("region", name="Preview")
    expect(bar.locator(".folder")).to_have_text("content/posts/")
    expect(bar.locator(".name")).to_have_text("2026-01-15-mimo/index.md")
    expect(bar.locator(".length")).to_have_text("1,701 words · 3 min")
    expect(bar.locator(".status")).to_have_text("draft")
    expect(bar.get_by_role("status").filter(visible=True)).to_contain_text("body changed · ")


def test_a_page_that_is_made_of_many_files_says_so(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")

    server.put("/", server.pages["/"], source="", words=0, minutes=0)

    expect(page.locator("ssg-preview .name")).to_have_text("made from several files")
    expect(page.locator("ssg-preview .length")).to_be_hidden()


def test_the_findings_of_the_page_are_counted_and_listed_when_asked_for(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.put("/", server.pages["/"], findings=[WARNING, WARNING | {"level": "note"}])

    page.get_by_role("button", name="1 warning, 1 note").click()
    listed = page.get_by_role("dialog", name="1 warning, 1 note on this page")
    expect(listed).to_be_focused()
    page.get_by_role("button", name="Hide Esc").click()

    expect(listed).to_have_count(0)


def test_a_folded_bar_stays_folded_on_the_next_page(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    page.get_by_role("button", name="Hide the preview bar").click()
    expect(page.locator("ssg-preview .facts")).to_be_hidden()

    page.reload()

    expect(page.get_by_role("button", name="Show the preview bar")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("ssg-preview .facts")).to_be_hidden()


def test_the_bar_is_not_printed(opened: Opened) -> None:
    page = opened("<p>one</p>")

    page.emulate_media(media="print")

    expect(page.locator("ssg-preview")).to_be_hidden()


def test_styles_of_the_page_do_not_reach_the_bar(server: PreviewServer, opened: Opened) -> None:
    server.files["/wild.css"] = (
        "text/css",
        b"* { color: red !important } ssg-preview { display: none !important; opacity: 0; font-size: 80px }",
    )
    page = opened("<p>one</p>", '<link rel="stylesheet" href="/wild.css">')

    look = page.locator("ssg-preview .name").evaluate(
        "one => { const s = getComputedStyle(one); return [s.color, s.fontSize]; }"
    )
    assert look == ["rgb(29, 27, 25)", "12px"]
    expect(page.locator("ssg-preview .bar")).to_be_in_viewport()


# ── looks ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["light", "dark"])
def schemed(chromium: Browser, server: PreviewServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    server.facts = dict(FACTS) | {"findings": [WARNING | {"help": "do this", "frame": "1 | x"}], "status": "draft"}
    server.problems = [finding(help="do this", frame="1 | " + "x" * 300)]
    server.pages["/"] = html("<p>one</p>", '<meta name="color-scheme" content="light dark">')
    context = chromium.new_context(color_scheme=request.param)
    yield context.new_page()
    context.close()


CONTRASTS = """() => {
    const shadow = document.querySelector('ssg-preview').shadowRoot;
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const pixel = (color) => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (color) => pixel(color)
        .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = (one) => {
        const color = getComputedStyle(one).backgroundColor;
        return color === 'rgba(0, 0, 0, 0)' && one.parentElement ? behind(one.parentElement) : color;
    };
    const texts = [...shadow.querySelectorAll('*')].filter((one) =>
        one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    return texts.map((one) => {
        const [a, b] = [getComputedStyle(one).color, behind(one)].map(luminance).sort((a, b) => b - a);
        return [one.className || one.localName, (a + 0.05) / (b + 0.05)];
    });
}"""


def test_all_text_has_contrast_in_both_schemes(schemed: Page, server: PreviewServer) -> None:
    schemed.goto(server.address)
    listens(schemed)
    expect(panel_of(schemed)).to_be_visible()

    contrasts = schemed.evaluate(CONTRASTS)

    assert len(contrasts) >= 12
    assert [(name, ratio) for name, ratio in contrasts if ratio < 4.5] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_bar_and_overlay_stay_within_the_window(schemed: Page, server: PreviewServer, width: int) -> None:
    schemed.set_viewport_size({"width": width, "height": 600})
    schemed.goto(server.address)
    listens(schemed)
    expect(panel_of(schemed)).to_be_visible()

    boxes = [schemed.locator(f"ssg-preview {part}").bounding_box() for part in (".bar", ".panel")]

    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= box["y"] + box["height"] <= 600
    bar, panel = boxes
    assert bar and panel and panel["y"] + panel["height"] <= bar["y"]  # noqa: PT018
    assert schemed.evaluate("document.scrollingElement.scrollWidth") <= width
