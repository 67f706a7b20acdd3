"""Tags that may be one: names that differ by spaces, a plural, the order of words or a slip of the pen.

No pair of tags is compared that has nothing in common: each tag goes under a few keys, and only those under one key
are looked at together. Digits tell tags apart: `gpt-4` and `gpt-5` are two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

SLIP_LETTERS = 8  # of a name with a slip of the pen: shorter ones are often words of their own
SHORT_WORD = 4  # letters: words of fewer are never misspelt, as in `series-a` and `series-b`
CROWDED = 50  # tags under one key that are a slip apart from one another: beyond, the key says nothing

_NUMBERS = re.compile(r"\d+")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))
_NO_PLURAL = ("ss", "news", "series")
_ONE_WAY = frozenset(("to", "from", "of", "for", "by", "in", "vs"))  # words between names whose order says something


class Pair(NamedTuple):
    """Two tags that may be one."""

    one: str  # slugs, in order
    other: str
    why: str


def near_pairs(slugs: Iterable[str]) -> list[Pair]:
    """Return the pairs of slugs that may be one tag, each with the plainest reason."""
    known = sorted(set(slugs))
    numbers = {slug: tuple(_NUMBERS.findall(slug)) for slug in known}
    found: dict[tuple[str, str], str] = {}
    for why, keys_of, is_near in RULES:
        for one, other in _together(known, keys_of):
            if (one, other) not in found and numbers[one] == numbers[other] and is_near(one, other):
                found[one, other] = why
    return [Pair(one, other, why) for (one, other), why in sorted(found.items())]


def _together(slugs: Sequence[str], keys_of: Callable[[str], Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield each two slugs that share a key, in order."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for slug in slugs:
        for key in dict.fromkeys(keys_of(slug)):
            by_key[key].append(slug)
    for shared in by_key.values():
        if 1 < len(shared) <= CROWDED:
            for place, one in enumerate(shared):
                for other in shared[place + 1 :]:
                    yield one, other


def _always(one: str, other: str) -> bool:
    return True


def _squeezed(slug: str) -> tuple[str]:
    return (slug.replace("-", ""),)


def _singular(slug: str) -> tuple[str, str]:
    """Return the name without plurals, word by word and as one word: `start-ups` has a last word too short for one."""
    return ("".join(map(singular, slug.split("-"))), singular(slug.replace("-", "")))


def _sorted_words(slug: str) -> tuple[str, ...]:
    words = slug.split("-")
    return () if len(words) < 2 or _ONE_WAY.intersection(words) else ("-".join(sorted(map(singular, words))),)


def singular(word: str) -> str:
    """Return an English word without the ending of its plural; any other as it is."""
    if not word.isascii() or len(word) < SHORT_WORD or word.endswith(_NO_PLURAL):
        return word
    ending, instead = next((row for row in _PLURALS if word.endswith(row[0])), ("", ""))
    return word.removesuffix(ending) + instead if ending else word


def _without_a_letter(slug: str) -> Iterator[str]:
    """Yield the name and what is left of it without each of its letters: names a slip apart share one of these."""
    name = slug.replace("-", "")
    if len(name) >= SLIP_LETTERS and _has_cases(name):
        yield name
        for place in range(len(name)):
            yield name[:place] + name[place + 1 :]


def _has_cases(name: str) -> bool:
    """Return whether all is digits and letters of a script with capitals: elsewhere one sign may be a word."""
    return all(char.isdecimal() or char.lower() != char.upper() for char in name)


def is_slip(one: str, other: str) -> bool:
    """Return whether one letter more, less or another, or two in the wrong order, lead from one slug to the other."""
    if _short_words(one) != _short_words(other):
        return False
    one, other = sorted((one.replace("-", ""), other.replace("-", "")), key=len)
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, other_rest = one[start:], other[start:]
    if len(rest) != len(other_rest):
        return rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def _short_words(slug: str) -> list[str]:
    """Return the words in which a letter tells names apart: short ones, and those with digits."""
    return [word for word in slug.split("-") if len(word) < SHORT_WORD or not word.isalpha()]


RULES: tuple[tuple[str, Callable[[str], Iterable[str]], Callable[[str, str], bool]], ...] = (
    ("the same but for spaces and hyphens", _squeezed, _always),
    ("singular and plural", _singular, _always),
    ("the same words in another order", _sorted_words, _always),
    ("a letter apart", _without_a_letter, is_slip),
)
"""Why two tags may be one, the keys that they share then, and a closer look; the plainest reason first."""


def gathered(pairs: Iterable[Pair], ranked: Sequence[str], kept: Mapping[str, object]) -> dict[str, list[Pair]]:
    """Return the tags that others may be merged into, each with the pairs that say so.

    ``ranked`` are all slugs, those that should stay first. Of two that are ``kept`` neither is merged.
    """
    rank = {slug: place for place, slug in enumerate(ranked)}
    near: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        near[max(pair.one, pair.other, key=rank.__getitem__)].append(pair)
    into: dict[str, str] = {}
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for slug in ranked:
        if slug in kept or not near[slug]:
            continue
        best = min(near[slug], key=lambda pair: rank[_partner(pair, slug)])
        into[slug] = into.get(_partner(best, slug), _partner(best, slug))
        found[into[slug]].append(Pair(into[slug], slug, best.why))
    return dict(found)


def _partner(pair: Pair, slug: str) -> str:
    return pair.other if pair.one == slug else pair.one
