"""What open tabs are told: their page's own version and facts, what is wrong with the site, where to go."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple, Protocol, TypeVar
from urllib.parse import quote

from ssg.catalog.places import is_markdown
from ssg.catalog.site import Entry
from ssg.core.errors import Diagnostic, excerpt_frame
from ssg.core.folders import CONTENT
from ssg.core.urls import address_of, encoded, output_path
from ssg.preview import additions
from ssg.preview.answers import BROKEN_VERSION, NOT_FOUND
from ssg.preview.exchange import PageBroken
from ssg.preview.snapshot import Snapshot
from ssg.preview.streams import Event, Streams, Tab
from ssg.preview.studio import News
from ssg.run.live_site import LiveSite

MOST_NAMES = 2_000  # addresses that are remembered because they were asked for, beside those of the site

Result = TypeVar("Result")


class InRenderThread(Protocol):
    """Does work in the thread that renders."""

    def __call__(self, work: Callable[[], Result]) -> Awaitable[Result]: ...


class Seen(NamedTuple):
    """A page as a tab is told about it."""

    version: str
    facts: dict[str, object]


class Cause(NamedTuple):
    """What made pages other ones, and since when."""

    reason: str
    since: float  # monotonic seconds


NO_CAUSE = Cause("", 0.0)


@dataclass
class Desk:
    """Tells the tabs, and by ``hear_problems`` the terminal. For the event loop's thread."""

    streams: Streams
    in_render_thread: InRenderThread
    follow: bool
    hear_problems: Callable[[Sequence[Diagnostic]], None]
    problems: tuple[Diagnostic, ...] = ()  # as they were told last
    _asked: dict[str, str] = field(default_factory=dict)  # id of a page that was asked for → its address
    _names: dict[str, str] = field(default_factory=dict)  # id → address of all pages of a site
    _named_for: object = None  # the jobs that ``_names`` are of
    _told: dict[Tab, Seen] = field(default_factory=dict)

    @property
    def remembered_tabs(self) -> int:
        return len(self._told)

    @property
    def remembered_addresses(self) -> int:
        """Return how many addresses are remembered because somebody asked for them."""
        return len(self._asked)

    def name(self, address: str) -> None:
        """Remember that ``address`` was asked for: a tab that shows it will say its id."""
        if len(self._asked) >= MOST_NAMES:
            self._asked.clear()
        self._asked[additions.page_id(address)] = address

    async def welcome(self, tab: Tab, snapshot: Snapshot) -> None:
        """Tell a tab that begins to listen how things stand."""
        self._forget_closed()
        seen = await self._seen(tab, snapshot)
        await self._tell_problems(snapshot)
        tab.tell(problems_event(self.problems))
        self._tell_page(tab, seen, NO_CAUSE)

    async def spread(self, news: News) -> None:
        """Tell all tabs what concerns them; those that show a page that moved first of all."""
        snapshot, cause = news.snapshot, Cause(news.reason, news.since)
        self._forget_closed()
        for tab in reversed(self.streams.tabs):
            self._tell_page(tab, await self._seen(tab, snapshot), cause)
        await self._tell_problems(snapshot)
        if plain := _plain_files(snapshot, news.files):
            self._tell_all(_event("files", {"addresses": plain}))
        if self.follow and (address := saved_address(snapshot, news.files)):
            for tab in [tab for tab in self.streams.tabs if tab.key.follows][-1:]:
                tab.tell(_event("go", {"address": with_base(snapshot, address)}))

    def _forget_closed(self) -> None:
        self._told = {tab: seen for tab, seen in self._told.items() if tab in self.streams.tabs}

    def _tell_all(self, event: Event) -> None:
        self.streams.publish(lambda tab: [event])

    async def _tell_problems(self, snapshot: Snapshot) -> None:
        """Tell everybody what is wrong with the site and with the pages that were looked at, where that moved."""
        found = await self.in_render_thread(lambda: all_problems(snapshot))
        if found != self.problems:
            self.problems = found
            self._tell_all(problems_event(found))
            self.hear_problems(found)

    async def _seen(self, tab: Tab, snapshot: Snapshot) -> Seen:
        address = self._address(tab.key.page, snapshot)
        return await self.in_render_thread(lambda: _seen(snapshot, address))

    def _tell_page(self, tab: Tab, seen: Seen, cause: Cause) -> None:
        if cause is not NO_CAUSE and self._told.get(tab) == seen:
            return
        moved = tab.version != seen.version
        self._told[tab] = seen
        tab.version = seen.version
        of_cause: dict[str, object] = {"reason": "", "milliseconds": 0}
        if moved and cause is not NO_CAUSE:
            of_cause = {"reason": cause.reason, "milliseconds": round((monotonic() - cause.since) * 1000)}
        tab.tell(
            _event("page", {"version": seen.version, "client": additions.client_digest(), **seen.facts, **of_cause})
        )

    def _address(self, page: str, snapshot: Snapshot) -> str:
        """Return the address of a page by its id; empty when nobody knows it."""
        if page in self._asked:
            return self._asked[page]
        if snapshot.live and self._named_for is not snapshot.live.jobs:  # after a restart of the server, for one
            self._named_for = snapshot.live.jobs
            addresses = (address_of(output) for output in snapshot.live.jobs if output.endswith(".html"))
            self._names = {additions.page_id(address): address for address in addresses}
        return self._names.get(page, "")


