"""A tab says when a mark came into its page, however it came, on a clock that can be compared."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.preview_tabs import clock_ahead, shown, tab

pytestmark = pytest.mark.browser

HOUR_MILLISECONDS = 3_600_000
PATIENCE_SECONDS = 20

WAYS = {
    "an element comes": "document.body.append(Object.assign(document.createElement('p'), {textContent: MARK}))",
    "text moves": "document.querySelector('p').firstChild.data = `now ${MARK} stands`",
    "the body is set": "document.body.innerHTML = `<p>${MARK}</p>`",
    "the page is loaded anew": "localStorage.text = MARK; location.reload()",
}
# Words of neighbouring elements have no space between them, and are one word to whoever reads the page as text.
PAGE = "<!doctype html><p>before</p><script>document.querySelector('p').append(localStorage.text ?? '')</script>"


@pytest.fixture
def address(tmp_path: Path) -> str:
    (tmp_path / "index.html").write_text(PAGE)
    return (tmp_path / "index.html").as_uri()


def saving(page: Page, code: str, mark: str) -> Callable[[], int]:
    def save() -> int:
        saved = time.time_ns()
        page.evaluate(f"const MARK = {mark!r}; setTimeout(() => {{ {code} }})")
        return saved

    return save


@pytest.mark.parametrize("code", WAYS.values(), ids=WAYS)
def test_text_is_seen_whatever_brings_it(chromium: Browser, address: str, code: str) -> None:
    with tab(chromium, address) as page:
        seen = shown(page, "bodyedition7x", saving(page, code, "bodyedition7x"), PATIENCE_SECONDS)
    assert seen.shown is not None
    assert -seen.clock <= seen.shown - seen.saved < PATIENCE_SECONDS * 1_000


def test_another_mark_is_not_mistaken_for_the_one_that_is_awaited(chromium: Browser, address: str) -> None:
    code = WAYS["text moves"]
    with tab(chromium, address) as page:
        first = shown(page, "bodyedition12x", saving(page, code, "bodyedition12x"), PATIENCE_SECONDS)
        never = shown(page, "bodyedition1x", saving(page, code, "bodyedition13x"), 0.2)
    assert first.shown is not None
    assert never.shown is None


@pytest.mark.parametrize("hidden", ["title", "script"])
def test_a_mark_outside_the_body_is_not_text_of_the_page(chromium: Browser, address: str, hidden: str) -> None:
    code = f"document.head.append(Object.assign(document.createElement('{hidden}'), {{textContent: `//${{MARK}}`}}))"
    with tab(chromium, address) as page:
        assert shown(page, "bodyedition1x", saving(page, code, "bodyedition1x"), 0.2).shown is None


def test_a_style_is_seen_when_it_is_computed(chromium: Browser, address: str) -> None:
    code = "document.adoptedStyleSheets = [new CSSStyleSheet()];"
    code += "document.adoptedStyleSheets[0].replaceSync('html { scroll-margin-top: 31px }')"
    with tab(chromium, address, "style") as page:
        assert shown(page, "styleedition31x", saving(page, code, ""), PATIENCE_SECONDS).shown is not None


def test_two_tabs_are_both_in_front(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as first, tab(chromium, address) as second:
        assert [page.evaluate("document.visibilityState") for page in (first, second)] == ["visible", "visible"]


@pytest.mark.parametrize("ahead", [HOUR_MILLISECONDS, -HOUR_MILLISECONDS])
def test_a_clock_that_is_certainly_wrong_is_found_out(chromium: Browser, address: str, ahead: int) -> None:
    with tab(chromium, address) as page:
        page.evaluate(f"const now = performance.now.bind(performance); performance.now = () => now() + {ahead}")
        found, bound = clock_ahead(page)
    assert abs(found - ahead) <= bound + 1_000


def test_clocks_that_may_be_equal_are_taken_to_be(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as page:
        found, bound = clock_ahead(page)
    assert found == 0
    assert bound > 0
