"""What is measured of the previews: each row starts the servers anew, and they take turns within it."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

from playwright.sync_api import Browser, Page

from benchmarks.corpus import Corpus
from benchmarks.measure import Failed
from benchmarks.peers.peer import Tools
from benchmarks.posts import Post
from benchmarks.preview_edits import EDITS, Edit, body_change, restore, save, title_change
from benchmarks.preview_pages import places
from benchmarks.preview_results import MEMORY, NO_TAB, ONE_TAB, START, EditSample, Figure, Found
from benchmarks.preview_servers import (
    HOST,
    SERVERS,
    Running,
    processor_share,
    rest,
    serving,
    used_bytes,
    wait_for_text,
)
from benchmarks.preview_tabs import Shown, mark_of, shown, tab
from benchmarks.sites import Site, write_post

STARTS = 3
SEED = 20260115
PAUSE_SECONDS = (0.7, 1.7)
"""Before each edit, at random: Hugo looks at what was saved in turns of half a second, so that edits at a fixed pace
would always meet the same moment of a turn; and its pages carry the second of their making, so that a browser keeps
the old page when two fall into one."""
WARM_UPS = 2  # edits that are made first and not counted
IDLE_AFTER_SECONDS = 10  # what a preview does once when nobody asks for anything is done by then
IDLE_SECONDS = 20
MEMORY_READINGS = 10
SHOW_SECONDS, SETTLE_SECONDS = 30, 10  # after these it is called never
NEVER_IN_A_ROW = 3  # so many times never, and a preview is not asked any more whether all pages show an edit
TITLE_EVERY = 5  # of the edits that fill the memory, this one changes a title


@dataclass(frozen=True, slots=True)
class Bench:
    """What is to be measured, and with what."""

    tools: Tools
    browser: Browser
    corpus: Corpus
    sites: tuple[Site, ...]  # one for each peer
    edits: int  # of each row
    memory_edits: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An author at work: a running preview with a post open."""

    running: Running
    page: Page
    places: dict[str, str]  # what else shows the post's title → address


def measure_start(bench: Bench) -> Found:
    """Time the start with a warm cache, from the command to the whole front page."""
    return [], [
        Figure(site.peer.id, "start", START, _start_seconds(bench, site)) for _ in range(STARTS) for site in bench.sites
    ]


def _start_seconds(bench: Bench, site: Site) -> float:
    start = time.time_ns()
    with serving(bench.tools, site) as running:
        up = wait_for_text(running, "/", site.edited.title)
        if up is None:
            raise Failed(f"{site.peer.title} does not show {site.edited.title!r} on its front page")
        say(f"start: {site.peer.title} {(up - start) / 1e9:.2f} s")
        rest(running)
    return (up - start) / 1e9


def measure_edits(bench: Bench, edit: Edit) -> Found:
    """Time each edit from the saved file to the open page, and to all others where the row is about them."""
    with ExitStack() as stack:
        desks = [stack.enter_context(_desk(bench, site, edit)) for site in bench.sites]
        samples = list(_edit_samples(bench, desks, edit))
    for site in bench.sites:
        restore(SERVERS[site.peer.id], site)
    return samples[WARM_UPS * len(desks) :], []


@contextmanager
def _desk(bench: Bench, site: Site, edit: Edit) -> Iterator[Desk]:
    with _serving_post(bench, site) as running:
        found = places(running) if edit.settles else {}
        if found:
            say(f"{edit.title}: {site.peer.title} shows the title at {', '.join(found.values())}")
        with tab(bench.browser, _address(running), edit.watcher) as page:
            rest(running)
            yield Desk(running, page, found)


@contextmanager
def _serving_post(bench: Bench, site: Site) -> Iterator[Running]:
    """Start the site's server and give it when it shows the post that is edited."""
    with serving(bench.tools, site) as running:
        if wait_for_text(running, running.edited, site.edited.title) is None:
            raise Failed(f"{site.peer.title} does not show {site.edited.title!r} at {running.edited}")
        yield running


def _address(running: Running) -> str:
    return f"http://{HOST}:{running.port}{running.edited}"


def _edit_samples(bench: Bench, desks: Sequence[Desk], edit: Edit) -> Iterator[EditSample]:
    never = dict.fromkeys(range(len(desks)), 0)
    pauses = random.Random(SEED)
    for number in range(1, WARM_UPS + bench.edits + 1):
        for at, desk in enumerate(desks):
            time.sleep(pauses.uniform(*PAUSE_SECONDS))
            asks = edit.settles and never[at] < NEVER_IN_A_ROW
            sample = _edit_sample(desk, edit, number, asks)
            never[at] = never[at] + 1 if sample.settled_milliseconds is None else 0
            say(f"{edit.title} {number - WARM_UPS}: {_told(desk, sample)}")
            yield sample


