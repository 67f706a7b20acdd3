"""The seam at which parts are left out of every job's key: what is remembered never differs in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

import msgspec

from ssg.core.lazy_jobs import LazyJob
from ssg.core.theme import Theme
from ssg.publish.manifest import Made
from ssg.run import publishing, shortcut

Parts = dict[str, Mapping[str, bytes]]
"""Output → the parts of its key."""


@contextmanager
def without(*names: str) -> Iterator[Parts]:
    """Leave these parts out of all keys; give the keys that the builds in between compared, the latest ones."""
    seen: Parts = {}
    compare = publishing.jobs_to_run

    def compare_without(jobs: Iterable[LazyJob], trusted: Mapping[str, Made], theme: Theme) -> list[LazyJob]:
        jobs = list(jobs)
        seen.update({job.output: job.parts for job in jobs})
        known = {job.output: _agreeing(trusted[job.output], job, names) for job in jobs if job.output in trusted}
        todo = {job.output for job in compare(jobs, known, theme)}
        return [job for job in jobs if job.output in todo]

    # The long way of a build and the short one.
    with (
        mock.patch.object(publishing, "jobs_to_run", compare_without),
        mock.patch.object(shortcut, "jobs_to_run", compare_without),
    ):
        yield seen


def _agreeing(made: Made, job: LazyJob, names: Iterable[str]) -> Made:
    parts = {**made.parts, **{name: job.parts[name] for name in names if name in job.parts}}
    return msgspec.structs.replace(made, parts=parts)
