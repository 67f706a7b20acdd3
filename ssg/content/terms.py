"""What a post is about, as weighted terms: small enough to keep, and no post's business but its own.

A weight saturates with the number of times that a term occurs (the BM25F formula of Robertson and Zaragoza, with the
length held against a constant instead of an average), in whole numbers, so that every machine finds the same.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ssg.content.tokenize import (
    chunks_of,
    cut,
    fold,
    last_characters,
    pairs_of,
    spellings,
    term_hash,
    whole_terms,
    words_of,
)
from ssg.content.vocabulary import Numbers, Vocabulary, vocabulary
from ssg.core.model import FrontMatter

TITLE, TITLE_PAIR, TAG, KEY_POINT, SUMMARY, BODY = 6, 3, 4, 2, 1, 1
"""How many occurrences in the body one occurrence in each field counts for."""

MAX_TERMS = 400  # of a post, the heaviest; a post of 700 words has about 300
MAX_PROSE = 100_000  # characters: a notebook of megabytes is about what its first 15,000 words are about
HEAVIEST = 255
MAX_COUNT = 1000  # occurrences: more weigh no more

_SATURATION = 24  # sixteenths of an occurrence (k1 = 1.5)
_USUAL_WORDS = 700
_MOST_WORDS = 3000  # a longer post is not held to be vaguer
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_MARKUP = re.compile(r"\]\([^)]*\)|<[^>]*>")


Counts = npt.NDArray[np.int64]


class WordCounts(NamedTuple):
    """How often a post says what: what it is about and how it is searched for are both made of this."""

    vocabulary: Vocabulary  # whose numbers the next three hold
    terms: Numbers  # folded words and pairs of characters, each once
    lasts: Numbers  # characters that end a run of them, each as often as it counts
    pairs: tuple[int, ...]  # hashes of the words that stand side by side in the title
    counts: Counts  # of the terms; those in the title and so on weighted
    length: int  # chunks of the body


def document_terms(front: FrontMatter, title: str, excerpt: str, prose: str) -> bytes:
    """Return a post's heaviest terms, packed, as `terms_from` gives them."""
    return terms_from(count_terms(front, title, excerpt, prose))


def count_terms(front: FrontMatter, title: str, excerpt: str, prose: str) -> WordCounts:
    """Return how often a post says what.

    ``title`` is the front matter's or the first heading; ``excerpt`` stands in for an empty summary. Links count as
    their words, never as their addresses.
    """
    known = vocabulary()
    chunks, lasts = _cut(without_addresses(prose[:MAX_PROSE]))
    length = len(chunks)
    for text, weight in _fields(front, title, excerpt):
        more, more_lasts = _cut(text)
        chunks += more * weight
        lasts += more_lasts * weight
    terms, counts = np.unique(known.terms_of(chunks), return_counts=True)
    ends = np.array([known.number(last) for last in lasts], dtype=np.int64)
    pairs = tuple(pair_hash(first, second) for first, second in _pairs(title))
    return WordCounts(known, terms, ends, pairs, counts, length)


def _cut(text: str) -> tuple[list[str], list[str]]:
    """Return the chunks of ``text``, and the characters that end a run of those that give pairs."""
    chunks, runs = cut(text)
    return (chunks + pairs_of(runs), last_characters(runs)) if runs else (chunks, [])


def terms_from(counted: WordCounts) -> bytes:
    """Return the heaviest terms, packed: their 30-bit hashes in rising order, then a byte of weight for each."""
    hashes, counts = _by_hash(counted)
    if len(hashes) > MAX_TERMS:
        # The hash breaks ties, so that the choice is the same everywhere and unrelated to the alphabet: a stable sort
        # leaves equals in their order.
        heaviest = np.sort(np.argsort(-counts, kind="stable")[:MAX_TERMS])
        hashes, counts = hashes[heaviest], counts[heaviest]
    weights = _weights(_half_weight(counted.length))[np.minimum(counts, MAX_COUNT)]
    return hashes.astype("<u4").tobytes() + weights.tobytes()


def _by_hash(counted: WordCounts) -> tuple[npt.NDArray[np.uint32], Counts]:
    """Return all hashes in rising order, and how often each counts. Two terms may have one hash."""
    own = np.frombuffer(counted.vocabulary.hashes, dtype=np.uint32)[counted.terms]
    hashes = np.concatenate((own, np.array(counted.pairs, dtype=np.uint32)))
    order = np.argsort(hashes)
    hashes = hashes[order]
    counts = np.concatenate((counted.counts, np.full(len(counted.pairs), TITLE_PAIR)))[order]
    alike = hashes[1:] == hashes[:-1]
    if not alike.any():
        return hashes, counts
    starts = np.flatnonzero(np.concatenate(([True], ~alike)))
    return hashes[starts], np.add.reduceat(counts, starts)


def _fields(front: FrontMatter, title: str, excerpt: str) -> tuple[tuple[str, int], ...]:
    key_points = without_addresses(_MARKUP.sub(" ", "\n".join(front.key_points)))
    return (
        (title[:MAX_PROSE], TITLE),
        ("\n".join(front.tags), TAG),
        (key_points, KEY_POINT),
        (without_addresses(front.summary or excerpt), SUMMARY),
    )


def _pairs(title: str) -> Iterable[tuple[int, int]]:
    """Return the neighbouring terms of a title, stop words left out, each word as a whole."""
    return pairwise([term_hash(term) for chunk in chunks_of(title) for term in whole_terms(chunk)])


def without_addresses(text: str) -> str:
    """Return ``text`` without the URLs printed in it: who links where is not what a post is about."""
    return _ADDRESS.sub(" ", text) if "://" in text or "www." in text else text


def pair_hash(first: int, second: int) -> int:
    """Return the 30-bit name of two terms that stand side by side in a title."""
    return (first * 0x9E3779B1 + second + 1) & 0x3FFFFFFF


def _half_weight(words: int) -> int:
    """Return the occurrences (in sixteenths) that give half of the heaviest weight in a post of so many words."""
    return _SATURATION * (3 * _USUAL_WORDS + min(words, _MOST_WORDS)) // (4 * _USUAL_WORDS)


@lru_cache(maxsize=256)
def _weights(half: int) -> npt.NDArray[np.uint8]:
    """Return the weight of each number of occurrences: at least 1, half of the heaviest at ``half`` sixteenths."""
    weights = [HEAVIEST * 16 * count // (16 * count + half) or 1 for count in range(MAX_COUNT)]
    return np.array([*weights, HEAVIEST], dtype=np.uint8)


def unpacked(terms: bytes) -> list[tuple[int, int]]:
    """Return the pairs of hash and weight that ``document_terms`` packed."""
    size = len(terms) // 5
    return list(zip(struct.unpack(f"<{size}I", terms[: 4 * size]), terms[4 * size :], strict=True))


def term_words(front: FrontMatter, title: str, excerpt: str, prose: str) -> dict[int, str]:
    """Return the first spelling of every term of a post by its hash, as the post writes it (in lower case)."""
    words: dict[int, str] = {}
    for text in (*(text for text, _ in _fields(front, title, excerpt)), without_addresses(prose[:MAX_PROSE])):
        for word in words_of(text):
            for spelling in spellings(word):
                words.setdefault(term_hash(spelling), word if fold(word) == spelling else spelling)
    for first, second in _pairs(title):
        words.setdefault(pair_hash(first, second), f"{words[first]} {words[second]}")
    return words
