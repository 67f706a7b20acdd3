"""A site for tests: write posts, build, and look at what was made."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from ssg import BuildOptions, BuildReport, build

THEMES = Path(__file__).parent / "themes"
NOW = "2026-02-01T12:00:00+00:00"

CONFIG = """\
[site]
title = "Test News"
id = "test.example"
base_url = "https://test.example"
description = "A site for tests."
theme = "bare"
author = "Ada"
"""


class TestSite:
    """A site folder with the bare theme, a fixed clock and no environment."""

    __test__ = False  # pytest takes every class of this name for a test

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self.folder = folder
        self.output = folder / "output"
        (folder / "content").mkdir(parents=True)
        shutil.copytree(THEMES / "bare", folder / "themes" / "bare")
        self.configure(config)
        self.options = BuildOptions(now=NOW, jobs=1, environ={})

    def configure(self, text: str) -> None:
        (self.folder / "site.toml").write_text(text, encoding="utf-8")

    def write(self, path: str, body: str = "Some text.", **front: Any) -> Path:
        """Write a Markdown file below content/; without a date in its front matter or name it gets one."""
        if "date" not in front and not path.startswith(("pages/", "_")) and not path[:4].isdigit():
            front["date"] = "2026-01-10"
        front = {key: value for key, value in front.items() if value is not None}
        header = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
        return self.write_raw(path, f"---\n{header}---\n\n{body}\n" if header else f"{body}\n")

    def write_raw(self, path: str, text: str | bytes) -> Path:
        """Write any file below content/."""
        target = self.folder / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def configure_more(self, text: str) -> None:
        """Add tables to the configuration."""
        with open(self.folder / "site.toml", "a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")

    def theme(self, path: str, text: str) -> None:
        """Write a file of the theme."""
        target = self.folder / "themes" / "bare" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def delete(self, path: str) -> None:
        (self.folder / "content" / path).unlink()

    def build(self, **options: Any) -> BuildReport:
        return build(self.folder, replace(self.options, **options))

    def read(self, output: str) -> str:
        return (self.output / output).read_text(encoding="utf-8")

    def exists(self, output: str) -> bool:
        return (self.output / output).is_file()

    def redirects(self) -> dict[str, tuple[str, str]]:
        """Return target and status of each redirect by its source, what is hidden left out."""
        rows = [line.split() for line in self.read("_redirects").splitlines()]
        return {source: (target, status) for source, target, status in rows if status != "404!"}

    def outputs(self, folder: Path | None = None) -> dict[str, bytes]:
        """Return every file of the output folder by its path."""
        root = folder or self.output
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
        }

    def codes(self, report: BuildReport) -> list[str]:
        return [found.code for found in report.diagnostics]

    def clean_outputs(self, folder: Path) -> dict[str, bytes]:
        """Return what a clean build of the same site makes in ``folder``, which it does not look at."""
        done = self.build(output=str(folder / "output"), cache_dir=str(folder / "cache"), locked=True)
        assert done.ok, done.diagnostics
        return self.outputs(folder / "output")
