"""A running studio, held to the law of the preview, and a site of all kinds of files that is edited under it."""

from __future__ import annotations

import asyncio
import io
import json
import random
import re
import shutil
import threading
from collections.abc import Callable, Coroutine
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from PIL import Image

from ssg.core.errors import Diagnostic
from ssg.core.folders import Folders
from ssg.core.options import silent
from ssg.core.urls import address_of, encoded
from ssg.preview.additions import page_id
from ssg.preview.exchange import Feed
from ssg.preview.serve import Preview, ServeOptions, Terminal
from ssg.preview.studio import IDLE_SECONDS, News, Studio
from ssg.run.live_site import LiveSite
from tests.properties import edits
from tests.run.live_law import Previewed
from tests.sites import CONFIG, THEMES, TestSite

PATIENCE_SECONDS = 20.0  # until a test is failed that hears nothing

SCRIPT = re.compile(rb'<script src="/__ssg/client\.js[^>]*></script>')
NOT_SERVED = ("_headers", "_redirects", "404.html")
"""Outputs for the host, which it does not serve; and the page for what is not there, which stands everywhere."""

Result = TypeVar("Result")

WORDS = ("quantum", "phones", "robots", "chips", "models", "agents", "policy", "courts", "energy", "music", "film")


@dataclass
class StudioPreviewed(Previewed):
    """A site folder and the studio that keeps it in memory, in a thread of its own."""

    news: SimpleQueue[News] = field(default_factory=SimpleQueue)

    idle_seconds: float = IDLE_SECONDS

    def begin(self, folders: Folders) -> None:
        self.studio = Studio(folders, self.options(), self.news.put, self.idle_seconds)
        self.press = self.studio.press

    def open(self) -> None:
        self.note()
        self.studio.open(silent)
        self.studio.start()
        self.rank()
        while not self.news.empty():  # of the related lists, which follow the start
            self.news.get()
        self.keep_good_settings()

    def take(self, hints: frozenset[str]) -> None:
        self.studio.wake(hints)
        self.studio.caught_up().result(PATIENCE_SECONDS)
        self.rank()

    def rank(self) -> None:
        self.studio.ranked().result(PATIENCE_SECONDS)

    def close(self) -> None:
        self.studio.stop()
        super().close()

    @property
    def current(self) -> LiveSite | None:
        return self.studio.current.live

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        return self.studio.current.problems

    @property
    def refusal(self) -> tuple[Diagnostic, ...]:
        return self.studio.refusal

    @property
    def codes(self) -> list[str]:
        return [item.code for item in self.problems]


