"""What an author did to one content file, field by field, and whom each field concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Flag, auto
from typing import NamedTuple

from ssg.core.model import Document, FrontMatter
from ssg.core.urls import slugify


class Concern(Flag):
    """Which outputs may change with a field of a file."""

    OWN = auto()  # the file's own
    SHOWN = auto()  # those that show the post: cards, lines of lists, items of feeds
    LISTED = auto()  # lists that the post enters, leaves, or stands in at another place
    PLACED = auto()  # those that lead to the post's address
    RELATED = auto()  # lists of related posts


FIELD = "{what} of {file} changed"
CLAUSE = "{what}"
TAG_ADDED, TAG_TAKEN = "tag {what} added to {file}", "tag {what} taken from {file}"
MANY = {TAG_ADDED: "tags {what} added to {file}", TAG_TAKEN: "tags {what} taken from {file}"}
"""How a sentence goes when it is about several things, where that differs."""


class Edit(NamedTuple):
    """One thing about a file that moved."""

    what: str  # a field's or tag's name; or a clause that needs no more words
    concerns: Concern
    sentence: str = FIELD
    tag: str = ""  # slug, where it is about one tag


EVERYBODY = Concern.OWN | Concern.SHOWN | Concern.LISTED | Concern.PLACED | Concern.RELATED

OTHERS: dict[str, Concern] = {
    "title": Concern.SHOWN,
    "date": Concern.SHOWN | Concern.LISTED | Concern.PLACED | Concern.RELATED,
    "updated": Concern.SHOWN | Concern.LISTED,
    "slug": Concern.SHOWN | Concern.LISTED | Concern.PLACED,
    "url": Concern.SHOWN | Concern.LISTED | Concern.PLACED,
    "section": Concern.SHOWN | Concern.LISTED | Concern.PLACED,
    "tags": Concern.SHOWN | Concern.LISTED | Concern.RELATED,
    "authors": Concern.SHOWN | Concern.LISTED,
    "summary": Concern.SHOWN,
    "key_points": Concern.SHOWN,
    "image": Concern.SHOWN,
    "draft": EVERYBODY,
    "expires": Concern.LISTED | Concern.PLACED,
    "aliases": Concern.PLACED,
    "canonical_url": Concern.LISTED,
    "related": Concern.RELATED,
    "story": Concern.SHOWN | Concern.LISTED | Concern.RELATED,
    "series": Concern.SHOWN | Concern.LISTED,
    "series_order": Concern.LISTED,
    "sources": Concern.LISTED,
    "corrections": Concern.SHOWN | Concern.LISTED,
    "featured": Concern.SHOWN | Concern.LISTED,
    "lang": EVERYBODY,
    "translation_of": Concern.LISTED,
    "id": Concern.SHOWN | Concern.PLACED,
}
"""Whom a key of front matter concerns beside the file's own outputs; one that is missing here concerns nobody else."""

TERM_FIELDS = frozenset({"title", "summary", "tags"})
"""Keys whose words go into the terms by which posts are compared."""

FIELDS = tuple(name for name in FrontMatter.__struct_fields__ if name not in ("places", "extra", "tags", "draft"))
"""Keys that are named as they are."""

NAMED_THINGS = 3  # fields or tags in a clause; more become a number


def edits_between(old: Document, new: Document, file: str, *, text_moved: bool) -> tuple[Edit, ...]:
    """Return what moved from one document of ``file`` to the next; nothing when only the spelling of the bytes did."""
    return tuple(_edits(old, new, file, text_moved))


def _edits(old: Document, new: Document, file: str, text_moved: bool) -> Iterator[Edit]:
    related = Concern.RELATED if old.terms != new.terms else Concern(0)
    for field in FIELDS:
        if getattr(old.front, field) != getattr(new.front, field):
            concerns = Concern.OWN | OTHERS.get(field, Concern(0))
            yield Edit(field, concerns | related if field in TERM_FIELDS else concerns)
    if old.heading != new.heading:
        yield Edit("title", Concern.OWN | OTHERS["title"] | related)
    yield from _tag_edits(old.front.tags, new.front.tags, file)
    if old.front.draft != new.front.draft:
        yield Edit(f"{file} {'became a draft' if new.front.draft else 'is no draft any more'}", EVERYBODY, CLAUSE)
    for key in sorted({*old.front.extra, *new.front.extra}):
        if old.front.extra.get(key) != new.front.extra.get(key):
            yield Edit(f"`{key}`", Concern.OWN)
    if text_moved:
        yield Edit(f"the text of {file} changed", Concern.OWN | related, CLAUSE)
    if old.excerpt != new.excerpt and not (old.front.summary and new.front.summary):
        yield Edit("opening text", OTHERS["summary"] | related)
    if old.minutes != new.minutes:
        yield Edit("reading time", Concern.SHOWN)


def _tag_edits(old: tuple[str, ...], new: tuple[str, ...], file: str) -> Iterator[Edit]:
    concerns = Concern.OWN | OTHERS["tags"]
    before, after = {slugify(tag): tag for tag in old}, {slugify(tag): tag for tag in new}
    for slug, tag in after.items():
        if slug not in before:
            yield Edit(f"`{tag}`", concerns, TAG_ADDED, slug)
        elif before[slug] != tag:
            yield Edit(f"tag `{before[slug]}` of {file} is now written `{tag}`", concerns, CLAUSE, slug)
    for slug, tag in before.items():
        if slug not in after:
            yield Edit(f"`{tag}`", concerns, TAG_TAKEN, slug)
    if before == after and old != new:
        yield Edit("order of the tags", concerns)


def about(edits: Iterable[Edit], concern: Concern, tag: str) -> list[Edit]:
    """Return the edits that ``concern`` has to know; on a page about ``tag``, of other tags' only when it has none."""
    chosen = [edit for edit in edits if edit.concerns & concern]
    if tag and any(edit.tag == tag for edit in chosen):
        return [edit for edit in chosen if edit.tag in ("", tag)]
    return chosen


def clauses(edits: Iterable[Edit], file: str) -> list[str]:
    """Return edits of ``file`` in words: one clause for all its fields, one for all tags that were added."""
    things: dict[str, list[str]] = {}
    for edit in edits:
        sentence = edit.what if edit.sentence == CLAUSE else edit.sentence
        things.setdefault(sentence, []).append(edit.what)
    return [_said(sentence, list(dict.fromkeys(whats)), file) for sentence, whats in things.items()]


def _said(sentence: str, whats: list[str], file: str) -> str:
    if whats == [sentence]:
        return sentence  # as it is: a file's name may hold braces
    return (MANY.get(sentence, sentence) if len(whats) > 1 else sentence).format(what=enumerated(whats), file=file)


def enumerated(names: list[str]) -> str:
    """Return names as a list in words, the first few of many."""
    if len(names) > NAMED_THINGS:
        names = [*names[:NAMED_THINGS], f"{len(names) - NAMED_THINGS} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
