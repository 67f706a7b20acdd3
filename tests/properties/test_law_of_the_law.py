"""The law's own test: whatever is left out of a key, a history shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.dropping import Parts, without
from tests.properties.histories import HISTORIES, AnyHistories
from tests.properties.law import LawBroken, build_by_the_law
from tests.properties.soak import chosen
from tests.properties.witnesses import FAMILIES, IMPLIED, WITNESSES, new_world, witness_of
from tests.properties.world import World

VERSIONS = count(1)
"""Every edit is to something that never was."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a world of its own to every test: what one edit leaves behind hides what another one moves."""
    world = new_world(tmp_path / "history")
    yield world
    world.close()


@pytest.fixture
def parts(world: World) -> Parts:
    """The keys of all jobs of a plan that asks for everything."""
    with without() as seen:
        build_anew(world)
        return dict(seen)


def build_anew(world: World) -> None:
    """Build so that all keys are compared: where nothing at all has changed, a build does not come to that."""
    (world.site.output / "index.html").unlink(missing_ok=True)
    assert build_by_the_law(world).ok


def edit_and_build(world: World, edit: Callable[[World, int], None], *names: str) -> None:
    """Edit and build with parts left out. Raises LawBroken."""
    edit(world, next(VERSIONS))
    with without(*names):
        build_by_the_law(world)


def names_in(parts: Parts) -> set[str]:
    return {name for of_output in parts.values() for name in of_output}


def test_every_part_of_every_key_has_its_witness_or_its_reason(parts: Parts) -> None:
    plain = {name for name in names_in(parts) if not name.startswith(tuple(FAMILIES))}

    assert plain == set(WITNESSES) | set(IMPLIED)
    assert set(WITNESSES) & set(IMPLIED) == set()
    assert {name.partition(" ")[0] for name in names_in(parts) - plain} == {"template", "asset"}


THEME_PARTS = (
    *(f"template {name}.html" for name in ("home", "list", "post", "page", "tags", "authors", "404", "thanks")),
    *(f"template {name}.html" for name in ("archive", "year", "month", "search")),
    *(f"template {name}" for name in ("digest.html", "digests.html", "mail/digest.html", "mail/digest.txt")),
    "asset extra.js",
    "asset site.css",
)


def test_the_parts_that_are_named_for_files_are_all_known(parts: Parts) -> None:
    assert {name for name in names_in(parts) if name.startswith(tuple(FAMILIES))} == set(THEME_PARTS)


@pytest.mark.parametrize("part", [*WITNESSES, *THEME_PARTS])
def test_a_key_without_this_part_breaks_the_law(part: str, world: World) -> None:
    with pytest.raises(LawBroken):
        edit_and_build(world, witness_of(part), part)


@pytest.mark.parametrize("part", IMPLIED)
def test_a_part_that_others_imply_never_moves_alone(part: str, world: World) -> None:
    implying, reason, edit = IMPLIED[part]
    with without() as seen:
        build_anew(world)
        before = dict(seen)
        edit_and_build(world, edit)
        with without() as after:
            build_anew(world)
    moved = [
        {name for name in parts if parts[name] != before[output].get(name)}
        for output, parts in after.items()
        if output in before and part in parts
    ]
    assert [names for names in moved if part in names and not names & set(implying)] == [], reason
    assert any(part in names for names in moved) == bool(implying)


@pytest.mark.parametrize("part", IMPLIED)
def test_without_a_part_that_others_imply_the_law_holds(part: str, world: World) -> None:
    edit_and_build(world, IMPLIED[part][2], part)


@pytest.mark.parametrize("part", [part for part, (implying, _, _) in IMPLIED.items() if implying])
def test_without_it_and_those_that_imply_it_the_law_breaks(part: str, world: World) -> None:
    implying, _, edit = IMPLIED[part]
    with pytest.raises(LawBroken):
        edit_and_build(world, edit, part, *implying)


@pytest.mark.parametrize("part", ["post", *chosen((), ("site", "paginator", "related", "bytes", "template post.html"))])
def test_random_histories_find_a_key_without_this_part(part: str) -> None:
    generate = settings(HISTORIES, max_examples=500, derandomize=True, phases=[Phase.generate])
    with without(part), pytest.raises(LawBroken):
        run_state_machine_as_test(AnyHistories, settings=generate)
