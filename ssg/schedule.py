"""`ssg due`: what the clock alone will do to a site, and when."""

from __future__ import annotations

from collections.abc import Sequence

from ssg.catalog.due import Due, DueKind, clock_of
from ssg.core.clock import iso_utc
from ssg.core.folders import CONTENT
from ssg.core.moments import zone_of
from ssg.survey import Survey

HAPPENS: dict[DueKind, str] = {
    "online": "“{title}” goes online: {file}",
    "left": "“{title}” leaves the news sitemap: {file}",
    "expired": "“{title}” expires: {file}",
    "week": "the week {subject} ends: its digest is made",
}
"""What happens, in words."""

UNITS = ((48 * 3600, 24 * 3600, "day"), (2 * 3600, 3600, "hour"), (0, 60, "minute"))
"""From so many seconds on a time is told in units of so many seconds, of this name."""


def due_in(survey: Survey) -> tuple[Due, ...]:
    """Return everything that will happen by itself, the next first."""
    return clock_of(survey.filed, survey.now, zone_of(survey.config.site.timezone)).due


def due_lines(due: Sequence[Due], now: int) -> list[str]:
    """Return a line for people for each."""
    return [f"{_day_and_time(item.instant)} ({until(item.instant - now)}): {_happening(item)}" for item in due]


def due_rows(due: Sequence[Due]) -> list[str]:
    """Return a line for programs for each: instant, kind, file or week, title, with tabs between them."""
    return ["\t".join((iso_utc(item.instant), item.kind, _subject(item), " ".join(item.title.split()))) for item in due]


def _day_and_time(instant: int) -> str:
    return f"{iso_utc(instant)[:16].replace('T', ' ')} UTC"


def until(seconds: int) -> str:
    """Return in words how long there is to wait, rounded down: `in 2 days`."""
    _, unit, name = next(row for row in UNITS if seconds >= row[0])
    count = max(1, seconds // unit)
    return f"in {count} {name}" + ("" if count == 1 else "s")


def _happening(item: Due) -> str:
    return HAPPENS[item.kind].format(title=item.title, file=_subject(item), subject=item.subject)


def _subject(item: Due) -> str:
    return item.subject if item.kind == "week" else f"{CONTENT}/{item.subject}"
