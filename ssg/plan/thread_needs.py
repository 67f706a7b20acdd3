"""What pages say of threads: a post's place in its story and series; and a topic's key stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest

from ssg.catalog.site import Entry, PostList
from ssg.core.digests import combine, digest_value
from ssg.core.model import Ref
from ssg.core.views import Counted, Series, Story, StoryRow

KEY_STORIES_COUNT = 3
KEY_STORY_SOURCES = 2  # a post that names fewer is no key story by them
TOGETHER_COUNT = 8

NOBODY = b"-"
"""Stands for the digest of a post that there is not."""


def story_of(listed: PostList, entry: Entry, shown: bool) -> tuple[Story, bytes]:
    """Return the story of ``entry`` as its own page sees it, with its digest; ``shown``: the theme prints timelines.

    It hangs on the newest post alone, so that a new post moves the pages of its own thread and no others.
    """
    newest = listed.posts[0] if listed.posts[0].path != entry.path else None
    topic, count = listed.topic, len(listed.posts)
    url = topic.url if shown else ""
    value = Story(topic.id, topic.title, url, topic.description, count, newest.summary if newest else None)
    own = digest_value((topic.title, url, topic.description, count))
    return value, combine((own, newest.summary_digest if newest else NOBODY))


def series_of(listed: PostList, entry: Entry, shown: bool) -> tuple[Series, bytes]:
    """Return the series of ``entry`` and its place in it, with a digest; ``shown``: the theme prints series."""
    topic, total = listed.topic, len(listed.posts)
    place = next(place for place, part in enumerate(listed.posts) if part.path == entry.path)
    previous = listed.posts[place - 1] if place else None
    following = listed.posts[place + 1] if place + 1 < total else None
    value = Series(
        id=topic.id,
        title=topic.title,
        url=topic.url if shown else "",
        description=topic.description,
        number=place + 1,
        total=total,
        previous=previous.summary if previous else None,
        next=following.summary if following else None,
    )
    own = digest_value((topic.title, value.url, topic.description, place, total))
    return value, combine((own, *(part.summary_digest if part else NOBODY for part in (previous, following))))


def story_rows(stories: Iterable[PostList]) -> tuple[tuple[StoryRow, ...], bytes]:
    """Return a row for each story with their digest, that which moved last before the others."""
    lists = sorted(stories, key=lambda listed: (-listed.posts[0].published, listed.topic.id))
    rows = tuple(_story_row(listed) for listed in lists)
    frames = [(row.ref, row.description, row.count, row.first) for row in rows]
    return rows, combine((digest_value(frames), *(listed.posts[0].summary_digest for listed in lists)))


def _story_row(listed: PostList) -> StoryRow:
    topic, posts = listed.topic, listed.posts
    ref = Ref(topic.id, topic.title, topic.url)
    return StoryRow(ref, topic.description, len(posts), posts[-1].date, posts[0].summary)


# ── topics ──────────────────────────────────────────────────────────────────────────────────────────


def key_stories(posts: Sequence[Entry]) -> list[Entry]:
    """Return the posts of a list to read first: featured ones, then those with the most sources, the newest first.

    A list that shows few more than these has none.
    """
    if len(posts) < 2 * KEY_STORIES_COUNT:
        return []
    featured = [entry for entry in posts if entry.featured]
    cited = [entry for entry in posts if not entry.featured and entry.cited >= KEY_STORY_SOURCES]
    cited.sort(key=lambda entry: -entry.cited)  # a stable sort: of equals the newest first
    return (featured + cited)[:KEY_STORIES_COUNT]


def tags_by_path(tags: Sequence[PostList]) -> dict[str, list[int]]:
    """Return the numbers of each post's tags; made of the lists of tags, so that no post has to be looked at."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, listed in enumerate(tags):
        for entry in listed.posts:
            found[entry.path].append(number)
    return found


def together_with(
    listed: PostList, tags: Sequence[PostList], tags_of: Mapping[str, Sequence[int]]
) -> tuple[Counted, ...]:
    """Return the tags that most posts of ``listed`` have, itself left out, each with the number of these posts."""
    shared = Counter(number for entry in listed.posts for number in tags_of.get(entry.path, ()))
    rows = [(-count, number) for number, count in shared.items() if tags[number].topic.url != listed.topic.url]
    return tuple(_shared_row(tags[number], -count) for count, number in nsmallest(TOGETHER_COUNT, rows))


def _shared_row(listed: PostList, count: int) -> Counted:
    return Counted(Ref(listed.topic.id, listed.topic.title, listed.topic.url), count)
