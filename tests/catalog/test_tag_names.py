"""Tags that may be one, and those that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.catalog import tag_names
from ssg.catalog.tag_names import gathered, near_pairs

SPACES, PLURAL, ORDER, SLIP = (why for why, _, _ in tag_names.RULES)


@pytest.mark.parametrize(("one", "other", "why"), [
    ("hugging-face", "huggingface", SPACES),
    ("大-模型", "大模型", SPACES),
    ("gpt-4o", "gpt4o", SPACES),
    ("llm", "llms", PLURAL),
    ("language-model", "language-models", PLURAL),
    ("companies", "company", PLURAL),
    ("agents-ai", "ai-agent", ORDER),
    ("policy-china", "china-policy", ORDER),
    ("anthropic", "antropic", SLIP),
    ("anthropic", "anthropci", SLIP),
    ("mistral-large", "mistrel-large", SLIP),
    ("нейросети", "нейросеть", SLIP),
])  # fmt: skip
def test_names_that_may_be_one_tag(one: str, other: str, why: str) -> None:
    assert [(set(pair[:2]), pair.why) for pair in near_pairs([one, other])] == [({one, other}, why)]


@pytest.mark.parametrize(("one", "other"), [
    ("gpt-4", "gpt-5"),
    ("claude-opus-4", "claude-opus-3"),
    ("claude-3-5", "claude-5-3"),
    ("claude-3-5", "claude-35"),
    ("deepseek-v3", "deepseek-r3"),
    ("series-a", "series-b"),
    ("news", "new"),
    ("openai", "openapi"),
    ("人工智能技术应用研究院", "人工智能技术应用研究所"),
    ("robot", "chip"),
    ("text-to-image", "image-to-text"),
    ("hong-kong-stocks", "tech-stocks"),
    ("meta", "meta-ai"),
    ("llama", "llama-cpp"),
    ("agent", "agency"),
    ("llm", "ml"),
    ("gpu", "gpt"),
])  # fmt: skip
def test_names_that_are_two_tags(one: str, other: str) -> None:
    assert near_pairs([one, other]) == []


@given(st.lists(st.text("abs-1模", min_size=1, max_size=12)))
def test_the_order_of_the_tags_does_not_matter_and_no_tag_is_its_own_double(slugs: list[str]) -> None:
    pairs = near_pairs(slugs)

    assert pairs == near_pairs(slugs[::-1])
    assert all(pair.one < pair.other for pair in pairs)


def test_all_that_may_be_one_gathers_at_the_tag_that_ranks_first() -> None:
    slugs = ["hugging-face", "huggingface", "hugging-faces"]
    found = gathered(near_pairs(slugs), slugs, {})

    assert {slug: [pair.other for pair in pairs] for slug, pairs in found.items()} == {
        "hugging-face": ["huggingface", "hugging-faces"]
    }


def test_two_tags_that_are_both_declared_are_two() -> None:
    slugs = ["hugging-face", "huggingface"]

    assert gathered(near_pairs(slugs), slugs, dict.fromkeys(slugs)) == {}
    assert list(gathered(near_pairs(slugs), slugs, {"hugging-face": None})) == ["hugging-face"]
