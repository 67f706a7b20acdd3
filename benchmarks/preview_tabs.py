"""Chromium's side: a tab that says when a mark came into its page, and how far its clock is from ours."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, ConsoleMessage, Page, TimeoutError, sync_playwright

from benchmarks.install import NotInstalled

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOWN = "preview-shows"
ROUND_TRIPS = 4
CLOCK = "performance.timeOrigin + performance.now()"

MARK = re.compile("(?:body|title|style|template|memory)edition[0-9]+x")
"""A word that stands in no post, different in each edit, and known among what the elements beside it say."""

STYLE_PROPERTY = "scroll-margin-top"  # of <html>: computed as it is written, and moves nothing

_SAY = f"""
  const said = new Set();
  const say = (mark, now) => {{
    if (said.has(mark)) return;
    said.add(mark);
    console.log(`{SHOWN} ${{mark}} ${{now.toFixed(3)}}`);
  }};
"""

WATCH_TEXT = f"""(() => {{{_SAY}
  const look = () => {{
    const now = {CLOCK};
    for (const [mark] of (document.body?.textContent ?? "").matchAll(/{MARK.pattern}/g)) say(mark, now);
  }};
  new MutationObserver(look).observe(document, {{subtree: true, childList: true, characterData: true}});
}})()"""
"""Runs in each new document before anything else does; the observer is called before the next task."""

WATCH_STYLE = f"""(() => {{{_SAY}
  const look = () => {{
    const now = {CLOCK};
    if (!document.documentElement) return;
    const size = parseInt(getComputedStyle(document.documentElement).getPropertyValue("{STYLE_PROPERTY}"));
    if (size) say(`styleedition${{size}}x`, now);
  }};
  const frame = () => {{ look(); requestAnimationFrame(frame); }};
  document.addEventListener("load", look, true);
  frame();
}})()"""
"""A style sheet tells nobody that it has come to be applied, so that each frame looks, and each one that is loaded."""

WATCHERS = {"text": WATCH_TEXT, "style": WATCH_STYLE}


def mark_of(row: str, number: int) -> str:
    """Return the mark of an edit."""
    return f"{row}edition{number}x"


class Shown(NamedTuple):
    """When a file was saved and when its mark was in the page, in milliseconds of the system's clock."""

    saved: float
    shown: float | None  # None: never
    clock: float  # the page's clock may be so far from ours, after what is known of it was taken off


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium without a window, and end it. Raises NotInstalled."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise NotInstalled("Chromium is missing: make setup-dev installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def tab(browser: Browser, address: str, watcher: str = "text") -> Iterator[Page]:
    """Open the address in a window of its own, so that no tab hides another."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(WATCHERS[watcher])
        page.goto(address)
        yield page
    finally:
        context.close()


def shown(page: Page, mark: str, save: Callable[[], int], patience_seconds: float) -> Shown:
    """Save and return when the page showed the mark; ``save`` returns when it saved, in nanoseconds."""
    saved = 0

    def is_it(message: ConsoleMessage) -> bool:
        return message.text.startswith(f"{SHOWN} {mark} ")

    try:
        with page.expect_console_message(is_it, timeout=patience_seconds * 1_000) as said:
            saved = save()
        stamp = float(said.value.text.split()[-1])
    except TimeoutError:
        return Shown(saved / 1e6, None, 0.0)
    ahead, bound = clock_ahead(page)
    return Shown(saved / 1e6, stamp - ahead, bound)


def clock_ahead(page: Page) -> tuple[float, float]:
    """Return how many milliseconds the page's clock is ahead for certain, and how far it may be from that.

    The page reads its clock between two readings of ours, some times. Where it may be equal to ours it is taken to be.
    """
    least, most = float("-inf"), float("inf")
    for _ in range(ROUND_TRIPS):
        before = time.time_ns() / 1e6
        there = float(page.evaluate(CLOCK))
        least, most = max(least, there - time.time_ns() / 1e6), min(most, there - before)
    ahead = min(max(0.0, least), most)
    return ahead, max(most - ahead, ahead - least)
