"""The same results in this process and in forked workers."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from ssg.run.executors import FORK_FROM, MAX_CHUNK, can_fork, chunks, run_chunks


def squares(context: list[int], start: int, stop: int) -> list[int]:
    return [context[at] ** 2 for at in range(start, stop)]


def where(context: None, start: int, stop: int) -> int:
    return os.getpid()


def broken(context: None, start: int, stop: int) -> int:
    raise KeyError("first")


def ends(context: None, start: int, stop: int) -> int:
    os._exit(9)


@pytest.mark.parametrize("total", [0, 1, 7, 199, 200, 5000])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_chunks_cover_everything_once(total: int, workers: int) -> None:
    covered = [at for start, stop in chunks([1] * total, workers) for at in range(start, stop)]

    assert covered == list(range(total))
    assert all(stop - start <= MAX_CHUNK for start, stop in chunks([1] * total, workers))


@pytest.mark.parametrize(("total", "jobs"), [(0, 2), (10, 2), (FORK_FROM, 1), (FORK_FROM, 2), (1000, 3)])
def test_results_are_the_same_in_any_number_of_processes(total: int, jobs: int) -> None:
    context = list(range(total))
    found = list(run_chunks(squares, context, total, jobs))

    assert sorted(value for _, chunk in found for value in chunk) == [value**2 for value in context]
    assert sum(count for count, _ in found) == total


def test_few_items_are_done_in_this_process() -> None:
    assert {pid for _, pid in run_chunks(where, None, FORK_FROM - 1, 4)} == {os.getpid()}


@pytest.mark.skipif(not can_fork(), reason="this system has no safe fork")
def test_many_items_are_spread_over_workers() -> None:
    assert os.getpid() not in {pid for _, pid in run_chunks(where, None, FORK_FROM, 2)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_worker_raises_is_raised_here(jobs: int) -> None:
    with pytest.raises(KeyError, match="first"):
        list(run_chunks(broken, None, FORK_FROM, jobs))


def test_a_heavy_item_has_a_chunk_of_its_own() -> None:
    assert list(chunks([1, 1, 500, 1, 1], 2)) == [(0, 3), (3, 5)]


@pytest.mark.skipif(not can_fork(), reason="this system has no safe fork")
def test_a_few_heavy_items_are_spread_over_workers_too() -> None:
    weights = [FORK_FROM] * 4
    assert os.getpid() not in {pid for _, pid in run_chunks(where, None, 4, 2, weights=weights)}


WORK_FOR_EVER = """
import os, signal
from ssg.run.executors import run_chunks

def work(context, start, stop):
    os.write(1, f"{os.getpid()}\\n".encode())  # one write: two workers must not mix their lines
    signal.pause()

list(run_chunks(work, None, 1000, 2))
"""


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_fork(), reason="this system has no safe fork")
def test_no_worker_outlives_a_killed_build() -> None:
    with subprocess.Popen([sys.executable, "-c", WORK_FOR_EVER], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout is not None
        try:
            workers = [int(build.stdout.readline()) for _ in range(2)]
            running = [is_running(worker) for worker in workers]
        finally:
            build.kill()
    assert running == [True, True]
    deadline = time.monotonic() + 30
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        os.sched_yield()

    assert not any(map(is_running, workers))


@pytest.mark.skipif(not can_fork(), reason="no forked workers here")
def test_a_worker_that_somebody_ends_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ChildProcessError, match="--jobs 1"):
        list(run_chunks(ends, None, FORK_FROM, 2))
