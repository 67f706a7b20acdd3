"""A preview server is started, asked, watched and ended with all of its processes."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.measure import Failed
from benchmarks.peers.peer import Tools
from benchmarks.preview_pages import places, targets
from benchmarks.preview_servers import (
    HOST,
    SERVERS,
    Running,
    Server,
    can_serve,
    free_port,
    page,
    processor_share,
    serving,
    used_bytes,
    used_seconds,
    wait_for_text,
)
from benchmarks.sites import Site, lay_out
from tests.benchmarks.test_sites import CORPUS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched by /proc")

SERVE = [sys.executable, "-m", "http.server", "--bind", HOST, "--directory"]
END = [sys.executable, "-c", "import sys; sys.exit('the theme is broken')"]


def file_server() -> Server:
    """Return a server that gives the files of its site as they are."""
    return replace(SERVERS["ssg"], command=lambda tools, site, port: [*SERVE, site, str(port)])


@contextmanager
def running(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setitem(SERVERS, server.peer.id, server)
    (site,) = lay_out([server.peer], CORPUS, str(folder))
    with serving(Tools(""), site) as started:
        yield started


def put(site: Site, address: str, html: str) -> None:
    folder = Path(site.folder + address)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(html)


def test_a_server_is_waited_for_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(file_server(), tmp_path, monkeypatch) as started:
        put(started.site, "/", "<p>hello</p>")
        assert wait_for_text(started, "/", "hello") is not None
        assert used_bytes(started) > 1_000_000
        assert used_seconds(started) > 0
        assert 0 <= processor_share(started, 0.05) < 1
    assert started.process.poll() is not None
    with pytest.raises(ConnectionRefusedError), socket.create_connection((HOST, started.port)):
        pass


def test_text_that_does_not_come_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(file_server(), tmp_path, monkeypatch) as started:
        put(started.site, "/", "<p>hello</p>")
        wait_for_text(started, "/", "hello")
        assert wait_for_text(started, "/", "world", patience_seconds=0) is None


def test_an_address_without_a_page_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(file_server(), tmp_path, monkeypatch) as started:
        put(started.site, "/", "<p>hello</p>")
        wait_for_text(started, "/", "hello")
        assert page(started, "/nowhere/") == ""


def test_a_server_that_ends_by_itself_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(SERVERS["ssg"], command=lambda tools, site, port: END)
    with (
        pytest.raises(Failed, match="the theme is broken"),
        running(broken, tmp_path, monkeypatch) as started,
    ):
        wait_for_text(started, "/", "hello")


@pytest.mark.parametrize(
    ("code", "expected"), [("", True), ("import sys; sys.exit(2)", False)], ids=["has one", "has none"]
)
def test_a_generator_without_a_server_is_found_out(code: str, expected: bool) -> None:
    server = replace(SERVERS["ssg"], command=lambda tools, site, port: [sys.executable, "-c", code])
    assert can_serve(Tools(""), server) is expected


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server((HOST, free_port())) as listening:
        assert listening.fileno() >= 0


def test_the_pages_that_show_a_title_are_found_by_following_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(file_server(), tmp_path, monkeypatch) as started:
        title, own = started.site.edited.title, started.edited
        put(started.site, "/", title)
        put(started.site, f"/tags/{started.site.edited.tags[0].lower().replace(' ', '-')}/", title)
        put(started.site, own, '<nav class="neighbours"><a href="/b/">B</a></nav>' + related("/c/"))
        put(started.site, "/b/", f'{title}<nav class="neighbours"><a href="{own}">A</a></nav>')
        put(started.site, "/c/", related("/d/"))
        put(started.site, "/d/", title + related("/c/") + related(own))
        wait_for_text(started, "/", title)

        found = places(started)

    assert found["neighbour"] == "/b/"
    assert found["related post"] == "/d/"


def related(address: str) -> str:
    return f'<section class="related"><h3><a href="{address}">x</a></h3></section>'


def test_a_page_that_should_show_the_title_and_does_not_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(replace(file_server(), links={}), tmp_path, monkeypatch) as started:
        put(started.site, "/", "nothing new")
        wait_for_text(started, "/", "nothing new")
        with pytest.raises(Failed, match="home at / does not show"):
            places(started)


def test_only_links_of_the_kind_that_is_looked_for_count() -> None:
    html = '<a href="/a/">a</a><nav class="neighbours"><a href="/b/">b</a><a>c</a></nav>'
    assert targets(html, "nav.neighbours a") == ["/b/"]


def test_hugo_serves_with_what_it_builds_with() -> None:
    built = SERVERS["hugo"].peer.command(Tools("tools"), "site")
    served = SERVERS["hugo"].command(Tools("tools"), "site", 8000)
    assert served[:2] == [built[0], "server"]
    assert {*built} - {*served} == {"build", "--quiet"}
    assert os.path.basename(built[0]) == "hugo"
