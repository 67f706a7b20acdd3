"""Work that a forked process does meanwhile, and tells us at last in bytes: what memory it took is given back whole."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from collections.abc import Callable

from ssg.run.executors import die_with
from ssg.run.pipes import put, taken


class Aside:
    """Work that begins when it is asked for, in a process of its own, which inherits all that we know now.

    Pages that we write to are copied for as long as it is there. So it had better start while we have little.
    """

    def __init__(self, work: Callable[[bytes], bytes]) -> None:
        """Start the process. Raises OSError when there is no room for another one."""
        self._answer, answer_end = os.pipe()
        question_end, self._question = os.pipe()
        parent = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._question)
            _work(work, question_end, answer_end, parent)
        os.close(question_end)
        os.close(answer_end)

    def ask(self, question: bytes = b"") -> None:
        """Let the work begin, on ``question``. To be called once."""
        with contextlib.suppress(BrokenPipeError):  # it may have ended
            put(self._question, question)
        os.close(self._question)
        self._question = -1

    def result(self) -> bytes | None:
        """Wait for the work and return what came of it; None when it failed."""
        data = taken(self._answer)
        os.close(self._answer)
        return data if self._ended() else None

    def give_up(self) -> None:
        """End the work, if nobody has waited for it."""
        if self._child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
            os.close(self._answer)
            if self._question >= 0:
                os.close(self._question)
            self._ended()

    def _ended(self) -> bool:
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return os.waitstatus_to_exitcode(status) == 0


def _work(work: Callable[[bytes], bytes], asked: int, into: int, parent: int) -> None:
    """Do the work in the child, which ends here whatever happens."""
    code = 1
    try:
        die_with(parent)
        gc.freeze()  # what was inherited stays shared: no collector looks at it
        question = taken(asked)
        if question is not None:
            put(into, work(question))
            code = 0
    finally:
        os._exit(code)  # nothing that the parent will do at its end is done here
