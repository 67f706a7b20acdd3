"""The one thread that looks at the files and publishes the site as it is: an immutable snapshot after the other."""

from __future__ import annotations

import gc
import sqlite3
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from time import monotonic
from typing import NamedTuple

from ssg.core.errors import Diagnostic, Refused, diagnostic
from ssg.core.folders import Folders
from ssg.core.options import BuildOptions, Progress
from ssg.preview.heaps import give_back_memory
from ssg.preview.press import Press
from ssg.preview.snapshot import Snapshot
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.live import Live
from ssg.run.live_changes import change_in_words, moved_files

RANK_SECONDS = 0.1  # without anything to do, until related lists follow: the page that was edited comes first
IDLE_SECONDS = 1.0  # the same until what edits left is tidied up

STOP_SECONDS = 1.0
YOUNG = 1  # the collector's generations that hold what is new: to look through a whole site takes too long

EVERYTHING: frozenset[str] = frozenset()


class News(NamedTuple):
    """What a look has found."""

    snapshot: Snapshot
    reason: str  # what changed, in words; empty where the site is the same
    files: tuple[str, ...]  # content files that are new, gone or changed
    problems_moved: bool
    since: float  # monotonic seconds: when somebody first said that something may have changed
    is_aftermath: bool = False  # related lists that follow an edit which has been told


class _Ask(NamedTuple):
    hints: frozenset[str] | None  # paths that may have changed; empty for a look at everything, None for none
    at: float
    done: Future[None] | None = None
    ranks: bool = False  # the related lists are to be as new as the posts


