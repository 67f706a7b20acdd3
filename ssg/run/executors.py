"""Run a function over chunks of work: in this process, or in forked workers that inherit what they need."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from typing import TypeVar

Context = TypeVar("Context")
Result = TypeVar("Result")

FORK_FROM = 200  # items: below it starting workers costs more than they save
CHUNKS_PER_WORKER = 12  # enough that a slow chunk at the end leaves no core idle for long
MAX_CHUNK = 128  # items


def can_fork() -> bool:
    """Return whether forked workers are safe here: macOS may crash in its own libraries after a fork."""
    return sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()


_inherited: list[object] = []
"""The context of this worker. A process pool offers no other place for what must not be sent with every chunk."""


def _inherit(context: object) -> None:
    _inherited[:] = [context]


def _call(function: Callable[[Context, int, int], Result], start: int, stop: int) -> Result:
    return function(_inherited[0], start, stop)  # type: ignore[arg-type]


def run_chunks(
    function: Callable[[Context, int, int], Result], context: Context, total: int, jobs: int
) -> Iterator[tuple[int, Result]]:
    """Yield (number of items, result of ``function(context, start, stop)``) for chunks that cover ``range(total)``.

    The order of results is not settled. A forked worker inherits ``context`` without its being copied or pickled;
    what ``function`` raises is raised here.
    """
    if jobs < 2 or total < FORK_FROM or not can_fork():
        for start, stop in chunks(total, 1):
            yield stop - start, function(context, start, stop)
        return
    # Frozen objects are never looked at by a worker's collector, so their pages stay shared.
    gc.collect()
    gc.freeze()
    try:
        with _pool(jobs, context) as pool:
            waiting = {pool.submit(_call, function, start, stop): stop - start for start, stop in chunks(total, jobs)}
            for future in as_completed(waiting):
                yield waiting[future], future.result()
    finally:
        gc.unfreeze()


def _pool(jobs: int, context: object) -> Executor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), initializer=_inherit, initargs=(context,))


def chunks(total: int, workers: int) -> Sequence[tuple[int, int]]:
    """Return (start, stop) of chunks that cover ``range(total)``."""
    size = max(1, min(MAX_CHUNK, -(-total // (workers * CHUNKS_PER_WORKER))))
    return [(start, min(start + size, total)) for start in range(0, total, size)]
