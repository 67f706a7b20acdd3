"""Attacks on a server that runs, as bytes over a socket: nothing but the site comes out, and nothing ends it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssg.preview.admission import is_allowed_host
from ssg.preview.exchange import Artifact
from ssg.preview.streams import HELLO
from tests.preview.served import SITE, DictPages, Running, answers, file, head, running

SECRET = b"secret of this machine"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site with a file on disk, beside which there is something that is not the site's."""
    folder: Path = tmp_path_factory.mktemp("content")
    (folder / "a.mp4").write_bytes(b"film")
    (folder / "secret.txt").write_bytes(SECRET)
    rules = file("/go/* /:splat 301\n/to/:host https://x.example/:host 302\n/rw/* /:splat 200\n")
    table = SITE | {"/_redirects": rules, "/a.mp4": Artifact(b"", b"d" * 16, str(folder / "a.mp4"), 4)}
    with running(DictPages(table)) as found:
        yield found
        assert found.errors == []


# ── out of the site ─────────────────────────────────────────────────────────────────────────────────

ESCAPES = [
    # up, in every spelling
    *("/../secret.txt", "/../../../../etc/passwd", "/news/../../secret.txt", "/./../secret.txt"),
    *("/a.mp4/../secret.txt", "/..%2fsecret.txt", "/..%2Fsecret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt"),
    *("/.%2e/secret.txt",),
    *("/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%252fsecret.txt", "/%252e%252e/secret.txt", "/%25%32%65%25%32%65/x"),
    *("/....//secret.txt", "/..;/secret.txt", "/..;a=b/secret.txt", "/.%00./secret.txt", "/..%00/secret.txt"),
    *("/..\\secret.txt", "/..%5csecret.txt", "/..%5C..%5Csecret.txt", "/%5c%5cserver%5cshare", "/\\\\server\\share"),
    # overlong and broken UTF-8
    *("/%c0%ae%c0%ae/secret.txt", "/..%c0%afsecret.txt", "/%e0%80%ae%e0%80%ae/x", "/..%f0%80%80%afx", "/%ff%fe"),
    *("/%uff0e%uff0e/secret.txt", "/%ef%bc%8e%ef%bc%8e/secret.txt", "/%ed%a0%80", "/%", "/%2", "/%zz"),
    # from the root, and by drive
    *("//etc/passwd", "///etc/passwd", "/%2fetc/passwd", "/.//etc/passwd", "/.//secret.txt", "/%2f%2fetc%2fpasswd"),
    *("/C:/Windows/win.ini", "/C:%5cWindows%5cwin.ini", "/c%3a/x", "/file:///etc/passwd", "/@fs/etc/passwd"),
    *("/@fs/etc/passwd?raw", "/@fs/x?import&raw??", "/@id/__x00__/etc/passwd", "/__ssg/../../secret.txt"),
    *("/__ssg/..%2f..%2fsecret.txt", "/__ssg//etc/passwd", "/__ssg/client.js/../additions.py", "/__ssg/additions.py"),
    # what other servers make of a query, a fragment, a null
    *("/a.mp4#/../secret.txt", "/a.mp4?/../secret.txt#", "/#/../secret.txt", "/secret.txt?raw", "/secret.txt?.svg"),
    *("/secret.txt%00.html", "/a.mp4%00/../secret.txt", "/secret.txt%0a", "/secret.txt%20", "/secret.txt.", "/%00"),
    # devices, streams of files, short names
    *("/CON", "/con/", "/NUL", "/nul.txt", "/COM1", "/LPT1/x", "/AUX.html"),
    *("/a.mp4::$DATA", "/NEWS~1/", "/%5c%5c.%5cC:", "/a.mp4:x", "/a.mp4%3a%3a$DATA"),
    *("/proc/self/environ", "/dev/zero", "/.git/config", "/.ssg-cache/", "/site.toml", "/addresses.lock"),
    # through the site's own rewrites
    *("/rw/../secret.txt", "/rw/..%2f..%2fetc/passwd", "/rw//etc/passwd", "/rw/%2e%2e/secret.txt", "/rw/_headers"),
]  # fmt: skip


@pytest.mark.parametrize("target", ESCAPES)
def test_no_spelling_of_a_path_leads_out_of_the_site(server: Running, target: str) -> None:
    with server.connect() as client:
        client.sendall(b"GET " + target.encode() + b" HTTP/1.1\r\n" + head("Host: localhost", "Connection: close"))
        received = b"".join(iter(lambda: client.recv(65536), b""))

    assert answers(received)[0].status in (400, 404)
    assert SECRET not in received
    assert b"root:" not in received


