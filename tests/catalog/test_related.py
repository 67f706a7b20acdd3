"""Related posts: who stands in a list, in which order and why; and that nothing about the whole site leaks into it."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssg.catalog.related import (
    FULL_SCORE,
    SECTION,
    SECTION_WEIGHT,
    STORY,
    STORY_WEIGHT,
    TAG,
    TAG_WEIGHT,
    Candidate,
    Match,
    index_related,
    rank_rows,
)
from ssg.content.terms import document_terms, term_words
from ssg.core.model import FrontMatter
from ssg.core.urls import slugify

DAY = 86_400
NOON = 20_000 * DAY + DAY // 2


def post(
    text: str,
    *,
    title: str = "",
    tags: tuple[str, ...] = (),
    story: str = "",
    section: str = "",
    published: int = NOON,
    lang: str = "en",
    group: str = "",
    url: str = "",
) -> Candidate:
    extra = [(TAG + tag, TAG_WEIGHT) for tag in tags]
    extra += [(SECTION + section, SECTION_WEIGHT)] if section else []
    extra += [(STORY + story, STORY_WEIGHT)] if story else []
    return Candidate(
        terms=document_terms(FrontMatter(), title, "", text),
        extra_terms=tuple(extra),
        published=published,
        lang=lang,
        group=group,
        url=url or f"/{slugify(title + text)[:60]}/",
        title_key=slugify(title),
    )


def related(posts: list[Candidate], row: int = 0, *, count: int = 6, pins: tuple[int, ...] = ()) -> tuple[Match, ...]:
    return rank_rows(index_related(posts, {row: pins}), row, row + 1, count=count)[0]


def rows(matches: tuple[Match, ...]) -> list[int]:
    return [match.row for match in matches]


FILLER = [post(f"unlike{number} apart{number} strange{number}") for number in range(12)]


def essay(seed: int, length: int = 120, words: int = 400) -> str:
    chosen = random.Random(seed)
    return " ".join(f"word{chosen.randrange(words)}" for _ in range(length))


# ── who stands in a list ────────────────────────────────────────────────────────────────────────────


def test_the_post_that_shares_most_comes_first() -> None:
    posts = [post("robot funding round china"), post("robot dance"), post("robot funding round"), *FILLER]
    assert rows(related(posts)) == [2, 1]


def test_a_post_that_shares_nothing_has_an_empty_list() -> None:
    assert related(FILLER) == ()


def test_no_posts_have_no_lists() -> None:
    assert rank_rows(index_related([]), 0, 0) == []


def test_posts_without_any_terms_are_related_to_none() -> None:
    empty = [Candidate(b"", (), NOON, "en", "", f"/{n}/", "") for n in range(3)]
    assert rank_rows(index_related(empty), 0, 3) == [(), (), ()]


def test_a_rare_term_counts_more_than_a_common_one() -> None:
    common = [post(f"model filler{number}") for number in range(20)]
    posts = [post("model zebra"), post("model lion"), post("zebra tiger"), *common]
    assert rows(related(posts))[0] == 2


def test_posts_of_another_language_are_never_related() -> None:
    posts = [post("robot arm news"), post("robot arm news today", lang="fr"), post("robot arm"), *FILLER]
    assert rows(related(posts)) == [2]


def test_a_post_is_never_related_to_its_own_translation() -> None:
    posts = [post("robot arm", group="a"), post("robot arm", group="a", url="/b/"), post("robot leg", group="c")]
    assert rows(related(posts)) == [2]
    assert rows(related(posts, pins=(1,))) == [2]


def test_older_and_newer_posts_are_both_related() -> None:
    posts = [post("robot arm"), post("robot arm x1", published=NOON - DAY), post("robot arm x2", published=NOON + DAY)]
    assert sorted(rows(related(posts))) == [1, 2]


def test_of_two_equally_close_texts_the_one_nearer_in_time_wins() -> None:
    posts = [
        post("robot arm"),
        post("robot far", published=NOON - 300 * DAY),
        post("robot near", published=NOON - 2 * DAY),
        *FILLER,
    ]
    assert rows(related(posts)) == [2, 1]


def test_a_much_closer_text_wins_over_a_nearer_date() -> None:
    posts = [
        post("robot arm grip motor"),
        post("robot arm grip motor hand", published=NOON - 3000 * DAY),
        post("robot stocks fall again", published=NOON),
        *FILLER,
    ]
    assert rows(related(posts))[0] == 1


def test_equal_scores_go_to_the_newer_post_and_then_to_the_smaller_address() -> None:
    posts = [
        post("robot arm"),
        post("robot one", url="/b/"),
        post("robot two", url="/a/"),
        post("robot six", url="/c/", published=NOON + 60),
        *FILLER,
    ]
    assert rows(related(posts)) == [3, 2, 1]


def test_a_list_has_no_more_than_the_asked_number() -> None:
    posts = [post(f"robot {essay(seed, 9)}") for seed in range(30)]
    assert [len(found) for found in rank_rows(index_related(posts), 0, 30, count=4)] == [4] * 30


# ── copies and threads ──────────────────────────────────────────────────────────────────────────────


def test_two_versions_of_one_text_do_not_stand_in_one_list() -> None:
    text = essay(1)
    posts = [post(f"{text[:300]} robot"), post(text), post(f"{text} corrected"), post(f"{text[:90]} else"), *FILLER]
    found = rows(related(posts))
    assert len({1, 2} & set(found)) == 1
    assert 3 in found


def test_the_better_of_two_versions_is_the_one_that_stays() -> None:
    text = essay(1)
    posts = [post(f"{text[:300]} robot robot"), post(text), post(f"{text} robot"), *FILLER]
    assert rows(related(posts)) == [2]


def test_two_posts_of_one_title_do_not_stand_in_one_list() -> None:
    posts = [post("robot arm"), post("robot xx", title="Weekly"), post("robot yy", title="WEEKLY!"), *FILLER]
    assert len(related(posts)) == 1


def test_texts_on_one_subject_are_no_copies() -> None:
    posts = [post(f"robot {essay(seed)}") for seed in range(6)]
    assert sorted(rows(related(posts))) == [1, 2, 3, 4, 5]


def test_another_story_is_listed_once() -> None:
    posts = [post("robot arm"), post("robot a1", story="s"), post("robot a2", story="s"), post("robot a3"), *FILLER]
    found = rows(related(posts))
    assert len({1, 2} & set(found)) == 1
    assert 3 in found


def test_the_own_story_may_fill_the_list() -> None:
    posts = [post(f"robot a{number}", story="s") for number in range(4)]
    matches = related(posts)
    assert sorted(rows(matches)) == [1, 2, 3]
    assert {match.reason.kind for match in matches} == {"story"}


def test_copies_that_crowd_the_top_do_not_shorten_the_list() -> None:
    text = essay(1)
    copies = [post(f"{text} extra{number}", title="Same") for number in range(60)]
    posts = [post(f"{text} start"), *copies, *(post(f"{text[:40]} {essay(seed, 60)}") for seed in range(2, 9))]
    assert len(related(posts)) == 6


# ── pins ────────────────────────────────────────────────────────────────────────────────────────────


def test_pinned_posts_come_first_in_the_authors_order() -> None:
    posts = [post("robot arm"), post("robot leg"), *FILLER]
    matches = related(posts, pins=(5, 4))
    assert rows(matches) == [5, 4, 1]
    assert [match.reason.kind for match in matches] == ["pinned", "pinned", "terms"]


def test_a_pinned_post_that_shares_terms_keeps_its_score_and_is_not_listed_twice() -> None:
    posts = [post("robot arm grip"), post("robot leg"), post("robot arm"), *FILLER]
    free, pinned = related(posts), related(posts, pins=(1,))
    assert rows(pinned) == [1, 2]
    assert pinned[0].score == free[1].score > 0


def test_a_post_pinned_to_itself_or_twice_counts_once() -> None:
    posts = [post("robot arm"), post("robot leg"), *FILLER]
    assert rows(related(posts, pins=(0, 3, 3))) == [3, 1]


def test_pins_count_among_the_asked_number_but_are_never_cut() -> None:
    posts = [post("robot arm"), post("robot leg"), post("robot eye"), *FILLER]
    assert rows(related(posts, count=2, pins=(5,)))[0] == 5
    assert len(related(posts, count=2, pins=(5,))) == 2
    assert rows(related(posts, count=2, pins=(5, 6, 7))) == [5, 6, 7]


# ── reasons ─────────────────────────────────────────────────────────────────────────────────────────


def test_shared_tags_are_the_first_reason() -> None:
    posts = [post("robot", tags=("ai", "chips", "law")), post("robot", tags=("law", "ai")), *FILLER]
    reason = related(posts)[0].reason
    assert (reason.kind, reason.tags) == ("tags", ("ai", "law"))


def test_shared_terms_are_named_by_what_they_contribute() -> None:
    posts = [post("valuation valuation valuation stock"), post("valuation valuation stock pen"), *FILLER]
    reason = related(posts)[0].reason
    words = term_words(FrontMatter(), "", "", "valuation stock")
    assert (reason.kind, [words[term] for term in reason.terms]) == ("terms", ["valuation", "stock"])


@pytest.mark.parametrize(
    ("lang", "one", "other", "far"),
    [
        ("zh", "百川智能发布医疗大模型", "医疗大模型的新进展", "股市今天下跌"),
        ("ja", "医療向けロボットを発表した", "医療ロボットの新しい動き", "株価は今日も下落"),
    ],
)
def test_chinese_and_japanese_posts_find_each_other(lang: str, one: str, other: str, far: str) -> None:
    posts = [post(one, lang=lang), post(far, lang=lang), post(other, lang=lang)]
    assert rows(related(posts)) == [2]


def test_a_tag_alone_relates_two_posts() -> None:
    posts = [post("one thing", tags=("ai",)), post("other matter", tags=("ai",)), *FILLER]
    assert rows(related(posts)) == [1]


# ── nothing about the whole site leaks in ───────────────────────────────────────────────────────────


def scores(posts: list[Candidate]) -> dict[tuple[str, str], int]:
    lists = rank_rows(index_related(posts), 0, len(posts), count=len(posts))
    return {(posts[row].url, posts[match.row].url): match.score for row, found in enumerate(lists) for match in found}


def library(size: int) -> list[Candidate]:
    return [
        post(essay(seed, 60, 150), tags=(f"tag{seed % 7}",), url=f"/{seed}/", published=NOON + seed * DAY)
        for seed in range(size)
    ]


def test_the_order_of_the_posts_changes_nothing() -> None:
    posts = library(40)
    shuffled = random.Random(3).sample(posts, len(posts))
    assert scores(posts) == scores(shuffled)


def test_ranking_in_parts_gives_what_ranking_at_once_gives() -> None:
    index = index_related(library(40))
    assert rank_rows(index, 0, 13) + rank_rows(index, 13, 40) == rank_rows(index, 0, 40)


def test_to_rank_some_posts_nobody_looks_at_what_the_others_look_for() -> None:
    """Ranking goes by chunks: with a look at the whole site for each, 100,000 posts took the square of their number."""
    index = index_related(library(40))
    expected = rank_rows(index, 10, 20)
    terms = index.terms.query_terms.copy()
    start, end = index.terms.query_offsets[10], index.terms.query_offsets[20]
    terms[:start] = terms[end:] = 1 << 30  # no term's number
    blind = replace(index, terms=replace(index.terms, query_terms=terms))
    assert rank_rows(blind, 10, 20) == expected


def test_terms_in_many_parts_make_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    posts = library(40)
    whole = index_related(posts).terms
    monkeypatch.setattr("ssg.catalog.term_parts._PART_BITS", 3)
    monkeypatch.setattr("ssg.catalog.term_parts._SAMPLED", 2)
    monkeypatch.setattr("ssg.catalog.term_parts._SEARCHED", 100)
    parts = index_related(posts).terms
    assert parts.names.tolist() == whole.names.tolist()
    assert parts.postings.tolist() == whole.postings.tolist()
    assert parts.query_terms.tolist() == whole.query_terms.tolist()


def test_a_new_post_of_other_words_moves_no_score_while_no_bucket_moves() -> None:
    posts = library(40)  # 40 and 41 posts are both in the bucket from 32 to 63
    before = scores(posts)
    after = scores([*posts, post("quite different matters entirely", url="/new/")])
    assert before == after


def test_a_score_is_the_same_in_both_directions_while_every_term_is_looked_for() -> None:
    found = scores(library(30))
    assert all(found[other, one] == score for (one, other), score in found.items())


def test_the_same_text_at_another_time_has_about_the_full_score() -> None:
    posts = [
        post("robot arm grip motor"),
        post("robot arm grip motor", published=NOON + 5000 * DAY, url="/b/"),
        *FILLER,
    ]
    assert related(posts)[0].score == pytest.approx(FULL_SCORE, rel=0.01)


def test_many_languages_side_by_side_do_not_change_each_others_scores() -> None:
    english = library(20)
    french = [post(essay(seed, 60, 150), lang="fr", url=f"/fr/{seed}/") for seed in range(50)]
    alone = scores(english)
    assert {pair: score for pair, score in scores([*english, *french]).items() if "/fr/" not in pair[0]} == alone


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5), min_size=2, max_size=12), st.integers(1, 4)
)
def test_every_list_is_sorted_bounded_and_without_the_post_itself(texts: list[list[str]], count: int) -> None:
    posts = [post(" ".join(f"{letter}word" for letter in text), url=f"/{n}/") for n, text in enumerate(texts)]
    for row, found in enumerate(rank_rows(index_related(posts), 0, len(posts), count=count)):
        assert len(found) <= count
        assert row not in rows(found)
        assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_numpy_is_not_imported_before_posts_are_indexed() -> None:
    program = "import sys, ssg.catalog.related; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
