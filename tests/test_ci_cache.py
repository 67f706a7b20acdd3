"""Builds in fresh checkouts, as services run them: exact whatever came back, and short when cache and output did."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from ssg import BuildOptions, BuildReport, build
from tests.docs.pages import blocks
from tests.sites import NOW, TestSite

CACHE, OUTPUT = ".ssg-cache", "output"
LATER = "2026-02-03T12:00:00+00:00"
WHAT_CAME_BACK = ((), (CACHE,), (OUTPUT,), (CACHE, OUTPUT))
FEEDS = {"feed.xml", "atom.xml", "feed.json"}


def git(folder: Path, *words: str) -> None:
    """Run git in a folder as nobody in particular, with no configuration but the repository's own."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@test.example")
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *who, *words], cwd=folder, env=environ, check=True, capture_output=True)


class Service:
    """A repository, and a service that builds fresh clones of it."""

    def __init__(self, site: TestSite, folder: Path) -> None:
        self.site = site
        self.folder = folder
        site.write("a.md", "Words about transformers.", title="A", date="2026-01-01", tags=["x"], summary="S")
        site.write("b.md", "Words about bicycles.", title="B", date="2026-01-02", tags=["y"], summary="S")
        site.write("soon.md", "Words about volcanoes.", title="Soon", date="2026-02-02", summary="S")
        site.write_raw("ads.txt", "nobody.example, 1, DIRECT\n")
        (site.folder / ".gitignore").write_text(f"/{OUTPUT}/\n/{CACHE}/\n")
        site.build()
        git(site.folder, "init", "--quiet")
        self.commit()

    def commit(self) -> None:
        git(self.site.folder, "add", "--all")
        git(self.site.folder, "commit", "--quiet", "--message", "Change")

    def checkout(self, name: str, kept: Path | None = None, came_back: tuple[str, ...] = ()) -> Path:
        """Return a fresh clone, with the folders of ``came_back`` copied there from ``kept``; every stamp is new."""
        clone = self.folder / name
        git(self.folder, "clone", "--quiet", str(self.site.folder), str(clone))
        for below in came_back:
            shutil.copytree(kept / below if kept else clone, clone / below, copy_function=shutil.copyfile)
        return clone


@pytest.fixture
def service(site: TestSite, tmp_path: Path) -> Service:
    return Service(site, tmp_path)


def build_as_service(checkout: Path, now: str = NOW) -> BuildReport:
    report = build(checkout, BuildOptions(now=now, jobs=1, environ={"CI": "true"}))
    assert report.diagnostics == ()
    return report


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def clean_outputs(service: Service, now: str = NOW) -> dict[str, bytes]:
    clean = service.checkout("clean")
    build_as_service(clean, now)
    return files(clean / OUTPUT)


def parsed_rows(checkout: Path) -> dict[bytes, int]:
    """Return key → row of everything that was ever parsed into the cache: what is parsed again gets a new row."""
    (path,) = (checkout / CACHE).glob("parsed-*.sqlite")
    connection = sqlite3.connect(path)
    try:
        return dict(connection.execute("SELECT key, rowid FROM parsed").fetchall())
    finally:
        connection.close()


# ── what comes back, and what it saves ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", ["first", "elsewhere"])
@pytest.mark.parametrize("came_back", WHAT_CAME_BACK, ids=lambda names: " and ".join(names) or "nothing")
def test_a_fresh_checkout_is_built_exactly_whatever_came_back(
    service: Service, came_back: tuple[str, ...], place: str
) -> None:
    first = service.checkout("first")
    build_as_service(first)
    kept = first.rename(service.folder / "kept")
    service.site.write("b.md", "Words about trains.", title="B2", date="2026-01-02", tags=["z"], summary="T")
    service.site.delete("a.md")
    service.site.configure_more('[addresses]\ngone = ["/news/a/"]')
    service.commit()

    again = service.checkout(place, kept, came_back)
    build_as_service(again)

    assert files(again / OUTPUT) == clean_outputs(service)


def test_with_the_cache_nothing_is_parsed_again(service: Service) -> None:
    first = service.checkout("first")
    build_as_service(first)

    again = service.checkout("again", first, (CACHE,))
    before = parsed_rows(again)
    build_as_service(again)

    assert len(before) == 3
    assert parsed_rows(again) == before


def test_with_the_cache_and_the_output_nothing_is_rendered_or_written(service: Service) -> None:
    first = service.checkout("first")
    build_as_service(first)

    again = service.checkout("again", first, (CACHE, OUTPUT))
    stamps = {path: path.stat().st_mtime_ns for path in (again / OUTPUT).rglob("*")}
    report = build_as_service(again)

    assert (report.rendered, report.written, report.removed) == (0, (), ())
    assert {path: path.stat().st_mtime_ns for path in (again / OUTPUT).rglob("*")} == stamps