def all_problems(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the site, and with the pages that somebody asked for. For the render thread."""
    failures = snapshot.press.failures(snapshot.live) if snapshot.live else ()
    return tuple(sorted({*snapshot.problems, *failures}))


def _seen(snapshot: Snapshot, address: str) -> Seen:
    return Seen(_version(snapshot, address), page_facts(snapshot, address))


def _version(snapshot: Snapshot, address: str) -> str:
    """Return the version of the page at ``address`` as its script tag has it. For the render thread."""
    try:
        if address and (found := snapshot.artifact(address)):
            return additions.page_version(found.digest)
        missing = snapshot.artifact(NOT_FOUND)
    except PageBroken:
        return BROKEN_VERSION
    return additions.page_version(missing.digest if missing else b"", gone=True)


def page_facts(snapshot: Snapshot, address: str) -> dict[str, object]:
    """Return what the bar says of a page: its source, its length, what is wrong with it."""
    facts: dict[str, object] = {
        "address": with_base(snapshot, address),
        "source": "",
        "words": 0,
        "minutes": 0,
        "status": "",
        "findings": [],
    }
    live = snapshot.live
    job = live.jobs.get(output_path(address)) if live and address else None
    if live is None or job is None:
        return facts
    broken = snapshot.press.failure(live, job.output)
    findings = [broken] if broken else []
    if len(job.sources) == 1 and (read := live.documents.get(job.sources[0])):
        path, document = job.sources[0], read[1]
        file = f"{CONTENT}/{path}"
        findings += [item for item in snapshot.problems if item.file == file]
        entry = _entry(live, path)
        facts |= {"source": file, "words": document.words, "minutes": document.minutes}
        facts["status"] = entry.status if entry else ""
    facts["findings"] = [told(item) for item in findings]
    return facts


def _entry(live: LiveSite, path: str) -> Entry | None:
    site = live.indexed.site
    return next((entry for entry in (*site.posts, *site.pages) if entry.path == path), None)


def saved_address(snapshot: Snapshot, files: Iterable[str]) -> str:
    """Return the address of the page that was saved; empty when it was none, or more than one."""
    paths = [path for path in files if is_markdown(path)]
    entry = _entry(snapshot.live, paths[0]) if snapshot.live and len(paths) == 1 else None
    return entry.url if entry else ""


def with_base(snapshot: Snapshot, address: str) -> str:
    """Return an address as links on pages have it."""
    return snapshot.base_path + encoded(address) if address else ""


def _plain_files(snapshot: Snapshot, files: Iterable[str]) -> list[str]:
    live = snapshot.live
    paths = frozenset(path for path in files if not is_markdown(path))
    if live is None or not paths:
        return []
    return [snapshot.base_path + quote(file.address) for file in live.indexed.site.files if file.source.path in paths]


def problems_event(problems: Iterable[Diagnostic]) -> Event:
    return _event("problems", [told(item) for item in problems if item.level == "error"])


def told(found: Diagnostic) -> dict[str, object]:
    """Return a finding as the overlay shows it, all of it text."""
    return {
        "level": found.level,
        "code": found.code,
        "message": found.message,
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "help": found.help,
        "frame": excerpt_frame(found),
    }


def _event(name: str, value: object) -> Event:
    return Event(name, json.dumps(value, ensure_ascii=False))
