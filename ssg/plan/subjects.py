"""What a post is about, and what it mentions: its tags that site.toml describes, for machines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ssg.core.model import Post
from ssg.core.settings import TagConfig
from ssg.core.views import Topic

NAMED_KINDS = frozenset({"company", "model", "person"})
"""Kinds of what has a name of its own: a post is about it when its headline says the name."""

Subjects = tuple[tuple[Topic, ...], tuple[Topic, ...]]
"""What a post is about, and what it mentions, each in the order of its tags."""


def subjects_of(post: Post, declared: Mapping[str, TagConfig]) -> Subjects:
    """Return the tags with a kind or other addresses: topics are what the post is about, names if they head it."""
    about: list[Topic] = []
    mentioned: list[Topic] = []
    for ref in post.tags:
        tag = declared.get(ref.id)
        if tag and (tag.kind or tag.same_as):
            topic = Topic(ref.id, ref.title, ref.url, tag.description, tag.kind, tag.same_as)
            (about if _heads(tag, post.title) else mentioned).append(topic)
    return tuple(about), tuple(mentioned)


def _heads(tag: TagConfig, headline: str) -> bool:
    return tag.kind not in NAMED_KINDS or any(_occurs(name, headline) for name in (tag.title, *tag.aliases))


def _occurs(name: str, text: str) -> bool:
    """Return whether a name stands in the text as a word; Chinese and Japanese have no spaces around theirs."""
    return bool(name) and _pattern(name).search(text) is not None


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    before, after = (r"\b" if char.isascii() and char.isalnum() else "" for char in (name[0], name[-1]))
    return re.compile(before + re.escape(name) + after, re.IGNORECASE)
