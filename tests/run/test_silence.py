"""Published posts that change in silence: what readers should be told, what is a typing error, and what was told."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from ssg.catalog.site import Site
from ssg.core.errors import Diagnostic
from ssg.core.model import Document
from ssg.core.options import BuildOptions
from ssg.publish.cache import Cache
from ssg.run.silence import Version, of_edits
from tests.sites import TestSite

WORDS = [f"{first}o{second}a" for first in "bcdfghjklmnprs" for second in "bcdfghjklmnprs"]
TEXT = f"The fund raised 42 million dollars in May. {' '.join(WORDS)}"

LATER = "2026-02-02T12:00:00+00:00"


def noted(site: TestSite, **options: object) -> list[Diagnostic]:
    report = site.build(**options)
    assert report.ok
    return [item for item in report.diagnostics if item.code == "silent-change"]


def published(site: TestSite, text: str = TEXT, **front: object) -> None:
    site.write("a.md", text, **front)
    site.write("b.md", "Another.")
    assert noted(site) == []


MATERIAL = {
    "another figure": (TEXT.replace("42", "43"), "“42” became “43”"),
    "several figures": (TEXT.replace("42 million", "43 million and 7 %"), "a figure changed"),
    "a tenth of the words": (TEXT.replace(" bo", " be"), "% of the words changed"),
    "a paragraph taken away": (" ".join(TEXT.split()[:100]), "% of the words changed"),
    "a paragraph added": (f"{TEXT}\n\n{' '.join(WORDS[:40]).replace('o', 'i')}", "% of the words changed"),
}


@pytest.mark.parametrize("short", [True, False], ids=["in the short way", "in a whole build"])
@pytest.mark.parametrize(("text", "message"), MATERIAL.values(), ids=MATERIAL)
def test_a_material_change_is_noted_once_at_the_post(site: TestSite, text: str, message: str, short: bool) -> None:
    published(site)

    site.write("a.md", text)
    if not short:
        site.write("c.md", "New.")
    found = noted(site)

    (item,) = found
    assert item.file == "content/a.md"
    assert item.line == 2
    assert message in item.message
    assert "corrections" in item.help
    assert noted(site) == []


@pytest.mark.parametrize("drafts", [True, False])
def test_a_draft_that_was_only_looked_at_is_published_without_a_note(site: TestSite, drafts: bool) -> None:
    site.write("a.md", "Some words to begin with.", draft=True)
    site.write("b.md", "Another.")
    assert noted(site, drafts=drafts) == []

    site.write("a.md", TEXT)
    assert noted(site) == []


TRIFLES = {
    "a typing error": TEXT.replace("boda ", "buda "),
    "where a link leads": TEXT.replace("boda ", "[boda](https://b.example/1) "),
    "emphasis": TEXT.replace("boda ", "*boda* "),
    "how lines break": TEXT.replace("boda ", "boda\n"),
}


@pytest.mark.parametrize("text", TRIFLES.values(), ids=TRIFLES)
def test_a_trifle_is_not_noted(site: TestSite, text: str) -> None:
    published(site)

    site.write("a.md", text)

    assert noted(site) == []


TOLD = {
    "updated": {"updated": "2026-01-20"},
    "a correction": {"corrections": [{"date": "2026-01-20", "text": "It was 43."}]},
}


@pytest.mark.parametrize("front", TOLD.values(), ids=TOLD)
def test_a_change_that_readers_are_told_of_is_not_noted(site: TestSite, front: dict[str, object]) -> None:
    published(site)

    site.write("a.md", TEXT.replace("42", "43"), **front)

    assert noted(site) == []


def test_a_story_of_today_may_change(site: TestSite) -> None:
    published(site, date="2026-02-01T06:00:00Z")
    site.write("a.md", TEXT.replace("42", "43"), date="2026-02-01T06:00:00Z")
    assert noted(site) == []

    site.write("a.md", TEXT.replace("42", "44"), date="2026-02-01T06:00:00Z")
    assert len(noted(site, now=LATER)) == 1


def test_a_draft_may_change(site: TestSite) -> None:
    published(site, draft=True)

    site.write("a.md", TEXT.replace("42", "43"), draft=True)

    assert noted(site) == []


def test_nobody_can_tell_without_a_cache_and_the_output_is_the_same(site: TestSite) -> None:
    published(site)
    site.write("a.md", TEXT.replace("42", "43"))
    assert len(noted(site)) == 1
    made = site.outputs()

    shutil.rmtree(site.folder / ".ssg-cache")

    assert noted(site, clean=True) == []
    assert site.outputs() == made


class Unasked:
    """A post of a kept site: to ask for more than its path reads its document."""

    path = "other.md"

    @property
    def post(self) -> object:
        raise AssertionError("a post that was not edited is read")


def test_of_an_edit_the_edited_posts_alone_are_read(tmp_path: Path) -> None:
    site = cast(Site, SimpleNamespace(posts=(Unasked(),)))
    cache = Cache(str(tmp_path), b"engine")
    version = Version(cast(Document, None), cast(Document, None))

    assert of_edits(site, {"a.md": version}, BuildOptions(environ={}), cache) == []
    cache.close()
