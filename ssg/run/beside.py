"""A question that another process answers meanwhile: forked, it knows all that we know, and it writes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[], bool]


@contextmanager
def asked_beside(question: Answer, *, worth_it: bool) -> Iterator[Answer]:
    """Yield how to learn the answer; a question that fails is answered no. Asked here unless it is ``worth_it``."""
    if not worth_it or sys.platform != "linux":
        yield question
        return
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if question() else 1
        finally:
            os._exit(code)
    answers: list[bool] = []

    def answer() -> bool:
        if not answers:
            _, status = os.waitpid(child, 0)
            answers.append(os.waitstatus_to_exitcode(status) == 0)
        return answers[0]

    try:
        yield answer
    finally:
        answer()  # nobody leaves a child behind
