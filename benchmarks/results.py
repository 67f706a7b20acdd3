"""What was measured, as values that are kept from one run to the next in the work folder."""

from __future__ import annotations

import os
from collections.abc import Iterable

import msgspec

from benchmarks.measure import Spread, spread
from benchmarks.outputs import Outputs

FOLDER = "results"


class Sample(msgspec.Struct, frozen=True):
    """One timed build."""

    peer: str
    scenario: str
    run: int
    seconds: float
    processor_seconds: float
    written: int  # files new or written again


class CorpusResult(msgspec.Struct, frozen=True):
    """All that was measured on one corpus, in one run of the benchmark."""

    name: str
    size: int  # posts
    about: str
    command: str  # that measured it, in its default folders
    measured: str  # date
    runs: int
    load: float  # running processes at the start, the average of a minute
    versions: dict[str, str]  # by peer, as the next two
    outputs: dict[str, Outputs]
    memory_bytes: dict[str, int]  # at the peak of a cold build
    samples: list[Sample]


def seconds(result: CorpusResult, peer: str, scenario: str) -> Spread | None:
    """Return the wall-clock seconds of the peer's builds, or None where there were none."""
    return _spread(sample.seconds for sample in _samples(result, peer, scenario))


def processor_seconds(result: CorpusResult, peer: str, scenario: str) -> Spread | None:
    """Return the processor seconds of the peer's builds, or None where there were none."""
    return _spread(sample.processor_seconds for sample in _samples(result, peer, scenario))


def files_written(result: CorpusResult, peer: str, scenario: str) -> Spread | None:
    """Return how many files the peer's builds wrote, or None where there were none."""
    return _spread(sample.written for sample in _samples(result, peer, scenario))


def _samples(result: CorpusResult, peer: str, scenario: str) -> list[Sample]:
    return [sample for sample in result.samples if (sample.peer, sample.scenario) == (peer, scenario)]


def _spread(values: Iterable[float]) -> Spread | None:
    found = list(values)
    return spread(found) if found else None


def save_result(work: str, result: CorpusResult) -> None:
    """Keep the result in the work folder, in place of an earlier one of the same corpus."""
    os.makedirs(os.path.join(work, FOLDER), exist_ok=True)
    with open(os.path.join(work, FOLDER, f"{result.name}.json"), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(result)))


def load_results(work: str) -> list[CorpusResult]:
    """Return what was kept in the work folder: news before digests, small before large."""
    folder = os.path.join(work, FOLDER)
    names = os.listdir(folder) if os.path.isdir(folder) else ()
    found = [result for name in names if (result := _load_result(os.path.join(folder, name)))]
    return sorted(found, key=lambda result: (result.name.startswith("digest"), result.size))


def _load_result(path: str) -> CorpusResult | None:
    """Return the kept result; None when another version of the benchmark has written it."""
    with open(path, "rb") as file:
        text = file.read()
    try:
        return msgspec.json.decode(text, type=CorpusResult)
    except msgspec.DecodeError:
        return None
