"""The six verbs in order: scan, parse, index, plan, render, write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ssg.catalog.ledger import LOCK_FILE
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Job
from ssg.core.report import BuildReport, SlowJob
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine, render_engine
from ssg.publish.lock import OutputLocked, output_lock
from ssg.publish.manifest import Made, State, load_state, state_file
from ssg.publish.write import ForeignOutput, write_file
from ssg.run.loading import Refused
from ssg.run.preparing import BuildOptions, Prepared, Progress, Stopwatch, may_build, prepare, silent
from ssg.run.publishing import Outcome, Standing, publish, remember, survey
from ssg.run.rendering import RenderContext

OUTPUT = "output"
CACHE = ".ssg-cache"
SLOWEST = 10  # jobs that `--profile` names


def build(
    site_folder: str | os.PathLike[str] = ".", options: BuildOptions | None = None, progress: Progress = silent
) -> BuildReport:
    """Build the site in ``site_folder`` into its output folder and return what was done.

    After a report without errors the folder is byte for byte what a clean build would have written. What the user did
    wrong stands in the report's diagnostics, nothing is raised for it; while the plan has errors nothing is written.
    """
    folder, options = os.fspath(site_folder), options or BuildOptions()
    output = options.output or os.path.join(folder, OUTPUT)
    cache = options.cache_dir or os.path.join(folder, CACHE)
    state_path = state_file(cache, output)
    try:
        with output_lock(state_path):
            return _build(folder, output, cache, options, progress)
    except Refused as refused:
        return BuildReport(diagnostics=tuple(sorted(refused.problems)))
    except OutputLocked:
        return _refusal("output-locked", f"another build is writing to {output}", "wait until it is done")
    except ForeignOutput:
        help = "name an empty folder with --output, or empty this one"
        return _refusal("foreign-output", f"{output} holds files that ssg did not make, and is left alone", help)
    except OSError as error:
        return _refusal("write-failed", f"{error.filename or output}: {error.strerror or error}", "nothing is lost")


def _refusal(code: str, message: str, help: str) -> BuildReport:
    return BuildReport(diagnostics=(diagnostic(code, message, help=help),))


def _build(folder: str, output: str, cache: str, options: BuildOptions, progress: Progress) -> BuildReport:
    watch = Stopwatch()
    state_path = state_file(cache, output)
    state, notes = (State(), []) if options.clean else load_state(state_path, render_engine())
    prepared, more = _prepare_with_cache(folder, options, state, cache, watch, progress)
    problems = (*notes, *more, *prepared.problems)
    if not may_build(prepared.problems, options):
        return BuildReport(diagnostics=problems, seconds=watch.seconds)
    standing = survey(output, state, state_path)
    watch.lap("survey")
    outcome = _publish(prepared, standing, state, (folder, output, cache), options, progress)
    watch.lap("render and write")
    if not outcome.problems:
        _write_lock(folder, prepared, options)
    _remember(state_path, state, prepared, outcome, cache)
    watch.lap("remember")
    return _report(prepared, outcome, problems, watch)


def _prepare_with_cache(
    folder: str, options: BuildOptions, state: State, cache: str, watch: Stopwatch, progress: Progress
) -> tuple[Prepared, list[Diagnostic]]:
    """Prepare; when the parse cache cannot be used, once more with an empty one."""
    try:
        return prepare(folder, options, state, cache, watch, progress), []
    except sqlite3.DatabaseError:
        path = Cache.discard(cache, parse_engine())
        note = diagnostic("cache-set-aside", f"{os.path.basename(path)} is damaged: parsing everything anew")
        return prepare(folder, options, state, cache, watch, progress), [note]


def _publish(
    prepared: Prepared,
    standing: Standing,
    state: State,
    folders: tuple[str, str, str],
    options: BuildOptions,
    progress: Progress,
) -> Outcome:
    _, output, cache = folders
    done = total = 0

    def make_context(todo: Sequence[Job], trusted: Mapping[str, Made], reasons: Mapping[str, str]) -> RenderContext:
        nonlocal total
        total = len(todo)
        info = site_info(prepared.indexed.site)
        return RenderContext(todo, prepared.theme, info, prepared.found, cache, output, trusted, reasons)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("render", done, total)

    state_path = state_file(cache, output)
    jobs = prepared.planned.jobs
    return publish(jobs, standing, state, state_path, make_context, workers=options.workers, progress=advance)


def _write_lock(folder: str, prepared: Prepared, options: BuildOptions) -> None:
    """Write addresses.lock, last of all and only by a plain build: drafts and CI have no say in what was published."""
    text = prepared.indexed.site.lock
    if options.drafts or options.locked or options.environ.get("CI") or text == prepared.lock_text:
        return
    write_file(os.path.join(folder, LOCK_FILE), text.encode())


def _remember(state_path: str, before: State, prepared: Prepared, outcome: Outcome, cache_folder: str) -> None:
    after = State(
        engine=render_engine(),
        scanned_at=prepared.scanned_at,
        stamps=dict(prepared.reading.stamps),
        outputs=dict(outcome.outputs),
    )
    if (
        outcome.rendered
        or outcome.removed
        or after.stamps != before.stamps
        or after.outputs.keys() != before.outputs.keys()
    ):
        remember(state_path, after)
    if prepared.reading.parsed:
        cache = Cache(cache_folder, parse_engine())
        cache.keep_only(prepared.reading.keys)
        cache.close()


def _report(prepared: Prepared, outcome: Outcome, problems: Iterable[Diagnostic], watch: Stopwatch) -> BuildReport:
    slowest = sorted(outcome.rendered, key=lambda item: (-item.seconds, item.output))[:SLOWEST]
    return BuildReport(
        written=outcome.written,
        unchanged=len(prepared.planned.jobs) - len(outcome.written) - len(outcome.problems),
        removed=outcome.removed,
        failed=tuple(sorted(item.output for item in outcome.rendered if item.made is None)),
        rendered=len(outcome.rendered),
        reasons=dict(outcome.reasons),
        seconds=watch.seconds,
        diagnostics=tuple(sorted([*problems, *_summed_up(outcome.problems)])),
        next_due=prepared.indexed.next_due,
        posts=len(prepared.indexed.site.posts),
        slowest=tuple(SlowJob(item.output, item.seconds) for item in slowest),
    )


def _summed_up(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return one finding for each mistake: a broken template fails on every page that uses it."""
    groups: dict[tuple[str, str, int, str], list[Diagnostic]] = {}
    for item in problems:
        groups.setdefault((item.code, item.file, item.line, item.message), []).append(item)
    return [msgspec.structs.replace(found[0], message=_counted(found)) for found in groups.values()]


def _counted(found: list[Diagnostic]) -> str:
    first = min(item.subject for item in found)
    where = f"on {first}" + (f" and {len(found) - 1:,} more" if len(found) > 1 else "")
    return f"{found[0].message} ({where})" if found[0].code == "template-error" else found[0].message
