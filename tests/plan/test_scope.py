"""A plan of a scope is a part of the whole plan, and has every job that an edit within the outline moves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ssg.catalog.outline import OWN_FIELDS, same_outline
from ssg.catalog.site import Site
from ssg.content.parse import parse
from ssg.content.parse_options import FrontOptions, MarkdownOptions, ParseOptions
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document, FrontMatter
from ssg.core.options import silent
from ssg.core.report import Stopwatch
from ssg.plan.plan import plan_touched
from ssg.plan.planning import Scope
from ssg.publish.manifest import State
from ssg.run.preparing import Prepared, prepare
from tests.sites import CONFIG, TestSite

NAMES = "abcdefghij"


def write(site: TestSite, name: str, **front: object) -> None:
    day = NAMES.index(name) + 1
    values: dict[str, object] = {"title": name, "tags": ["x", "y"][: 1 + day % 2], "summary": "S"}
    site.write(f"{name}.md", f"Robots {name}.", **{**values, "date": f"2026-01-{day:02}", **front})


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.configure(f"{CONFIG}\n[listing]\nper_page = 2\n[feeds]\nitems = 3\n[related]\ncount = 2\n")
    for name in NAMES:
        write(site, name)
    return site


def prepared(site: TestSite) -> Prepared:
    cache = str(site.folder / ".ssg-cache")
    return prepare(str(site.folder), site.options, State(), cache, Stopwatch(), silent)


def keys(jobs: tuple[LazyJob, ...]) -> Mapping[str, Mapping[str, bytes]]:
    return {job.output: job.parts for job in jobs}


def scope_of(site: Site, path: str) -> Scope:
    """Return the scope of one edited post, as run/retouch finds it."""
    beside = [entry.path for entry in site.neighbours[path] if entry]
    showing = [of for of, listed in site.related.items() if any(entry.path == path for entry, _ in listed)]
    return Scope(frozenset([path]), frozenset([path, *beside, *showing]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("front", [{"title": "Other"}, {"summary": "Other"}, {"key_points": ["One"]}], ids=str)
def test_every_job_that_an_edit_moves_is_in_its_scope(news: TestSite, name: str, front: dict[str, object]) -> None:
    before = keys(prepared(news).planned.jobs)
    write(news, name, **front)
    now = prepared(news)
    whole = keys(now.planned.jobs)
    jobs = keys(plan_touched(now.indexed.site, now.theme, scope_of(now.indexed.site, f"{name}.md")))
    moved = {output for output in whole if whole[output] != before.get(output)}

    assert moved <= jobs.keys()
    assert {output: parts for output, parts in jobs.items() if whole[output] != parts} == {}
    assert len(jobs) < len(whole)


OPTIONS = ParseOptions(FrontOptions((), "warn"), MarkdownOptions(html=True, math=False))


def document(text: str) -> Document:
    return parse(text.encode(), OPTIONS)[0]


KEPT = [
    ("title: A", "title: B"),
    ("summary: A", "summary: B"),
    ("subtitle: A", "subtitle: B"),
    ("key_points: [A]", "key_points: [B]"),
    ("ai_use: none", "ai_use: assisted"),
    ("extra: {a: 1}", "extra: {a: 2}"),
]

MOVED = [
    ("tags: [a]", "tags: [b]"),
    ("slug: a", "slug: b"),
    ("date: 2026-01-01", "date: 2026-01-02"),
    ("draft: false", "draft: true"),
    ("featured: false", "featured: true"),
    ("image: a.png", "image: b.png"),
    ("story: a", "story: b"),
    ("canonical_url: https://a.example/", "canonical_url: https://b.example/"),
]


@pytest.mark.parametrize(("before", "now"), KEPT)
def test_what_a_post_says_of_itself_is_no_part_of_its_outline(before: str, now: str) -> None:
    assert same_outline(document(f"---\n{before}\n---\nText."), document(f"---\n{now}\n---\nOther text."))


@pytest.mark.parametrize(("before", "now"), MOVED)
def test_where_a_post_stands_is_its_outline(before: str, now: str) -> None:
    assert not same_outline(document(f"---\n{before}\n---\nText."), document(f"---\n{now}\n---\nText."))


@pytest.mark.parametrize("body", ["[A link](b.md)", "## A heading", "![A picture](a.png)", "Text.[^1]\n\n[^1]: Note."])
def test_links_and_ids_are_part_of_the_outline(body: str) -> None:
    assert not same_outline(document("Text."), document(body))


def test_no_key_is_left_out_of_the_outline_by_mistake() -> None:
    assert set(FrontMatter.__struct_fields__) > OWN_FIELDS
