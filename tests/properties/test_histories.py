"""The law: after any history of changes and mishaps the output is that of a clean build, byte for byte."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import settings
from hypothesis.stateful import get_state_machine_test

from ssg.content.fields import FIELDS
from ssg.core.config import SETTINGS
from ssg.core.options import BuildOptions
from tests.properties.histories import HISTORIES, AnyHistories, Histories, QuietHistories
from tests.properties.moves_content import KEYS
from tests.properties.moves_theme import OPTIONS, TABLES
from tests.properties.soak import HISTORIES_OF_A_SHARD, SHARDS, seed_of, tell

NOT_OF_THE_OUTPUT = {"output", "cache_dir", "jobs", "clean", "verify"}
"""Options that say where and how to build; moves of their own play with them."""


@pytest.mark.parametrize("machine", [AnyHistories, QuietHistories])
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_build_of_a_random_history_is_that_of_a_clean_build(
    machine: type[Histories], shard: int, request: pytest.FixtureRequest
) -> None:
    Histories.played.clear()
    chosen = settings(HISTORIES, max_examples=HISTORIES_OF_A_SHARD)
    try:
        hypothesis.seed(seed_of(shard))(get_state_machine_test(machine, settings=chosen))()
    finally:
        tell(request, Histories.played)


def test_histories_play_with_every_key_of_front_matter() -> None:
    assert set(FIELDS) - set(KEYS) == set()


def test_histories_play_with_every_setting() -> None:
    missing = [
        f"{table}.{key}"
        for table, keys in SETTINGS.items()
        for key in keys
        if not any(f"{key} = " in line for line in _lines_of(table))
    ]
    assert missing == ["front_matter.rename"]  # a table of its own, which is there


def _lines_of(table: str) -> list[str]:
    names = [name for name in TABLES if name.strip("[]").partition(".")[0] == table]
    return [line for name in names for lines in TABLES[name] for line in lines.splitlines()]


def test_histories_play_with_every_option_that_an_output_can_hang_on() -> None:
    assert set(BuildOptions.__dataclass_fields__) - set(OPTIONS) == NOT_OF_THE_OUTPUT
