"""What a post is about, as weighted terms: small enough to keep, and no post's business but its own.

A weight saturates with the number of times that a term occurs (the BM25F formula of Robertson and Zaragoza, with the
length held against a constant instead of an average), in whole numbers, so that every machine finds the same.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from ssg.content.tokenize import (
    UNFOLDED,
    WITHOUT_TERM,
    chunks_of,
    cut,
    fold,
    folded_terms,
    forget_many,
    last_characters,
    pairs_of,
    spellings,
    term_hash,
    whole_terms_of,
    words_of,
)
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


class WordCounts(NamedTuple):
    """How often a post says what: what it is about and how it is searched for are both made of this."""

    terms: dict[str, int]  # folded word or pair of characters → occurrences, those in the title and so on weighted
    lasts: dict[str, int]  # the same of characters that end a run of them
    length: int  # chunks of the body


def document_terms(front: FrontMatter, title: str, excerpt: str, prose: str) -> bytes:
    """Return a post's heaviest terms, packed, as `terms_from` gives them."""
    return terms_from(count_terms(front, title, excerpt, prose), title)


def count_terms(front: FrontMatter, title: str, excerpt: str, prose: str) -> WordCounts:
    """Return how often a post says what.

    ``title`` is the front matter's or the first heading; ``excerpt`` stands in for an empty summary. Links count as
    their words, never as their addresses.
    """
    terms: dict[str, int] = {}
    lasts: dict[str, int] = {}
    length = _count(terms, lasts, without_addresses(prose[:MAX_PROSE]), BODY)
    for text, weight in _fields(front, title, excerpt):
        _count(terms, lasts, text, weight)
    forget_many()
    return WordCounts(terms, lasts, length)


def _count(terms: dict[str, int], lasts: dict[str, int], text: str, weight: int) -> int:
    """Count the terms of ``text`` and return the number of its chunks."""
    chunks, runs = cut(text)
    if runs:
        chunks += pairs_of(runs)
        for last in last_characters(runs):
            lasts[last] = lasts.get(last, 0) + weight
    known = terms.get
    for chunk, times in Counter(chunks).items():
        # Of nearly every word that has no ending to take off this is known without asking.
        if chunk[-1] in UNFOLDED and chunk.isalpha() and chunk.isascii() and chunk not in WITHOUT_TERM:
            terms[chunk] = known(chunk, 0) + times * weight
        else:
            for term in folded_terms(chunk):
                terms[term] = known(term, 0) + times * weight
    return len(chunks)


def terms_from(counted: WordCounts, title: str) -> bytes:
    """Return the heaviest terms, packed: their 30-bit hashes in rising order, then a byte of weight for each."""
    counts: dict[int, int] = {}
    known = counts.get
    for term, times in counted.terms.items():
        name = crc32(term.encode()) >> 2  # term_hash, without the call
        counts[name] = known(name, 0) + times
    for first, second in _pairs(title):
        pair = pair_hash(first, second)
        counts[pair] = known(pair, 0) + TITLE_PAIR
    return _packed(counts, _half_weight(counted.length))


def _fields(front: FrontMatter, title: str, excerpt: str) -> tuple[tuple[str, int], ...]:
    key_points = without_addresses(_MARKUP.sub(" ", "\n".join(front.key_points)))
    return (
        (title, TITLE),
        ("\n".join(front.tags), TAG),
        (key_points, KEY_POINT),
        (without_addresses(front.summary or excerpt), SUMMARY),
    )


def _pairs(title: str) -> Iterable[tuple[int, int]]:
    """Return the neighbouring terms of a title, stop words left out, each word as a whole."""
    return pairwise([term for chunk in chunks_of(title) for term in whole_terms_of(chunk)])


def without_addresses(text: str) -> str:
    """Return ``text`` without the URLs printed in it: who links where is not what a post is about."""
    return _ADDRESS.sub(" ", text) if "://" in text or "www." in text else text


def pair_hash(first: int, second: int) -> int:
    """Return the 30-bit name of two terms that stand side by side in a title."""
    return (first * 0x9E3779B1 + second + 1) & 0x3FFFFFFF


def _half_weight(words: int) -> int:
    """Return the occurrences (in sixteenths) that give half of the heaviest weight in a post of so many words."""
    return _SATURATION * (3 * _USUAL_WORDS + min(words, _MOST_WORDS)) // (4 * _USUAL_WORDS)


def _packed(counts: dict[int, int], half: int) -> bytes:
    kept = sorted(counts)
    if len(kept) > MAX_TERMS:
        # The hash breaks ties, so that the choice is the same everywhere and unrelated to the alphabet: a sort that
        # is turned round leaves equals in their order.
        kept.sort(key=counts.__getitem__, reverse=True)
        kept = sorted(kept[:MAX_TERMS])
    by_count = _weights(half)
    occurrences = [counts[term] for term in kept]
    if max(occurrences, default=0) > MAX_COUNT:
        occurrences = [min(count, MAX_COUNT) for count in occurrences]
    return struct.pack(f"<{len(kept)}I", *kept) + bytes(map(by_count.__getitem__, occurrences))


@lru_cache(maxsize=256)
def _weights(half: int) -> bytes:
    """Return the weight of each number of occurrences: at least 1, half of the heaviest at ``half`` sixteenths."""
    return bytes([HEAVIEST * 16 * count // (16 * count + half) or 1 for count in range(MAX_COUNT)] + [HEAVIEST])


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
