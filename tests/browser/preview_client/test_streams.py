"""A tab hears of its own page, takes each version once, and finds its server again."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.preview_client.server import PreviewServer
from tests.browser.preview_client.tabs import Opened, finding, html, listens, listens_again, shows, was_patched

pytestmark = pytest.mark.browser


HIDE = """state => {
    Object.defineProperty(document, 'hidden', {value: state, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


# ── versions ────────────────────────────────────────────────────────────────────────────────────────


def test_an_update_that_comes_while_one_is_under_way_is_taken_after_it(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.may_answer.clear()

    with page.expect_request(lambda request: request.headers.get("ssg-preview") == "1"):
        server.put("/", html("<p>two</p>"))
    server.put("/", html("<p>three</p>"))
    last = server.put("/", html("<p>four</p>"))
    server.may_answer.set()

    shows(page, last)
    expect(page.locator("p")).to_have_text("four")
    assert server.patches() <= 3


def test_a_page_that_is_gone_and_comes_back_follows(server: PreviewServer, opened: Opened, errors: list[str]) -> None:
    page = opened("<p>one</p>")
    with page.expect_navigation():
        server.put("/", None)
    expect(page.locator("h1")).to_have_text("Not here")
    listens_again(page)
    errors.clear()  # browsers print a page that is not there

    with page.expect_navigation():
        server.put("/", html("<p>two</p>"))

    expect(page.locator("p")).to_have_text("two")


def test_an_event_that_is_always_new_reloads_nothing_for_ever(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.version = "404ffffffffffffffff"

    with page.expect_navigation():
        server.put("/", html("<p>two</p>"))
    listens_again(page)
    for _ in range(3):
        server.put("/", html("<p>two</p>"))
    server.say_problems([finding()])

    expect(page.locator("ssg-preview [role=alertdialog]")).to_be_visible()
    assert server.loads() == 2


def test_another_client_means_a_reload_and_only_one(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.client = "another-client00"

    with page.expect_navigation():
        server.put("/", html("<p>one</p>"))
    listens_again(page)
    server.say_problems([finding()])

    expect(page.locator("ssg-preview [role=alertdialog]")).to_be_visible()
    assert server.loads() == 2


# ── streams ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_hidden_tab_closes_its_stream_and_catches_up_when_it_is_seen(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    page.evaluate(HIDE, True)
    while server.streams:
        page.evaluate("new Promise(requestAnimationFrame)")

    version = server.put("/", html("<p>two</p>"))
    page.evaluate(HIDE, False)

    shows(page, version)
    assert was_patched(page)


def test_a_page_of_the_back_button_closes_its_stream_and_opens_it_again(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    while server.streams:
        page.evaluate("new Promise(requestAnimationFrame)")

    version = server.put("/", html("<p>two</p>"))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    shows(page, version)


def test_a_tab_finds_a_server_that_was_started_again(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.stop()
    away = page.locator("ssg-preview .away")
    expect(away).to_have_text("The preview server is away. Is ssg serve running?")

    server.pages["/"] = html("<p>two</p>")
    server.start()

    shows(page, server.version_of("/"))
    expect(away).to_be_hidden()
    assert was_patched(page)


def test_a_tab_that_was_refused_asks_again(server: PreviewServer, context: BrowserContext) -> None:
    server.refusal = 204  # ends a stream for good, and unlike 503 the browser prints nothing
    page = context.new_page()
    page.goto(server.address)
    expect(page.locator("ssg-preview .away")).to_be_visible()

    server.refusal = 0

    listens(page)
    expect(page.locator("ssg-preview .away")).to_be_hidden()


def test_a_patch_that_breaks_off_is_fetched_again(server: PreviewServer, opened: Opened) -> None:
    page = opened("<p>one</p>")
    server.broken_fetches = 2  # the browser itself tries once more

    shows(page, server.put("/", html("<p>two</p>")))

    assert was_patched(page)


def test_seven_tabs_at_once_all_follow(server: PreviewServer, opened: Opened) -> None:
    tabs = [opened(f"<p>{number}</p>", address=f"/{number}/") for number in range(7)]

    versions = [server.put(f"/{number}/", html(f"<p>new {number}</p>")) for number in range(7)]

    for tab, version in zip(tabs, versions, strict=True):
        shows(tab, version)
    assert all(map(was_patched, tabs))


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("/b/", True),
        ("/b/?x#y", True),
        ("//example.org/", False),
        ("/\\example.org/", False),
        ("https://example.org/", False),
        ("javascript:alert(1)", False),
        ("b/", False),
        ("/#x", False),
    ],
)
def test_a_tab_goes_to_addresses_of_this_site_only(
    server: PreviewServer, opened: Opened, address: str, goes: bool
) -> None:
    page = opened("<p>one</p>")
    server.pages["/b/"] = html("<p>b</p>")

    server.tell("go", {"address": address})
    server.say_problems([finding()])

    expect(page.locator("ssg-preview [role=alertdialog]")).to_be_visible()
    if goes:
        page.wait_for_url("**/b/**")
    assert page.locator("body > p").text_content() == ("b" if goes else "one")
