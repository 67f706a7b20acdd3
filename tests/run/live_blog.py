"""Edits of a blog in memory, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.live_site import LiveSite
from tests.run.live_law import Previewed
from tests.sites import TestSite

Edit = Callable[[TestSite], object]

BROKEN = "---\ntitle: [\n---\n\nText.\n"


def site_of(preview: Previewed) -> LiveSite:
    assert preview.current
    return preview.current


def codes(preview: Previewed) -> list[str]:
    return [item.code for item in preview.problems]


def way(before: LiveSite, after: LiveSite) -> str:
    """Return which way was taken, told by what is still the very same."""
    if after is before:
        return "nothing"
    if after.settings is not before.settings and after.indexed is before.indexed:
        return "theme"
    return "edits" if after.planning is before.planning else "whole"


def replaced(path: str, old: str, new: str) -> Edit:
    def edit(site: TestSite) -> None:
        file = site.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def theme_file(path: str, text: str) -> Edit:
    return lambda site: (site.folder / "themes/rich" / path).write_text(text, encoding="utf-8")


def content(path: str, data: bytes | str) -> Edit:
    return lambda site: site.write_raw(path, data)


def longer(path: str) -> Edit:
    """Return an edit of a picture that leaves its width and height."""
    return lambda site: (site.folder / path).write_bytes((site.folder / path).read_bytes() + b"more")


def flip_last_byte(path: Path) -> None:
    """Change a picture where its header does not stand."""
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def parsed(site: TestSite) -> int:
    """Return how many different texts were ever parsed."""
    cache = Cache(str(site.folder / ".ssg-cache"), parse_engine())
    try:
        return cache.size()
    finally:
        cache.close()


def planned(before: LiveSite, after: LiveSite) -> set[str]:
    return {output for output, job in after.jobs.items() if before.jobs.get(output) is not job}
