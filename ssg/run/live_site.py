"""One immutable moment of a site in memory: everything is planned, nothing is rendered."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ssg.catalog.documents import Read
from ssg.catalog.files import Facts
from ssg.catalog.index import Indexed
from ssg.catalog.related_memory import RelatedMemory
from ssg.content.scan import FoundFile, Stamp
from ssg.core.errors import Diagnostic, located
from ssg.core.folders import CONTENT
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document, Source
from ssg.plan.plan import Planned
from ssg.plan.planning import Planning
from ssg.run.live_settings import Settings


@dataclass(frozen=True, slots=True)
class LiveSite:
    """The site as far as it is known without rendering a page."""

    settings: Settings
    indexed: Indexed  # its site has all edits in it
    planning: Planning  # that the jobs are filled under
    jobs: Mapping[str, LazyJob]  # by output
    touched: frozenset[str]  # outputs whose jobs are filled already: the planning knows an older site
    documents: Read  # what the site is made of: of a broken file what it last said
    files: Mapping[str, tuple[Source, Facts]]  # by path below content/
    found: Mapping[str, FoundFile]  # by path below content/
    aside: Mapping[str, tuple[Diagnostic, ...]]  # broken files, and what is wrong with them
    problems: tuple[Diagnostic, ...]  # everything that is wrong, sorted by file and line
    related: RelatedMemory | None  # what the related lists are read from
    unranked: frozenset[str] = frozenset()  # paths of posts that say something else than ``related`` knows
    is_ranked: bool = True  # False: ``related`` is of other posts, or there is none yet

    @property
    def lags(self) -> bool:
        """Return whether the related lists are behind the posts."""
        return bool(self.unranked) or not self.is_ranked

    def shows_related(self, output: str) -> bool:
        """Return whether the page at ``output`` has a related list; also where there is no such page."""
        job = self.jobs.get(output)
        template = self.settings.theme.templates.get(job.template) if job else None
        return job is None or (template is not None and "related" in template.needs)

    def job(self, output: str) -> LazyJob | None:
        """Return the job of an output; None when the site has no such output."""
        job = self.jobs.get(output)
        return job.under(self.planning) if job and output not in self.touched else job


def jobs_of(planned: Planned) -> dict[str, LazyJob]:
    """Return the jobs by their outputs; of two with one output, which is an error, the first."""
    return {job.output: job for job in reversed(planned.jobs)}


def own_problems(document: Document, path: str) -> tuple[Diagnostic, ...]:
    """Return what parse says of the file at ``path``."""
    return tuple(located(problem, f"{CONTENT}/{path}") for problem in document.problems)


def unread(file: FoundFile) -> FoundFile:
    """Return the file unread, with its stamp of now. Raises OSError."""
    stat = os.stat(file.disk_path)
    return msgspec.structs.replace(file, stamp=Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
