"""The vocabulary: whatever it has met before, a text has the terms that its chunks have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content import vocabulary
from ssg.content.tokenize import folded_terms
from ssg.content.vocabulary import Vocabulary

CHUNKS = st.lists(
    st.sampled_from(["model", "models,", "the", "x", "gpt-5.2", "gpt", "a/b", "検索", "戳", "3b", "\ud800", "é"])
    | st.text(max_size=6),
    max_size=30,
)


def terms(known: Vocabulary, chunks: Sequence[str]) -> Counter[str]:
    numbers, counts = np.unique(known.terms_of(chunks), return_counts=True)
    return Counter({known.spelled(numbers[at : at + 1]).decode(): int(count) for at, count in enumerate(counts)})


def of_each(chunks: Sequence[str]) -> Counter[str]:
    return Counter(term for chunk in chunks for term in folded_terms(chunk))


@given(st.lists(CHUNKS, max_size=4))
def test_every_text_has_the_terms_of_its_chunks_as_often_as_they_stand_there(texts: list[list[str]]) -> None:
    known = Vocabulary()

    for chunks in texts:
        assert terms(known, chunks) == of_each(chunks)


def test_words_that_share_a_slot_stay_apart() -> None:
    # Of 20,000 words in 1,048,576 slots two hundred share one, whatever the hash seed.
    known, words = Vocabulary(), [f"word{number}x" for number in range(20_000)]

    for chunks in (words, words[::-1]):
        assert terms(known, chunks) == of_each(words)


def test_characters_that_memory_holds_alike_stay_apart() -> None:
    known = Vocabulary()

    assert [terms(known, [chunk]) for chunk in ("3b", "戳", "3b")] == [{"3b": 1}, {"戳": 1}, {"3b": 1}]


def test_a_vocabulary_that_has_grown_too_large_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "REMEMBERED", 10)
    first = vocabulary.vocabulary()
    first.terms_of([f"word{number}x" for number in range(10)])

    assert vocabulary.vocabulary() is not first
    assert vocabulary.vocabulary() is vocabulary.vocabulary()
