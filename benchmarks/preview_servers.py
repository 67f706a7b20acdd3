"""The generators' preview servers: how each is started and asked, and what its processes use."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from benchmarks.measure import Failed, memory_bytes, processor_seconds, session_members, users_environment
from benchmarks.peers import hugo, ours
from benchmarks.peers.peer import Peer, Tools
from benchmarks.posts import Post
from benchmarks.sites import Site

HOST = "127.0.0.1"
START_SECONDS = 600  # nobody needs them: a server that has not answered by then never will
STOP_SECONDS = 20
ASK_EVERY_SECONDS = 0.005
REST_SECONDS, REST_SHARE = 0.3, 0.04  # a server rests when it used less of a processor for so long


@dataclass(frozen=True, slots=True)
class Server:
    """A generator's preview as its authors start it."""

    peer: Peer  # its files hold all that is edited
    command: Callable[[Tools, str, int], list[str]]  # serves the site in a folder on a port
    post_address: Callable[[Post], str]
    post_template: str  # path in the site
    template_place: str  # text of the post's template behind which a paragraph can stand
    links: Mapping[str, str]  # what else shows a post's title → selector of its links on the post's page


def _ours_command(tools: Tools, site: str, port: int) -> list[str]:
    return [sys.executable, "-m", "ssg", "serve", site, "--port", str(port)]


def _hugo_command(tools: Tools, site: str, port: int) -> list[str]:
    binary, _, *options = hugo.PEER.command(tools, site)
    options.remove("--quiet")
    return [binary, "server", *options, "--bind", HOST, "--port", str(port), "--disableFastRender=false"]


OURS_TEMPLATE = "themes/default/templates/post.html"

SERVERS: dict[str, Server] = {
    ours.PEER.id: Server(
        peer=replace(ours.PEER, files={**ours.PEER.files, OURS_TEMPLATE: ours.shipped(OURS_TEMPLATE)}),
        command=_ours_command,
        post_address=lambda post: f"/{post.section}/{post.slug}/",
        post_template=OURS_TEMPLATE,
        template_place="{% block main %}\n",
        links={"neighbour": "nav.neighbours a", "related post": "section.related h3 a"},
    ),
    hugo.PEER.id: Server(
        peer=hugo.PEER,
        command=_hugo_command,
        post_address=lambda post: f"/posts/{post.slug}/",
        post_template="layouts/page.html",
        template_place='{{ define "main" }}\n',
        links={},
    ),
}
"""By the peer's id; ours first."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server at work on a site."""

    server: Server
    site: Site
    process: subprocess.Popen[bytes]  # leads a session of its own, to which its children belong
    port: int
    log: str  # file of all that it says

    @property
    def edited(self) -> str:
        """Return the address of the post that is edited."""
        return self.server.post_address(self.site.edited)


@contextmanager
def serving(tools: Tools, site: Site) -> Iterator[Running]:
    """Start the site's server, give it at once, and end it."""
    running = _start(SERVERS[site.peer.id], tools, site)
    try:
        yield running
    finally:
        _stop(running.process)


def _start(server: Server, tools: Tools, site: Site) -> Running:
    port, log = free_port(), f"{site.folder}.log"
    with open(log, "wb") as words:
        process = subprocess.Popen(
            server.command(tools, site.folder, port),
            cwd=site.folder,
            env=users_environment(),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    return Running(server, site, process, port, log)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def can_serve(tools: Tools, server: Server) -> bool:
    """Return whether the installed version of the generator has its server."""
    asked = subprocess.run([*server.command(tools, ".", 0), "--help"], capture_output=True, check=False)
    return asked.returncode == 0


def page(running: Running, address: str) -> str:
    """Return what a browser that goes to the address gets; nothing when that is no page. Raises Failed, OSError."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=START_SECONDS)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read().decode()
    except (http.client.HTTPException, ConnectionError):
        _require_alive(running)
        return ""
    finally:
        connection.close()
    return body if answer.status == http.HTTPStatus.OK else ""


def wait_for_text(running: Running, address: str, text: str, patience_seconds: float = START_SECONDS) -> int | None:
    """Return when the address showed the text, in nanoseconds of the clock; None when it never did. Raises Failed."""
    end = time.monotonic() + patience_seconds
    while text not in page(running, address):
        if time.monotonic() > end:
            return None
        time.sleep(ASK_EVERY_SECONDS)
    return time.time_ns()


def _require_alive(running: Running) -> None:
    if running.process.poll() is not None:
        with open(running.log, encoding="utf-8", errors="replace") as file:
            raise Failed(f"{running.server.peer.title}'s server ended by itself:\n{file.read()[-2000:]}")


def used_seconds(running: Running) -> float:
    """Return the processor time of the server's processes so far."""
    return sum(map(processor_seconds, session_members(running.process.pid)))


def used_bytes(running: Running) -> int:
    """Return the memory of the server's processes, each one's share of common pages."""
    return sum(map(memory_bytes, session_members(running.process.pid)))


def rest(running: Running, patience_seconds: float = 60) -> None:
    """Wait until the server has nothing more to do, as authors' edits are seconds apart."""
    end = time.monotonic() + patience_seconds
    while processor_share(running, REST_SECONDS) > REST_SHARE and time.monotonic() < end:
        pass


def processor_share(running: Running, seconds: float) -> float:
    """Watch the server for some seconds and return how much of a processor it used."""
    before, start = used_seconds(running), time.monotonic()
    time.sleep(seconds)
    return (used_seconds(running) - before) / (time.monotonic() - start)
