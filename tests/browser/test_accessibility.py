"""axe finds nothing on any kind of page of the sample blog, in both colour schemes, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Blog
from tests.browser.test_sample_blog import PAGES, SCHEMES, visit
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 1280)
OF_WIRE = ("home", "post", "section", "tag", "archive", "digest")  # where its templates and sheet come to bear
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

SWITCHED_OFF: dict[str, str] = {}
"""Rule of axe → why it does not apply. Empty: all of them do."""


@lru_cache
def axe() -> str:
    if not AXE.exists():
        pytest.fail("this test needs axe: make setup-dev installs it")
    return AXE.read_text("utf-8")


def findings(page: Page) -> list[str]:
    """Return what axe says of the page as it is shown, a line for each place."""
    page.evaluate(axe())
    rules = {rule: {"enabled": False} for rule in SWITCHED_OFF}
    options = {"runOnly": {"type": "tag", "values": list(TAGS)}, "rules": rules, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['target'][0]}: {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture(params=SCHEMES)
def shown(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, reduced_motion="reduce")
    yield context.new_page()
    context.close()


KIND = re.compile(r'<body class="kind-([\w-]+)')


def kinds_of(blog: Blog, addresses: Iterable[str]) -> set[str]:
    """Return the kinds of pages, as their body elements say them."""
    pages = [
        blog.output / f"{address.strip('/')}/index.html".lstrip("/") for address in addresses if address[-1] == "/"
    ]
    return {match[1] for page in pages if (match := KIND.search(page.read_text("utf-8")))}


def test_a_page_of_every_kind_that_the_blog_has_is_looked_at(blog: Blog) -> None:
    all_pages = [f"/{page.parent.relative_to(blog.output).as_posix()}/" for page in blog.output.rglob("index.html")]

    assert kinds_of(blog, all_pages) - kinds_of(blog, PAGES.values()) == set()


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(blog: Blog, shown: Page, kind: str) -> None:
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        visit(shown, blog, PAGES[kind])
        assert [f"{width} px: {line}" for line in findings(shown)] == []


@pytest.mark.parametrize("kind", OF_WIRE)
def test_axe_finds_nothing_in_the_wire_theme(wire: Blog, shown: Page, kind: str) -> None:
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        visit(shown, wire, PAGES[kind])
        assert [f"{width} px: {line}" for line in findings(shown)] == []


def test_axe_finds_nothing_among_the_results_of_a_search(blog: Blog, shown: Page) -> None:
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        visit(shown, blog, "/search/?q=model")
        shown.locator(".search-results li").first.wait_for()
        assert [f"{width} px: {line}" for line in findings(shown)] == []


def test_axe_finds_nothing_where_everything_is_unfolded(blog: Blog, shown: Page) -> None:
    shown.set_viewport_size({"width": 360, "height": 900})
    visit(shown, blog, PAGES["post"])
    shown.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert findings(shown) == []


def test_axe_is_awake(shown: Page, tmp_path: Path) -> None:
    shown.set_content("<!doctype html><title>x</title><img src='x.png'><p style='color:#ccc;background:#fff'>pale</p>")
    rules = {line.split(":")[0] for line in findings(shown)}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= rules


def test_a_link_that_is_pointed_at_keeps_its_contrast(blog: Blog, shown: Page) -> None:
    shown.set_viewport_size({"width": 1280, "height": 900})
    visit(shown, blog, PAGES["post"])
    for selector in ("main .prose a[href]", ".card-title a", ".menu a", ".footer a"):
        shown.locator(selector).first.hover()
        assert [line for line in findings(shown) if line.startswith("color-contrast")] == []
