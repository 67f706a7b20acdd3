"""Plan: the whole site as jobs, and what is wrong with the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from ssg.catalog.links import leads_nowhere
from ssg.catalog.redirects import GONE
from ssg.catalog.site import Site
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Link
from ssg.core.theme import Theme
from ssg.core.urls import address_of, base_path
from ssg.core.views import Newsletter, Redirect, SiteInfo
from ssg.plan.cards import card_of_site, plan_cards
from ssg.plan.clashes import clashes
from ssg.plan.digest import plan_digest
from ssg.plan.discovery import plan_discovery
from ssg.plan.feeds import plan_feeds
from ssg.plan.files import plan_assets, plan_files
from ssg.plan.images import plan_images
from ssg.plan.listings import plan_listings
from ssg.plan.machines import plan_machines
from ssg.plan.needs import SITE_WIDE
from ssg.plan.pictures import CARD_FILE, missing_pictures, picture, small_picture
from ssg.plan.planning import Planning, Scope
from ssg.plan.posts import plan_posts
from ssg.plan.redirects import redirect_problems, redirects_job
from ssg.plan.search import plan_search
from ssg.plan.threads import plan_threads

PLANNERS = (
    plan_images,
    plan_posts,
    plan_listings,
    plan_feeds,
    plan_threads,
    plan_cards,
    plan_search,
    plan_digest,
    plan_discovery,
    plan_machines,
    plan_files,
    plan_assets,
)
"""Each turns the site into the jobs of one kind, in this order; `_redirects` comes last of all."""

MANY_PAGES = 5
"""So many pages and no post is a blog without dates; fewer are a site that has just been begun."""

SITE_WIDE_TEMPLATES = frozenset(
    {"home.html", "404.html", "tags.html", "authors.html", "archive.html", "year.html", "digests.html", "stories.html"}
)
"""Templates that print roots of lists, or that readers meet once: site-wide needs cost nothing there."""

PLANNED_FOR_NEW = frozenset(
    {"home.html", "404.html", "thanks.html", "tags.html", "authors.html", "archive.html", "year.html", "digests.html"}
)
"""Templates whose pages are planned, all of them, for a scope with new posts."""

SITE_WIDE_TOO = SITE_WIDE | {"digests"}
MONTHS_OF_A_LIST = frozenset({"list.html", "month.html", "story.html", "series.html"})
"""Templates on whose pages `months` are those of the page's own list, not of the whole site."""

PROVIDER_FIELDS = {"netlify": "email", "buttondown": "email", "mailchimp": "EMAIL", "custom": "email"}
"""The name of the e-mail input that each newsletter provider expects."""


@dataclass(frozen=True, slots=True)
class Planned:
    """All outputs, and what was noticed in planning them."""

    jobs: tuple[LazyJob, ...]  # in the order of PLANNERS
    problems: tuple[Diagnostic, ...]
    planning: Planning  # that the jobs are filled under


def planning_of(site: Site, theme: Theme, *, noindex: bool, scope: Scope | None = None) -> Planning:
    """Return what a run of plan works on. With ``noindex`` every page asks search engines to stay away."""
    info = site_info(site)
    info = info if info.card else msgspec.structs.replace(info, card=card_of_site(site.config, theme))
    return Planning(site, theme, info, newsletter_of(site), noindex, scope)


def plan_site(site: Site, theme: Theme, *, noindex: bool) -> Planned:
    """Return the job of every output. With ``noindex`` every page asks search engines to stay away."""
    planning = planning_of(site, theme, noindex=noindex)
    jobs = [job for planner in PLANNERS for job in planner(planning)]
    addresses = {address_of(job.output) for job in jobs}
    jobs.append(redirects_job(planning, addresses))
    found = clashes(jobs, site)
    found += redirect_problems(site, addresses)
    found += missing_pictures(site)
    found += _undated(site)
    found += site_wide_warnings(jobs, theme)
    return Planned(tuple(jobs), tuple(found), planning)