def test_the_table_would_notice_a_secret_that_came_out(server: Running) -> None:
    assert server.get("/a.mp4").body == b"film"


# ── to somewhere else ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("target", [
    "/go//evil.example", "/go/%2fevil.example", "/go/%2f%2fevil.example", "/go/%5cevil.example", "/go/\\evil.example",
    "/go/%09/evil.example", "/go//evil.example%2f..", "//evil.example/..", "//evil.example", "/%2fevil.example/",
    "/\\evil.example/", "//localhost/news/a", "///news/a",
])  # fmt: skip
def test_no_redirect_leads_to_a_host_of_the_requests_choice(server: Running, target: str) -> None:
    found = server.get(target)

    assert found.status in (400, 404)
    assert "location" not in found.headers


@pytest.mark.parametrize("target", [
    "/go/a%0d%0aSet-Cookie:%20x=1", "/go/a%0aX:%201", "/go/a%0d%0a%0d%0a<script>", "/to/a%0d%0aX:1",
    "/go/%c0%8d%c0%8a", "/news/a?%0d%0aX:1", "/go/a?x%0d%0aX:1", "/go/%E5%98%8D%E5%98%8AX:1", "/go/a%E2%80%A8X:1",
])  # fmt: skip
def test_no_request_writes_a_header(server: Running, target: str) -> None:
    found = server.get(target)

    assert not {"x", "set-cookie"} & set(found.headers)
    assert found.headers.get("location", "/").isascii()


# ── from another page ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("host", "allowed"), [
    ("localhost", True),
    ("localhost:8000", True),
    ("LOCALHOST", True),
    ("localhost.", True),
    ("blog.localhost:8000", True),
    ("127.0.0.1:8000", True),
    ("127.8.9.1", True),
    ("[::1]:8000", True),
    ("evil.example", False),
    ("evil.example:8000", False),
    ("localhost.evil.example", False),
    ("127.0.0.1.evil.example", False),
    ("evillocalhost", False),
    ("localhost@evil.example", False),
    ("evil.example#localhost", False),
    ("localhost/evil.example", False),
    ("localhost evil.example", False),
    ("localhost,evil.example", False),
    ("localhost:8000:80", False),
    ("localhost:port", False),
    (".localhost.evil", False),
    ("192.168.1.5", False),
    ("0.0.0.0", False),
    ("0x7f.1", False),
    ("2130706433", False),
    ("[::ffff:192.168.1.5]", False),
    ("[::1", False),
    ("", False),
])  # fmt: skip
def test_only_names_of_this_machine_are_answered_to(server: Running, host: str, allowed: bool) -> None:
    found = server.get("/robots.txt", f"Host: {host}")

    assert found.status == (200 if allowed else 403)
    assert allowed or found.body.startswith(b"This preview does not answer to the host")


@pytest.mark.parametrize(("host", "given", "allowed"), [
    ("studio.lan:8000", "studio.lan", True),
    ("other.lan:8000", "studio.lan", False),
    ("192.168.1.5:8000", "192.168.1.5", True),
    ("192.168.1.6:8000", "192.168.1.5", False),
    ("192.168.1.6:8000", "0.0.0.0", True),
    ("[fe80::1]:8000", "::", True),
    ("evil.example", "0.0.0.0", False),
    ("localhost", "192.168.1.5", True),
])  # fmt: skip
def test_the_host_that_was_given_is_answered_to(host: str, given: str, allowed: bool) -> None:
    assert is_allowed_host(host, given) is allowed


@pytest.mark.parametrize("lines", [
    ["Origin: http://evil.example"],
    ["Origin: null"],
    ["Origin: http://localhost"],
    ["Origin: http://localhost:1"],
    ["Origin: https://localhost:PORT"],
    ["Origin: http://localhost:PORT.evil.example"],
    ["Origin: http://127.0.0.1:PORT"],
    ["Origin: "],
    ["Origin: http://localhost:PORT", "Origin: http://evil.example"],
    ["Sec-Fetch-Site: cross-site"],
    ["Sec-Fetch-Site: same-site"],
    ["Sec-Fetch-Site: none"],
    ["Sec-Fetch-Site: cross-site", "Origin: http://localhost:PORT"],
    ["Sec-Fetch-Site: same-origin", "Origin: null"],
])  # fmt: skip
def test_no_other_page_listens(server: Running, lines: list[str]) -> None:
    sent = [line.replace("PORT", str(server.bound.port)) for line in lines]

    assert server.get("/__ssg/events", *sent).status == 403
    assert not server.site.streams.looked_at()


