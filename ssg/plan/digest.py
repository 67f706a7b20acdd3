"""Jobs of the weekly digest: a page for each week that is over, the list of them, their feed, mails for the newest."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ssg.catalog.site import Edition, WeekPosts
from ssg.core.digests import combine, digest_value
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job, Ref
from ssg.core.theme_contract import DIGEST_TEMPLATES
from ssg.core.urls import output_path
from ssg.core.views import FeedInfo, FeedLink, PageInfo
from ssg.plan.digest_choice import week_address, week_digest
from ssg.plan.digest_needs import has_digest
from ssg.plan.feeds import entry_id
from ssg.plan.needs import fill
from ssg.plan.pages import filled_page, list_page_info, page_job, words
from ssg.plan.planning import Planning, Subject

PAGE, LIST, MAIL_HTML, MAIL_TEXT = DIGEST_TEMPLATES

MAILS = {
    "email.html": ("mail html", (MAIL_HTML,)),
    "email.txt": ("mail text", (MAIL_TEXT,)),
    "email.eml": ("mail message", (MAIL_HTML, MAIL_TEXT)),
}
"""File beside the page of a week → its renderer, and the templates that it is made of."""

MAIL_WEEKS = 4  # the newest, that have mails
FEED_WEEKS = 10  # the newest, that stand in the feed

UNSUBSCRIBE_TAGS = {"buttondown": "{{ unsubscribe_url }}", "mailchimp": "*|UNSUB|*"}
"""What newsletter services put the address to unsubscribe in the place of."""

FEED_STRINGS = ("digest_issue", "digest_earlier", "digest_more_one", "digest_more_other", "digest_all")


def plan_digest(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of all digests, in every language; none where the theme has no templates for them."""
    if has_digest(planning):
        for edition in planning.site.editions:
            yield from _list_jobs(planning, edition)
            yield from _week_jobs(planning, edition)


def unsubscribe_tag(planning: Planning) -> str:
    """Return what mails have where the address to unsubscribe will stand; empty where no mails can be made."""
    config = planning.site.config.newsletter
    return config.unsubscribe or UNSUBSCRIBE_TAGS.get(config.provider, "")


def has_mails(planning: Planning) -> bool:
    """Return whether mails are made: they need a way out, full addresses, and a theme with templates for them."""
    has_templates = {MAIL_HTML, MAIL_TEXT} <= planning.theme.templates.keys()
    return bool(unsubscribe_tag(planning) and planning.info.base_url and has_templates)


def digest_root(edition: Edition) -> str:
    return f"{edition.prefix}/digest/"


def _list_jobs(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    weeks = edition.weeks
    # It prints a line for each week with the number of its posts, and the newest week.
    shown = weeks if planning.scope and planning.scope.grown else weeks[:1]
    if not planning.scope or any(planning.scope.shows(of.posts) for of in shown):
        yield page_job(planning, LIST, digest_root(edition), _list, edition)
    if not planning.scope or any(planning.scope.shows(of.posts) for of in weeks[:FEED_WEEKS]):
        yield LazyJob(output_path(digest_root(edition) + "feed.xml"), "digest feed", _feed, planning, edition)


def _week_jobs(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    mails = MAILS if has_mails(planning) else ()
    for place, of in enumerate(edition.weeks):
        if planning.scope and not planning.scope.shows(of.posts):
            continue
        url = week_address(edition, of.week)
        yield page_job(planning, PAGE, url, _week, edition, place)
        for name in mails if place < MAIL_WEEKS else ():
            yield LazyJob(output_path(url + name), MAILS[name][0], _mail, planning, edition, place, name)


def _list(planning: Planning, edition: Edition) -> Subject:
    info = list_page_info(
        planning,
        edition,
        "digests",
        digest_root(edition),
        words(planning, edition, "digest_title"),
        words(planning, edition, "digest_text"),
    )
    return Subject(_with_feed(planning, edition, info), edition, week=0 if edition.weeks else None)


def _week(planning: Planning, edition: Edition, place: int) -> Subject:
    title = issue_title(planning, edition, edition.weeks[place])
    info = list_page_info(planning, edition, "digest", week_address(edition, edition.weeks[place].week), title)
    root = Ref("digest", words(planning, edition, "digest_title"), digest_root(edition))
    page = msgspec.structs.replace(_with_feed(planning, edition, info), crumbs=(*info.crumbs, root))
    return Subject(page, edition, week=place)


def _with_feed(planning: Planning, edition: Edition, info: PageInfo) -> PageInfo:
    title = words(planning, edition, "digest_title")
    feed = FeedLink(title, f"{digest_root(edition)}feed.xml", "application/rss+xml")
    return msgspec.structs.replace(info, feeds=(feed, *info.feeds))


def issue_title(planning: Planning, edition: Edition, of: WeekPosts) -> str:
    """Return the name of a digest: "Weekly digest, week 3 of 2026"."""
    return words(planning, edition, "digest_issue").format(week=of.week.number, year=of.week.year)


def _mail(planning: Planning, edition: Edition, place: int, name: str) -> Job:
    renderer, templates = MAILS[name]
    jobs = [filled_page(planning, template, _week, (edition, place)) for template in templates]
    own: dict[str, object] = {"unsubscribe": unsubscribe_tag(planning)}
    if name.endswith(".eml"):
        own["message_id"] = entry_id(planning.info.id, week_address(edition, edition.weeks[place].week))
    parts = {part: digest for job in jobs for part, digest in job.parts.items()}
    values = {need: value for job in jobs for need, value in job.values.items()}
    for need in ("digest", "mail"):  # whether or not a theme's templates ask for them
        values[need], parts[need] = fill(need, planning, _week(planning, edition, place))
    return Job(
        output=output_path(week_address(edition, edition.weeks[place].week) + name),
        renderer=renderer,
        template=templates[0],
        parts=parts | {part: digest_value(value) for part, value in own.items()},
        values=values | own,
    )


def _feed(planning: Planning, edition: Edition) -> Job:
    chosen = [week_digest(edition, place) for place in range(len(edition.weeks[:FEED_WEEKS]))]
    root = digest_root(edition)
    feed = FeedInfo(
        title=f"{planning.info.title}: {words(planning, edition, 'digest_title')}",
        description=words(planning, edition, "digest_text"),
        language=edition.lang,
        url=f"{root}feed.xml",
        home=root,
        author=planning.info.author,
        hub=planning.site.config.feeds.hub,
        id=entry_id(planning.info.id, f"list {root}"),
    )
    strings = {key: words(planning, edition, key) for key in FEED_STRINGS}
    return Job(
        output=output_path(feed.url),
        renderer="digest feed",
        template="",
        parts={
            "site": digest_value(planning.info),
            "feed": digest_value(feed),
            "strings": digest_value(strings),
            "digests": combine(of.digest for of in chosen),
        },
        values={
            "site": planning.info,
            "feed": feed,
            "strings": strings,
            "digests": tuple(of.value for of in chosen),
            "ids": tuple(entry_id(planning.info.id, of.value.url) for of in chosen),
        },
    )
