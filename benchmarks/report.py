"""RESULTS.md: the measured numbers as tables that a person can read."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence

from benchmarks.goals import GOALS
from benchmarks.measure import Spread
from benchmarks.outputs import Outputs
from benchmarks.peers import OURS, PEERS
from benchmarks.results import CorpusResult, files_written, processor_seconds, seconds
from benchmarks.sites import SCENARIOS

HEAD = """\
# Benchmark results

Written by `make bench` (`python -m benchmarks.run`); not to be edited. All generators build the same posts with the
features listed under “What each one builds”, one after the other in turns, so that a disturbance meets all of them.
A number is the median of the runs, with the fastest and the slowest in brackets. A row in which a build takes longer
than the patience named in the command is measured once, and says so. Each generator builds each site once before it is
timed, so that all begin with the files in memory; before each timed build all earlier writes are flushed to the disk.
Edits are made to a post of the home page. Memory is the proportional set size summed over all processes, sampled up
to fifty times a second in that first build, which is not timed, since sampling costs time.

A dash: not measured. Hugo, Eleventy and Pelican build everything each time, so that where a row of theirs is left out
to save hours, the cold one stands for it.
"""

GOALS_HEAD = ("work", "goal", "measured", "")

OUTPUT_ROWS: tuple[tuple[str, Callable[[Outputs], str]], ...] = (
    ("files", lambda made: f"{made.files:,}"),
    ("megabytes", lambda made: f"{made.megabytes:,.1f}"),
    ("HTML pages", lambda made: f"{made.html_pages:,}"),
    ("post pages", lambda made: f"{made.posts:,}"),
    ("… with a table of contents", lambda made: f"{made.with_contents:,}"),
    ("… with key points", lambda made: f"{made.with_key_points:,}"),
    ("… with related posts", lambda made: f"{made.with_related:,}"),
    ("related posts on one, on average", lambda made: f"{made.related_cards / made.posts:.1f}"),
    ("home pages", lambda made: f"{made.home_pages:,}"),
    ("pages of tags", lambda made: f"{made.tag_pages:,}"),
    ("RSS feeds of tags", lambda made: f"{made.tag_feeds:,}"),
    ("items in the site's RSS", lambda made: f"{made.feed_items:,}"),
    ("addresses in the sitemap", lambda made: f"{made.sitemap_urls:,}"),
)


def report(results: Sequence[CorpusResult], note: str = "") -> str:
    """Return the whole report; a note stands in bold above all numbers."""
    parts = [HEAD, f"**{note}**\n" if note else "", machine(), _goals(results)]
    parts += [_corpus(result) for result in results]
    parts.append(_features(results))
    return "\n".join(part for part in parts if part)


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"Machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}.\n"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _goals(results: Sequence[CorpusResult]) -> str:
    by_name = {result.name: result for result in results}
    rows = [goal_row(goal.work, goal.at_most, goal.unit, goal.measured(by_name)) for goal in GOALS]
    return "## Goals\n\n" + table(GOALS_HEAD, rows)


def goal_row(work: str, at_most: float, unit: str, measured: float | None) -> tuple[str, ...]:
    """Return the row of a goal; nothing was measured where its corpus or its peer was not part of the run."""
    behind = f" {unit}" if unit else ""
    if measured is None:
        return work, f"≤ {at_most:g}{behind}", "–", ""
    return work, f"≤ {at_most:g}{behind}", f"{measured:.3g}{behind}", "met" if measured <= at_most else "missed"


def _corpus(result: CorpusResult) -> str:
    peers = _peers(result)
    versions = ", ".join(f"{PEERS[peer].title} {result.versions[peer]}" for peer in peers)
    facts = f"Measured on {result.measured}; runs: {result.runs}; load at the start: {result.load:.1f}."
    about = f"{result.about}. {facts} {versions}.\n\nCommand: `{result.command}`"
    return "\n".join(
        [
            f"## {result.name}\n\n{about}\n",
            f"### Seconds\n\n{_seconds_table(result, peers)}",
            f"### Ours as a share of the peer's\n\n{_ratio_table(result, peers)}",
            f"### Processor seconds\n\n{_processor_table(result, peers)}",
            f"### What was made\n\n{_outputs_table(result, peers)}",
        ]
    )


def _peers(result: CorpusResult) -> list[str]:
    return [peer for peer in PEERS if peer in result.versions]


def _seconds_table(result: CorpusResult, peers: Sequence[str]) -> str:
    rows = [
        (
            scenario.title,
            *(_with_ends(seconds(result, peer, scenario.id)) for peer in peers),
            _whole(files_written(result, OURS, scenario.id)),
        )
        for scenario in SCENARIOS
    ]
    memory = ("peak memory, cold", *(_megabytes(result.memory_bytes.get(peer)) for peer in peers), "")
    return table(("work", *_titles(peers), "files that ours wrote"), [*rows, memory])


def _ratio_table(result: CorpusResult, peers: Sequence[str]) -> str:
    others = [peer for peer in peers if peer != OURS]
    rows = [(scenario.title, *(_ratio(result, peer, scenario.id) for peer in others)) for scenario in SCENARIOS]
    ours = result.memory_bytes.get(OURS, 0)
    memory = ("peak memory, cold", *(_share(ours, result.memory_bytes.get(peer, 0)) for peer in others))
    return table(("work", *_titles(others)), [*rows, memory])


def _ratio(result: CorpusResult, peer: str, scenario: str) -> str:
    ours, theirs = seconds(result, OURS, scenario), seconds(result, peer, scenario)
    return _share(ours.median, theirs.median) if ours and theirs else "–"


def _share(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.3f}" if ours and theirs else "–"


def _processor_table(result: CorpusResult, peers: Sequence[str]) -> str:
    rows = [
        (scenario.title, *(_with_ends(processor_seconds(result, peer, scenario.id)) for peer in peers))
        for scenario in SCENARIOS
    ]
    return table(("work", *_titles(peers)), rows)


def _outputs_table(result: CorpusResult, peers: Sequence[str]) -> str:
    rows = [(title, *(show(result.outputs[peer]) for peer in peers)) for title, show in OUTPUT_ROWS]
    return table(("", *_titles(peers)), rows)


def _features(results: Sequence[CorpusResult]) -> str:
    seen = [peer for peer in PEERS if any(peer in result.versions for result in results)]
    lines = [f"- **{PEERS[peer].title}**: {PEERS[peer].outputs}." for peer in seen]
    head = "## What each one builds\n\nEvery row of a generator's includes all of its outputs.\n\n"
    return head + "\n".join(lines) + "\n"


def _titles(peers: Iterable[str]) -> tuple[str, ...]:
    return tuple(PEERS[peer].title for peer in peers)


def _with_ends(found: Spread | None) -> str:
    if found is None:
        return "–"
    return f"{found.median:.2f} " + (f"({found.low:.2f}–{found.high:.2f})" if found.runs > 1 else "(once)")


def _whole(found: Spread | None) -> str:
    return f"{found.median:,.0f}" if found else "–"


def _megabytes(size_bytes: int | None) -> str:
    return f"{size_bytes / 1e6:,.0f} MB" if size_bytes else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ("---",) + ("---:",) * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
