"""A question answered by another process: the same answer, and no process left behind."""

from __future__ import annotations

import os

import pytest

from ssg.run.beside import asked_beside


def fails() -> bool:
    raise ValueError("the child alone hears of it")


@pytest.mark.parametrize("worth_it", [False, True])
@pytest.mark.parametrize("truth", [False, True])
def test_the_answer_is_the_same_wherever_it_is_found(truth: bool, worth_it: bool) -> None:
    with asked_beside(lambda: truth, worth_it=worth_it) as answer:
        assert (answer(), answer()) == (truth, truth)


def test_another_process_finds_it_where_that_is_worth_it() -> None:
    here = os.getpid()
    with asked_beside(lambda: os.getpid() != here, worth_it=True) as answer:
        assert answer()


def test_a_question_that_fails_is_answered_no(capfd: pytest.CaptureFixture[str]) -> None:
    with asked_beside(fails, worth_it=True) as answer:
        assert not answer()
    capfd.readouterr()  # what the child said of it


def test_nobody_who_leaves_early_leaves_a_child_behind() -> None:
    with pytest.raises(KeyError), asked_beside(lambda: True, worth_it=True):
        raise KeyError

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
