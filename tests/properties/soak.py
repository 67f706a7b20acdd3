"""How long the laws are tested: shortly with all other tests, for hours when the variable SOAK says so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TypeVar

import pytest

Amount = TypeVar("Amount")

HISTORIES = int(os.environ.get("SOAK") or 0)
"""Random histories to run in all, as the variable SOAK says; 0 when it is not set, for the short tests."""

SEED = int(os.environ.get("SEED") or 0)
"""Where chance begins: the same number plays the same histories."""


def chosen(short: Amount, long: Amount) -> Amount:
    """Return how much of something to do."""
    return long if HISTORIES else short


MACHINES = 2
SHARDS = chosen(1, 10)  # of each machine
HISTORIES_OF_A_SHARD = -(-(HISTORIES or 16) // (SHARDS * MACHINES))
KILLS = chosen(3, 100)
EDITS = chosen(3, 50)
SHARDS_OF_KILLS = chosen(1, 4)


def seed_of(shard: int) -> int:
    return SEED * 1000 + shard


def tell(record: pytest.FixtureRequest, played: Mapping[str, int]) -> None:
    """Hand what was played to the summary at the end, from whichever process."""
    record.node.user_properties.extend((f"soak {what}", number) for what, number in sorted(played.items()))
