"""A kept site with new posts in its lists: each enters some lists at its place, and all others stay as they are."""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ssg.catalog.kept_site import KeptEdition, KeptList, KeptSite, KeptWeek, numbers_of
from ssg.catalog.lists import Growth
from ssg.catalog.site import Entry
from ssg.catalog.weeks import week_of
from ssg.core.moments import zone_of


class Grown(NamedTuple):
    """A site with more posts than before."""

    kept: KeptSite  # its entries are the old ones: whoever saves it knows the new
    lists: Mapping[str, Growth]  # by address: those that have new posts


def with_posts(kept: KeptSite, entries: Sequence[Entry], numbers: Sequence[int], valid_from: int) -> Grown | None:
    """Return the site with the posts of ``numbers`` in its lists; None where a list would get its first or oldest one.

    ``entries`` are all, the new ones with them. The oldest post of a list says how its name is spelt.
    """
    posts = kept.posts
    for number in numbers:
        order = _order(entries[number])
        at = bisect(numbers_of(posts), order, key=lambda other: _order(entries[other]))
        posts = _with(posts, number, at)
    places = array("i", bytes(4 * len(entries)))  # by number: place among all posts
    for place, number in enumerate(numbers_of(posts)):
        places[number] = place
    grown: dict[str, Growth] = {}
    editions = tuple(
        _edition(
            edition, [number for number in numbers if entries[number].lang == edition.lang], entries, places, grown
        )
        for edition in kept.editions
    )
    kept = msgspec.structs.replace(kept, posts=posts, editions=editions, valid_from=valid_from)
    known_weeks = all(_has_its_week(kept, entries[number]) for number in numbers)
    oldest_stays = all(
        _is_older(listed, entries, numbers)
        for edition in editions
        for listed in _lists(edition)
        if listed.topic.url in grown
    )
    return Grown(kept, grown) if known_weeks and oldest_stays else None


def _order(entry: Entry) -> tuple[int, str]:
    return -entry.published, entry.path


def _with(rows: bytes, number: int, at: int) -> bytes:
    found = numbers_of(rows)
    assert isinstance(found, array)
    found.insert(at, number)
    return found.tobytes()


def _edition(
    edition: KeptEdition,
    numbers: Sequence[int],
    entries: Sequence[Entry],
    places: Sequence[int],
    grown: dict[str, Growth],
) -> KeptEdition:
    """Return the edition with its new posts, and note in ``grown`` which lists they entered."""
    if not numbers:
        return edition

    def listed(lists: Iterable[KeptList], ids_of: Callable[[Entry], Iterable[str]]) -> tuple[KeptList, ...]:
        return tuple(
            _list(of, [number for number in numbers if of.topic.id in ids_of(entries[number])], places, grown)
            for of in lists
        )

    (home,) = listed([edition.home], lambda entry: (edition.home.topic.id,))
    return msgspec.structs.replace(
        edition,
        home=home,
        sections=listed(edition.sections, lambda entry: [entry.section] if entry.section else []),
        tags=listed(edition.tags, lambda entry: entry.tags),
        authors=listed(edition.authors, lambda entry: entry.authors),
        weeks=tuple(_week(of, [n for n in numbers if _is_of(of, entries[n])], places) for of in edition.weeks),
    )


def _list(of: KeptList, numbers: Sequence[int], places: Sequence[int], grown: dict[str, Growth]) -> KeptList:
    if not numbers:
        return of
    rows = _entered(of.rows, numbers, places)
    last = max(map(numbers_of(rows).index, numbers))
    grown[of.topic.url] = Growth(newest=last + 1, added=len(numbers))
    return msgspec.structs.replace(of, rows=rows)


def _entered(rows: bytes, numbers: Sequence[int], places: Sequence[int]) -> bytes:
    for number in numbers:
        rows = _with(rows, number, bisect(numbers_of(rows), places[number], key=places.__getitem__))
    return rows


def _week(of: KeptWeek, numbers: Sequence[int], places: Sequence[int]) -> KeptWeek:
    return msgspec.structs.replace(of, rows=_entered(of.rows, numbers, places)) if numbers else of


def _is_of(of: KeptWeek, entry: Entry) -> bool:
    return of.week.start <= entry.published < of.week.end


def _has_its_week(kept: KeptSite, entry: Entry) -> bool:
    """Return whether the post's week is not over, or has had posts before."""
    week = week_of(entry.published, zone_of(kept.config.site.timezone))
    weeks = [of for edition in kept.editions if edition.lang == entry.lang for of in edition.weeks]
    return week.end > kept.valid_from or any(of.week == week for of in weeks)


def _lists(edition: KeptEdition) -> Iterable[KeptList]:
    return (edition.home, *edition.sections, *edition.tags, *edition.authors)


def _is_older(listed: KeptList, entries: Sequence[Entry], numbers: Sequence[int]) -> bool:
    """Return whether the oldest post of a list is older than the new ones."""
    rows = numbers_of(listed.rows)
    new = [entries[number].published for number in rows if number in numbers]
    return entries[rows[-1]].published < min(new)
