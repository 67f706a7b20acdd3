"""Words of any script, as the terms by which posts are compared.

Latin, Cyrillic and other scripts that put spaces give folded words; Chinese, Korean, Thai and the kanji of Japanese
give pairs of characters, which need no dictionary; katakana gives whole words.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

# Combining marks of scripts that need them inside words: without its vowel signs हिन्दी would be three letters.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
# A hyphen or dot holds a name and its version together: gpt-5.2, llama-3.1-405b, 2026-01-13.
_WORD = re.compile(rf"[\w{_MARKS}]+(?:[-.]\d[\w{_MARKS}]*)*(?:\+\+|#)?")
_PAIRED = re.compile(
    "[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
_UNSPACED = re.compile("[\u0e00-\u1fff\u2e80-\U0003ffff]")  # a quick look: English with curly quotes has none
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]+")
_HIRAGANA = re.compile("[\u3041-\u309f]+")

PUNCTUATION = ".,;:!?()[]'\"*"
"""Signs that change nothing about the words of a chunk where they stand around it."""

FIRST_LETTERS = 4  # of a word, which name its shard; of scripts that give pairs of characters the first one does

_STOP_LIST = """
a about after all also an and any are as at be been but by can could did didn do does doesn don for from get got had has
have he her here him his how i if in into is isn it its just like ll make may me more most my new no not now of on one
only or other our out over re said say says see she should so some such than that the their them then there these they
this those to too up us use used using ve very was way we were what when where which who will with would you your
"""
STOP_WORDS = " ".join(_STOP_LIST.split())
"""Words that say nothing, in English."""

_STOP_WORDS = frozenset(_STOP_LIST.split())
_PLURALS = (("ies", 4, "y"), ("sses", 4, "ss"), ("ches", 4, "ch"), ("shes", 4, "sh"), ("xes", 4, "x"), ("s", 3, ""))
_NO_PLURALS = ("ss", "us", "is", "news")
_ENDINGS = ("ing", "ed")
_LAST_LETTERS = frozenset(ending[-1] for ending in (*_ENDINGS, *(row[0] for row in _PLURALS), "e"))


def chunks_of(text: str) -> list[str]:
    """Return ``text`` folded and cut at spaces, punctuation still on it; pairs of characters come behind the rest.

    Cutting at spaces costs a sixth of looking for words, and a `Vocabulary` remembers what each chunk comes to.
    """
    spaced, runs = cut(text)
    return spaced + pairs_of(runs)


def cut(text: str) -> tuple[list[str], list[str]]:
    """Return the chunks of ``text`` between spaces, and its runs of scripts that put none."""
    folded = text.casefold()
    if folded.isascii():
        return folded.split(), []
    folded = unicodedata.normalize("NFKC", folded).casefold()
    if not _UNSPACED.search(folded):
        return folded.split(), []
    runs = _PAIRED.findall(folded)
    return _KATAKANA.sub(r" \g<0> ", _PAIRED.sub(" ", folded)).split(), runs


def pairs_of(runs: list[str]) -> list[str]:
    """Return the pairs of characters of all runs, a lone character as it is."""
    return [pair for run in runs for pair in _pairs(run)]


def last_characters(runs: list[str]) -> list[str]:
    """Return what ends the runs: with the pairs, each character begins a term, so that it can be looked for alone."""
    return [run[-1] for run in runs if len(run) > 1 and not _HIRAGANA.match(run[-1])]


def is_paired(term: str) -> bool:
    """Return whether ``term`` is of a script that gives pairs of characters."""
    return _PAIRED.match(term) is not None


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in order, lower case; pairs of characters come behind the words."""
    return [word for chunk in chunks_of(text) for word in _words_in(chunk)]


def _words_in(chunk: str) -> list[str]:
    return _WORD.findall(chunk.replace("_", " "))


def _pairs(run: str) -> list[str]:
    """Return the pairs of neighbouring characters; pairs of hiragana are grammar, not meaning, and left out."""
    if len(run) == 1:
        return [run]
    return [pair for pair in map("".join, pairwise(run)) if not _HIRAGANA.fullmatch(pair)]


def folded_terms(chunk: str) -> tuple[str, ...]:
    """Return the terms that ``chunk`` counts for: none for a stop word, several for gpt-5.2."""
    bare = chunk.strip(PUNCTUATION)
    if bare.isascii() and bare.isalpha():  # nearly every chunk, at a fifth of what looking for words costs
        return () if bare in _STOP_WORDS or len(bare) < 2 else (fold(bare),)
    return tuple(term for word in _words_in(chunk) for term in spellings(word))


def whole_terms(chunk: str) -> tuple[str, ...]:
    """Return each word of ``chunk`` as a whole: one for gpt-5.2, none for a stop word."""
    terms = folded_terms(chunk)
    if len(terms) < 2:
        return terms
    return tuple(found[0] for word in _words_in(chunk) if (found := spellings(word)))


def spellings(word: str) -> tuple[str, ...]:
    """Return the terms of ``word``: itself without its endings, then the parts of a name with a version."""
    parts = word.split("-") if "-" in word else ()
    kept = (part for part in (word, *parts) if part not in _STOP_WORDS and not _is_noise(part))
    return tuple(dict.fromkeys(fold(part) for part in kept))


def _is_noise(word: str) -> bool:
    """Return whether ``word`` is a lone letter or digit of a script that spells words with several."""
    return len(word) < 2 and _PAIRED.match(word) is None


def fold(word: str) -> str:
    """Return ``word`` without the English endings that do not change its meaning: models → model, funding → fund."""
    if word[-1:] not in _LAST_LETTERS or not word.isascii() or not word.isalpha():
        return word
    stem = _without_ending(_singular(word))
    return stem[:-1] if len(stem) > 4 and stem.endswith("e") else stem


def _singular(word: str) -> str:
    if word.endswith(_NO_PLURALS):
        return word
    for ending, shortest, instead in _PLURALS:
        if word.endswith(ending) and len(word) > shortest:
            return word[: -len(ending)] + instead
    return word


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) > 5 and word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            return stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
    return word


def term_hash(term: str) -> int:
    """Return the 30-bit name of a term; the same on every machine and in every run.

    Python sorts whole numbers below 2^30 twice as fast as larger ones.
    """
    return crc32(term.encode()) >> 2


def term_key(word: str) -> int:
    """Return the 64-bit key of a word: 16 bits of its first letters, which name its shard, then 48 of itself."""
    first = word[:1] if not word.isascii() and is_paired(word) else word[:FIRST_LETTERS]
    own = int.from_bytes(blake2b(word.encode(), digest_size=6).digest(), "big")
    return crc32(first.encode()) >> 16 << 48 | own
