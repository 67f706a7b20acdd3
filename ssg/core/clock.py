"""The one clock value of a build."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime

LATEST = 253_402_300_799  # seconds: the end of the year 9999, where Python's calendar ends


def read_clock(option: str | None, environ: Mapping[str, str]) -> int:
    """Return the instant of this build in seconds since 1970-01-01 UTC.

    `--now` wins, then SOURCE_DATE_EPOCH (reproducible-builds.org), then the machine's clock.
    Raises ValueError with a reason in the user's words when the option or the variable is no time.
    """
    if option:
        return _instant(option)
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return _seconds(epoch)
    return int(time.time())


def _seconds(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LATEST)) and int(text) <= LATEST:
        return int(text)
    raise ValueError(f"SOURCE_DATE_EPOCH is “{text[:60]}”, which is no number of seconds since 1970")


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:60]}” is no time") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def iso_utc(instant: int) -> str:
    """Return an instant as ISO 8601 in UTC."""
    return datetime.fromtimestamp(instant, UTC).isoformat()
