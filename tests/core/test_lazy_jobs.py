"""Lazy jobs: filled when asked, equal whenever filled, and light once let go."""

from __future__ import annotations

import msgspec

from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Job

JOB = Job("a/index.html", "page", "post.html", {"post": b"1"}, {"post": "value"}, sources=("a.md",))


class Filling:
    """A planner's function that counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, planning: object, title: str) -> Job:
        self.calls += 1
        return msgspec.structs.replace(JOB, values={"planning": planning, "title": title})


def lazy_with(fill: Filling) -> LazyJob:
    return LazyJob(JOB.output, JOB.renderer, fill, "first", "Title", template=JOB.template, sources=JOB.sources)


def test_nothing_is_filled_before_somebody_asks() -> None:
    fill = Filling()
    lazy = lazy_with(fill)

    assert (lazy.output, lazy.sources, lazy.parts_known, fill.calls) == ("a/index.html", ("a.md",), False, 0)
    assert lazy.job().values == {"planning": "first", "title": "Title"}
    assert not lazy.parts_known


def test_the_digests_are_filled_once_and_the_values_are_not_kept() -> None:
    fill = Filling()
    lazy = lazy_with(fill)

    assert lazy.parts is lazy.parts
    assert (lazy.parts, lazy.parts_known, fill.calls) == (JOB.parts, True, 1)
    assert lazy.job().output == JOB.output
    assert fill.calls == 2


def test_a_kept_job_is_filled_once_until_it_is_let_go() -> None:
    fill = Filling()
    lazy = lazy_with(fill)

    assert lazy.keep() is lazy.job()
    assert fill.calls == 1
    lazy.let_go()
    assert lazy.parts == JOB.parts
    assert fill.calls == 1
    assert lazy.job().output == JOB.output
    assert fill.calls == 2


def test_a_job_that_was_cheap_is_ready_with_its_digests() -> None:
    lazy = ready(JOB)

    assert (lazy.job(), lazy.parts_known, lazy.template, lazy.renderer) == (JOB, True, "post.html", "page")


def test_under_another_plan_it_is_the_same_output_with_other_values() -> None:
    fill = Filling()
    lazy = lazy_with(fill)
    lazy.keep()
    other = lazy.under("second")

    assert lazy.under("first") is lazy
    assert (other.output, other.template, other.sources) == (lazy.output, lazy.template, lazy.sources)
    assert other.job().values == {"planning": "second", "title": "Title"}
    assert ready(JOB).under("second").job() == JOB
