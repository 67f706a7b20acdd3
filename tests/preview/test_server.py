"""HTTP/1.1 over real sockets: what a client sends, and all that comes back for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssg.preview.exchange import Artifact
from ssg.preview.incoming import Limits
from ssg.preview.server import PortsTaken, Server
from ssg.preview.streams import HELLO, Event, Streams
from tests.preview.served import SITE, DictPages, DictSite, Running, answers, file, head, running

HOST = "Host: localhost"
GET = b"GET / HTTP/1.1\r\n" + head(HOST)
LAST = b"GET /robots.txt HTTP/1.1\r\n" + head(HOST, "Connection: close")
ROBOTS = b"User-agent: *\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as found:
        yield found
        assert found.errors == []


@contextlib.contextmanager
def running_with(table: dict[str, Artifact], limits: Limits) -> Iterator[Running]:
    with running(DictPages(table), limits=limits) as found:
        yield found
        assert found.errors == []


# ── one connection ──────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_answered(server: Running) -> None:
    found = server.get("/")

    assert (found.status, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert found.headers["content-length"] == str(len(found.body))
    assert found.headers["date"].endswith(" GMT")


def test_a_connection_is_kept_for_the_next_request(server: Running) -> None:
    with server.connect() as client:
        for _ in range(3):
            client.sendall(GET)
            received = client.recv(65536)
            while len(received) < 100 or not received.endswith(b"</html>"):
                received += client.recv(65536)
            assert "connection" not in answers(received)[0].headers


def test_requests_sent_ahead_are_answered_in_their_order(server: Running) -> None:
    targets = ["/robots.txt", "/nowhere/", "/feed.xml", "/news/a", "/%00", "/assets/t/site.css"]
    ahead = b"".join(f"GET {target} HTTP/1.1\r\n".encode() + head(HOST) for target in targets)
    found = answers(server.exchange(ahead + LAST))

    assert [answer.status for answer in found] == [200, 404, 200, 301, 400, 200, 200]
    assert found[-1].body == ROBOTS


@pytest.mark.parametrize("target", ["/", "/robots.txt", "/nowhere/", "/old", "/%00", "/__ssg/client.js", "/__ssg/nope"])
def test_head_is_the_same_answer_without_its_body(server: Running, target: str) -> None:
    whole = server.get(target)
    sent = f"HEAD {target} HTTP/1.1\r\n".encode() + head(HOST) + LAST
    first, _, rest = server.exchange(sent).partition(b"\r\n\r\n")
    bare = answers(first + b"\r\n\r\n")[0]

    assert bare.status == whole.status
    assert {**bare.headers, "date": ""} == {k: v for k, v in {**whole.headers, "date": ""}.items() if k != "connection"}
    assert answers(rest)[0].body == ROBOTS


def test_the_head_of_an_event_stream_opens_none(server: Running) -> None:
    found = server.get("/__ssg/events", method="HEAD")

    assert found.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert not server.site.streams.looked_at()


def test_not_modified_has_no_body_and_no_length(server: Running) -> None:
    tag = server.get("/").headers["etag"]
    found = answers(server.exchange(b"GET / HTTP/1.1\r\n" + head(HOST, f"If-None-Match: {tag}") + LAST))

    assert [answer.status for answer in found] == [304, 200]
    assert "content-length" not in found[0].headers


@pytest.mark.parametrize(("line", "status"), [
    (b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 200),
    (b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n", 200),
    (b"GET / HTTP/1.0\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
    (b"GET / HTTP/1.0\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400),
    (b"GET /\r\n\r\n", 400),
    (b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    (b"GET / HTTP/0.9\r\nHost: localhost\r\n\r\n", 505),
    (b"GET http://localhost/robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
    (b"GET HTTP://LOCALHOST:1234 HTTP/1.1\r\nHost: other.example\r\n\r\n", 200),
    (b"GET http://localhost?x HTTP/1.0\r\n\r\n", 200),
    (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
    (b"GET https://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET /\xc3\xbc HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", 400),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    (b"\r\n\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", 200),
])  # fmt: skip
def test_other_spellings_of_a_request_are_answered_or_refused(server: Running, line: bytes, status: int) -> None:
    with server.connect() as client:
        client.sendall(line)
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(65536), b""))

    assert received.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("sent", [
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 31\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
])  # fmt: skip
def test_a_body_is_not_read_and_what_stands_in_it_is_no_request(server: Running, sent: bytes) -> None:
    found = answers(server.exchange(sent + b"0\r\n\r\n" + LAST))

    assert len(found) == 1
    assert found[0].status in (400, 413, 501)
    assert found[0].headers["connection"] == "close"


def test_a_length_of_nothing_is_no_body(server: Running) -> None:
    assert server.get("/", "Content-Length: 0").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "BREW"])
@pytest.mark.parametrize("body", [b"", b"x=1"])
def test_a_preview_can_only_be_read(server: Running, method: str, body: bytes) -> None:
    lines = [HOST, f"Content-Length: {len(body)}", "Connection: close"]
    found = answers(server.exchange(f"{method} / HTTP/1.1\r\n".encode() + head(*lines) + body))[0]

    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("line", [b"OPTIONS * HTTP/1.1", b"CONNECT evil.example:443 HTTP/1.1"])
def test_requests_that_are_no_address_are_not_allowed_either(server: Running, line: bytes) -> None:
    assert server.exchange(line + b"\r\n" + head(HOST, "Connection: close")).startswith(b"HTTP/1.1 405 ")


def test_a_mistake_of_ours_is_said_and_reported_and_ends_nothing() -> None:
    site = DictSite(DictPages(SITE), fails_with=RuntimeError("a bug"))
    with running(site=site) as server:
        assert server.get("/").status == 500
        site.fails_with = None
        assert server.get("/").status == 200
        assert server.errors == ["RuntimeError('a bug')"]


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("sent", "status"), [
    (b"GET /" + b"a" * 15_000 + b" HTTP/1.1\r\n" + head(HOST), 404),
    (b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\n" + head(HOST), 431),
    (b"GET / HTTP/1.1\r\n" + head(HOST, "X: " + "a" * 15_000), 200),
    (b"GET / HTTP/1.1\r\n" + head(HOST, "X: " + "a" * 17_000), 431),
    (b"GET / HTTP/1.1\r\n" + head(HOST, *["X: a" * 1000] * 5), 431),
    (b"GET / HTTP/1.1\r\n" + head(HOST, *["X: a"] * 98), 200),
    (b"GET / HTTP/1.1\r\n" + head(HOST, *["X: a"] * 100), 431),
    (b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000, 431),
    (b"a" * 1_000_000, 431),
])  # fmt: skip
def test_a_request_has_its_limits(server: Running, sent: bytes, status: int) -> None:
    with server.connect() as client:
        sender = threading.Thread(target=lambda: _send_all(client, sent))
        sender.start()
        first = client.recv(65536)
        sender.join()

    assert first.startswith(b"HTTP/1.1 %d " % status)


def _send_all(client: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):  # the server may have ended it by then
        client.sendall(data)


@pytest.mark.parametrize("sent", [b"G", b"GET / HTTP/1.1\r\nHost: local", b"GET / HTTP/1.1\r\nHost: localhost\r\n"])
def test_a_request_that_does_not_arrive_is_given_up(sent: bytes) -> None:
    with running(limits=Limits(head_seconds=0.02)) as server:
        assert server.exchange(sent).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("sent", [b"", GET])
def test_a_connection_without_requests_is_closed(sent: bytes) -> None:
    with running(limits=Limits(idle_seconds=0.02)) as server:
        assert len(answers(server.exchange(sent))) == len(sent[:1])


def test_a_client_that_does_not_read_is_let_go() -> None:
    huge = {"/huge.bin": file(b"x" * 50_000_000)}
    with running_with(huge, Limits(write_seconds=0.02)) as server, server.connect() as client:
        client.sendall(b"GET /huge.bin HTTP/1.1\r\n" + head(HOST))
        assert client.recv(1) == b"H"
        _until_no_connection(server)


def test_a_tab_that_does_not_read_its_events_is_let_go() -> None:
    with running(limits=Limits(write_seconds=0.02)) as server, server.connect() as client:
        client.sendall(b"GET /__ssg/events HTTP/1.1\r\n" + head(HOST))
        assert client.recv(65536)
        while server.site.streams.looked_at():
            server.call(lambda: _tell_all(server.site.streams, "x" * 1_000_000))


def _tell_all(streams: Streams, data: str) -> None:
    streams.publish(lambda _: [Event("page", data)])


def _until_no_connection(server: Running) -> None:
    """Return when the server has no connection; tasks end in its loop, so each look lets it take a turn."""
    tasks: list[int] = [2]
    while tasks[-1] > 1:
        server.call(lambda: tasks.append(len(asyncio.all_tasks(server.loop))))


def test_more_connections_than_may_be_are_turned_away() -> None:
    with running(limits=Limits(connections=2)) as server, server.connect() as one, server.connect():
        one.sendall(GET)
        assert one.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert server.exchange(b"").startswith(b"HTTP/1.1 503 ")


# ── files ───────────────────────────────────────────────────────────────────────────────────────────

MEGABYTE = bytes(range(256)) * 4096


def _film(path: Path, size: int = len(MEGABYTE)) -> dict[str, Artifact]:
    return {"/a.mp4": Artifact(b"", b"d" * 16, str(path), size)}


@pytest.mark.parametrize(("wanted", "start", "stop"), [
    ("", 0, 1048576),
    ("Range: bytes=0-0", 0, 1),
    ("Range: bytes=1000-", 1000, 1048576),
    ("Range: bytes=262143-524289", 262143, 524290),
    ("Range: bytes=-5", 1048571, 1048576),
])  # fmt: skip
def test_a_file_is_sent_from_disk(tmp_path: Path, wanted: str, start: int, stop: int) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(MEGABYTE)
    with running_with(_film(path), Limits()) as server:
        assert server.get("/a.mp4", *filter(None, [wanted])).body == MEGABYTE[start:stop]


def test_an_empty_file_is_sent(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    with running_with(_film(tmp_path / "a.mp4", 0), Limits()) as server:
        found = server.get("/a.mp4")
        assert (found.status, found.headers["content-length"], found.body) == (200, "0", b"")


def _shorten(path: Path) -> None:
    path.write_bytes(b"short")


def _replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [Path.unlink, _shorten, _replace_by_pipe, _replace_by_folder])
def test_a_file_that_is_no_longer_there_is_said_to_be_so(tmp_path: Path, change: Callable[[Path], None]) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(MEGABYTE)
    change(path)
    with running_with(_film(path), Limits()) as server:
        assert server.get("/a.mp4").status == 503


def _cut(path: Path) -> None:
    os.truncate(path, 1000)


def _replace_by_another(path: Path) -> None:
    other = path.with_name("other")
    with other.open("wb") as written:
        written.truncate(path.stat().st_size)
    other.replace(path)


@pytest.mark.parametrize("change", [_cut, _replace_by_another])
def test_a_file_that_changes_while_it_is_sent_ends_the_connection(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.mp4"
    size = 64 * len(MEGABYTE)  # more than the buffers on the way take in
    with path.open("wb") as written:
        written.truncate(size)
    with running_with(_film(path, size), Limits()) as server, server.connect() as client:
        client.sendall(b"GET /a.mp4 HTTP/1.1\r\n" + head(HOST))
        received = len(client.recv(1000))
        change(path)
        with contextlib.suppress(ConnectionResetError):
            while more := len(client.recv(1 << 20)):
                received += more
        assert received < size


# ── event streams ───────────────────────────────────────────────────────────────────────────────────


def _listen(server: Running, *lines: str) -> socket.socket:
    client = server.connect()
    client.sendall(b"GET /__ssg/events?page=aaaa&version=1111&client=2222 HTTP/1.1\r\n" + head(HOST, *lines))
    return client


def _read_until(client: socket.socket, end: bytes) -> bytes:
    received = b""
    while end not in received:
        more = client.recv(65536)
        assert more, received
        received += more
    return received


def test_a_tab_hears_what_it_is_told() -> None:
    with running() as server, _listen(server) as client:
        first = _read_until(client, HELLO)
        server.call(lambda: _tell_all(server.site.streams, "news"))
        _read_until(client, b"event: page\ndata: news\n\n")
        assert b"Content-Type: text/event-stream; charset=utf-8\r\n" in first
        assert b"Cache-Control: no-cache\r\n" in first
        assert [tab.key.page for tab in server.site.streams.tabs] == ["aaaa"]


def test_a_stream_ends_with_its_tab() -> None:
    with running() as server:
        client = _listen(server)
        _read_until(client, HELLO)
        client.close()
        _until_no_connection(server)
        assert not server.site.streams.looked_at()


def test_a_stream_that_the_server_ends_is_whole() -> None:
    with running() as server, _listen(server, "Connection: close") as client:
        received = _read_until(client, HELLO)
        server.call(server.site.streams.close)
        while more := client.recv(65536):
            received += more
        assert received.endswith(b"\r\n0\r\n\r\n")


def test_behind_a_stream_that_the_server_ends_the_connection_serves_the_next_request() -> None:
    with running() as server, _listen(server) as client:
        _read_until(client, HELLO)
        server.call(server.site.streams.close)
        _read_until(client, b"0\r\n\r\n")
        client.sendall(b"GET /robots.txt HTTP/1.1\r\n" + head(HOST))
        assert b"User-agent: *" in _read_until(client, b"User-agent: *\n")
        assert server.errors == []


def test_an_old_client_gets_a_stream_without_chunks() -> None:
    with running() as server, server.connect() as client:
        client.sendall(b"GET /__ssg/events HTTP/1.0\r\n" + head(HOST))
        assert b"\r\n\r\n" + HELLO in _read_until(client, HELLO)


def test_the_sixty_fifth_tab_is_asked_to_come_later() -> None:
    with running() as server, contextlib.ExitStack() as tabs:
        for _ in range(64):
            _read_until(tabs.enter_context(_listen(server)), HELLO)
        found = server.get("/__ssg/events")
        assert (found.status, found.headers["retry-after"]) == (503, "5")
        assert server.get("/").status == 200


def test_a_stopped_server_ends_streams_and_idle_connections() -> None:
    with running() as server:
        tab, idle = _listen(server), server.connect()
        _read_until(tab, HELLO)
        idle.sendall(LAST.replace(b"close", b"keep-alive"))
        _read_until(idle, ROBOTS)
    for client in (tab, idle):
        with client, contextlib.suppress(ConnectionResetError):
            assert client.recv(65536) in (b"", b"0\r\n\r\n")


# ── where it listens ────────────────────────────────────────────────────────────────────────────────


def test_it_listens_on_this_machine_alone(server: Running) -> None:
    assert server.bound.addresses in [("127.0.0.1",), ("127.0.0.1", "::1")]


def _start(host: str, port: int) -> int:
    async def story() -> int:
        server = Server(DictSite(DictPages(SITE)))
        bound = await server.start(host, port)
        await server.aclose()
        return bound.port

    return asyncio.run(story())


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert taken < _start("localhost", taken) <= taken + 20


def test_a_port_that_is_taken_for_the_other_protocol_is_passed_over() -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no ::1")
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        taken = other.getsockname()[1]
        assert _start("localhost", taken) > taken


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


def test_when_all_ports_are_taken_it_says_so() -> None:
    with contextlib.ExitStack() as others:
        first = others.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        if first > 65500:
            pytest.skip("the row of ports would go beyond the last")
        for port in range(first + 1, first + 21):
            with contextlib.suppress(OSError):  # taken already: as good
                others.enter_context(socket.create_server(("127.0.0.1", port)))
        with pytest.raises(PortsTaken):
            _start("127.0.0.1", first)


def test_a_name_that_this_machine_does_not_have_is_an_error() -> None:
    with pytest.raises(OSError, match="has no address"):
        _start("192.0.2.1", 0)
