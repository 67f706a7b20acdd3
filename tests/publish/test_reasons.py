"""Why an output is written, in words."""

from __future__ import annotations

import re

import pytest

from ssg.content.scan import Stamp
from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job
from ssg.plan.needs import NEEDS
from ssg.publish.changes import Changes
from ssg.publish.edits import EVERYBODY, Edit
from ssg.publish.manifest import Made
from ssg.publish.reasons import LOOKS, WORDS, reason_of
from tests.sites import TestSite


def job(**parts: bytes) -> LazyJob:
    return ready(Job("a.html", "page", "post.html", parts, {}, sources=("a.md",)))


def made(**parts: bytes) -> Made:
    return Made(parts, b"", Stamp(0, 0, 0, 0), (), "")


NOTHING = Changes()
OWN = Changes(files={"a.md": (Edit("title", EVERYBODY), Edit("date", EVERYBODY))})


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
def test_without_a_known_cause_a_reason_names_the_parts_that_moved(
    now: LazyJob, before: Made | None, on_disk: bool, reason: str
) -> None:
    assert reason_of(now, before, on_disk, NOTHING) == reason


def test_a_cause_of_several_parts_is_named_once() -> None:
    now, before = job(post=b"2", content=b"2", page=b"2"), made(post=b"1", content=b"1", page=b"1")

    assert reason_of(now, before, True, OWN) == "title and date of content/a.md changed"


def test_only_what_concerns_the_parts_that_moved_is_named() -> None:
    changes = Changes({}, {"setting site.title": "setting site.title changed", "setting menu": "setting menu changed"})

    assert reason_of(job(menu=b"2"), made(menu=b"1"), True, changes) == "setting menu changed"


def test_of_many_causes_three_are_named_and_the_others_counted() -> None:
    inputs = {f"template {number}.html": f"template {number}.html changed" for number in range(5)}
    changes = Changes({}, inputs, {"template post.html": tuple(inputs)})
    now, before = job(**{"template post.html": b"2"}), made(**{"template post.html": b"1"})

    assert reason_of(now, before, True, changes) == (
        "template 0.html changed; template 1.html changed; template 2.html changed; and 2 more"
    )


def test_every_part_that_has_words_has_a_place_to_look_for_its_cause() -> None:
    assert WORDS.keys() - LOOKS.keys() == {"hidden"}  # the name of our own list of files: it never changes


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
