"""A site made of a dictionary, a server for it, and clients that send bytes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ssg.core.digests import digest_bytes
from ssg.preview.answers import answer
from ssg.preview.exchange import Artifact, Feed, PageBroken, Pages, Request, Response
from ssg.preview.incoming import DEFAULT_LIMITS, Limits
from ssg.preview.server import Bound, Server
from ssg.preview.streams import Streams, TabKey

PATIENCE_SECONDS = 20.0  # until a test is failed that hears nothing


def file(data: str | bytes) -> Artifact:
    raw = data.encode() if isinstance(data, str) else data
    return Artifact(raw, digest_bytes(raw))


def page(text: str) -> Artifact:
    return file(f"<!doctype html><html><head><title>{text}</title></head><body><p>{text}</p></body></html>")


@dataclass(frozen=True, slots=True)
class DictPages:
    """One moment of a site, address → artifact; an exception is raised for the page that it stands at."""

    table: Mapping[str, Artifact | PageBroken]
    base_path: str = ""
    version: int = 1

    def has(self, address: str) -> bool:
        return address in self.table

    def artifact(self, address: str) -> Artifact | None:
        found = self.table.get(address)
        if isinstance(found, PageBroken):
            raise found
        return found


SITE: dict[str, Artifact | PageBroken] = {
    "/": page("Home"),
    "/news/a/": page("Post A"),
    "/news/ü b/": page("Umlaut"),
    "/feed.xml": file("<rss/>"),
    "/assets/t/site.css": file("p{}"),
    "/robots.txt": file("User-agent: *\n"),
    "/404.html": page("Nothing here"),
    "/_headers": file("/*\n  X-Test: all\n"),
    "/_redirects": file("/old /news/a/ 301\n/docs/* /:splat 301\n/.ssg-owned /404.html 404!\n"),
    "/.ssg-owned": file("secret"),
}


def ask(
    target: str, pages: Pages | None = None, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a request, without a server."""
    sent = {"host": "localhost", **(headers or {})}
    return answer(Request(method, target, sent), pages or DictPages(SITE))


def header(response: Response, name: str) -> str:
    """Return a header's value, and fail when it is there twice; empty when it is not there."""
    values = [value for key, value in response.headers if key.lower() == name.lower()]
    assert len(values) <= 1, values
    return values[0] if values else ""


@dataclass
class DictSite:
    """A site that stays as it is, and tabs that listen to it."""

    current: Pages
    streams: Streams = field(default_factory=Streams)
    fails_with: Exception | None = None

    async def pages(self, request: Request) -> Pages:
        if self.fails_with:
            raise self.fails_with
        return self.current

    async def stream(self, query: Mapping[str, str]) -> Feed:
        return self.streams.open(TabKey(query.get("page", ""), query.get("version", "")))


# ── a server that runs ──────────────────────────────────────────────────────────────────────────────


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes  # as it came, in chunks where it is chunked


@dataclass
class Running:
    """A server in a thread of its own."""

    bound: Bound
    site: DictSite
    loop: asyncio.AbstractEventLoop
    errors: list[str]  # what was reported as a bug of ours

    def connect(self) -> socket.socket:
        client = socket.create_connection((self.bound.addresses[0], self.bound.port), timeout=PATIENCE_SECONDS)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def exchange(self, sent: bytes) -> bytes:
        """Return all that comes back for ``sent``, until the server ends the connection."""
        with self.connect() as client:
            client.sendall(sent)
            return b"".join(iter(lambda: client.recv(65536), b""))

    def get(self, target: bytes | str, *headers: str, method: str = "GET") -> Answer:
        raw = target if isinstance(target, bytes) else target.encode()
        lines = [f"Host: localhost:{self.bound.port}", "Connection: close", *headers]
        if any(line.lower().startswith("host:") for line in headers):
            lines.pop(0)
        return answers(self.exchange(method.encode() + b" " + raw + b" HTTP/1.1\r\n" + head(*lines)))[0]

    def call(self, work: Callable[[], object]) -> None:
        """Do something in the server's thread, and wait until it is done."""
        done = threading.Event()

        def do() -> None:
            work()
            done.set()

        self.loop.call_soon_threadsafe(do)
        assert done.wait(PATIENCE_SECONDS)


def head(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"


def answers(received: bytes) -> list[Answer]:
    """Return the answers in a row of bytes, as a client reads them; fails where they do not fit together."""
    found = []
    while received:
        first, _, rest = received.partition(b"\r\n\r\n")
        line, *lines = first.decode("latin-1").split("\r\n")
        version, status, _ = line.split(" ", 2)
        assert version == "HTTP/1.1"
        pairs = [(name.lower(), value.strip()) for name, _, value in (text.partition(":") for text in lines)]
        assert len(dict(pairs)) == len(pairs), pairs
        headers = dict(pairs)
        size = int(headers["content-length"]) if "content-length" in headers else len(rest)
        if status == "304":
            size = 0
        found.append(Answer(int(status), headers, rest[:size]))
        received = rest[size:]
    return found


@contextlib.contextmanager
def running(
    pages: Pages | None = None,
    *,
    host: str = "localhost",
    limits: Limits = DEFAULT_LIMITS,
    site: DictSite | None = None,
) -> Iterator[Running]:
    """Run a server for a while. Afterwards nothing of it is left: no task, no connection, no tab."""
    site = site or DictSite(pages or DictPages(SITE))
    ready: list[Running] = []
    started, stop = threading.Event(), asyncio.Event()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        errors: list[str] = []
        loop.set_exception_handler(lambda _, context: errors.append(repr(context.get("exception", context))))
        server = Server(site, limits=limits)
        ready.append(Running(await server.start(host, 0), site, loop, errors))
        started.set()
        await stop.wait()
        await server.aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not site.streams.looked_at()

    failed: list[BaseException] = []

    def thread() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            failed.append(error)
        finally:
            started.set()

    worker = threading.Thread(target=thread)
    worker.start()
    assert started.wait(PATIENCE_SECONDS)
    try:
        if ready:
            yield ready[0]
    finally:
        if ready:
            ready[0].loop.call_soon_threadsafe(stop.set)
        worker.join(PATIENCE_SECONDS)
    assert failed == []
