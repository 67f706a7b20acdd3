"""A server that a test controls, and tabs that show its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.preview_client.server import PreviewServer
from tests.browser.preview_client.tabs import html, listens

AWAY = "net::ERR_"  # what the browser itself prints when a server is not there


@pytest.fixture
def server() -> Iterator[PreviewServer]:
    server = PreviewServer(pages={"/": html("<p>one</p>")})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def errors() -> list[str]:
    """What pages have printed as an error or a warning. None may be left when a test ends."""
    return []


@pytest.fixture
def context(chromium: Browser, errors: list[str]) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    context.on("weberror", lambda raised: errors.append(str(raised.error)))
    yield context
    context.close()
    assert [error for error in errors if AWAY not in error] == []


@pytest.fixture
def opened(context: BrowserContext, server: PreviewServer) -> Callable[..., Page]:
    """Open a page that listens, with a mark that a reload would wipe out."""

    def open_page(body: str | None = None, head: str = "", address: str = "/") -> Page:
        if body is not None:
            server.pages[address] = html(body, head)
        page = context.new_page()
        page.goto(server.address + address)
        listens(page)
        page.evaluate("window.mark = true")
        return page

    return open_page
