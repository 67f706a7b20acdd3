"""Redirects from aliases, the configuration and former addresses; a live address is never redirected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ssg.catalog.addresses import address_error, normalised_address
from ssg.catalog.ledger import LockEntry
from ssg.catalog.site import Entry
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.settings import Config
from ssg.core.urls import is_external
from ssg.core.views import Redirect

GONE = ""
"""The target of an address that ended for good: the host answers 410."""

Redirects = dict[str, Redirect]
"""By source."""


def redirects_of(
    entries: Iterable[Entry], lock: Iterable[LockEntry], live: Collection[str], config: Config
) -> tuple[tuple[Redirect, ...], list[Diagnostic]]:
    """Return the redirects sorted by source, and an error for each that cannot stand.

    ``lock`` is the merged one. A former address that is somebody's live address, alias or setting today is dropped
    without a word: it was given away on purpose.
    """
    entries = tuple(entries)
    present = {entry.id: entry.url for entry in entries}
    aliases, problems = _from_aliases(entries, live)
    settings, found = _from_settings(config, live, aliases)
    former = _from_lock(lock, present, live, {**settings, **aliases})
    redirects, looping = _without_detours({**former, **settings, **aliases}, config)
    return tuple(redirects[source] for source in sorted(redirects)), [*problems, *found, *looping]


def _from_lock(
    lock: Iterable[LockEntry], present: Mapping[str, str], live: Collection[str], answered: Collection[str]
) -> Redirects:
    """Return redirects from former addresses to where their posts stand.

    Those of a post that is gone lead where its last address leads, once somebody says where that is: a page, an alias,
    the configuration, or another post that stood there before.
    """
    lines = [line for line in lock if line.former]
    found = {
        source: Redirect(source, present[line.id])
        for line in lines
        if line.id in present
        for source in line.former
        if source not in live
    }
    waiting = [line for line in lines if line.id not in present]
    while ready := [
        line for line in waiting if line.address in live or line.address in answered or line.address in found
    ]:
        for line in ready:
            for source in line.former:
                if source not in live:
                    found.setdefault(source, Redirect(source, line.address))
        waiting = [line for line in waiting if line not in ready]
    return found


# ── from aliases ────────────────────────────────────────────────────────────────────────────────────


def _from_aliases(entries: Iterable[Entry], live: Collection[str]) -> tuple[Redirects, list[Diagnostic]]:
    redirects: Redirects = {}
    owners: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for entry in entries:
        for typed in entry.aliases:
            source = normalised_address(typed)
            if source == entry.url:
                continue
            if problem := _alias_problem(entry, typed, live, owners):
                problems.append(problem)
            else:
                owners[source] = entry.path
                redirects[source] = Redirect(source, entry.url)
    return redirects, problems


def _alias_problem(entry: Entry, typed: str, live: Collection[str], owners: Mapping[str, str]) -> Diagnostic | None:
    source = normalised_address(typed)
    if reason := address_error(source):
        return alias_error(entry, typed, "bad-address", reason, "write a path like /old/name/")
    if source in live:
        return alias_on_page(entry, typed)
    if owners.get(source, entry.path) != entry.path:
        reason = f"is an alias of content/{owners[source]} too"
        return alias_error(entry, typed, "address-collision", reason, "keep it in one of the two")
    return None


def alias_on_page(entry: Entry, typed: str) -> Diagnostic:
    """Return the error for an alias that would hide a page."""
    reason = "is the address of a page that exists"
    return alias_error(entry, typed, "address-collision", reason, "delete the alias, or move that page")


def alias_error(entry: Entry, typed: str, code: str, reason: str, help: str) -> Diagnostic:
    return diagnostic(
        code,
        f"the alias “{typed}” {reason}",
        help=help,
        at=entry.document.front.places.get("aliases", (0, 0)),
        file=f"content/{entry.path}",
        subject=typed,
    )


# ── from [addresses] ────────────────────────────────────────────────────────────────────────────────


def _from_settings(
    config: Config, live: Collection[str], aliases: Collection[str]
) -> tuple[Redirects, list[Diagnostic]]:
    redirects: Redirects = {}
    problems: list[Diagnostic] = []
    for typed, target in settled(config):
        source = normalised_address(typed)
        if reason := _setting_problem(source, live, aliases, redirects):
            problems.append(setting_error(config, typed, reason))
        else:
            redirects[source] = Redirect(source, target)
    return redirects, problems


def settled(config: Config) -> tuple[tuple[str, str], ...]:
    """Return (address as typed, target) for every address that the configuration answers for."""
    gone = ((address, GONE) for address in config.addresses.gone)
    moved = ((old, _target(new)) for old, new in config.addresses.moved)
    return (*gone, *moved)


def _target(typed: str) -> str:
    return typed if is_external(typed) or "?" in typed or "#" in typed else normalised_address(typed)


def _setting_problem(source: str, live: Collection[str], aliases: Collection[str], known: Collection[str]) -> str:
    if reason := address_error(source):
        return reason
    if source in live:
        return "is the address of a page that exists"
    if source in aliases:
        return "is an alias of a post too"
    return "is answered for twice" if source in known else ""


def setting_error(config: Config, typed: str, reason: str) -> Diagnostic:
    """Return an error about an address below [addresses]."""
    gone = {f"addresses.gone.{number}": address for number, address in enumerate(config.addresses.gone)}
    key = next((key for key, address in gone.items() if address == typed), f"addresses.moved.{typed}")
    return diagnostic(
        "address-collision" if reason.startswith("is ") else "bad-address",
        f"“{typed}” below [addresses] {reason}",
        help="delete the line",
        at=config.places.get(key, (0, 0)),
        file="site.toml",
        subject=typed,
    )


def _without_detours(redirects: Redirects, config: Config) -> tuple[Redirects, list[Diagnostic]]:
    """Return the redirects, each led to where the reader ends up, and an error for each that leads in a circle."""
    straight: Redirects = {}
    problems = []
    typed = {normalised_address(address): address for address, _ in settled(config)}
    for source, redirect in redirects.items():
        passed = {source}
        while redirect.target in redirects and redirect.target not in passed:
            passed.add(redirect.target)
            redirect = Redirect(source, redirects[redirect.target].target)
        if redirect.target in passed:
            problems.append(setting_error(config, typed.get(source, source), "is led back to itself"))
        else:
            straight[source] = redirect
    return straight, problems
