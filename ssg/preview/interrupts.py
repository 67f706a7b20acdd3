"""Wait until somebody stops the preview: Ctrl+C, or the signal that ends a process."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator


async def interrupted() -> None:
    """Wait for the signal to stop."""
    stopped = asyncio.Event()
    with contextlib.ExitStack() as handlers:
        for number in (signal.SIGINT, signal.SIGTERM):
            handlers.enter_context(_handled(number, stopped.set))
        await stopped.wait()


@contextlib.contextmanager
def _handled(number: signal.Signals, handler: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, handler)
    except (NotImplementedError, RuntimeError):  # Windows, or not the main thread: Ctrl+C cancels the task
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(number)
