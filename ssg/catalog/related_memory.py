"""Related lists kept from build to build: after an edit only those are ranked again that it can have touched.

A list hangs on its post's own vector and on the posts that were seen for it, best first. So it is ranked again when
its own post moved. Where others moved, they change places among those seen, or come into sight, and the list is chosen
again if that is above its last line. Everything else stands, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

import msgspec

from ssg.catalog.related import (
    SPARE,
    Listed,
    Reason,
    RelatedIndex,
    index_related,
    ranks_of,
    reason_text,
    shared_reason,
    term_row,
)
from ssg.catalog.related_choice import Candidate, Traits, choose, traits_of
from ssg.catalog.term_ranking import Reached, reached
from ssg.catalog.term_update import NOBODY, Updated, updated
from ssg.core.digests import digest_value
from ssg.core.model import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small
    from ssg.catalog.term_index import TermIndex

_LAST = (1 << 32) - 1

FEW_POSTS = 256
"""Below this many a whole run is as quick."""

RankRows = Callable[[RelatedIndex, Sequence[int], int], list[Listed]]
"""Ranks some rows, so many lines each: here and now, or in several processes."""

Line = tuple[int, str]
"""A line of a kept list: number of the post, and why it is related."""


class Kept(Value, frozen=True, array_like=True, gc=False):
    """A post and its list. Parts that few builds look at stay packed."""

    url: str
    digest: bytes  # of the candidate
    published: int  # seconds since 1970-01-01 UTC
    candidate: msgspec.Raw  # without its terms, which stand in the index
    lines: msgspec.Raw  # tuple[Line, ...]


NO_LINES = msgspec.Raw(msgspec.msgpack.encode(()))
EMPTY = Kept("", b"", 0, NO_LINES, NO_LINES)
"""Stands where a post is gone."""


@dataclass(frozen=True, slots=True)
class Sight:
    """For each post: the posts that its list was chosen from."""

    seen: Small  # a row for each post, best first, filled up with -1
    scores: Small  # of those
    least: Integers  # who comes to a higher score is among those seen; 0: they are all; -1: nobody knows
    floor: Integers  # score of the last line of the list; 0 where one more would find room


@dataclass(frozen=True, slots=True)
class RelatedMemory:
    """All related lists, and what it takes to bring them up to date. Posts keep their numbers while they are there."""

    count: int
    posts: tuple[Kept, ...]
    pins: Mapping[int, tuple[int, ...]]
    index: TermIndex
    sight: Sight


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the posts since a memory was made, by address."""

    fresh: Mapping[str, Candidate]  # changed or new
    gone: frozenset[str]
    pins: Mapping[str, tuple[str, ...]]  # of all posts


def first_memory(
    posts: Sequence[Candidate], pins: Mapping[int, tuple[int, ...]], count: int, rank: RankRows
) -> RelatedMemory:
    """Return the related lists of ``posts``, all of them ranked; numbers are places in ``posts``."""
    index = index_related(posts, pins)
    listed = rank(index, range(len(posts)), count)
    kept = tuple(_kept(post, of_post) for post, of_post in zip(posts, listed, strict=True))
    return RelatedMemory(count, kept, dict(pins), index.terms, _sight_of(listed, count))


def changes_since(memory: RelatedMemory, posts: Sequence[Candidate], pins: Mapping[int, tuple[int, ...]]) -> Changes:
    """Return what is different in ``posts``."""
    known = {kept.url: kept.digest for kept in memory.posts}
    fresh = {post.url: post for post in posts if known.get(post.url) != digest_value(post)}
    gone = frozenset(known).difference([""], (post.url for post in posts))
    return Changes(
        fresh, gone, {posts[row].url: tuple(posts[pin].url for pin in pinned) for row, pinned in pins.items()}
    )


def lines_of(kept: Kept) -> tuple[Line, ...]:
    """Return a post's list."""
    return _lines_decoder.decode(kept.lines)


