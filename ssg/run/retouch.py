"""What a few edited posts come to, where the site's outline stands: the site with them in their places, and the jobs.

The site of the last build is taken as it was kept, the related lists are brought up to date, and only what may show
an edited post is planned. Whatever does not fit is nobody's mistake: the answer is None, and the build goes the long
way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ssg.catalog.entries import entry_of
from ssg.catalog.kept_site import KeptSite, loaded_entries, numbers_of, post_with, site_from
from ssg.catalog.outline import same_outline
from ssg.catalog.related_lists import candidate_of
from ssg.catalog.related_memory import Changes, RankRows, RelatedMemory, brought_up_to_date, first_memory
from ssg.catalog.site import Entry, Site
from ssg.content.parse import parse_key
from ssg.content.scan import FoundFile
from ssg.core.digests import digest_value
from ssg.core.errors import Diagnostic
from ssg.core.folders import CONTENT
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document, Source
from ssg.plan.cards import is_shown_otherwise
from ssg.plan.plan import plan_touched
from ssg.publish.cache import Cache
from ssg.run.keeping import Kept
from ssg.run.preparing import parse_options
from ssg.run.ranking import rank_in
from ssg.run.reading import read_contents
from ssg.run.touched import RelatedLists, moved_lists, scope_of


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that was edited: what it said and what it says."""

    source: Source
    before: Document
    now: Document


@dataclass(frozen=True, slots=True)
class Retouched:
    """The site after the edits."""

    site: Site
    edited: Mapping[str, Edited]  # by path
    entries: Mapping[int, Entry]  # of the edited files, by their numbers among the kept ones
    jobs: tuple[LazyJob, ...]  # those that the edits can have moved
    moved: frozenset[str]  # addresses of posts whose related lists are not those of the last long way


class MissingDocument(Exception):
    """The parse cache lost the document of a file that has not changed."""


def retouched(
    before: Kept,
    related: RelatedMemory | None,
    changed: Sequence[FoundFile],
    findings: Sequence[Diagnostic],
    cache: Cache,
    cache_folder: str,
    workers: int,
) -> Retouched | None:
    """Return what the ``changed`` files come to; None where one changes more than itself and its summary.

    ``before`` and ``findings`` are the last build's, ``related`` the last long one's. Raises MissingDocument,
    sqlite3.Error.
    """
    kept = before.site
    edited = _edited(kept, changed, findings, cache, cache_folder)
    if edited is None:
        return None
    entries = loaded_entries(kept, lambda digest: _document(cache, digest, kept))
    fresh = _edited_entries(kept, entries, edited)
    if fresh is None:
        return None
    for number, entry in fresh.items():
        entries[number] = entry
    since = [entries[number] for number in sorted(before.since | fresh.keys())]
    now = _related_now(related, kept, entries, since, workers) if related else None
    lists = RelatedLists(entries, now)
    site = site_from(kept, entries, lists)
    moved = frozenset(moved_lists(related, now))
    # A list that moved before may have moved back: its page shows it as the last build left it.
    scope = scope_of(site, edited.keys(), edited.keys(), lists, moved | before.moved)
    return Retouched(site, edited, fresh, plan_touched(site, kept.theme, scope), moved)


def _edited(
    kept: KeptSite, changed: Sequence[FoundFile], findings: Sequence[Diagnostic], cache: Cache, cache_folder: str
) -> dict[str, Edited] | None:
    """Return the edits; None where an outline moved, or there was or is something to find fault with."""
    told = {item.file for item in findings}
    options = parse_options(kept.config)
    known = {entry.path: entry.file for entry in kept.entries}
    if any(file.path not in known or f"{CONTENT}/{file.path}" in told for file in changed):
        return None
    reading = read_contents(changed, options, cache_folder, jobs=1, progress=lambda count: None)
    found: dict[str, Edited] = {}
    for path, (source, now) in reading.documents.items():
        before = cache.document(parse_key(known[path], options))
        if before is None or before.problems or now.problems or not same_outline(before, now):
            return None
        found[path] = Edited(source, before, now)
    return found if len(found) == len(changed) else None


def _document(cache: Cache, digest: bytes, kept: KeptSite) -> Document:
    document = cache.document(parse_key(digest, parse_options(kept.config)))
    if document is None:
        raise MissingDocument(digest.hex())
    return document


def _edited_entries(kept: KeptSite, entries: Sequence[Entry], edited: Mapping[str, Edited]) -> dict[int, Entry] | None:
    """Return the edited posts and pages by their numbers; None when one is more than a post or page."""
    usual = {*numbers_of(kept.posts), *numbers_of(kept.pages)}
    found = {}
    for number, entry in enumerate(entries):
        edit = edited.get(entry.path)
        if edit is None:
            continue
        post = post_with(entry.post, edit.now)
        # A title stands in the translations too.
        if number not in usual or (post.translations and post.title != entry.post.title):
            return None
        if is_shown_otherwise(kept.config, entry.post, post):
            return None
        found[number] = entry_of(post, edit.now, edit.source, entry.targets, entry.group)
    return found


def _related_now(
    related: RelatedMemory, kept: KeptSite, entries: Sequence[Entry], fresh: Iterable[Entry], workers: int
) -> RelatedMemory:
    """Return the related lists after the edits."""
    rank = rank_in(workers)
    now = _brought_on(related, fresh, rank)
    if now is None:
        posts = [candidate_of(entries[number]) for number in numbers_of(kept.posts)]
        places = {post.url: row for row, post in enumerate(posts)}
        urls = [post.url for post in related.posts]
        rows = {places[urls[row]]: tuple(places[urls[pin]] for pin in pinned) for row, pinned in related.pins.items()}
        now = first_memory(posts, rows, related.count, rank)
    return now


def _brought_on(memory: RelatedMemory, entries: Iterable[Entry], rank: RankRows) -> RelatedMemory | None:
    """Return the related lists after edits of ``entries``; None when so much moved that all are to be ranked anew."""
    digests = {post.url: post.digest for post in memory.posts}
    candidates = [candidate_of(entry) for entry in entries if entry.url in digests]
    moved = {post.url: post for post in candidates if digest_value(post) != digests[post.url]}
    urls = [post.url for post in memory.posts]
    pins = {urls[row]: tuple(urls[pin] for pin in pinned) for row, pinned in memory.pins.items()}
    return brought_up_to_date(memory, Changes(moved, frozenset(), pins), rank) if moved else memory
