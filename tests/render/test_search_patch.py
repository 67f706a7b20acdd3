"""A shard that was patched is the shard that would have been made anew."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from ssg.content.search_terms import searchable
from ssg.core.model import Searchable
from ssg.render.search import SegmentWords
from ssg.render.search_patch import PostWords, patched, words_by_split
from tests.content.counting import counted

WORDS = st.text("abcdeé模型人", min_size=1, max_size=6)
COUNTS = st.dictionaries(WORDS, st.integers(1, 300), max_size=12)
POSTS = st.lists(COUNTS, min_size=1, max_size=12)
SPLITS = st.sampled_from([1, 2, 16, 64])


def words_of(counts: Mapping[str, int]) -> Searchable:
    return searchable(counted(counts, 500))


@settings(deadline=None)
@given(POSTS, st.lists(COUNTS, min_size=1, max_size=3), SPLITS, st.data())
def test_a_patched_shard_is_the_one_of_the_posts_as_they_are_now(
    posts: list[dict[str, int]], others: list[dict[str, int]], splits: int, data: st.DataObject
) -> None:
    after = list(posts)
    for counts in others:  # edited, or new behind all others
        number = data.draw(st.integers(0, len(after)))
        after[number : number + 1] = [counts]
    before_by = [words_by_split(words_of(counts), splits) for counts in posts]
    now_by = [words_by_split(words_of(counts), splits) for counts in after]
    old, new = (SegmentWords([words_of(counts) for counts in each]) for each in (posts, after))

    for split in range(splits):
        changes = [
            PostWords(number, before_by[number].get(split, {}) if number < len(posts) else {}, now.get(split, {}))
            for number, now in enumerate(now_by)
        ]
        assert patched(old.shard(split, splits), splits, changes) == new.shard(split, splits)


def test_a_shard_that_is_not_what_was_said_of_it_is_left_alone() -> None:
    shard = SegmentWords([words_of({"robot": 2})]).shard(0, 1)
    other = {b"robot": 7}

    assert patched(shard, 1, [PostWords(0, other, {})]) is None
    assert patched(shard, 1, [PostWords(3, {b"whale": 1}, {})]) is None
