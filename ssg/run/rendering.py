"""The render stage at work: jobs to files, in as many processes as serve. Workers write what they render."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from ssg.content.scan import FoundFile, Stamp
from ssg.core.artifacts import Artifact
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Body, Job, Searchable
from ssg.core.theme import Theme
from ssg.core.urls import UnsafePath
from ssg.core.views import SiteInfo
from ssg.plan.cards import RENDERER as CARD
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.publish.manifest import Made, parts_key
from ssg.publish.places import PlacesOf, frame_of
from ssg.publish.reasons import ReasonOf
from ssg.publish.replacing import Writer, output_writer, remove_spares
from ssg.publish.write import OutputFolder, Place, copy_file, holds, holds_copy, stamp_of, write_file
from ssg.render.pages import RenderError
from ssg.render.render import Renderer
from ssg.render.themes import Compiled
from ssg.run.executors import run_chunks
from ssg.run.picturing import RENDERER as PICTURE
from ssg.run.picturing import Picturing
from ssg.run.standing import NOTHING, Splicing, Todo, made_of_standing

SEARCH_WORDS = "search words"
WEIGHTS = {CARD: 20, PICTURE: 40}  # of a drawn card, and of a made picture: the mean of all its widths and formats
BODIES_KEPT = 2  # by a process: a post's Markdown is written right after its page


class MissingBody(Exception):
    """The parse cache lost a body between parse and render."""


class Rendered(NamedTuple):
    """What became of a job."""

    output: str
    made: Made | None  # None when it failed
    written: bool  # whether the file was touched
    seconds: float
    problem: Diagnostic | None


class Finished(NamedTuple):
    """What a worker has to say of a job, and nothing that its parent knows: it is copied from process to process."""

    number: int  # of the job
    stamp: Stamp | None  # with the digest of the bytes; None when it failed
    written: bool
    seconds: float
    problem: Diagnostic | None = None
    prints_assets: bool = False  # addresses of assets stand where its template prints them, and nowhere else
    parts: dict[str, bytes] | None = None  # where the parent has not filled the job


Patch = Callable[[int, Job, Made], Finished | None]
"""Makes the output of a job, given its number, of what stands on disk; None where it is to be made anew."""


class Workshop(NamedTuple):
    """What a process opens once: templates compile once, each folder is made once."""

    renderer: Renderer
    output: OutputFolder
    write: Writer
    picturing: Picturing
    places: dict[str, PlacesOf]  # of the pages of the chunk at hand


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What all workers share, inherited by the fork."""

    jobs: Sequence[LazyJob]
    theme: Theme
    site: SiteInfo
    sources: Mapping[str, FoundFile]  # by path below content/: where files to copy are
    cache_folder: str
    output_folder: str
    trusted: Mapping[str, Made]  # outputs whose bytes on disk are known
    reason_of: ReasonOf  # why an output is made; asked when it is
    compiled: Compiled | None = None  # where templates are compiled as they stand, which takes less and prints slower
    patch: Patch | None = None  # makes an output of the one on disk where it can
    keep_places: Callable[[bytes], None] | None = None  # takes frames of places; asked in the parent
    splicing: Splicing = NOTHING
    opened: list[Workshop] = field(default_factory=list)  # this process's own: at most one


def render_all(context: RenderContext, *, jobs: int, progress: Callable[[int], None]) -> Iterator[Rendered]:
    """Yield what became of each job, in no settled order."""
    known: dict[bytes, bytes] = {}
    try:
        chunks = run_chunks(_render_chunk, context, len(context.jobs), jobs, weights=weights(context.jobs))
        for count, (finished, places) in chunks:
            progress(count)
            if context.keep_places:
                context.keep_places(places)
            for item in finished:
                yield _rendered(context, item, known)
    finally:
        remove_spares(context.output_folder)


def weights(jobs: Sequence[LazyJob]) -> list[int]:
    """Return how much work each job is, a usual page's being 1.

    Where jobs that stand one after the other are made of the same thing, their weight is with the last: one worker
    makes them all, of what it has read or decoded once.
    """
    found = [0] * len(jobs)
    pending = 0
    for number, job in enumerate(jobs):
        pending += WEIGHTS.get(job.renderer, 1)
        shared = _made_of(job)
        following = jobs[number + 1] if number + 1 < len(jobs) else None
        if shared is None or following is None or _made_of(following) != shared:
            found[number], pending = pending, 0
    return found


def _made_of(job: LazyJob) -> object:
    """Return what is worth being read once for several jobs: a picture, a segment of the search index; else None."""
    if job.renderer == PICTURE:
        return job.sources
    return job.output.rpartition("-")[0] if job.renderer == SEARCH_WORDS else None


