"""Moments in the spellings of the formats, with the offset they were written in and English names everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from ssg.core.model import Moment

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

KEPT = 4096
"""Moments whose spellings are known: those of a list's posts come again, those of posts far apart as a rule once.

With 65,536 of them each process of a large site held 60 MB.
"""

NEVER = "1970-01-01T00:00:00+00:00"
"""The date of what has none where a format demands one: the zero of the clock, which nobody takes for news."""


def _parsed(moment: Moment) -> datetime:
    """Return an aware date-time; a naive one is read as UTC, a local mean time's offset is cut to the minute."""
    found = datetime.fromisoformat(moment)
    offset = found.utcoffset()
    if offset is None:
        return found.replace(tzinfo=UTC)
    # RFC 822 and RFC 3339 know no seconds in an offset; the zone database has them before about 1900.
    if excess := offset % timedelta(minutes=1):
        return found.astimezone(timezone(offset - excess))
    return found


@lru_cache(maxsize=KEPT)
def rfc822(moment: Moment) -> str:
    """Return `Tue, 13 Jan 2026 09:30:00 +0100` (RFC 822 with the four-digit year of RFC 1123)."""
    at = _parsed(moment)
    offset = at.strftime("%z")
    clock = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"
    return f"{_WEEKDAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d} {clock} {offset}"


@lru_cache(maxsize=KEPT)
def rfc3339(moment: Moment) -> str:
    """Return `2026-01-13T09:30:00+01:00`, in whole seconds."""
    return _parsed(moment).isoformat(timespec="seconds")


@lru_cache(maxsize=KEPT)
def w3c(moment: Moment) -> str:
    """Return a date as it is and a time as RFC 3339: what sitemaps and schema.org take."""
    return moment if len(moment) == 10 else rfc3339(moment)


@lru_cache(maxsize=KEPT)
def instant(moment: Moment) -> float:
    """Return the seconds since 1970-01-01 UTC."""
    return _parsed(moment).timestamp()


def newest(moments: Iterable[Moment]) -> Moment:
    """Return the latest moment, compared as instants; empty when there is none."""
    return max((moment for moment in moments if moment), key=lambda moment: (instant(moment), moment), default="")
