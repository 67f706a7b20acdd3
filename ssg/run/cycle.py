"""One run of the six verbs: scan, parse, index, plan, render, write. All heavy libraries are drawn in from here on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from ssg.catalog.claims import claims_of
from ssg.catalog.documents import BadDocument
from ssg.catalog.kept_site import kept_site
from ssg.catalog.pictures import MADE_FOLDER
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.folders import LOCK_FILE, Folders
from ssg.core.lazy_jobs import LazyJob
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch, slowest
from ssg.core.urls import OWNED_FILE
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine, render_engine
from ssg.publish.lock import is_dirty
from ssg.publish.manifest import Made, State, state_file
from ssg.publish.pictures import PictureStore
from ssg.publish.reasons import ReasonOf
from ssg.publish.seal import Seal, break_seal, save_seal, table_of
from ssg.publish.write import stamp_of, write_file
from ssg.render.theme_layers import shipped_themes
from ssg.run.beside import Answer
from ssg.run.executors import hold_little
from ssg.run.explaining import build_inputs, changes_since
from ssg.run.freshness import file_digest, settings_digest, themes_digest
from ssg.run.keeping import forget_site, save_kept_site
from ssg.run.picturing import RENDERER as PICTURE
from ssg.run.picturing import store_key
from ssg.run.preparing import Prepared, may_build, prepare
from ssg.run.publishing import Outcome, Standing, publish, remember, survey
from ssg.run.rendering import MissingBody, RenderContext
from ssg.run.silence import silent_changes


def run_cycle(
    folders: Folders, state: State, options: BuildOptions, progress: Progress, outputs_stand: Answer
) -> BuildReport:
    """Build what must be built; ``state`` is what the last build remembered, and ``outputs_stand`` whether all of its
    outputs do. Raises Refused, ForeignOutput, OSError.

    When the parse cache proves unusable on the way, the build begins once more with an empty one.
    """
    try:
        return _cycle(folders, state, options, progress, outputs_stand)
    except (sqlite3.DatabaseError, MissingBody, BadDocument) as error:
        path = Cache.discard(folders.cache, parse_engine())
        message = f"{os.path.basename(path)} is of no use ({error}): parsing everything anew"
    try:
        report = _cycle(folders, state, options, progress, lambda: False)
    except sqlite3.DatabaseError as error:
        message = f"the cache cannot be written in {folders.cache}: {error}"
        return BuildReport(diagnostics=(diagnostic("write-failed", message, help="make room, and build again"),))
    note = diagnostic("cache-set-aside", message)
    return msgspec.structs.replace(report, diagnostics=(note, *report.diagnostics))


def _cycle(
    folders: Folders, state: State, options: BuildOptions, progress: Progress, outputs_stand: Answer
) -> BuildReport:
    hold_little()
    watch = Stopwatch()
    state_path = state_file(folders.cache, folders.output)
    # Taken before anything is read: what an author changes while the site is built is seen by the next build.
    others = (shipped_themes(),)
    begun = Seal(
        settings=settings_digest(folders.site, options),
        themes=themes_digest(folders.site, others),
        theme_folders=others,
    )
    prepared = prepare(folders.site, options, state, folders.cache, watch, progress, lean=True)
    if not may_build(prepared.problems, options):
        return BuildReport(diagnostics=prepared.problems, seconds=watch.seconds)
    standing = survey(folders.output, state, state_path, outputs_stand)
    watch.lap("survey")
    silent = silent_changes(state, prepared, options, folders.cache)
    outcome = _publish(prepared, standing, state, folders, options, progress)
    watch.lap("render and write")
    if not outcome.problems:
        _write_lock(folders.site, prepared, options)
    report = _report(prepared, outcome, watch)
    standing_state = _remember(folders, state, _state_after(folders, prepared, outcome, options))
    _seal(folders, prepared, outcome, report, begun, options, standing_state)
    _tidy_cache(folders.cache, prepared)
    _tidy_pictures(folders.cache, prepared, outcome)
    watch.lap("remember")
    # Said once, behind the seal: the next build has no old text to compare with.
    return msgspec.structs.replace(report, diagnostics=tuple(sorted([*report.diagnostics, *silent])))


def _publish(
    prepared: Prepared,
    standing: Standing,
    state: State,
    folders: Folders,
    options: BuildOptions,
    progress: Progress,
) -> Outcome:
    done = total = 0

    def make_context(todo: Sequence[LazyJob], trusted: Mapping[str, Made], reason_of: ReasonOf) -> RenderContext:
        nonlocal total
        total = len(todo)
        info = site_info(prepared.indexed.site)
        return RenderContext(
            todo, prepared.theme, info, prepared.found, folders.cache, folders.output, trusted, reason_of
        )

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("render", done, total)

    state_path = state_file(folders.cache, folders.output)
    jobs = prepared.planned.jobs
    return publish(
        jobs,
        standing,
        state,
        state_path,
        prepared.theme,
        make_context,
        find_changes=lambda: changes_since(state, prepared, options, folders.cache),
        workers=options.workers,
        progress=advance,
    )


def _write_lock(site_folder: str, prepared: Prepared, options: BuildOptions) -> None:
    """Write addresses.lock, last of all and only by a plain build."""
    text = prepared.indexed.site.lock
    if options.writes_lock and text != prepared.lock_text:
        write_file(os.path.join(site_folder, LOCK_FILE), text.encode())


def _lock_is_due(prepared: Prepared, options: BuildOptions) -> bool:
    """Return whether this build has left it to the next plain one to write addresses.lock."""
    return prepared.indexed.site.lock != prepared.lock_text and not options.writes_lock and not options.drafts


def _state_after(folders: Folders, prepared: Prepared, outcome: Outcome, options: BuildOptions) -> State:
    return State(
        engine=render_engine(),
        scanned_at=prepared.scanned_at,
        stamps=dict(prepared.reading.stamps),
        outputs=dict(outcome.outputs),
        lock=file_digest(os.path.join(folders.site, LOCK_FILE)),
        inputs=build_inputs(prepared.config, prepared.theme, options),
        valid_from=prepared.indexed.valid_from,
    )


def _remember(folders: Folders, before: State, after: State) -> State:
    """Write the state where it is another one; return the one that stands."""
    state_path = state_file(folders.cache, folders.output)
    if is_dirty(state_path) or replace(after, scanned_at=before.scanned_at) != before:
        remember(state_path, after)
        return after
    return before


def _seal(
    folders: Folders,
    prepared: Prepared,
    outcome: Outcome,
    report: BuildReport,
    begun: Seal,
    options: BuildOptions,
    state: State,
) -> None:
    """Say what the build was made from, so that the next one finds out quickly that nothing changed.

    Errors are to be found again, and a lock that this build was not to write is still to be written: after either
    nothing may count as unchanged. (A build with drafts is never the same as one without.)
    """
    state_path = state_file(folders.cache, folders.output)
    if not report.ok or _lock_is_due(prepared, options):
        break_seal(state_path)
        forget_site(state_path)
        return
    owned = stamp_of(os.path.join(folders.output, OWNED_FILE), b"")
    stamps = {output: made.stamp for output, made in outcome.outputs.items()}
    seal = msgspec.structs.replace(
        begun,
        engine=render_engine(),
        scanned_at=prepared.scanned_at,
        content=table_of(prepared.reading.stamps, digests=True),
        outputs=table_of({**stamps, OWNED_FILE: owned}, digests=False),
        lock=file_digest(os.path.join(folders.site, LOCK_FILE)),
        valid_from=prepared.indexed.valid_from,
        next_due=prepared.indexed.next_due,
        diagnostics=report.diagnostics,
        posts=report.posts,
        state=state.scanned_at,
    )
    site = prepared.indexed.site
    claims = claims_of(site, prepared.indexed.naming, prepared.reading.documents)
    save_kept_site(state_path, kept_site(site, prepared.theme, prepared.related, claims), seal)
    save_seal(state_path, seal)


def _tidy_cache(cache_folder: str, prepared: Prepared) -> None:
    """Drop what the cache holds of documents that are gone."""
    if prepared.reading.parsed:
        cache = Cache(cache_folder, parse_engine())
        cache.keep_only(prepared.reading.keys)
        cache.close()
        Cache.discard_others(cache_folder, parse_engine())


def _tidy_pictures(cache_folder: str, prepared: Prepared, outcome: Outcome) -> None:
    """Drop pictures that nobody shows any more, where some have come or gone."""
    folder = MADE_FOLDER[1:]
    if any(output.startswith(folder) for output in (*outcome.removed, *(item.output for item in outcome.rendered))):
        jobs = (job for job in prepared.planned.jobs if job.renderer == PICTURE)
        PictureStore(cache_folder).keep_only({store_key(job.parts["print"]) for job in jobs})


def _report(prepared: Prepared, outcome: Outcome, watch: Stopwatch) -> BuildReport:
    return BuildReport(
        written=outcome.written,
        unchanged=len(prepared.planned.jobs) - len(outcome.written) - len(outcome.problems),
        removed=outcome.removed,
        failed=tuple(sorted(item.output for item in outcome.rendered if item.made is None)),
        rendered=len(outcome.rendered),
        reasons=dict(outcome.reasons),
        seconds=watch.seconds,
        diagnostics=tuple(sorted([*prepared.problems, *summed_up(outcome.problems)])),
        next_due=prepared.indexed.next_due,
        posts=len(prepared.indexed.site.posts),
        slowest=slowest((item.output, item.seconds) for item in outcome.rendered),
    )


def summed_up(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return one finding for each mistake: a broken template fails on every page that uses it."""
    groups: dict[tuple[str, str, int, str], list[Diagnostic]] = {}
    for item in problems:
        groups.setdefault((item.code, item.file, item.line, item.message), []).append(item)
    return [msgspec.structs.replace(found[0], message=_counted(found)) for found in groups.values()]


def _counted(found: list[Diagnostic]) -> str:
    first = min(item.subject for item in found)
    where = f"on {first}" + (f" and {len(found) - 1:,} more" if len(found) > 1 else "")
    return f"{found[0].message} ({where})" if found[0].code == "template-error" else found[0].message
