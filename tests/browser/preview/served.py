"""`ssg serve` as a process of its own, started, stopped and started again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urlsplit

from tests.browser.preview.site import NOW, AuthorSite
from tests.conftest import ROOT

DEADLINE = 30  # seconds; far more than it takes

_AT = re.compile(r"The preview is at (http://\S+)")


@dataclass
class Served:
    """A preview of a site. ``lines`` is what its terminal has said."""

    site: AuthorSite
    options: tuple[str, ...] = ()
    address: str = ""  # without a slash at its end
    lines: list[str] = field(default_factory=list)
    _said: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> None:
        """Start at the port of the last time, else at a free one; return when it answers."""
        port = str(urlsplit(self.address).port or 0)
        command = [sys.executable, "-m", "ssg", "serve", str(self.site.folder), "--now", NOW, "--port", port]
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [*command, *self.options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environ
        )
        assert self._process.stderr
        self._await_address(self._process.stderr)
        self._drain = threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True)
        self._drain.start()

    def _await_address(self, said: IO[str]) -> None:
        for line in said:
            self.lines.append(line)
            if found := _AT.search(line):
                self.address = "http://" + urlsplit(found[1]).netloc
                return
        raise AssertionError("".join(self.lines))

    def _listen(self, said: IO[str]) -> None:
        for line in said:
            with self._said:
                self.lines.append(line)
                self._said.notify_all()

    def stop(self) -> None:
        """Stop as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(DEADLINE)
        self._drain.join(DEADLINE)
        assert self._process.stderr
        self._process.stderr.close()

    def says(self, text: str) -> None:
        """Wait until the terminal has said so."""
        with self._said:
            assert self._said.wait_for(lambda: any(text in line for line in self.lines), DEADLINE), self.lines

    def catch_up(self) -> None:
        """Come to a page, which is answered when the files have been looked at once more."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=DEADLINE)
        connection.request("GET", f"{self.site.base_path}/robots.txt")
        assert connection.getresponse().status == http.HTTPStatus.OK
        connection.close()


@contextmanager
def served(site: AuthorSite, *options: str) -> Iterator[Served]:
    """Serve a site that has been published before."""
    site.build()
    preview = Served(site, options)
    preview.start()
    try:
        yield preview
    finally:
        preview.stop()
