"""`ssg serve`: the studio, the press, the watch and the server put together, until somebody stops it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import threading
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from ssg.core.errors import Diagnostic, Refused
from ssg.core.folders import CONFIG_FILE, LOCK_FILE, THEMES, Folders, folders_of, require_site
from ssg.core.options import BuildOptions, Progress
from ssg.pipeline import rare_collections
from ssg.preview.answers import decoded_path
from ssg.preview.desk import Desk, saved_address, with_base
from ssg.preview.exchange import Feed, Request
from ssg.preview.first_build import FirstBuild
from ssg.preview.interrupts import interrupted
from ssg.preview.server import Bound, Server
from ssg.preview.snapshot import Snapshot
from ssg.preview.streams import Streams, Tab, TabKey
from ssg.preview.studio import News, Studio
from ssg.preview.watch import Folder, watching
from ssg.render.theme_layers import shipped_themes

PATCH_HEADER = "ssg-preview"  # sent with a fetch that an event asked for: the files have been looked at

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of `ssg serve`; the defaults are the command's."""

    host: str = "localhost"
    port: int = 8000
    open: bool = False
    poll: bool = False
    follow: bool = False
    drafts: bool = True
    now: str = ""
    cache_dir: str = ""


class Terminal(NamedTuple):
    """How the preview speaks to the author. Called from several threads."""

    say: Callable[[str], None]
    findings: Callable[[Sequence[Diagnostic]], None]
    progress: Callable[[], contextlib.AbstractContextManager[Progress]]


def serve(site_folder: str | os.PathLike[str], options: ServeOptions, terminal: Terminal) -> tuple[Diagnostic, ...]:
    """Serve the site in ``site_folder`` until the process is interrupted; return why there is nothing to serve.

    A broken site is served all the same, and says what is wrong: only a folder without site.toml is none. Raises
    OSError when it cannot listen.
    """
    build = BuildOptions(drafts=options.drafts, now=options.now, cache_dir=options.cache_dir, environ={})
    folders = folders_of(os.path.abspath(site_folder), build)
    try:
        require_site(folders.site)
    except Refused as refused:
        return refused.problems
    preview = Preview(folders, build, options, terminal)
    with rare_collections(), asyncio.Runner() as loop:
        loop.run(preview.listen())
        with terminal.progress() as progress:
            preview.studio.open(preview.first_build.shown(progress, loop))
        gc.freeze()  # a site's values stay: to look through them for garbage would hold every answer up
        loop.run(preview.run())
    return ()


