"""Posts ranked by as many processes as serve, and their lists as they come from those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import msgspec

from ssg.catalog.related import Listed, RelatedIndex, list_rows
from ssg.catalog.related_memory import RankRows
from ssg.run.executors import run_chunks

FORK_FROM = 2000
"""Posts to rank from which on workers are started: each takes 0.1 ms."""


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What the workers inherit."""

    index: RelatedIndex
    rows: Sequence[int]
    count: int


def rank_in(workers: int) -> RankRows:
    """Return a ranking in as many processes as ``workers``."""

    def rank(index: RelatedIndex, rows: Sequence[int], count: int) -> Sequence[Listed]:
        found = [b""] * len(rows)
        ranking = _Ranking(index, rows, count)
        for _, (start, part) in run_chunks(_rank_chunk, ranking, len(rows), workers, fork_from=FORK_FROM):
            found[start : start + len(part)] = part
        return PackedLists(found)

    return rank


class PackedLists(Sequence[Listed]):
    """Lists as they come from workers, each unpacked when somebody looks: 3 KB as objects, a tenth of it packed.

    The pickle of all their parts took as long as to rank them.
    """

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = packed

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> Listed: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Listed]: ...
    def __getitem__(self, place: int | slice) -> Listed | Sequence[Listed]:
        if isinstance(place, slice):
            return PackedLists(self._packed[place])
        return _listed_decoder.decode(self._packed[place])


_listed_decoder = msgspec.msgpack.Decoder(Listed)


def _rank_chunk(ranking: _Ranking, start: int, stop: int) -> tuple[int, list[bytes]]:
    listed = list_rows(ranking.index, ranking.rows[start:stop], count=ranking.count)
    return start, [msgspec.msgpack.encode(of_row) for of_row in listed]
