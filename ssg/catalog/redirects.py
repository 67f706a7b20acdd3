"""Redirects from aliases and former addresses; a live address is never redirected."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ssg.catalog.addresses import address_error, normalised_address
from ssg.catalog.ledger import LockEntry
from ssg.catalog.site import Entry
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.views import Redirect


def redirects_of(
    entries: Iterable[Entry], lock: Iterable[LockEntry], live: Collection[str]
) -> tuple[tuple[Redirect, ...], list[Diagnostic]]:
    """Return the redirects sorted by source, and an error for each alias that cannot stand.

    ``lock`` is the merged one. A former address that is somebody's live address or alias today is dropped without a
    word: it was given away on purpose.
    """
    by_source: dict[str, Redirect] = {}
    owners: dict[str, str] = {}
    problems: list[Diagnostic] = []
    present: dict[str, str] = {}
    for entry in entries:
        present[entry.post.id] = entry.post.url
        for typed in entry.document.front.aliases:
            source = normalised_address(typed)
            if problem := _alias_problem(entry, typed, source, live, owners):
                problems.append(problem)
            elif source != entry.post.url:
                owners[source] = entry.post.path
                by_source[source] = Redirect(source, entry.post.url)
    for line in lock:
        for former in line.former if line.id in present else ():
            if former not in live and former not in by_source:
                by_source[former] = Redirect(former, present[line.id])
    return tuple(by_source[source] for source in sorted(by_source)), problems


def _alias_problem(
    entry: Entry, typed: str, source: str, live: Collection[str], owners: dict[str, str]
) -> Diagnostic | None:
    line, column = entry.document.front.places.get("aliases", (0, 0))
    where = {"file": f"content/{entry.post.path}", "at": (line, column), "subject": typed}
    if reason := address_error(source):
        return diagnostic("bad-address", f"the alias “{typed}” {reason}", help="write a path like /old/name/", **where)  # type: ignore[arg-type]
    if source in live and source != entry.post.url:
        message = f"the alias “{typed}” is the address of a page that exists"
        return diagnostic("address-collision", message, help="delete the alias, or move that page", **where)  # type: ignore[arg-type]
    if source in owners and owners[source] != entry.post.path:
        message = f"the alias “{typed}” is an alias of {owners[source]} too"
        return diagnostic("address-collision", message, help="keep it in one of the two", **where)  # type: ignore[arg-type]
    return None
