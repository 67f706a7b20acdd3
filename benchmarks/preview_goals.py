"""What authors are promised of the live preview, and what was measured of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.peers import OURS
from benchmarks.preview_results import (
    MEMORY,
    NO_TAB,
    ONE_TAB,
    START,
    PreviewResult,
    figures_of,
    percentile,
    settled_milliseconds,
    shown_milliseconds,
)

SMALL, LARGE = 1_000, 10_000
MOST = 0.95

Measured = Callable[[PreviewResult], float | None]


@dataclass(frozen=True, slots=True)
class PreviewGoal:
    """A number that a measured one must not pass on a site of a size."""

    work: str
    size: int  # posts
    at_most: float
    unit: str
    measured: Measured  # None where its row was not measured


def _most(values: Iterable[float]) -> float | None:
    found = list(values)
    return percentile(found, MOST) if found else None


def _shown(row: str) -> Measured:
    return lambda result: _most(shown_milliseconds(result, OURS, row))


def _settled(row: str) -> Measured:
    return lambda result: _most(settled_milliseconds(result, OURS, row))


def share_of(result: PreviewResult, peer: str, row: str) -> float | None:
    """Return our median as a share of the peer's."""
    ours, theirs = shown_milliseconds(result, OURS, row), shown_milliseconds(result, peer, row)
    return statistics.median(ours) / statistics.median(theirs) if ours and theirs else None


def _figure(name: str, scale: float, choose: Callable[[list[float]], float]) -> Measured:
    def measured(result: PreviewResult) -> float | None:
        found = figures_of(result, OURS, name)
        return choose(found) * scale if found else None

    return measured


def _growth(readings: list[float]) -> float:
    """Return the last reading as a share of the one after half of the edits, when caches have filled."""
    return readings[-1] / readings[len(readings) // 2]


GOALS: tuple[PreviewGoal, ...] = (
    PreviewGoal("body, 95th percentile", SMALL, 80, "ms", _shown("body")),
    PreviewGoal("body, 95th percentile", LARGE, 100, "ms", _shown("body")),
    PreviewGoal("title, the open page, 95th percentile", SMALL, 100, "ms", _shown("title")),
    PreviewGoal("title, the open page, 95th percentile", LARGE, 200, "ms", _shown("title")),
    PreviewGoal("title, settled, 95th percentile", LARGE, 1_500, "ms", _settled("title")),
    PreviewGoal("style sheet, 95th percentile", SMALL, 80, "ms", _shown("style")),
    PreviewGoal("style sheet, 95th percentile", LARGE, 80, "ms", _shown("style")),
    PreviewGoal("post template, 95th percentile", SMALL, 120, "ms", _shown("template")),
    PreviewGoal("post template, 95th percentile", LARGE, 200, "ms", _shown("template")),
    PreviewGoal("body, median, against Hugo's", LARGE, 0.1, "", lambda result: share_of(result, "hugo", "body")),
    PreviewGoal(
        "start with a warm cache to the first page, median", LARGE, 2, "s", _figure(START, 1, statistics.median)
    ),
    PreviewGoal("idle, no tab, of one core", LARGE, 1, "%", _figure(NO_TAB, 100, max)),
    PreviewGoal("idle, one tab, of one core", LARGE, 2, "%", _figure(ONE_TAB, 100, max)),
    PreviewGoal("memory after all edits", LARGE, 600, "MB", _figure(MEMORY, 1e-6, lambda readings: readings[-1])),
    PreviewGoal("memory, the last reading against the middle one", LARGE, 1.05, "", _figure(MEMORY, 1, _growth)),
)
"""The numbers of the issue that asked for the preview, row by row."""
