"""Histories that once broke the law, as short as chance found them: they must never do so again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.properties.law import build_by_the_law
from tests.properties.moves_content import edit_in_place_with_the_old_time
from tests.properties.moves_trouble import DAMAGE, kill_a_build
from tests.properties.world import World, an_hour_later


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "history")
    yield world
    world.close()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(DAMAGE["zeroes"](path.read_bytes()))])
def test_an_edit_that_is_taken_back_after_its_memory_was_lost(damage: Callable[[Path], object], world: World) -> None:
    """What short builds changed stands beside the state: without it, older outputs were believed to stand."""
    build_by_the_law(world)
    edit_in_place_with_the_old_time(world, 0)
    with an_hour_later():
        build_by_the_law(world)
    for path in world.cache.glob("state-*.msgpack.since"):
        damage(path)
    edit_in_place_with_the_old_time(world, 0)

    build_by_the_law(world)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_build_that_is_killed_while_it_writes_to_its_cache(at: int, world: World) -> None:
    """What it left half written stood in the cache folder for ever."""
    kill_a_build(world, at, workers=False)

    build_by_the_law(world)
