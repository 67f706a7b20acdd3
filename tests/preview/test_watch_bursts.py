"""When to wake, with times handed in."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.preview.watch_bursts import AT_MOST, MANY, Burst, due, lost, noticed, taken
from ssg.preview.watch_hints import Change, Sighting

Seen = tuple[int, Change, str]  # milliseconds, what happened, to which path
Wake = tuple[int, str]  # milliseconds, the paths


def played(seen: Iterable[Seen]) -> list[tuple[float, frozenset[str]]]:
    """Return the wake-ups, with their times in seconds, of a watch that hears ``seen`` and then nothing more."""
    wakes: list[tuple[float, frozenset[str]]] = []
    burst = Burst()
    for milliseconds, change, path in seen:
        now = milliseconds / 1000
        burst = _woken(burst, now, wakes)
        burst = noticed(burst, Sighting(path, change), now)
    _woken(burst, inf, wakes)
    return wakes


def _woken(burst: Burst, now: float, wakes: list[tuple[float, frozenset[str]]]) -> Burst:
    # Events of one moment come together, so that only what was due before it wakes.
    while due(burst) < now:
        moment = due(burst)
        paths, burst = taken(burst, moment)
        wakes.append((moment, paths))
    return burst


def readable(seen: Iterable[Seen]) -> list[Wake]:
    return [(round(moment * 1000), " ".join(sorted(paths))) for moment, paths in played(seen)]


HISTORIES: dict[str, tuple[list[Seen], list[Wake]]] = {
    "a file written in place wakes when it is closed": (
        [(0, "written", "f"), (1, "written", "f"), (2, "closed", "f")],
        [(2, "f")],
    ),
    "a file that another one is moved onto wakes at once": (
        [(0, "made", "t"), (1, "written", "t"), (2, "closed", "t"), (3, "arrived", "f")],
        [(3, "f t")],
    ),
    "a file moved away, made anew and closed wakes when it is whole": (
        [(0, "gone", "f"), (1, "made", "f"), (2, "written", "f"), (3, "closed", "f")],
        [(3, "f")],
    ),
    "a new file wakes after 40 ms of quiet": (
        [(0, "made", "f"), (1, "written", "f"), (2, "closed", "f")],
        [(42, "f")],
    ),
    "a deleted file wakes after 40 ms, as it may be made anew": (
        [(0, "gone", "f")],
        [(40, "f")],
    ),
    "a file that is never closed wakes after 40 ms of quiet": (
        [(0, "written", "f"), (30, "written", "f")],
        [(70, "f")],
    ),
    "a file that is written without a pause wakes after 200 ms": (
        [(moment, "written", "f") for moment in range(0, 401, 20)],
        [(200, "f"), (420, "f")],
    ),
    "a second file closed shortly after the first waits for quiet": (
        [(0, "closed", "f"), (50, "closed", "g"), (60, "closed", "h")],
        [(0, "f"), (100, "g h")],
    ),
    "a save half a second after the last one wakes at once": (
        [(0, "closed", "f"), (500, "closed", "f")],
        [(0, "f"), (500, "f")],
    ),
    "a hundred files in one moment wake once": (
        [(0, "closed", f"{number:02}") for number in range(100)],
        [(0, " ".join(f"{number:02}" for number in range(100)))],
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_wakes_at_these_times(name: str) -> None:
    seen, wakes = HISTORIES[name]

    assert readable(seen) == wakes


def test_a_checkout_of_a_thousand_files_within_a_second_wakes_six_times_or_less() -> None:
    seen: list[Seen] = [(number, "closed", f"{number}") for number in range(1000)]

    assert len(played(seen)) <= 6


def test_too_many_paths_are_said_as_everything() -> None:
    seen: list[Seen] = [(0, "gone", f"{number}") for number in range(MANY + 1)]

    assert [paths for _, paths in played(seen)] == [frozenset()]


def test_lost_events_wake_with_everything_though_paths_are_known() -> None:
    burst = lost(noticed(Burst(), Sighting("f", "written"), 1.0), 1.01)

    assert taken(burst, due(burst))[0] == frozenset()


def test_a_burst_that_lost_events_stays_everything_when_a_path_follows() -> None:
    burst = noticed(lost(Burst(), 1.0), Sighting("f", "closed"), 1.0)

    assert taken(burst, due(burst))[0] == frozenset()


def test_nothing_is_due_when_nothing_happened() -> None:
    assert due(Burst()) == inf
    assert due(taken(lost(Burst(), 1.0), 1.04)[1]) == inf


changes: st.SearchStrategy[Change] = st.sampled_from(("made", "written", "closed", "gone", "arrived"))
histories = st.lists(st.tuples(st.integers(0, 2000), changes, st.sampled_from("fgh"))).map(sorted)


@given(histories)
def test_every_change_is_told_within_200_ms(seen: list[Seen]) -> None:
    wakes = played(seen)

    for milliseconds, _, path in seen:
        moment = milliseconds / 1000
        told = [at for at, paths in wakes if path in paths and at >= moment]
        assert told
        assert told[0] <= moment + AT_MOST + 1e-9


@given(histories)
def test_only_what_was_seen_is_told_and_no_wake_up_is_empty(seen: list[Seen]) -> None:
    wakes = played(seen)

    assert all(paths for _, paths in wakes)
    assert frozenset().union(*(paths for _, paths in wakes)) == {path for _, _, path in seen}


@given(histories)
def test_no_more_than_two_wake_ups_come_within_40_ms(seen: list[Seen]) -> None:
    moments = [moment for moment, _ in played(seen)]

    assert all(third - first > 0.040 for first, third in zip(moments, moments[2:], strict=False))
