"""One connection: requests in and responses out, one after the other, within limits of size and time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import formatdate
from http import HTTPStatus

import h11

from ssg.preview.exchange import Feed, FileRange, Request, Response
from ssg.preview.files import FileChanged, read_slice
from ssg.preview.incoming import Limits, request_of
from ssg.preview.page_headers import refused

SLICE_BYTES = 256 * 1024  # read and written at once; a client has `write_seconds` for each
LINGER_BYTES = 256 * 1024

Respond = Callable[[Request], Awaitable[Response]]


class _Refused(Exception):
    """The client sent no request that could be answered. Its argument is the response."""


class Connection:
    """A client's connection, until one of the two ends it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits, respond: Respond
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._respond = respond
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head_bytes)

    async def run(self) -> None:
        """Answer requests until there are no more. What a client does wrong ends its connection, and nothing else."""
        try:
            while await self._answer_one():
                self._http.start_next_cycle()
            await self._linger()
        except (OSError, FileChanged):  # the client is gone, or too slow; or half of a file is sent, and no more of it
            self._writer.transport.abort()
        except BaseException:
            self._writer.transport.abort()
            raise
        finally:
            await self._close()

    async def _answer_one(self) -> bool:
        """Answer one request; return whether another may follow."""
        try:
            request = await self._next_request()
        except _Refused as refusal:
            await self._send(refusal.args[0], (("Connection", "close"),))
            return False
        if request is None:
            return False
        await self._send(await self._respond(request), head_only=request.method == "HEAD")
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    # ── requests ────────────────────────────────────────────────────────────────────────────────────

    async def _next_request(self) -> Request | None:
        """Return the next request; None when the client has none, or does not come up with one."""
        if not self._http.trailing_data[0] and not await self._something_comes():
            return None
        try:
            async with asyncio.timeout(self._limits.head_seconds):
                return await self._head()
        except TimeoutError:
            raise _Refused(refused(408, "The request did not arrive in time.")) from None
        except h11.RemoteProtocolError as error:
            status = error.error_status_hint
            raise _Refused(refused(status, f"{HTTPStatus(status).phrase}.")) from None

    async def _something_comes(self) -> bool:
        try:
            async with asyncio.timeout(self._limits.idle_seconds):
                await self._receive()
                return not self._reader.at_eof() or bool(self._http.trailing_data[0])
        except TimeoutError:
            return False

    async def _receive(self) -> None:
        self._http.receive_data(await self._reader.read(self._limits.head_bytes))

    async def _head(self) -> Request | None:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            await self._receive()
        if not isinstance(event, h11.Request):
            return None
        request = request_of(event, self._limits)
        if isinstance(request, Response):
            raise _Refused(request)
        self._http.next_event()  # the end of a request without a body
        return request

    # ── responses ───────────────────────────────────────────────────────────────────────────────────

    async def _send(
        self, response: Response, more: tuple[tuple[str, str], ...] = (), *, head_only: bool = False
    ) -> None:
        if not isinstance(response.body, bytes | FileRange):
            return await self._send_feed(response, response.body)
        chunks = _chunks(b"" if head_only else response.body)
        try:
            first = await anext(chunks)
        except FileChanged:
            changed = refused(503, "The file changed a moment ago.", ("Retry-After", "1"))
            return await self._send(changed, more)
        length = ("Content-Length", str(_size(response.body)))
        head = _head_of(response, *more, *(() if response.status == HTTPStatus.NOT_MODIFIED else (length,)))
        await self._write(head, h11.Data(first))
        async for chunk in chunks:
            await self._write(h11.Data(chunk))
        await self._write(h11.EndOfMessage())

    async def _send_feed(self, response: Response, feed: Feed) -> None:
        listening = asyncio.create_task(self._close_when_gone(feed))
        try:
            await self._write(_head_of(response))
            async for chunk in feed:
                await self._write(h11.Data(chunk))
            await self._write(h11.EndOfMessage())
        finally:
            feed.close()
            listening.cancel()
            await asyncio.wait((listening,))  # it has let go of the reader then, which the next request needs

    async def _close_when_gone(self, feed: Feed) -> None:
        """Close a feed when its client hangs up. One that sends more in the middle of it has no manners either."""
        with contextlib.suppress(ConnectionError):
            await self._reader.read(1)
        feed.close()

    async def _write(self, *events: h11.Event) -> None:
        data = b"".join(self._http.send(event) or b"" for event in events)
        if data:
            self._writer.write(data)
            async with asyncio.timeout(self._limits.write_seconds):
                await self._writer.drain()

    # ── the end ─────────────────────────────────────────────────────────────────────────────────────

    async def _linger(self) -> None:
        """Let the client read the last answer: what it sends behind it unread would tear that answer away."""
        self._writer.write_eof()
        unread = LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger_seconds):
                while unread > 0 and (data := await self._reader.read(unread)):
                    unread -= len(data)

    async def _close(self) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(self._limits.write_seconds):
                await self._writer.wait_closed()
        except OSError:  # a time-out, too: what the client does not read is not kept for it
            self._writer.transport.abort()


def _head_of(response: Response, *more: tuple[str, str]) -> h11.Response:
    headers = (*response.headers, ("Date", formatdate(usegmt=True)), *more)
    return h11.Response(
        status_code=response.status,
        reason=HTTPStatus(response.status).phrase.encode(),
        headers=[(name.encode(), value.encode()) for name, value in headers],
    )


def _size(body: bytes | FileRange) -> int:
    return len(body) if isinstance(body, bytes) else body.stop - body.start


async def _chunks(body: bytes | FileRange) -> AsyncIterator[bytes]:
    """Yield a body in parts: one at least, so that a file is known to be there before anything is said of it."""
    if isinstance(body, bytes):
        for start in range(0, max(1, len(body)), SLICE_BYTES):
            yield body[start : start + SLICE_BYTES]
        return
    file = None
    for start in range(body.start, max(body.start + 1, body.stop), SLICE_BYTES):
        stop = min(body.stop, start + SLICE_BYTES)
        part = await asyncio.to_thread(read_slice, body.path, start, stop, file)
        file = part.file
        yield part.data
