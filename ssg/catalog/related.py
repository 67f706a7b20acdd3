"""Related posts: those that share most, one of each thread, no text twice, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

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
from ssg.catalog.term_choice import FULL_SCORE
from ssg.catalog.term_index import Flattened, TermIndex, TermRow, flatten, index_terms
from ssg.catalog.term_ranking import Hit, Ranked, ranked
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
SPARE = 4  # posts ranked for each one wanted, since copies and threads drop out


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


class Listed(NamedTuple):
    """A post's related list, and what would change it."""

    matches: tuple[Match, ...]
    seen: tuple[int, ...]  # the posts that it was chosen from, best first
    scores: tuple[int, ...]  # of those
    least: int  # who comes to this score would have been seen; -1 where all that share anything were looked at


@dataclass(frozen=True, slots=True)
class RelatedIndex:
    """All that ranking needs, for any range of posts."""

    traits: Sequence[Traits]
    terms: TermIndex
    pins: Mapping[int, tuple[int, ...]]  # row → rows that its author put first

    def hashes(self, row: int) -> frozenset[int]:
        """Return the hashes of a post's terms, its tags, section and story left out."""
        flat = self.terms.flat
        start, stop = int(flat.offsets[row]), int(flat.offsets[row + 1]) - len(self.traits[row].extra_terms)
        return frozenset((flat.names[start:stop] ^ self.terms.languages[row]).tolist())


class Gathered(NamedTuple):
    """All that the index is made of: the posts themselves need not stay."""

    traits: Sequence[Traits]
    terms: Flattened
    ranks: Sequence[int]  # of each post in the order that breaks ties


def gather(posts: Iterable[Candidate]) -> Gathered:
    """Return what the index is made of. Each post is read once, and may go then."""
    traits: list[Traits] = []
    published: list[int] = []
    urls: list[str] = []

    def rows() -> Iterator[TermRow]:
        for post in posts:
            traits.append(traits_of(post))
            published.append(post.published)
            urls.append(post.url)
            yield term_row(post, traits[-1])

    terms = flatten(rows())
    return Gathered(traits, terms, ranks_of(published, urls))


def index_gathered(gathered: Gathered, pins: Mapping[int, tuple[int, ...]]) -> RelatedIndex:
    """Return the index of all posts. Equal scores go to the newer post, then to the smaller address."""
    return RelatedIndex(gathered.traits, index_terms(gathered.terms, gathered.ranks), pins)


def index_related(posts: Iterable[Candidate], pins: Mapping[int, tuple[int, ...]] | None = None) -> RelatedIndex:
    """Return the index of all posts, at once."""
    return index_gathered(gather(posts), pins or {})


def term_row(post: Candidate, traits: Traits) -> TermRow:
    """Return a post as the index of terms sees it."""
    return TermRow(post.terms, tuple(traits.extra_terms.items()), post.lang, post.published)


def ranks_of(published: Sequence[int], urls: Sequence[str]) -> list[int]:
    """Return the place of each post in the order that breaks ties: the newer first, then by address."""
    ranks = [0] * len(urls)
    for place, row in enumerate(sorted(range(len(urls)), key=lambda row: (-published[row], urls[row]))):
        ranks[row] = place
    return ranks


def rank_rows(index: RelatedIndex, start: int, stop: int, *, count: int = 6) -> list[tuple[Match, ...]]:
    """Return the related posts of the posts ``start`` to ``stop``: pinned ones first, then by score.

    A list is shorter than ``count`` where fewer posts share anything; it is longer only by pins.
    """
    return [listed.matches for listed in list_rows(index, range(start, stop), count=count)]


def list_rows(index: RelatedIndex, rows: Sequence[int], *, count: int) -> list[Listed]:
    """Return the related lists of ``rows``, each with what would change it."""
    size = count * SPARE
    lists = _lists(index, rows, size, count)
    # Copies and threads can use up all that was spare: those posts look at everything that shares something.
    short = [row for row, found in lists.items() if len(found.matches) < count and len(found.seen) == size]
    for row, listed in _lists(index, short, len(index.traits), count).items():
        lists[row] = listed._replace(seen=(), scores=(), least=-1)
    return [lists[row] for row in rows]


def _lists(index: RelatedIndex, rows: Sequence[int], size: int, count: int) -> dict[int, Listed]:
    def pick(row: int, others: list[int]) -> list[int]:
        pinned = _pins(index, row)
        found = [others.index(pin) for pin in pinned if pin in others]
        return found + choose(index, row, others, pinned, count)

    found = ranked(index.terms, rows, size, pick) if rows else iter(())
    return {row: _listed(index, row, of_row, size) for row, of_row in zip(rows, found, strict=True)}


def _listed(index: RelatedIndex, row: int, found: Ranked, size: int) -> Listed:
    least = found.scores[-1] if len(found.seen) == size else 0
    return Listed(_matches(index, row, found.hits), tuple(found.seen), tuple(found.scores), least)


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
    reason = shared_reason(own, other)
    if reason.kind == "story":
        return reason
    return msgspec.structs.replace(
        reason, terms=tuple([term for term in hit.terms if term not in own.extra_terms][:_REASONS])
    )


def shared_reason(own: Traits, other: Traits) -> Reason:
    """Return why a post that shares something is related, its shared terms left out."""
    if own.story == other.story != "":
        return Reason("story")
    tags = tuple([tag for tag in own.tags if tag in other.tags][:_REASONS])
    return Reason("tags" if tags else "terms", tags)


def reason_text(reason: Reason) -> str:
    """Return `pinned`, `story`, `tags: …` with slugs, or `terms`."""
    return f"tags: {', '.join(reason.tags)}" if reason.kind == "tags" else reason.kind
