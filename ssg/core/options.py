"""What a caller may ask of a build, and how it is told of the progress."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[str, int, int], None]
"""Told (stage, items done, items in all) as the build goes on."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress for callers who do not look."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The options of `ssg build`; the defaults are the command's."""

    output: str = ""  # folder; empty for output/ in the site's folder
    cache_dir: str = ""  # folder; empty for .ssg-cache/ in the site's folder
    base_url: str = ""  # empty for the configured one, or the host's where it builds
    drafts: bool = False  # drafts and scheduled posts too, marked; every page then says noindex
    now: str = ""  # ISO 8601; empty for SOURCE_DATE_EPOCH or the machine's clock
    jobs: int = 0  # processes; 0 for one for each processor
    clean: bool = False  # ignore what is remembered
    verify: bool = False  # also build clean elsewhere and compare byte for byte
    strict: bool = False  # warnings are errors
    keep_going: bool = False  # leave broken posts out and build the rest
    locked: bool = False  # do not write addresses.lock
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def workers(self) -> int:
        """Return the number of processes to use."""
        return self.jobs or processors()

    @property
    def writes_lock(self) -> bool:
        """Return whether addresses.lock may be written: drafts and build servers have no say in what was published."""
        return not (self.drafts or self.locked or self.environ.get("CI"))


def processors() -> int:
    """Return the number of processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
