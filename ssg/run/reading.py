"""The parse stage at work: files to documents, through the cache, in as many processes as serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from ssg.catalog.documents import Documents, Read
from ssg.catalog.files import Facts
from ssg.catalog.places import is_markdown
from ssg.content.parse_options import ParseOptions, parse_key
from ssg.content.scan import FoundFile, Stamp
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic
from ssg.core.model import Source
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.executors import FORK_FROM, run_chunks
from ssg.run.looking import look_at_files, unreadable

if TYPE_CHECKING:
    from ssg.content.parse import Parsed

USUAL_BYTES = 6_000  # of a post: what a larger file costs to parse grows with its size

T = TypeVar("T")

Progress = Callable[[int], None]
"""Told how many more items are done."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The content folder, read."""

    documents: Read  # by path
    files: Mapping[str, tuple[Source, Facts]]  # by path
    stamps: Mapping[str, Stamp]  # by path, each with its digest
    keys: frozenset[bytes]  # of all cache entries that this content uses
    parsed: int  # number of files that the cache did not know
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _ReadContext:
    files: Sequence[FoundFile]
    options: ParseOptions
    cache_folder: str


class _Read(msgspec.Struct, frozen=True, array_like=True):
    """What a worker found out about one file; bodies have gone to the cache already."""

    path: str
    digest: bytes  # empty when the file could not be read
    size: int
    document: bytes  # as it is encoded, which is a third of what pickling it costs; empty as the digest is
    reason: str  # why it could not be read; else empty


def read_contents(
    found: Sequence[FoundFile],
    options: ParseOptions,
    cache_folder: str,
    *,
    jobs: int,
    progress: Progress,
    held: Read = MappingProxyType({}),
) -> Reading:
    """Return every file's document or facts. Raises sqlite3.Error when the cache cannot be used.

    A file that has gone since the scan is left out, as if the scan had come later. ``held`` is what the files said
    under the same options: where one has the same digest it is taken from there.
    """
    texts = [file for file in found if is_markdown(file.path)]
    same = {file.path: held[file.path] for file in texts if _is_held(file, held)}
    progress(len(same))
    others = [file for file in texts if file.path not in same]
    read, problems, parsed = _documents(others, options, cache_folder, jobs, progress)
    documents = Documents(read)
    looked = look_at_files([file for file in found if not is_markdown(file.path)], cache_folder, jobs)
    sources = {path: source for path, (source, _) in (*same.items(), *read.items())}
    stamps = {
        file.path: msgspec.structs.replace(file.stamp, digest=sources[file.path].digest)
        for file in texts
        if file.path in sources
    }
    keys = frozenset(parse_key(source.digest, options) for source in sources.values()) | looked.keys
    return Reading(
        documents=_ordered({**same, **documents}) if same else documents,
        files=looked.files,
        stamps={**looked.stamps, **stamps},
        keys=keys,
        parsed=parsed,
        problems=(*problems, *looked.problems),
    )


def _documents(
    texts: Sequence[FoundFile], options: ParseOptions, cache_folder: str, jobs: int, progress: Progress
) -> tuple[dict[str, tuple[Source, bytes]], list[Diagnostic], int]:
    documents: dict[str, tuple[Source, bytes]] = {}
    problems: list[Diagnostic] = []
    unknown = _known_documents(texts, options, cache_folder, documents)
    progress(len(texts) - len(unknown))
    context = _ReadContext(unknown, options, cache_folder)
    weights = [1 + file.stamp.size // USUAL_BYTES for file in unknown]
    if sum(weights) >= FORK_FROM:
        import ssg.content.parse  # noqa: F401 - here, so that workers inherit it
    for count, chunk in run_chunks(_read_chunk, context, len(unknown), jobs, weights=weights):
        for read in chunk:
            if not read.document:
                problems.append(unreadable(read.path, read.reason))
            else:
                documents[read.path] = (Source(read.path, read.digest, read.size), read.document)
        progress(count)
    return _ordered(documents), problems, len(unknown)


def _ordered(by_path: Mapping[str, T]) -> dict[str, T]:
    return {path: by_path[path] for path in sorted(by_path)}


def _is_held(file: FoundFile, held: Read) -> bool:
    return file.path in held and held[file.path][0].digest == file.digest


def _known_documents(
    texts: Sequence[FoundFile],
    options: ParseOptions,
    cache_folder: str,
    documents: dict[str, tuple[Source, bytes]],
) -> list[FoundFile]:
    """Put what the cache knows into ``documents``; return the files that must be read."""
    unknown = []
    keys = {file.path: parse_key(file.digest, options) for file in texts if file.digest}
    if not keys:
        return list(texts)
    cache = Cache(cache_folder, parse_engine())
    try:
        known = cache.encoded_documents(frozenset(keys.values()))
    finally:
        cache.close()
    for file in texts:
        document = known.get(keys[file.path]) if file.path in keys else None
        if document is None:
            unknown.append(file)
        else:
            documents[file.path] = (Source(file.path, file.digest, file.stamp.size), document)
    return unknown


def _read_chunk(context: _ReadContext, start: int, stop: int) -> list[_Read]:
    """Read, hash and parse some files; the bytes that are hashed are the bytes that are parsed."""
    loaded = [found for file in context.files[start:stop] if (found := _load(file, context.options))]
    cache = Cache(context.cache_folder, parse_engine())
    try:
        keys = {found.key for found in loaded if found.key}
        with cache.reading():
            documents = {key: document for key in keys if (document := _kept(cache, key, context.options))}
        fresh = {found.key: (found.data, found.digest) for found in loaded if found.key and found.key not in documents}
        parsed = _parsed([*fresh.values()], context.options)
        entries = zip(fresh, parsed, strict=True)
        documents |= cache.put_parsed((key, made.document, made.body, made.searchable) for key, made in entries)
    finally:
        cache.close()
    return [
        _Read(found.path, found.digest, len(found.data), documents.get(found.key, b""), found.reason)
        for found in loaded
    ]


def _parsed(files: Sequence[tuple[bytes, bytes]], options: ParseOptions) -> list[Parsed]:
    """Return all that is made of files, each of which is its bytes and their digest."""
    if not files:
        return []
    # The parser takes 130 ms to import, and a build of known texts does without.
    from ssg.content.parse import parse_many

    return parse_many(files, options)


class _Loaded(NamedTuple):
    """A file that has been read."""

    path: str
    data: bytes
    digest: bytes
    key: bytes  # in the parse cache; this and the two before it are empty when the file could not be read
    reason: str  # why it could not be read; else empty


def _load(file: FoundFile, options: ParseOptions) -> _Loaded | None:
    try:
        with open(file.disk_path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        return _Loaded(file.path, b"", b"", b"", error.strerror or str(error))
    digest = digest_bytes(data)
    return _Loaded(file.path, data, digest, parse_key(digest, options), "")


def _kept(cache: Cache, key: bytes, options: ParseOptions) -> bytes:
    """Return the document that the cache has under this key, if what belongs to it is there as well; else nothing."""
    document = cache.encoded_document(key)
    whole = document and cache.body(key) and (cache.searchable(key) or not options.search)
    return document if document and whole else b""
