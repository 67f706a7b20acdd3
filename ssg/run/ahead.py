"""Work ahead of a short build: a forked process parses edited files and reads templates, this one what was left.

Nobody has to believe it. What it parses goes into the parse cache under the digest of the bytes, where this process
finds it or does the work itself; a template goes by its text. So it may come late, fail, or not be there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from ssg.content.parse_options import ParseOptions
from ssg.content.scan import FoundFile
from ssg.core.theme import Layer, Written
from ssg.run.pipes import put, taken

NOBODY = -1
"""In the place of a process, where there is none."""


class Order(msgspec.Struct, frozen=True):
    """What is to be done, known a while after the process was begun."""

    options: ParseOptions
    layers: tuple[Layer, ...]
    templates: tuple[tuple[str, ...], ...]  # as the loader knows them, in groups: the first is wanted first
    base_url: str
    base_path: str


class Ahead:
    """A process that works ahead, seen from the one that began it."""

    def __init__(self, child: int, orders: int, results: int) -> None:
        self._child = child
        self._orders = orders  # the pipe to it
        self._results = results  # the pipe from it
        self._is_ordered = self._has_parsed = False

    def give(self, order: Order) -> None:
        """Say what is to be done, once."""
        if self._child != NOBODY:
            self._is_ordered = True
            with contextlib.suppress(OSError):  # it has failed
                put(self._orders, msgspec.msgpack.encode(order))

    def wait_for_files(self) -> None:
        """Wait until the files are in the parse cache, or never will be."""
        if self._is_ordered and not self._has_parsed:
            self._has_parsed = True
            taken(self._results)

    def templates(self) -> tuple[Written, ...]:
        """Wait for the next group of templates and return it; none where nothing was ordered, or that went wrong."""
        if not self._is_ordered:
            return ()
        self.wait_for_files()
        try:
            return msgspec.msgpack.decode(taken(self._results) or b"", type=tuple[Written, ...])
        except msgspec.DecodeError:
            return ()

    def end(self) -> None:
        """Let the process go, done or not."""
        if self._child != NOBODY:
            self.wait_for_files()  # killed while it writes to the parse cache, it would damage that
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        os.close(self._results)
        os.close(self._orders)


@contextmanager
def working_ahead(files: Sequence[FoundFile], cache_folder: str, *, worth_it: bool) -> Iterator[Ahead]:
    """Yield a process that parses ``files`` and takes templates apart; one that does nothing unless it is ``worth_it``.

    It is begun before it is known what exactly is to be done, since importing the parser takes longer than finding out.
    """
    if not worth_it or sys.platform != "linux":
        yield Ahead(NOBODY, -1, -1)
        return
    orders, give = os.pipe()
    results, told = os.pipe()
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:  # there is no room for another process: then nobody works ahead
        child = NOBODY
    if child == 0:
        os.close(give)
        os.close(results)
        _work(files, cache_folder, parent, orders, told)
    os.close(orders)
    os.close(told)
    ahead = Ahead(child, give, results)
    try:
        yield ahead
    finally:
        ahead.end()


def _work(files: Sequence[FoundFile], cache_folder: str, parent: int, orders: int, told: int) -> None:
    """Do the work in the child, which ends here whatever happens."""
    try:
        from ssg.run.executors import die_with

        die_with(parent)
        from ssg.content import parse  # noqa: F401 - while the order is being made
        from ssg.run.reading import read_contents

        data = taken(orders)
        if not data:
            return
        order = msgspec.msgpack.decode(data, type=Order)
        read_contents(files, order.options, cache_folder, jobs=1, progress=lambda count: None)
        put(told, b"")
        from ssg.render.pages import written_templates

        for group in order.templates:
            written = written_templates(order.layers, group, order.base_url, order.base_path)
            put(told, msgspec.msgpack.encode(written))
    finally:
        os._exit(0)  # nothing that the parent will do at its end is done here
