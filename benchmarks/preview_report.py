"""The section of RESULTS.md about live previews."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from benchmarks.peers import OURS
from benchmarks.preview_edits import EDITS
from benchmarks.preview_goals import GOALS, MOST, PreviewGoal, share_of
from benchmarks.preview_results import (
    MEMORY,
    NO_TAB,
    ONE_TAB,
    START,
    PreviewResult,
    edits_of,
    figures_of,
    percentile,
    settled_milliseconds,
    shown_milliseconds,
)
from benchmarks.preview_servers import SERVERS
from benchmarks.report import GOALS_HEAD, goal_row, machine, table
from benchmarks.sections import PREVIEW

HEAD = """\
Written by `make bench-preview` (`python -m benchmarks.preview`); not to be edited. A post is open in Chromium, a file
is saved in its place, and the clock runs from the moment its bytes are written to the moment the new text stands in the
page, as a `MutationObserver` of the page sees it; for a style sheet, to the frame in which the new style is computed,
which alone can take 17 ms. Each edit brings a word, or a size, that was never there before. The previews run side by
side and take turns, edit by edit; the next edit waits until the one before has caused its last work, and then about a
second, at random, since Hugo looks at what was saved in turns of half a second. Hugo runs as `hugo server` does by
itself, in its fast render mode, without related posts. The post is the third newest. *Settled* is when its new title
was also served on the front page, its tag's list, a neighbour and a post that lists it as related, as far as a preview
has these; they are asked for when the open page has changed.

Both clocks are compared after each edit: they are apart by no more than the milliseconds that are named. Idle shares
are of one core, over 20 seconds, ten after the server came to rest. Memory is the proportional set size of all
processes of the preview, without Chromium; it is read while bodies and titles of posts all over the site are edited,
each of which is then asked for. The start is timed from the command to the whole front page, with the caches of an
earlier build.
"""

Show = Callable[[PreviewResult, str], str]


def preview_section(results: Sequence[PreviewResult]) -> str:
    """Return the whole section."""
    parts = [f"{PREVIEW}\n\n{HEAD}", machine(), _goals(results), *map(_corpus, results)]
    return "\n".join(part for part in parts if part)


def _goals(results: Sequence[PreviewResult]) -> str:
    by_size = {result.size: result for result in results}
    rows = [_goal_row(goal, by_size.get(goal.size)) for goal in GOALS]
    return "### Goals of the preview\n\n" + table(GOALS_HEAD, rows)


def _goal_row(goal: PreviewGoal, result: PreviewResult | None) -> tuple[str, ...]:
    measured = goal.measured(result) if result else None
    return goal_row(f"{goal.size:,} posts, {goal.work}", goal.at_most, goal.unit, measured)


def _corpus(result: PreviewResult) -> str:
    peers = [peer for peer in SERVERS if peer in result.versions]
    versions = ", ".join(f"{SERVERS[peer].peer.title} {result.versions[peer]}" for peer in peers)
    facts = f"Measured on {result.measured}; load at the start: {result.load:.1f}. {versions}. {_clocks(result)}"
    edits = _edits_table(result, peers)
    return "\n".join(
        [
            f"### Preview of {result.size:,} posts\n\n{result.about}. {facts}\n\nCommand: `{result.command}`\n",
            f"Milliseconds from the saved file to the page, median and 95th percentile:\n\n{edits}",
            _figures_table(result, peers),
        ]
    )


def _clocks(result: PreviewResult) -> str:
    bounds = [sample.clock_milliseconds for sample in result.edits if sample.shown_milliseconds is not None]
    return f"Clocks apart by at most {max(bounds):.1f} ms, as a rule {statistics.median(bounds):.1f}." if bounds else ""


def _edits_table(result: PreviewResult, peers: Sequence[str]) -> str:
    others = [peer for peer in peers if peer != OURS]
    rows = []
    for edit in EDITS:
        shares = tuple(_share(share_of(result, peer, edit.id)) for peer in others)
        edits = max((len(edits_of(result, peer, edit.id)) for peer in peers), default=0)
        rows.append(
            (edit.title, *(_spread(shown_milliseconds(result, peer, edit.id)) for peer in peers), *shares, f"{edits}")
        )
        if edit.settles:
            settled = tuple(_spread(settled_milliseconds(result, peer, edit.id)) for peer in peers)
            rows.append((f"{edit.title}, settled", *settled, *("" for _ in others), ""))
    heads = (*_titles(peers), *(f"ours as a share of {title}'s" for title in _titles(others)))
    return table(("edit", *heads, "edits"), rows)


def _titles(peers: Sequence[str]) -> tuple[str, ...]:
    return tuple(SERVERS[peer].peer.title for peer in peers)


def _spread(values: Sequence[float]) -> str:
    """Return median and 95th percentile; where edits never showed, how many."""
    if not values:
        return "–"
    never = sum(map(math.isinf, values))
    said = f", {never} of {len(values)} never" if never else ""
    return f"{_whole(statistics.median(values))}, {_whole(percentile(values, MOST))}{said}"


def _whole(milliseconds: float) -> str:
    return "never" if math.isinf(milliseconds) else f"{milliseconds:,.0f}"


def _share(share: float | None) -> str:
    return "–" if share is None or math.isnan(share) else f"{share:.3f}"


def _figure(name: str, tell: Callable[[list[float]], str]) -> Show:
    def show(result: PreviewResult, peer: str) -> str:
        found = figures_of(result, peer, name)
        return tell(found) if found else "–"

    return show


FIGURES: tuple[tuple[str, Show], ...] = (
    ("start with a warm cache to the first page", _figure(START, lambda found: f"{statistics.median(found):.2f} s")),
    ("idle, no tab", _figure(NO_TAB, lambda found: f"{max(found):.2%}")),
    ("idle, one tab", _figure(ONE_TAB, lambda found: f"{max(found):.2%}")),
    ("memory before the edits", _figure(MEMORY, lambda found: f"{found[0] / 1e6:,.0f} MB")),
    ("memory after half of them", _figure(MEMORY, lambda found: f"{found[len(found) // 2] / 1e6:,.0f} MB")),
    ("memory after all of them", _figure(MEMORY, lambda found: f"{found[-1] / 1e6:,.0f} MB")),
)


def _figures_table(result: PreviewResult, peers: Sequence[str]) -> str:
    rows = [(title, *(show(result, peer) for peer in peers)) for title, show in FIGURES]
    return table(("", *_titles(peers)), rows)
