"""One output held against every rule of its kind, in the process that rendered it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ssg.check import accessibility, feeds, sharing
from ssg.check.feed_parts import Asked
from ssg.check.forms import Form, broken_forms, forms_of
from ssg.check.html import Rule, Told, built_page, parsed, read_page
from ssg.check.leaks import Net, caught
from ssg.check.links import PageLinks, Territory, is_page, page_links
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.urls import absolute, address_of
from ssg.core.views import PageInfo, SiteInfo
from ssg.render.render import MAIL_RENDERERS

RULES: tuple[Rule, ...] = (*accessibility.RULES, *sharing.RULES, broken_forms)
"""Of every page that a template makes; a page that an author wrote as HTML is its author's."""

WITHOUT_WORDS = frozenset({"asset", "copy", "card", "picture", "search words", "headers", "robots"})
"""Renderers whose outputs hold no sentence, or what somebody laid into the folder as it is."""


class Audit(NamedTuple):
    """What came of one output: small enough to send from a worker."""

    links: PageLinks | None  # None of what is no page
    told: tuple[Told, ...]
    forms: tuple[Form, ...]
    leaked: tuple[int, ...]  # numbers of passages of withheld texts that stand in it
    root: tuple[tuple[str, str], ...] = ()  # attributes of its html element, on the front page alone


def is_audited(job: LazyJob, leaks: bool) -> bool:
    """Return whether there is a rule for an output; ``leaks`` when something is withheld that it could hold."""
    if job.renderer in MAIL_RENDERERS:
        return leaks
    return is_page(job.output) or job.renderer in feeds.RULES or (leaks and job.renderer not in WITHOUT_WORDS)


@dataclass(frozen=True, slots=True)
class Auditor:
    """What all outputs are held against. Called with a job and its bytes, it returns the Audit."""

    territory: Territory
    net: Net
    site: SiteInfo
    now: datetime

    def __call__(self, job: Job, data: bytes) -> Audit:
        has_words = is_page(job.output) or job.renderer not in WITHOUT_WORDS
        leaked = caught(data, self.net) if has_words else ()
        if is_page(job.output) and job.renderer not in MAIL_RENDERERS:
            return self._page(job, data)._replace(leaked=leaked)
        if job.renderer in feeds.RULES:
            url = absolute(address_of(job.output), self.site.base_url)
            told = feeds.feed_faults(job.renderer, Asked(data, url, self.site.base_url, self.now))
            return Audit(None, tuple(told), (), leaked)
        return Audit(None, (), (), leaked)

    def _page(self, job: Job, data: bytes) -> Audit:
        html = parsed(data)
        info = job.values.get("page")
        if job.renderer != "page" or not isinstance(info, PageInfo):
            return Audit(page_links(job.output, read_page(html), self.territory), (), (), ())
        page = built_page(info.kind, info.lang, html)
        links = page_links(job.output, page.facts, self.territory)
        told = tuple(told for rule in RULES for told in rule(page))
        root = html.root if info.kind == "home" else None
        attributes = tuple((name, value or "") for name, value in root.attributes.items()) if root else ()
        return Audit(links, told, forms_of(page), (), attributes)