@pytest.mark.parametrize("lines", [
    [],
    ["Sec-Fetch-Site: same-origin"],
    ["Sec-Fetch-Site: same-origin", "Origin: http://localhost:PORT"],
    ["Origin: HTTP://LocalHost:PORT"],
])  # fmt: skip
def test_a_page_of_the_preview_listens(server: Running, lines: list[str]) -> None:
    sent = [f"Host: localhost:{server.bound.port}", *(line.replace("PORT", str(server.bound.port)) for line in lines)]
    with server.connect() as client:
        client.sendall(b"GET /__ssg/events?page=aa HTTP/1.1\r\n" + head(*sent))
        received = b""
        while HELLO not in received:
            more = client.recv(65536)
            assert more, received
            received += more


@pytest.mark.parametrize("query", ["page=../etc/passwd", "page=%2e%2e", "page=a%0a", "x%00=1", "page=" + "a" * 99])
def test_the_stream_takes_no_path_and_no_text(server: Running, query: str) -> None:
    assert server.get(f"/__ssg/events?{query}").status == 400


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "HEAD", "POST"])
@pytest.mark.parametrize("target", ["/", "/robots.txt", "/__ssg/client.js", "/__ssg/events", "/nowhere"])
def test_no_other_page_may_read_an_answer(server: Running, method: str, target: str) -> None:
    asking = [
        "Origin: http://evil.example",
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Private-Network: true",
    ]
    found = server.get(target, *asking, method=method)

    assert not [name for name in found.headers if name.startswith("access-control")]
    assert found.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("target", ["/", "/__ssg/events", "/__ssg/client.js", "/__ssg/open?file=/etc/passwd"])
def test_nothing_can_be_changed(server: Running, method: str, target: str) -> None:
    assert server.get(target, "Content-Length: 0", method=method).status == 405


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────

PIECES = [
    *("/", "//", "..", ".", "%2e", "%2f", "%5c", "\\", "%00", "%0d%0a", "?", "#", ";", ":", "@", "*", "%", "%25", "~"),
    *("news", "a", "ü", "%c3%bc", "index.html", "a.mp4", "secret.txt", "go", "to", "rw", "__ssg", "events"),
    *("client.js", "_headers", "_redirects", ".ssg-owned", "404.html", "etc", "passwd", "evil.example", "http://"),
    *("localhost", "x=1"),
]  # fmt: skip
targets = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(lambda pieces: "/" + "".join(pieces)),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
)
TAG = re.compile(rb'<script src="/__ssg/client[^>]*></script>')


def _is_the_sites(body: bytes, table: dict[str, Artifact]) -> bool:
    return TAG.sub(b"", body) in {artifact.data for artifact in table.values()} | {b"film"}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(targets)
def test_whatever_is_asked_for_the_answer_is_the_sites_bytes_a_redirect_or_a_refusal(
    server: Running, target: str
) -> None:
    lines = head(f"Host: localhost:{server.bound.port}", "Sec-Fetch-Site: cross-site", "Connection: close")
    received = server.exchange(b"GET " + target.encode() + b" HTTP/1.1\r\n" + lines)
    found = answers(received)

    assert len(found) == 1
    status, headers, body = found[0]
    assert SECRET not in received
    table = {address: artifact for address, artifact in SITE.items() if isinstance(artifact, Artifact)}
    if status == 200:
        assert _is_the_sites(body, table) or target.lower().split("?")[0].endswith(".js")
    elif status in (301, 302):
        assert re.match(r"/(?![/\\])|https://x\.example/", headers["location"])
    else:
        assert status in (400, 403, 404, 405, 502)
    assert server.get("/robots.txt").status == 200


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(lambda tail: b"GET / HTTP/1.1\r\n" + tail)))
def test_whatever_is_sent_the_server_lives_on(server: Running, sent: bytes) -> None:
    with server.connect() as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(65536), b""))

    assert received == b"" or received.startswith(b"HTTP/1.1 ")
    assert server.get("/robots.txt").status == 200
