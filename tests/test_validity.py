"""The sample blog's pages, and those of real blogs, by the Nu HTML checker."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from ssg import BuildOptions, build
from tests.conftest import ROOT
from tests.corpora.test_corpora import NOW as CORPUS_NOW
from tests.corpora.test_corpora import ROWS, corpus_site

VNU = ROOT / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NOW = "2026-02-01T12:00:00+00:00"


def messages(pages: Iterable[Path]) -> list[str]:
    """Return what the checker says of the pages: errors, warnings and remarks."""
    if not VNU.exists() or shutil.which("java") is None:
        pytest.fail("this test needs the Nu HTML checker: make setup-dev installs it")
    # A stack of 8 MB: a real blog has a page of 3 MB.
    command = ["java", "-Xss8m", "-jar", str(VNU), "--format", "json", "--Werror", "--stdout", *map(str, pages)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return [f"{item['url']}:{item.get('lastLine')}: {item['message']}" for item in json.loads(found.stdout)["messages"]]


def test_the_html_checker_finds_nothing_on_any_page_of_the_sample_blog(tmp_path: Path) -> None:
    output = tmp_path / "output"
    options = BuildOptions(output=str(output), cache_dir=str(tmp_path / "cache"), now=NOW, locked=True, environ={})
    assert build(ROOT, options).ok
    # A mail is no page: it is written for programs that want the attributes of old.
    pages = sorted(page for page in output.rglob("*.html") if page.name != "email.html")
    assert len(pages) > 60
    assert messages(pages) == []


def test_the_html_checker_is_awake(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div id=a></div><div id=a></div>", encoding="utf-8")
    assert any("Duplicate ID" in message for message in messages([bad]))


OWN_HTML = {"simonw-til": 43, "kubeflow-blog": 94}
"""Corpus → the most that may be said of its pages while their authors' own HTML is printed; it only shrinks."""


def pages_of(name: str, folder: Path, *, html: bool) -> dict[str, Path]:
    """Build a corpus with the default theme, with or without its authors' raw HTML, and return its pages."""
    site = corpus_site(folder, next(row for row in ROWS if row.name == name))
    config = (folder / "site.toml").read_text("utf-8").replace('theme = "bare"', 'theme = "default"')
    site.configure(f"{config}[markdown]\nhtml = {'true' if html else 'false'}\n")
    assert site.build(now=CORPUS_NOW).ok
    return {page.relative_to(site.output).as_posix(): page for page in sorted(site.output.rglob("*.html"))}


@pytest.mark.corpus
@pytest.mark.parametrize("name", OWN_HTML)
def test_on_a_real_blog_the_html_checker_finds_nothing_but_what_its_authors_wrote_as_html(
    name: str, tmp_path: Path
) -> None:
    without = pages_of(name, tmp_path / "without", html=False)
    assert len(without) > 50
    assert messages(without.values()) == []

    # A page with the same bytes has no HTML of its author's, and has just been found valid.
    own = pages_of(name, tmp_path / "own", html=True)
    others = [page for path, page in own.items() if page.read_bytes() != without[path].read_bytes()]
    assert 0 < len(others) < len(own)
    assert len(messages(others)) <= OWN_HTML[name]
