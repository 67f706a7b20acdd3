"""Each post's related list: from a question to its answer, packed; pins from front matter, reasons in words."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ssg.catalog.filing import Addressed
from ssg.catalog.related import index_related, rank_rows, reason_text
from ssg.catalog.related_question import Question, candidate_of
from ssg.catalog.site import Entry, Site
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Value

Related = tuple[tuple[Entry, str], ...]
"""A post's related posts and why, best first."""

Rows = list[list[tuple[int, str]]]
"""For each post the rows of its related posts and why, best first."""


Rank = Callable[[Question], Rows]
"""Answers a question: here and now, from what an earlier build found, or in several processes."""


class PackedRows(Value, frozen=True, array_like=True):
    """Rows as they cross from one process to another, and as they are held: a tenth of their size as objects."""

    ends: bytes  # of each post's lines, machine words
    rows: bytes  # of each line, four bytes
    whys: bytes  # of each line: place in `words`, four bytes
    words: tuple[str, ...]


Answer = Callable[[], PackedRows]
Begin = Callable[[int, Callable[[], Question]], Answer]
"""Begins to answer a question about so many posts, which is put when somebody works on it."""


def at_once(rank: Rank) -> Begin:
    """Return how to answer in this process, when the answer is asked for."""
    return lambda posts, question: lambda: pack_rows(rank(question()))


def pack_rows(rows: Rows) -> PackedRows:
    ends, numbers, whys = array("Q"), array("i"), array("i")
    words: dict[str, int] = {}
    for lines in rows:
        for row, why in lines:
            numbers.append(row)
            whys.append(words.setdefault(why, len(words)))
        ends.append(len(numbers))
    return PackedRows(ends.tobytes(), numbers.tobytes(), whys.tobytes(), tuple(words))


class RelatedTable(Mapping[str, Related]):
    """The related lists by the post's path, each put together when somebody looks at it."""

    def __init__(self, posts: Sequence[Entry], packed: PackedRows) -> None:
        self._posts = posts
        self._numbers = {entry.path: number for number, entry in enumerate(posts)}
        self._ends = array("Q", packed.ends)
        self._rows, self._whys, self._words = array("i", packed.rows), array("i", packed.whys), packed.words

    def __getitem__(self, path: str) -> Related:
        number = self._numbers[path]
        lines = range(self._ends[number - 1] if number else 0, self._ends[number])
        return tuple([(self._posts[self._rows[line]], self._words[self._whys[line]]) for line in lines])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def related_table(site: Site, pins: Mapping[int, tuple[int, ...]], rank: Rank) -> Mapping[str, Related]:
    """Return the related lists of a site that stands; ``pins`` are those that index found."""
    count = site.config.related.count
    if not count or not site.posts:
        return {}
    question = Question([candidate_of(entry) for entry in site.posts], pins, count)
    return RelatedTable(site.posts, pack_rows(rank(question)))


def rank_here(question: Question) -> Rows:
    """Answer in this process, from nothing."""
    index = index_related(question.candidates, question.pins)
    lists = rank_rows(index, 0, len(question.candidates), count=question.count)
    return [[(match.row, reason_text(match.reason)) for match in matches] for matches in lists]


def pinned_rows(posts: Sequence[Addressed]) -> tuple[dict[int, tuple[int, ...]], list[Diagnostic]]:
    """Return the rows that each row's front matter pins, and a warning for each that is no post."""
    pinning = [(row, item) for row, item in enumerate(posts) if item.filed.document.front.related]
    names = _rows_by_name(posts) if pinning else {}
    pins: dict[int, tuple[int, ...]] = {}
    problems: list[Diagnostic] = []
    for row, item in pinning:
        found = []
        for typed in item.filed.document.front.related:
            wanted = names.get(_tidy(typed))
            if wanted is None:
                problems.append(_unknown(item, typed))
            else:
                found.append(wanted)
        if found:
            pins[row] = tuple(found)
    return pins, problems


def _rows_by_name(posts: Iterable[Addressed]) -> Mapping[str, int]:
    names: dict[str, int] = {}
    for row, item in enumerate(posts):
        slug = item.url.rstrip("/").rpartition("/")[2]
        for name in (item.url, item.filed.source.path, item.id, slug):
            names.setdefault(_tidy(name), row)
    return names


def _tidy(name: str) -> str:
    return name.strip("/").removesuffix("/index.md")


def _unknown(item: Addressed, typed: str) -> Diagnostic:
    return diagnostic(
        "unknown-related",
        f"no published post has the slug or address “{typed}”",
        help="write the slug or the address of another post",
        at=item.filed.document.front.places.get("related", (0, 0)),
        length=len(typed),
        file=f"content/{item.filed.source.path}",
        subject=typed,
    )
