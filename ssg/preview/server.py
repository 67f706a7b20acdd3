"""HTTP/1.1 on asyncio and h11: where it listens, who is let in, and what is asked of the site."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from ssg.preview.admission import Listening, at_the_door
from ssg.preview.answers import answer
from ssg.preview.connection import Connection
from ssg.preview.exchange import NotYet, Request, Response, Site, TooManyStreams
from ssg.preview.incoming import DEFAULT_LIMITS, Limits
from ssg.preview.mime import EVENTS
from ssg.preview.page_headers import plain_headers, refused

MORE_PORTS = 20  # tried behind one that is taken
LOOPBACK = ("127.0.0.1", "::1")
BACKLOG = 128
FIRST_FREE_PORT = 1024  # those before it are for the system's own services
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"

RunAnswer = Callable[[Callable[[], Response]], Awaitable[Response]]
"""Runs what may take the time of a render, in another thread than the event loop's."""


class Bound(NamedTuple):
    """Where a server listens."""

    host: str  # as it was asked for
    port: int  # the one asked for, or the next that was free
    addresses: tuple[str, ...]  # of this machine


class PortsTaken(OSError):
    """No port from the one asked for to the twentieth behind it is free."""


class Server:
    """A server of one site, from `start` to `aclose`."""

    def __init__(self, site: Site, run_answer: RunAnswer = asyncio.to_thread, limits: Limits = DEFAULT_LIMITS) -> None:
        self._site = site
        self._run_answer = run_answer
        self._limits = limits
        self._host = ""
        self._closing = False
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "localhost", port: int = 8000) -> Bound:
        """Listen, and return where. `localhost` is 127.0.0.1, and ::1 where there is one; port 0 is any.

        Raises PortsTaken, or another OSError when this machine has no such address.
        """
        self._host = host
        sockets, bound = _bind(host, port)  # here: a thread for it would stay, and be there when workers are forked
        for listening in sockets:
            self._servers.append(await asyncio.start_server(self._accept, sock=listening, backlog=BACKLOG))
        return bound

    async def aclose(self) -> None:
        """Listen no more, and end every connection."""
        self._closing = True
        for server in self._servers:
            server.close()
        connections = tuple(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closing:  # it was let in before, and comes only now
            return writer.transport.abort()
        if len(self._connections) >= self._limits.connections:
            writer.write(BUSY)
            return writer.close()
        task = asyncio.create_task(Connection(reader, writer, self._limits, self._respond).run())
        self._connections.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._connections.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _report(error)

    async def _respond(self, request: Request) -> Response:
        try:
            found = at_the_door(request, self._host)
            if isinstance(found, Listening):
                return Response(200, plain_headers(EVENTS), await self._site.stream(found.query))
            if found:
                return found
            return await self._run_answer(partial(answer, request, await self._site.pages(request)))
        except NotYet as not_yet:
            return not_yet.response
        except TooManyStreams:
            return refused(503, "Too many tabs are open already.", ("Retry-After", "5"))
        except Exception as error:
            _report(error)
            return refused(500, "Something is wrong with the preview itself. Its terminal says more.")


def _report(error: BaseException) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": "while a request was answered", "exception": error})


# ── ports ───────────────────────────────────────────────────────────────────────────────────────────


def _bind(host: str, port: int) -> tuple[list[socket.socket], Bound]:
    """Return listening sockets of the first port that is free on every address of ``host``."""
    addresses = LOOPBACK if host == "localhost" else _addresses(host)
    for candidate in range(port, min(port + MORE_PORTS, 65535) + 1) if port else (0,) * (MORE_PORTS + 1):
        with contextlib.suppress(_Taken):
            sockets = _bind_all(addresses, candidate)
            names = [listening.getsockname() for listening in sockets]
            return sockets, Bound(host, names[0][1], tuple(name[0] for name in names))
    raise PortsTaken(errno.EADDRINUSE, f"every port from {port} to {port + MORE_PORTS} is taken")


class _Taken(Exception):
    """Somebody else listens there."""


def _addresses(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host.strip("[]") or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return tuple(dict.fromkeys(str(address[4][0]) for address in found))


def _bind_all(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for address in addresses:
            with contextlib.suppress(_Missing):
                sockets.append(_listening(address, port))
                port = sockets[0].getsockname()[1]
    except BaseException:
        for opened in sockets:
            opened.close()
        raise
    if not sockets:
        raise OSError(errno.EADDRNOTAVAIL, f"this machine has no address {' or '.join(addresses)}")
    return sockets


class _Missing(Exception):
    """This machine has no such address: no IPv6, for one."""


def _listening(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL or error.errno == errno.EAFNOSUPPORT:
            raise _Missing from error
        # Windows keeps ranges of ports for itself, and says so by a refusal.
        if error.errno == errno.EADDRINUSE or (error.errno == errno.EACCES and port >= FIRST_FREE_PORT):
            raise _Taken from error
        raise
