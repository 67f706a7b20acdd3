"""Work in a process beside: its bytes come back whole, its failures as nothing, and no process is left behind."""

from __future__ import annotations

import os
import signal

import pytest

from ssg.run.aside import Aside


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_what_came_of_the_work_is_told_whole_however_large_it_is() -> None:
    assert Aside(lambda: b"much" * 1_000_000).result() == b"much" * 1_000_000
    assert nobody_is_left()


def test_the_work_is_done_by_another_process() -> None:
    assert Aside(lambda: str(os.getpid()).encode()).result() != str(os.getpid()).encode()


def test_work_that_fails_comes_to_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> bytes:
        raise ValueError("the child alone hears of it")

    assert Aside(fails).result() is None
    capfd.readouterr()  # what the child said of it


def test_a_process_that_is_ended_comes_to_nothing() -> None:
    def ends() -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it has ended")

    assert Aside(ends).result() is None


def test_work_that_is_given_up_leaves_nobody_behind() -> None:
    gate, _ = os.pipe()
    aside = Aside(lambda: os.read(gate, 1))  # which nobody writes
    aside.give_up()
    aside.give_up()
    assert nobody_is_left()
