"""Which of the posts that share most may stand in one list: no copies, one of each thread, no translations."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from ssg.content.tokenize import term_hash
from ssg.core.model import Value

TAG, SECTION, STORY = "tag:", "section:", "story:"
"""What the names of extra terms begin with."""

TAG_WEIGHT, SECTION_WEIGHT, STORY_WEIGHT = 150, 40, 255
"""Weights for them, on the scale of content/terms: 255 is the heaviest."""

NEAR_DUPLICATE = (3, 5)  # share of common terms: a second version of a story has more, a sequel has less

_SKETCHED = 32  # of a text's terms, those with the smallest hashes, which are a fair sample


class Candidate(Value, frozen=True, gc=False):
    """A post as its relations see it."""

    terms: bytes  # as content/terms packs them
    extra_terms: tuple[tuple[str, int], ...]  # ("tag:robotics", TAG_WEIGHT), ("section:news", …), ("story:x", …)
    published: int  # seconds since 1970-01-01 UTC
    lang: str
    group: str  # of translations: posts of one group are one text, never related
    url: str
    title_key: str  # the title as slug; equal ones are copies. Empty is nobody's copy


class Traits(Value, frozen=True, gc=False):
    """What decides whether two posts may stand in one list, worked out once for each post."""

    lang: str
    group: str
    title_key: str
    story: str  # id; empty for none
    tags: tuple[str, ...]  # slugs, in the order of the post
    extra_terms: dict[int, int]  # hash → weight
    terms: bytes
    sketch: int  # bits of a sample of the terms


def traits_of(post: Candidate) -> Traits:
    """Return the traits of ``post``."""
    names = [name for name, _ in post.extra_terms]
    return Traits(
        lang=post.lang,
        group=post.group,
        title_key=post.title_key,
        story=next((name[len(STORY) :] for name in names if name.startswith(STORY)), ""),
        tags=tuple([name[len(TAG) :] for name in names if name.startswith(TAG)]),
        extra_terms={_hash_of(name): weight for name, weight in post.extra_terms},
        terms=post.terms,
        sketch=_sketch(post.terms),
    )


def with_terms(traits: Traits, terms: bytes) -> Traits:
    """Return ``traits`` of a post that has these terms, packed as content/terms does."""
    return msgspec.structs.replace(traits, terms=terms, sketch=_sketch(terms))


_hash_of = lru_cache(maxsize=1 << 14)(term_hash)


def choose(traits: Sequence[Traits], row: int, others: Sequence[int], taken: list[int], count: int) -> list[int]:
    """Return the places in ``others`` (best first) of those to list behind ``taken``, ``count`` in all."""
    own = traits[row]
    listed = [traits[other] for other in taken]
    places = []
    for place, other in enumerate(others):
        if len(listed) >= count:
            break
        candidate = traits[other]
        if candidate.lang == own.lang and other not in taken and _adds(own, candidate, listed):
            listed.append(candidate)
            places.append(place)
    return places


def _adds(own: Traits, candidate: Traits, listed: Sequence[Traits]) -> bool:
    """Return whether ``candidate`` is neither the post itself, translated, nor a listed thread or text again."""
    if is_same_text(own, candidate):
        return False
    story = candidate.story if candidate.story != own.story else ""
    return not any((story and other.story == story) or is_copy(candidate, other) for other in listed)


def is_same_text(post: Traits, other: Traits) -> bool:
    """Return whether two posts are translations of one another."""
    return post.group == other.group != ""


def is_copy(post: Traits, other: Traits) -> bool:
    """Return whether two posts have the same title, or nearly the same terms."""
    if post.title_key == other.title_key != "":
        return True
    # The sample is looked at first because nearly all pairs fail there: 0.2 µs against 20.
    common = (post.sketch & other.sketch).bit_count()
    if not common or 5 * common < 3 * min(post.sketch.bit_count(), other.sketch.bit_count()):
        return False
    return _nearly_all_shared(_hashes(post.terms), _hashes(other.terms))


def _hashes(terms: bytes) -> frozenset[int]:
    size = len(terms) // 5
    return frozenset(struct.unpack_from(f"<{size}I", terms))


def _sketch(terms: bytes) -> int:
    """Return a set of 512 bits, one for each of the smallest hashes: two of them compare in no time."""
    bits = 0
    for term in struct.unpack_from(f"<{min(_SKETCHED, len(terms) // 5)}I", terms):
        bits |= 1 << (term & 511)
    return bits


def _nearly_all_shared(one: frozenset[int], two: frozenset[int]) -> bool:
    common = len(one & two)
    part, whole = NEAR_DUPLICATE
    return common * whole >= part * (len(one) + len(two) - common)
