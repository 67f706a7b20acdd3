"""A run measures every generator in turns, as often as was asked for, and rows that try its patience once."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import news_corpus
from benchmarks.peers import PEERS
from benchmarks.peers.peer import Peer, Tools
from benchmarks.results import Sample
from benchmarks.run import HUGE, HUGE_SCENARIOS, Bench, fitting_scenarios, take_samples
from benchmarks.sites import SCENARIOS, lay_out

CODE = "import os; os.makedirs('output', exist_ok=True); open('output/index.html', 'a').close()"


def toy(peer: str, *scenarios: str) -> Peer:
    """Return a generator that makes one empty page."""
    return replace(
        PEERS["hugo"],
        id=peer,
        title=peer,
        command=lambda tools, site: [sys.executable, "-c", CODE],
        scenarios=scenarios,
    )


def samples(folder: Path, *peers: Peer, runs: int, patience_seconds: float) -> list[Sample]:
    bench = Bench(str(folder), Tools(""), peers, SCENARIOS, runs, patience_seconds, "")
    return list(take_samples(bench, lay_out(peers, news_corpus(5), str(folder)), SCENARIOS))


def rows(taken: list[Sample]) -> Counter[tuple[str, str]]:
    return Counter((sample.peer, sample.scenario) for sample in taken)


def test_generators_take_turns_within_each_run(tmp_path: Path) -> None:
    taken = samples(tmp_path, toy("a", "cold", "body"), toy("b", "cold"), runs=2, patience_seconds=1_000)

    once = [("cold", "a"), ("cold", "b"), ("body", "a")]
    assert [(sample.run, sample.scenario, sample.peer) for sample in taken] == [
        (run, *row) for run in (0, 1) for row in once
    ]


def test_a_row_that_takes_longer_than_the_patience_is_measured_once(tmp_path: Path) -> None:
    assert rows(samples(tmp_path, toy("a", "cold", "css"), runs=3, patience_seconds=0)) == {
        ("a", "cold"): 1,
        ("a", "css"): 1,
    }


@pytest.mark.parametrize(("size", "measured"), [(HUGE, HUGE_SCENARIOS), (10_000, {row.id for row in SCENARIOS})])
def test_the_largest_site_is_measured_in_a_few_scenarios_only(size: int, measured: set[str]) -> None:
    assert {scenario.id for scenario in fitting_scenarios(SCENARIOS, news_corpus(size))} == measured
