"""While a site is read for the first time: a page that says how far it is, and an event when that moves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from ssg.core.options import Progress
from ssg.preview.additions import WAITING, waiting_digest
from ssg.preview.exchange import NotYet, Response
from ssg.preview.mime import HTML
from ssg.preview.page_headers import OWN_POLICY, plain_headers
from ssg.preview.streams import Event, Streams, Tab, TabKey

PATIENCE_SECONDS = 0.5  # a start that takes no longer answers with the page itself, a moment later
SERVE_SECONDS = 0.005  # for whoever asks, between two steps of reading

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The first build is running</title>
<noscript><meta http-equiv="refresh" content="2"></noscript>
<style>
body { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.25rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: .5rem 0; font-variant-numeric: tabular-nums; }
progress { width: 100%; height: .75rem; }
</style>
</head>
<body>
<main>
<h1 id="what">The first build is running</h1>
<progress aria-labelledby="what" max="TOTAL" value="DONE"></progress>
<p id="far">SAID</p>
<p id="then" role="status">This page becomes the site as soon as it is read.</p>
</main>
<script src="SCRIPT" defer></script>
</body>
</html>
"""


class Reading(NamedTuple):
    """How far the first build is."""

    done: int  # files
    total: int

    @property
    def in_words(self) -> str:
        if self.done < self.total:
            return f"{self.done:,} of {self.total:,} files are read."
        return f"All {self.total:,} files are read. Lists and links are put together."


class FirstBuild:
    """Answers, between its steps, whoever asks while the site is read. For the thread that reads it."""

    def __init__(self, streams: Streams, takes_long: Callable[[], None]) -> None:
        self._streams = streams
        self._takes_long = takes_long  # called when it is first shown
        self._reading: Reading | None = None  # while it is shown

    @property
    def is_shown(self) -> bool:
        return self._reading is not None

    def shown(
        self, progress: Progress, loop: asyncio.Runner, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> Progress:
        """Return ``progress`` that also lets the loop run for a moment, once it is clear that a start takes long.

        The thread has nothing to do then but to wait for its workers. They are forked from it, so that it is better
        to have no other thread.
        """
        began = monotonic()

        def advance(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            if self.is_shown or (done < total and monotonic() - began >= patience_seconds):
                loop.run(self._show(Reading(done, total)))

        return advance

    async def _show(self, reading: Reading) -> None:
        if self._reading is None:
            self._takes_long()
        self._reading = reading
        for tab in self._streams.tabs:
            tab.tell(progress_event(reading))
        await asyncio.sleep(SERVE_SECONDS)

    def refuse(self) -> None:
        """Raise NotYet while the first build is shown."""
        if self._reading:
            raise NotYet(waiting_page(self._reading))

    def listener(self, key: TabKey) -> Tab:
        """Return a tab that hears how far the build is. Raises TooManyStreams."""
        tab = self._streams.open(key)
        if self._reading:
            tab.tell(progress_event(self._reading))
        return tab

    def end(self) -> None:
        """Let tabs come back, for the site."""
        if self._reading:
            self._reading = None
            self._streams.close()


def waiting_page(reading: Reading) -> Response:
    """Return what is answered to whatever is asked for meanwhile."""
    script = f"{WAITING}?v={waiting_digest()}"
    values = {"TOTAL": reading.total, "DONE": reading.done, "SAID": reading.in_words, "SCRIPT": script}
    page = _PAGE
    for name, value in values.items():
        page = page.replace(name, str(value))
    headers = (*plain_headers(HTML), ("Retry-After", "1"), ("Content-Security-Policy", OWN_POLICY))
    return Response(503, headers, page.encode())


def progress_event(reading: Reading) -> Event:
    return Event("progress", json.dumps({"done": reading.done, "total": reading.total, "said": reading.in_words}))
