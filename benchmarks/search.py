"""What the search costs a build, and what a reader's first query moves over the wire.

    python -m benchmarks.search [--posts N] [--runs N] [--edits N] [--results benchmarks/RESULTS.md]

Two sites of the same posts, one with `[search] enabled = false`, take turns: cold builds, edits of one body each, new
posts; which of them begins changes with every round, and what is compared are the two builds of one round. Bytes are
counted in a real Chromium without a cache. What hosts compress (text, JSON) counts with gzip, the shards as they are.
At 10,000 posts three cold rounds and eleven of each edit take about eight minutes on two quiet cores.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Response

from benchmarks.corpus import news_corpus, write_site
from benchmarks.measure import Timing, timed
from benchmarks.peers import OURS, PEERS
from benchmarks.peers.peer import forget
from benchmarks.preview_tabs import chromium, tab
from benchmarks.search_report import COLD, EDIT, NEW, Measured, Moved, Step, section
from benchmarks.sections import SEARCH, write_section

BUILD = (sys.executable, "-m", "ssg", "build", "--quiet")
WORDS = 3  # queries of up to so many words
ASKED = 5  # posts all over the site that give one query of each length
READABLE = ("text/", "application/json", "application/javascript")
NOT_COUNTED = re.compile(r"\.(woff2|svg|avif|webp|jpg|png)$|/(site|scheme|reader)\.\w+\.(css|js)$")
"""What every page has, and what is there before the search is: fonts, pictures, the style sheet, two scripts."""


class Sites(NamedTuple):
    """The same posts twice."""

    without: str
    searched: str


def made(folder: str, posts: int) -> Sites:
    """Write both sites below ``folder``."""
    sites = Sites(os.path.join(folder, "without"), os.path.join(folder, "searched"))
    write_site(sites.searched, news_corpus(posts))
    shutil.copytree(sites.searched, sites.without)
    with open(os.path.join(sites.without, "site.toml"), "a", encoding="utf-8") as file:
        file.write("\n[search]\nenabled = false\n")
    return sites


# ── what is built ───────────────────────────────────────────────────────────────────────────────────


def cold(site: str, run: int) -> None:
    forget(PEERS[OURS], site)


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


CHANGES: dict[str, Callable[[str, int], None]] = {COLD: cold, EDIT: edit, NEW: new}


def measured(sites: Sites, rounds: dict[str, int]) -> Iterator[Step]:
    """Yield each step with its timings without and with the search; ``rounds`` names the number of them."""
    for name, number in rounds.items():
        timings: dict[str, list[Timing]] = {site: [] for site in sites}
        for run in range(number):
            for site in sites if run % 2 else reversed(sites):
                CHANGES[name](site, run)
                timings[site].append(timed(BUILD, site))
            print(f"{name}, round {run + 1} of {number}", file=sys.stderr, flush=True)
        yield Step(name, timings[sites.without], timings[sites.searched])


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
    """Return queries of one word, of two, and so on, from the texts of posts all over the site."""
    posts = posts_of(site)
    chosen = [posts[len(posts) * (2 * number + 1) // (2 * ASKED)] for number in range(ASKED)]
    return [query for post in chosen for query in _queries_of(post)]


def _queries_of(post: str) -> list[str]:
    with open(post, encoding="utf-8") as file:
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
                counted = [answer for answer in answers if not NOT_COUNTED.search(answer.url)]
                yield Moved(query, len(counted), sum(map(wire_size, counted)))


# ── the whole ───────────────────────────────────────────────────────────────────────────────────────


def all_measured(folder: str, posts: int, rounds: dict[str, int], command: str) -> Measured:
    sites = made(folder, posts)
    steps = tuple(measured(sites, rounds))
    output = os.path.join(sites.searched, "output")
    index = os.path.join(output, "search", "i")
    sizes = [os.path.getsize(os.path.join(index, name)) for name in os.listdir(index)]
    return Measured(posts, command, steps, len(sizes), sum(sizes), tuple(moved(output, queries(sites.searched))))


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3, help="cold builds of each site")
    options.add_argument("--edits", type=int, default=11, help="edits and new posts of each site")
    options.add_argument("--results", default="", help="RESULTS.md, to put the figures into")
    chosen = options.parse_args(arguments)
    command = f"python -m benchmarks.search --posts {chosen.posts} --runs {chosen.runs} --edits {chosen.edits}"
    with tempfile.TemporaryDirectory() as folder:
        rounds = {COLD: chosen.runs, EDIT: chosen.edits, NEW: chosen.edits}
        text = section(all_measured(folder, chosen.posts, rounds, command))
    print(text)
    if chosen.results:
        write_section(chosen.results, SEARCH, text)


if __name__ == "__main__":
    main()
