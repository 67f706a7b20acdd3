"""RESULTS.md is written by several commands: each replaces its own section and leaves the others'."""

from __future__ import annotations

BUILDS, PREVIEW, RELATED = "", "## Live preview", "## Related posts"
SEARCH = "## Search"
CARDS = "## Social cards"
CHECK = "## The gate"
IMAGES = "## Pictures"
LIGHTHOUSE = "## Lighthouse"
SECTIONS = (BUILDS, PREVIEW, RELATED, SEARCH, IMAGES, CARDS, CHECK, LIGHTHOUSE)
"""In their order; what stands under none of the headings is the report of builds."""


def write_section(path: str, section: str, text: str) -> None:
    """Put the text, its heading included, in the place of what an earlier run wrote."""
    kept = split_sections(_read(path)) | {section: text.strip()}
    found = [kept[name] for name in SECTIONS if kept.get(name)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n\n".join(found) + "\n")


def split_sections(text: str) -> dict[str, str]:
    """Return each section of the file by its name."""
    lines: dict[str, list[str]] = {}
    section = BUILDS
    for line in text.splitlines():
        if line.startswith("## "):
            section = line if line in SECTIONS else BUILDS
        lines.setdefault(section, []).append(line)
    return {name: "\n".join(of_section).strip() for name, of_section in lines.items()}


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
