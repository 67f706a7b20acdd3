"""Moves of version control: what happens to addresses.lock when branches begin, meet, are left, and are forgotten."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from tests.properties.moves import WHICH, Move, pick
from tests.properties.world import World


def lock_of(world: World) -> Path:
    return world.site.folder / "addresses.lock"


def kept_lock(world: World) -> Path:
    return world.folder / "kept.lock"


def begin_a_branch(world: World) -> None:
    """Put a copy of the lock aside, as another branch has it from now on."""
    kept_lock(world).write_bytes(lock_of(world).read_bytes())


def go_back_to_the_branch(world: World) -> None:
    world.put(lock_of(world), kept_lock(world).read_bytes())


def merge_the_branch(world: World, ours_first: bool) -> None:
    """Leave the lines of both sides, each once, as `merge=union` does: whose come first is chance."""
    sides = [lock_of(world).read_bytes(), kept_lock(world).read_bytes()]
    lines = [line for side in (sides if ours_first else reversed(sides)) for line in side.splitlines(keepends=True)]
    world.put(lock_of(world), b"".join(dict.fromkeys(lines)))


def remember_an_older_address(world: World, which: int, address: str) -> None:
    """Write by hand that a post stood somewhere else before."""
    lines = lock_of(world).read_text("utf-8").splitlines()
    number = which % len(lines)
    entry = json.loads(lines[number])
    former = [old for old in entry["former"] if old != address]
    lines[number] = json.dumps({**entry, "former": [address, *former] if address != entry["address"] else former})
    world.put(lock_of(world), "".join(f"{line}\n" for line in lines).encode())


def forget_a_post(world: World, which: int) -> None:
    lines = lock_of(world).read_bytes().splitlines(keepends=True)
    lines.remove(pick(lines, which))
    world.put(lock_of(world), b"".join(lines))


def lose_the_lock(world: World) -> None:
    lock_of(world).unlink()


def has_lock(world: World) -> bool:
    return lock_of(world).is_file() and lock_of(world).stat().st_size > 0


def has_branch(world: World) -> bool:
    return has_lock(world) and kept_lock(world).is_file()


LEDGER_MOVES = (
    Move(begin_a_branch, {}, has_lock),
    Move(go_back_to_the_branch, {}, has_branch),
    Move(merge_the_branch, {"ours_first": st.booleans()}, has_branch),
    Move(
        remember_an_older_address,
        {"which": WHICH, "address": st.sampled_from(["/news/a/", "/news/old/", "/labs/x/", "/elsewhere/"])},
        has_lock,
    ),
    Move(forget_a_post, {"which": WHICH}, has_lock),
    Move(lose_the_lock, {}, has_lock),
)
