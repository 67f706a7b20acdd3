"""`ssg serve` as a command: what it says, where it listens, how it ends, and what it leaves alone."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer
from time import monotonic

import pytest

from tests.preview.studios import PATIENCE_SECONDS, news_site
from tests.sites import TestSite
from tests.test_cli import ROOT, SITE_HAS_ERRORS, WRONG_USAGE, environment, ssg

END_SECONDS = 5.0  # 0.3 in fact; a preview that waited for its streams would take 15


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    return news_site(tmp_path / "site", 4)


class Command:
    """A preview in a process of its own."""

    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ssg", "serve", *map(str, arguments)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        limit = Timer(PATIENCE_SECONDS, self.process.kill)
        limit.start()
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            if "The preview is at" in line:
                break
        limit.cancel()
        self.port = int((re.findall(r":(\d+)/", self.lines[-1]) or [0])[0])

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)

    def get(self, target: str) -> tuple[int, bytes]:
        connection = self.connection()
        try:
            connection.request("GET", target)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; return its exit code and what it said meanwhile."""
        self.process.send_signal(number)
        out, error = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert out == ""  # data goes there, and a preview has none
        return self.process.returncode, error


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Command]:
    command = Command(*arguments)
    try:
        yield command
    finally:
        command.process.kill()
        command.process.communicate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_it_says_where_the_preview_is_and_serves_it_there(blog: TestSite) -> None:
    port = free_port()
    with serving(blog.folder, "--port", str(port), "--now", "2026-02-01") as command:
        assert command.lines[-1] == f"The preview is at http://localhost:{port}/ (Ctrl+C stops it)"
        assert command.get("/news/p1/")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_when_it_is_told_to_whoever_listens(number: signal.Signals, blog: TestSite) -> None:
    with serving(blog.folder, "--port", "0") as command:
        streams = [command.connection() for _ in range(3)]
        for stream in streams:
            stream.request("GET", "/__ssg/events?page=0&version=0&client=0", headers={"Sec-Fetch-Site": "same-origin"})
            assert stream.getresponse().readline() == b"retry: 500\n"

        began = monotonic()
        code, said = command.end(number)

        assert (code, said) == (0, "")
        assert monotonic() - began < END_SECONDS
        for stream in streams:
            stream.close()


def test_a_port_that_is_taken_is_said_so_and_the_next_one_serves(blog: TestSite) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(blog.folder, "--port", str(port)) as command:
            assert command.lines[-2] == f"Port {port} is taken."
            assert port < command.port <= port + 20
            assert command.get("/")[0] == 200


def test_an_address_that_is_not_of_this_machine_is_an_error(blog: TestSite) -> None:
    done = ssg("serve", blog.folder, "--host", "203.0.113.1")

    assert done.returncode == SITE_HAS_ERRORS
    assert "Error: the preview cannot listen on 203.0.113.1, port 8000: " in done.stderr


def test_neither_outputs_nor_addresses_are_written(blog: TestSite) -> None:
    (blog.folder / "addresses.lock").write_text("")
    with serving(blog.folder, "--port", "0") as command:
        assert command.get("/news/p1/")[0] == 200
        command.end()

    assert not blog.output.exists()
    assert (blog.folder / "addresses.lock").read_text() == ""


@pytest.mark.parametrize(("option", "status"), [("--drafts", 200), ("--no-drafts", 404)])
def test_drafts_are_shown_unless_one_says_no(option: str, status: int, blog: TestSite) -> None:
    with serving(blog.folder, "--port", "0", option) as command:
        assert command.get("/news/draft/")[0] == status


def test_the_address_that_is_printed_has_the_base_path(blog: TestSite) -> None:
    config = (blog.folder / "site.toml").read_text("utf-8")
    blog.configure(config.replace("https://test.example", "https://test.example/blog"))
    with serving(blog.folder, "--port", "0") as command:
        assert command.lines[-1].split()[4] == f"http://localhost:{command.port}/blog/"
        assert [command.get(target)[0] for target in ("/blog/", "/")] == [200, 302]


def test_a_folder_without_a_site_is_an_error_that_says_what_to_do_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    done = ssg("serve", tmp_path)

    assert done.returncode == SITE_HAS_ERRORS
    assert f"error[missing-config]: there is no site.toml in {tmp_path}\n" in done.stderr
    assert "ssg init FOLDER" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = ssg("serve", tmp_path / "nowhere")

    assert done.returncode == WRONG_USAGE
    assert "there is no folder" in done.stderr


def test_a_site_that_is_broken_at_the_start_is_served_and_says_why_until_it_is_mended(blog: TestSite) -> None:
    config = (blog.folder / "site.toml").read_text("utf-8")
    blog.configure("[site")
    with serving(blog.folder, "--port", "0") as command:
        assert command.lines[0].startswith("error[bad-toml]: ")
        status, page = command.get("/news/p1/")
        assert status == 500
        assert b"bad-toml" in page

        blog.configure(config)

        assert command.get("/news/p1/")[0] == 200


def test_an_error_in_a_post_at_the_start_is_printed_and_the_others_are_served(blog: TestSite) -> None:
    blog.write_raw("p1.md", "---\ntitle: [\n---\n")
    with serving(blog.folder, "--port", "0") as command:
        assert command.lines[0].startswith("error[bad-yaml]: ")
        assert [command.get(f"/news/{name}/")[0] for name in ("p1", "p2")] == [404, 200]


def test_quiet_prints_errors_alone(blog: TestSite) -> None:
    port = free_port()
    command = subprocess.Popen(
        [sys.executable, "-m", "ssg", "serve", str(blog.folder), "--port", str(port), "--quiet"],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS).close()
                break
            except ConnectionRefusedError:
                assert command.poll() is None
        command.send_signal(signal.SIGTERM)
        assert command.communicate(timeout=PATIENCE_SECONDS)[1] == b""
    finally:
        command.kill()
        command.communicate()
