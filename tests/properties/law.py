"""The law: after any build the output folder is that of a clean build of the same inputs, byte for byte."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssg import BuildReport
from ssg.core.errors import Diagnostic
from tests.properties.world import World

OF_HISTORY = frozenset({"cache-set-aside", "silent-change"})
"""Findings that a clean build has no reason to make: of its cache, and of what the last build said."""


class LawBroken(AssertionError):
    """An incremental build has done something else than a clean one."""


@dataclass(frozen=True)
class Before:
    """What stood in the folders when a build began."""

    lock: bytes | None  # addresses.lock: None when there was none
    outputs: Mapping[str, bytes]


@dataclass(frozen=True)
class Clean:
    """What a clean build made elsewhere."""

    report: BuildReport
    outputs: Mapping[str, bytes]


def before(world: World, output: Path | None = None) -> Before:
    return Before(_lock(world), world.outputs(output))


def _lock(world: World) -> bytes | None:
    path = world.site.folder / "addresses.lock"
    return path.read_bytes() if path.exists() else None


def _put_lock(world: World, data: bytes | None) -> None:
    path = world.site.folder / "addresses.lock"
    if data is None:
        path.unlink(missing_ok=True)
    elif _lock(world) != data:
        path.write_bytes(data)


_latest: dict[Path, tuple[bytes, Clean]] = {}
"""The latest clean build of each world with the digest of its inputs: the same inputs are not built twice in a row."""


def clean_build(world: World, lock: bytes | None, **options: Any) -> Clean:
    """Return what a build makes elsewhere from the same inputs, remembering nothing."""
    chosen = {key: value for key, value in {**world.options, **options}.items() if key not in WHERE}
    inputs = inputs_digest(world, lock, chosen)
    known = _latest.get(world.folder)
    if known is None or known[0] != inputs:
        _latest.clear()
        known = _latest[world.folder] = (inputs, _clean_build(world, lock, **chosen))
    return known[1]


WHERE = ("output", "cache_dir", "jobs")
"""Options that outputs do not hang on."""


def inputs_digest(world: World, lock: bytes | None, options: Mapping[str, Any]) -> bytes:
    """Return the digest of every byte that a build reads."""
    digest = hashlib.blake2b(repr((lock, sorted(options.items()))).encode())
    site = world.site.folder
    for root in (site / "site.toml", *sorted(site.glob("themes/**/*")), *sorted(site.glob("content/**/*"))):
        if root.is_file():
            digest.update(repr((root.relative_to(site).as_posix(), root.read_bytes())).encode())
    return digest.digest()


def _clean_build(world: World, lock: bytes | None, **options: Any) -> Clean:
    elsewhere, after = world.folder / "elsewhere", _lock(world)
    _put_lock(world, lock)
    try:
        chosen = {**options, "output": str(elsewhere / "output"), "cache_dir": str(elsewhere / "cache")}
        report = world.build(**chosen, clean=True)
        return Clean(report, world.site.outputs(elsewhere / "output"))
    finally:
        _put_lock(world, after)
        shutil.rmtree(elsewhere, ignore_errors=True)


def build_by_the_law(world: World, **options: Any) -> BuildReport:
    """Build, and hold the result against the law."""
    output = Path(options.get("output") or world.site.output)
    stood = before(world, output)
    done = world.build(**options)
    hold_to_the_law(world, done, stood, **options)
    return done


def hold_to_the_law(world: World, done: BuildReport, stood: Before, **options: Any) -> None:
    """Raise LawBroken unless ``done``, a build from what ``stood`` there, has done what a clean build would have."""
    output = Path(options.get("output") or world.site.output)
    clean = clean_build(world, stood.lock, **options)
    same("whether it succeeds", done.ok, clean.report.ok)
    same("posts", done.posts, clean.report.posts)
    same("next due", done.next_due, clean.report.next_due)
    same("findings", findings(done), findings(clean.report))
    same("failed outputs", sorted(done.failed), sorted(clean.report.failed))
    _compare(world.outputs(output), stood, clean, _foreign(world, output, clean))
    if done.ok:
        world.built = True
        world.exact += 1
        same("unfinished files", leftovers(world, output), [])
        _nothing_is_left_to_do(world, done, options)


def same(what: str, found: object, clean: object) -> None:
    """Raise LawBroken unless both are equal."""
    if found != clean:
        raise LawBroken(f"{what}: {found!r} where a clean build has {clean!r}")


def findings(report: BuildReport) -> list[Diagnostic]:
    return [found for found in report.diagnostics if found.code not in OF_HISTORY]


def _foreign(world: World, output: Path, clean: Clean) -> dict[str, bytes]:
    if output != world.site.output:
        return {}
    # Whoever puts a file where an output belongs has put it into our hands.
    world.foreign = {path: data for path, data in world.foreign.items() if path not in clean.outputs}
    return world.foreign


def _compare(after: Mapping[str, bytes], stood: Before, clean: Clean, foreign: Mapping[str, bytes]) -> None:
    if not clean.report.ok and not clean.outputs:
        # A build that fails before it renders changes nothing.
        _same_outputs(after, stood.outputs)
        return
    failed = set(clean.report.failed)
    _same_outputs(_but(after, failed), _but({**clean.outputs, **foreign}, failed))
    left = {path: data for path, data in after.items() if path in failed}
    same("what stands where an output failed", left, {path: stood.outputs.get(path) for path in left})


def _but(outputs: Mapping[str, bytes], paths: set[str]) -> dict[str, bytes]:
    return {path: data for path, data in outputs.items() if path not in paths}


def _same_outputs(after: Mapping[str, bytes], clean: Mapping[str, bytes]) -> None:
    differing = [path for path in sorted({*after, *clean}) if after.get(path) != clean.get(path)]
    if differing:
        raise LawBroken("\n".join(difference(path, after.get(path), clean.get(path)) for path in differing))


def difference(path: str, ours: bytes | None, clean: bytes | None) -> str:
    """Return in words how an output differs."""
    if ours is None or clean is None:
        return f"{path} is {'missing' if ours is None else 'one file too many'}"
    at = next((at for at, (one, other) in enumerate(zip(ours, clean, strict=False)) if one != other), 0)
    start = max(0, at - 30)
    return f"{path}: {ours[start : at + 60]!r} where a clean build has {clean[start : at + 60]!r}"


def leftovers(world: World, output: Path) -> list[str]:
    """Return unfinished files in the output folder and the site's; another output folder is left to its own builds,
    and a copy of the cache to those that it is brought back for."""
    others = {world.site.output, world.second_output(), world.kept_cache} - {output}
    found = [path for path in world.folder.rglob(".ssg-tmp-*") if others.isdisjoint(path.parents)]
    return sorted(path.relative_to(world.folder).as_posix() for path in found)


def _nothing_is_left_to_do(world: World, done: BuildReport, options: Mapping[str, Any]) -> None:
    again = world.build(**options)
    same("a build right after", (again.ok, again.written, again.removed, again.rendered), (True, (), (), 0))
    same("findings of a build right after", findings(again), findings(done))
