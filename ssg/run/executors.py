"""Run a function over chunks of work: in this process, or in forked workers that inherit what they need."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from errno import ECHILD
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor

Context = TypeVar("Context")
Result = TypeVar("Result")

FORK_FROM = 200  # weight: below it starting workers costs more than they save
CHUNKS_PER_WORKER = 12  # enough that a slow chunk at the end leaves no core idle for long
MAX_CHUNK = 128  # weight


WORKER_LOST = "the system ended a worker, perhaps for want of memory: build again, with --jobs 1 if it happens again"


def can_fork() -> bool:
    """Return whether forked workers are safe here: macOS may crash in its own libraries after a fork."""
    return sys.platform == "linux"


_inherited: list[object] = []
"""The context of this worker. A process pool offers no other place for what must not be sent with every chunk."""


def _inherit(context: object, parent: int) -> None:
    _inherited[:] = [context]
    die_with(parent)


PR_SET_PDEATHSIG = 1  # prctl(2)
M_MMAP_THRESHOLD = -3  # mallopt(3)
LARGE_BYTES = 4 << 20


def die_with(parent: int) -> None:
    """Let the kernel end this worker when its parent is killed.

    A worker that outlived a killed build would hold the lock of the output folder for ever, and might still write.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before the kernel was asked
        os._exit(1)


def _call(function: Callable[[Context, int, int], Result], start: int, stop: int) -> Result:
    return function(_inherited[0], start, stop)  # type: ignore[arg-type]


def run_chunks(
    function: Callable[[Context, int, int], Result],
    context: Context,
    total: int,
    jobs: int,
    *,
    weights: Sequence[int] | None = None,
    fork_from: int = FORK_FROM,
) -> Iterator[tuple[int, Result]]:
    """Yield (number of items, result of ``function(context, start, stop)``) for chunks that cover ``range(total)``.

    The order of results is not settled. A forked worker inherits ``context`` without its being copied or pickled;
    what ``function`` raises is raised here. ``weights`` say how much work each item is, 1 being a usual post's; fifty
    notebooks of 200 KB are as much as two thousand posts. Below the weight ``fork_from`` all is done in this process.
    Raises ChildProcessError when somebody else ends a worker.
    """
    weights = weights if weights is not None else [1] * total
    if jobs < 2 or sum(weights) < fork_from or not can_fork():
        for start, stop in chunks(weights, 1):
            yield stop - start, function(context, start, stop)
        return
    # They take 10 ms to import.
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    # Frozen objects are never looked at by a worker's collector, so their pages stay shared. What is garbage is frozen
    # with them: to look for it first takes 0.2 s at 10,000 posts, and finds nothing.
    gc.freeze()
    give_back()
    try:
        with _pool(jobs, context) as pool:
            waiting = {pool.submit(_call, function, start, stop): stop - start for start, stop in chunks(weights, jobs)}
            for future in as_completed(waiting):
                # A future holds its result: of 10,000 posts that are read they would be 45 MB at the end.
                yield waiting.pop(future), future.result()
    except BrokenProcessPool:
        raise ChildProcessError(ECHILD, WORKER_LOST) from None
    finally:
        gc.unfreeze()


def hold_little() -> None:
    """Let the C library take large arrays from the system, and give each back when it is free.

    By itself it keeps them, up to 32 MB each, once such ones have come and gone. The arrays that ranking makes for
    each block of postings are smaller, and stay in its hands.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def give_back() -> None:
    """Give free memory back to the system, so that no worker inherits it: 45 MB where 10,000 documents were."""
    with contextlib.suppress(AttributeError):  # other C libraries have no name for it
        ctypes.CDLL(None).malloc_trim(0)


def _pool(jobs: int, context: object) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    inheritance = (context, os.getpid())
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), initializer=_inherit, initargs=inheritance)


def chunks(weights: Sequence[int], workers: int) -> Sequence[tuple[int, int]]:
    """Return (start, stop) of chunks that cover all items, of about the same weight each."""
    enough = max(1, min(MAX_CHUNK, -(-sum(weights) // (workers * CHUNKS_PER_WORKER))))
    found: list[tuple[int, int]] = []
    start = weight = 0
    for at, more in enumerate(weights):
        weight += more
        if weight >= enough:
            found.append((start, at + 1))
            start, weight = at + 1, 0
    return [*found, (start, len(weights))] if start < len(weights) else found
