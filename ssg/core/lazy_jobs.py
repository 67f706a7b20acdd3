"""A job whose values are filled when somebody asks: the values of 200,000 outputs never stand in memory at once."""

from __future__ import annotations

from collections.abc import Callable

from ssg.core.model import Job


class LazyJob:
    """A planned output. What names it is there at once; its values and their digests are filled on demand.

    It is filled by ``fill(planning, *subject)``. That is pure: whoever fills, and how often, the job is the same. A
    worker fills what it renders by itself.
    """

    __slots__ = ("_fill", "_job", "_parts", "_planning", "_subject", "output", "renderer", "sources", "template")

    def __init__(
        self,
        output: str,
        renderer: str,
        fill: Callable[..., Job],
        planning: object,
        *subject: object,
        template: str = "",
        sources: tuple[str, ...] = (),
    ) -> None:
        self.output = output
        self.renderer = renderer
        self.template = template
        self.sources = sources
        self._fill = fill
        self._planning = planning
        self._subject = subject
        self._job: Job | None = None
        self._parts: dict[str, bytes] | None = None

    def job(self) -> Job:
        """Return the job, filled."""
        return self._job or self._fill(self._planning, *self._subject)

    def under(self, planning: object) -> LazyJob:
        """Return the same output in another run of plan: of the same site, with another theme."""
        if planning is self._planning:
            return self
        return LazyJob(
            self.output,
            self.renderer,
            self._fill,
            planning,
            *self._subject,
            template=self.template,
            sources=self.sources,
        )

    @property
    def parts(self) -> dict[str, bytes]:
        """The digests of the job's values by their names: filled once and kept, the values are not."""
        if self._parts is None:
            self._parts = self.job().parts
        return self._parts

    @property
    def parts_known(self) -> bool:
        """Whether ``parts`` are there without filling anything."""
        return self._parts is not None

    def take_parts(self, parts: dict[str, bytes]) -> None:
        """Take the digests from whoever has filled the job elsewhere."""
        self._parts = parts

    def keep(self) -> Job:
        """Return the job, filled, and keep it: for one that several are about to ask for."""
        if self._job is None:
            self._job = self.job()
            self._parts = self._job.parts
        return self._job

    def let_go(self) -> None:
        """Keep the digests alone."""
        self._job = None


def ready(job: Job) -> LazyJob:
    """Return a job that is filled already, as one of many that are not; it is the same in every run of plan."""
    lazy = LazyJob(job.output, job.renderer, _itself, None, job, template=job.template, sources=job.sources)
    lazy.keep()
    return lazy


def standing(output: str, parts: dict[str, bytes], sources: tuple[str, ...]) -> LazyJob:
    """Return the job of an output that stands, of whose values nobody knows more than their digests.

    Whoever wants it filled gets NotPlanned.
    """
    lazy = LazyJob(output, "", _not_planned, None, output, sources=sources)
    lazy.take_parts(parts)
    return lazy


class NotPlanned(Exception):
    """A job's values are asked for in a build that planned none."""


def _itself(planning: object, job: Job) -> Job:
    return job


def _not_planned(planning: object, output: str) -> Job:
    raise NotPlanned(output)
