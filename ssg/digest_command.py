"""`ssg digest`: the mail of a week that is over as plain text, and where its page and its other forms stand."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from ssg.catalog.site import Edition, WeekPosts
from ssg.core.folders import CACHE, OUTPUT
from ssg.core.options import BuildOptions
from ssg.core.urls import output_path
from ssg.inspect import prepared_site
from ssg.plan.digest import MAIL_HTML, MAIL_TEXT, MAIL_WEEKS, MAILS, has_mails, unsubscribe_tag
from ssg.plan.digest_choice import week_address
from ssg.plan.digest_needs import has_digest
from ssg.plan.planning import Planning
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.preparing import Prepared
from ssg.run.rendering import make_renderer

_WEEK = re.compile(r"(\d{4})-?[wW](\d{2})", re.ASCII)


class NoDigest(Exception):
    """There is no such digest, or no mail of it; the argument says why, and what to do."""


class Issue(NamedTuple):
    """A digest as mail."""

    text: str  # the plain text
    places: tuple[str, ...]  # files that a build writes: the page, then the mail in all forms


def digest_issue(site_folder: str, week: str, options: BuildOptions) -> Issue:
    """Return the digest of a ``week``: 2026-W03, or empty for the newest that is over.

    It is made in memory: nothing is written to the output folder, and nothing is sent. Raises NoDigest, NotBuilt,
    RenderError.
    """
    prepared = prepared_site(site_folder, options)
    planning = prepared.planned.planning
    edition = prepared.indexed.site.editions[0]
    place = _place_of(week, edition)
    _require_mails(planning, edition.weeks[place], place)
    url = week_address(edition, edition.weeks[place].week)
    names = [output_path(url), *(output_path(url + name) for name in MAILS)]
    text = _rendered(prepared, output_path(f"{url}email.txt"), options.cache_dir or os.path.join(site_folder, CACHE))
    return Issue(text, tuple(os.path.join(site_folder, OUTPUT, *name.split("/")) for name in names))


def _place_of(typed: str, edition: Edition) -> int:
    """Return the place of a week among those that are over. Raises NoDigest."""
    if not edition.weeks:
        raise NoDigest("no week with a post is over yet: the first digest comes when one is")
    if not typed:
        return 0
    found = _WEEK.fullmatch(typed.strip())
    if not found:
        raise NoDigest(f"“{typed}” is no week: write it like 2026-W03")
    wanted = f"{found[1]}-w{found[2]}"
    for place, of in enumerate(edition.weeks):
        if of.week.id == wanted:
            return place
    newest = edition.weeks[0].week.id.upper()
    raise NoDigest(
        f"there is no digest of {wanted.upper()}: that week is not over, or had no posts. The newest is {newest}"
    )


def _require_mails(planning: Planning, of: WeekPosts, place: int) -> None:
    """Raise NoDigest where a build makes no mails of a week."""
    week = of.week.id.upper()
    if not has_digest(planning):
        raise NoDigest(f"the theme `{planning.theme.name}` has no templates for digests: digest.html and digests.html")
    if not unsubscribe_tag(planning):
        raise NoDigest(
            "no mail is made: it would have no link to unsubscribe. Write what your newsletter service puts it in the "
            'place of into site.toml, below [newsletter]: unsubscribe = "…"'
        )
    if not planning.info.base_url:
        raise NoDigest("no mail is made: its links would lead nowhere. Add base_url to site.toml, below [site]")
    if not has_mails(planning):
        raise NoDigest(f"the theme `{planning.theme.name}` has no templates for mails: {MAIL_HTML} and {MAIL_TEXT}")
    if place >= MAIL_WEEKS:
        raise NoDigest(f"mails are made for the newest {MAIL_WEEKS} weeks, and {week} is older: it has a page alone")


def _rendered(prepared: Prepared, output: str, cache_folder: str) -> str:
    job = next(job for job in prepared.planned.jobs if job.output == output)
    cache = Cache(cache_folder, parse_engine())
    try:
        renderer = make_renderer(prepared.theme, prepared.planned.planning.info, cache)
        return renderer.render(job.job()).data.decode()
    finally:
        cache.close()
