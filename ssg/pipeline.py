"""Build: the one way in, from the command line and from Python.

The six verbs themselves (scan, parse, index, plan, render, write) stand in run/cycle. This module asks first whether
there is anything to do, and imports nothing heavy to find out.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator

import msgspec

from ssg.core.clock import read_clock
from ssg.core.errors import Diagnostic, Refused, diagnostic
from ssg.core.folders import Folders, folders_of, require_site
from ssg.core.options import BuildOptions, Progress, silent
from ssg.core.report import BuildReport, Stopwatch
from ssg.core.urls import UnsafePath
from ssg.publish.engine import render_engine
from ssg.publish.lock import OutputLocked, is_dirty, output_lock
from ssg.publish.manifest import State, load_state, state_file
from ssg.publish.seal import Seal, count, load_seal
from ssg.publish.write import ForeignOutput, sweep_unfinished
from ssg.run.beside import Answer
from ssg.run.fetching import RELATED_FILE, Fetched
from ssg.run.freshness import MOST_FILES, Freshness, asked_outputs, look

GC_THRESHOLDS = (200_000, 50, 100)  # objects, then generations; Python's own are (700, 10, 10)


def build(
    site_folder: str | os.PathLike[str] = ".", options: BuildOptions | None = None, progress: Progress = silent
) -> BuildReport:
    """Build the site in ``site_folder`` into its output folder and return what was done.

    After a report without errors the folder is byte for byte what a clean build would have written. What the user did
    wrong stands in the report's diagnostics, nothing is raised for it; while the plan has errors nothing is written.
    """
    options = options or BuildOptions()
    folders = folders_of(site_folder, options)
    try:
        _require_place(folders)
        if options.verify:
            return _verified(folders, options, progress)
        with output_lock(state_file(folders.cache, folders.output)), rare_collections():
            for folder in (folders.site, folders.cache):
                sweep_unfinished(folder)
            return _build(folders, options, progress)
    except Refused as refused:
        return BuildReport(diagnostics=tuple(sorted(refused.problems)))
    except OutputLocked:
        return _refusal("output-locked", f"another build is writing to {folders.output}", "wait until it is done")
    except ForeignOutput:
        message = f"{folders.output} holds files that ssg did not make, and is left alone"
        return _refusal("foreign-output", message, "name an empty folder with --output, or empty this one")
    except UnsafePath as error:
        return _refusal("write-failed", str(error), "delete the symbolic link")
    except OSError as error:
        place = error.filename or folders.output
        help = "make room or mend the folder's permissions, and build again: nothing is lost"
        return _refusal("write-failed", f"{place}: {error.strerror or error}", help)


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Let the collector look seldom: a site's values are many and hardly ever in circles, so that it finds nothing."""
    usual = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _refusal(code: str, message: str, help: str) -> BuildReport:
    return BuildReport(diagnostics=(diagnostic(code, message, help=help),))


def _require_place(folders: Folders) -> None:
    """Raise Refused or ForeignOutput before anything is made in a folder that is no site's, or is its content."""
    require_site(folders.site)
    content = os.path.realpath(folders.content)
    if os.path.commonpath([content, os.path.realpath(folders.output)]) == content:
        raise ForeignOutput(folders.output)


def _build(folders: Folders, options: BuildOptions, progress: Progress) -> BuildReport:
    """Take the shortest way that gives the same bytes: nothing to do, a few edits, everything."""
    state_path = state_file(folders.cache, folders.output)
    seal = None if options.clean or is_dirty(state_path) else load_seal(state_path, render_engine())
    if seal is None:
        return _long_way(folders, options, progress, Seal(), lambda: False)
    with asked_outputs(folders, seal, options) as outputs_stand:
        report = _short_ways(folders, seal, options, progress, outputs_stand)
        return report or _long_way(folders, options, progress, seal, outputs_stand)


def _short_ways(
    folders: Folders, seal: Seal, options: BuildOptions, progress: Progress, outputs_stand: Answer
) -> BuildReport | None:
    """Return the report of a build with little or nothing to do; None when there may be more."""
    watch = Stopwatch()
    try:
        now = read_clock(options.now or None, options.environ)
    except ValueError:
        return None  # the build itself says what is wrong with the time
    fresh = look(folders, seal, options, now)
    if fresh is None or not outputs_stand():
        return None
    watch.lap("compare")
    if not fresh.changed and fresh.themes == seal.themes:
        return _unchanged(seal, watch)
    report = _few_changes(folders, seal, fresh, options, progress)
    return msgspec.structs.replace(report, seconds={**watch.seconds, **report.seconds}) if report else None


def _few_changes(
    folders: Folders, seal: Seal, fresh: Freshness, options: BuildOptions, progress: Progress
) -> BuildReport | None:
    """Return the report of a build after edits of content, or of themes; None when there may be more to do."""
    if fresh.themes != seal.themes:
        if fresh.changed:
            return None
        from ssg.run.retheme import theme_way

        return theme_way(folders, seal, fresh, options, progress)
    from ssg.run.ahead import working_ahead

    few = len(fresh.changed) <= MOST_FILES and options.workers > 1
    with (
        working_ahead(fresh.changed, folders.cache, worth_it=few) as ahead,
        # The thread reads 35 MB at 10,000 posts while these modules are imported.
        Fetched(os.path.join(folders.cache, RELATED_FILE)) as related,
    ):
        from ssg.run.shortcut import Helpers, short_way

        return short_way(folders, seal, fresh, options, progress, Helpers(ahead, related))


def _long_way(
    folders: Folders, options: BuildOptions, progress: Progress, seal: Seal, outputs_stand: Answer
) -> BuildReport:
    state, notes = _remembered(folders, options)
    from ssg.run.cycle import run_cycle

    # The seal vouches for outputs as the state describes them only where both are of one build.
    report = run_cycle(folders, state, options, progress, lambda: seal.state == state.scanned_at and outputs_stand())
    return msgspec.structs.replace(report, diagnostics=(*notes, *report.diagnostics))


def _unchanged(seal: Seal, watch: Stopwatch) -> BuildReport:
    return BuildReport(
        unchanged=count(seal.outputs) - 1,  # the list of our outputs is none
        seconds=watch.seconds,
        diagnostics=seal.diagnostics,
        next_due=seal.next_due,
        posts=seal.posts,
    )


def _remembered(folders: Folders, options: BuildOptions) -> tuple[State, list[Diagnostic]]:
    """Return what the last build remembered; nothing for a clean build, which forgets what was parsed as well."""
    if not options.clean:
        return load_state(state_file(folders.cache, folders.output), render_engine())
    from ssg.publish.cache import Cache
    from ssg.publish.engine import parse_engine
    from ssg.publish.pictures import PictureStore

    PictureStore(folders.cache).discard()
    Cache.discard(folders.cache, parse_engine())
    return State(), []


def _verified(folders: Folders, options: BuildOptions, progress: Progress) -> BuildReport:
    """Build, then prove it by a clean build elsewhere. Both are for one instant."""
    from dataclasses import replace

    from ssg.run.verify import labelled, pinned, verify

    options = replace(pinned(options), verify=False)
    report = build(folders.site, options, progress)
    if not report.ok:
        return report
    return verify(lambda clean: build(folders.site, clean, labelled(progress)), options, folders.output, report)
