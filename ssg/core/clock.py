"""The one clock value of a build."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime


def read_clock(option: str | None, environ: Mapping[str, str]) -> int:
    """Return the instant of this build in seconds since 1970-01-01 UTC.

    `--now` wins, then SOURCE_DATE_EPOCH (reproducible-builds.org), then the machine's clock.
    Raises ValueError when the option or the variable is no time.
    """
    if option:
        return _instant(option)
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    return int(time.time())


def _instant(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def iso_utc(instant: int) -> str:
    """Return an instant as ISO 8601 in UTC."""
    return datetime.fromtimestamp(instant, UTC).isoformat()
