"""An author at work for an hour: `ssg serve` edited, read and listened to, and held to the law at the end.

    python -m tools.soak_preview [--minutes 60] [--seed 0] [--pause 1.5]

Prints once a minute what the server holds, and fails when threads or descriptors are left, or when an address gives
other bytes than a clean build.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ssg import BuildOptions, build
from ssg.core.urls import address_of, quoted

ROOT = Path(__file__).parent.parent
MOST_TABS = 12
WARM_EDITS = 40  # until everything that stays has been opened
SETTLE_SECONDS = 45.0  # idle connections end after 30
SCRIPT = re.compile(
    rb'<script src="/__ssg/client\.js\?v=[0-9a-f]+" data-page="[0-9a-f]+" data-version="\w+" defer></script>'
)
UNSERVED = frozenset({"_headers", "_redirects", ".ssg-owned"})


class Held(NamedTuple):
    """What a process holds."""

    threads: int
    descriptors: int
    megabytes: int


def held_by(process: int) -> Held:
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        kilobytes = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    folders = (f"/proc/{process}/task", f"/proc/{process}/fd")
    return Held(len(os.listdir(folders[0])), len(os.listdir(folders[1])), kilobytes // 1024)


@dataclass
class Author:
    """Edits a site at random, reads it, and keeps tabs open."""

    site: Path
    port: int
    chance: random.Random
    tabs: list[socket.socket] = field(default_factory=list)
    edits: int = 0
    reads: int = 0

    def work(self) -> None:
        self.chance.choice((self.edit_text, self.edit_text, self.edit_title, self.edit_style, self.edit_template))()
        if self.chance.random() < 0.15:
            self.chance.choice((self.write_post, self.delete_post, self.break_post, self.tag_post))()
        self.edits += 1
        for _ in range(self.chance.randrange(4)):
            self.read(self.chance.choice(("/", "/feed.xml", "/tags/", "/archive/", "/nowhere/", "/search/")))
        self.chance.choice((self.open_tab, self.close_tab, self.read_tabs))()

    def posts(self) -> list[Path]:
        return sorted((self.site / "content").rglob("*.md"))

    def change(self, old: str, new: str) -> None:
        path = self.chance.choice(self.posts())
        path.write_text(re.sub(old, new, path.read_text("utf-8"), count=1), "utf-8")

    def edit_text(self) -> None:
        path = self.chance.choice(self.posts())
        path.write_text(f"{path.read_text('utf-8')[:8000]}\n\nRobot {self.edits} reads the news.\n", "utf-8")

    def edit_title(self) -> None:
        self.change(r'(?m)^(title: "?)(\d+ )?', rf"\g<1>{self.edits} ")

    def tag_post(self) -> None:
        self.change(r"(?m)^tags: \[(soak-\d, )?", f"tags: [soak-{self.edits % 5}, ")

    def break_post(self) -> None:
        self.change(r"\A---\n", "---\nbroken: [\n")

    def write_post(self) -> None:
        text = f"---\ntitle: New {self.edits}\ndate: 2026-01-0{1 + self.edits % 9}\n---\n\nNew text {self.edits}.\n"
        (self.site / "content" / f"new-{self.edits}.md").write_text(text, "utf-8")

    def delete_post(self) -> None:
        if made := sorted((self.site / "content").glob("new-*.md")):
            self.chance.choice(made).unlink()

    def edit_style(self) -> None:
        (self.site / "themes/default/assets/css/99-soak.css").write_text(f"/* {self.edits} */\n", "utf-8")

    def edit_template(self) -> None:
        path = self.site / "themes/default/templates/components/card.html"
        path.write_text(
            re.sub(r"(<!-- \d+ -->)?\Z", f"<!-- {self.edits} -->", path.read_text("utf-8"), count=1), "utf-8"
        )

    def read(self, address: str) -> bytes:
        self.reads += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", address)
            return connection.getresponse().read()

    def open_tab(self) -> None:
        if len(self.tabs) < MOST_TABS:
            tab = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            page = f"{self.chance.getrandbits(64):016x}"
            tab.sendall(f"GET /__ssg/events?page={page}&version=0 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            self.tabs.append(tab)

    def close_tab(self) -> None:
        if self.tabs:
            self.tabs.pop(self.chance.randrange(len(self.tabs))).close()

    def read_tabs(self) -> None:
        for tab in self.tabs:
            tab.settimeout(0.01)
            with contextlib.suppress(TimeoutError):
                tab.recv(1 << 16)

    def leave(self) -> None:
        while self.tabs:
            self.close_tab()

    def mend(self) -> None:
        for path in self.posts():
            text = path.read_text("utf-8")
            if "broken: [\n" in text:
                path.write_text(text.replace("broken: [\n", ""), "utf-8")


def faults(author: Author, folder: Path) -> list[str]:
    """Return the addresses that give something else than a clean build of the site as it stands."""
    output = folder / "clean"
    options = BuildOptions(
        output=str(output),
        cache_dir=str(folder / "cache"),
        drafts=True,
        locked=True,
        environ={},
        base_url="http://a.example",
    )
    report = build(author.site, options)
    if not report.ok:
        return [f"{item.file}: {item.message}" for item in report.diagnostics]
    found = []
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.is_file() and name not in UNSERVED:
            served = SCRIPT.sub(b"", author.read(quoted(address_of(name))))
            if served != path.read_bytes():
                found.append(name)
    return found


def copied_site(folder: Path) -> Path:
    """Return a copy of this repository's own blog with a part of a theme of its own, below no path."""
    site = folder / "site"
    shutil.copytree(ROOT / "content", site / "content")
    config = (ROOT / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text(re.sub(r"(?m)^base_url = .*$", 'base_url = "http://a.example"', config), "utf-8")
    (site / "themes/default/assets/css").mkdir(parents=True)
    card = "templates/components/card.html"
    (site / "themes/default" / card).parent.mkdir(parents=True)
    shutil.copy(ROOT / "themes/default" / card, site / "themes/default" / card)
    return site


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two edits, at the most")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return soak(Path(name), asked.minutes * 60, asked.pause, random.Random(asked.seed))


def soak(folder: Path, seconds: float, pause: float, chance: random.Random) -> int:
    """Play for so many seconds; return the exit code."""
    site = copied_site(folder)
    command = [sys.executable, "-m", "ssg", "serve", str(site), "--port", "0", "--cache-dir", str(folder / "serving")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        greeting = next(line for line in server.stderr if "preview is at" in line)
        drain = subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL)
        port = re.search(r":(\d+)/", greeting)
        assert port
        author = Author(site, int(port[1]), chance)
        for _ in range(WARM_EDITS):
            author.work()
        author.leave()
        author.mend()
        faults(author, folder)  # as at the end: whoever is asked for files opens threads for them, which stay
        time.sleep(SETTLE_SECONDS)
        before = held_by(server.pid)
        code = play(author, server.pid, before, seconds, pause, folder)
        server.send_signal(signal.SIGINT)
        server.wait(10)
        drain.wait(10)
    return code


def play(author: Author, process: int, before: Held, seconds: float, pause: float, folder: Path) -> int:
    end, told = time.monotonic() + seconds, 0.0
    print("before:", before, flush=True)
    while time.monotonic() < end:
        author.work()
        time.sleep(author.chance.uniform(0.05, pause))
        if time.monotonic() > told + 60:
            told = time.monotonic()
            print(f"{author.edits} edits, {author.reads} reads, {len(author.tabs)} tabs:", held_by(process), flush=True)
    author.leave()
    author.mend()
    wrong = faults(author, folder)
    time.sleep(SETTLE_SECONDS)
    after = held_by(process)
    left = after.threads > before.threads or after.descriptors > before.descriptors
    print("after:", after, "left over!" if left else "nothing left", flush=True)
    print(f"{author.edits} edits, {author.reads} reads; {len(wrong)} addresses differ from a clean build", *wrong[:10])
    return 1 if left or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
