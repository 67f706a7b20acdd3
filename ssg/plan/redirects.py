"""The job of `_redirects`, which must know every other address: no redirect may stand on a page."""

from __future__ import annotations

from collections.abc import Collection

from ssg.catalog.addresses import normalised_address
from ssg.catalog.redirects import GONE, alias_on_page, setting_error, settled
from ssg.catalog.site import Site
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.urls import OWNED_FILE, is_external
from ssg.plan.discovery import value_job
from ssg.plan.planning import Planning


def redirects_job(planning: Planning, addresses: Collection[str]) -> LazyJob:
    """Return the job of `_redirects`; ``addresses`` are those of all other outputs."""
    redirects = planning.site.redirects
    # Only the addresses that a redirect could take: the file must not change with every new post.
    sources = {redirect.source.rstrip("/") for redirect in redirects}
    live = tuple(sorted(address for address in addresses if address.rstrip("/") in sources))
    hidden = (f"/{OWNED_FILE}",)
    return value_job(planning, "_redirects", "redirects", redirects=redirects, hidden=hidden, live=live)


def redirect_problems(site: Site, addresses: Collection[str]) -> list[Diagnostic]:
    """Return an error for each alias or setting on the address of a list or feed, and a warning for each that
    leads to nothing."""
    taken = {redirect.source for redirect in site.redirects if redirect.source in addresses}
    found = [
        alias_on_page(entry, typed)
        for entry in (*site.posts, *site.pages)
        for typed in entry.aliases
        if normalised_address(typed) in taken
    ]
    for typed, target in settled(site.config):
        if normalised_address(typed) in taken:
            found.append(setting_error(site.config, typed, "is the address of a page that exists"))
        elif _leads_nowhere(target, site, addresses):
            found.append(_dead_target(site, typed, target))
    return found


def _leads_nowhere(target: str, site: Site, addresses: Collection[str]) -> bool:
    if target == GONE or is_external(target):
        return False
    page = target.partition("#")[0].partition("?")[0]
    answered = {redirect.source for redirect in site.redirects}
    answered |= {normalised_address(typed) for typed, _ in settled(site.config)}
    return page not in addresses and page not in answered


def _dead_target(site: Site, typed: str, target: str) -> Diagnostic:
    return diagnostic(
        "dead-link",
        f"“{typed}” below [addresses] is led to “{target}”, where nothing is",
        help="write the address of a page, or put the old one into `gone`",
        at=site.config.places.get(f"addresses.moved.{typed}", (0, 0)),
        file="site.toml",
        subject=target,
    )