class Studio:
    """Holds the site in memory. `wake` and `caught_up` may be called from any thread."""

    def __init__(
        self,
        folders: Folders,
        options: BuildOptions,
        tell: Callable[[News], None],
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._idle_seconds = idle_seconds
        self._live = Live(folders, options)
        self._cache_folder = folders.cache
        self._tell = tell  # called in the studio's thread
        self._inbox: SimpleQueue[_Ask | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ssg-studio", daemon=True)
        self._looking = 0.0
        self._edit = ("", monotonic())  # reason and since of the last news
        self._trouble: tuple[Diagnostic, ...] = ()  # why the last look came to nothing
        self.press = Press(folders.cache)
        self.current = Snapshot(None, (), 0, self.press)

    @property
    def look_seconds(self) -> float:
        """What the last look at everything took."""
        return self._looking

    @property
    def refusal(self) -> tuple[Diagnostic, ...]:
        """Why the site is made with settings or content that are not those on disk. For tests, between two looks."""
        return self._live.refusal

    def open(self, progress: Progress) -> None:
        """Read the site for the first time: before there are threads, since it may start other processes."""
        self._trouble = self._attempted(lambda: self._live.open(progress))
        self._publish()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end. It is not waited for in the middle of a long look, where nothing can be lost."""
        self._inbox.put(None)
        self._thread.join(STOP_SECONDS)

    def wake(self, hints: frozenset[str] = EVERYTHING) -> None:
        """Say that these paths may have changed; without any, that everything may."""
        self._inbox.put(_Ask(hints, monotonic()))

    def caught_up(self) -> Future[None]:
        """Return what is done when the snapshot is as new as the files are now, but for the related lists."""
        return self._asked(_Ask(EVERYTHING, monotonic(), Future()))

    def ranked(self) -> Future[None]:
        """Return what is done when the related lists of the snapshot are those of its posts."""
        return self._asked(_Ask(None, monotonic(), Future(), ranks=True))

    def _asked(self, ask: _Ask) -> Future[None]:
        assert ask.done
        ask.done.set_running_or_notify_cancel()  # nobody can cancel it from here on: whoever asked may go away before
        self._inbox.put(ask)
        return ask.done

    # ── the thread ──────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        asks: list[_Ask | None] = []
        while None not in asks:
            asks = self._asks()
            try:
                if None not in asks:
                    self._work([ask for ask in asks if ask])
            except Exception:  # a bug of ours: whatever it was, the last good site stays
                traceback.print_exc()
            for ask in asks:
                if ask and ask.done:
                    ask.done.set_result(None)

    def _asks(self) -> list[_Ask | None]:
        """Wait for something to do; return all of it, nothing after a while."""
        try:
            first = self._inbox.get(timeout=self._rest_seconds())
        except Empty:
            return []
        return [first, *(self._inbox.get() for _ in range(self._inbox.qsize()))]

    def _rest_seconds(self) -> float | None:
        """Return how long to wait for something to do before there is something to do without being asked."""
        if self._live.is_cluttered and not self._trouble:  # edit after edit, and never a rest
            return 0.0
        if self._lags and not self._trouble:  # what cannot be ranked now is not tried ten times a second
            return min(RANK_SECONDS, self._idle_seconds)
        return self._idle_seconds if self._live.has_chores else None

    def _work(self, asks: list[_Ask]) -> None:
        """Look because of ``asks``; without one bring the related lists up to date, or tidy up."""
        before = self.current
        looks = [ask for ask in asks if ask.hints is not None]
        if looks:
            self._look(_hints_of(looks))
            self._publish_news(before, min(ask.at for ask in looks))
        if self._lags and (not asks or any(ask.ranks for ask in asks)):
            self._rank()
        elif not asks:
            self._live.learn()
            self._tidy_up()

    def _tidy_up(self) -> None:
        before = self._live.site
        self._trouble = self._attempted(self._live.tidy) or self._trouble
        if self._live.site is not before:
            self._publish()
            # What edits left in circles: `rare_collections` would leave it for hours, 60 KB an edit.
            gc.collect(YOUNG)
            give_back_memory()

    def _publish_news(self, before: Snapshot, since: float | None = None) -> None:
        """Publish the site if it is another one, and tell of it: without ``since`` as what the last news led to."""
        if self._live.site is before.live and self._problems() == before.problems:
            return
        self._publish()
        if since is None:
            reason, since = self._edit
            self._tell(self._news(before, since)._replace(reason=reason, is_aftermath=True))
            return
        news = self._news(before, since)
        self._edit = news.reason, since
        self._tell(news)

    @property
    def _lags(self) -> bool:
        return self._live.site is not None and self._live.site.lags

    def _rank(self) -> None:
        before = self.current
        self._trouble = self._attempted(self._live.rank) or self._trouble
        self._publish_news(before)

    def _look(self, hints: frozenset[str]) -> None:
        hints = EVERYTHING if self._trouble else hints
        started = monotonic()
        self._trouble = self._attempted(lambda: self._live.look(hints))
        if not hints:
            self._looking = monotonic() - started

    def _publish(self) -> None:
        self.current = Snapshot(self._live.site, self._problems(), self.current.version + 1, self.press)

    def _problems(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted({*self._live.problems, *self._trouble}))

    def _news(self, before: Snapshot, since: float) -> News:
        now = self.current
        old, new = before.live, now.live
        reason = ""
        files: tuple[str, ...] = ()
        if old and new and old is not new:
            files = moved_files(old, new)
            reason = change_in_words(old, new, files)
        return News(now, reason, files, before.problems != now.problems, since)

    def _attempted(self, work: Callable[[], object]) -> tuple[Diagnostic, ...]:
        """Do ``work`` and return what hindered it; with a parse cache that is of no use, once more without it."""
        try:
            try:
                work()
            except sqlite3.DatabaseError:
                Cache.discard(self._cache_folder, parse_engine())
                self._live.look()
        except Refused as refused:
            return refused.problems
        except sqlite3.DatabaseError as error:
            return (_hindered("write-failed", f"the cache cannot be written in {self._cache_folder}: {error}"),)
        except OSError as error:
            where = error.filename or self._cache_folder
            return (_hindered("write-failed", f"{where}: {error.strerror or error}"),)
        except Exception as error:
            traceback.print_exc()
            return (_hindered("preview-failed", f"the preview itself failed: {type(error).__name__}: {error}"),)
        return ()


def _hints_of(looks: list[_Ask]) -> frozenset[str]:
    hints = [ask.hints for ask in looks if ask.hints]
    return EVERYTHING.union(*hints) if len(hints) == len(looks) else EVERYTHING


def _hindered(code: str, message: str) -> Diagnostic:
    return diagnostic(code, message, help="nothing is lost: the next look takes in what changed")
