"""Dates and times as people write them, as ISO text, and as seconds once the site's time zone is known.

Nothing here asks the system for a locale, a clock or a local time zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from ssg.core.errors import nearest
from ssg.core.model import Moment

MIN_YEAR, MAX_YEAR = 1000, 9000  # outside of it, time zones overflow the calendar
MAX_LENGTH = 80  # characters; no date is longer

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBER = {name[:size]: n for n, name in enumerate(_MONTHS, 1) for size in (3, len(name))} | {"sept": 9}
_ZONE_MINUTES = {"z": 0, "utc": 0, "gmt": 0, "ut": 0} | {  # RFC 2822, section 4.3
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip

_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTH_NUMBER, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_CLOCK = r"(?P<clock>\d{1,2}:.*)"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:(?:T|\s+)(?P<clock>\S.*))?",
        rf"{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK})?",
        rf"{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK})?",
        rf"{_MONTH}\s+{_DAY}\s+(?P<clock>\d{{1,2}}:\S+(?:\s+[A-Z]{{1,3}})?)\s+(?P<year>\d{{4}})",  # C's asctime
        rf"(?P<year>\d{{4}})\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日\s*{_CLOCK}?",
    )
)
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\.?)?"
    rf"(?:\s*(?:(?:utc|gmt)?\s*([+-])(\d{{2}}):?(\d{{2}})?|({'|'.join(_ZONE_MINUTES)})))?",
    re.ASCII | re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.ASCII | re.IGNORECASE)
_COMMENT = re.compile(r"\s*\([^()]*\)$")
_TWO_WAYS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b.*", re.ASCII)


def read_moment(text: str) -> tuple[Moment, str]:
    """Return a date or time as ISO text, and an empty reason; or an empty text and why it is none.

    A date stays a date; a time has seconds, and an offset where one was written. Fractions are dropped.
    """
    typed = text.strip()
    if len(typed) > MAX_LENGTH:
        return "", "is too long for a date"
    bare = _COMMENT.sub("", _WEEKDAY.sub("", typed, count=1))
    for form in _FORMS:
        if found := form.fullmatch(bare):
            return _checked(found.groupdict())
    return "", "can be read in two ways" if _TWO_WAYS.fullmatch(bare) else "is not a date that can be read"


def _checked(parts: dict[str, str | None]) -> tuple[Moment, str]:
    year, day = int(parts["year"] or 0), int(parts["day"] or 0)
    name = parts.get("name")
    month = _MONTH_NUMBER[name.lower()] if name else int(parts.get("month") or 0)
    if reason := _day_error(year, month, day):
        return "", reason
    date = f"{year:04}-{month:02}-{day:02}"
    if not parts["clock"]:
        return date, ""
    clock, reason = _clock(parts["clock"])
    return ("", reason) if reason else (f"{date}T{clock}", "")


def _day_error(year: int, month: int, day: int) -> str:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return f"has the year {year}; years go from {MIN_YEAR} to {MAX_YEAR}"
    if not 1 <= month <= 12:
        return f"has the month {month}; months go from 1 to 12"
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"does not exist: {_MONTHS[month - 1].title()} {year} has {days} days"
    return ""


def _clock(text: str) -> tuple[str, str]:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return "", f"has the time “{text.strip()}”, which cannot be read"
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return "", f"has the hour {hour} with am or pm; such hours go from 1 to 12"
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return "", "has a time that no clock shows: hours go to 23, minutes and seconds to 59"
    offset, reason = _offset(found)
    return f"{hour:02}:{minute:02}:{second:02}{offset}", reason


def _offset(found: re.Match[str]) -> tuple[str, str]:
    if found[8]:
        return _offset_text(_ZONE_MINUTES[found[8].lower()]), ""
    if not found[5]:
        return "", ""
    hours, minutes = int(found[6]), int(found[7] or 0)
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        return "", f"has the offset {found[5]}{hours:02}:{minutes:02}; offsets go to 14:00"
    return _offset_text((hours * 60 + minutes) * (-1 if found[5] == "-" else 1)), ""


def _offset_text(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


_OF_THIS_MACHINE = frozenset({"localtime", "posixrules"})


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    # "America" is a folder, "../x" a ValueError, "Nowhere" a KeyError: none of them is a time zone.
    try:
        return None if name in _OF_THIS_MACHINE else ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def is_zone(name: str) -> bool:
    """Return whether ``name`` is an IANA time zone."""
    return _zone(name) is not None


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of a name. Raises ValueError for one that `is_zone` does not know."""
    zone = _zone(name)
    if zone is None:
        raise ValueError(f"“{name}” is not a time zone")
    return zone


def nearest_zone(name: str) -> str:
    """Return the time zone that ``name`` was probably meant to be, else "Europe/Berlin"."""
    known = {zone.lower(): zone for zone in available_timezones()}
    tails = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(available_timezones(), reverse=True)}
    guess = nearest(name, sorted(known)) or nearest(name.replace(" ", "_"), sorted(tails))
    return known.get(guess) or tails.get(guess) or "Europe/Berlin"


def resolve(moment: Moment, zone: ZoneInfo) -> tuple[int, str]:
    """Return a moment as seconds since 1970-01-01 UTC, and as ISO text with its offset.

    A date alone means 00:00. What has no offset is read in ``zone``: a time that occurs twice means the first, and
    one that is skipped is read with the offset that held before the gap (RFC 5545, section 3.3.5).
    Raises ValueError for text that `read_moment` did not make.
    """
    when = datetime.fromisoformat(moment)
    if when.tzinfo is not None:
        return int(when.timestamp()), moment
    seconds = int((when - _EPOCH).total_seconds()) - 60 * _offset_minutes(when.replace(tzinfo=zone))
    return seconds, moment_at(seconds, zone)


def moment_at(seconds: int, zone: ZoneInfo) -> Moment:
    """Return seconds since 1970-01-01 UTC as ISO text in ``zone``, to whole minutes of offset."""
    instant = _EPOCH.replace(tzinfo=UTC) + timedelta(seconds=seconds)
    minutes = _offset_minutes(instant.astimezone(zone))
    local = (instant + timedelta(minutes=minutes)).replace(tzinfo=None)
    return local.isoformat() + _offset_text(minutes)


_EPOCH = datetime(1970, 1, 1)


def _offset_minutes(when: datetime) -> int:
    # Local mean times before 1900 have seconds, which RFC 3339 cannot write: they are left out.
    return int((when.utcoffset() or timedelta()).total_seconds() // 60)
