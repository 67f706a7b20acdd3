"""When to wake: a pure machine that makes few wake-ups of many events, and the first at once."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from ssg.preview.watch_hints import Sighting

QUIET = 0.040  # seconds without an event, after which a burst is over
AT_MOST = 0.200  # seconds from the first event of a burst to its wake-up; and from one wake-up at once to the next
MANY = 256
"""Paths in one wake-up. Above that it says "everything", so that a checkout of 10,000 files keeps no list of them."""

SETTLED = frozenset({"closed", "arrived"})
"""Changes after which a file is whole. Not "gone": editors move a file away before they write it anew, and a site
without it must not be seen."""


class Burst(NamedTuple):
    """What was seen since the last wake-up."""

    paths: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()  # of these, those seen first when they were made: an editor's file on its way?
    everything: bool = False  # too many paths, or the system lost some
    since: float = inf  # seconds; the first event
    last: float = -inf  # the newest event
    settled: bool = False  # a file is whole that was there before
    woken: float = -inf  # the last wake-up


def noticed(burst: Burst, sighting: Sighting, now: float) -> Burst:
    """Return the burst with one more path in it."""
    path, change = sighting
    known = burst.everything or path in burst.paths
    fresh = burst.fresh | {path} if change == "made" and not known else burst.fresh
    # A new file that is closed may be the temporary one of an atomic save: its rename follows, and wakes.
    settled = change in SETTLED and not (change == "closed" and path in fresh)
    grown = burst._replace(fresh=fresh, settled=burst.settled or settled, since=min(burst.since, now), last=now)
    return _with_path(grown, path)


def _with_path(burst: Burst, path: str) -> Burst:
    if burst.everything or path in burst.paths:
        return burst
    if len(burst.paths) < MANY:
        return burst._replace(paths=burst.paths | {path})
    return burst._replace(paths=frozenset(), fresh=frozenset(), everything=True)


def lost(burst: Burst, now: float) -> Burst:
    """Return the burst after events were lost: anything may have changed."""
    return burst._replace(
        paths=frozenset(), fresh=frozenset(), everything=True, since=min(burst.since, now), last=max(burst.last, now)
    )


def due(burst: Burst) -> float:
    """Return the time of the wake-up, infinite when there is nothing to say.

    At once when a file is whole and nobody was woken shortly before; else when it has been quiet, or after ``AT_MOST``.
    """
    if burst.since == inf:
        return inf
    if burst.settled and burst.last - burst.woken >= AT_MOST:
        return burst.last
    return min(burst.last + QUIET, burst.since + AT_MOST)


def taken(burst: Burst, now: float) -> tuple[frozenset[str], Burst]:
    """Return the paths of the wake-up that is due (empty: everything), and the empty burst after it."""
    return burst.paths, Burst(woken=now)
