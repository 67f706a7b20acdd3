"""Search terms: every word of a post in clear, in the order of the shards that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.parse import parse_all
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.content.search_terms import LEVELS, group_digests, levels_by_word, searchable
from ssg.content.terms import count_terms
from ssg.content.tokenize import term_key
from ssg.content.vocabulary import LONGEST_WORD
from ssg.core.model import SEARCH_DIGEST_BYTES, SEARCH_GROUPS, FrontMatter, Searchable
from tests.content.counting import counted

NOTHING = FrontMatter()


def words_of(prose: str = "", *, title: str = "", front: FrontMatter = NOTHING) -> Mapping[str, int]:
    return levels_by_word(searchable(count_terms(front, title, "", prose)))


def groups(terms: Searchable) -> list[bytes]:
    digests = group_digests(terms)
    return [digests[at : at + SEARCH_DIGEST_BYTES] for at in range(0, len(digests), SEARCH_DIGEST_BYTES)]


TERMS = st.dictionaries(st.text("abcdé模型", min_size=1, max_size=8), st.integers(1, 1000), max_size=80)


def test_all_words_of_a_long_post_are_there() -> None:
    prose = " ".join(f"word{number}" for number in range(3000))

    assert len(words_of(prose)) == 3000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Models of OpenAI", {"model", "openai"}),
        ("GPT-5.2", {"gpt-5.2", "gpt", "5.2"}),
        ("发布模型", {"发布", "布模", "模型", "型"}),
        ("電車が来た", {"電車", "車が", "が来", "来た"}),
        ("会", {"会"}),
        ("a " + "x" * (LONGEST_WORD + 1), set()),
    ],
)
def test_a_text_is_searched_for_by(text: str, expected: set[str]) -> None:
    assert set(words_of(text)) == expected


def test_a_word_in_the_title_is_a_larger_part_than_one_in_the_text() -> None:
    found = words_of("robots and chips and more " * 3 + "anything", title="Chips")

    assert found["chip"] > found["robot"]
    assert max(found.values()) < LEVELS


def test_some_words_more_leave_the_levels_of_others_as_they_are() -> None:
    prose = "robots build chips " * 50
    before, after = words_of(prose), words_of(f"{prose} and sell them cheaply")

    assert before == {word: level for word, level in after.items() if word in before}


def test_words_that_begin_with_the_same_four_letters_stand_in_one_shard() -> None:
    assert len({term_key(word) >> 48 for word in ("anthropic", "anthropics", "anth", "anthem")}) == 1


def test_pairs_that_begin_with_the_same_character_stand_in_one_shard() -> None:
    assert len({term_key(word) >> 48 for word in ("模型", "模", "模式")}) == 1


@given(TERMS)
def test_keys_rise_and_stand_for_their_words(terms: dict[str, int]) -> None:
    found = searchable(counted(terms, 700))
    keys = np.frombuffer(found.keys, dtype="<u8").tolist()

    assert all(one < other for one, other in pairwise(keys))
    assert [term_key(word) for word in levels_by_word(found)] == keys
    assert set(levels_by_word(found)) == set(terms)


@given(TERMS)
def test_the_order_of_words_does_not_matter(terms: dict[str, int]) -> None:
    turned = dict(reversed(terms.items()))

    assert searchable(counted(terms, 700)) == searchable(counted(turned, 700))


@given(TERMS, st.sampled_from(["abc", "dé", "模型"]))
def test_a_word_more_moves_the_digest_of_its_group_alone(terms: dict[str, int], word: str) -> None:
    without = {key: count for key, count in terms.items() if key != word}
    before, after = groups(searchable(counted(without, 700))), groups(searchable(counted({**without, word: 3}, 700)))
    moved = [group for group in range(SEARCH_GROUPS) if before[group] != after[group]]

    assert moved == [term_key(word) * SEARCH_GROUPS >> 64]


def test_without_a_search_no_words_are_kept() -> None:
    parsed = parse_all(b"text", ParseOptions(FrontOptions(), search=False))

    assert (parsed.searchable, parsed.document.search) == (None, b"")
