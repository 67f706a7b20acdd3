"""Weeks by ISO 8601 in the site's time zone: their names, their ends, and which of some instants they hold."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.catalog.weeks import week_of, weeks_with

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Havana")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("instant", "zone", "id", "first", "over"),
    [
        ("2026-01-15T12:00:00Z", "UTC", "2026-w03", "2026-01-12", "2026-01-19T00:00:00+00:00"),
        ("2026-01-12T00:00:00Z", "UTC", "2026-w03", "2026-01-12", "2026-01-19T00:00:00+00:00"),
        ("2026-01-11T23:59:59Z", "UTC", "2026-w02", "2026-01-05", "2026-01-12T00:00:00+00:00"),
        # Late December may be in the first week of the next year, and early January in the last one of the old.
        ("2025-12-29T00:00:00Z", "UTC", "2026-w01", "2025-12-29", "2026-01-05T00:00:00+00:00"),
        ("2027-01-03T12:00:00Z", "UTC", "2026-w53", "2026-12-28", "2027-01-04T00:00:00+00:00"),
        # The same instant is in two weeks, in two zones.
        ("2026-01-18T23:30:00Z", "Europe/Berlin", "2026-w04", "2026-01-19", "2026-01-26T00:00:00+01:00"),
        ("2026-01-19T04:30:00Z", "America/New_York", "2026-w03", "2026-01-12", "2026-01-19T00:00:00-05:00"),
        # Clocks go forward and back on the last day of a week: it is an hour shorter or longer.
        ("2026-03-25T12:00:00Z", "Europe/Berlin", "2026-w13", "2026-03-23", "2026-03-30T00:00:00+02:00"),
        ("2026-10-25T22:59:59Z", "Europe/Berlin", "2026-w43", "2026-10-19", "2026-10-26T00:00:00+01:00"),
    ],
)
def test_an_instant_is_in_the_week_of_its_local_day(instant: str, zone: str, id: str, first: str, over: str) -> None:
    week = week_of(at(instant), ZoneInfo(zone))

    assert (week.id, week.first, week.over) == (id, first, over)
    assert week.end == at(over)


@pytest.mark.parametrize(("instant", "hours"), [("2026-03-25T12:00:00Z", 167), ("2026-10-21T12:00:00Z", 169)])
def test_a_week_in_which_clocks_change_has_an_hour_less_or_more(instant: str, hours: int) -> None:
    week = week_of(at(instant), ZoneInfo("Europe/Berlin"))

    assert week.end - week.start == hours * 3600


@given(st.integers(at("1950-01-01T00:00:00Z"), at("2100-01-01T00:00:00Z")), st.sampled_from(ZONES))
def test_weeks_follow_each_other_without_a_gap(instant: int, name: str) -> None:
    zone = ZoneInfo(name)
    week = week_of(instant, zone)

    assert week.start <= instant < week.end
    assert week_of(week.end, zone).start == week.end
    assert week_of(week.end - 1, zone) == week


@given(st.lists(st.integers(0, at("2040-01-01T00:00:00Z"))), st.sampled_from(ZONES))
def test_the_weeks_of_instants_are_each_there_once_the_newest_first(instants: list[int], name: str) -> None:
    zone = ZoneInfo(name)
    found = list(weeks_with(instants, zone))

    assert {week.id for week in found} == {week_of(instant, zone).id for instant in instants}
    assert all(newer.start > older.start for newer, older in pairwise(found))


def test_the_end_is_written_with_the_offset_that_holds_then() -> None:
    week = week_of(at("2026-06-10T12:00:00Z"), ZoneInfo("Europe/Berlin"))

    assert datetime.fromisoformat(week.over).astimezone(UTC) == datetime(2026, 6, 14, 22, tzinfo=UTC)