def _rendered(context: RenderContext, item: Finished, known: dict[bytes, bytes]) -> Rendered:
    """Return what became of a job. Digests of what many pages have are ``known``: held once, not once for each page."""
    job = context.jobs[item.number]
    if item.stamp is None:
        return Rendered(job.output, None, False, item.seconds, item.problem)
    before = context.trusted.get(job.output)
    parts = {intern(name): known.setdefault(digest, digest) for name, digest in (item.parts or job.parts).items()}
    job.take_parts(parts)
    reason = context.reason_of(job) if item.written or not before else before.reason
    made = Made(parts, item.stamp.digest, item.stamp, job.sources, reason, item.prints_assets)
    return Rendered(job.output, made, item.written, item.seconds, None)


def _render_chunk(context: RenderContext, start: int, stop: int) -> tuple[list[Finished], bytes]:
    """Return what became of the jobs, and a frame of the places on pages."""
    if not context.opened:
        cache = Cache(context.cache_folder, parse_engine())
        renderer = make_renderer(context.theme, context.site, cache, context.compiled)
        renderer.expect(context.jobs)
        folder = context.output_folder
        picturing = Picturing(context.cache_folder)
        context.opened.append(Workshop(renderer, OutputFolder(folder), output_writer(folder), picturing, {}))
    workshop = context.opened[0]
    finished = [_render_one(context, workshop, number) for number in range(start, stop)]
    frame = frame_of(workshop.places)
    workshop.places.clear()
    return finished, frame


def make_renderer(theme: Theme, site: SiteInfo, cache: Cache, compiled: Compiled | None = None) -> Renderer:
    """Return a renderer that reads bodies from ``cache``; with ``compiled`` templates are compiled as they stand."""

    @lru_cache(maxsize=BODIES_KEPT)
    def read_body(key: bytes) -> Body:
        body = cache.body(key)
        if body is None:
            raise MissingBody(key.hex())
        return body

    def read_searchable(key: bytes) -> Searchable:
        words = cache.searchable(key)
        if words is None:
            raise MissingBody(key.hex())
        return words

    return Renderer(theme, site, read_body, compiled=compiled, read_searchable=read_searchable)


def _render_one(context: RenderContext, workshop: Workshop, number: int) -> Finished:
    started = time.perf_counter()
    lazy = context.jobs[number]
    todo = Todo(lazy.output, lazy.parts, lazy.job) if lazy.parts_known else _filled(lazy.job())
    before = context.trusted.get(lazy.output)
    if context.patch and before and (patched := context.patch(number, todo.job(), before)):
        return patched
    try:
        file = _make(context, workshop, todo)
    except RenderError as error:
        return Finished(number, None, False, time.perf_counter() - started, error.problem)
    except (OSError, UnsafePath) as error:
        return Finished(number, None, False, time.perf_counter() - started, _write_failed(lazy.output, error))
    parts = None if lazy.parts_known else todo.parts
    seconds = time.perf_counter() - started
    return Finished(number, file.stamp, file.written, seconds, prints_assets=file.prints_assets, parts=parts)


def _filled(job: Job) -> Todo:
    return Todo(job.output, job.parts, lambda: job)


class File(NamedTuple):
    """An output as it stands."""

    stamp: Stamp
    written: bool
    prints_assets: bool = False


def _make(context: RenderContext, workshop: Workshop, todo: Todo) -> File:
    place = workshop.output.place_of(todo.output)
    before = context.trusted.get(todo.output)
    made = made_of_standing(place.path, todo, before, context.splicing, context.site.base_path) if before else None
    if made is None:
        job = todo.job()
        if job.renderer == "copy":
            digest, written = _copy(context, job, place, before)
            return File(stamp_of(place.path, digest), written)
        made = _artifact(context, workshop, job)
    digest = digest_bytes(made.data)
    if made.places and context.keep_places:
        workshop.places[todo.output] = PlacesOf(parts_key(todo.parts), made.places)
    written = not _is_there(place, before, digest, made.data)
    if written:
        (write_file if place.is_free else workshop.write)(place.path, made.data)
    return File(stamp_of(place.path, digest), written, made.prints_assets)


def _artifact(context: RenderContext, workshop: Workshop, job: Job) -> Artifact:
    if job.renderer == PICTURE:
        data = workshop.picturing.bytes_of(job, context.sources[str(job.values["path"])].disk_path)
        return Artifact(job.output, data)
    return workshop.renderer.render(job)


def _is_there(place: Place, before: Made | None, digest: bytes, data: bytes) -> bool:
    if before:
        return before.digest == digest
    return not place.is_free and holds(place.path, data)


def _copy(context: RenderContext, job: Job, place: Place, before: Made | None) -> tuple[bytes, bool]:
    source = context.sources[str(job.values["path"])]
    digest = job.parts["bytes"]
    if before.digest == digest if before else holds_copy(place.path, digest):
        return digest, False
    if copy_file(source.disk_path, place.path) != digest:
        raise OSError(f"{job.sources[0]} changed while the site was built")
    return digest, True


def _write_failed(output: str, error: OSError | UnsafePath) -> Diagnostic:
    reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return diagnostic(
        "write-failed",
        f"`{output}` cannot be written: {reason}",
        help="make room or mend the folder's permissions, and build again: nothing is lost",
        subject=output,
    )
