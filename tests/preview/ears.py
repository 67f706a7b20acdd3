"""Hear what a watch says, with real files: each wait ends when the thing waited for is there, or fails after long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ssg.preview.watch import Folder, Watch, watching

DEADLINE = 5.0  # seconds; far more than it takes

EVERYTHING: frozenset[str] = frozenset()


class Ears:
    """What a watch woke with and said, in order."""

    def __init__(self) -> None:
        self.wakes: SimpleQueue[frozenset[str]] = SimpleQueue()
        self.lines: SimpleQueue[str] = SimpleQueue()

    def next_wake(self) -> frozenset[str]:
        return self.wakes.get(timeout=DEADLINE)

    def until(self, is_enough: Callable[[frozenset[str]], bool]) -> list[frozenset[str]]:
        """Return the wake-ups up to the first that is enough."""
        heard = [self.next_wake()]
        while not is_enough(heard[-1]):
            heard.append(self.next_wake())
        return heard

    def everything(self) -> None:
        self.until(lambda paths: not paths)

    def paths_of(self, act: Callable[[], object], end: Path) -> set[str]:
        """Return all paths hinted for ``act``. ``end`` is written last, and in the same folder: so all were heard."""
        act()
        replace(end, "the end")
        heard = self.until(lambda paths: str(end) in paths)
        assert EVERYTHING not in heard
        return set().union(*heard) - {str(end)}

    def hears(self, path: Path) -> None:
        """Write ``path`` in place, and wait until it is hinted by its name: once more after each "everything"."""
        path.write_text("something else")
        while str(path) not in (paths := self.next_wake()):
            if not paths:
                path.write_text("something else again")


def replace(path: Path, text: str) -> None:
    """Write as our own tools do: a file that is ignored, moved onto the one that is meant."""
    aside = path.with_name(f".ssg-tmp-{path.name}")
    aside.write_text(text)
    aside.replace(path)


@contextmanager
def listening(folders: Sequence[Folder], *, poll: bool = False, **more: Any) -> Iterator[tuple[Watch, Ears]]:
    """Start a watch, and stop it at the end. Unless it polls, it is set up when this begins."""
    ears = Ears()
    given: dict[str, Any] = {"looked_at": lambda: False, "say": ears.lines.put} | more
    watch = watching(folders, ears.wakes.put, poll=poll, **given)
    watch.start()
    try:
        if not poll:
            ears.everything()
        yield watch, ears
    finally:
        watch.stop()
