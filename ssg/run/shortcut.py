"""The short way of a build: what a few edits touch is rendered and written, and everything else stands.

Taken where the seal holds but for the bytes of a few files. It ends as the long way does: outputs first, then the
lock, the manifest last. Wherever it gives up before that, the long way finds a folder that is marked.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from ssg.catalog.kept_site import KeptSite, kept_entry
from ssg.catalog.ledger import with_digests
from ssg.catalog.related_memory import RelatedMemory
from ssg.content.parse import parse_key
from ssg.core.config import is_preview
from ssg.core.folders import LOCK_FILE, Folders
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch, slowest
from ssg.plan.plan import site_info
from ssg.publish.cache import Cache
from ssg.publish.changes import Changes, shown_file
from ssg.publish.edits import Edit, edits_between
from ssg.publish.engine import parse_engine, render_engine
from ssg.publish.lock import mark_clean, mark_dirty
from ssg.publish.manifest import Outputs, State, load_state, save_changes, state_file
from ssg.publish.reasons import all_reasons
from ssg.publish.seal import Seal, count, save_seal, table_of, with_stamps
from ssg.publish.write import write_file
from ssg.run.freshness import Freshness, file_digest
from ssg.run.keeping import Kept, load_kept_site, save_kept_entries
from ssg.run.preparing import parse_options
from ssg.run.publishing import jobs_to_run
from ssg.run.ranking import load_related
from ssg.run.rendering import MissingBody, RenderContext, Rendered, render_all
from ssg.run.retouch import MissingDocument, Retouched, retouched
from ssg.run.silence import Version, of_edits

MOST_FILES = 20
"""Beyond so many edited files the long way is as quick."""

MOST_SINCE = 40
"""Posts that short builds edit before a long one writes everything anew: each is looked at again by all of them."""


def short_way(
    folders: Folders, seal: Seal, fresh: Freshness, options: BuildOptions, progress: Progress
) -> BuildReport | None:
    """Build what the edits touch; None where they change more than themselves. Raises OSError."""
    # The digests of edited files stand in the lock. A host's preview says noindex on every page: the long way knows.
    if len(fresh.changed) > MOST_FILES or not options.writes_lock or is_preview(options.environ):
        return None
    watch = Stopwatch()
    before = _before(folders, seal)
    watch.lap("configure")
    if before is None:
        return None
    try:
        return _built(before, folders, fresh, options, progress, watch)
    except (sqlite3.DatabaseError, MissingBody, MissingDocument):
        return None  # the long way sets the cache aside, and says so


@dataclass(frozen=True, slots=True)
class _Before:
    """What the last build left."""

    seal: Seal
    kept: Kept
    related: RelatedMemory | None  # of the last long way
    state: State


def _before(folders: Folders, seal: Seal) -> _Before | None:
    state_path = state_file(folders.cache, folders.output)
    kept = load_kept_site(state_path, seal)
    if kept is None:
        return None
    related, name = load_related(folders.cache) if kept.site.related else (None, b"")
    # A full disk may have kept the lists from being written: a site with related posts is no site without them.
    lost = related is None and kept.site.config.related.count and kept.site.posts
    if lost or name != kept.site.related or len(kept.since) > MOST_SINCE:
        return None
    state, notes = load_state(state_path, render_engine())
    # What short builds changed may be lost, or the state may be from another day: then it is not what was sealed.
    fits = not notes and state.outputs and state.scanned_at == seal.state
    return None if not fits else _Before(seal, kept, related, state)


def _built(
    before: _Before,
    folders: Folders,
    fresh: Freshness,
    options: BuildOptions,
    progress: Progress,
    watch: Stopwatch,
) -> BuildReport | None:
    cache = Cache(folders.cache, parse_engine())
    try:
        found = retouched(
            before.kept, before.related, fresh.changed, before.seal.diagnostics, cache, folders.cache, options.workers
        )
        watch.lap("parse, index and plan")
        if found is None or any(job.output not in before.state.outputs for job in found.jobs):
            return None
        rendered = _rendered(before, found, folders, fresh, options, cache, progress)
        watch.lap("render and write")
        if any(item.problem for item in rendered):
            return None
        versions = {path: Version(edit.before, edit.now) for path, edit in found.edited.items()}
        silent = of_edits(found.site, versions, options, cache)
        _drop_old(cache, before.kept.site, found)
    finally:
        cache.close()
    _write_lock(folders, found)
    _remember(before, found, folders, fresh, rendered)
    watch.lap("remember")
    report = _report(before.seal, rendered, watch)
    return msgspec.structs.replace(report, diagnostics=tuple(sorted([*report.diagnostics, *silent])))


def _rendered(
    before: _Before,
    found: Retouched,
    folders: Folders,
    fresh: Freshness,
    options: BuildOptions,
    cache: Cache,
    progress: Progress,
) -> tuple[Rendered, ...]:
    trusted = {job.output: before.state.outputs[job.output] for job in found.jobs}
    todo = jobs_to_run(found.jobs, trusted)
    reasons = all_reasons(todo, trusted, trusted, _changes(found, cache))
    sources = {file.path: file for file in fresh.files}
    context = RenderContext(
        todo, before.kept.site.theme, site_info(found.site), sources, folders.cache, folders.output, trusted, reasons
    )
    if todo:
        mark_dirty(state_file(folders.cache, folders.output))
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress("render", done, len(todo))

    return tuple(render_all(context, jobs=options.workers, progress=advance))


def _changes(found: Retouched, cache: Cache) -> Changes:
    """Return what the author did, for the reasons."""
    files: dict[str, tuple[Edit, ...]] = {}
    for path, edit in found.edited.items():
        old, new = cache.body(edit.before.body), cache.body(edit.now.body)
        text_moved = old is None or new is None or old.markdown != new.markdown
        files[path] = edits_between(edit.before, edit.now, shown_file(path), text_moved=text_moved)
    return Changes(files)


def _drop_old(cache: Cache, kept: KeptSite, found: Retouched) -> None:
    """Drop what the cache holds of the texts that are no more: a copy of one may still stand elsewhere."""
    options = parse_options(kept.config)
    still = {entry.file for entry in kept.entries if entry.path not in found.edited}
    still |= {edit.source.digest for edit in found.edited.values()}
    old = {entry.file for entry in kept.entries if entry.path in found.edited}
    cache.drop(parse_key(digest, options) for digest in sorted(old - still))


def _write_lock(folders: Folders, found: Retouched) -> None:
    path = os.path.join(folders.site, LOCK_FILE)
    with open(path, "rb") as file:
        before = file.read()
    digests = {entry.post.id: entry.source.digest.hex() for entry in found.entries.values()}
    after = with_digests(before.decode(), digests).encode()
    if after != before:
        write_file(path, after)


def _remember(
    before: _Before, found: Retouched, folders: Folders, fresh: Freshness, rendered: Sequence[Rendered]
) -> None:
    """Leave all that the long way would have left, for the next build."""
    state_path = state_file(folders.cache, folders.output)
    lock = file_digest(os.path.join(folders.site, LOCK_FILE))
    digests = {path: edit.source.digest for path, edit in found.edited.items()}
    stamps = {
        file.path: msgspec.structs.replace(file.stamp, digest=digests.get(file.path, file.digest))
        for file in fresh.files
    }
    made = {item.output: item.made for item in rendered if item.made}
    outputs = before.state.outputs
    assert isinstance(outputs, Outputs)
    state = replace(
        before.state, scanned_at=fresh.scanned_at, stamps=stamps, outputs=outputs.with_made(made), lock=lock
    )
    seal = msgspec.structs.replace(
        before.seal,
        scanned_at=fresh.scanned_at,
        content=table_of(stamps, digests=True),
        outputs=with_stamps(before.seal.outputs, {output: item.stamp for output, item in made.items()}),
        lock=lock,
        state=fresh.scanned_at,
    )
    entries = {number: kept_entry(entry) for number, entry in found.entries.items()}
    save_kept_entries(state_path, before.kept, entries, found.moved, seal)
    save_changes(state_path, before.state, state)
    mark_clean(state_path)
    save_seal(state_path, seal)


def _report(seal: Seal, rendered: Sequence[Rendered], watch: Stopwatch) -> BuildReport:
    written = tuple(sorted(item.output for item in rendered if item.written))
    return BuildReport(
        written=written,
        unchanged=count(seal.outputs) - 1 - len(written),
        rendered=len(rendered),
        reasons={item.output: item.made.reason for item in rendered if item.written and item.made},
        seconds=watch.seconds,
        diagnostics=seal.diagnostics,
        next_due=seal.next_due,
        posts=seal.posts,
        slowest=slowest((item.output, item.seconds) for item in rendered),
    )
