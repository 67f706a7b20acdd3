"""A server that speaks the preview's protocol, with pages and events that a test controls."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import queue
import select
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ssg.preview.additions import OWN_FILES, client_digest, page_id, page_version, with_script
from ssg.render.host_files import content_security_policy

HTML = "text/html; charset=utf-8"
MISSING = "<!doctype html><html lang=en><title>Not here</title><body><h1>Not here</h1></body></html>"
FACTS: Mapping[str, Any] = {
    "source": "content/posts/a.md",
    "words": 701,
    "minutes": 3,
    "status": "",
    "findings": [],
    "reason": "body of content/posts/a.md changed",
    "milliseconds": 5,
}


@dataclass
class Stream:
    """One tab that listens."""

    page: str
    events: queue.Queue[bytes] = field(default_factory=queue.Queue)


@dataclass
class PreviewServer:
    """Pages and files by address; a page that is put is announced to the tabs that show it."""

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)  # beside FACTS, for all pages
    policy: str = content_security_policy(raw_html=False)
    client: str = ""  # another digest of the client than its own
    refusal: int = 0  # the status that event streams are refused with
    broken_fetches: int = 0  # how many of the next patches end in the middle
    version: str = ""  # said in events instead of the true one
    may_answer: threading.Event = field(default_factory=threading.Event)  # held back while it is not set
    requests: list[str] = field(default_factory=list)  # "GET /", "PATCH /" when it is to patch a page
    streams: list[Stream] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # ── what a test does ────────────────────────────────────────────────────────────────────────

    def put(self, address: str, html: str | None, **facts: Any) -> str:
        """Set a page, tell the tabs that show it, and return its version; no page is a page that is gone."""
        if html is None:
            del self.pages[address]
        else:
            self.pages[address] = html
        for stream in list(self.streams):
            if stream.page == page_id(address):
                stream.events.put(self.news(stream.page, **facts))
        return self.version_of(address)

    def tell(self, name: str, data: object) -> None:
        for stream in list(self.streams):
            stream.events.put(event(name, data))

    def say_problems(self, problems: list[dict[str, Any]]) -> None:
        self.problems = problems
        self.tell("problems", problems)

    def patches(self, address: str = "/") -> int:
        return self.requests.count(f"PATCH {address}")

    def loads(self, address: str = "/") -> int:
        return self.requests.count(f"GET {address}")

    # ── what the protocol says ──────────────────────────────────────────────────────────────────

    def version_of(self, address: str) -> str:
        html = self.pages.get(address)
        return page_version(hashlib.sha256((html or MISSING).encode()).digest(), gone=html is None)

    def news(self, page: str, **facts: Any) -> bytes:
        address = next((address for address in self.pages if page_id(address) == page), "/gone/")
        version = self.version or self.version_of(address)
        said = {"version": version, "address": address, "client": self.client or client_digest()}
        return event("page", {**FACTS, **self.facts, **said, **facts})

    def served(self, address: str) -> bytes:
        html = self.pages.get(address, MISSING)
        return with_script(html.encode(), page_id(address), self.version_of(address))

    # ── its life ────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        self.may_answer.set()
        site = self

        class Handler(PreviewHandler):
            preview = site

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, with all connections."""
        self.may_answer.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for connection in list(self._server.connections):
            connection.close_now()
        self.streams.clear()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[PreviewHandler]) -> None:
        self.connections: set[PreviewHandler] = set()
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: browsers leave when they like."""


class PreviewHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    preview: PreviewServer
    server: Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.connections.add(self)

    def finish(self) -> None:
        self.server.connections.discard(self)
        super().finish()

    def close_now(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):  # it has just ended by itself
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what the tests print."""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        if target.path == "/__ssg/events":
            self.stream(dict(part.split("=") for part in target.query.split("&")))
        elif target.path in OWN_FILES:
            kind, read = OWN_FILES[target.path]
            self.answer(200, kind, read())
        else:
            self.page_or_file(target.path)

    def page_or_file(self, address: str) -> None:
        patches = self.headers.get("Ssg-Preview") == "1"
        self.preview.requests.append(f"{'PATCH' if patches else 'GET'} {address}")
        if patches and self.preview.broken_fetches:
            self.preview.broken_fetches -= 1
            return self.close_now()
        if address in self.preview.files:
            self.preview.may_answer.wait(10)
            return self.answer(200, *self.preview.files[address])
        body = self.preview.served(address)
        if patches and self.headers.get("Cache-Control") == "no-cache":
            self.preview.may_answer.wait(10)
        self.answer(200 if address in self.preview.pages else 404, HTML, body)

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", self.preview.policy)
        self.end_headers()
        self.wfile.write(body)

    def stream(self, asked: dict[str, str]) -> None:
        if self.preview.refusal:
            return self.answer(self.preview.refusal, "text/plain", b"no")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        stream = Stream(asked["page"])
        stream.events.put(b"retry: 100\n\n" + event("problems", self.preview.problems))
        stream.events.put(self.preview.news(stream.page))
        self.preview.streams.append(stream)
        try:
            self.send_events(stream)
        finally:
            if stream in self.preview.streams:
                self.preview.streams.remove(stream)

    def send_events(self, stream: Stream) -> None:
        while not select.select([self.connection], [], [], 0)[0]:  # readable: the browser has left
            try:
                self.wfile.write(stream.events.get(timeout=0.02))
            except queue.Empty:
                continue


def event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
