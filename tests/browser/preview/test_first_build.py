"""What somebody sees who comes while the site is read for the first time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ssg.core.folders import folders_of
from ssg.core.options import BuildOptions, silent
from ssg.preview.serve import Preview, ServeOptions, Terminal
from tests.browser.preview.site import AuthorSite

pytestmark = pytest.mark.browser


class SlowStart:
    """A preview, in a thread, that is at file ``done`` of ten of its first build until it may go on."""

    def __init__(self, site: AuthorSite) -> None:
        options = BuildOptions(drafts=True, environ={}, jobs=1)
        terminal = Terminal(lambda line: None, lambda found: None, nullcontext)  # type: ignore[arg-type]
        self.preview = Preview(folders_of(str(site.folder), options), options, ServeOptions(port=0), terminal)
        self.done = 3
        self.may_go_on = threading.Event()
        self.listens = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        with asyncio.Runner() as loop:
            loop.run(self.preview.listen())
            self.listens.set()
            progress = self.preview.first_build.shown(silent, loop, patience_seconds=0)
            while not self.may_go_on.wait(0.01):
                progress("parse", self.done, 10)
            self.preview.studio.open(progress)
            self.task = loop.get_loop().create_task(self.preview.run())
            with suppress(asyncio.CancelledError):
                loop.get_loop().run_until_complete(self.task)

    def stop(self) -> None:
        self.may_go_on.set()
        self.task.get_loop().call_soon_threadsafe(self.task.cancel)
        self.thread.join()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[SlowStart]:
    slow = SlowStart(AuthorSite(tmp_path / "site"))
    slow.thread.start()
    assert slow.listens.wait(20)
    yield slow
    slow.stop()


def test_a_page_that_is_asked_for_too_early_says_how_far_it_is_and_becomes_the_site(
    chromium: Browser, start: SlowStart
) -> None:
    page = chromium.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    reply = page.goto(f"{start.preview.address}/news/agents/")
    assert reply
    assert reply.status == 503
    expect(page.get_by_role("heading")).to_have_text("The first build is running")
    bar = page.get_by_role("progressbar", name="The first build is running")
    expect(bar).to_have_attribute("value", "3")
    start.done = 7
    expect(bar).to_have_attribute("value", "7")
    expect(page.get_by_text("7 of 10 files are read.")).to_be_visible()

    start.may_go_on.set()

    expect(page.locator("ssg-preview .name")).to_have_text("2026-01-10-agents.md")
    assert faults == []
    page.close()
