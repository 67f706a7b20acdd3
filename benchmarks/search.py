"""What the search costs a build, and what a reader's first query moves over the wire.

    python -m benchmarks.search [--posts N] [--runs N] [--results benchmarks/RESULTS.md]

Two sites of the same posts, one with `[search] enabled = false`, take turns: a cold build, the edit of one body, one
new post; the processor's time is compared, which other programs change least. Bytes are counted in a real Chromium
without a cache. What hosts compress (text, JSON) counts with gzip, the shards as they are.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Response

from benchmarks.corpus import news_corpus, write_site
from benchmarks.measure import Timing, spread, timed
from benchmarks.preview_tabs import chromium, tab
from benchmarks.sections import SEARCH, write_section

BUILD = (sys.executable, "-m", "ssg", "build", "--quiet")
WORDS = 3  # queries of so many words
READABLE = ("text/", "application/json", "application/javascript")
NOT_COUNTED = (".woff2", ".svg", ".avif", ".webp", ".jpg", ".png")  # of every page, and there before the search is


class Sites(NamedTuple):
    """The same posts twice."""

    without: str
    searched: str


class Moved(NamedTuple):
    """What one query moved."""

    query: str
    requests: int
    size: int  # bytes


def made(folder: str, posts: int) -> Sites:
    """Write both sites below ``folder``."""
    sites = Sites(os.path.join(folder, "without"), os.path.join(folder, "searched"))
    for site in sites:
        write_site(site, news_corpus(posts))
    with open(os.path.join(sites.without, "site.toml"), "a", encoding="utf-8") as file:
        file.write("\n[search]\nenabled = false\n")
    return sites


# ── what is built ───────────────────────────────────────────────────────────────────────────────────


def cold(site: str, run: int) -> None:
    for name in ("output", ".ssg-cache"):
        shutil.rmtree(os.path.join(site, name), ignore_errors=True)


def edit(site: str, run: int) -> None:
    path = posts_of(site)[run * 37]
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"\nThen came freshword{run} and otherword{run}.\n")


def new(site: str, run: int) -> None:
    """Write a post that is newer than all others: one in their midst has other numbers for those behind it."""
    folder = os.path.join(site, "content", "posts")
    with open(posts_of(site)[-1 - run], encoding="utf-8") as file:
        text = re.sub(r"^date: .*$", f"date: 2026-11-01T12:{run:02}:00+00:00", file.read(), count=1, flags=re.MULTILINE)
    with open(os.path.join(folder, f"zz-new-{run}.md"), "w", encoding="utf-8") as file:
        file.write(text.replace("title: ", f"title: New {run} ", 1))


def posts_of(site: str) -> list[str]:
    found = [
        os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(site, "content")) for name in names
    ]
    return sorted(path for path in found if path.endswith(".md"))


STEPS: dict[str, Callable[[str, int], None]] = {"cold": cold, "edit of a body": edit, "new post": new}


def measured(sites: Sites, runs: int) -> Iterator[tuple[str, list[Timing], list[Timing]]]:
    """Yield each step with its timings without and with the search, taken in turns."""
    for name, change in STEPS.items():
        timings: tuple[list[Timing], list[Timing]] = ([], [])
        for run in range(runs):
            for of_site, site in zip(timings, sites, strict=True):
                change(site, run)
                of_site.append(timed(BUILD, site))
        yield name, *timings


# ── what a reader moves ─────────────────────────────────────────────────────────────────────────────


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: str) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def wire_size(response: Response) -> int:
    """Return the bytes of an answer as a host sends it."""
    body = response.body()
    readable = response.headers.get("content-type", "").startswith(READABLE)
    return len(gzip.compress(body, 9)) if readable else len(body)


def queries(site: str) -> list[str]:
    """Return a query of one word, of two, and so on, from the text of a post in the middle."""
    posts = posts_of(site)
    with open(posts[len(posts) // 2], encoding="utf-8") as file:
        words = [word for word in file.read().split() if word.isalpha() and word.islower() and len(word) > 5]
    return [" ".join(words[40 : 41 + count]) for count in range(WORDS)]


def _into(answers: list[Response]) -> Callable[[Response], None]:
    return lambda answer: answers.append(answer)


def moved(output: str, asked: list[str]) -> Iterator[Moved]:
    """Yield what each query moves for somebody who comes to the search page with it."""
    with served(output) as address, chromium() as browser:
        for query in asked:
            with tab(browser, "about:blank") as page:
                answers: list[Response] = []
                page.on("response", _into(answers))
                page.goto(f"{address}/search/?q={query.replace(' ', '+')}")
                page.wait_for_selector(".search-results li")
                page.wait_for_load_state("networkidle")
                counted = [answer for answer in answers if not answer.url.endswith(NOT_COUNTED)]
                yield Moved(query, len(counted), sum(map(wire_size, counted)))


# ── the report ──────────────────────────────────────────────────────────────────────────────────────


def report(sites: Sites, posts: int, runs: int) -> list[str]:
    lines = [
        "| | without, processor | with, processor | more | without, wall | with, wall |",
        "|---|---|---|---|---|---|",
    ]
    for name, without, searched in measured(sites, runs):
        busy, more = (spread(timing.processor_seconds for timing in timings).median for timings in (without, searched))
        wall, longer = (spread(timing.seconds for timing in timings).median for timings in (without, searched))
        extra = f"{more / busy - 1:.1%}" if name == "cold" else f"{(more - busy) * 1000:.0f} ms"
        lines.append(
            f"| {posts:,} posts, {name} | {busy:.2f} s | {more:.2f} s | {extra} | {wall:.2f} s | {longer:.2f} s |"
        )
    output = os.path.join(sites.searched, "output")
    index = os.path.join(output, "search", "i")
    sizes = [os.path.getsize(os.path.join(index, name)) for name in os.listdir(index)]
    lines += ["", f"The index has {len(sizes):,} files of {sum(sizes) / 1e6:.1f} MB together.", ""]
    lines += ["| first query | requests | KB |", "|---|---|---|"]
    for found in moved(output, queries(sites.searched)):
        lines.append(f"| {len(found.query.split())} words | {found.requests} | {found.size / 1000:.0f} |")
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--results", default="", help="RESULTS.md, to put the figures into")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = report(made(folder, chosen.posts), chosen.posts, chosen.runs)
    print("\n".join(lines))
    if chosen.results:
        command = f"Command: `python -m benchmarks.search --posts {chosen.posts} --runs {chosen.runs}`; medians."
        write_section(chosen.results, SEARCH, "\n\n".join([SEARCH, command, "\n".join(lines)]))


if __name__ == "__main__":
    main()
