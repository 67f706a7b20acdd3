"""Work that a forked process does meanwhile, and tells us at last in bytes: what memory it took is given back whole."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from collections.abc import Callable

from ssg.run.executors import die_with


class Aside:
    """Work that goes on in a process of its own, which inherits all that we know."""

    def __init__(self, work: Callable[[], bytes]) -> None:
        """Begin. Raises OSError when there is no room for another process."""
        self._pipe, into = os.pipe()
        parent = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            _work(work, into, parent)
        os.close(into)

    def result(self) -> bytes | None:
        """Wait for the work and return what came of it; None when it failed."""
        with os.fdopen(self._pipe, "rb") as file:
            data = file.read()
        return data if self._ended() else None

    def give_up(self) -> None:
        """End the work, if nobody has waited for it."""
        if self._child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
            os.close(self._pipe)
            self._ended()

    def _ended(self) -> bool:
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return os.waitstatus_to_exitcode(status) == 0


def _work(work: Callable[[], bytes], into: int, parent: int) -> None:
    """Do the work in the child, which ends here whatever happens."""
    code = 1
    try:
        die_with(parent)
        gc.freeze()  # what was inherited stays shared: no collector looks at it
        with os.fdopen(into, "wb") as file:
            file.write(work())
        code = 0
    finally:
        os._exit(code)  # nothing that the parent will do at its end is done here
