"""The short way of a theme: style sheets, scripts or templates moved and nothing else, so that the site stands.

Whatever else a page hangs on is as the manifest says. Nothing is read of any post and nothing is planned, but for the
few pages that have to be rendered. Where more than a few have to be, the build goes the long way.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from ssg.core.errors import Refused
from ssg.core.folders import THEMES, Folders
from ssg.core.lazy_jobs import LazyJob, NotPlanned
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch, slowest
from ssg.core.theme import Theme
from ssg.core.urls import OWNED_FILE
from ssg.plan.pages import needs_of
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.changes import Changes
from ssg.publish.engine import parse_engine
from ssg.publish.inputs import moved_inputs, parts_made_of
from ssg.publish.manifest import Made, state_file
from ssg.publish.reasons import ReasonOf
from ssg.publish.seal import Seal, save_seal, table_of
from ssg.publish.write import stamp_of
from ssg.run.explaining import build_inputs
from ssg.run.freshness import Freshness
from ssg.run.keeping import load_kept_site, load_sealed_state, save_kept_entries
from ssg.run.loading import load_site_theme
from ssg.run.publishing import Outcome, Standing, publish, remember
from ssg.run.rendering import MissingBody, RenderContext
from ssg.run.reprinting import NotPrinted
from ssg.run.retouch import MissingDocument
from ssg.run.theme_plan import Before, Plan, theme_plan

SAME = ("name", "settings", "strings", "card")
"""What a theme must have in common with the one before: plan, and renderers without templates, ask for it."""


def theme_way(
    folders: Folders, seal: Seal, fresh: Freshness, options: BuildOptions, progress: Progress
) -> BuildReport | None:
    """Build what another theme makes of the same site; None where that is more than it can. Raises OSError."""
    watch = Stopwatch()
    before = _before(folders, seal)
    theme = _theme_now(before, folders) if before else None
    watch.lap("configure")
    if before is None or theme is None:
        return None
    try:
        with contextlib.closing(Cache(folders.cache, parse_engine())) as cache:
            plan = theme_plan(before, theme, folders, fresh, options, cache)
        watch.lap("plan")
        outcome = _published(plan, before, theme, folders, fresh, options, progress) if plan else None
    except (sqlite3.DatabaseError, MissingBody, MissingDocument, NotPlanned, NotPrinted):
        return None  # the long way makes up for what is lost, and says so
    if outcome is None or outcome.problems:
        return None
    watch.lap("render and write")
    after = _remember(before, theme, outcome, folders, fresh, options)
    watch.lap("remember")
    return _report(after, outcome, watch)


def _before(folders: Folders, seal: Seal) -> Before | None:
    state_path = state_file(folders.cache, folders.output)
    kept = load_kept_site(state_path, seal)
    state = load_sealed_state(state_path, seal) if kept else None
    return Before(seal, kept, state) if kept and state else None


def _theme_now(before: Before, folders: Folders) -> Theme | None:
    """Return the theme as it stands; None where it is more than a few files that differ, or there is or was something
    to find fault with."""
    if any(item.file.startswith(f"{THEMES}/") for item in before.seal.diagnostics):
        return None
    was = before.kept.site
    try:
        theme, problems = load_site_theme(folders.site, was.config, folders.cache)
    except Refused:
        return None
    return theme if not problems and _asks_for_the_same(was.theme, theme) else None


def _asks_for_the_same(was: Theme, now: Theme) -> bool:
    """Return whether plan comes to the same jobs with either theme, and the same values."""
    if any(getattr(was, name) != getattr(now, name) for name in SAME) or was.templates.keys() != now.templates.keys():
        return False
    if [layer.name for layer in was.layers] != [layer.name for layer in now.layers]:
        return False
    pairs = ((info, now.templates[name]) for name, info in was.templates.items())
    return all(needs_of(old) == needs_of(new) and old.assets == new.assets for old, new in pairs)


# ── outputs, and what is left for the next build ────────────────────────────────────────────────────


def _published(
    plan: Plan,
    before: Before,
    theme: Theme,
    folders: Folders,
    fresh: Freshness,
    options: BuildOptions,
    progress: Progress,
) -> Outcome:
    outputs = before.state.outputs
    done = total = 0

    def make_context(todo: Sequence[LazyJob], trusted: Mapping[str, Made], reason_of: ReasonOf) -> RenderContext:
        nonlocal total
        total = len(todo)
        sources = {file.path: file for file in fresh.files}
        info = site_info(plan.site)
        return RenderContext(todo, theme, info, sources, folders.cache, folders.output, trusted, reason_of)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("render", done, total)

    def find_changes() -> Changes:
        now = build_inputs(before.kept.site.config, theme, options)
        return Changes(inputs=moved_inputs(before.state.inputs, now), made_of=parts_made_of(theme))

    return publish(
        plan.jobs,
        Standing(frozenset((*outputs, OWNED_FILE)), {}, outputs),
        before.state,
        state_file(folders.cache, folders.output),
        theme,
        make_context,
        find_changes=find_changes,
        workers=options.workers,
        progress=advance,
        splicing=plan.splicing,
    )


def _remember(
    before: Before, theme: Theme, outcome: Outcome, folders: Folders, fresh: Freshness, options: BuildOptions
) -> Seal:
    """Leave all that the long way would have left, for the next build."""
    state_path = state_file(folders.cache, folders.output)
    stamps = {file.path: msgspec.structs.replace(file.stamp, digest=file.digest) for file in fresh.files}
    made = {output: item.stamp for output, item in outcome.outputs.items()}
    seal = msgspec.structs.replace(
        before.seal,
        scanned_at=fresh.scanned_at,
        content=table_of(stamps, digests=True),
        outputs=table_of({**made, OWNED_FILE: stamp_of(os.path.join(folders.output, OWNED_FILE), b"")}, digests=False),
        themes=fresh.themes,
        state=fresh.scanned_at,
    )
    state = replace(
        before.state,
        scanned_at=fresh.scanned_at,
        stamps=stamps,
        outputs=outcome.outputs,
        inputs=build_inputs(before.kept.site.config, theme, options),
    )
    kept = before.kept._replace(site=msgspec.structs.replace(before.kept.site, theme=theme))
    save_kept_entries(state_path, kept, {}, kept.moved, seal)
    remember(state_path, state)
    save_seal(state_path, seal)
    return seal


def _report(seal: Seal, outcome: Outcome, watch: Stopwatch) -> BuildReport:
    return BuildReport(
        written=outcome.written,
        unchanged=len(outcome.outputs) - len(outcome.written),
        removed=outcome.removed,
        rendered=len(outcome.rendered),
        reasons=dict(outcome.reasons),
        seconds=watch.seconds,
        diagnostics=seal.diagnostics,
        next_due=seal.next_due,
        posts=seal.posts,
        slowest=slowest((item.output, item.seconds) for item in outcome.rendered),
    )