def plan_touched(site: Site, theme: Theme, scope: Scope, *, noindex: bool = False) -> tuple[LazyJob, ...]:
    """Return the jobs that may be others than before, where ``scope`` is all that changed and the outline stands."""
    planning = planning_of(site, theme, noindex=noindex, scope=scope)
    # Files and assets have nothing of posts.
    planners = (
        plan_posts,
        plan_listings,
        plan_feeds,
        plan_threads,
        plan_cards,
        plan_search,
        plan_digest,
        plan_discovery,
        plan_machines,
    )
    return tuple(job for planner in planners for job in planner(planning))


def _undated(site: Site) -> list[Diagnostic]:
    """Return a note where a blog's files came out as pages, to the surprise of its author: its front page is empty."""
    if site.posts or len(site.pages) < MANY_PAGES:
        return []
    message = f"there is no post: {len(site.pages):,} files have no date, so they are pages, in no list and no feed"
    help = "write `date: 2026-01-13` into their front matter, or begin their names with it: 2026-01-13-name.md"
    first = min(entry.path for entry in site.pages)
    return [diagnostic("no-posts", message, help=help, file=f"content/{first}", at=(1, 1))]


def has_bounded_pages(theme: Theme) -> bool:
    """Return whether one new post moves no pages but those that a scope with new posts has."""
    return not any(
        SITE_WIDE_TOO.intersection(info.needs) or ("months" in info.needs and name not in MONTHS_OF_A_LIST)
        for name, info in theme.templates.items()
        if name not in PLANNED_FOR_NEW
    )


def site_info(site: Site) -> SiteInfo:
    """Return the site in named scalars."""
    config = site.config.site
    author = site.config.authors.get(config.author)
    return SiteInfo(
        title=config.title,
        id=config.id,
        base_url=config.base_url.rstrip("/"),
        base_path=base_path(config.base_url),
        language=config.language,
        description=config.description,
        copyright=config.copyright,
        author=author.name if author else config.author,
        logo=small_picture(site, config.logo, config.title),
        card=picture(site, site.config.cards.image or CARD_FILE, config.title),
    )


def newsletter_of(site: Site) -> Newsletter | None:
    """Return what the newsletter's form needs; None when its provider lacks an address, which config has said."""
    config = site.config.newsletter
    if config.provider == "netlify":
        return Newsletter("netlify", config.action or "/thanks/", PROVIDER_FIELDS["netlify"])
    if config.provider == "none" or not config.action:
        return None
    return Newsletter(config.provider, config.action, PROVIDER_FIELDS[config.provider])


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"


SITE_WIDE_NEED = "site-wide-need"


def site_wide_warnings(jobs: Iterable[LazyJob], theme: Theme) -> list[Diagnostic]:
    """Return a warning for each template of many pages that one new post changes all of."""
    pages = Counter(job.template for job in jobs if job.template and job.template not in SITE_WIDE_TEMPLATES)
    used = {
        (template, need): count
        for template, count in pages.items()
        for need in theme.templates[template].needs
        if need in SITE_WIDE
    }
    return [
        diagnostic(
            SITE_WIDE_NEED,
            f"the template {template} uses `{need}`, so that every new post renders {_pages(count)} again",
            help="use it in home.html or on another root of a list",
            file=template,
            subject=need,
        )
        for (template, need), count in sorted(used.items())
    ]


def verify_addresses(
    planned: Planned, redirects: Iterable[Redirect], unverified: Iterable[tuple[str, Link, str]]
) -> list[Diagnostic]:
    """Return a warning for each link to what is neither made nor redirected.

    ``unverified`` are (path, link, address).
    """
    addresses = {address_of(job.output) for job in planned.jobs}
    addresses |= {redirect.source for redirect in redirects if redirect.target != GONE}
    base = planned.planning.info.base_path
    return [
        leads_nowhere(
            link, path, _without_base(address, base) if _stands(address.removeprefix(base), addresses) else ""
        )
        for path, link, address in unverified
        if not _stands(address, addresses)
    ]


def _stands(address: str, addresses: Collection[str]) -> bool:
    return address in addresses or address.rstrip("/") + "/" in addresses


def _without_base(address: str, base: str) -> str:
    return f"write {address.removeprefix(base)}: “{base}”, the path of `base_url`, is put before it by itself"
