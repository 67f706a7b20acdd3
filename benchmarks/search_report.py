"""What the search costs as tables of RESULTS.md, beside the goals of the issue that asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.measure import Spread, Timing, spread
from benchmarks.sections import SEARCH

COLD, EDIT, NEW = "cold", "edit of a body", "new post"
COLD_SHARE, EDIT_MS, NEW_MS, QUERY_KB = 15, 60, 150, 150


class Step(NamedTuple):
    """One piece of work on both sites, taken in turns: the runs of one round stand at the same place."""

    name: str
    without: Sequence[Timing]
    searched: Sequence[Timing]


class Moved(NamedTuple):
    """What a query moved for somebody who comes to the search page with it."""

    query: str
    requests: int
    size: int  # bytes


class Measured(NamedTuple):
    """All that one run of the benchmark found out."""

    posts: int
    command: str
    steps: Sequence[Step]
    index_files: int
    index_size: int  # bytes
    queries: Sequence[Moved]


def more_ms(step: Step, kind: str = "seconds") -> Spread:
    """Return by how many milliseconds a round was longer with the search."""
    pairs = zip(step.without, step.searched, strict=True)
    return spread((getattr(searched, kind) - getattr(without, kind)) * 1000 for without, searched in pairs)


def share(step: Step, kind: str = "seconds") -> Spread:
    """Return by how many percent a round was longer with the search."""
    pairs = zip(step.without, step.searched, strict=True)
    return spread((getattr(searched, kind) / getattr(without, kind) - 1) * 100 for without, searched in pairs)


def section(found: Measured) -> str:
    """Return the section with its heading."""
    return "\n".join((SEARCH, "", *_goals(found), "", *_builds(found), "", *_reader(found)))


def _goals(found: Measured) -> Iterator[str]:
    steps = {step.name: step for step in found.steps}
    usual = max(spread(query.size for query in queries).median for queries in _by_length(found).values()) / 1000
    yield (
        f"Two sites of the same {found.posts:,} posts, one with `[search] enabled = false`, take turns, and take turns "
        "in who begins. What the search adds is the median over the rounds of the difference within one round, by the "
        "clock."
    )
    yield from (
        "",
        f"Command: `{found.command}`",
        "",
        "| the search adds | goal | measured |  |",
        "| --- | ---: | ---: | ---: |",
    )
    rows = (
        ("to a cold build", COLD_SHARE, share(steps[COLD]).median, "%"),
        ("to the edit of a body", EDIT_MS, more_ms(steps[EDIT]).median, "ms"),
        ("to a new post", NEW_MS, more_ms(steps[NEW]).median, "ms"),
        ("to what a reader loads, a first query of the length that loads most", QUERY_KB, usual, "KB"),
    )
    for work, goal, number, unit in rows:
        yield f"| {work} | ≤ {goal} {unit} | {number:.1f} {unit} | {'met' if number <= goal else 'missed'} |"


def _by_length(found: Measured) -> dict[int, list[Moved]]:
    """Return the queries by the number of their words."""
    lengths = sorted({len(query.query.split()) for query in found.queries})
    return {length: [query for query in found.queries if len(query.query.split()) == length] for length in lengths}


def _builds(found: Measured) -> Iterator[str]:
    yield "| build | rounds | without | with | more | processor, without | processor, with | more |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for step in found.steps:
        cells = [cell for kind in ("seconds", "processor_seconds") for cell in _compared(step, kind)]
        yield f"| {step.name} | {len(step.without)} | {' | '.join(cells)} |"


def _compared(step: Step, kind: str) -> tuple[str, str, str]:
    medians = [spread(getattr(timing, kind) for timing in side).median for side in (step.without, step.searched)]
    more = share(step, kind) if step.name == COLD else more_ms(step, kind)
    unit, digits = ("%", 1) if step.name == COLD else ("ms", 0)
    ends = f"{more.low:.{digits}f} to {more.high:.{digits}f}"
    return f"{medians[0]:.2f} s", f"{medians[1]:.2f} s", f"{more.median:.{digits}f} {unit} ({ends})"


def _reader(found: Measured) -> Iterator[str]:
    yield (
        f"The index has {found.index_files:,} files of {found.index_size / 1e6:.1f} MB together. A first query is made "
        "by somebody who comes to the search page with it and has read nothing but other pages: the search page, its "
        "script, the index and the excerpts count, with gzip what hosts compress; what every page has does not."
    )
    yield from ("", "| first query | asked | requests | KB, median | largest |", "| --- | ---: | ---: | ---: | ---: |")
    for length, queries in _by_length(found).items():
        requests = spread(query.requests for query in queries).median
        size = spread(query.size / 1000 for query in queries)
        word = "word" if length == 1 else "words"
        yield f"| {length} {word} | {len(queries)} | {requests:.0f} | {size.median:.0f} | {size.high:.0f} |"
