"""From a folder to a plan: the first four verbs, with all findings of all of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ssg.catalog.index import Contents, Indexed, build_index
from ssg.content.frontmatter import FrontOptions
from ssg.content.markdown import MarkdownOptions
from ssg.content.parse import ParseOptions
from ssg.content.scan import FoundFile, scan
from ssg.core.clock import read_clock
from ssg.core.config import Config
from ssg.core.errors import Diagnostic, has_errors, promoted
from ssg.core.theme import Theme
from ssg.plan.plan import Planned, plan_site, verify_addresses
from ssg.publish.manifest import State
from ssg.run.executors import default_jobs
from ssg.run.loading import Refused, load_lock, load_site_config, load_site_theme
from ssg.run.reading import Reading, read_contents

CONTENT = "content"

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
        return self.jobs or default_jobs()


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, in the order in which the stages ran."""

    seconds: dict[str, float] = field(default_factory=dict)
    _started: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._started
        self._started = now


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site up to its plan: every output is known, none is made."""

    config: Config
    theme: Theme
    indexed: Indexed
    planned: Planned
    found: Mapping[str, FoundFile]  # by path below content/
    reading: Reading
    lock_text: str  # addresses.lock as it stands on disk; empty when there is none
    scanned_at: int  # nanoseconds since 1970
    problems: tuple[Diagnostic, ...]  # of all stages, sorted by file and line


def prepare(
    site_folder: str, options: BuildOptions, state: State, cache_folder: str, watch: Stopwatch, progress: Progress
) -> Prepared:
    """Scan, parse, index and plan. Raises Refused when there is nothing to plan with; sqlite3.Error."""
    config, problems = load_site_config(site_folder, options.base_url, options.environ)
    theme, of_theme = load_site_theme(site_folder, config)
    lock_text, lock, of_lock = load_lock(site_folder)
    watch.lap("configure")
    scanned_at = time.time_ns()
    files, of_scan = scan(os.path.join(site_folder, CONTENT), state.stamps, state.scanned_at)
    watch.lap("scan")
    reading = _read(files, config, cache_folder, options, progress)
    watch.lap("parse")
    contents = Contents(reading.documents, reading.files, lock)
    indexed, planned, of_plan = _index_and_plan(contents, config, theme, options, watch)
    problems += [*of_theme, *of_lock, *of_scan, *reading.problems, *of_plan]
    found = {file.path: file for file in files}
    ordered = _ordered(problems, options.strict)
    return Prepared(config, theme, indexed, planned, found, reading, lock_text, scanned_at, ordered)


def _ordered(problems: list[Diagnostic], strict: bool) -> tuple[Diagnostic, ...]:
    return tuple(sorted({promoted(item) if strict else item for item in problems}))


def _read(
    files: tuple[FoundFile, ...], config: Config, cache_folder: str, options: BuildOptions, progress: Progress
) -> Reading:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("parse", done, len(files))

    return read_contents(files, parse_options(config), cache_folder, jobs=options.workers, progress=advance)


def parse_options(config: Config) -> ParseOptions:
    """Return all of the configuration that parsing depends on."""
    front = FrontOptions(config.front_matter.rename, config.front_matter.unknown)
    return ParseOptions(front, MarkdownOptions(config.markdown.html, config.markdown.math))


def _index_and_plan(
    contents: Contents, config: Config, theme: Theme, options: BuildOptions, watch: Stopwatch
) -> tuple[Indexed, Planned, list[Diagnostic]]:
    """Index and plan; with `--keep-going` again without the broken posts, until none is broken."""
    try:
        now = read_clock(options.now or None, options.environ)
    except ValueError as error:
        raise Refused([bad_time(str(error))]) from None
    reported: list[Diagnostic] = []
    while True:
        indexed = build_index(contents, config, now, drafts=options.drafts)
        watch.lap("index")
        planned = plan_site(indexed.site, theme, noindex=options.drafts)
        dead = verify_addresses(planned.jobs, indexed.unverified)
        watch.lap("plan")
        problems = [*indexed.problems, *planned.problems, *dead]
        broken = _broken_paths(problems, contents) if options.keep_going else frozenset()
        if not broken:
            return indexed, planned, reported + problems
        reported += [item for item in problems if item.level == "error"]
        contents = _without(contents, broken)


def bad_time(reason: str) -> Diagnostic:
    from ssg.core.errors import diagnostic

    return diagnostic(
        "bad-date", f"the time of this build cannot be read: {reason}", help="write it like 2026-01-13T09:00:00+01:00"
    )


def _broken_paths(problems: list[Diagnostic], contents: Contents) -> frozenset[str]:
    prefix = f"{CONTENT}/"
    files = {item.file.removeprefix(prefix) for item in problems if item.level == "error"}
    return frozenset(files & contents.documents.keys())


def _without(contents: Contents, paths: frozenset[str]) -> Contents:
    documents = {path: read for path, read in contents.documents.items() if path not in paths}
    return Contents(documents, contents.files, contents.lock)


def may_build(problems: tuple[Diagnostic, ...], options: BuildOptions) -> bool:
    """Return whether the findings allow the plan to be carried out."""
    if not has_errors(problems):
        return True
    outside_content = [item for item in problems if item.level == "error" and not item.file.startswith(f"{CONTENT}/")]
    return options.keep_going and not outside_content
