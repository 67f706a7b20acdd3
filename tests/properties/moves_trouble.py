"""Moves of fate: what happens to caches, outputs, disks and processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.properties.faults import build_in_child, disk_full, file_limit, held, killed, with_workers
from tests.properties.law import before, build_by_the_law, clean_build, hold_to_the_law, same
from tests.properties.moves import WHICH, Move, pick
from tests.properties.world import World

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "zeroes": lambda data: bytes(len(data)),
    "a bit": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    "many bits": lambda data: bytes(byte ^ (at % 97 == 0) for at, byte in enumerate(data)),
    "more": lambda data: data + b"more",
    "text": lambda data: b"not a cache at all\n" * 20,
}
"""What can be done to the bytes of a file."""

FOREIGN = ("foreign.txt", "news/foreign.txt", "tags/x/notes.txt", "news/a/index.html", ".well-known/x", "z/deep/er.txt")


# ── the cache ───────────────────────────────────────────────────────────────────────────────────────


def cache_files(world: World) -> list[Path]:
    return sorted(path for path in world.cache.rglob("*") if path.is_file())


def lose_the_cache(world: World) -> None:
    shutil.rmtree(world.cache, ignore_errors=True)


def lose_a_cache_file(world: World, which: int) -> None:
    pick(cache_files(world), which).unlink()


def damage_the_cache(world: World, which: int, damage: str) -> None:
    path = pick([path for path in cache_files(world) if path.stat().st_size] or [Path()], which)
    if path.name:
        world.remember_stamps(world.cache)
        world.put(path, DAMAGE[damage](path.read_bytes()))


def keep_the_cache(world: World) -> None:
    """Put a copy of the cache aside, as a build machine does between its runs."""
    shutil.rmtree(world.kept_cache, ignore_errors=True)
    shutil.copytree(world.cache, world.kept_cache)


def bring_the_cache_back(world: World) -> None:
    lose_the_cache(world)
    shutil.copytree(world.kept_cache, world.cache)


# ── the output folder ───────────────────────────────────────────────────────────────────────────────


def owned_files(world: World) -> list[Path]:
    """Return the outputs that the last build made and that still stand."""
    found = sorted(path for path in world.site.output.rglob("*") if path.is_file())
    mine = {world.site.output / path for path in world.foreign}
    return [path for path in found if path not in mine and path.name != ".ssg-owned"]


def damage_an_output(world: World, which: int, damage: str) -> None:
    path = pick(owned_files(world), which)
    world.remember_stamps(world.site.output)
    if path.stat().st_size:
        world.put(path, DAMAGE[damage](path.read_bytes()))


def damage_an_output_in_secret(world: World, which: int) -> None:
    """Change an output without changing its size and its time of modification."""
    path = pick(owned_files(world), which)
    world.remember_stamps(world.site.output)
    if path.stat().st_size:
        world.put(path, DAMAGE["a bit"](path.read_bytes()), modified=path.stat().st_mtime_ns)


def delete_an_output(world: World, which: int) -> None:
    pick(owned_files(world), which).unlink()


def swap_two_outputs(world: World, which: int, other: int) -> None:
    one, two = pick(owned_files(world), which), pick(owned_files(world), other)
    if one != two:
        world.remember_stamps(world.site.output)
        aside = world.folder / "aside"
        one.rename(aside)
        two.rename(one)
        aside.rename(two)
        world.settle(one)
        world.settle(two)


def lose_the_output(world: World) -> None:
    shutil.rmtree(world.site.output)
    world.foreign.clear()


def drop_a_foreign_file(world: World, path: str) -> None:
    target = world.site.output / path
    # A file in the place of a folder, or over an output that we own, is somebody's damage to us: another move.
    is_free = not target.exists() and not any(parent.is_file() for parent in target.parents)
    if is_free and path not in owned_outputs(world):
        world.put(target, b"mine")
        world.foreign[path] = b"mine"


# ── builds that come to grief ───────────────────────────────────────────────────────────────────────


def kill_a_build(world: World, at: int, workers: bool) -> None:
    """Kill a build at its ``at``-th change; every output is as it was, or as it would have become."""
    _troubled(world, killed(at, workers=workers), jobs=2 if workers else 1)


def fill_the_disk(world: World, at: int) -> None:
    _troubled(world, disk_full(at))


def limit_the_size_of_files(world: World, kilobytes: int) -> None:
    _troubled(world, file_limit(kilobytes * 1024))


def _troubled(world: World, trouble: Callable[[], None], **options: Any) -> None:
    stood = before(world)
    report = build_in_child(world, trouble, **options).report()
    if report is not None and report.ok:
        hold_to_the_law(world, report, stood)
        return
    clean = clean_build(world, stood.lock)
    after = {path: data for path, data in world.outputs().items() if path != ".ssg-owned"}
    torn = [path for path in after if after[path] not in (stood.outputs.get(path), clean.outputs.get(path))]
    same("torn outputs", torn, [])
    lost = [path for path in world.foreign if path not in after and path not in clean.outputs]
    same("lost files of others", lost, [])
    same("files that nobody owns", sorted(set(after) - set(stood.outputs) - owned_outputs(world)), [])


def owned_outputs(world: World) -> set[str]:
    path = world.site.output / ".ssg-owned"
    return set(path.read_text("utf-8").split("\n")) if path.exists() else set()


def build_with_workers(world: World) -> None:
    stood = before(world)
    report = build_in_child(world, with_workers, jobs=2).report()
    assert report is not None
    hold_to_the_law(world, report, stood)


def build_twice_at_once(world: World, at: int) -> None:
    """Build while another build is under way: it is refused, and the first one is not disturbed."""
    stood = before(world)
    first = held(world, at)
    waits = first.waits()
    second = world.build()
    done = first.finish()
    if waits:
        same("what the second build says", [found.code for found in second.diagnostics], ["output-locked"])
    hold_to_the_law(world, done, stood)


def build_into_two_folders_at_once(world: World, at: int) -> None:
    """Build into another folder while a build that shares its cache is under way."""
    stood = before(world)
    first = held(world, at)
    first.waits()
    second = {"output": str(world.second_output())}
    stood_there = before(world, world.second_output())
    done_there = world.build(**second)
    done = first.finish()
    hold_to_the_law(world, done, stood)
    hold_to_the_law(world, done_there, stood_there, **second)


def build_into_the_second_folder(world: World) -> None:
    build_by_the_law(world, output=str(world.second_output()))


def prove_it(world: World) -> None:
    """Build with --verify, which is to agree."""
    report = world.build(verify=True)
    wrong = [found.message for found in report.diagnostics if found.code == "verify-failed"]
    same("what --verify says", wrong, [message for message in wrong if any(path in message for path in world.foreign)])
    world.built = world.built or report.ok


AT = st.integers(1, 60)
MADE = st.integers(0, 80)
HOW = st.sampled_from(sorted(DAMAGE))


def has_built(world: World) -> bool:
    return world.built and world.site.output.exists()


def has_outputs(world: World) -> bool:
    return has_built(world) and bool(owned_files(world))


def has_cache(world: World) -> bool:
    return bool(cache_files(world))


TROUBLE_MOVES = (
    Move(lose_the_cache),
    Move(lose_a_cache_file, {"which": WHICH}, has_cache),
    Move(damage_the_cache, {"which": WHICH, "damage": HOW}, has_cache),
    Move(keep_the_cache, {}, has_cache),
    Move(bring_the_cache_back, {}, lambda world: world.kept_cache.exists()),
    Move(damage_an_output, {"which": MADE, "damage": HOW}, has_outputs),
    Move(damage_an_output_in_secret, {"which": MADE}, has_outputs),
    Move(delete_an_output, {"which": MADE}, has_outputs),
    Move(swap_two_outputs, {"which": MADE, "other": MADE}, has_outputs),
    Move(lose_the_output, {}, has_built),
    Move(drop_a_foreign_file, {"path": st.sampled_from(FOREIGN)}, has_built),
    Move(kill_a_build, {"at": AT, "workers": st.booleans()}),
    Move(fill_the_disk, {"at": AT}),
    Move(limit_the_size_of_files, {"kilobytes": st.sampled_from([0, 1, 2, 16, 40])}),
    Move(build_with_workers),
    Move(build_twice_at_once, {"at": AT}),
    Move(build_into_two_folders_at_once, {"at": AT}),
    Move(build_into_the_second_folder),
    Move(prove_it),
)
