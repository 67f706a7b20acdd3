"""The repository's own blog, built once, served on this machine, and opened in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
    with served_blog(ROOT, tmp_path_factory.mktemp("blog")) as found:
        yield found


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    """The same blog with the theme `wire`."""
    folder = tmp_path_factory.mktemp("wire")
    site = folder / "site"
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copy(ROOT / "addresses.lock", site)
    config = (ROOT / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text(config.replace('theme = "default"', 'theme = "wire"'), "utf-8")
    with served_blog(site, folder) as found:
        yield found


@contextmanager
def served_blog(site: Path, folder: Path) -> Iterator[Blog]:
    """Build a site into ``folder`` and serve it."""
    output = folder / "output"
    options = BuildOptions(
        output=str(output),
        cache_dir=str(folder / "cache"),
        now=NOW,
        locked=True,
        environ={},
        base_url="http://localhost",
    )
    report = build(site, options)
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
