"""A build that is killed at any moment leaves no partial file, and the next one is exact."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ssg.run.executors import FORK_FROM
from tests.properties.edits import edit_at_random
from tests.properties.soak import KILLS, SHARDS_OF_KILLS, seed_of, tell
from tests.sites import NOW, TestSite

POSTS = FORK_FROM // 2 + 20  # a page and its Markdown for each: enough for workers


def write_posts(site: TestSite) -> None:
    for number in range(POSTS):
        day = f"2026-01-{number % 28 + 1:02}"
        text = f"Post {number} tells of models and chips. " * 20
        site.write(f"p{number}.md", text, title=f"Post {number}", tags=[f"t{number % 5}"], date=day)


def start_build(site: TestSite) -> tuple[subprocess.Popen[bytes], int]:
    """Start the command; the descriptor's file ends when it and all its workers are gone."""
    reader, writer = os.pipe()
    command = [sys.executable, "-m", "ssg", "build", str(site.folder), "--jobs", "2", "--now", NOW, "--quiet"]
    build = subprocess.Popen(command, pass_fds=[writer], env={"PATH": os.environ["PATH"], **ENVIRON})
    os.close(writer)
    return build, reader


ENVIRON = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def wait_for(build: subprocess.Popen[bytes], reader: int) -> None:
    build.wait()
    with open(reader, "rb") as file:
        file.read()


def build_and_measure(site: TestSite) -> float:
    """Build to the end, and return how long that takes; moments to kill at are shares of it."""
    started = time.monotonic()
    wait_for(*start_build(site))
    return time.monotonic() - started


def kill_after(site: TestSite, seconds: float) -> bool:
    """Kill a build after ``seconds``; return whether it was still at work."""
    build, reader = start_build(site)
    try:
        build.wait(seconds)
    except subprocess.TimeoutExpired:
        build.kill()
    wait_for(build, reader)
    return build.returncode != 0


def finished(site: TestSite) -> dict[str, bytes]:
    """Return the outputs, without the list of what is ours, which knows both what was and what is to be."""
    found = site.outputs()
    return {path: data for path, data in found.items() if ".ssg-" not in path.rpartition("/")[2]}


@pytest.mark.parametrize("shard", range(SHARDS_OF_KILLS))
def test_a_killed_build_leaves_whole_files_and_the_next_one_is_exact(
    shard: int, site: TestSite, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(seed_of(shard))
    write_posts(site)
    usual = build_and_measure(site)
    kills = 0
    while kills < KILLS // SHARDS_OF_KILLS:
        before = finished(site)
        edits = [edit_at_random(site, chance) for _ in range(chance.randrange(1, 4))]
        if chance.random() < 0.6:
            edits.append(forget_everything(site))
        kills += kill_after(site, usual * chance.uniform(0.2, 0.9))
        between = finished(site)
        report = site.build(jobs=2, verify=True)
        assert report.ok, (edits, report.diagnostics)
        after = finished(site)
        torn = [path for path, data in between.items() if data not in (before.get(path), after.get(path))]
        assert torn == [], edits
        assert list(site.folder.rglob(".ssg-tmp-*")) == [], edits
    tell(request, {"kills": kills})


def forget_everything(site: TestSite) -> str:
    """Edit the base template and lose the cache: everything is to be made anew."""
    path = site.folder / "themes" / "bare" / "templates" / "base.html"
    path.write_text(path.read_text("utf-8") + "<!-- -->", encoding="utf-8")
    for file in (site.folder / ".ssg-cache").iterdir():
        file.unlink()
    return "forget_everything"
