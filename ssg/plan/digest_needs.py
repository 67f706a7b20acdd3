"""Needs of the weekly digest: a week, all weeks, its mail, and whether there are any."""

from __future__ import annotations

from ssg.core.theme_contract import DIGEST_TEMPLATES
from ssg.plan.digest_choice import digest_rows, mail_of, week_digest
from ssg.plan.planning import Part, Planning, Subject, valued


def fill_digest_url(planning: Planning, subject: Subject) -> Part:
    return valued(f"{subject.edition.prefix}/digest/" if has_digest(planning) else "")


def has_digest(planning: Planning) -> bool:
    """Return whether the site has pages of weekly digests: its theme may have no templates for them."""
    return all(name in planning.theme.templates for name in DIGEST_TEMPLATES[:2])


def fill_digest(planning: Planning, subject: Subject) -> Part:
    if subject.week is None:
        return valued(None)
    chosen = week_digest(subject.edition, subject.week)
    return Part(chosen.value, chosen.digest)


def fill_digests(planning: Planning, subject: Subject) -> Part:
    return valued(digest_rows(subject.edition))


def fill_mail(planning: Planning, subject: Subject) -> Part:
    assert subject.week is not None
    return valued(mail_of(week_digest(subject.edition, subject.week).value))
