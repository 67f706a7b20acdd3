"""Build the same posts with ours and with its peers, in turns, and write RESULTS.md.

    python -m benchmarks.run [--posts 1000 10000] [--digest] [--huge] [--runs 3] [--peers hugo eleventy] [--only cold]

A row in which one build takes longer than --patience seconds is measured once: Hugo with related posts needs minutes
at ten thousand posts, and everybody does at a hundred thousand. The report says which rows these are.

The peers are installed into the work folder, where the sites and all measured numbers stay too; a later run with the
same --work adds to them, and the report shows them all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.corpus import Corpus, digest_corpus, news_corpus
from benchmarks.install import NotInstalled, install, version
from benchmarks.measure import Failed, peak_memory_bytes, timed
from benchmarks.outputs import Outputs, shortfalls, stamps, survey, written_since
from benchmarks.peers import OURS, PEERS
from benchmarks.peers.peer import ALL_SCENARIOS, Peer, Tools
from benchmarks.report import report
from benchmarks.results import CorpusResult, Sample, load_results, save_result
from benchmarks.sections import BUILDS, write_section
from benchmarks.sites import SCENARIOS, Scenario, Site, lay_out

HERE = os.path.dirname(os.path.abspath(__file__))
HUGE = 100_000
HUGE_SCENARIOS = frozenset({"cold", "nothing", "body", "new"})
OUTPUT = "output"


class Unequal(Exception):
    """A generator did not make what the comparison needs."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is to be measured, and where."""

    work: str
    tools: Tools
    peers: tuple[Peer, ...]
    scenarios: tuple[Scenario, ...]
    runs: int
    patience_seconds: float  # of a build: a row that takes longer is measured once
    command: str  # as the report shows it


def measure_corpus(bench: Bench, corpus: Corpus) -> CorpusResult:
    """Lay the corpus out for each peer that can build it, check what it builds, time it. Raises Unequal, Failed."""
    load = os.getloadavg()[0]
    peers = [peer for peer in bench.peers if corpus.size <= peer.most_posts]
    folder = os.path.join(bench.work, "sites", corpus.name)
    shutil.rmtree(folder, ignore_errors=True)
    _say(f"{corpus.name}: writing {corpus.about}")
    sites = lay_out(peers, corpus, folder)
    checked = {site.peer.id: _checked(bench, site, corpus) for site in sites}
    samples = list(take_samples(bench, sites, fitting_scenarios(bench.scenarios, corpus)))
    return CorpusResult(
        name=corpus.name,
        size=corpus.size,
        about=corpus.about,
        command=bench.command,
        measured=time.strftime("%Y-%m-%d"),
        runs=bench.runs,
        load=load,
        versions={peer.id: version(peer, bench.tools) for peer in peers},
        outputs={peer: made for peer, (made, _) in checked.items()},
        memory_bytes={peer: peak for peer, (_, peak) in checked.items()},
        samples=samples,
    )


def _checked(bench: Bench, site: Site, corpus: Corpus) -> tuple[Outputs, int]:
    """Build once, untimed, which also brings the generator into memory; return what it made, and its peak of memory."""
    peak = peak_memory_bytes(site.peer.command(bench.tools, site.folder), site.folder)
    made = survey(os.path.join(site.folder, OUTPUT))
    missing = shortfalls(made, site.peer, posts=corpus.size, tags=site.tags)
    if missing:
        raise Unequal("\n".join(missing))
    _say(f"{corpus.name}: {site.peer.title} makes {made.files:,} files with {peak / 1e6:,.0f} MB of memory")
    return made, peak


def fitting_scenarios(scenarios: Sequence[Scenario], corpus: Corpus) -> list[Scenario]:
    """Return the scenarios that a site of this size is measured in."""
    return [scenario for scenario in scenarios if corpus.size < HUGE or scenario.id in HUGE_SCENARIOS]


