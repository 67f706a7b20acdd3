"""Play a page of the docs: write the files that it shows, type the commands, and look at the answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT, Block, blocks, write_example

NOW = "1768467600"  # 2026-01-15 09:00 UTC
_PROGRESS = re.compile(r"^(?:parse|render): [\d,]+\n", re.MULTILINE)  # a bar on a terminal
_RATE = re.compile(r", [\d,]+ pages and files a second")
_NUMBER = re.compile(r" *\b(?:[0-9a-f]{10}|\d[\d,.]*)\b")
_LEFT_OUT = re.compile(r"^ *…$", re.MULTILINE)


def play(page: str, folder: Path) -> Iterator[tuple[Block, str]]:
    """Yield every block that shows a file or an answer, with what the file holds or the commands answer."""
    environ = _environ(folder / "installed")
    here = folder
    for block in blocks(page):
        if block.language == "console":
            answers = []
            for line in re.findall(r"^\$ (.+)$", block.text, re.MULTILINE):
                here, answer = _type(line, here, environ)
                answers.append(f"$ {line}\n{answer}")
            yield block, "".join(answers)
        elif block.words[:1] == ["file"]:
            yield block, (here / block.words[1]).read_text("utf-8")
        elif block.words[:1] in (["example"], ["broken"]):
            write_example(here, block)


def shown(answer: str) -> str:
    """Return an answer as a terminal shows it in the end."""
    return _PROGRESS.sub("", answer).replace("\n\n$", "\n$").strip() + "\n"


def agrees(answer: str, page: str) -> bool:
    """Return whether an answer is what a page shows, but for numbers; a line of `…` stands for any lines."""
    parts = _LEFT_OUT.split(_bare(page))
    return re.fullmatch("[^\n]+(?:\n[^\n]+)*".join(re.escape(part) for part in parts), _bare(answer)) is not None


def _bare(answer: str) -> str:
    """Return an answer without what differs from run to run, or with the theme: times, counts, digests, scores."""
    return _NUMBER.sub(" #", _RATE.sub("", shown(answer)))


def _type(line: str, here: Path, environ: dict[str, str]) -> tuple[Path, str]:
    words = re.findall(r'"([^"]*)"|(\S+)', line)
    command, *arguments = (quoted or bare for quoted, bare in words)
    if command == "cd":
        return here / arguments[0], ""
    assert command == "ssg", f"only cd and ssg are played, not {command}"
    done = subprocess.run(
        [sys.executable, "-m", "ssg", *arguments],
        cwd=here,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return here, done.stdout


def _environ(folder: Path) -> dict[str, str]:
    """Return the environment of a reader who installed this very version from an index."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"], project["version"]
    metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n", "utf-8")
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT") if key in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": NOW,
    }
