"""The sample blog's pages by the Nu HTML checker, and its links by our own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from ssg import BuildOptions, build
from tests.conftest import ROOT

VNU = ROOT / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NOW = "2026-02-01T12:00:00+00:00"


def test_the_html_checker_finds_nothing_on_any_page_of_the_sample_blog(tmp_path: Path) -> None:
    if not VNU.exists() or shutil.which("java") is None:
        pytest.fail("this test needs the Nu HTML checker: make setup-dev installs it")
    output = tmp_path / "output"
    options = BuildOptions(output=str(output), cache_dir=str(tmp_path / "cache"), now=NOW, locked=True, environ={})
    assert build(ROOT, options).ok
    pages = sorted(str(page) for page in output.rglob("*.html"))
    assert len(pages) > 60
    command = ["java", "-jar", str(VNU), "--format", "json", "--Werror", "--stdout", *pages]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(found.stdout)["messages"]
    assert [f"{item['url']}:{item.get('lastLine')}: {item['message']}" for item in messages] == []


def test_the_html_checker_is_awake(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div id=a></div><div id=a></div>", encoding="utf-8")
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout", str(bad)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert any("Duplicate ID" in item["message"] for item in json.loads(found.stdout)["messages"])