def _edit_sample(desk: Desk, edit: Edit, number: int, asks: bool) -> EditSample:
    running = desk.running
    change = edit.change(running.server, running.site, number)
    seen = shown(desk.page, change.mark, lambda: save(change), SHOW_SECONDS)
    settled = _settled(desk, change.mark) if asks else None
    rest(running)
    if seen.shown is None:
        desk.page.reload()
    return EditSample(
        peer=running.server.peer.id,
        row=edit.id,
        shown_milliseconds=_since(seen, seen.shown),
        settled_milliseconds=_since(seen, settled),
        clock_milliseconds=seen.clock,
    )


def _settled(desk: Desk, mark: str) -> float | None:
    """Return when the last other page showed the mark, in milliseconds of the clock."""
    end = time.monotonic() + SETTLE_SECONDS
    moments = [wait_for_text(desk.running, address, mark, end - time.monotonic()) for address in desk.places.values()]
    shown_at = [moment for moment in moments if moment is not None]
    return max(shown_at) / 1e6 if len(shown_at) == len(moments) else None


def _since(seen: Shown, moment: float | None) -> float | None:
    return None if moment is None else moment - seen.saved


def _told(desk: Desk, sample: EditSample) -> str:
    words = f"{desk.running.server.peer.title} {_milliseconds(sample.shown_milliseconds)}"
    return f"{words}, everywhere {_milliseconds(sample.settled_milliseconds)}" if desk.places else words


def _milliseconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.0f} ms"


def measure_idle(bench: Bench) -> Found:
    """Watch how much of a processor a server uses that nobody asks for anything, without a tab and with one."""
    figures = []
    for site in bench.sites:
        with _serving_post(bench, site) as running:
            figures.append(_idle(running, NO_TAB))
            with tab(bench.browser, _address(running)):
                figures.append(_idle(running, ONE_TAB))
    return [], figures


def _idle(running: Running, name: str) -> Figure:
    rest(running)
    time.sleep(IDLE_AFTER_SECONDS)
    share = processor_share(running, IDLE_SECONDS)
    say(f"{name}: {running.server.peer.title} {share:.2%}")
    return Figure(running.server.peer.id, "idle", name, share)


def measure_memory(bench: Bench) -> Found:
    """Read the memory before, while and after many posts are edited, under one open tab."""
    posts = _spread(bench.corpus, bench.memory_edits)
    figures = []
    for site in bench.sites:
        with _serving_post(bench, site) as running, tab(bench.browser, _address(running)):
            figures += [Figure(site.peer.id, "memory", MEMORY, size) for size in _memory(running, posts)]
        for post in posts:
            write_post(site.peer, site.folder, post)
    return [], figures


def _memory(running: Running, posts: Sequence[Post]) -> Iterator[int]:
    rest(running)
    yield used_bytes(running)
    every = -(-len(posts) // MEMORY_READINGS)
    for number, post in enumerate(posts, start=1):
        _edit_and_ask(running, post, number)
        if number % every == 0 or number == len(posts):
            rest(running)
            held = used_bytes(running)
            say(f"memory after {number} edits: {running.server.peer.title} {held / 1e6:.0f} MB")
            yield held


def _edit_and_ask(running: Running, post: Post, number: int) -> None:
    make = title_change if number % TITLE_EVERY == 0 else body_change
    change = make(running.server, running.site, post, mark_of("memory", number))
    save(change)
    if wait_for_text(running, running.server.post_address(post), change.mark, SHOW_SECONDS) is None:
        say(f"memory: {running.server.peer.title} never shows edit {number}")


def _spread(corpus: Corpus, most: int) -> list[Post]:
    """Return posts from all over the site, ``most`` of them or all."""
    step = max(1, corpus.size // most)
    return [post for _, post in zip(range(most), islice(corpus.posts(), 0, corpus.size, step), strict=False)]


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


ROWS: dict[str, Callable[[Bench], Found]] = {
    "start": measure_start,
    **{edit.id: partial(measure_edits, edit=edit) for edit in EDITS},
    "idle": measure_idle,
    "memory": measure_memory,
}
"""In running order."""
