"""From a folder to a plan: the first four verbs, with all findings of all of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ssg.catalog.documents import BadDocument, Documents, Read, without
from ssg.catalog.index import Contents, Indexed, build_index
from ssg.content.parse_options import parse_key, parse_options
from ssg.content.scan import FoundFile, scan
from ssg.core.clock import read_clock
from ssg.core.config import Config, is_preview
from ssg.core.errors import Diagnostic, Refused, has_errors, promoted
from ssg.core.folders import CONTENT
from ssg.core.model import Source
from ssg.core.options import BuildOptions, Progress
from ssg.core.report import Stopwatch
from ssg.core.theme import Theme
from ssg.plan.plan import Planned, plan_site, verify_addresses
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.publish.manifest import State
from ssg.run.excerpts import with_excerpts
from ssg.run.executors import give_back
from ssg.run.loading import load_lock, load_site_config, load_site_theme
from ssg.run.ranking import KeptRanking
from ssg.run.reading import Reading, read_contents


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
    related: bytes  # name of the related lists that the site shows; empty where they are not kept


def prepare(
    site_folder: str,
    options: BuildOptions,
    state: State,
    cache_folder: str,
    watch: Stopwatch,
    progress: Progress,
    *,
    lean: bool = False,
) -> Prepared:
    """Scan, parse, index and plan. Raises Refused when there is nothing to plan with; sqlite3.Error.

    With ``lean`` no document is held any more where many are: for who will ask for few of them.
    """
    config, problems = load_site_config(site_folder, options.base_url, options.environ)
    theme, of_theme = load_site_theme(site_folder, config, cache_folder)
    lock_text, lock, of_lock = load_lock(site_folder)
    watch.lap("configure")
    scanned_at = time.time_ns()
    files, of_scan = scan(os.path.join(site_folder, CONTENT), state.stamps, state.scanned_at)
    watch.lap("scan")
    reading = _read(files, config, cache_folder, options, progress)
    give_back()  # documents came one by one and stand in one block now: a fork would inherit the room that they took
    watch.lap("parse")
    contents = Contents(reading.documents, reading.files, lock)
    make_room = room_maker(reading.documents, config, cache_folder)
    # Going on without broken posts, index reads all documents once more.
    rank = KeptRanking(cache_folder, options.workers, make_room if lean and not options.keep_going else None)
    try:
        if config.related.count:
            rank.start(reading.documents)
        indexed, planned, of_plan = _index_and_plan(contents, config, theme, options, rank, watch)
    finally:
        rank.close()
    if lean:
        make_room()
    problems += [*of_theme, *of_lock, *of_scan, *reading.problems, *of_plan]
    found = {file.path: file for file in files}
    ordered = _ordered(with_excerpts(problems, found, CONTENT), options.strict)
    return Prepared(config, theme, indexed, planned, found, reading, lock_text, scanned_at, ordered, rank.name)


def room_maker(documents: Read, config: Config, cache_folder: str) -> Callable[[], None]:
    """Return how to hold no document any more: whoever asks for one then has it from the parse cache."""
    options = parse_options(config)

    def read_encoded(source: Source) -> bytes:
        cache = Cache(cache_folder, parse_engine())  # for each anew: a connection must not cross a fork
        try:
            found = cache.encoded_document(parse_key(source.digest, options))
        finally:
            cache.close()
        if found is None:
            raise BadDocument(f"{source.path}: the parse cache has lost it")
        return found

    def make_room() -> None:
        if isinstance(documents, Documents):
            documents.let_go(read_encoded)
            give_back()

    return make_room


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


def _index_and_plan(
    contents: Contents, config: Config, theme: Theme, options: BuildOptions, rank: KeptRanking, watch: Stopwatch
) -> tuple[Indexed, Planned, list[Diagnostic]]:
    """Index and plan; with `--keep-going` again without the broken posts, until none is broken."""
    try:
        now = read_clock(options.now or None, options.environ)
    except ValueError as error:
        raise Refused([bad_time(str(error))]) from None
    reported: list[Diagnostic] = []
    while True:
        indexed = build_index(contents, config, now, drafts=options.drafts, begin=rank.begin, when_read=rank.when_read)
        watch.lap("index")
        planned = plan_site(indexed.site, theme, noindex=options.drafts or is_preview(options.environ))
        dead = verify_addresses(planned, indexed.site.redirects, indexed.unverified)
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
    return Contents(without(contents.documents, paths), contents.files, contents.lock, contents.left_out | paths)


def may_build(problems: tuple[Diagnostic, ...], options: BuildOptions) -> bool:
    """Return whether the findings allow the plan to be carried out."""
    if not has_errors(problems):
        return True
    outside_content = [item for item in problems if item.level == "error" and not item.file.startswith(f"{CONTENT}/")]
    return options.keep_going and not outside_content
