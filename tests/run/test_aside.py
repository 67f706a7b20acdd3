"""Work in a process beside: its bytes come back whole, its failures as nothing, and no process is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from ssg.run.aside import Aside


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def answer(work: Callable[[bytes], bytes], question: bytes = b"") -> bytes | None:
    aside = Aside(work)
    aside.ask(question)
    return aside.result()


def test_what_came_of_the_work_is_told_whole_however_large_it_is() -> None:
    assert answer(lambda asked: asked * 1_000_000, b"much") == b"much" * 1_000_000
    assert nobody_is_left()


def test_the_work_is_done_by_another_process() -> None:
    assert answer(lambda _: str(os.getpid()).encode()) != str(os.getpid()).encode()


def test_work_that_fails_comes_to_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def fails(_: bytes) -> bytes:
        raise ValueError("the child alone hears of it")

    assert answer(fails) is None
    capfd.readouterr()  # what the child said of it


def test_a_process_that_is_ended_comes_to_nothing() -> None:
    def ends(_: bytes) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it has ended")

    assert answer(ends) is None


def test_work_that_is_given_up_leaves_nobody_behind() -> None:
    gate, _ = os.pipe()
    aside = Aside(lambda _: os.read(gate, 1))  # which nobody writes
    aside.ask()
    aside.give_up()
    aside.give_up()
    assert nobody_is_left()


def test_a_process_that_was_never_asked_leaves_nobody_behind() -> None:
    aside = Aside(lambda asked: asked)
    aside.give_up()
    assert nobody_is_left()


def test_a_question_that_nobody_reads_any_more_comes_to_nothing() -> None:
    aside = Aside(lambda asked: asked)
    os.kill(aside._child, signal.SIGKILL)
    os.waitid(os.P_PID, aside._child, os.WEXITED | os.WNOWAIT)
    aside.ask(b"much" * 1_000_000)
    assert aside.result() is None
