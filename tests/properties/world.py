"""A site with a past: what its files are, how it is built, and what stands beside it in its folders."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from ssg import BuildReport
from tests.sites import CONFIG, THEMES, TestSite

Stamp = tuple[int, int, int, int]  # size, mtime, ctime, inode

HOUR_NANOSECONDS = 3_600_000_000_000

FRONT: Mapping[str, Any] = {"title": "One", "date": "2026-01-10", "tags": ["x"], "summary": "S"}
"""What a post has above its body when nothing else is said."""

START = ("a.md", "b.md", "labs/c.md", "d/index.md")
"""The posts that every history begins with."""


@dataclass(frozen=True)
class Text:
    """A Markdown file as its author thinks of it."""

    front: Mapping[str, Any]
    body: str

    def bytes(self) -> bytes:
        header = "".join(f"{key}: {json.dumps(value)}\n" for key, value in self.front.items())
        return (f"---\n{header}---\n\n" if header else "").encode() + f"{self.body}\n".encode()


@dataclass
class World:
    """A site folder, the author's memory of what is in it, and the folders that it is built into."""

    folder: Path
    site: TestSite = field(init=False)
    texts: dict[str, Text] = field(default_factory=dict)  # by path below content/
    settings: dict[str, str] = field(default_factory=dict)  # table of site.toml → its lines
    options: dict[str, Any] = field(default_factory=dict)  # of every build
    foreign: dict[str, bytes] = field(default_factory=dict)  # what somebody else put into the output folder
    built: bool = False  # whether anything was ever written
    builds: int = 0  # of all kinds
    exact: int = 0  # that succeeded and were held to the law
    _stamps: dict[Path, set[Stamp]] = field(default_factory=dict)  # that a path ever had

    def __post_init__(self) -> None:
        self.site = TestSite(self.folder / "site")
        shutil.copytree(THEMES / "rich", self.site.folder / "themes" / "rich")
        self.settings["site"] = 'theme = "rich"'
        self.save_settings()
        for path in START:
            self.write(path, Text({**FRONT, "title": path}, "Some text."))

    # ── its files ───────────────────────────────────────────────────────────────────────────────────

    @property
    def content(self) -> Path:
        return self.site.folder / "content"

    @property
    def cache(self) -> Path:
        return self.site.folder / ".ssg-cache"

    @property
    def kept_cache(self) -> Path:
        """Where somebody keeps a copy of the cache."""
        return self.folder / "kept"

    def second_output(self) -> Path:
        return self.folder / "second"

    def paths(self) -> list[str]:
        return sorted(self.texts)

    def write(self, path: str, text: Text) -> None:
        """Write a Markdown file, and remember it."""
        self.texts[path] = text
        self.put(self.content / path, text.bytes())

    def put(self, path: Path, data: bytes, *, modified: int | None = None) -> None:
        """Write any file, whose time of modification may be said to be another."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.settle(path, modified)

    def settle(self, path: Path, modified: int | None = None) -> None:
        """Give a file that was changed a stamp that it never had.

        Histories run in an instant and builds are told that an hour has passed: what happened within one tick of the
        file system's clock would be news to nobody.
        """
        seen = self._stamps.setdefault(path, set())
        while True:
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns if modified is None else modified))
            stamp = stamp_of(path)
            if stamp not in seen:
                break
        seen.add(stamp)

    def remember_stamps(self, folder: Path) -> None:
        """Take note of the stamps of all files below ``folder``, before one of them is changed."""
        for path in folder.rglob("*"):
            if path.is_file():
                self._stamps.setdefault(path, set()).add(stamp_of(path))

    def save_settings(self) -> None:
        """Write site.toml: the lines of [site] first, then the other tables."""
        own = {line.split(" = ")[0]: line for line in CONFIG.splitlines()[1:]}
        own |= {line.split(" = ")[0]: line for line in self.settings["site"].splitlines()}
        tables = [f"{name}\n{lines}\n" for name, lines in sorted(self.settings.items()) if name != "site"]
        text = "\n".join(["[site]", *own.values(), "", *tables])
        self.put(self.site.folder / "site.toml", text.encode())

    # ── its builds ──────────────────────────────────────────────────────────────────────────────────

    def build(self, **options: Any) -> BuildReport:
        """Build as the options of this history say."""
        self.builds += 1
        return self.site.build(**{**self.options, **options})

    def outputs(self, folder: Path | None = None) -> dict[str, bytes]:
        """Return what a reader could fetch from an output folder: unfinished files left out."""
        found = self.site.outputs(folder)
        return {path: data for path, data in found.items() if not path.rpartition("/")[2].startswith(".ssg-tmp-")}

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def stamp_of(path: Path) -> Stamp:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


@contextmanager
def an_hour_later() -> Iterator[None]:
    """Let the machine's clock be an hour ahead: all files are at rest, so that their stamps may be believed."""
    with mock.patch("time.time_ns", return_value=time.time_ns() + HOUR_NANOSECONDS):
        yield
