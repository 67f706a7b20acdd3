"""Dates as people write them, and the instants that they mean in a time zone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.core.moments import is_zone, moment_at, nearest_zone, read_moment, resolve, zone_of

FORMS = [
    ("2026-01-13", "2026-01-13"),
    ("2026-1-3", "2026-01-03"),
    ("2026/01/13", "2026-01-13"),
    ("2026.01.13", "2026-01-13"),
    ("2026-01-13T08:00", "2026-01-13T08:00:00"),
    ("2026-01-13t08:00:05.250", "2026-01-13T08:00:05"),
    ("2026-01-13 8:00", "2026-01-13T08:00:00"),
    ("2026-01-13 08:00:00 +0800", "2026-01-13T08:00:00+08:00"),
    ("2026-01-13 08:00:00 -05:30", "2026-01-13T08:00:00-05:30"),
    ("2026-01-13T08:00:00+08", "2026-01-13T08:00:00+08:00"),
    ("2026-01-13T08:00:00Z", "2026-01-13T08:00:00+00:00"),
    ("2026-01-13 08:00 UTC", "2026-01-13T08:00:00+00:00"),
    ("January 13, 2026", "2026-01-13"),
    ("january 13th 2026", "2026-01-13"),
    ("Jan. 13, 2026", "2026-01-13"),
    ("Sept 3, 2026", "2026-09-03"),
    ("13 Jan 2026", "2026-01-13"),
    ("13-Jan-2026", "2026-01-13"),
    ("3rd of May 2026", "2026-05-03"),
    ("Tuesday, January 13, 2026 at 8:05 PM", "2026-01-13T20:05:00"),
    ("January 13, 2026 12:05 a.m.", "2026-01-13T00:05:00"),
    ("Tue, 13 Jan 2026 08:00:00 +0800", "2026-01-13T08:00:00+08:00"),
    ("Tue, 13 Jan 2026 08:00:00 GMT", "2026-01-13T08:00:00+00:00"),
    ("13 Jan 2026 08:00 EST", "2026-01-13T08:00:00-05:00"),
    ("Tue Jan 13 2026 08:00:00 GMT+0800 (China Standard Time)", "2026-01-13T08:00:00+08:00"),
    ("Tue Jan 13 08:00:00 2026", "2026-01-13T08:00:00"),
    ("Tue Jan 13 08:00:00 UTC 2026", "2026-01-13T08:00:00+00:00"),
    ("2026年1月13日", "2026-01-13"),
    ("2026年1月13日 08:00", "2026-01-13T08:00:00"),
    ("  2024-02-29  ", "2024-02-29"),
]

MISTAKES = [
    ("2026-02-30", "does not exist: February 2026 has 28 days"),
    ("2025-02-29", "does not exist: February 2025 has 28 days"),
    ("April 31, 2026", "does not exist: April 2026 has 30 days"),
    ("2026-13-01", "has the month 13; months go from 1 to 12"),
    ("0000-01-01", "has the year 0; years go from 1000 to 9000"),
    ("2026-01-13T24:00", "has a time that no clock shows: hours go to 23, minutes and seconds to 59"),
    ("2026-01-13 08:60", "has a time that no clock shows: hours go to 23, minutes and seconds to 59"),
    ("2026-01-13 13:00 PM", "has the hour 13 with am or pm; such hours go from 1 to 12"),
    ("2026-01-13 08:00 +23:00", "has the offset +23:00; offsets go to 14:00"),
    ("2026-01-13 08:00 Mars", "has the time “08:00 Mars”, which cannot be read"),
    ("01/02/2026", "can be read in two ways"),
    ("13.01.26", "can be read in two ways"),
    ("12:30", "is not a date that can be read"),
    ("2026", "is not a date that can be read"),
    ("January 2026", "is not a date that can be read"),
    ("soon", "is not a date that can be read"),
    ("", "is not a date that can be read"),
    ("٢٠٢٦-٠١-١٣", "is not a date that can be read"),
    ("1" * 100, "is too long for a date"),
]

INSTANTS = [
    ("2026-01-13", "UTC", "2026-01-13T00:00:00+00:00"),
    ("2026-01-13", "Asia/Shanghai", "2026-01-13T00:00:00+08:00"),
    ("2026-07-13T08:00:00", "Europe/Berlin", "2026-07-13T08:00:00+02:00"),
    ("2026-01-13T08:00:00-05:00", "Asia/Shanghai", "2026-01-13T08:00:00-05:00"),
    ("2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T02:30:00+02:00"),  # occurs twice: the first
    ("2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T03:30:00+02:00"),  # is skipped: read with +01:00
    ("1880-01-01", "Europe/Berlin", "1880-01-01T00:00:00+00:53"),  # local mean time has seconds: cut to minutes
]


@pytest.mark.parametrize(("typed", "iso"), FORMS)
def test_a_date_in_a_usual_form_is_read(typed: str, iso: str) -> None:
    assert read_moment(typed) == (iso, "")


@pytest.mark.parametrize(("typed", "reason"), MISTAKES)
def test_what_is_no_date_is_refused_with_its_reason(typed: str, reason: str) -> None:
    assert read_moment(typed) == ("", reason)


@pytest.mark.parametrize(("moment", "zone", "iso"), INSTANTS)
def test_a_moment_is_read_in_the_time_zone_of_the_site(moment: str, zone: str, iso: str) -> None:
    assert resolve(moment, zone_of(zone)) == (int(datetime.fromisoformat(iso).timestamp()), iso)


@given(st.text(max_size=100))
def test_reading_any_text_gives_a_moment_or_a_reason(text: str) -> None:
    moment, reason = read_moment(text)

    assert bool(moment) != bool(reason)


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 12, 31)))
def test_what_was_read_reads_the_same_again(when: datetime) -> None:
    moment = when.replace(microsecond=0).isoformat()

    assert read_moment(moment) == (moment, "")


@given(
    st.integers(min_value=-(10**10), max_value=2 * 10**11),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]),
)
def test_an_instant_as_text_is_the_same_instant(seconds: int, zone: str) -> None:
    text = moment_at(seconds, zone_of(zone))

    assert datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "name", ["", "Nowhere/City", "../etc/passwd", "/etc/localtime", "America", "localtime", "a\0b"]
)
def test_a_name_that_is_no_time_zone_is_refused(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize(("typed", "meant"), [("Europe/Berln", "Europe/Berlin"), ("shanghai", "Asia/Shanghai")])
def test_a_misspelt_time_zone_has_a_nearest_name(typed: str, meant: str) -> None:
    assert nearest_zone(typed) == meant


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_time_zone_and_locale_of_the_machine_do_not_matter(zone: str) -> None:
    program = (
        "from ssg.core.moments import *; print(resolve(read_moment('March 1, 2026 8:00')[0], zone_of('Europe/Berlin')))"
    )
    environment = {**os.environ, "TZ": zone, "LC_ALL": "de_DE.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == "(1772348400, '2026-03-01T08:00:00+01:00')\n"
