"""Terms: words of any script, folded and weighted by where they stand, packed in few bytes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.terms import MAX_TERMS, document_terms, pair_hash, term_words, unpacked
from ssg.content.tokenize import fold, folded_terms, term_hash, words_of
from ssg.core.model import FrontMatter

NOTHING = FrontMatter()


def weights(prose: str = "", *, title: str = "", excerpt: str = "", front: FrontMatter = NOTHING) -> dict[int, int]:
    return dict(unpacked(document_terms(front, title, excerpt, prose)))


def spelled(text: str) -> set[str]:
    return set(term_words(NOTHING, "", "", text).values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OpenAI raises money", {"openai", "raises", "money"}),
        ("the of and to", set()),
        ("GPT-5.2 and C++ beat C#", {"gpt-5.2", "gpt", "5.2", "c++", "beat", "c#"}),
        ("llama-3.1-405b", {"llama-3.1-405b", "llama", "3.1", "405b"}),
        ("open-source model", {"open", "source", "model"}),
        ("snake_case", {"snake", "case"}),
        ("a b 7", set()),
        ("Straße in Łódź", {"strasse", "łódź"}),
        ("\uff21\uff29 \uff12\uff10\uff12\uff16", {"ai", "2026"}),
        ("हिन्दी समाचार", {"हिन्दी", "समाचार"}),
        ("новости моделей", {"новости", "моделей"}),
        ("人工智能发布", {"人工", "工智", "智能", "能发", "发布"}),
        ("OpenAI发布GPT-5模型", {"openai", "发布", "gpt-5", "gpt", "模型"}),
        ("ロボットを作りました", {"ロボット", "を作", "作り"}),
        ("한국어", {"한국", "국어"}),
        ("会", {"会"}),
    ],
)
def test_text_of_any_script_gives_its_words(text: str, expected: set[str]) -> None:
    assert spelled(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("models", "model"),
        ("companies", "company"),
        ("launches", "launch"),
        ("boxes", "box"),
        ("classes", "class"),
        ("training", "trained"),
        ("planning", "planned"),
        ("released", "releases"),
        ("funding", "funded"),
    ],
)
def test_forms_of_one_english_word_are_one_term(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("news", "new"), ("analysis", "analysi"), ("bus", "bu"), ("less", "les")])
def test_an_ending_that_is_no_plural_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_title_weighs_more_than_tags_key_points_and_body_in_this_order() -> None:
    front = FrontMatter(tags=("robot",), key_points=("valuation",))
    found = weights("funding and more words", title="Baichuan", front=front)
    order = [found[term_hash(fold(word))] for word in ("baichuan", "robot", "valuation", "funding")]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == 4


def test_a_summary_takes_the_place_of_the_excerpt() -> None:
    found = weights(excerpt="excerpt", front=FrontMatter(summary="summary"))
    assert set(found) == {term_hash("summary")}


def test_words_side_by_side_in_a_title_are_a_term_of_their_own() -> None:
    found = weights(title="Power for the grid")
    assert pair_hash(term_hash("power"), term_hash("grid")) in found
    assert pair_hash(term_hash("grid"), term_hash("power")) not in found


def test_a_word_that_comes_often_weighs_more_but_never_without_bound() -> None:
    once, often, always = (weights("robot " * times)[term_hash("robot")] for times in (1, 10, 5000))
    assert once < often < always <= 255


def test_the_same_word_weighs_less_in_a_longer_text() -> None:
    short = weights("robot " + "filler words " * 10)
    long = weights("robot " + "filler words " * 1000)
    assert long[term_hash("robot")] < short[term_hash("robot")]


@pytest.mark.parametrize(
    "text", ["see https://example.org/secret/page now", "see www.example.org/secret now", "https://secret.example/"]
)
def test_an_address_in_the_text_is_no_word(text: str) -> None:
    assert term_hash("secret") not in weights(text)


def test_a_link_in_a_key_point_counts_as_its_words() -> None:
    found = weights(front=FrontMatter(key_points=("[valuation](https://example.org/secret) and *profit*",)))
    assert set(found) == {term_hash(fold("valuation")), term_hash("profit")}


def test_a_huge_post_gives_no_more_terms_than_a_long_one() -> None:
    prose = " ".join(f"word{number}" for number in range(50_000))
    assert len(document_terms(NOTHING, "", "", prose)) == 5 * MAX_TERMS


def test_the_heaviest_terms_survive_the_bound() -> None:
    prose = " ".join(f"word{number}" for number in range(5000)) + " robot robot"
    assert term_hash("robot") in weights(prose)


def test_nothing_gives_nothing() -> None:
    assert document_terms(NOTHING, "", "", "") == b""


def test_every_term_of_a_post_can_be_printed() -> None:
    front = FrontMatter(tags=("Open Weights",), key_points=("GPT-5.2 **wins**",), summary="A summary about 模型")
    fields = ("Meta builds data centres", "An excerpt", "The body of C++ fame; ロボット.")
    packed = {term for term, _ in unpacked(document_terms(front, *fields))}
    assert packed <= set(term_words(front, *fields))


def test_a_term_is_printed_as_the_post_writes_it() -> None:
    words = term_words(NOTHING, "Funding rounds", "", "")
    assert words[term_hash(fold("funding"))] == "funding"
    assert words[pair_hash(term_hash(fold("funding")), term_hash(fold("rounds")))] == "funding rounds"


def test_a_term_has_the_same_hash_in_every_run() -> None:
    program = "from ssg.content.terms import document_terms as d; from ssg.core.model import FrontMatter as F;"
    program += "print(d(F(tags=('x y',)), 'Robots in the news', '', 'the words of a body 模型').hex())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout) > 50


def test_half_a_surrogate_pair_parts_words() -> None:
    assert spelled("left\ud800right") == {"left", "right"}


def test_a_version_number_belongs_to_its_name() -> None:
    assert folded_terms("gpt-5.2") == ("gpt-5.2", "gpt", "5.2")


def test_folding_case_and_width_comes_before_splitting() -> None:
    assert words_of("\uff27\uff30\uff34\uff0d\uff15\uff0e\uff12") == ["gpt-5.2"]


CHUNKS = ("model", "models,", "the", "a", "x.", "gpt-5.2", "(funding", "funded)", "検索", "C++", "running", "don't")


@given(st.lists(st.sampled_from(CHUNKS), max_size=30))
def test_a_body_counts_each_term_as_often_as_its_words_have_it(words: list[str]) -> None:
    counts: dict[int, int] = {}
    for term in (term_hash(term) for word in " ".join(words).split() for term in folded_terms(word.casefold())):
        counts[term] = counts.get(term, 0) + 1
    found = dict(unpacked(document_terms(NOTHING, "", "", " ".join(words))))
    assert set(found) == set(counts)
    assert sorted(found, key=lambda term: (counts[term], term)) == sorted(found, key=lambda term: (found[term], term))


@given(st.text(max_size=300), st.text(max_size=60))
def test_packed_terms_stand_in_rising_order_and_weigh_something(prose: str, title: str) -> None:
    found = unpacked(document_terms(NOTHING, title, "", prose))
    assert [term for term, _ in found] == sorted({term for term, _ in found})
    assert all(1 <= weight <= 255 for _, weight in found)


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_the_printable_words_cover_every_term(prose: str, title: str, tag: str) -> None:
    front = FrontMatter(tags=(tag,))
    packed = {term for term, _ in unpacked(document_terms(front, title, "", prose))}
    assert packed <= set(term_words(front, title, "", prose))
