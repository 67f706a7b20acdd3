"""Jobs of threads: the timeline of each story and their index, each series, and the corrections with their feed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ssg.catalog.site import Edition, PostList
from ssg.catalog.threads import corrections_of
from ssg.core.digests import digest_value
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job, Ref
from ssg.core.moments import zone_of
from ssg.core.urls import output_path
from ssg.core.views import FeedInfo, FeedLink, PageInfo, PageKind, SitemapEntry
from ssg.plan.feeds import entry_id
from ssg.plan.pages import FEEDS, list_page_info, page_job, words
from ssg.plan.planning import Planning, Subject, has_template
from ssg.plan.post_needs import SERIES_TEMPLATE, STORY_TEMPLATE
from ssg.render.moments import newest

STORIES_TEMPLATE, CORRECTIONS_TEMPLATE = "stories.html", "corrections.html"
FEED_NAME, FEED_TYPE = FEEDS[0]
FEED_RENDERER = "corrections feed"


def plan_threads(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of all threads and corrections, in every language; of templates that there are not, none."""
    for edition in planning.site.editions:
        if has_template(planning, STORIES_TEMPLATE):
            yield from _stories_index(planning, edition)
        yield from _timelines(planning, edition, "story", edition.stories)
        yield from _timelines(planning, edition, "series", edition.series)
        if has_template(planning, CORRECTIONS_TEMPLATE) and edition.corrected:
            yield from _corrections(planning, edition)


# ── stories and series ──────────────────────────────────────────────────────────────────────────────


def _stories_index(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    newest_posts = [listed.posts[0] for listed in edition.stories]
    if newest_posts and (not planning.scope or planning.scope.shows(newest_posts)):
        yield page_job(planning, STORIES_TEMPLATE, _stories_ref(planning, edition).url, _of_index, edition)


def _of_index(planning: Planning, edition: Edition) -> Subject:
    index = _stories_ref(planning, edition)
    return Subject(list_page_info(planning, edition, "stories", index.url, index.title), edition)


def _stories_ref(planning: Planning, edition: Edition) -> Ref:
    return Ref("stories", words(planning, edition, "stories"), f"{edition.prefix}/stories/")


def _timelines(planning: Planning, edition: Edition, kind: PageKind, lists: tuple[PostList, ...]) -> Iterator[LazyJob]:
    template = f"{kind}.html"
    for listed in lists if has_template(planning, template) else ():
        if not planning.scope or planning.scope.shows(listed.posts):
            yield page_job(planning, template, listed.topic.url, _timeline, edition, kind, listed)


def _timeline(planning: Planning, edition: Edition, kind: PageKind, listed: PostList) -> Subject:
    topic = listed.topic
    page = list_page_info(planning, edition, kind, topic.url, topic.title, topic.description)
    if kind == "story" and has_template(planning, STORIES_TEMPLATE):
        page = msgspec.structs.replace(page, crumbs=(*page.crumbs, _stories_ref(planning, edition)))
    return Subject(page, edition, posts=listed)


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────


def _corrections(planning: Planning, edition: Edition) -> Iterator[LazyJob]:
    if planning.scope and not planning.scope.shows(edition.corrected):
        return
    url = _corrections_url(edition)
    sources = tuple(entry.path for entry in edition.corrected)
    yield page_job(planning, CORRECTIONS_TEMPLATE, url, _corrections_page, edition)
    yield LazyJob(output_path(url + FEED_NAME), FEED_RENDERER, _corrections_feed, planning, edition, sources=sources)


def _corrections_url(edition: Edition) -> str:
    return f"{edition.prefix}/corrections/"


def _corrections_page(planning: Planning, edition: Edition) -> Subject:
    url, title = _corrections_url(edition), words(planning, edition, "corrections")
    page: PageInfo = list_page_info(planning, edition, "corrections", url, title)
    own = FeedLink(title, url + FEED_NAME, FEED_TYPE)
    return Subject(msgspec.structs.replace(page, feeds=(own, *page.feeds)), edition)


def _corrections_feed(planning: Planning, edition: Edition) -> Job:
    config, info, url = planning.site.config, planning.info, _corrections_url(edition)
    rows = corrections_of(edition.corrected, zone_of(config.site.timezone))[: config.feeds.items]
    title = words(planning, edition, "corrections")
    feed = FeedInfo(
        title=f"{info.title}: {title}",
        description=words(planning, edition, "corrections_text"),
        language=edition.lang,
        url=url + FEED_NAME,
        home=url,
        author=info.author,
        hub=config.feeds.hub,
        id=entry_id(info.id, f"list {url}"),
    )
    # An id hangs on what the correction says: two of one day are two.
    ids = tuple(entry_id(info.id, f"correction {row.post.id} {row.date} {row.text}") for row in rows)
    values: dict[str, object] = {"site": info, "feed": feed, "corrections": rows, "ids": ids}
    return Job(
        output=output_path(feed.url),
        renderer=FEED_RENDERER,
        template="",
        parts={name: digest_value(value) for name, value in values.items() if name != "ids"},
        values={**values, "title": title},
        sources=tuple(entry.path for entry in edition.corrected),
    )


# ── the sitemap ─────────────────────────────────────────────────────────────────────────────────────


def thread_entries(planning: Planning, edition: Edition) -> Iterator[SitemapEntry]:
    """Yield the lines of the sitemap for all that `plan_threads` makes pages of."""
    if has_template(planning, STORIES_TEMPLATE) and edition.stories:
        yield SitemapEntry(f"{edition.prefix}/stories/", newest(map(_changed, edition.stories)))
    for template, lists in ((STORY_TEMPLATE, edition.stories), (SERIES_TEMPLATE, edition.series)):
        if has_template(planning, template):
            yield from (SitemapEntry(listed.topic.url, _changed(listed)) for listed in lists)
    if has_template(planning, CORRECTIONS_TEMPLATE) and edition.corrected:
        rows = corrections_of(edition.corrected, zone_of(planning.site.config.site.timezone))
        yield SitemapEntry(_corrections_url(edition), rows[0].date)


def _changed(listed: PostList) -> str:
    return newest(moment for entry in listed.posts for moment in (entry.updated, entry.date))
