"""Weeks from Monday to Monday in the site's time zone, numbered by ISO 8601; which are over, and what they held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ssg.catalog.site import Edition, Entry, Week, WeekPosts
from ssg.core.moments import moment_at, resolve


def week_of(instant: int, zone: ZoneInfo) -> Week:
    """Return the week that holds an instant (seconds since 1970-01-01 UTC)."""
    day = datetime.fromtimestamp(instant, zone).date()
    week = _week_from(day - timedelta(days=day.weekday()), zone)
    # Where clocks went back over this midnight, its last minutes occur twice: a week that has ended stays ended.
    return week if instant < week.end else _week_from(date.fromisoformat(week.first) + timedelta(days=7), zone)


def _week_from(monday: date, zone: ZoneInfo) -> Week:
    year, number, _ = monday.isocalendar()
    start, _ = resolve(monday.isoformat(), zone)
    end, _ = resolve((monday + timedelta(days=7)).isoformat(), zone)
    return Week(
        id=f"{year}-w{number:02}",
        year=year,
        number=number,
        first=monday.isoformat(),
        last=(monday + timedelta(days=6)).isoformat(),
        start=start,
        end=end,
        over=moment_at(end, zone),
    )


def with_weeks(editions: Iterable[Edition], zone: ZoneInfo, now: int) -> tuple[Edition, ...]:
    """Return the editions with their weeks that are over at the instant ``now``."""
    return tuple(replace(edition, weeks=tuple(_over(edition.home.posts, zone, now))) for edition in editions)


def _over(posts: Iterable[Entry], zone: ZoneInfo, now: int) -> Iterator[WeekPosts]:
    """Yield the finished weeks of posts that are newest first, newest first as well; drafts are in none."""
    found: list[Entry] = []
    week: Week | None = None
    for entry in posts:
        if entry.status:
            continue
        published = entry.published
        if week is None or published < week.start:
            if week and found and week.end <= now:
                yield WeekPosts(week, tuple(found))
            week, found = week_of(published, zone), []
        found.append(entry)
    if week and found and week.end <= now:
        yield WeekPosts(week, tuple(found))


def weeks_with(instants: Iterable[int], zone: ZoneInfo) -> Iterator[Week]:
    """Yield the weeks that hold some of ``instants``, newest first, each once."""
    week: Week | None = None
    for instant in sorted(instants, reverse=True):
        if week is None or instant < week.start:
            week = week_of(instant, zone)
            yield week
