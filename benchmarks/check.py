"""How long the gate takes: `ssg check` of 10,000 posts behind a build, after an edit, and with nothing remembered.

    python -m benchmarks.check [--posts N] [--runs N] [--results benchmarks/RESULTS.md]

Wants nothing else running; takes about three minutes on two quiet cores.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from benchmarks.corpus import news_corpus, write_site
from benchmarks.measure import Spread, Timing, spread, timed
from benchmarks.sections import CHECK, write_section

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md")
GOAL_SECONDS, GOAL_POSTS = 15.0, 10_000
SSG = (sys.executable, "-m", "ssg")
CHECKED = (*SSG, "check", "--quiet")


class Row(NamedTuple):
    """A check of one kind, some times over."""

    name: str
    seconds: Spread
    processor: Spread


def _built(site: str, run: int) -> None:
    """Leave the site as the build left it."""


def _edited(site: str, run: int) -> None:
    posts = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(os.path.join(site, "content", "posts"))
        for name in names
        if name.endswith(".md")
    )
    with open(posts[run * 37], "a", encoding="utf-8") as file:
        file.write(f"\nThen came freshword{run} and otherword{run}.\n")


def _forgotten(site: str, run: int) -> None:
    for name in ("output", ".ssg-cache"):
        shutil.rmtree(os.path.join(site, name), ignore_errors=True)


KINDS: Mapping[str, Callable[[str, int], None]] = {
    "behind a build": _built,
    "one text edited since": _edited,
    "nothing remembered": _forgotten,
}
"""In this order: the last one deletes what the others stand on."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=GOAL_POSTS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--results", default=RESULTS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ssg-check-") as folder:
        site = os.path.join(folder, "site")
        write_site(site, news_corpus(chosen.posts))
        build = timed((*SSG, "build", "--quiet"), site)
        rows = [measured(site, name, chosen.runs) for name in KINDS]
    text = "\n".join(report(rows, build, chosen.posts, chosen.runs))
    write_section(chosen.results, CHECK, text)
    print(text)


def measured(site: str, name: str, runs: int) -> Row:
    """Check some times, each after the change of its kind. Raises Failed where the gate finds anything."""
    timings = []
    for run in range(runs):
        KINDS[name](site, run)
        timings.append(timed(CHECKED, site))
    return Row(
        name, spread(timing.seconds for timing in timings), spread(timing.processor_seconds for timing in timings)
    )


def report(rows: list[Row], build: Timing, posts: int, runs: int) -> Iterator[str]:
    yield from (CHECK, "", NOTE.format(posts=posts, runs=runs, build=build.seconds), "")
    yield from ("| `ssg check` | seconds | from, to | of the processors |", "| --- | ---: | ---: | ---: |")
    for row in rows:
        ends = f"{row.seconds.low:.2f}, {row.seconds.high:.2f}"
        yield f"| {row.name} | {row.seconds.median:.2f} | {ends} | {row.processor.median:.2f} |"
    if posts == GOAL_POSTS:
        met = "met" if rows[0].seconds.median <= GOAL_SECONDS else "missed"
        yield from ("", f"Goal: {GOAL_SECONDS:.0f} s behind a build, {met}.")


NOTE = (
    "Written by `python -m benchmarks.check`; not to be edited. {posts:,} posts, built cold in {build:.1f} s; then "
    "every page is read or rendered, parsed and held against all rules. Median of {runs} runs."
)


if __name__ == "__main__":
    main()
