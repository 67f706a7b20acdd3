"""The repository's own blog, built once, served on this machine, and opened in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ssg import BuildOptions, build
from tests.conftest import ROOT

NOW = "2026-02-01T12:00:00+00:00"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Blog:
    """The sample blog as built."""

    output: Path
    address: str  # of the server, without a slash at the end


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what the tests print."""


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    folder = tmp_path_factory.mktemp("blog")
    output = folder / "output"
    options = BuildOptions(
        output=str(output),
        cache_dir=str(folder / "cache"),
        now=NOW,
        locked=True,
        environ={},
        base_url="http://localhost",
    )
    report = build(ROOT, options)
    assert report.ok, report.diagnostics
    handler = functools.partial(QuietHandler, directory=str(output))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Blog(output, f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
        thread.join()


def chromium_path() -> str:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("these tests need Chromium: make setup-dev installs it")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
