"""The site in memory from one start to the next."""

from __future__ import annotations

import builtins

import pytest

from ssg.core.folders import folders_of
from tests.properties.world import an_hour_later
from tests.run.live_blog import (
    replaced,
)
from tests.run.live_law import Previewed
from tests.sites import TestSite


def reopened(preview: Previewed, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Open the site once more, as a new preview does; return the files that are read for it."""
    read: list[str] = []
    preview.note()
    content = str(preview.site / "content")
    opened = builtins.open

    def watched(path: object, *arguments: object, **keys: object) -> object:
        if str(path).startswith(content):
            read.append(str(path).removeprefix(content + "/"))
        return opened(path, *arguments, **keys)  # type: ignore[call-overload]

    preview.begin(folders_of(preview.site, preview.options()))
    monkeypatch.setattr(builtins, "open", watched)
    preview.live.open()
    monkeypatch.undo()
    return read


def test_a_preview_reads_what_changed_since_the_last_one_where_nobody_builds(
    blog: TestSite, preview: Previewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_hour_later():
        preview.begin(folders_of(preview.site, preview.options()))
        preview.open()
    replaced("content/p1.md", "This leads", "That leads")(blog)

    assert reopened(preview, monkeypatch) == ["p1.md"]
    preview.hold_to_the_law()
