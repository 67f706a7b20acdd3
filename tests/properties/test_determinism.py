"""Same content, theme, configuration and clock: same bytes, wherever and however they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sites import CONFIG, NOW, TestSite

ROOT = Path(__file__).resolve().parents[2]

# The corpus is smaller than what workers are started for; the last line says how many pools there were.
CHILD = """
import sys
from ssg.run import executors
executors.FORK_FROM = 2
pools, make = [], executors._pool
executors._pool = lambda jobs, context: pools.append(jobs) or make(jobs, context)
from ssg.cli import run
try:
    run()
finally:
    print(len(pools))
"""

ONE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
OTHER = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}
BARE = {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def make_site(folder: Path, corpus: Path, *, backwards: bool) -> TestSite:
    site = TestSite(folder, CONFIG + '[permalinks]\npost = "/{path}/"\n[front_matter]\nunknown = "ignore"\n')
    files = sorted((path for path in (corpus / "content").rglob("*") if path.is_file()), reverse=backwards)
    for path in files:
        target = site.folder / "content" / path.relative_to(corpus / "content")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return site


def build_in_child(site: TestSite, environ: dict[str, str], jobs: int) -> int:
    """Build in another process; return how many pools of workers it started."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "build", str(site.folder), "--now", NOW, "--jobs", str(jobs), "--quiet"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ},
        cwd=site.folder.parent,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return int(done.stdout)


@pytest.mark.corpus
@pytest.mark.parametrize("environ", [OTHER, BARE], ids=["another country", "no locale at all"])
def test_hash_seed_time_zone_locale_workers_and_folder_do_not_matter(
    environ: dict[str, str], corpus: Callable[[str], Path], tmp_path: Path
) -> None:
    content = corpus("ai-insight-daily")
    first = make_site(tmp_path / "one", content, backwards=False)
    second = make_site(tmp_path / "elsewhere" / "the other", content, backwards=True)
    assert build_in_child(first, ONE, jobs=1) == 0
    assert build_in_child(second, environ, jobs=3) >= 2  # for parsing and for rendering

    built, again = first.outputs(), second.outputs()
    assert sorted(built) == sorted(again)
    assert [output for output in built if built[output] != again[output]] == []
    assert (first.folder / "addresses.lock").read_bytes() == (second.folder / "addresses.lock").read_bytes()
    assert len(built) > 300


def test_a_date_without_a_zone_is_read_in_the_sites_zone_and_not_in_the_machines(tmp_path: Path) -> None:
    sites = []
    for name, environ in (("one", ONE), ("two", OTHER)):
        site = TestSite(tmp_path / name, CONFIG + 'timezone = "Asia/Tokyo"\n')
        site.write("a.md", "Text.", date="2026-01-10 08:00")
        build_in_child(site, environ, jobs=1)
        sites.append(site)
    assert sites[0].outputs() == sites[1].outputs()
    assert "2026-01-10T08:00:00+09:00" in sites[0].read("news/a/index.html")
