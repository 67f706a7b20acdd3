"""A whole site in memory from what was read. A broken post stands as it last was good, and else is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ssg.catalog.documents import Read
from ssg.catalog.index import Contents, Indexed, build_index
from ssg.catalog.related_lists import Rows, at_once
from ssg.catalog.related_question import Question
from ssg.content.scan import FoundFile
from ssg.core.errors import Diagnostic, has_errors
from ssg.core.folders import CONTENT
from ssg.plan.plan import plan_site, verify_addresses
from ssg.run.excerpts import with_excerpts
from ssg.run.live_settings import Settings
from ssg.run.live_site import LiveSite, jobs_of, own_problems
from ssg.run.reading import Reading
from ssg.run.touched import RelatedLists

NOTHING: Read = {}


def live_site(
    settings: Settings,
    files: Sequence[FoundFile],
    reading: Reading,
    of_scan: Iterable[Diagnostic],
    before: LiveSite | None,
    now: int,
    *,
    drafts: bool,
) -> LiveSite:
    """Return the site at the instant ``now``. Its related lists are those of the site ``before``: see `ranked_anew`."""
    last_good = before.documents if before else NOTHING
    documents = {**_unreadable(reading, last_good), **reading.documents}
    found = {file.path: file for file in files}
    aside: dict[str, tuple[Diagnostic, ...]] = {}
    left_out: set[str] = set()
    broken = {path: own for path in documents if has_errors(own := own_problems(documents[path][1], path))}
    while True:
        for path, problems in broken.items():
            aside[path] = (*aside.get(path, ()), *problems)
            good = last_good.get(path)
            if good and good != documents[path]:
                documents[path] = good
            else:
                del documents[path]
                left_out.add(path)
        contents = Contents(documents, reading.files, settings.lock, frozenset(left_out))
        indexed = build_index(contents, settings.config, now, drafts=drafts, begin=at_once(_nobody))
        indexed = _with_lists_of(before, indexed)
        planned = plan_site(indexed.site, settings.theme, noindex=drafts)
        dead = verify_addresses(planned, indexed.site.redirects, indexed.unverified)
        of_site = [*indexed.problems, *planned.problems, *dead]
        broken = _broken(of_site, documents)
        if not broken:
            break
    said = [
        *settings.problems,
        *settings.of_theme,
        *of_scan,
        *reading.problems,
        *of_site,
        *(item for own in aside.values() for item in own),
    ]
    return LiveSite(
        settings=settings,
        indexed=indexed,
        planning=planned.planning,
        jobs=jobs_of(planned),
        touched=frozenset(),
        documents=documents,
        files=reading.files,
        found=found,
        aside=aside,
        problems=tuple(sorted(set(with_excerpts(said, found, CONTENT)))),
        related=before.related if before and settings.config.related.count else None,
        is_ranked=not settings.config.related.count,
    )


def _nobody(question: Question) -> Rows:
    """Relate no post to any: who is related takes a fifth of the time in which a site is read, and can follow."""
    return [[] for _ in question.candidates]


def _with_lists_of(before: LiveSite | None, indexed: Indexed) -> Indexed:
    """Return the site with the related lists as they last were, so that no page is without until they are ranked."""
    if before is None or before.related is None or not indexed.site.config.related.count:
        return indexed
    lists = RelatedLists(indexed.site.posts, before.related)
    return replace(indexed, site=replace(indexed.site, related=lists))


def _unreadable(reading: Reading, last_good: Read) -> Read:
    """Return what the files last said that cannot be read now."""
    paths = {item.file.removeprefix(f"{CONTENT}/") for item in reading.problems}
    return {path: last_good[path] for path in sorted(paths & last_good.keys())}


def _broken(problems: Iterable[Diagnostic], documents: Read) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the documents that errors are about, with these errors."""
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for item in problems:
        path = item.file.removeprefix(f"{CONTENT}/")
        if item.level == "error" and item.file != path and path in documents:
            found[path] = (*found.get(path, ()), item)
    return found
