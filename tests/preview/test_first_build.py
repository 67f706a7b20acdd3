"""A first build that takes long is shown: nobody waits before an empty window, and the site comes by itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from ssg.core.folders import folders_of
from ssg.core.options import BuildOptions, Progress, silent
from ssg.preview.first_build import FirstBuild
from ssg.preview.serve import Preview, ServeOptions, Terminal
from ssg.preview.streams import Streams
from tests.preview.served import PATIENCE_SECONDS, Answer, answers
from tests.preview.studios import news_site

DOCUMENT = "Sec-Fetch-Mode: navigate"


class Start:
    """A preview before and while it reads its site: it answers when it is told how far it is."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[str] = []
        options = BuildOptions(drafts=True, environ={}, jobs=1)
        terminal = Terminal(self.lines.append, lambda found: None, nullcontext)  # type: ignore[arg-type]
        self.preview = Preview(folders_of(str(folder), options), options, ServeOptions(port=0), terminal)
        self.loop = asyncio.Runner()
        self.loop.run(self.preview.listen())
        self.progress = shown(self.preview.first_build, self.loop)
        self.port = int(self.preview.address.rpartition(":")[2])

    def send(self, target: str, *headers: str, method: str = "GET") -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        lines = (f"{method} {target} HTTP/1.1", f"Host: localhost:{self.port}", *headers)
        client.sendall("".join(f"{line}\r\n" for line in lines).encode() + b"\r\n")
        client.setblocking(False)
        return client

    def heard(self, client: socket.socket, end: bytes) -> bytes:
        """Return what a client hears up to ``end`` while the build goes on."""
        received = b""
        for _ in range(2000):
            self.progress("parse", 1_200, 10_000)
            try:
                received += client.recv(1 << 16)
            except BlockingIOError:
                continue
            if received.endswith(end):
                return received
        raise AssertionError(received)

    def get(self, target: str, *headers: str, end: bytes = b"</html>\n") -> Answer:
        with self.send(target, *headers) as client:
            return answers(self.heard(client, end))[0]

    def close(self) -> None:
        self.preview.first_build.end()
        self.loop.run(self.preview.server.aclose())
        self.loop.close()


def shown(first_build: FirstBuild, loop: asyncio.Runner) -> Progress:
    """Return a progress that thinks the build has taken long already."""
    return first_build.shown(silent, loop, patience_seconds=0)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    begun = Start(news_site(tmp_path / "site", 4).folder)
    yield begun
    begun.close()


def test_whoever_asks_while_the_site_is_read_is_told_how_far_it_is(start: Start) -> None:
    answer = start.get("/news/p1/", DOCUMENT)

    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert b'<progress aria-labelledby="what" max="10000" value="1200"></progress>' in answer.body
    assert b"1,200 of 10,000 files are read." in answer.body
    assert start.lines[-1] == f"The first build is running: http://localhost:{start.port}/ shows how far it is."


def test_the_page_needs_nothing_but_its_own_script(start: Start) -> None:
    answer = start.get("/", DOCUMENT)
    (script,) = [part.partition(b'"')[0].decode() for part in answer.body.split(b'<script src="')[1:]]

    policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'"
    assert answer.headers["content-security-policy"] == policy
    assert start.get(script, end=b"})();\n").status == 200


def test_a_page_from_elsewhere_does_not_learn_how_far_it_is(start: Start) -> None:
    with start.send("/__ssg/events?page=&version=", "Origin: null") as client:
        assert answers(start.heard(client, b"listen.\n"))[0].status == 403


def test_a_tab_hears_how_far_it_is_and_its_stream_ends_with_the_build(start: Start) -> None:
    with start.send("/__ssg/events?page=&version=") as client:
        heard = start.heard(client, b"\n\n\r\n")
        start.progress("parse", 10_000, 10_000)
        start.preview.first_build.end()
        start.loop.run(asyncio.sleep(0.05))
        rest = client.recv(1 << 16)

    assert b'event: progress\ndata: {"done": 1200, "total": 10000, "said": "1,200 of 10,000 files are read."}' in heard
    assert b"All 10,000 files are read." in rest
    assert rest.endswith(b"0\r\n\r\n")


def test_a_start_that_is_quick_lets_whoever_asks_wait_for_the_page_itself() -> None:
    with asyncio.Runner() as loop:
        first_build = FirstBuild(Streams(), lambda: None)
        progress = first_build.shown(silent, loop, patience_seconds=PATIENCE_SECONDS)

        progress("parse", 1, 10)
        progress("parse", 10, 10)

        assert not first_build.is_shown


def test_a_site_that_is_read_by_its_first_step_is_not_said_to_take_long() -> None:
    with asyncio.Runner() as loop:
        first_build = FirstBuild(Streams(), lambda: None)

        shown(first_build, loop)("parse", 10, 10)

        assert not first_build.is_shown
