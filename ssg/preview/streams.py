"""Open tabs: who shows which page, and what they are told, as server-sent events."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import NamedTuple

from ssg.preview.exchange import TooManyStreams

MAX_TABS = 64
MAX_WAITING = 64  # events that a tab has not read: more, and it is taken for gone
HEARTBEAT_SECONDS = 15.0

HELLO = b"retry: 500\n\n"
HEARTBEAT = b": \n\n"

_LINE_END = re.compile("\r\n|\r|\n")  # those of an event stream (HTML, 9.2.5), and no others


class Event(NamedTuple):
    """Something that a tab is told."""

    name: str  # "page", "problems", "go"
    data: str  # any text; lines stay lines


class TabKey(NamedTuple):
    """What a tab says of itself when it begins to listen."""

    page: str  # the id of the page that it shows
    version: str  # of that page's bytes
    client: str = ""  # digest of the script that runs in it
    follows: bool = False  # it is willing to go to the page just saved


def formatted(event: Event) -> bytes:
    """Return an event as it is sent. A text of several lines is one `data` line each."""
    lines = [f"event: {_LINE_END.sub(' ', event.name)}", *(f"data: {line}" for line in _LINE_END.split(event.data))]
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")


class Tab:
    """One tab that listens: an iterator over chunks of its stream. It lives in the event loop's thread."""

    def __init__(self, key: TabKey, heartbeat_seconds: float, on_close: Callable[[Tab], None]) -> None:
        self.key = key
        self.version = key.version  # as the tab was last told; the one who tells it keeps it up to date
        self._heartbeat_seconds = heartbeat_seconds
        self._on_close = on_close
        self._waiting: deque[bytes] = deque([HELLO])
        self._moved = asyncio.Event()
        self._closed = False

    def tell(self, event: Event) -> None:
        """Send an event, in order. A tab that does not read is closed: it comes back by itself when it lives."""
        if len(self._waiting) >= MAX_WAITING:
            self.close()
        elif not self._closed:
            self._waiting.append(formatted(event))
            self._moved.set()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._waiting.clear()
            self._moved.set()
            self._on_close(self)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._waiting and not self._closed and not await self._something_moved():
            return HEARTBEAT
        if not self._waiting:
            raise StopAsyncIteration
        chunk = b"".join(self._waiting)
        self._waiting.clear()
        return chunk

    async def _something_moved(self) -> bool:
        self._moved.clear()
        try:
            async with asyncio.timeout(self._heartbeat_seconds):
                return await self._moved.wait()
        except TimeoutError:
            return False


class Streams:
    """All tabs that listen. They are changed in the event loop's thread only; `looked_at` may be asked from any."""

    def __init__(self, *, max_tabs: int = MAX_TABS, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._max_tabs = max_tabs
        self._heartbeat_seconds = heartbeat_seconds
        self._tabs: dict[Tab, None] = {}  # in the order of their coming

    def open(self, key: TabKey) -> Tab:
        """Return a new tab. Raises TooManyStreams when as many as may be are open."""
        if len(self._tabs) >= self._max_tabs:
            raise TooManyStreams(self._max_tabs)
        tab = Tab(key, self._heartbeat_seconds, self._forget)
        self._tabs[tab] = None
        return tab

    def _forget(self, tab: Tab) -> None:
        self._tabs.pop(tab, None)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        return tuple(self._tabs)

    def pages(self) -> frozenset[str]:
        """Return the ids of the pages that somebody has open."""
        return frozenset(tab.key.page for tab in self._tabs)

    def looked_at(self) -> bool:
        return bool(self._tabs)

    def publish(self, events_for: Callable[[Tab], Iterable[Event]]) -> None:
        """Tell every tab what ``events_for`` has for it."""
        for tab in self.tabs:
            for event in events_for(tab):
                tab.tell(event)

    def close(self) -> None:
        """End all streams. A tab that is still there comes back by itself."""
        for tab in self.tabs:
            tab.close()
