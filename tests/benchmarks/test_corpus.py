"""The made-up sites are the same every time, have the promised shape, and their posts' edits do what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.corpus import FIRST_DAY, SECTIONS, digest_corpus, news_corpus, posts_apart, write_site
from benchmarks.peers.pelican import post_text
from benchmarks.posts import Post, markdown, source_path, with_news_in_body, with_other_title, with_words_swapped
from ssg.content.parse import parse
from ssg.content.parse_options import FrontOptions, ParseOptions

NEWS = tuple(islice(news_corpus(600).posts(), 600))
DIGEST = tuple(islice(digest_corpus(24).posts(), 24))


def test_a_corpus_is_the_same_every_time() -> None:
    assert tuple(islice(news_corpus(50).posts(), 50)) == NEWS[:50]
    assert tuple(islice(digest_corpus(3).posts(), 3)) == DIGEST[:3]


def test_another_seed_makes_another_corpus() -> None:
    assert next(news_corpus(50).posts(seed=1)) != NEWS[0]


def test_a_larger_news_site_holds_the_smaller_one() -> None:
    assert tuple(islice(news_corpus(10_000).posts(), 50)) == tuple(islice(news_corpus(50).posts(), 50))


@pytest.mark.parametrize("size", [1, 1_000, 10_000, 100_000])
def test_no_news_site_reaches_into_the_future(size: int) -> None:
    assert FIRST_DAY + posts_apart(size) * size < datetime(2024, 1, 1, tzinfo=UTC)


def test_every_news_post_has_700_words_in_its_paragraphs_and_headings_to_list() -> None:
    for post in NEWS[:50]:
        paragraphs = [block for block in post.body.split("\n\n") if block[:1].isalpha() or block[:1] == "["]
        assert 700 <= sum(len(block.split()) for block in paragraphs) <= 720
        assert post.body.count("\n## ") == 3


def test_news_posts_have_two_to_five_of_200_tags_and_three_to_five_key_points() -> None:
    assert {len(post.tags) for post in NEWS} == {2, 3, 4, 5}
    assert all(len(set(post.tags)) == len(post.tags) for post in NEWS)
    assert {len(post.key_points) for post in NEWS} == {3, 4, 5}
    assert {post.section for post in NEWS} == set(SECTIONS)
    assert 150 < len({tag for post in NEWS for tag in post.tags}) <= 200


def test_tags_have_a_long_tail() -> None:
    counts = sorted(Counter(tag for post in NEWS for tag in post.tags).values())
    assert counts[-1] > 8 * counts[len(counts) // 2]


def test_a_sixth_of_the_news_posts_has_a_table_and_a_sixth_has_code() -> None:
    assert sum("|---|---|" in post.body for post in NEWS) == 100
    assert sum("```python" in post.body for post in NEWS) == 100


def test_an_issue_of_the_digest_is_a_post_of_200_kilobytes() -> None:
    for post in DIGEST:
        assert 180_000 < len(markdown(post)) < 220_000


def test_a_third_of_the_digests_issues_have_one_and_the_same_title() -> None:
    assert Counter(post.title for post in DIGEST).most_common(2)[0][1] == 8
    assert len({post.title for post in DIGEST}) == 17


def test_a_digest_of_a_year_has_thousands_of_tags() -> None:
    per_issue = len({tag for post in DIGEST for tag in post.tags}) / len(DIGEST)
    assert per_issue > 12
    assert max(len(post.tags) for post in DIGEST) <= 40


@pytest.mark.parametrize("post", [*NEWS[:6], *DIGEST[:2]], ids=lambda post: post.slug)
def test_posts_are_read_without_a_complaint_and_as_they_were_meant(post: Post) -> None:
    document, _ = parse(markdown(post).encode(), ParseOptions(front=FrontOptions()))
    assert document.problems == ()
    assert (document.front.title, tuple(document.front.tags)) == (post.title, post.tags)
    assert len(document.front.key_points) == len(post.key_points)


def test_a_site_is_written_in_a_folder_for_each_month(tmp_path: Path) -> None:
    write_site(str(tmp_path), news_corpus(3))
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert written == [*(f"content/posts/2019/01/post-00000{number}.md" for number in range(3)), "site.toml"]


def test_in_pelicans_dialect_key_points_are_one_list_and_the_contents_have_a_mark() -> None:
    post = NEWS[0]
    text = post_text(post)
    assert f"Tags: {', '.join(post.tags)}\n" in text
    assert "Key_points: - " + "\n    - ".join(post.key_points) + "\n" in text
    assert text.endswith(f"\n[TOC]\n\n{post.body}\n")


EDITS = [with_news_in_body, with_words_swapped, with_other_title]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("post", [NEWS[1], DIGEST[1]], ids=["news", "digest"])
def test_no_two_runs_make_the_same_edit(edit: Callable[[Post, int], Post], post: Post) -> None:
    assert len({edit(post, run) for run in range(5)} | {post}) == 6


@pytest.mark.parametrize("post", [NEWS[1], DIGEST[1]], ids=["news", "digest"])
def test_swapping_words_moves_nothing_but_two_words_of_the_body(post: Post) -> None:
    edited = with_words_swapped(post, 2)
    assert sorted(edited.body.split()) == sorted(post.body.split())
    moved = sum(before != after for before, after in zip(post.body.split(" "), edited.body.split(" "), strict=True))
    assert moved == 2
    assert markdown(edited).partition("\n\n")[0] == markdown(post).partition("\n\n")[0]


def test_news_in_the_body_bring_words_that_the_post_has_and_others_that_it_has_not() -> None:
    added = set(with_news_in_body(NEWS[1], 0).body.removeprefix(NEWS[1].body).split())
    assert added & set(NEWS[1].body.split())
    assert added - set(NEWS[1].body.split())


def test_another_title_leaves_the_address_alone() -> None:
    edited = with_other_title(NEWS[1], 0)
    assert edited.title != NEWS[1].title
    assert source_path(edited) == source_path(NEWS[1])
