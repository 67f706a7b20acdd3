"""Jobs of feeds: RSS, Atom and JSON Feed for the site, each section and each tag."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import msgspec

from ssg.catalog.site import Edition, Entry, PostList
from ssg.core.digests import combine, digest_value
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.urls import output_path
from ssg.core.views import FeedInfo
from ssg.plan.pages import FEEDS
from ssg.plan.planning import Part, Planning

TOPIC_FEED_ITEMS = 10  # of a section's or tag's feed, which hold summaries

RENDERERS = {"feed.xml": "rss", "atom.xml": "atom", "feed.json": "json feed"}


def plan_feeds(planning: Planning) -> Iterator[LazyJob]:
    """Yield the jobs of all feeds, in every language."""
    config = planning.site.config.feeds
    for edition in planning.site.editions:
        yield from _three(planning, edition, edition.home, config.items, full=config.content == "full")
        for listed in (*edition.sections, *edition.tags):
            yield from _three(planning, edition, listed, TOPIC_FEED_ITEMS, full=False)


def _three(planning: Planning, edition: Edition, listed: PostList, count: int, *, full: bool) -> Iterator[LazyJob]:
    entries = listed.posts[:count]
    if planning.scope and not planning.scope.shows(entries):
        return
    sources = tuple(entry.path for entry in entries)
    for name, _ in FEEDS:
        output = output_path(listed.topic.url + name)
        yield LazyJob(output, RENDERERS[name], _filled, planning, edition, listed, name, entries, full, sources=sources)


def _filled(
    planning: Planning, edition: Edition, listed: PostList, name: str, entries: tuple[Entry, ...], full: bool
) -> Job:
    posts = [_post_part(planning, entry) for entry in entries]
    # A summary feed hangs on what it prints alone, so that an edit of a body leaves it as it is.
    items = combine(entry.digest if full else part.digest for entry, part in zip(entries, posts, strict=True))
    feed = _feed_info(planning, edition, listed, name)
    return Job(
        output=output_path(feed.url),
        renderer=RENDERERS[name],
        template="",
        parts={"site": digest_value(planning.info), "feed": digest_value(feed), "items": items},
        values={
            "site": planning.info,
            "feed": feed,
            "posts": tuple(part.value for part in posts),
            "ids": tuple(entry_id(planning.info.id, entry.id) for entry in entries),
            "targets": tuple(entry.targets for entry in entries) if full else (),
        },
        bodies=tuple(entry.body for entry in entries) if full else (),
        sources=tuple(entry.path for entry in entries),
    )


def _post_part(planning: Planning, entry: Entry) -> Part:
    """Return a post as feeds see it, without what only its own page prints."""
    part = planning.feed_posts.get(entry.digest)
    if part is None:
        post = msgspec.structs.replace(entry.post, subtitle="", words=0, toc=(), translations=(), extra={})
        part = planning.feed_posts[entry.digest] = Part(post, digest_value(post))
    return part


def _feed_info(planning: Planning, edition: Edition, listed: PostList, name: str) -> FeedInfo:
    info, topic = planning.info, listed.topic
    is_home = listed is edition.home
    return FeedInfo(
        title=info.title if is_home else f"{info.title}: {topic.title}",
        description=topic.description or info.description,
        language=edition.lang,
        url=topic.url + name,
        home=topic.url,
        author=info.author,
        hub=planning.site.config.feeds.hub,
        id=entry_id(info.id, f"list {topic.url}"),
    )


def entry_id(site_id: str, post_id: str) -> str:
    """Return the permanent IRI of a post in feeds: its id where that is a UUID, else one made of both ids."""
    try:
        return f"urn:uuid:{uuid.UUID(post_id)}"
    except ValueError:
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{site_id}#{post_id}')}"
