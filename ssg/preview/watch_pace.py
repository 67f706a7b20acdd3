"""How often everything is looked at without an event, so that neither a lost event nor an idle preview is felt."""

from __future__ import annotations

from math import inf
from typing import NamedTuple


class Pace(NamedTuple):
    """A value while a tab is open, and one while none is."""

    looked_at: float
    alone: float


SAFETY = Pace(5.0, inf)
"""Seconds. The kernel's queue may run over, and a mount may be changed from elsewhere, in silence."""

POLLING = Pace(1.0, 5.0)
"""Seconds, where there are no events to rely on."""

SCANS = Pace(20, 100)
"""From one look to the next at least so many times what a look takes: 5 % of a processor, or 1 %."""


def next_look(pace: Pace, last: float, *, looked_at: bool, scan_seconds: float) -> float:
    """Return the time of the next look, where ``last`` was the one before."""
    if looked_at:
        return last + max(pace.looked_at, SCANS.looked_at * scan_seconds)
    return last + max(pace.alone, SCANS.alone * scan_seconds)
