"""A small news blog that an author edits: files written, and put back as they were."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

from ssg import BuildOptions, build
from tests.conftest import ROOT

NOW = "2026-02-01T12:00:00+00:00"
KEPT = ("content", "themes", "site.toml", "addresses.lock")  # what belongs to the author

CONFIG = """\
[site]
title = "The Daily Token"
id = "token.example"
base_url = "https://token.example"
description = "A blog for tests of the preview."
theme = "paper"
author = "ada"

[authors.ada]
name = "Ada"

[newsletter]
provider = "netlify"

[[menu]]
title = "News"
url = "/news/"
"""

THEME = """\
name = "Paper"
description = "The default theme with a few files of its own."
inherits = "default"
"""

OWN_FILES = ("templates/base.html", "templates/post.html", "templates/page.html", "assets/scheme.js")
"""Files of the default theme that the site's theme has a copy of, to be edited."""

STYLE = "themes/paper/assets/css/99-paper.css"
BASE = "themes/paper/templates/base.html"
POST = "themes/paper/templates/post.html"
PAGE = "themes/paper/templates/page.html"
SCRIPT = "themes/paper/assets/scheme.js"
BYLINE = "themes/paper/templates/parts/byline.html"  # not there: the default theme's serves

AGENTS = "content/posts/2026-01-10-agents.md"
CHIPS = "content/posts/2026-01-12-chips/index.md"
LONG = "content/posts/2026-01-08-long.md"
DRAFT = "content/posts/2026-01-14-secret.md"

LONG_BODY = "\n\n".join(f"Paragraph {number} of a long read. " + "It goes on and on. " * 12 for number in range(60))

POSTS = {
    AGENTS: """\
---
title: Agents at work
tags: [Agents, LLM]
summary: What agents do all day.
aliases: [/old/agents/]
---

Agents write the first draft.

<details><summary>More</summary>Hidden words.</details>
""",
    CHIPS: """\
---
title: Chips for all
tags: [Hardware, LLM]
summary: Prices fall.
image:
  src: lead.png
  alt: A square
---

Chips are cheap now.

![A plan](plan.svg)
""",
    LONG: f"---\ntitle: A long read\ntags: [LLM]\nsummary: Sixty paragraphs.\n---\n\n{LONG_BODY}\n",
    DRAFT: "---\ntitle: A secret plan\ndraft: true\ntags: [Agents]\n---\n\nNobody knows yet.\n",
    "content/posts/2026-01-09-robots.md": "---\ntitle: Robots walk\ntags: [Robots, Agents]\n---\n\nThey walk.\n",
    "content/posts/2026-01-11-laws.md": "---\ntitle: Laws for models\ntags: [Law]\n---\n\nA law was passed.\n",
    "content/about.md": "---\ntitle: About\n---\n\nWe write about tokens.\n",
}


def picture(colour: str) -> bytes:
    """Return a PNG of one colour."""
    file = BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "PNG")
    return file.getvalue()


def drawing(colour: str) -> bytes:
    """Return an SVG of one colour."""
    rectangle = f'<rect width="40" height="20" fill="{colour}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{rectangle}</svg>'.encode()


class AuthorSite:
    """A site folder and what an author does in it. Paths begin at the folder."""

    def __init__(self, folder: Path, base_path: str = "") -> None:
        self.folder = folder
        self.base_path = base_path
        self.write("site.toml", CONFIG.replace("https://token.example", f"https://token.example{base_path}"))
        for path, text in POSTS.items():
            self.write(path, text)
        self.write("content/posts/2026-01-12-chips/lead.png", picture("red"))
        self.write("content/posts/2026-01-12-chips/plan.svg", drawing("red"))
        self.write("themes/paper/theme.toml", THEME)
        self.write(STYLE, ":root { --edition: one; }\n")
        for path in OWN_FILES:
            self.write(f"themes/paper/{path}", (ROOT / "themes/default" / path).read_bytes())

    def build(self) -> None:
        """Publish the site once, so that addresses.lock knows its posts."""
        report = build(self.folder, BuildOptions(now=NOW, jobs=1, environ={}))
        assert report.ok, report.diagnostics

    # ── what authors do ─────────────────────────────────────────────────────────────────────────

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str | bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, path: str, old: str, new: str) -> None:
        before = self.read(path)
        assert old in before
        self.write(path, before.replace(old, new))

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()

    def rename(self, path: str, target: str) -> None:
        os.rename(self.folder / path, self.folder / target)

    # ── and what is undone after a test ─────────────────────────────────────────────────────────

    def files(self) -> dict[str, bytes]:
        """Return what the author's files hold."""
        roots = [self.folder / name for name in KEPT]
        paths = [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*")))]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}

    def restore(self, files: Mapping[str, bytes]) -> None:
        """Make the author's files those again."""
        now = self.files()
        for path in now.keys() - files.keys():
            self.delete(path)
        for path, data in files.items():
            if now.get(path) != data:
                self.write(path, data)

    def delete_folder(self, path: str) -> None:
        shutil.rmtree(self.folder / path)