class Preview:
    """One running preview: see `exchange.Site`."""

    def __init__(self, folders: Folders, build: BuildOptions, options: ServeOptions, terminal: Terminal) -> None:
        self._folders = folders
        self._options = options
        self._terminal = terminal
        self._render = ThreadPoolExecutor(1, thread_name_prefix="ssg-render")
        self._develop = ThreadPoolExecutor(1, thread_name_prefix="ssg-pictures")
        self._streams = Streams()
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.address = ""  # of the server, without a slash at its end
        self.server = Server(self, self.rendered)
        self._bound: Bound | None = None
        self.first_build = FirstBuild(self._streams, self._say_that_it_takes_long)
        self._is_open = False  # in the browser, where that was asked for
        self.desk = Desk(self._streams, self.rendered, options.follow, self._print_problems)
        self.studio = Studio(folders, build, self._hear)

    async def listen(self) -> None:
        """Listen. Nothing is answered yet: who comes waits for ``shown_to_tabs`` or ``run``. Raises OSError."""
        bound = self._bound = await self.server.start(self._options.host, self._options.port)
        host = f"[{bound.host}]" if ":" in bound.host else bound.host
        self.address = f"http://{host}:{bound.port}"
        if bound.port != self._options.port and self._options.port:
            self._terminal.say(f"Port {self._options.port} is taken.")

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM, or until the task is cancelled."""
        self._loop = asyncio.get_running_loop()
        if self._bound is None:
            await self.listen()
        self.first_build.end()
        watch = watching(
            self._watched(),
            self.studio.wake,
            poll=self._options.poll,
            looked_at=self._streams.looked_at,
            say=self._terminal.say,
            scan_seconds=lambda: self.studio.look_seconds,
            never=(self._folders.output, self._folders.cache),
            probe_in=self._folders.cache,
        )
        self._greet()
        self.studio.start()
        watch.start()
        telling = asyncio.create_task(self._spread_news())
        try:
            await interrupted()
        finally:
            telling.cancel()
            await self.server.aclose()
            self._streams.close()
            await asyncio.to_thread(watch.stop)
            await asyncio.to_thread(self.studio.stop)
            await self.rendered(self.studio.press.close)
            self._render.shutdown()
            self._develop.shutdown(cancel_futures=True)

    def _watched(self) -> list[Folder]:
        site = self._folders.site
        return [
            Folder(self._folders.content, recursive=True),
            Folder(os.path.join(site, THEMES), recursive=True),
            Folder(site, recursive=False, only=frozenset({CONFIG_FILE, LOCK_FILE, THEMES})),
            Folder(shipped_themes(), recursive=True),
        ]

    # ── what the server asks ────────────────────────────────────────────────────────────────────

    async def pages(self, request: Request) -> Snapshot:
        """Return the site as it is served now; to somebody who comes to a page, as the files are now. Raises NotYet."""
        self.first_build.refuse()
        if _wants_a_page(request):
            await asyncio.wrap_future(self.studio.caught_up())
            if self.studio.current.lags_at(self._address_asked(request.target)):
                await asyncio.wrap_future(self.studio.ranked())
            self._name(request.target)
        snapshot, address = self.studio.current, self._address_asked(request.target)
        if snapshot.is_picture(address):
            # Made beside the thread that renders: no page waits for a picture.
            await asyncio.get_running_loop().run_in_executor(self._develop, snapshot.develop, address)
        return snapshot

    async def stream(self, query: Mapping[str, str]) -> Feed:
        """Return the events for a tab. Raises TooManyStreams."""
        key = TabKey(
            page=query.get("page", ""),
            version=query.get("version", ""),
            client=query.get("client", ""),
            follows=query.get("follow", "") == "1",
        )
        if self.first_build.is_shown:
            return self.first_build.listener(key)
        if self.studio.current.lacks_lists:  # the tab, open since an earlier start, would lose those that it shows
            await asyncio.wrap_future(self.studio.ranked())
        tab = self._streams.open(key)
        try:
            await self.desk.welcome(tab, self.studio.current)
        except BaseException:  # the tab went while it was asked about: its place is for others
            tab.close()
            raise
        return tab

    @property
    def tabs(self) -> Sequence[Tab]:
        """The tabs that listen. For the loop's thread."""
        return self._streams.tabs

    async def rendered(self, work: Callable[[], Result]) -> Result:
        """Do work in the one thread that renders."""
        return await asyncio.get_running_loop().run_in_executor(self._render, work)

    def _name(self, target: str) -> None:
        if address := self._address_asked(target):
            self.desk.name(address)

    def _address_asked(self, target: str) -> str:
        """Return the address that a request names, without the base path; empty when it is none of the site's."""
        path = decoded_path(target.partition("?")[0])
        base_path = unquote(self.studio.current.base_path)
        return path.removeprefix(base_path) if path is not None and path.startswith(base_path + "/") else ""

    # ── news ────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, news: News) -> None:
        """Take news from the studio's thread into the loop's."""
        assert self._loop
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody is left to be told
            self._loop.call_soon_threadsafe(self._news.put_nowait, news)

    async def _spread_news(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            news = await self._news.get()
            try:
                await self.desk.spread(news)
            except Exception as error:  # a bug of ours: the next news is to be told all the same
                loop.call_exception_handler({"message": "while tabs were told", "exception": error})
            self._print(news)
            self._news.task_done()

    async def told(self) -> None:
        """Wait until all news so far have been told."""
        await self._news.join()

    def _print(self, news: News) -> None:
        if news.reason and not news.is_aftermath:
            address = saved_address(news.snapshot, news.files)
            where = f" → {self.address}{with_base(news.snapshot, address)}" if address else ""
            self._terminal.say(f"{news.reason}{where} ({(monotonic() - news.since) * 1000:.0f} ms)")

    def _print_problems(self, problems: Sequence[Diagnostic]) -> None:
        self._terminal.findings(problems)
        if not problems:
            self._terminal.say("Nothing is wrong any more.")

    def _greet(self) -> None:
        self.desk.problems = self.studio.current.problems
        self._terminal.findings(self.desk.problems)
        self._terminal.say(f"The preview is at {self.address}{self.studio.current.base_path}/ (Ctrl+C stops it)")
        self._open_browser()

    def _say_that_it_takes_long(self) -> None:
        self._terminal.say(f"The first build is running: {self.address}/ shows how far it is.")
        self._open_browser()

    def _open_browser(self) -> None:
        if self._options.open and not self._is_open:
            self._is_open = True
            home = f"{self.address}{self.studio.current.base_path}/"
            # In a thread of its own: a browser in a terminal comes back when it is closed.
            threading.Thread(target=webbrowser.open, args=(home,), daemon=True).start()


def _wants_a_page(request: Request) -> bool:
    """Return whether somebody comes to a page or reloads it: not for what belongs to it, nor because of an event."""
    if PATCH_HEADER in request.headers:
        return False
    mode = request.headers.get("sec-fetch-mode", "")
    return mode == "navigate" if mode else True
