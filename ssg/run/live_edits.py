"""A site in memory after edits that keep its outline: only what shows an edited file is planned anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ssg.catalog.entries import entry_of
from ssg.catalog.loaded_site import post_with
from ssg.catalog.outline import same_outline
from ssg.catalog.pictures import prints_of, ratios_of
from ssg.catalog.related_lists import related_table
from ssg.catalog.related_question import candidate_of
from ssg.catalog.replacing import with_entries
from ssg.catalog.site import Entry, Site, introductions
from ssg.content.focus import CENTER
from ssg.content.parse_options import parse_options
from ssg.content.scan import FoundFile
from ssg.core.errors import Diagnostic, has_errors
from ssg.core.folders import CONTENT
from ssg.core.lazy_jobs import LazyJob, ready
from ssg.core.model import Document, Source
from ssg.core.urls import quoted
from ssg.plan.cards import is_shown_otherwise
from ssg.plan.files import plan_files
from ssg.plan.pictures import CARD_FILE
from ssg.plan.plan import plan_site, plan_touched, planning_of
from ssg.run.excerpts import with_excerpts
from ssg.run.live_site import LiveSite, jobs_of, own_problems
from ssg.run.ranking import RankingMemory
from ssg.run.reading import Reading, read_contents
from ssg.run.touched import RelatedLists, moved_lists, scope_of


@dataclass(frozen=True, slots=True)
class EditedSite:
    """What some files come to."""

    site: LiveSite  # the same object where nothing is another
    digests: Mapping[str, bytes]  # of the files, by path


def edited_site(live: LiveSite, changed: Sequence[FoundFile], cache_folder: str, *, noindex: bool) -> EditedSite | None:
    """Return the site with ``changed`` files as they are now; None where one changes more than itself and its summary.

    The related lists stay as they are: see ``ranked_site``. A post that is broken now stays as it was. Raises
    sqlite3.Error.
    """
    options = parse_options(live.settings.config)
    reading = read_contents(changed, options, cache_folder, jobs=1, progress=lambda count: None, held=live.documents)
    if _has_gone(changed, reading) or not _as_readable_as_before(live, reading):
        return None
    files = _moved_files(live, reading)
    texts = _moved_texts(live, reading)
    if files is None or texts is None:
        return None
    digests = {path: stamp.digest for path, stamp in reading.stamps.items()}
    if not files and not texts:
        return EditedSite(live, digests)
    good = {path: read for path, read in texts.items() if not has_errors(own_problems(read[1], path))}
    entries = _entries(live, good)
    if entries is None:
        return None
    after = _with_texts(live, entries, noindex=noindex) if entries else live
    if after is None:
        return None
    if files:
        after = _with_files(after, reading, files, noindex=noindex)
    found = {**live.found, **{file.path: file for file in changed}}
    aside = {path: own for path, own in live.aside.items() if path not in texts}
    aside |= {path: own_problems(read[1], path) for path, read in texts.items() if path not in good}
    return EditedSite(
        replace(
            after,
            documents={**live.documents, **good},
            found=found,
            aside=aside,
            problems=_problems(live, texts, found),
        ),
        digests,
    )


Texts = Mapping[str, tuple[Source, Document]]


def _has_gone(changed: Sequence[FoundFile], reading: Reading) -> bool:
    """Return whether one of the files is no longer there."""
    said = (
        len(reading.documents) + len(reading.files) + sum(item.code == "unreadable-file" for item in reading.problems)
    )
    return said < len(changed)


def _as_readable_as_before(live: LiveSite, reading: Reading) -> bool:
    """Return whether what cannot be read now could not be read before, and the other way round."""
    unread = {item.file for item in live.problems if item.code == "unreadable-file"}
    now_read = {f"{CONTENT}/{path}" for path in (*reading.documents, *reading.files)}
    return unread.isdisjoint(now_read) and all(item in live.problems for item in reading.problems)


def _moved_texts(live: LiveSite, reading: Reading) -> Texts | None:
    """Return the Markdown files that say something else; None where one changes more than itself."""
    moved = {}
    for path, (source, now) in reading.documents.items():
        before = live.documents.get(path)
        if before and before[0].digest == source.digest and path not in live.aside:
            continue
        moved[path] = (source, now)
        if before and _told_by_others(live, path, before[1]):
            return None
        if has_errors(now.problems):
            continue  # it stays as it was
        if before is None or not same_outline(before[1], now) or _may_be_another(live, before[0], source):
            return None
    return moved


def _may_be_another(live: LiveSite, before: Source, now: Source) -> bool:
    """Return whether the lock may know this file by its bytes, as one that was moved: then they are its identity."""
    digests = (before.digest.hex(), now.digest.hex())
    return any(entry.digest in digests and entry.path not in live.documents for entry in live.settings.lock)


def _told_by_others(live: LiveSite, path: str, document: Document) -> bool:
    """Return whether more is wrong with a file than parse alone can say: its places move with the text."""
    own = {_bare(item) for item in (*own_problems(document, path), *live.aside.get(path, ()))}
    return any(_bare(item) not in own for item in live.problems if item.file == f"{CONTENT}/{path}")


def _bare(item: Diagnostic) -> Diagnostic:
    return msgspec.structs.replace(item, excerpt="")


def _moved_files(live: LiveSite, reading: Reading) -> list[str] | None:
    """Return the files beside posts that have other bytes; None where that moves what shows them."""
    moved = []
    for path, (source, facts) in reading.files.items():
        before, facts_before = live.files[path]
        if source.digest != before.digest:
            made = facts.still and _is_made_smaller(live, source)  # then addresses hang on its bytes
            told = made or source.size != before.size  # feeds say how many bytes a post's own picture has
            if facts != facts_before or (told and _is_told(live, path)) or (made and _is_in_a_body(live, path)):
                return None
            moved.append(path)
    return moved


def _is_made_smaller(live: LiveSite, source: Source) -> bool:
    """Return whether files are made of a picture where it is shown, now or when its bytes were others."""
    site = live.indexed.site
    before = next((file for file in site.files if file.source.path == source.path), None)
    files = (before, replace(before, source=source)) if before else ()
    images = site.config.images
    return any(prints_of(file, images).variants or ratios_of(file, images, CENTER) for file in files)


def _is_in_a_body(live: LiveSite, path: str) -> bool:
    """Return whether a body shows this picture."""
    site = live.indexed.site
    shown = {quoted(file.address) for file in site.files if file.source.path == path}
    entries = (*_all(site), *_others(site))
    return any(target.width and target.url in shown for entry in entries for target in entry.targets)


def _is_told(live: LiveSite, path: str) -> bool:
    """Return whether posts or the site have this picture as theirs."""
    site = live.indexed.site
    config = site.config
    names = {config.site.logo, config.cards.image or CARD_FILE, *(author.image for author in config.authors.values())}
    addresses = {file.address for file in site.files if file.source.path == path}
    if any(name.lstrip("/") in (path, *(address[1:] for address in addresses)) for name in names):
        return True
    shown = {quoted(address) for address in addresses}
    entries = (*_all(site), *_others(site))
    return any(entry.post.image is not None and entry.post.image.src in shown for entry in entries)


def _entries(live: LiveSite, texts: Texts) -> Mapping[str, Entry] | None:
    """Return the entries of the texts that are shown, by path; None when one is more than a post or page."""
    site = live.indexed.site
    shown = {entry.path: entry for entry in (*site.posts, *site.pages) if entry.path in texts}
    if any(entry.path in texts for entry in _others(site)):
        return None
    fresh = {}
    for path, entry in shown.items():
        source, document = texts[path]
        post = post_with(entry.post, document)
        if post.translations and post.title != entry.post.title:  # it stands in the translations too
            return None
        if is_shown_otherwise(site.config, entry.post, post):
            return None
        fresh[path] = entry_of(post, document, source, entry.targets, entry.group)
    return fresh


def _with_texts(live: LiveSite, entries: Mapping[str, Entry], *, noindex: bool) -> LiveSite | None:
    site = live.indexed.site
    shown = [entry.path for entry in _all(site) if _shows_otherwise(entry, entries)]
    moved = {entry.path for entry in site.posts if live.related and _is_ranked_otherwise(entry, entries)}
    after = with_entries(site, entries, {})
    lists = RelatedLists(after.posts, live.related)
    after = replace(after, related=lists)
    jobs = plan_touched(
        after, live.settings.theme, scope_of(after, entries, shown, lists, frozenset()), noindex=noindex
    )
    if any(job.output not in live.jobs for job in jobs):
        return None
    live = replace(live, indexed=replace(live.indexed, site=after), unranked=live.unranked | moved)
    return _with_jobs(live, jobs)


def ranked_site(live: LiveSite, ranking: RankingMemory, *, noindex: bool) -> LiveSite:
    """Return the site with its related lists brought up to date."""
    before, site = live.related, live.indexed.site
    if not live.is_ranked or before is None or before is not ranking.memory:
        return ranked_anew(live, ranking, noindex=noindex)
    memory = ranking.edited(candidate_of(entry) for entry in site.posts if entry.path in live.unranked)
    lists = RelatedLists(site.posts, memory)
    after = replace(site, related=lists)
    scope = scope_of(after, (), (), lists, moved_lists(before, memory))
    live = replace(live, indexed=replace(live.indexed, site=after), related=memory, unranked=frozenset())
    return _with_jobs(live, plan_touched(after, live.settings.theme, scope, noindex=noindex))


def ranked_anew(live: LiveSite, ranking: RankingMemory, *, noindex: bool) -> LiveSite:
    """Return the site with the related lists of all its posts, whatever there was before."""
    site = live.indexed.site
    after = replace(site, related=related_table(site, live.indexed.pins, ranking))
    planned = plan_site(after, live.settings.theme, noindex=noindex)
    return replace(
        live,
        indexed=replace(live.indexed, site=after),
        planning=planned.planning,
        jobs=jobs_of(planned),
        touched=frozenset(),
        related=ranking.memory if site.config.related.count else None,
        unranked=frozenset(),
        is_ranked=True,
    )


def _all(site: Site) -> Iterable[Entry]:
    yield from site.posts
    yield from site.pages


def _others(site: Site) -> Iterable[Entry]:
    yield from (*site.specials.values(), *introductions(site))


def _shows_otherwise(entry: Entry, fresh: Mapping[str, Entry]) -> bool:
    return entry.path in fresh and entry.summary_digest != fresh[entry.path].summary_digest


def _is_ranked_otherwise(entry: Entry, fresh: Mapping[str, Entry]) -> bool:
    return entry.path in fresh and candidate_of(entry) != candidate_of(fresh[entry.path])


def _with_files(live: LiveSite, reading: Reading, paths: Sequence[str], *, noindex: bool) -> LiveSite:
    site = live.indexed.site
    files = tuple(
        replace(file, source=reading.files[file.source.path][0]) if file.source.path in paths else file
        for file in site.files
    )
    after = replace(site, files=files)
    jobs = [
        job for job in plan_files(planning_of(after, live.settings.theme, noindex=noindex)) if job.sources[0] in paths
    ]
    live = replace(live, indexed=replace(live.indexed, site=after), files={**live.files, **reading.files})
    return _with_jobs(live, jobs)


def _with_jobs(live: LiveSite, jobs: Iterable[LazyJob]) -> LiveSite:
    # Filled at once: a lazy job would hold on to the whole site of its moment.
    fresh = {job.output: ready(job.job()) for job in jobs}
    return replace(live, jobs={**live.jobs, **fresh}, touched=live.touched | fresh.keys())


def _problems(live: LiveSite, texts: Texts, found: Mapping[str, FoundFile]) -> tuple[Diagnostic, ...]:
    mine = {f"{CONTENT}/{path}" for path in texts}
    others = [item for item in live.problems if item.file not in mine]
    fresh = [item for path, (_, document) in texts.items() for item in own_problems(document, path)]
    return tuple(sorted({*others, *with_excerpts(fresh, found, CONTENT)}))
