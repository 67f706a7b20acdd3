"""Shards of the search index: read as the browser reads them, they hold every word of every post."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.search_terms import levels_by_word, searchable
from ssg.content.tokenize import term_key
from ssg.core.model import Ref, Searchable, Summary
from ssg.render.search import SegmentWords, search_hits
from tests.content.counting import counted

WORDS = st.text("abcdeé模型人", min_size=1, max_size=9)
POSTS = st.lists(st.dictionaries(WORDS, st.integers(1, 300), max_size=12), max_size=12)

Shard = Mapping[str, list[tuple[int, int]]]
"""Word → the numbers of its posts with its levels."""


def words_of(counts: Mapping[str, int]) -> Searchable:
    return searchable(counted(counts, 500))


def read_number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def read_shard(data: bytes) -> Shard:
    found: dict[str, list[tuple[int, int]]] = {}
    at, word = 0, b""
    while at < len(data):
        shared, rest = data[at], data[at + 1]
        word = word[:shared] + data[at + 2 : at + 2 + rest]
        size, at = read_number(data, at + 2 + rest)
        end, post = at + size, -1
        postings = found[word.decode()] = []
        while at < end:
            value, at = read_number(data, at)
            post += (value >> 3) + 1
            postings.append((post, value & 7))
    return found


def all_shards(posts: Sequence[Searchable], splits: int) -> list[Shard]:
    segment = SegmentWords(posts)
    return [read_shard(segment.shard(split, splits)) for split in range(splits)]


@given(POSTS, st.sampled_from([1, 2, 16, 64, 1024]))
def test_the_shards_hold_each_word_once_with_all_its_posts_and_levels(posts: list[dict[str, int]], splits: int) -> None:
    kept = [words_of(counts) for counts in posts]
    expected: dict[str, list[tuple[int, int]]] = {}
    for number, post in enumerate(kept):
        for word, level in levels_by_word(post).items():
            expected.setdefault(word, []).append((number, level))
    shards = all_shards(kept, splits)

    assert {word: postings for shard in shards for word, postings in shard.items()} == expected
    assert sum(map(len, shards)) == len(expected)
    assert all(term_key(word) * splits >> 64 == split for split, shard in enumerate(shards) for word in shard)


@pytest.mark.parametrize("posts", [1, 17, 130, 20_000])
def test_posts_far_apart_keep_their_numbers(posts: int) -> None:
    kept = [words_of({"ends": 1} if number in (0, posts - 1) else {"middle": 1}) for number in range(posts)]
    (shard,) = all_shards(kept, 1)

    assert [post for post, _ in shard["ends"]] == sorted({0, posts - 1})


def test_a_segment_without_posts_has_empty_shards() -> None:
    assert SegmentWords(()).shard(0, 1) == b""


def test_it_does_not_matter_which_shard_is_asked_for_first() -> None:
    kept = [words_of({f"word{number}": 2, "all": 1}) for number in range(40)]
    forth, back = SegmentWords(kept), SegmentWords(kept)
    order = list(reversed(range(32)))

    assert [forth.shard(split, 32) for split in range(32)] == [back.shard(split, 32) for split in order][::-1]


def test_hits_have_title_address_date_and_section() -> None:
    news = Ref("news", "News", "/news/")
    post = Summary(id="1", path="a.md", url="/a/", lang="en", title="“A” & 模型", date="2026-01-10", section=news)

    assert json.loads(search_hits([post])) == [["“A” & 模型", "/a/", "2026-01-10", "News"]]