@dataclass
class ServedPreviewed(StudioPreviewed):
    """A site folder and all of `ssg serve`, asked by HTTP: its loop runs in a thread of its own."""

    follow: bool = False
    lines: list[str] = field(default_factory=list)  # that were said
    findings: list[tuple[Diagnostic, ...]] = field(default_factory=list)  # each time that they were printed

    def begin(self, folders: Folders) -> None:
        self.greeted = threading.Event()
        options = ServeOptions(port=0, follow=self.follow)
        terminal = Terminal(self.say, lambda found: self.findings.append(tuple(found)), nullcontext)  # type: ignore[arg-type]
        self.preview = Preview(folders, self.options(), options, terminal)
        self.studio, self.press = self.preview.studio, self.preview.studio.press
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run)

    def say(self, line: str) -> None:
        self.lines.append(line)
        if "The preview is at" in line:
            self.greeted.set()

    def run(self) -> None:
        self.task = self.loop.create_task(self.preview.run())
        with suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self.task)
        self.loop.close()

    def open(self) -> None:
        self.note()
        self.studio.open(silent)
        self.thread.start()
        assert self.greeted.wait(PATIENCE_SECONDS)
        self.port = int(re.findall(r":(\d+)/", self.lines[-1])[0])
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        self.keep_good_settings()

    def close(self) -> None:
        self.connection.close()
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()
        shutil.rmtree(self.elsewhere)

    def get(self, target: str, **headers: str) -> tuple[int, bytes]:
        """Ask as a page asks for what belongs to it; with other headers otherwise."""
        self.connection.request("GET", target, headers={"Sec-Fetch-Mode": "no-cors", **headers})
        response = self.connection.getresponse()
        return response.status, response.read()

    def asked(self, site: LiveSite, output: str) -> bytes | None:
        """Return what an address gives without what the preview adds to it."""
        if output in NOT_SERVED:
            return self.loop_call(self.preview.rendered(lambda: super(ServedPreviewed, self).asked(site, output)))
        status, body = self.get(site.planning.info.base_path + encoded(address_of(output)))
        return SCRIPT.sub(b"", body) if status == 200 else None

    def loop_call(self, work: Coroutine[None, None, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    def tab(self, address: str, *, follow: bool = False) -> Heard:
        """Open a tab at an address of the site."""
        return self.loop_call(self._tab(address, follow))

    async def _tab(self, address: str, follow: bool) -> Heard:
        query = {"page": page_id(address), "version": "0" * 16, "follow": "1" if follow else ""}
        tab = await self.preview.stream(query)
        heard = Heard(tab)
        heard.task = asyncio.get_running_loop().create_task(heard.listen())
        return heard


@dataclass(eq=False)
class Heard:
    """A tab and what it was told."""

    tab: Feed
    task: asyncio.Task[None] | None = None
    told: SimpleQueue[tuple[str, Any]] = field(default_factory=SimpleQueue)  # name and data of each event

    async def listen(self) -> None:
        async for chunk in self.tab:
            for block in chunk.decode().split("\n\n"):
                if block.startswith("event: "):
                    name, _, data = block.removeprefix("event: ").partition("\ndata: ")
                    self.told.put((name, json.loads(data)))

    def next(self, name: str) -> Any:
        """Return the next event of a name; those of others are passed over."""
        while True:
            found, data = self.told.get(timeout=PATIENCE_SECONDS)
            if found == name:
                return data

    def all(self) -> list[tuple[str, Any]]:
        return [self.told.get() for _ in range(self.told.qsize())]


def news_site(folder: Path, posts: int = 60) -> TestSite:
    """Return a site of posts that share words and tags, with sections, a draft, a translation, pages and a picture."""
    site = TestSite(folder, CONFIG.replace('theme = "bare"', 'theme = "rich"'))
    shutil.copytree(THEMES / "rich", site.folder / "themes" / "rich")
    for number in range(posts):
        text = " ".join(WORDS[(number * 3 + step * step) % len(WORDS)] for step in range(14))
        section = "labs/" if number % 4 == 0 else ""
        date = f"2026-01-{number % 28 + 1:02}"
        front = {"title": f"Post {number}", "date": date, "tags": [f"t{number % 5}", f"u{number % 3}"]}
        site.write(f"{section}p{number}.md", f"{text}.\n\n## More\n\nThis leads [home](/).", **front)
    site.write("p1.zh.md", "Words.", title="Yi")
    site.write("draft.md", "Not yet.", title="A draft", draft=True)
    site.write("d/index.md", "![A picture](p.png)", title="With a picture", image={"src": "p.png", "alt": "A picture"})
    site.write_raw("d/p.png", picture(3))
    site.write("labs/_index.md", "Of the labs.", title="Labs")
    site.write("_index.md", "Good morning.", date=None)
    site.write("pages/about.md", "About us.", title="About")
    return site


def picture(width: int) -> bytes:
    """Return a grey picture, so many hundred pixels wide, that is heavy enough for files to be made of it."""
    size = (width * 100, 200)
    file = io.BytesIO()
    Image.frombytes("L", size, random.Random(width).randbytes(size[0] * size[1])).save(file, "PNG")
    return file.getvalue()


def break_a_file(site: TestSite, chance: random.Random) -> None:
    path = chance.choice(edits.sources(site))
    path.write_bytes(path.read_bytes().replace(b"---\n", b"---\nfeatured: perhaps\n", 1))


def mend_all_files(site: TestSite, chance: random.Random) -> None:
    for path in edits.sources(site):
        if b"featured: perhaps\n" in (data := path.read_bytes()):
            path.write_bytes(data.replace(b"featured: perhaps\n", b""))


def change_a_picture(site: TestSite, chance: random.Random) -> None:
    (site.folder / "content/d").mkdir(exist_ok=True)
    site.write_raw("d/p.png", picture(chance.randrange(1, 5)))


def toggle_a_draft(site: TestSite, chance: random.Random) -> None:
    path = chance.choice(edits.sources(site))
    data = path.read_bytes()
    has = b"draft: true\n" in data
    path.write_bytes(data.replace(b"draft: true\n", b"") if has else re.sub(rb"\A---\n", b"---\ndraft: true\n", data))


SHORT: tuple[edits.Edit, ...] = (edits.change_a_word, edits.add_a_paragraph, edits.change_a_title)
RARE: tuple[edits.Edit, ...] = (*edits.EDITS, break_a_file, mend_all_files, change_a_picture, toggle_a_draft)


def edit(site: TestSite, chance: random.Random) -> None:
    """Edit as authors do: mostly words, now and then anything."""
    chosen: Callable[[TestSite, random.Random], None] = chance.choice(SHORT if chance.random() < 0.7 else RARE)
    chosen(site, chance)
