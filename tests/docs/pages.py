"""The documentation as data: its pages, their blocks of code, their links and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(r"^([ ]*)(`{3,}|~{3,})([^\n]*)\n(.*?)^\1\2[ ]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"[\w-]+\.(?:png|jpg)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    info: str  # what stands behind the fence
    text: str

    @property
    def language(self) -> str:
        return self.info.split(" ")[0]

    @property
    def words(self) -> list[str]:
        """What stands behind the language."""
        return self.info.split(" ")[1:]


def pages() -> list[str]:
    """Return the README, the changelog and every page of docs/, as paths below the repository's root."""
    return ["README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


@lru_cache
def blocks(page: str) -> tuple[Block, ...]:
    text = (ROOT / page).read_text("utf-8")
    return tuple(Block(match[3].strip(), match[4]) for match in _BLOCK.finditer(text))


@lru_cache
def prose(page: str) -> str:
    """Return a page without its blocks of code."""
    return _BLOCK.sub("", (ROOT / page).read_text("utf-8"))


def links(page: str) -> list[str]:
    """Return the targets of a page's links into this repository."""
    spoken = re.sub(r"(`+)(?:(?!`).)+?\1", "", prose(page))
    return [target for target in _LINK.findall(spoken) if "://" not in target and not target.startswith("mailto:")]


def anchors(file: Path) -> set[str]:
    """Return the fragments that a page's headings offer, as hosts of repositories make them."""
    page = file.relative_to(ROOT).as_posix()
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        count = found[name] = found.get(name, -1) + 1
        names.add(f"{name}-{count}" if count else name)
    return names


def write_example(folder: Path, block: Block) -> None:
    """Write a post that a page shows into a site, with a picture for each that it names."""
    target = folder / block.words[1]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(block.text, "utf-8")
    for name in set(_PICTURE.findall(block.text)):
        Image.new("RGB", (1200, 800), "teal").save(target.parent / name)
