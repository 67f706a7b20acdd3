"""What a template may ask for: its free variables are its needs, and this table fills them.

A need is a value with its digest. The digest of a need that holds summaries is combined from theirs: measured
1.2 µs a job against 180 µs when hashing the values anew.
"""

from __future__ import annotations

from collections.abc import Callable

from ssg.core.digests import combine, digest_value
from ssg.plan.digest_needs import (
    fill_digest,
    fill_digest_url,
    fill_digests,
    fill_mail,
)
from ssg.plan.list_needs import (
    fill_corrections,
    fill_counts,
    fill_index,
    fill_key_stories,
    fill_months,
    fill_paginator,
    fill_stories,
    fill_together,
    fill_topic,
)
from ssg.plan.planning import Part, Planning, Subject
from ssg.plan.post_needs import (
    fill_content,
    fill_neighbours,
    fill_page,
    fill_post,
    fill_related,
    fill_series,
    fill_story,
)
from ssg.plan.site_needs import (
    fill_latest,
    fill_lead,
    fill_menu,
    fill_newsletter,
    fill_search,
    fill_search_index,
    fill_settings,
    fill_site,
    fill_strings,
    fill_strips,
    fill_topics,
    fill_years,
)


def fill(need: str, planning: Planning, subject: Subject) -> Part:
    """Return the part for ``need``. Raises KeyError for a name that is no need."""
    if need not in SHARED:
        return NEEDS[need](planning, subject)
    key = (need, subject.edition.lang)
    part = planning.shared.get(key)
    if part is None:
        part = planning.shared[key] = NEEDS[need](planning, subject)
    return part


def _structured_data(planning: Planning, subject: Subject) -> Part:
    # The value is put in by render, from page, post and site: they are its parts.
    post = subject.entry.digest if subject.entry else b""
    return Part(None, combine((digest_value(subject.page), post, fill("site", planning, subject).digest)))


NEEDS: dict[str, Callable[[Planning, Subject], Part]] = {
    "site": fill_site,
    "page": fill_page,
    "menu": fill_menu,
    "strings": fill_strings,
    "settings": fill_settings,
    "newsletter": fill_newsletter,
    "post": fill_post,
    "content": fill_content,
    "related": fill_related,
    "neighbours": fill_neighbours,
    "paginator": fill_paginator,
    "topic": fill_topic,
    "story": fill_story,
    "series": fill_series,
    "stories": fill_stories,
    "corrections": fill_corrections,
    "key_stories": fill_key_stories,
    "together": fill_together,
    "structured_data": _structured_data,
    "search": fill_search,
    "search_index": fill_search_index,
    "digest": fill_digest,
    "digests": fill_digests,
    "digest_url": fill_digest_url,
    "mail": fill_mail,
    "lead": fill_lead,
    "latest": fill_latest,
    "strips": fill_strips,
    "topics": fill_topics,
    "counts": fill_counts,
    "months": fill_months,
    "index": fill_index,
    "years": fill_years,
}
"""Every name that a template may use without defining it; documented in docs/themes.md."""

SHARED = frozenset(
    {
        *("site", "menu", "strings", "settings", "newsletter", "search", "search_index"),
        *("digest_url", "digests"),
        *("lead", "latest", "strips", "topics", "years"),
    }
)
"""Needs that are the same on all pages of a language."""

SITE_WIDE = frozenset({"lead", "latest", "strips", "topics", "years"})
"""Needs that one new post changes: allowed on the roots of lists and the 404 page only."""
