"""Which of the posts that share most may stand in one list: no copies, one of each thread, no translations."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

import msgspec

from ssg.content.tokenize import term_hash
from ssg.core.model import Value

TAG, SECTION, STORY = "tag:", "section:", "story:"
"""What the names of extra terms begin with."""

TAG_WEIGHT, SECTION_WEIGHT, STORY_WEIGHT = 150, 40, 255
"""Weights for them, on the scale of content/terms: 255 is the heaviest."""

NEAR_DUPLICATE = (3, 5)  # share of common terms: a second version of a story has more, a sequel has less

SKETCHED = 32  # of a text's terms, those with the smallest hashes, which are a fair sample


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
    sketch: int  # bits of a sample of the terms


Placed = tuple[int, Traits]
"""A post: its row, and its traits."""


class Posts(Protocol):
    """All posts, by their rows."""

    @property
    def traits(self) -> Sequence[Traits]: ...

    def hashes(self, row: int) -> frozenset[int]:
        """Return the hashes of a post's terms: 2 KB that are looked at for hardly any post."""


def traits_of(post: Candidate) -> Traits:
    """Return the traits of ``post``."""
    names = [name for name, _ in post.extra_terms]
    return Traits(
        lang=sys.intern(post.lang),
        group=post.group,
        title_key=post.title_key,
        story=next((name[len(STORY) :] for name in names if name.startswith(STORY)), ""),
        tags=tuple([sys.intern(name[len(TAG) :]) for name in names if name.startswith(TAG)]),
        extra_terms={_hash_of(name): weight for name, weight in post.extra_terms},
        sketch=sketch_of(struct.unpack_from(f"<{min(SKETCHED, len(post.terms) // 5)}I", post.terms)),
    )


def with_sketch(traits: Traits, terms: Iterable[int]) -> Traits:
    """Return ``traits`` of a post whose first SKETCHED terms have these hashes."""
    return msgspec.structs.replace(traits, sketch=sketch_of(terms))


_hash_of = lru_cache(maxsize=1 << 14)(term_hash)


def choose(posts: Posts, row: int, others: Sequence[int], taken: list[int], count: int) -> list[int]:
    """Return the places in ``others`` (best first) of those to list behind ``taken``, ``count`` in all."""
    traits = posts.traits
    own = traits[row]
    listed = [(other, traits[other]) for other in taken]
    places = []
    for place, other in enumerate(others):
        if len(listed) >= count:
            break
        candidate = traits[other]
        if candidate.lang == own.lang and other not in taken and _adds(posts, own, (other, candidate), listed):
            listed.append((other, candidate))
            places.append(place)
    return places


def _adds(posts: Posts, own: Traits, candidate: Placed, listed: Sequence[Placed]) -> bool:
    """Return whether ``candidate`` is neither the post itself, translated, nor a listed thread or text again."""
    traits = candidate[1]
    if is_same_text(own, traits):
        return False
    story = traits.story if traits.story != own.story else ""
    return not any((story and other[1].story == story) or _is_copy(posts, candidate, other) for other in listed)


def is_same_text(post: Traits, other: Traits) -> bool:
    """Return whether two posts are translations of one another."""
    return post.group == other.group != ""


def _is_copy(posts: Posts, one: Placed, two: Placed) -> bool:
    """Return whether two posts have the same title, or nearly the same terms."""
    (row, post), (other_row, other) = one, two
    if post.title_key == other.title_key != "":
        return True
    # The sample is looked at first because nearly all pairs fail there: 0.2 µs against 20.
    common = (post.sketch & other.sketch).bit_count()
    if not common or 5 * common < 3 * min(post.sketch.bit_count(), other.sketch.bit_count()):
        return False
    return _nearly_all_shared(posts.hashes(row), posts.hashes(other_row))


def sketch_of(terms: Iterable[int]) -> int:
    """Return a set of 512 bits, one for each of a post's SKETCHED smallest hashes: two compare in no time."""
    bits = 0
    for term in terms:
        bits |= 1 << (term & 511)
    return bits


def _nearly_all_shared(one: frozenset[int], two: frozenset[int]) -> bool:
    common = len(one & two)
    part, whole = NEAR_DUPLICATE
    return common * whole >= part * (len(one) + len(two) - common)
