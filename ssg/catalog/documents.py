"""All documents of a site, packed as the parse cache has them, and read when somebody looks at one.

A document takes 9 KB as objects and half of that packed; 100,000 of them would be a gigabyte, which forked workers
then copy page by page as they count references. So they stand in one block, which looking at a document leaves as it
is: two processes that read all of them share them, and whoever lets them go gives the whole block back.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import TypeVar

import msgspec

from ssg.core.model import Document, Head, Source, Value

Read = Mapping[str, tuple[Source, Document]]
"""What files said, by path."""

ReadPacked = Callable[[Source], bytes]
"""Gives a document, packed, from where it is kept."""

T = TypeVar("T")


class BadDocument(Exception):
    """What the parse cache holds of a file is no document."""


class _Terms(Value, frozen=True, gc=False):
    """The part of a document that related posts are found by."""

    terms: bytes


_document = msgspec.msgpack.Decoder(Document)
_head = msgspec.msgpack.Decoder(Head)
_terms = msgspec.msgpack.Decoder(_Terms)


class Documents(Read):
    """Documents by path, in the order of ``packed``."""

    def __init__(self, packed: Mapping[str, tuple[Source, bytes]]) -> None:
        self._sources = {path: source for path, (source, _) in packed.items()}
        self._numbers = {path: number for number, path in enumerate(packed)}
        self._ends = array("Q", accumulate(len(data) for _, data in packed.values()))
        self._block = memoryview(b"".join([data for _, data in packed.values()]))
        self._read_packed: ReadPacked | None = None

    def __getitem__(self, path: str) -> tuple[Source, Document]:
        return self._sources[path], self._read(path, _document)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def __contains__(self, path: object) -> bool:
        return path in self._sources

    def head(self, path: str) -> Head:
        """Return what the file at ``path`` is filed by: a quarter of the work of its whole document."""
        return self._read(path, _head)

    def source(self, path: str) -> Source:
        return self._sources[path]

    def terms(self, path: str) -> bytes:
        """Return the terms of the document at ``path``."""
        return self._read(path, _terms).terms

    def without(self, paths: frozenset[str]) -> Documents:
        """Return the documents but for those of ``paths``."""
        return Documents(
            {path: (source, bytes(self._bytes(path))) for path, source in self._sources.items() if path not in paths}
        )

    def let_go(self, read_packed: ReadPacked) -> None:
        """Hold no document any more: whoever still asks for one gets it from ``read_packed``."""
        self._read_packed = read_packed
        self._block, self._ends, self._numbers = memoryview(b""), array("Q"), {}

    def _bytes(self, path: str) -> bytes | memoryview:
        if self._read_packed is not None:
            return self._read_packed(self._sources[path])
        number = self._numbers[path]
        return self._block[self._ends[number - 1] if number else 0 : self._ends[number]]

    def _read(self, path: str, decoder: msgspec.msgpack.Decoder[T]) -> T:
        try:
            return decoder.decode(self._bytes(path))
        except msgspec.DecodeError as error:
            raise BadDocument(f"{path}: {error}") from None


def heads_of(documents: Read) -> Iterable[tuple[Source, Head]]:
    """Yield each file and its head, by path."""
    for path in sorted(documents):
        yield (documents.source(path), documents.head(path)) if isinstance(documents, Documents) else documents[path]


def terms_of(documents: Read, path: str) -> bytes:
    """Return the terms of the document at ``path``."""
    return documents.terms(path) if isinstance(documents, Documents) else documents[path][1].terms


def without(documents: Read, paths: frozenset[str]) -> Read:
    """Return the documents but for those of ``paths``."""
    if isinstance(documents, Documents):
        return documents.without(paths)
    return {path: read for path, read in documents.items() if path not in paths}
