"""The law holds across versions of ssg itself, and the engine's fingerprint is why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

import ssg
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.core.digests import DIGEST_BYTES
from tests.properties.law import LawBroken, build_by_the_law
from tests.properties.world import FRONT, Text, World
from tests.sites import NOW, TestSite

BUILD = """
import sys
from ssg.publish import engine
if sys.argv[4] == "blind":
    engine._fingerprint = lambda *parts: b"the same for ever"
from ssg import BuildOptions, build
site, output, cache, _, now = sys.argv[1:]
report = build(site, BuildOptions(output=output, cache_dir=cache, now=now, environ={}))
assert report.ok, report.diagnostics
"""

WRAPPED = """

_before = {name}

def {name}(*values, **named):
    {body}
"""

CHANGES: dict[str, tuple[str, str, str]] = {
    "core": ("core/urls.py", "absolute", 'return _before(*values, **named) + "#new"'),
    "content": ("content/prose.py", "reading_minutes", "return _before(*values, **named) + 7"),
    "catalog": ("catalog/filing.py", "title_of", 'return _before(*values, **named) + " (new)"'),
    "plan": ("plan/plan.py", "newsletter_of", "return None"),
    "render": ("render/robots.py", "robots_txt", 'return _before(*values, **named) + b"# new"'),
}
"""A package of ssg, and how a new version of it differs: module, function, what the function does from now on."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, which can be changed."""
    folder = tmp_path_factory.mktemp("installed")
    package = Path(ssg.__file__).parent
    shutil.copytree(package, folder / "ssg", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def build_with(installed: Path, site: TestSite, output: Path, cache: Path, *, sight: str) -> dict[str, bytes]:
    command = [sys.executable, "-c", BUILD, str(site.folder), str(output), str(cache), sight, NOW]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environ, cwd=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return site.outputs(output)


@pytest.mark.parametrize("package", CHANGES)
@pytest.mark.parametrize("sight", ["seeing", "blind"])
def test_a_new_version_makes_what_it_would_make_of_nothing_and_one_blind_to_it_does_not(
    package: str, sight: str, installed: Path, site: TestSite, tmp_path: Path
) -> None:
    shutil.copytree(Path(__file__).parent.parent / "themes" / "rich", site.folder / "themes" / "rich")
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('"bare"', '"rich"'))
    site.write("a.md", title="A", summary="S")
    module, name, body = CHANGES[package]
    path = installed / "ssg" / module
    version = path.read_text("utf-8")
    old = build_with(installed, site, tmp_path / "output", tmp_path / "cache", sight=sight)
    try:
        path.write_text(version + WRAPPED.format(name=name, body=body), encoding="utf-8")
        new = build_with(installed, site, tmp_path / "output", tmp_path / "cache", sight=sight)
        clean = build_with(installed, site, tmp_path / "clean", tmp_path / "other cache", sight=sight)
    finally:
        path.write_text(version, encoding="utf-8")

    assert old != clean
    assert (new == clean) == (sight == "seeing")


# ── what parsing hangs on ───────────────────────────────────────────────────────────────────────────

PARSING: dict[str, Callable[[World], None]] = {
    "html": lambda world: world.settings.update({"[markdown]": "html = false"}),
    "math": lambda world: world.settings.update({"[markdown]": "math = true"}),
    "unknown": lambda world: world.settings.update({"[front_matter]": 'unknown = "ignore"'}),
    "rename": lambda world: world.settings.update({"[front_matter.rename]": 'unknown = "subtitle"'}),
}
"""Settings that the parse cache hangs on, each with a change."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "history")
    world.write("a.md", Text({**FRONT, "unknown": "value"}, "Some <b>raw</b> HTML and $x_1$."))
    return world


def test_every_option_of_parsing_has_its_setting() -> None:
    options = ParseOptions(FrontOptions())

    assert {*options.front.__struct_fields__, *options.markdown.__struct_fields__} == set(PARSING)


@pytest.mark.parametrize("setting", PARSING)
def test_a_parse_cache_that_does_not_know_this_setting_breaks_the_law(setting: str, world: World) -> None:
    with mock.patch("ssg.content.parse_options._options_digest", return_value=bytes(DIGEST_BYTES)):
        build_by_the_law(world)
        PARSING[setting](world)
        world.save_settings()
        with pytest.raises(LawBroken):
            build_by_the_law(world)