def take_samples(bench: Bench, sites: Sequence[Site], scenarios: Sequence[Scenario]) -> Iterator[Sample]:
    """Yield every timed build, the generators in turns; a row that is too slow is measured in the first run only."""
    slow: set[tuple[str, str]] = set()
    for run in range(bench.runs):
        for scenario in scenarios:
            for site in sites:
                row = (site.peer.id, scenario.id)
                if scenario.id not in site.peer.scenarios or row in slow:
                    continue
                sample = _sample(bench, site, scenario, run)
                _say(f"run {run + 1}, {scenario.title}: {site.peer.title} {sample.seconds:.2f} s")
                if sample.seconds > bench.patience_seconds:
                    slow.add(row)
                yield sample


def _sample(bench: Bench, site: Site, scenario: Scenario, run: int) -> Sample:
    output = os.path.join(site.folder, OUTPUT)
    scenario.edit(site, run)
    before = stamps(output)
    timing = timed(site.peer.command(bench.tools, site.folder), site.folder)
    written = written_since(output, before)
    if scenario.restore:
        _undo(bench, site, scenario.restore)
    return Sample(site.peer.id, scenario.id, run, timing.seconds, timing.processor_seconds, written)


def _undo(bench: Bench, site: Site, restore: Callable[[Site], None]) -> None:
    restore(site)
    if site.peer.remembers:
        _build(bench, site)


def _build(bench: Bench, site: Site) -> None:
    timed(site.peer.command(bench.tools, site.folder), site.folder)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    chosen = _options().parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        try:
            _run(chosen, os.path.abspath(chosen.work or temporary))
        except (NotInstalled, Unequal, Failed) as problem:
            sys.exit(str(problem))


def _run(chosen: argparse.Namespace, work: str) -> None:
    peers = tuple(peer for peer in PEERS.values() if peer.id in (OURS, *chosen.peers))
    scenarios = tuple(scenario for scenario in SCENARIOS if scenario.id in chosen.only)
    tools = install(work, peers)
    bench = Bench(work, tools, peers, scenarios, chosen.runs, chosen.patience, _command(chosen))
    for corpus in _corpora(chosen):
        save_result(work, measure_corpus(bench, corpus))
        _write_report(chosen, work)
    print(_write_report(chosen, work))  # anew, where nothing was to be measured: with another note


def _write_report(chosen: argparse.Namespace, work: str) -> str:
    text = report(load_results(work), chosen.note)
    write_section(chosen.results, BUILDS, text)
    return text


def _command(chosen: argparse.Namespace) -> str:
    """Return the command without its folders, which say nothing about the numbers."""
    words = ["python -m benchmarks.run --posts", *map(str, chosen.posts), "--runs", str(chosen.runs)]
    words += ["--patience", f"{chosen.patience:g}"]
    words += [f"--{name}" for name in ("digest", "huge") if getattr(chosen, name)]
    return " ".join([*words, "--peers", *chosen.peers, "--only", *chosen.only])


def _corpora(chosen: argparse.Namespace) -> list[Corpus]:
    sizes = [*chosen.posts, *([HUGE] if chosen.huge else [])]
    return [news_corpus(size) for size in sizes] + ([digest_corpus(chosen.issues)] if chosen.digest else [])


def _options() -> argparse.ArgumentParser:
    others = [peer for peer in PEERS if peer != OURS]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", nargs="*", type=int, default=[1_000, 10_000], help="sizes of the news sites")
    options.add_argument("--huge", action="store_true", help=f"a news site of {HUGE:,} posts too")
    options.add_argument("--digest", action="store_true", help="a daily digest too")
    options.add_argument("--issues", type=int, default=300, help="issues of the daily digest")
    options.add_argument("--runs", type=int, default=3, help="timed builds for each number")
    options.add_argument(
        "--patience", type=float, default=60, help="seconds of a build whose row is measured once [60]"
    )
    options.add_argument("--peers", nargs="*", choices=others, default=others, help="who else is to be measured")
    options.add_argument(
        "--only", nargs="+", choices=ALL_SCENARIOS, default=ALL_SCENARIOS, help="what is to be measured"
    )
    options.add_argument("--work", help="folder for tools, sites and numbers [a temporary one]")
    options.add_argument("--results", default=os.path.join(HERE, "RESULTS.md"), help="the report")
    options.add_argument("--note", default="", help="a sentence to stand above all numbers")
    return options


if __name__ == "__main__":
    main()
