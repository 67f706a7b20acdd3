"""What a build has to say: the same for the command, for `--report` and for Python."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from ssg.core.clock import iso_utc
from ssg.core.errors import Diagnostic, has_errors
from ssg.core.model import Value


class SlowJob(Value, frozen=True):
    """A job by the time that it took."""

    output: str
    seconds: float


SLOWEST = 10  # jobs that `--profile` names


def slowest(times: Iterable[tuple[str, float]]) -> tuple[SlowJob, ...]:
    """Return the slowest of (output, seconds), the slowest first."""
    ordered = sorted(times, key=lambda item: (-item[1], item[0]))[:SLOWEST]
    return tuple(SlowJob(output, seconds) for output, seconds in ordered)


class BuildReport(Value, frozen=True, kw_only=True):
    """The result of a build."""

    written: tuple[str, ...] = ()  # outputs whose bytes changed, sorted
    unchanged: int = 0  # outputs left as they were
    removed: tuple[str, ...] = ()  # outputs deleted, sorted
    failed: tuple[str, ...] = ()  # outputs that could not be made, sorted
    rendered: int = 0  # jobs that were run, whether their bytes changed or not
    reasons: dict[str, str] = {}  # written output → why
    seconds: dict[str, float] = {}  # stage → time it took, in running order
    diagnostics: tuple[Diagnostic, ...] = ()  # sorted by file and line
    next_due: int | None = None  # instant at which the clock alone changes the site next
    posts: int = 0  # published posts
    slowest: tuple[SlowJob, ...] = ()  # at most ten

    @property
    def ok(self) -> bool:
        return not has_errors(self.diagnostics) and not self.failed


def report_data(report: BuildReport) -> dict[str, object]:
    """Return what `--report` writes, in JSON's types."""
    return {
        "written": list(report.written),
        "unchanged": report.unchanged,
        "removed": list(report.removed),
        "failed": list(report.failed),
        "reasons": report.reasons,
        "seconds": {stage: round(seconds, 4) for stage, seconds in report.seconds.items()},
        "diagnostics": [
            {
                "code": item.code,
                "level": item.level,
                "file": item.file,
                "line": item.line,
                "column": item.column,
                "message": item.message,
                "help": item.help,
            }
            for item in report.diagnostics
        ],
        "next_due": iso_utc(report.next_due) if report.next_due is not None else None,
    }


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, in the order in which the stages ran."""

    seconds: dict[str, float] = field(default_factory=dict)
    _started: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._started
        self._started = now
