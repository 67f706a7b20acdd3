"""What each post sees: those that its related list was chosen from, best first, kept true as posts move.

What a post knows for certain is who comes above its least score. A post that moved changes places among those seen,
comes into sight or goes out of it; nobody else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssg.catalog.related import SPARE, Listed
from ssg.catalog.term_choice import distinct
from ssg.catalog.term_ranking import Reached, reached
from ssg.catalog.term_update import Updated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small
    from ssg.catalog.term_index import TermIndex

_LAST = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Sight:
    """For each post: the posts that its list was chosen from."""

    seen: Small  # a row for each post, best first, filled up with -1
    scores: Small  # of those
    least: Integers  # who comes to a higher score is among those seen; 0: they are all; -1: nobody knows
    floor: Integers  # score of the last line of the list; 0 where one more would find room


def sight_of(listed: Sequence[Listed], count: int) -> Sight:
    """Return what the posts see whose lists of ``count`` lines were ranked."""
    import numpy as np

    seen = np.full((len(listed), count * SPARE), -1, np.int32)
    scores = seen.copy()
    for row, found in enumerate(listed):
        seen[row, : len(found.seen)] = found.seen
        scores[row, : len(found.scores)] = found.scores
    floor = [found.matches[-1].score if len(found.matches) >= count else 0 for found in listed]
    return Sight(seen, scores, np.array([found.least for found in listed], np.int64), np.array(floor, np.int64))


def with_room(sight: Sight, size: int) -> Sight:
    """Return a copy with a line for each of ``size`` posts."""
    import numpy as np

    more = size - len(sight.seen)
    empty = np.full((more, sight.seen.shape[1]), -1, np.int32)
    unknown = np.full(more, -1, np.int64)
    return Sight(
        np.vstack([sight.seen, empty]),
        np.vstack([sight.scores, empty]),
        np.append(sight.least, unknown),
        np.append(sight.floor, unknown),
    )


def patched(found: Updated, anew: NDArray[np.bool_], sight: Sight) -> tuple[Sight, list[int]]:
    """Return what is seen after posts moved, and the posts whose list that may change.

    Left alone is who is to be ranked ``anew``. What a post knows for certain is who comes above its ``least``.
    """
    import numpy as np

    moved = np.zeros(len(anew) + 1, np.bool_)  # one more for the -1 that fills up
    moved[found.moved] = True
    lost = moved[sight.seen] & ~anew[:, None]
    pairs = reached(found.index, found.moved, found.asks, sight.least)
    pairs = Reached(*(column[~anew[pairs.sees]] for column in pairs))
    above = np.zeros(len(anew), np.bool_)
    above[pairs.sees[pairs.score >= sight.floor[pairs.sees]]] = True
    above |= (lost & (sight.scores >= sight.floor[:, None])).any(axis=1)
    rows = distinct(np.append(np.flatnonzero(lost.any(axis=1)), pairs.sees))
    table = np.hstack([_sortable(found.index, sight, lost, rows), _newcomers(found.index, pairs, rows)])
    table.sort(axis=1)
    width = sight.seen.shape[1]
    best = table[:, ::-1][:, :width]
    cut = table.shape[1] > width and table[:, ::-1][:, width] >= 0
    least = np.where(cut, best[:, -1] >> 32, sight.least[rows])
    known = best >> 32 > least[:, None]
    seen, scores, bound = sight.seen, sight.scores, sight.least
    seen[rows] = np.where(known, found.index.by_rank[_LAST - (best & _LAST)], -1)
    scores[rows] = np.where(known, best >> 32, -1)
    bound[rows] = least
    return Sight(seen, scores, bound, sight.floor), np.flatnonzero(above).tolist()


def _sortable(index: TermIndex, sight: Sight, lost: NDArray[np.bool_], rows: Integers) -> Integers:
    """Return what ``rows`` still see, as numbers that sort by score and rank; -1 where there is nothing."""
    import numpy as np

    seen = sight.seen[rows]
    stays = (seen >= 0) & ~lost[rows]
    return np.where(stays, sight.scores[rows].astype(np.int64) << 32 | _LAST - index.rank[seen], -1)


def _newcomers(index: TermIndex, pairs: Reached, rows: Integers) -> Integers:
    """Return who comes into sight of ``rows``, in the same numbers, as many columns as the most have."""
    import numpy as np

    order = np.argsort(pairs.sees, kind="stable")
    line = np.searchsorted(rows, pairs.sees[order])
    column = np.arange(len(order)) - np.searchsorted(line, line)
    table = np.full((len(rows), int(column.max(initial=-1)) + 1), -1, np.int64)
    table[line, column] = (pairs.score << 32 | _LAST - index.rank[pairs.seen])[order]
    return table
