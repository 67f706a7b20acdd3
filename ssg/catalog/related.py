"""Related posts: those that share most, one of each thread, no text twice, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ssg.catalog.related_choice import (
    SECTION,
    SECTION_WEIGHT,
    STORY,
    STORY_WEIGHT,
    TAG,
    TAG_WEIGHT,
    Candidate,
    Traits,
    choose,
    is_same_text,
    traits_of,
)
from ssg.catalog.term_index import FULL_SCORE, TermIndex, TermRow, index_terms
from ssg.catalog.term_ranking import Hit, ranked
from ssg.core.model import Value

__all__ = [
    "FULL_SCORE",
    "SECTION",
    "SECTION_WEIGHT",
    "STORY",
    "STORY_WEIGHT",
    "TAG",
    "TAG_WEIGHT",
    "Candidate",
    "Match",
    "Reason",
    "RelatedIndex",
    "index_related",
    "rank_rows",
]

Kind = Literal["pinned", "story", "tags", "terms"]

_REASONS = 3  # terms or tags that a reason names
_SPARE = 4  # posts ranked for each one wanted, since copies and threads drop out


class Reason(Value, frozen=True, gc=False):
    """Why a post is related."""

    kind: Kind
    tags: tuple[str, ...] = ()  # slugs that both have, in the order of the post that asks
    terms: tuple[int, ...] = ()  # hashes of words that both use, strongest first; see content/terms.term_words


class Match(Value, frozen=True, gc=False):
    """A line of a related list."""

    row: int
    score: int  # of FULL_SCORE; 0 for a pinned post that shares nothing
    reason: Reason


@dataclass(frozen=True, slots=True)
class RelatedIndex:
    """All that ranking needs, for any range of posts."""

    traits: tuple[Traits, ...]
    terms: TermIndex
    pins: Mapping[int, tuple[int, ...]]  # row → rows that its author put first


def index_related(posts: Sequence[Candidate], pins: Mapping[int, tuple[int, ...]] | None = None) -> RelatedIndex:
    """Return the index of all posts. Equal scores go to the newer post, then to the smaller address."""
    order = sorted(range(len(posts)), key=lambda row: (-posts[row].published, posts[row].url))
    rank = [0] * len(posts)
    for place, row in enumerate(order):
        rank[row] = place
    traits = tuple(traits_of(post) for post in posts)
    rows = [
        TermRow(post.terms, tuple(found.extra_terms.items()), post.lang, post.published)
        for post, found in zip(posts, traits, strict=True)
    ]
    return RelatedIndex(traits, index_terms(rows, rank), pins or {})


def rank_rows(index: RelatedIndex, start: int, stop: int, *, count: int = 6) -> list[tuple[Match, ...]]:
    """Return the related posts of the posts ``start`` to ``stop``: pinned ones first, then by score.

    A list is shorter than ``count`` where fewer posts share anything; it is longer only by pins.
    """
    size, posts = count * _SPARE, len(index.traits)
    lists = _lists(index, range(start, stop), size, count)
    # Copies and threads can use up all that was spare: those posts look at everything that shares something.
    short = [row for row, found in lists.items() if len(found) < count and size < posts]
    lists |= _lists(index, short, posts, count)
    return [lists[row] for row in range(start, stop)]


def _lists(index: RelatedIndex, rows: Sequence[int], size: int, count: int) -> dict[int, tuple[Match, ...]]:
    def pick(row: int, others: list[int]) -> list[int]:
        pinned = _pins(index, row)
        found = [others.index(pin) for pin in pinned if pin in others]
        return found + choose(index.traits, row, others, pinned, count)

    hits = ranked(index.terms, rows, size, pick) if rows else iter(())
    return {row: _matches(index, row, found) for row, found in zip(rows, hits, strict=True)}


def _pins(index: RelatedIndex, row: int) -> list[int]:
    """Return the pinned rows that may stand: not the post itself, not its translation, none twice."""
    pins = index.pins.get(row)
    if not pins:
        return []
    own = index.traits[row]
    return [pin for pin in dict.fromkeys(pins) if pin != row and not is_same_text(own, index.traits[pin])]


def _matches(index: RelatedIndex, row: int, hits: Sequence[Hit]) -> tuple[Match, ...]:
    pinned = _pins(index, row)
    if not pinned:
        return tuple([Match(hit.row, hit.score, _reason(index, row, hit)) for hit in hits])
    by_row = {hit.row: hit for hit in hits}
    first = [Match(pin, by_row[pin].score if pin in by_row else 0, Reason("pinned")) for pin in pinned]
    rest = [Match(hit.row, hit.score, _reason(index, row, hit)) for hit in hits if hit.row not in pinned]
    return (*first, *rest)


def _reason(index: RelatedIndex, row: int, hit: Hit) -> Reason:
    own, other = index.traits[row], index.traits[hit.row]
    if own.story == other.story != "":
        return Reason("story")
    terms = tuple([term for term in hit.terms if term not in own.extra_terms][:_REASONS])
    tags = tuple([tag for tag in own.tags if tag in other.tags][:_REASONS])
    return Reason("tags" if tags else "terms", tags, terms)
