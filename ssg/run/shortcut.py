"""The short way of a build: what a few edits touch is rendered and written, and everything else stands.

Taken where the seal holds but for the bytes of a few files. It ends as the long way does: outputs first, then the
lock, the manifest last. Wherever it gives up before that, the long way finds a folder that is marked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from ssg.catalog.claims import names_of
from ssg.catalog.kept_site import KeptSite
from ssg.catalog.room import Spoken, have_room
from ssg.content.parse_options import parse_key, parse_options
from ssg.core.config import is_preview
from ssg.core.digests import digest_bytes
from ssg.core.folders import Folders
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import BuildReport, Stopwatch, slowest
from ssg.core.theme import Theme
from ssg.core.urls import base_path, output_path
from ssg.plan.plan import site_info
from ssg.plan.posts import twin_address
from ssg.publish.cache import Cache
from ssg.publish.changes import Changes, new_post, shown_file
from ssg.publish.edits import Edit, edits_between
from ssg.publish.engine import parse_engine
from ssg.publish.lock import mark_dirty
from ssg.publish.manifest import state_file
from ssg.publish.reasons import reasons_since
from ssg.publish.seal import Seal, count
from ssg.publish.write import write_owned
from ssg.render.themes import Compiled
from ssg.run.ahead import Ahead, Order
from ssg.run.ending import Before, drop_old, remember, write_lock
from ssg.run.fetching import Fetched
from ssg.run.freshness import MOST_FILES, Freshness
from ssg.run.keeping import load_kept_site, load_sealed_state, lock_bytes
from ssg.run.publishing import jobs_to_run
from ssg.run.ranking import related_from
from ssg.run.rendering import MissingBody, RenderContext, Rendered, render_all
from ssg.run.retouch import Left, MissingDocument, Retouched, retouched
from ssg.run.shards import MovedWords, Shelf
from ssg.run.silence import Version, of_edits

MOST_SINCE = 40
"""Posts that short builds edit before a long one writes everything anew: each is looked at again by all of them."""


def short_way(
    folders: Folders, seal: Seal, fresh: Freshness, options: BuildOptions, progress: Progress, helpers: Helpers
) -> BuildReport | None:
    """Build what the edits touch; None where they change more than themselves. Raises OSError."""
    # The digests of edited files stand in the lock. A host's preview says noindex on every page: the long way knows.
    if len(fresh.changed) > MOST_FILES or not options.writes_lock or is_preview(options.environ):
        return None
    watch = Stopwatch()
    before = _before(folders, seal, fresh, helpers)
    watch.lap("configure")
    if before is None:
        return None
    try:
        return _built(before, folders, fresh, options, progress, watch, helpers.ahead)
    except (sqlite3.DatabaseError, MissingBody, MissingDocument):
        return None  # the long way sets the cache aside, and says so


class Helpers(NamedTuple):
    """Who works while this process imports modules."""

    ahead: Ahead
    related: Fetched


OWN_TEMPLATES = frozenset({"post.html", "page.html"})
LIST_TEMPLATES = (
    *("list.html", "home.html", "tags.html", "archive.html", "year.html", "month.html", "digest.html", "digests.html"),
    "404.html",
)
"""Templates of the pages that show a post beside its own."""

FEW_PAGES = 300
"""Below so many pages, drawing templates into each other takes longer than it saves: it cannot be done ahead."""

NEW_OUTPUTS = frozenset({"page", "markdown twin", "search hits"})
"""Renderers of what a new post may bring that was not there."""


def _before(folders: Folders, seal: Seal, fresh: Freshness, helpers: Helpers) -> Before | None:
    state_path = state_file(folders.cache, folders.output)
    kept = load_kept_site(state_path, seal)
    lock = lock_bytes(folders)
    if kept is None or (digest_bytes(lock) if lock else b"") != seal.lock:
        return None
    helpers.ahead.give(_order(kept.site, fresh))
    related, name = related_from(helpers.related)
    if not kept.site.related:
        related, name = None, b""
    # A full disk may have kept the lists from being written: a site with related posts is no site without them.
    lost = related is None and kept.site.config.related.count and kept.site.posts
    if lost or name != kept.site.related or len(kept.since) > MOST_SINCE:
        return None
    state = load_sealed_state(state_path, seal)
    return Before(seal, Left(kept, related, seal.diagnostics, lock.decode()), state) if state else None


def _order(kept: KeptSite, fresh: Freshness) -> Order:
    """Return what is to be done ahead: templates of the edited files' own pages first, then those of lists."""
    dates = {entry.path: entry.date for entry in kept.entries}
    own = ["post.html" if dates.get(file.path, "new") else "page.html" for file in fresh.changed]
    first, then = (_drawn_in(kept.theme, pages) for pages in (own, LIST_TEMPLATES))
    groups = tuple(first), tuple(name for name in then if name not in first)
    address = kept.config.site.base_url
    return Order(parse_options(kept.config), kept.theme.layers, groups, address.rstrip("/"), base_path(address))


