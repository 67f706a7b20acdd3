"""The one clock value of a build."""

from __future__ import annotations

import time

import pytest

from ssg.core.clock import iso_utc, read_clock


@pytest.mark.parametrize(
    ("option", "environ", "expected"),
    [
        ("2026-01-13T09:00:00+01:00", {}, 1768291200),
        ("2026-01-13T08:00:00Z", {}, 1768291200),
        ("2026-01-13T08:00:00", {}, 1768291200),
        ("2026-01-13", {}, 1768262400),
        ("2026-01-13", {"SOURCE_DATE_EPOCH": "1"}, 1768262400),
        (None, {"SOURCE_DATE_EPOCH": "1"}, 1),
    ],
)
def test_the_option_wins_over_the_variable(option: str | None, environ: dict[str, str], expected: int) -> None:
    assert read_clock(option, environ) == expected


@pytest.mark.parametrize("environ", [{}, {"SOURCE_DATE_EPOCH": ""}])
def test_without_either_it_is_the_machines_clock(environ: dict[str, str]) -> None:
    before = int(time.time())

    assert before <= read_clock(None, environ) <= int(time.time())


@pytest.mark.parametrize(
    ("option", "epoch", "reason"),
    [
        ("tomorrow", "", "“tomorrow” is no time"),
        ("2026-02-30", "", "“2026-02-30” is no time"),
        (None, "x", "SOURCE_DATE_EPOCH is “x”, which is no number of seconds since 1970"),
        (None, "-1", "SOURCE_DATE_EPOCH is “-1”, which is no number of seconds since 1970"),
        (None, "253402300800", "SOURCE_DATE_EPOCH is “253402300800”, which is no number of seconds since 1970"),
    ],
)
def test_what_is_no_time_is_refused_in_words(option: str | None, epoch: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read_clock(option, {"SOURCE_DATE_EPOCH": epoch})


def test_an_instant_is_written_in_utc() -> None:
    assert iso_utc(1768291200) == "2026-01-13T08:00:00+00:00"
