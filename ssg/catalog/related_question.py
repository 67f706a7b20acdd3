"""What the related lists of a site hang on: its posts as their relations see them, packed, and what authors pin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import msgspec

from ssg.catalog.documents import Read, terms_of
from ssg.catalog.filing import Addressed, title_of
from ssg.catalog.related_choice import SECTION, SECTION_WEIGHT, STORY, STORY_WEIGHT, TAG, TAG_WEIGHT, Candidate
from ssg.catalog.site import Entry
from ssg.core.model import Value
from ssg.core.urls import slugify


@dataclass(frozen=True, slots=True)
class Question:
    """All that the related lists of a site hang on: equal questions have equal answers."""

    candidates: Sequence[Candidate]
    pins: Mapping[int, tuple[int, ...]]
    count: int

    def urls(self) -> list[str]:
        """Return the address of each post."""
        posts = self.candidates
        return posts.urls() if isinstance(posts, PackedCandidates) else [post.url for post in posts]


class PackedCandidates(Sequence[Candidate]):
    """Posts as their relations see them, each unpacked when somebody looks at it, its terms read from its document."""

    def __init__(self, packed: Sequence[msgspec.Raw], paths: Sequence[str], documents: Read) -> None:
        self.packed, self.paths = packed, paths
        self._documents = documents

    def __len__(self) -> int:
        return len(self.packed)

    def __iter__(self) -> Iterator[Candidate]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, row: int) -> Candidate: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, row: int | slice) -> Candidate | Sequence[Candidate]:
        if isinstance(row, slice):
            return PackedCandidates(self.packed[row], self.paths[row], self._documents)
        bare = _candidate.decode(self.packed[row])
        return msgspec.structs.replace(bare, terms=terms_of(self._documents, self.paths[row]))

    def urls(self) -> list[str]:
        return [_address.decode(packed).url for packed in self.packed]


class _Address(Value, frozen=True, gc=False):
    url: str


class _Sent(Value, frozen=True, array_like=True):
    """A question as it crosses to another process, which has the documents."""

    packed: tuple[msgspec.Raw, ...]
    paths: tuple[str, ...]
    pins: dict[int, tuple[int, ...]]
    count: int


_candidate = msgspec.msgpack.Decoder(Candidate)
_address = msgspec.msgpack.Decoder(_Address)
_sent = msgspec.msgpack.Decoder(_Sent)


def pack_question(question: Question) -> bytes | None:
    """Return a question for a process that has the documents; None where its candidates are not packed."""
    posts = question.candidates
    if not isinstance(posts, PackedCandidates):
        return None
    return msgspec.msgpack.encode(_Sent(tuple(posts.packed), tuple(posts.paths), dict(question.pins), question.count))


def unpack_question(data: bytes, documents: Read) -> Question:
    """Return the question that was packed, its posts' terms to be read from ``documents``."""
    sent = _sent.decode(data)
    return Question(PackedCandidates(sent.packed, sent.paths, documents), sent.pins, sent.count)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What is to be ranked: posts as they are filed, newest first, before anything is made of them."""

    posts: Sequence[Addressed]
    groups: Mapping[str, str]  # by path: equal for posts that are one text in several languages
    documents: Read
    pins: Mapping[int, tuple[int, ...]]
    count: int

    def question(self) -> Question:
        packed = [msgspec.Raw(msgspec.msgpack.encode(self._bare(item))) for item in self.posts]
        paths = [item.filed.source.path for item in self.posts]
        return Question(PackedCandidates(packed, paths, self.documents), self.pins, self.count)

    def _bare(self, item: Addressed) -> Candidate:
        return Candidate(
            terms=b"",
            extra_terms=_extra_terms(item.tags, item.section, slugify(item.filed.document.front.story)),
            published=item.filed.published,
            lang=item.filed.lang,
            group=self.groups[item.filed.source.path],
            url=item.url,
            title_key=slugify.__wrapped__(title_of(item)),  # each is asked for once: none is to be remembered
        )


def candidate_of(entry: Entry) -> Candidate:
    """Return a post as its relations see it."""
    return Candidate(
        terms=entry.terms,
        extra_terms=_extra_terms(entry.tags, entry.section, entry.story),
        published=entry.published,
        lang=entry.lang,
        group=entry.group,
        url=entry.url,
        title_key=entry.title_key,
    )


def _extra_terms(tags: Iterable[str], section: str, story: str) -> tuple[tuple[str, int], ...]:
    extra = [(TAG + tag, TAG_WEIGHT) for tag in tags]
    if section:
        extra.append((SECTION + section, SECTION_WEIGHT))
    if story:
        extra.append((STORY + story, STORY_WEIGHT))
    return tuple(extra)