def test_with_the_cache_and_the_output_an_edit_costs_what_it_costs_at_home(service: Service) -> None:
    first = service.checkout("first")
    build_as_service(first)
    service.site.write("a.md", "Transformers about words.", title="A", date="2026-01-01", tags=["x"], summary="S")
    service.commit()

    again = service.checkout("again", first, (CACHE, OUTPUT))
    before = parsed_rows(again)
    report = build_as_service(again)

    assert set(report.written) == {"news/a/index.html", "news/a/index.md", *FEEDS}
    assert len(parsed_rows(again).items() - before.items()) == 1


def test_a_scheduled_rebuild_publishes_what_is_due(service: Service) -> None:
    first = service.checkout("first")
    done = build_as_service(first)

    again = service.checkout("again", first, (CACHE, OUTPUT))
    before = parsed_rows(again)
    report = build_as_service(again, now=LATER)

    assert done.next_due is not None
    assert "news/soon/index.html" in report.written
    assert parsed_rows(again) == before
    assert files(again / OUTPUT) == clean_outputs(service, LATER)


def test_a_service_leaves_addresses_lock_to_the_author(service: Service) -> None:
    service.site.write("new.md", "Words about glaciers.", title="New", date="2026-01-03", summary="S")
    service.commit()
    checkout = service.checkout("first")
    committed = (checkout / "addresses.lock").read_bytes()

    build_as_service(checkout)

    assert (checkout / "addresses.lock").read_bytes() == committed


# ── the recipes of the documentation ────────────────────────────────────────────────────────────────

DEPLOYING = "docs/deploying.md"
PLUGIN = "plugins/keep-ssg-cache"

PLAY_PLUGIN = """\
const { copyFileSync, existsSync } = require("node:fs");
const [plugin, event, store, publish] = process.argv.slice(1);
const copied = (from, to) => existsSync(from) && (copyFileSync(from, to), true);
const cache = {
  save: async (path) => copied(path, `${store}/${path}`),
  restore: async (path) => copied(`${store}/${path}`, path),
};
require(plugin)[event]({ constants: { PUBLISH_DIR: publish }, utils: { cache } });
"""


def recipe(path: str) -> str:
    """Return the file of that path as the page on deploying shows it, the last one where there are several."""
    return [block.text for block in blocks(DEPLOYING) if block.words[:1] == [path]][-1]


def play_plugin(event: str, checkout: Path, store: Path) -> None:
    """Let the plugin of the documentation handle an event of Netlify's build, its utilities played by plain copies."""
    words = [str(checkout / PLUGIN / "index.js"), event, str(store), OUTPUT]
    subprocess.run(["node", "-e", PLAY_PLUGIN, "--", *words], cwd=checkout, check=True)


def test_netlifys_plugin_brings_back_both_folders(service: Service) -> None:
    for name in ("manifest.yml", "index.js"):
        target = service.site.folder / PLUGIN / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(recipe(f"{PLUGIN}/{name}"), "utf-8")
    service.commit()
    store = service.folder / "store"
    store.mkdir()
    for name in ("first", "again"):
        checkout = service.checkout(name)
        play_plugin("onPreBuild", checkout, store)
        before = parsed_rows(checkout) if name == "again" else {}
        report = build_as_service(checkout)
        play_plugin("onPostBuild", checkout, store)

    assert report.written == ()
    assert parsed_rows(checkout) == before


def test_netlify_is_told_of_the_plugin_and_of_the_folder_that_it_keeps() -> None:
    settings = tomllib.loads(recipe("netlify.toml"))

    assert settings["plugins"] == [{"package": f"./{PLUGIN}"}]
    assert settings["build"]["publish"] == OUTPUT
    assert yaml.safe_load(recipe(f"{PLUGIN}/manifest.yml")) == {"name": "keep-ssg-cache"}


def test_the_workflow_for_github_brings_both_folders_back_before_it_builds() -> None:
    workflow = yaml.safe_load(recipe(".github/workflows/publish.yml"))
    steps = workflow["jobs"]["publish"]["steps"]
    at = {step.get("uses", step.get("run", "")).partition("@")[0]: number for number, step in enumerate(steps)}
    cache = steps[at["actions/cache"]]["with"]

    assert cache["path"].split() == [CACHE, OUTPUT]
    assert cache["key"].startswith(cache["restore-keys"])
    assert at["actions/checkout"] < at["actions/cache"] < at["ssg build"] < at["actions/upload-pages-artifact"]
    assert steps[at["actions/upload-pages-artifact"]]["with"]["path"] == OUTPUT


def test_gitlab_keeps_the_cache_and_the_folder_that_it_publishes() -> None:
    job = yaml.safe_load(recipe(".gitlab-ci.yml"))["pages"]

    assert "ssg build --output public" in job["script"]
    assert job["cache"]["paths"] == [f"{CACHE}/", "public/"]
    assert job["artifacts"]["paths"] == ["public"]
    assert json.dumps(job["rules"]) == '[{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]'
