"""What a few edited and new posts come to, where the site's outline stands: the site with them in it, and the jobs.

The site of the last build is taken as it was kept, the related lists are brought up to date, and only what may show
one of these posts is planned. Whatever does not fit is nobody's mistake: the answer is None, and the build goes the
long way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ssg.catalog.claims import names_used, naming_of, with_names
from ssg.catalog.entries import entry_of
from ssg.catalog.growth import Grown, with_posts
from ssg.catalog.kept_site import KeptEntry, KeptSite, numbers_of
from ssg.catalog.loaded_site import loaded_entries, post_with, site_from
from ssg.catalog.newcomers import UNMOVED, Ground, Newcomer, newcomers
from ssg.catalog.outline import same_outline
from ssg.catalog.places import is_markdown
from ssg.catalog.related_memory import FEW_POSTS, Changes, RankRows, RelatedMemory, brought_up_to_date, first_memory
from ssg.catalog.related_question import candidate_of
from ssg.catalog.search_segments import index_of
from ssg.catalog.site import Entry, Site
from ssg.content.parse_options import parse_key, parse_options
from ssg.core.digests import digest_value
from ssg.core.errors import Diagnostic
from ssg.core.folders import CONTENT
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document, Source
from ssg.plan.cards import is_shown_otherwise
from ssg.plan.plan import has_bounded_pages, plan_touched
from ssg.publish.cache import Cache
from ssg.run.freshness import Freshness
from ssg.run.keeping import Kept
from ssg.run.rank_rows import rank_in
from ssg.run.reading import read_contents
from ssg.run.touched import RelatedLists, moved_lists, scope_of


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that was edited: what it said and what it says."""

    source: Source
    before: Document
    now: Document


@dataclass(frozen=True, slots=True)
class Left:
    """What the last build left."""

    kept: Kept
    related: RelatedMemory | None  # of the last long way
    findings: Sequence[Diagnostic]
    lock: str  # text of addresses.lock


@dataclass(frozen=True, slots=True)
class Retouched:
    """The site after the edits."""

    site: Site
    kept: KeptSite  # the same as it is kept, but for its entries
    edited: Mapping[str, Edited]  # by path
    new: Mapping[str, Newcomer]  # by path
    entries: Mapping[int, Entry]  # of the edited and new files, by their numbers: new ones follow on the kept ones
    jobs: tuple[LazyJob, ...]  # those that the edits can have moved
    moved: frozenset[str]  # addresses of posts whose related lists are not those of the last long way


class MissingDocument(Exception):
    """The parse cache lost the document of a file that has not changed."""


def retouched(left: Left, fresh: Freshness, cache: Cache, cache_folder: str, workers: int) -> Retouched | None:
    """Return what the changed files come to; None where one changes more than itself, its summary and its lists.

    Raises MissingDocument, sqlite3.Error.
    """
    kept = left.kept.site
    known = {entry.path: entry.file for entry in kept.entries}
    options = parse_options(kept.config)
    reading = read_contents(fresh.changed, options, cache_folder, jobs=1, progress=lambda count: None)
    if len(reading.documents) < len(fresh.changed):
        return None
    edited = _edited(left, {path: read for path, read in reading.documents.items() if path in known}, known, cache)
    new = _new(left, {path: read for path, read in reading.documents.items() if path not in known}, fresh, cache)
    if edited is None or new is None:
        return None
    entries = loaded_entries(kept, lambda digest: _document(cache, digest, kept))
    moved_entries = _edited_entries(kept, entries, edited)
    if moved_entries is None:
        return None
    for number, entry in moved_entries.items():
        entries[number] = entry
    moved_entries |= {len(entries) + place: item.entry for place, item in enumerate(new)}
    entries += [item.entry for item in new]
    grown = _grown(kept, entries, new, fresh)
    if grown is None:
        return None
    related = left.related
    since = [entries[number] for number in sorted(left.kept.since | moved_entries.keys())]
    now = _related_now(related, grown.kept, entries, since, workers) if related else None
    if related and now is None:
        return None
    lists = RelatedLists(entries, now)
    site = site_from(grown.kept, entries, lists)
    moved = frozenset(moved_lists(related, now))
    # A list that moved before may have moved back: its page shows it as the last build left it.
    changed = [*edited, *(item.entry.path for item in new)]
    scope = scope_of(site, changed, changed, lists, moved | left.kept.moved, grown.lists)
    jobs = plan_touched(site, kept.theme, scope)
    by_path = {item.entry.path: item for item in new}
    return Retouched(site, grown.kept, edited, by_path, moved_entries, jobs, moved)


