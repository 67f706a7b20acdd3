"""Related lists kept from build to build: after an edit only those are ranked again that it can have touched.

A list hangs on its post's own vector and on the posts that were seen for it, best first. So it is ranked again when
its own post moved. Where others moved, they change places among those seen, or come into sight, and the list is chosen
again if that is above its last line. Everything else stands, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from ssg.catalog.related import Listed, Reason, RelatedIndex, gather, index_gathered, ranks_of, shared_reason, term_row
from ssg.catalog.related_choice import Candidate, Traits, choose, traits_of
from ssg.catalog.related_kept import EMPTY, Kept, KeptTraits, kept_post, lines_of, packed_lines, with_list
from ssg.catalog.related_sight import Sight, patched, sight_of, with_room
from ssg.catalog.term_update import NOBODY, Updated, updated
from ssg.core.digests import digest_value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_index import TermIndex

FEW_POSTS = 256
"""Below this many a whole run is as quick."""

RankRows = Callable[[RelatedIndex, Sequence[int], int], Sequence[Listed]]
"""Ranks some rows, so many lines each: here and now, or in several processes."""


@dataclass(frozen=True, slots=True)
class RelatedMemory:
    """All related lists, and what it takes to bring them up to date. Posts keep their numbers while they are there."""

    count: int
    posts: tuple[Kept, ...]
    pins: Mapping[int, tuple[int, ...]]
    index: TermIndex
    sight: Sight
    traits: dict[bytes, Traits] = field(default_factory=dict, compare=False)  # by digest; handed on, never written


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the posts since a memory was made, by address."""

    fresh: Mapping[str, Candidate]  # changed or new
    gone: frozenset[str]
    pins: Mapping[str, tuple[str, ...]]  # of all posts


def first_memory(
    posts: Iterable[Candidate],
    pins: Mapping[int, tuple[int, ...]],
    count: int,
    rank: RankRows,
    *,
    when_read: Callable[[], None] = lambda: None,
) -> RelatedMemory:
    """Return the related lists of ``posts``, all of them ranked; numbers are places in ``posts``.

    These are read once; ``when_read`` is called when nobody needs them any more.
    """
    bare: list[Kept] = []
    gathered = gather(_kept_too(posts, bare))
    when_read()
    index = index_gathered(gathered, pins)
    listed = rank(index, range(len(bare)), count)
    kept = tuple([with_list(post, of_post) for post, of_post in zip(bare, listed, strict=True)])
    return RelatedMemory(count, kept, dict(pins), index.terms, sight_of(listed, count))


def _kept_too(posts: Iterable[Candidate], bare: list[Kept]) -> Iterator[Candidate]:
    for post in posts:
        bare.append(kept_post(post))
        yield post


def changes_since(
    memory: RelatedMemory,
    posts: Iterable[Candidate],
    pins: Mapping[int, tuple[int, ...]],
    same: Mapping[str, Candidate] = MappingProxyType({}),
) -> Changes:
    """Return what is different in ``posts``; ``same`` are posts as the memory knows them: no digest is taken."""
    known = {kept.url: kept.digest for kept in memory.posts}
    urls, fresh = [], {}
    for post in posts:
        urls.append(post.url)
        if post != same.get(post.url) and known.get(post.url) != digest_value(post):
            fresh[post.url] = post
    gone = frozenset(known).difference([""], urls)
    return Changes(fresh, gone, {urls[row]: tuple(urls[pin] for pin in pinned) for row, pinned in pins.items()})


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
    if not _stand_in_order(memory.posts, posts, rows):
        found = found._replace(index=_with_ranks(found.index, posts))
    return _ranked_again(memory, replace(memory, posts=posts, pins=pins, index=found.index), found, rank)


def _with_changes(before: Sequence[Kept], changes: Changes) -> tuple[tuple[Kept, ...], dict[int, Candidate | None]]:
    """Return the posts with the changes in their places and the new ones behind, and what became of which number."""
    numbers = {post.url: number for number, post in enumerate(before) if post.url}
    after = list(before)
    rows: dict[int, Candidate | None] = {numbers[url]: None for url in changes.gone}
    for number in rows:
        after[number] = EMPTY
    for url, post in changes.fresh.items():
        number = numbers.get(url, len(after))
        after[number : number + 1] = [kept_post(post)]
        rows[number] = post
    return tuple(after), rows


def _there(posts: Sequence[Kept]) -> NDArray[np.bool_]:
    import numpy as np

    return np.array([post.url != "" for post in posts], np.bool_)


def _stand_in_order(before: Sequence[Kept], after: Sequence[Kept], rows: Iterable[int]) -> bool:
    """Return whether the ``rows`` that moved stand where they stood in the order that breaks ties."""
    return len(before) == len(after) and all(
        (before[row].published, before[row].url) == (after[row].published, after[row].url) for row in rows
    )


def _with_ranks(index: TermIndex, posts: Sequence[Kept]) -> TermIndex:
    import numpy as np

    rank = np.array(ranks_of([post.published for post in posts], [post.url for post in posts]), np.int64)
    return replace(index, rank=rank, by_rank=np.argsort(rank))


def _ranked_again(before: RelatedMemory, after: RelatedMemory, found: Updated, rank: RankRows) -> RelatedMemory:
    import numpy as np

    sight = with_room(before.sight, len(after.posts))
    index = RelatedIndex(KeptTraits(after.posts, found.index, after.traits), found.index, after.pins)
    posts = list(after.posts)
    anew = ~_there(after.posts) | (sight.least < 0)
    anew[[*found.moved, *before.pins, *after.pins]] = True
    sight, rows = patched(found, anew, sight)
    for row in rows:
        lines, floor = _chosen_again(index, row, sight, after.count)
        if lines is None:
            anew[row] = True
        else:
            posts[row] = msgspec.structs.replace(posts[row], lines=packed_lines(lines))
            sight.floor[row] = floor
    _rank_anew(index, [row for row in np.flatnonzero(anew).tolist() if posts[row].url], posts, sight, after.count, rank)
    return replace(after, posts=tuple(posts), sight=sight)


def _chosen_again(
    index: RelatedIndex, row: int, sight: Sight, count: int
) -> tuple[list[tuple[int, Reason]] | None, int]:
    """Return a post's list from those that it sees, and its floor; None when too few of them may stand in it."""
    others = [other for other in sight.seen[row].tolist() if other >= 0]
    places = choose(index, row, others, [], count)
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
        posts[row] = with_list(posts[row], of_row)
    fresh = sight_of(listed, count)
    sight.seen[rows], sight.scores[rows] = fresh.seen, fresh.scores
    sight.least[rows], sight.floor[rows] = fresh.least, fresh.floor
