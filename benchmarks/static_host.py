"""A static host for benchmarks: compressed, with the headers of `_headers`, over connections that stay open."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from ssg.core.urls import UnsafePath, safe_join
from ssg.preview.host_rules import HeaderRule, headers_for, read_headers
from ssg.preview.mime import content_type

COMPRESSED = ("text/", "application/json", "application/xml", "application/ld+json", "image/svg+xml")
"""Beginnings of the content types that hosts compress."""


class HostHandler(http.server.BaseHTTPRequestHandler):
    """Answers as a host does that serves the folder; what is compressed is kept, as behind a cache."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: str, *arguments: object, rules: tuple[HeaderRule, ...], kept: dict[str, bytes]) -> None:
        self._folder, self._rules, self._kept = folder, rules, kept
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        name = path + "index.html" if path.endswith("/") else path
        data = self._read(name)
        status = 200 if data is not None else 404
        self._answer(status, path, name if status == 200 else "/404.html", data or self._read("/404.html") or b"")

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def _read(self, name: str) -> bytes | None:
        try:
            with open(safe_join(self._folder, name.strip("/")), "rb") as file:
                return file.read()
        except (OSError, UnsafePath):
            return None

    def _answer(self, status: int, path: str, name: str, data: bytes) -> None:
        headers = {"Content-Type": content_type(name)}
        headers |= dict(headers_for(self._rules, path).values())
        if headers["Content-Type"].startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = self._kept[name] = self._kept.get(name) or gzip.compress(data, 9, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.send_response(status)
        for header, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[http.server.ThreadingHTTPServer]:
    """Give a server with a port of its own, that serves nothing yet: a site is built for the address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        server.daemon_threads = True
        yield server


@contextmanager
def serving(server: http.server.ThreadingHTTPServer, folder: str) -> Iterator[str]:
    """Serve the folder, and give the address without a slash at the end."""
    with open(os.path.join(folder, "_headers"), "rb") as file:
        rules = read_headers(file.read())
    handler = functools.partial(HostHandler, folder, rules=rules, kept={})
    server.RequestHandlerClass = handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address_of(server)
    finally:
        server.shutdown()
        thread.join()


def address_of(server: http.server.ThreadingHTTPServer) -> str:
    return f"http://localhost:{server.server_address[1]}"