Read = Mapping[str, tuple[Source, Document]]
"""What files said, by path."""


def _edited(left: Left, read: Read, known: Mapping[str, bytes], cache: Cache) -> dict[str, Edited] | None:
    """Return the edits; None where an outline moved, or there was or is something to find fault with."""
    told = {item.file for item in left.findings}
    options = parse_options(left.kept.site.config)
    found: dict[str, Edited] = {}
    for path, (source, now) in read.items():
        before = cache.document(parse_key(known[path], options))
        if f"{CONTENT}/{path}" in told or before is None or before.problems or now.problems:
            return None
        if not same_outline(before, now):
            return None
        found[path] = Edited(source, before, now)
    return found


# ── new posts ───────────────────────────────────────────────────────────────────────────────────────


def _new(left: Left, read: Read, fresh: Freshness, cache: Cache) -> list[Newcomer] | None:
    """Return the new posts, oldest first; None where one would move more than the lists that it enters."""
    if not read:
        return []
    kept = left.kept.site
    if not has_bounded_pages(kept.theme) or not UNMOVED.issuperset(item.code for item in left.findings):
        return None

    def read_ids(entry: KeptEntry) -> tuple[str, ...]:
        return _document(cache, entry.file, kept).ids

    return newcomers(Ground(kept, left.lock, {file.path for file in fresh.files}, fresh.now, read_ids), read)


def _grown(kept: KeptSite, entries: Sequence[Entry], new: Sequence[Newcomer], fresh: Freshness) -> Grown | None:
    """Return the site with the ``new`` posts, which are the last of ``entries``, in its lists."""
    if not new:
        return Grown(kept, {})
    numbers = range(len(entries) - len(new), len(entries))
    valid_from = max(kept.valid_from, *(item.valid_from for item in new))
    grown = with_posts(kept, entries, numbers, valid_from)
    if grown is None or not _keeps_its_search(kept, grown.kept):
        return None
    known = {file.path for file in fresh.files if is_markdown(file.path)} | {file.source.path for file in kept.files}
    names = {name for item in new for name in names_used(item.entry, naming_of(item.entry.document.front), known)}
    names |= {item.entry.document.front.id for item in new} - {""}
    return grown._replace(kept=msgspec.structs.replace(grown.kept, claims=with_names(grown.kept.claims, names)))


def _keeps_its_search(before: KeptSite, after: KeptSite) -> bool:
    """Return whether the search index is cut as it was: the numbers of its parts grow by powers of two."""
    counts = [[len(numbers_of(edition.home.rows)) for edition in kept.editions] for kept in (before, after)]
    return all(index_of("", "", was) == index_of("", "", now) for was, now in zip(*counts, strict=True))


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
) -> RelatedMemory | None:
    """Return the related lists after the edits; None where all of many posts are to be ranked anew.

    The long way keeps what it ranks. Here each edit after this one would rank everything again: 5.5 s of 10,000 posts.
    """
    rank = rank_in(workers)
    now = _brought_on(related, fresh, rank)
    if now is None and len(related.posts) < FEW_POSTS:
        posts = [candidate_of(entries[number]) for number in numbers_of(kept.posts)]
        places = {post.url: row for row, post in enumerate(posts)}
        urls = [post.url for post in related.posts]
        rows = {places[urls[row]]: tuple(places[urls[pin]] for pin in pinned) for row, pinned in related.pins.items()}
        now = first_memory(posts, rows, related.count, rank)
    return now


def _brought_on(memory: RelatedMemory, entries: Iterable[Entry], rank: RankRows) -> RelatedMemory | None:
    """Return the related lists after edits of ``entries``; None when so much moved that all are to be ranked anew."""
    digests = {post.url: post.digest for post in memory.posts}
    candidates = [candidate_of(entry) for entry in entries if entry.date]  # pages have no date
    moved = {post.url: post for post in candidates if digest_value(post) != digests.get(post.url)}
    urls = [post.url for post in memory.posts]
    pins = {urls[row]: tuple(urls[pin] for pin in pinned) for row, pinned in memory.pins.items()}
    return brought_up_to_date(memory, Changes(moved, frozenset(), pins), rank) if moved else memory
