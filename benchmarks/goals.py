"""The numbers to reach, and whether the results reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.peers import OURS
from benchmarks.results import CorpusResult, seconds

Results = Mapping[str, CorpusResult]
"""Results by the name of their corpus."""

Measured = Callable[[Results], float | None]

SMALL, LARGE, HUGE, DIGEST = "news-1000", "news-10000", "news-100000", "digest-300"
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that a measured one must not pass."""

    work: str
    at_most: float
    measured: Measured  # None where its corpus or its peer was not part of the run
    unit: str = ""  # a ratio has none


def _median(results: Results, corpus: str, peer: str, scenario: str) -> float | None:
    found = seconds(results[corpus], peer, scenario) if corpus in results else None
    return found.median if found else None


def _over(upper: float | None, lower: float | None) -> float | None:
    return upper / lower if upper is not None and lower else None


def _against(peer: str, scenario: str, corpus: str = LARGE) -> Measured:
    return lambda results: _over(_median(results, corpus, OURS, scenario), _median(results, corpus, peer, scenario))


def _against_a_post(peer: str, scenario: str) -> Measured:
    """Compare seconds a post: ours on the large corpus, the slow peer's on the small one."""

    def measured(results: Results) -> float | None:
        share = _over(_median(results, LARGE, OURS, scenario), _median(results, SMALL, peer, scenario))
        return share * results[SMALL].size / results[LARGE].size if share is not None else None

    return measured


def _memory(results: Results, corpus: str, peer: str) -> float | None:
    return results[corpus].memory_bytes.get(peer) if corpus in results else None


def _memory_against(peer: str, corpus: str = LARGE) -> Measured:
    return lambda results: _over(_memory(results, corpus, OURS), _memory(results, corpus, peer))


def _growth(results: Results) -> float | None:
    return _over(_median(results, HUGE, OURS, "cold"), _median(results, LARGE, OURS, "cold"))


def _huge_seconds(results: Results) -> float | None:
    return _median(results, HUGE, OURS, "nothing")


def _huge_gigabytes(results: Results) -> float | None:
    return _over(_memory(results, HUGE, OURS), GIGABYTE)


GOALS: tuple[Goal, ...] = (
    Goal("10,000 posts, cold, against Hugo with related", 0.06, _against("hugo-related", "cold")),
    Goal("10,000 posts, cold, against Hugo without related", 1.0, _against("hugo", "cold")),
    Goal("10,000 posts, cold, against Eleventy", 0.4, _against("eleventy", "cold")),
    Goal("cold, a post, against Pelican at 1,000", 0.15, _against_a_post("pelican", "cold")),
    Goal("10,000 posts, nothing changed, against Hugo without related", 0.03, _against("hugo", "nothing")),
    Goal("10,000 posts, one body edit, against Hugo without related", 0.05, _against("hugo", "body")),
    Goal("10,000 posts, one new post, against Hugo without related", 0.08, _against("hugo", "new")),
    Goal("10,000 posts, one title edit, against Hugo without related", 0.1, _against("hugo", "title")),
    Goal("10,000 posts, card template edit, against Hugo without related", 0.6, _against("hugo", "card")),
    Goal("10,000 posts, CSS edit, against Hugo without related", 0.6, _against("hugo", "css")),
    Goal("10,000 posts, peak memory, against Hugo without related", 0.25, _memory_against("hugo")),
    Goal("100,000 posts, cold, against 10,000", 11, _growth),
    Goal("100,000 posts, nothing changed", 4, _huge_seconds, "s"),
    Goal("100,000 posts, peak memory", 2, _huge_gigabytes, "GB"),
    Goal("AI digest, cold, against Hugo without related", 1.0, _against("hugo", "cold", DIGEST)),
    Goal("AI digest, peak memory, against Hugo without related", 0.25, _memory_against("hugo", DIGEST)),
)
"""The table of the issue that asked for the benchmark, row by row."""
