"""One preview for all tests of a worker; each puts the files back as they were."""

from __future__ import annotations

import contextlib
import re
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.preview.served import Served, served
from tests.browser.preview.site import AuthorSite
from tests.browser.preview.window import Window

LISTENS = re.compile(r"DevTools listening on (\S+)")


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Give machines that are busy time; nothing waits longer than it takes."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=None)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(AuthorSite(tmp_path_factory.mktemp("preview") / "site")) as preview:
        yield preview


@pytest.fixture
def preview(running: Served) -> Iterator[Served]:
    """A preview of the site as it was at first."""
    files = running.site.files()
    yield running
    running.site.restore(files)
    running.catch_up()


@pytest.fixture
def site(preview: Served) -> AuthorSite:
    return preview.site


@pytest.fixture
def window(chromium: Browser, preview: Served) -> Iterator[Window]:
    """A window in which every tab is looked at."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window = Window(context, preview)
    yield window
    context.close()
    assert window.unexpected() == []


@pytest.fixture
def desktop(chromium: Browser, preview: Served, tmp_path: Path) -> Iterator[Window]:
    """A window as authors have it: one tab hides the others, and pages that are left are kept for going back.

    Playwright's own windows have neither.
    """
    with _own_chromium(tmp_path) as endpoint:
        browser = _connected(chromium, endpoint)
        window = Window(browser.contexts[0], preview)
        yield window
        browser.close()
    assert window.unexpected() == []


CONNECT_ATTEMPTS = 3
CONNECT_MILLISECONDS = 20_000


def _connected(chromium: Browser, endpoint: str) -> Browser:
    """Return the browser at ``endpoint``: on a busy machine its first connection may be left without an answer."""
    for attempt in range(1, CONNECT_ATTEMPTS):
        with contextlib.suppress(PlaywrightTimeout):
            return chromium.browser_type.connect_over_cdp(
                endpoint, no_defaults=True, timeout=attempt * CONNECT_MILLISECONDS
            )
    return chromium.browser_type.connect_over_cdp(endpoint, no_defaults=True)


@contextlib.contextmanager
def _own_chromium(folder: Path) -> Iterator[str]:
    """Run a Chromium of its own, whose profile is in ``folder``; yield where it listens."""
    command = [chromium_path(), "--headless=new", "--remote-debugging-port=0", "--no-first-run", *ARGUMENTS]
    process = subprocess.Popen([*command, f"--user-data-dir={folder}"], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    said = iter(process.stderr)
    drain = threading.Thread(target=deque, args=(said, 0), daemon=True)  # a full pipe would hold the browser up
    try:
        endpoint = next(found[1] for line in said if (found := LISTENS.search(line)))
        drain.start()
        yield endpoint
    finally:
        process.terminate()
        process.wait()
        if drain.ident:
            drain.join()
        process.stderr.close()
