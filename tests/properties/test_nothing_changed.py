"""The law's own test, second part: whatever a build does not look at, to find what changed, a history shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest

from ssg.content.scan import Stamp
from ssg.core.folders import Folders
from ssg.core.options import BuildOptions
from ssg.publish.seal import Seal
from ssg.publish.write import output_stamps
from ssg.run import freshness
from tests.properties.law import LawBroken, build_by_the_law
from tests.properties.moves_theme import NETLIFY
from tests.properties.world import FRONT, Text, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "history")
    world.write("late.md", Text({**FRONT, "date": "2026-02-02"}, "Text."))
    world.write("gone.md", Text({**FRONT, "expires": "2026-02-03"}, "[nowhere](nowhere.md)"))  # a warning as well
    world.options = {"now": "2026-02-01T12:00:00Z", "environ": {**NETLIFY, "CONTEXT": "production"}}
    yield world
    world.close()


# ── what is looked at ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Question:
    """What `look` is asked with."""

    seal: Seal
    options: BuildOptions
    now: int


Blind = Callable[[Question], Question]


def blind_to_option(name: str, old: Any) -> Blind:
    return lambda asked: replace(asked, options=replace(asked.options, **{name: old}))


def blind_to_variable(name: str) -> Blind:
    old = NETLIFY | {"CONTEXT": "production"}
    return lambda asked: replace(
        asked, options=replace(asked.options, environ={**asked.options.environ, name: old[name]})
    )


def blind_to_seal(**values: object) -> Blind:
    return lambda asked: replace(asked, seal=msgspec.structs.replace(asked.seal, **values))


def chosen(name: str, value: object) -> Callable[[World], None]:
    return lambda world: world.options.update({name: value})


def variable(name: str, value: str) -> Callable[[World], None]:
    return lambda world: world.options.update(environ={**world.options["environ"], name: value})


def nothing(world: World) -> None:
    """Leave the site as it is."""


LOOKED_AT: dict[str, tuple[Blind, Callable[[World], None]]] = {
    "base_url": (blind_to_option("base_url", ""), chosen("base_url", "https://staging.example")),
    "drafts": (blind_to_option("drafts", False), chosen("drafts", True)),
    "strict": (blind_to_option("strict", False), chosen("strict", True)),
    "NETLIFY": (blind_to_variable("NETLIFY"), variable("NETLIFY", "")),
    "CONTEXT": (blind_to_variable("CONTEXT"), variable("CONTEXT", "deploy-preview")),
    "DEPLOY_PRIME_URL": (blind_to_variable("DEPLOY_PRIME_URL"), variable("DEPLOY_PRIME_URL", "https://moved.example")),
    "URL": (blind_to_variable("URL"), variable("URL", "https://moved.example")),
    "next_due": (blind_to_seal(next_due=None), chosen("now", "2026-02-05T12:00:00Z")),
    "valid_from": (blind_to_seal(valid_from=0), chosen("now", "2025-12-01T12:00:00Z")),
}
"""What `look` is asked with → how it is made blind to that, and a change of just that."""

FIRST = {"DEPLOY_PRIME_URL": variable("CONTEXT", "deploy-preview")}
"""What has to be so for a change to be one."""

NOT_LOOKED_AT = {
    "output": "there is a state for each output folder",
    "cache_dir": "the state stands in it",
    "now": "the seal's valid_from and next_due bound it",
    "jobs": "outputs do not hang on it",
    "clean": "it takes the state away",
    "verify": "it builds once more",
    "keep_going": "a build with errors leaves no seal",
    "locked": "a build that leaves a lock to be written leaves no seal",
    "environ": "see the variables",
}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_only_a_build_that_looks_at_this_keeps_the_law(name: str, world: World) -> None:
    blind, change = LOOKED_AT[name]
    FIRST.get(name, nothing)(world)
    build_by_the_law(world)

    def blinded(folders: Folders, seal: Seal, options: BuildOptions, now: int) -> freshness.Freshness | None:
        asked = blind(Question(seal, options, now))
        return freshness.look(folders, asked.seal, asked.options, asked.now)

    change(world)
    with mock.patch("ssg.pipeline.look", blinded), pytest.raises(LawBroken):
        build_by_the_law(world)
    build_by_the_law(world)


def test_every_option_is_looked_at_or_there_is_a_reason() -> None:
    assert set(BuildOptions.__dataclass_fields__) - set(LOOKED_AT) == set(NOT_LOOKED_AT)
    assert set(freshness.DEPLOY_VARIABLES) <= set(LOOKED_AT)


def test_keep_going_may_change_since_errors_leave_no_seal(world: World) -> None:
    world.write("broken.md", Text({**FRONT, "featured": "perhaps"}, "Text."))
    for going in (False, True, True, False, True):
        world.options["keep_going"] = going
        build_by_the_law(world)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────


def site_toml(world: World) -> None:
    world.settings["[listing]"] = "per_page = 1"
    world.save_settings()


def template(world: World) -> None:
    world.put(world.site.folder / "themes" / "rich" / "templates" / "page.html", b"Changed.")
    world.put(world.site.folder / "themes" / "bare" / "templates" / "404.html", b"Changed.")


def new_override(world: World) -> None:
    world.put(world.site.folder / "themes" / "rich" / "templates" / "404.html", b"Changed.")


def lock(world: World) -> None:
    path = world.site.folder / "addresses.lock"
    lines = path.read_text("utf-8").splitlines()
    first = lines[0].replace('"former":[]', '"former":["/as-merged/"]')
    path.write_text("\n".join([first, *lines[1:]]) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("suffix", "change"),
    [("site.toml", site_toml), (".html", template), ("addresses.lock", lock)],
)
def test_a_build_that_does_not_look_at_this_file_breaks_the_law(
    suffix: str, change: Callable[[World], None], world: World
) -> None:
    build_by_the_law(world)
    known: dict[str, bytes] = {}
    real = freshness.file_digest

    def remembered(path: str) -> bytes:
        return known.setdefault(path, real(path)) if path.endswith(suffix) else real(path)

    remember_all(world, remembered)
    change(world)
    with mock.patch.object(freshness, "file_digest", remembered), pytest.raises(LawBroken):
        build_by_the_law(world)


def test_a_build_that_does_not_look_for_new_files_of_a_theme_breaks_the_law(world: World) -> None:
    build_by_the_law(world)
    known: dict[str, dict[str, Stamp]] = {}

    def remembered(folder: str) -> dict[str, Stamp]:
        return known.setdefault(folder, output_stamps(folder))

    for folder in ("", "rich", "bare"):
        remembered(str(world.site.folder / "themes" / folder).rstrip("/"))
    new_override(world)
    with mock.patch("ssg.run.freshness.output_stamps", remembered), pytest.raises(LawBroken):
        build_by_the_law(world)


def remember_all(world: World, digest_of: Callable[[str], bytes]) -> None:
    for path in sorted(world.site.folder.rglob("*")):
        digest_of(str(path))