def by_address(memory: RelatedMemory) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return all lists, posts by their addresses."""
    urls = [kept.url for kept in memory.posts]
    return {kept.url: tuple((urls[row], why) for row, why in lines_of(kept)) for kept in memory.posts if kept.url}


def brought_up_to_date(memory: RelatedMemory, changes: Changes, rank: RankRows) -> RelatedMemory | None:
    """Return the memory after ``changes``; None when it is better to begin anew."""
    posts, rows = _with_changes(memory.posts, changes)
    places = {post.url: number for number, post in enumerate(posts) if post.url}
    pins = {places[url]: tuple(places[pin] for pin in pinned) for url, pinned in changes.pins.items()}
    if not rows and pins == memory.pins:
        return memory
    if len(places) < FEW_POSTS or 4 * len(places) < 3 * len(posts):
        return None
    fresh = {row: NOBODY if post is None else term_row(post, traits_of(post)) for row, post in rows.items()}
    found = updated(memory.index, fresh, _there(memory.posts), _there(posts))
    if found is None:
        return None
    found = found._replace(index=_with_ranks(found.index, posts))
    return _ranked_again(memory, RelatedMemory(memory.count, posts, pins, found.index, memory.sight), found, rank)


def _with_changes(before: Sequence[Kept], changes: Changes) -> tuple[tuple[Kept, ...], dict[int, Candidate | None]]:
    """Return the posts with the changes in their places and the new ones behind, and what became of which number."""
    numbers = {post.url: number for number, post in enumerate(before) if post.url}
    after = list(before)
    rows: dict[int, Candidate | None] = {numbers[url]: None for url in changes.gone}
    for number in rows:
        after[number] = EMPTY
    for url, post in changes.fresh.items():
        number = numbers.get(url, len(after))
        after[number : number + 1] = [_kept(post, Listed((), (), (), -1))]
        rows[number] = post
    return tuple(after), rows


def _there(posts: Sequence[Kept]) -> NDArray[np.bool_]:
    import numpy as np

    return np.array([post.url != "" for post in posts], np.bool_)


def _with_ranks(index: TermIndex, posts: Sequence[Kept]) -> TermIndex:
    import numpy as np

    rank = np.array(ranks_of([post.published for post in posts], [post.url for post in posts]), np.int64)
    return replace(index, rank=rank, by_rank=np.argsort(rank))


def _ranked_again(before: RelatedMemory, after: RelatedMemory, found: Updated, rank: RankRows) -> RelatedMemory:
    sight = _with_room(before.sight, len(after.posts))
    index = RelatedIndex(_KeptTraits(after.posts, found.index), found.index, after.pins)
    posts = list(after.posts)
    anew = ~_there(after.posts) | (sight.least < 0)
    anew[[*found.moved, *before.pins, *after.pins]] = True
    sight, rows = patched(found, anew, sight)
    for row in rows:
        lines, floor = _chosen_again(index, row, sight, after.count)
        if lines is None:
            anew[row] = True
        else:
            posts[row] = msgspec.structs.replace(posts[row], lines=_packed_lines(lines))
            sight.floor[row] = floor
    _rank_anew(index, [row for row in _numbers(anew) if posts[row].url], posts, sight, after.count, rank)
    return replace(after, posts=tuple(posts), sight=sight)


def _with_room(sight: Sight, size: int) -> Sight:
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


def _numbers(mask: NDArray[np.bool_]) -> list[int]:
    import numpy as np

    rows: list[int] = np.flatnonzero(mask).tolist()
    return rows


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
    rows = np.union1d(np.flatnonzero(lost.any(axis=1)), pairs.sees)
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
    return Sight(seen, scores, bound, sight.floor), _numbers(above)


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


def _chosen_again(
    index: RelatedIndex, row: int, sight: Sight, count: int
) -> tuple[list[tuple[int, Reason]] | None, int]:
    """Return a post's list from those that it sees, and its floor; None when too few of them may stand in it."""
    others = [other for other in sight.seen[row].tolist() if other >= 0]
    places = choose(index.traits, row, others, [], count)
    if len(places) < count and sight.least[row]:
        return None, 0
    own = index.traits[row]
    lines = [(others[place], shared_reason(own, index.traits[others[place]])) for place in places]
    return lines, int(sight.scores[row, places[-1]]) if len(places) == count else 0


def _rank_anew(
    index: RelatedIndex, rows: Sequence[int], posts: list[Kept], sight: Sight, count: int, rank: RankRows
) -> None:
    listed = rank(index, rows, count)
    for row, of_row in zip(rows, listed, strict=True):
        posts[row] = msgspec.structs.replace(posts[row], lines=_packed_lines(_lines(of_row)))
    fresh = _sight_of(listed, count)
    sight.seen[rows], sight.scores[rows] = fresh.seen, fresh.scores
    sight.least[rows], sight.floor[rows] = fresh.least, fresh.floor


class _KeptTraits(Sequence[Traits]):
    """The traits of all posts, made when somebody looks at them."""

    def __init__(self, posts: Sequence[Kept], index: TermIndex) -> None:
        self._posts, self._index = posts, index
        self._known: dict[int, Traits] = {}

    def __len__(self) -> int:
        return len(self._posts)

    @overload
    def __getitem__(self, row: int) -> Traits: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Traits]: ...
    def __getitem__(self, row: int | slice) -> Traits | Sequence[Traits]:
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        if row not in self._known:
            self._known[row] = _traits(self._posts[row], self._index, row)
        return self._known[row]


def _traits(kept: Kept, index: TermIndex, row: int) -> Traits:
    post = _candidate_decoder.decode(kept.candidate)
    extra = len(traits_of(post).extra_terms)
    start, stop = int(index.flat.offsets[row]), int(index.flat.offsets[row + 1]) - extra
    names = (index.flat.names[start:stop] ^ index.languages[row]).astype("<u4")
    return traits_of(msgspec.structs.replace(post, terms=names.tobytes() + index.flat.weights[start:stop].tobytes()))


_candidate_decoder = msgspec.msgpack.Decoder(Candidate)
_lines_decoder = msgspec.msgpack.Decoder(tuple[Line, ...])


def _kept(post: Candidate, listed: Listed) -> Kept:
    candidate = msgspec.Raw(msgspec.msgpack.encode(msgspec.structs.replace(post, terms=b"")))
    return Kept(post.url, digest_value(post), post.published, candidate, _packed_lines(_lines(listed)))


def _lines(listed: Listed) -> list[tuple[int, Reason]]:
    return [(match.row, match.reason) for match in listed.matches]


def _packed_lines(lines: Iterable[tuple[int, Reason]]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode([(row, reason_text(reason)) for row, reason in lines]))


def _sight_of(listed: Sequence[Listed], count: int) -> Sight:
    import numpy as np

    seen = np.full((len(listed), count * SPARE), -1, np.int32)
    scores = seen.copy()
    for row, found in enumerate(listed):
        seen[row, : len(found.seen)] = found.seen
        scores[row, : len(found.scores)] = found.scores
    floor = [found.matches[-1].score if len(found.matches) >= count else 0 for found in listed]
    return Sight(seen, scores, np.array([found.least for found in listed], np.int64), np.array(floor, np.int64))
