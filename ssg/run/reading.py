"""The parse stage at work: files to documents, through the cache, in as many processes as serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from ssg.catalog.files import Facts
from ssg.catalog.places import is_markdown
from ssg.content.images import image_size, is_image
from ssg.content.parse import ParseOptions, parse, parse_key
from ssg.content.scan import FoundFile, Stamp
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Body, Document, Source
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.executors import run_chunks

USUAL_BYTES = 6_000  # of a post: what a larger file costs to parse grows with its size

Progress = Callable[[int], None]
"""Told how many more items are done."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The content folder, read."""

    documents: Mapping[str, tuple[Source, Document]]  # by path
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


class _Read(msgspec.Struct, frozen=True):
    """What a worker found out about one file; bodies have gone to the cache already."""

    path: str
    digest: bytes  # empty when the file could not be read
    size: int
    document: Document | None
    reason: str  # why it could not be read; else empty


Read = Mapping[str, tuple[Source, Document]]
"""What files said, by path."""


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
    documents, problems, parsed = _documents(texts, options, cache_folder, jobs, progress, held)
    files, stamps, facts_keys, more = _files([file for file in found if not is_markdown(file.path)], cache_folder)
    by_path = {file.path: file.stamp for file in texts}
    for path, (source, _) in documents.items():
        stamps[path] = msgspec.structs.replace(by_path[path], digest=source.digest)
    keys = frozenset(parse_key(source.digest, options) for source, _ in documents.values()) | facts_keys
    return Reading(documents, files, stamps, keys, parsed, tuple(problems + more))


def _documents(
    texts: Sequence[FoundFile], options: ParseOptions, cache_folder: str, jobs: int, progress: Progress, held: Read
) -> tuple[dict[str, tuple[Source, Document]], list[Diagnostic], int]:
    documents = {file.path: held[file.path] for file in texts if _is_held(file, held)}
    problems: list[Diagnostic] = []
    unknown = _known_documents([file for file in texts if file.path not in documents], options, cache_folder, documents)
    progress(len(texts) - len(unknown))
    context = _ReadContext(unknown, options, cache_folder)
    weights = [1 + file.stamp.size // USUAL_BYTES for file in unknown]
    for count, chunk in run_chunks(_read_chunk, context, len(unknown), jobs, weights=weights):
        for read in chunk:
            if read.document is None:
                problems.append(_unreadable(read))
            else:
                documents[read.path] = (Source(read.path, read.digest, read.size), read.document)
        progress(count)
    return {path: documents[path] for path in sorted(documents)}, problems, len(unknown)


def _is_held(file: FoundFile, held: Read) -> bool:
    return file.path in held and held[file.path][0].digest == file.digest


def _known_documents(
    texts: Sequence[FoundFile],
    options: ParseOptions,
    cache_folder: str,
    documents: dict[str, tuple[Source, Document]],
) -> list[FoundFile]:
    """Put what the cache knows into ``documents``; return the files that must be read."""
    unknown = []
    keys = {file.path: parse_key(file.digest, options) for file in texts if file.digest}
    if not keys:
        return list(texts)
    cache = Cache(cache_folder, parse_engine())
    try:
        known = cache.documents(frozenset(keys.values()))
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
    cache = Cache(context.cache_folder, parse_engine())
    try:
        fresh: list[tuple[bytes, Document, Body]] = []
        results = [_read_one(file, context.options, cache, fresh) for file in context.files[start:stop]]
        if fresh:
            cache.put_parsed(fresh)
        return [read for read in results if read]
    finally:
        cache.close()


def _read_one(
    file: FoundFile, options: ParseOptions, cache: Cache, fresh: list[tuple[bytes, Document, Body]]
) -> _Read | None:
    try:
        with open(file.disk_path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        return _Read(file.path, b"", 0, None, error.strerror or str(error))
    digest = digest_bytes(data)
    key = parse_key(digest, options)
    document = cache.document(key)
    if document is None or cache.body(key) is None:
        document, body = parse(data, options)
        fresh.append((key, document, body))
    return _Read(file.path, digest, len(data), document, "")


def _unreadable(read: _Read) -> Diagnostic:
    return diagnostic("unreadable-file", f"this file cannot be read: {read.reason}", file=f"content/{read.path}")


def _files(
    found: Sequence[FoundFile], cache_folder: str
) -> tuple[dict[str, tuple[Source, Facts]], dict[str, Stamp], frozenset[bytes], list[Diagnostic]]:
    files: dict[str, tuple[Source, Facts]] = {}
    stamps: dict[str, Stamp] = {}
    problems: list[Diagnostic] = []
    keys: set[bytes] = set()
    fresh: list[tuple[bytes, object]] = []
    cache = Cache(cache_folder, parse_engine())
    decoder = msgspec.msgpack.Decoder(Facts)
    try:
        for file in found:
            try:
                # Of one reading: the file may have changed since its stamp was taken.
                digest, size = (file.digest, file.stamp.size) if file.digest else _read_digest(file.disk_path)
                key = digest_bytes(digest + file.path.rpartition(".")[2].encode())
                facts = cache.fact(key, decoder) or _read_facts(file, key, fresh)
            except FileNotFoundError:
                continue
            except OSError as error:
                problems.append(_unreadable(_Read(file.path, b"", 0, None, error.strerror or str(error))))
                continue
            keys.add(key)
            if facts.problem:
                problems.append(_bad_image(file.path, facts.problem))
            files[file.path] = (Source(file.path, digest, size), facts)
            stamps[file.path] = msgspec.structs.replace(file.stamp, digest=digest)
        if fresh:
            cache.put_facts(fresh)
    finally:
        cache.close()
    return files, stamps, frozenset(keys), problems


def _read_digest(path: str) -> tuple[bytes, int]:
    """Return the digest of a file's bytes and their number."""
    with open(path, "rb") as stream:
        data = stream.read()
    return digest_bytes(data), len(data)


def _read_facts(file: FoundFile, key: bytes, fresh: list[tuple[bytes, object]]) -> Facts:
    facts = Facts()
    if is_image(file.path):
        with open(file.disk_path, "rb") as stream:
            data = stream.read()
        try:
            facts = Facts(*image_size(file.path, data))
        except ValueError as error:
            facts = Facts(problem=str(error))
    fresh.append((key, facts))
    return facts


def _bad_image(path: str, reason: str) -> Diagnostic:
    return diagnostic(
        "bad-image", reason, help="save it again in the format that its suffix names", file=f"content/{path}"
    )
