"""What was measured of the previews, kept in the work folder after each row, so that a run can be taken up again."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence

import msgspec

FOLDER = "preview-results"
NEVER = math.inf

START, MEMORY = "start seconds", "memory bytes"
NO_TAB, ONE_TAB = "idle share, no tab", "idle share, one tab"


class EditSample(msgspec.Struct, frozen=True):
    """One edit under a running preview."""

    peer: str
    row: str
    shown_milliseconds: float | None  # from the file saved to the mark in the open page; None: never
    settled_milliseconds: float | None  # … to the mark on all other addresses; None: never, or not asked for
    clock_milliseconds: float  # how far both clocks may be apart


class Figure(msgspec.Struct, frozen=True):
    """Another number about a preview."""

    peer: str
    row: str
    name: str  # one of those above
    value: float


class PreviewResult(msgspec.Struct, frozen=True):
    """All that was measured on one corpus."""

    name: str
    size: int  # posts
    about: str
    command: str  # the last one that added to it, as the next two
    measured: str  # date
    load: float  # running processes at the start, the average of a minute
    versions: dict[str, str]  # by peer
    edits: list[EditSample] = []
    figures: list[Figure] = []  # those of one name in the order of time


Found = tuple[list[EditSample], list[Figure]]


def with_row(result: PreviewResult, row: str, peers: Sequence[str], found: Found) -> PreviewResult:
    """Return the result with what was found in the place of what these peers had in the row."""

    def is_other(sample: EditSample | Figure) -> bool:
        return sample.row != row or sample.peer not in peers

    return msgspec.structs.replace(
        result,
        edits=[*filter(is_other, result.edits), *found[0]],
        figures=[*filter(is_other, result.figures), *found[1]],
    )


def is_measured(result: PreviewResult, row: str, peer: str, edits: int) -> bool:
    """Return whether the row needs not be measured again, a row of edits when it has as many as are asked for."""
    if any((figure.row, figure.peer) == (row, peer) for figure in result.figures):
        return True
    return len(edits_of(result, peer, row)) >= edits


def shown_milliseconds(result: PreviewResult, peer: str, row: str) -> list[float]:
    """Return how long each edit of the row took to show."""
    return [_or_never(sample.shown_milliseconds) for sample in edits_of(result, peer, row)]


def settled_milliseconds(result: PreviewResult, peer: str, row: str) -> list[float]:
    """Return how long each edit of the row took to show everywhere."""
    return [_or_never(sample.settled_milliseconds) for sample in edits_of(result, peer, row)]


def edits_of(result: PreviewResult, peer: str, row: str) -> list[EditSample]:
    return [sample for sample in result.edits if (sample.peer, sample.row) == (peer, row)]


def figures_of(result: PreviewResult, peer: str, name: str) -> list[float]:
    return [figure.value for figure in result.figures if (figure.peer, figure.name) == (peer, name)]


def _or_never(milliseconds: float | None) -> float:
    return NEVER if milliseconds is None else milliseconds


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest of one or more values that so large a share of them does not pass (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def save_preview(work: str, result: PreviewResult) -> None:
    """Keep the result in the work folder, whole at any moment."""
    path = _path(work, result.name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.new", "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(result)))
    os.replace(f"{path}.new", path)


def load_preview(work: str, name: str) -> PreviewResult | None:
    """Return what was kept of a corpus; None when nothing was, or by another version of the benchmark."""
    try:
        with open(_path(work, name), "rb") as file:
            return msgspec.json.decode(file.read(), type=PreviewResult)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def load_previews(work: str) -> list[PreviewResult]:
    """Return what was kept of all corpora, small before large."""
    folder = os.path.join(work, FOLDER)
    names = os.listdir(folder) if os.path.isdir(folder) else ()
    found = [load_preview(work, name.removesuffix(".json")) for name in names if name.endswith(".json")]
    return sorted(filter(None, found), key=lambda result: result.size)


def _path(work: str, name: str) -> str:
    return os.path.join(work, FOLDER, f"{name}.json")
