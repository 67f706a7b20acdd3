"""Time the live preview beside Hugo's in Chromium, from the saved file to the page, and write RESULTS.md's section.

    python -m benchmarks.preview [--posts 1000 10000] [--edits 50] [--rows body title] [--peers ssg hugo] [--work DIR]

With --work, a run takes up where an earlier one was stopped: a row that is measured stays, unless --again is given.
Nothing else should be running: two servers and a browser share the machine already.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass

from msgspec.structs import replace
from playwright.sync_api import Browser

from benchmarks.corpus import Corpus, news_corpus
from benchmarks.install import NotInstalled, install, version
from benchmarks.measure import Failed, timed
from benchmarks.peers.peer import Tools
from benchmarks.preview_report import preview_section
from benchmarks.preview_results import PreviewResult, is_measured, load_preview, load_previews, save_preview, with_row
from benchmarks.preview_rows import ROWS, Bench, say
from benchmarks.preview_servers import SERVERS, Server, can_serve
from benchmarks.preview_tabs import chromium
from benchmarks.run import HERE
from benchmarks.sections import PREVIEW, write_section
from benchmarks.sites import Site, lay_out


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be measured, with what, and where it is kept."""

    work: str
    results: str  # the report
    tools: Tools
    servers: tuple[Server, ...]
    rows: tuple[str, ...]
    edits: int  # of each row
    memory_edits: int
    again: bool  # rows that an earlier run measured too
    command: str  # as the report shows it


def main() -> None:
    chosen = _options().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the servers, each in its own session, would stay
    with tempfile.TemporaryDirectory(prefix="bench-preview-") as temporary:
        try:
            run = _chosen_run(chosen, os.path.abspath(chosen.work or temporary))
            with chromium() as browser:
                for size in chosen.posts:
                    measure_corpus(run, browser, news_corpus(size))
        except (NotInstalled, Failed) as problem:
            sys.exit(str(problem))
        print(preview_section(load_previews(run.work)))


def _chosen_run(chosen: argparse.Namespace, work: str) -> Run:
    """Install the peers and return the run. Raises NotInstalled."""
    tools = install(work, [SERVERS[peer].peer for peer in chosen.peers])
    return Run(
        work=work,
        results=chosen.results,
        tools=tools,
        servers=tuple(server for peer, server in SERVERS.items() if peer in chosen.peers and _is_there(tools, server)),
        rows=tuple(row for row in ROWS if row in chosen.rows),
        edits=chosen.edits,
        memory_edits=chosen.memory_edits,
        again=chosen.again,
        command=_command(chosen),
    )


def _is_there(tools: Tools, server: Server) -> bool:
    there = can_serve(tools, server)
    if not there:
        say(f"{server.peer.title} has no preview server in this version: it is left out")
    return there


def measure_corpus(run: Run, browser: Browser, corpus: Corpus) -> None:
    """Measure the rows that are missing; keep and report each as soon as it is there. Raises Failed."""
    result = _begun(run, corpus)
    rows = [row for row in run.rows if run.again or not _is_complete(run, result, row)]
    if not rows:
        say(f"{corpus.name}: everything is measured already; --again measures it anew")
        return
    bench = Bench(run.tools, browser, corpus, _laid_out(run, corpus), run.edits, run.memory_edits)
    for row in rows:
        say(f"{corpus.name}: {row}")
        result = with_row(result, row, [server.peer.id for server in run.servers], ROWS[row](bench))
        save_preview(run.work, result)
        write_section(run.results, PREVIEW, preview_section(load_previews(run.work)))


def _begun(run: Run, corpus: Corpus) -> PreviewResult:
    """Return what an earlier run left, or nothing yet, under today's date."""
    now = PreviewResult(
        name=corpus.name,
        size=corpus.size,
        about=corpus.about,
        command=run.command,
        measured=time.strftime("%Y-%m-%d"),
        load=os.getloadavg()[0],
        versions={server.peer.id: version(server.peer, run.tools) for server in run.servers},
    )
    kept = load_preview(run.work, corpus.name)
    if kept is None:
        return now
    return replace(now, versions=kept.versions | now.versions, edits=kept.edits, figures=kept.figures)


def _is_complete(run: Run, result: PreviewResult, row: str) -> bool:
    return all(is_measured(result, row, server.peer.id, run.edits) for server in run.servers)


def _laid_out(run: Run, corpus: Corpus) -> tuple[Site, ...]:
    """Write the corpus for each peer, and build it where that fills a cache. Raises Failed."""
    folder = os.path.join(run.work, "preview-sites", corpus.name)
    shutil.rmtree(folder, ignore_errors=True)
    say(f"{corpus.name}: writing {corpus.about}")
    sites = lay_out([server.peer for server in run.servers], corpus, folder)
    for site in sites:
        if site.peer.remembers:
            built = timed(site.peer.command(run.tools, site.folder), site.folder)
            say(f"{corpus.name}: {site.peer.title} built it in {built.seconds:.1f} s")
    return tuple(sites)


def _command(chosen: argparse.Namespace) -> str:
    """Return the command without its folders, which say nothing about the numbers."""
    words = ["python -m benchmarks.preview --posts", *map(str, chosen.posts), "--edits", str(chosen.edits)]
    words += ["--memory-edits", str(chosen.memory_edits)]
    return " ".join([*words, "--peers", *chosen.peers, "--rows", *chosen.rows])


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", nargs="+", type=int, default=[1_000, 10_000], help="sizes of the news sites")
    options.add_argument("--edits", type=int, default=50, help="timed edits of each row [50]")
    options.add_argument("--memory-edits", type=int, default=500, help="edits that the memory is read after [500]")
    options.add_argument("--peers", nargs="+", choices=SERVERS, default=[*SERVERS], help="whose previews")
    options.add_argument("--rows", nargs="+", choices=ROWS, default=[*ROWS], help="what is to be measured")
    options.add_argument("--again", action="store_true", help="measure rows that --work holds already")
    options.add_argument("--work", help="folder for tools, sites and numbers [a temporary one]")
    options.add_argument("--results", default=os.path.join(HERE, "RESULTS.md"), help="the report")
    return options


if __name__ == "__main__":
    main()