def _drawn_in(theme: Theme, pages: Iterable[str]) -> dict[str, None]:
    found = [theme.templates[page] for page in pages if page in theme.templates]
    return dict.fromkeys(name for page in found for name in page.files)


def _built(
    before: Before,
    folders: Folders,
    fresh: Freshness,
    options: BuildOptions,
    progress: Progress,
    watch: Stopwatch,
    ahead: Ahead,
) -> BuildReport | None:
    cache = Cache(folders.cache, parse_engine())
    try:
        ahead.wait_for_files()
        found = retouched(before.left, fresh, cache, folders.cache, options.workers)
        watch.lap("parse, index and plan")
        if found is None or not _has_room(before, found):
            return None
        rendered = _rendered(before, found, folders, fresh, options, cache, progress, ahead)
        watch.lap("render and write")
        if any(item.problem for item in rendered):
            return None
        versions = {path: Version(edit.before, edit.now) for path, edit in found.edited.items()}
        silent = of_edits(found.site, versions, options, cache)
        drop_old(cache, before.left.kept.site, found)
    finally:
        cache.close()
    write_lock(before, folders, found)
    seal = remember(before, found, folders, fresh, rendered)
    watch.lap("remember")
    report = _report(seal, rendered, watch)
    return msgspec.structs.replace(report, diagnostics=tuple(sorted([*report.diagnostics, *silent])))


def _has_room(before: Before, found: Retouched) -> bool:
    """Return whether the outputs that were not there, if any, may stand where they are to stand."""
    standing = before.state.outputs
    new = [job for job in found.jobs if job.output not in standing]
    own = [output_path(url) for item in found.new.values() for url in (item.entry.url, twin_address(item.entry.url))]
    if not found.new:
        return not new
    if any(output in standing for output in own) or not NEW_OUTPUTS.issuperset(job.renderer for job in new):
        return False
    outputs = [job.output for job in new]
    spoken = Spoken(names_of(before.left.kept.site.claims), found.kept.config, before.left.lock)
    return have_room(outputs, standing, spoken)


def _rendered(
    before: Before,
    found: Retouched,
    folders: Folders,
    fresh: Freshness,
    options: BuildOptions,
    cache: Cache,
    progress: Progress,
    ahead: Ahead,
) -> tuple[Rendered, ...]:
    outputs = before.state.outputs
    trusted = {job.output: outputs[job.output] for job in found.jobs if job.output in outputs}
    with cache.reading():  # the documents of some hundred posts
        todo = jobs_to_run(found.jobs, trusted, found.kept.theme)
    reason_of = reasons_since(trusted, trusted, _changes(before, found, cache))
    sources = {file.path: file for file in fresh.files}
    if todo:
        mark_dirty(state_file(folders.cache, folders.output))
    if len(trusted) < len(found.jobs):
        # Before the first output: a build that is killed must not leave files that nobody owns.
        write_owned(folders.output, {*outputs, *(job.output for job in found.jobs)})
    shelf = Shelf(_moved_words(found), folders.cache, folders.output)
    context = RenderContext(
        todo,
        found.kept.theme,
        site_info(found.site),
        sources,
        folders.cache,
        folders.output,
        trusted,
        reason_of,
        _compiled(todo, ahead),
        shelf.brought_on,
    )
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress("render", done, len(todo))

    try:
        return tuple(render_all(context, jobs=options.workers, progress=advance))
    finally:
        shelf.close()


def _compiled(todo: Iterable[LazyJob], ahead: Ahead) -> Compiled | None:
    """Return the templates that were read ahead; None where there are so many pages that others print faster."""
    pages = [job.template for job in todo if job.template]
    if len(pages) >= FEW_PAGES:
        return None
    own = ahead.templates()
    return Compiled(own if OWN_TEMPLATES.issuperset(pages) else (*own, *ahead.templates()))


def _moved_words(found: Retouched) -> MovedWords:
    edited = {path: (edit.before.body, edit.now.body) for path, edit in found.edited.items()}
    return MovedWords(edited, {path: item.entry.searched.key for path, item in found.new.items()})


def _changes(before: Before, found: Retouched, cache: Cache) -> Changes:
    """Return what the author did, for the reasons."""
    files = {path: _edits(path, edit.before, edit.now, cache) for path, edit in found.edited.items()}
    return Changes(
        files | {path: _arrived(path, item.entry.document, before, cache) for path, item in found.new.items()}
    )


def _edits(path: str, old: Document, new: Document, cache: Cache) -> tuple[Edit, ...]:
    before, now = cache.body(old.body), cache.body(new.body)
    text_moved = before is None or now is None or before.markdown != now.markdown
    return edits_between(old, new, shown_file(path), text_moved=text_moved)


def _arrived(path: str, now: Document, before: Before, cache: Cache) -> tuple[Edit, ...]:
    """Return what is said of a post that the site did not have: it may have been a draft, and no new file."""
    stamp = before.state.stamps.get(path)
    options = parse_options(before.left.kept.site.config)
    old = cache.document(parse_key(stamp.digest, options)) if stamp else None
    return _edits(path, old, now, cache) if old else (new_post(path),)


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
