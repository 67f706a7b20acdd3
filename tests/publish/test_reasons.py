"""Why an output is written, in words."""

from __future__ import annotations

import re

import pytest

from ssg.content.scan import Stamp
from ssg.core.model import Job
from ssg.plan.needs import NEEDS
from ssg.publish.manifest import Made
from ssg.publish.reasons import WORDS, reason_of
from tests.sites import TestSite


def job(**parts: bytes) -> Job:
    return Job("a.html", "page", "post.html", parts, {}, sources=("a.md",))


def made(**parts: bytes) -> Made:
    return Made(parts, b"", Stamp(0, 0, 0, 0), (), "")


@pytest.mark.parametrize(
    ("now", "before", "on_disk", "reason"),
    [
        (job(post=b"1"), None, False, "new"),
        (job(post=b"2"), made(post=b"1"), True, "the text or front matter of content/a.md changed"),
        (
            job(post=b"2", content=b"2", page=b"2"),
            made(post=b"1", content=b"1", page=b"1"),
            True,
            "the text or front matter of content/a.md changed",
        ),
        (job(menu=b"2", site=b"2"), made(menu=b"1", site=b"1"), True, "the menu, the settings under [site] changed"),
        (
            job(related=b"2", structured_data=b"2"),
            made(related=b"1", structured_data=b"1"),
            True,
            "the list of related posts changed",
        ),
        (job(structured_data=b"2"), made(structured_data=b"1"), True, "the data for search engines changed"),
        (job(post=b"1"), made(post=b"1", latest=b"1"), True, "the latest posts changed"),
        (job(post=b"1"), made(post=b"1"), False, "the file was changed or deleted"),
    ],
)
def test_a_reason_names_what_moved(now: Job, before: Made | None, on_disk: bool, reason: str) -> None:
    assert reason_of(now, before, on_disk) == reason


def test_every_need_has_words() -> None:
    assert NEEDS.keys() - WORDS.keys() == set()


def test_every_part_of_every_job_of_a_site_has_words(site: TestSite) -> None:
    from ssg.core.folders import CACHE
    from ssg.publish.engine import render_engine
    from ssg.publish.manifest import load_state, state_file

    site.write("a.md", tags=["x"], aliases=["/x/"])
    site.write_raw("x.csv", b"1")
    site.build()
    state, _ = load_state(state_file(str(site.folder / CACHE), str(site.output)), render_engine())
    parts = {part for output in state.outputs.values() for part in output.parts}

    assert len(parts) > 20
    assert {part for part in parts if part not in WORDS and not re.match(r"template |asset ", part)} == set()
