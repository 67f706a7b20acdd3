"""Files that are no Markdown, looked at: their digests, and of images what they say, in as many processes as serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ssg.catalog.files import Facts
from ssg.content.images import TOO_LARGE, image_facts, is_image
from ssg.content.scan import FoundFile, Stamp
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Source
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.executors import run_chunks

IMAGE_BYTES = 60_000  # of an image, which is decoded for its colour: as much work as a usual post
OTHER_BYTES = 1_000_000  # of another file, which is hashed


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What files that are no Markdown say."""

    files: Mapping[str, tuple[Source, Facts]]  # by path
    stamps: Mapping[str, Stamp]  # by path, each with its digest
    keys: frozenset[bytes]  # of all cache entries that these files use
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _LookContext:
    files: Sequence[FoundFile]
    cache_folder: str


class _Looked(msgspec.Struct, frozen=True):
    """What a worker found out about one file that is no Markdown."""

    path: str
    digest: bytes  # empty when the file could not be read
    size: int
    facts: Facts | None  # None when it could not be read
    reason: str = ""  # why it could not be read; else empty
    is_new: bool = False  # the cache did not know these facts


_facts_decoder = msgspec.msgpack.Decoder(Facts)


def look_at_files(found: Sequence[FoundFile], cache_folder: str, jobs: int) -> LookedAt:
    """Return what the files say. One that has gone since the scan is left out. Raises sqlite3.Error."""
    read, unknown = _known_files(found, cache_folder)
    context = _LookContext(unknown, cache_folder)
    weights = [1 + file.stamp.size // (IMAGE_BYTES if is_image(file.path) else OTHER_BYTES) for file in unknown]
    fresh: list[tuple[bytes, object]] = []
    for _, chunk in run_chunks(_look_at_chunk, context, len(unknown), jobs, weights=weights):
        for item in chunk:
            read[item.path] = item
            if item.is_new:
                fresh.append((_facts_key(item.digest, item.path), item.facts))
    if fresh:
        cache = Cache(cache_folder, parse_engine())
        try:
            cache.put_facts(fresh)
        finally:
            cache.close()
    return _told(found, read)


def _told(found: Sequence[FoundFile], read: Mapping[str, _Looked]) -> LookedAt:
    files: dict[str, tuple[Source, Facts]] = {}
    stamps: dict[str, Stamp] = {}
    problems: list[Diagnostic] = []
    for file in found:
        if file.path not in read:
            continue
        looked = read[file.path]
        if looked.facts is None:
            problems.append(unreadable(file.path, looked.reason))
            continue
        if looked.facts.problem:
            problems.append(_bad_image(file.path, looked.facts.problem))
        files[file.path] = (Source(file.path, looked.digest, looked.size), looked.facts)
        stamps[file.path] = msgspec.structs.replace(file.stamp, digest=looked.digest)
    keys = frozenset(_facts_key(source.digest, path) for path, (source, _) in files.items())
    return LookedAt(files, stamps, keys, tuple(problems))


def _facts_key(digest: bytes, path: str) -> bytes:
    return digest_bytes(digest + path.rpartition(".")[2].encode())


def _known_files(found: Sequence[FoundFile], cache_folder: str) -> tuple[dict[str, _Looked], list[FoundFile]]:
    """Return by path what the cache knows of unchanged files, and the files that must be read."""
    known: dict[str, _Looked] = {}
    unknown: list[FoundFile] = []
    cache = Cache(cache_folder, parse_engine()) if found else None
    try:
        for file in found:
            facts = cache.fact(_facts_key(file.digest, file.path), _facts_decoder) if cache and file.digest else None
            if facts is None:
                unknown.append(file)
            else:
                known[file.path] = _Looked(file.path, file.digest, file.stamp.size, facts)
    finally:
        if cache:
            cache.close()
    return known, unknown


def _look_at_chunk(context: _LookContext, start: int, stop: int) -> list[_Looked]:
    """Read and hash some files, and look at the images among them that the cache does not know."""
    cache = Cache(context.cache_folder, parse_engine())
    try:
        looked = [_look_at(file, cache) for file in context.files[start:stop]]
        return [item for item in looked if item]
    finally:
        cache.close()


def _look_at(file: FoundFile, cache: Cache) -> _Looked | None:
    try:
        with open(file.disk_path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        return _Looked(file.path, b"", 0, None, error.strerror or str(error))
    digest = digest_bytes(data)
    facts = cache.fact(_facts_key(digest, file.path), _facts_decoder)
    if facts is not None:
        return _Looked(file.path, digest, len(data), facts)
    facts = Facts(*image_facts(file.path, data)) if is_image(file.path) else Facts()
    return _Looked(file.path, digest, len(data), facts, is_new=True)


def unreadable(path: str, reason: str) -> Diagnostic:
    """Return the finding for a content file that the system does not give out."""
    return diagnostic("unreadable-file", f"this file cannot be read: {reason}", file=f"content/{path}")


def _bad_image(path: str, reason: str) -> Diagnostic:
    help = "make it smaller" if reason == TOO_LARGE else "save it again in the format that its suffix names"
    return diagnostic("bad-image", reason, help=help, file=f"content/{path}")
