"""A build in memory: each job's bytes are rendered, or read where they stand, looked at there, and let go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from ssg.content.scan import FoundFile
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Job
from ssg.core.theme import Theme
from ssg.core.views import SiteInfo
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.publish.manifest import Made
from ssg.render.pages import RenderError
from ssg.render.render import Renderer
from ssg.run.executors import run_chunks
from ssg.run.picturing import RENDERER as PICTURE
from ssg.run.picturing import Picturing
from ssg.run.rendering import make_renderer

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class MemoryContext(Generic[Fact]):
    """What all workers share, inherited by the fork."""

    jobs: Sequence[LazyJob]
    theme: Theme
    site: SiteInfo
    sources: Mapping[str, FoundFile]  # by path below content/: where files to copy are
    cache_folder: str
    look: Callable[[Job, bytes], Fact]  # runs beside the renderer: bytes stay there, small facts come back
    output_folder: str = ""
    made: Mapping[str, Made] = field(default_factory=dict)  # what the last build wrote there: read instead of rendered
    opened: list[tuple[Cache, Renderer]] = field(default_factory=list)  # this process's: templates compile once


class Seen(NamedTuple, Generic[Fact]):
    """What became of a job: a fact about its bytes, or why it has none."""

    number: int  # of the job
    fact: Fact | None  # None when it failed
    problem: Diagnostic | None
    rendered: bool  # or read, as the last build wrote it


def look_at_all(context: MemoryContext[Fact], *, workers: int, progress: Callable[[int], None]) -> Iterator[Seen[Fact]]:
    """Yield what was seen of each job's bytes, in no settled order; nothing is written but the parse cache."""
    try:
        for count, seen in run_chunks(_look_at_chunk, context, len(context.jobs), workers):
            progress(count)
            yield from seen
    finally:
        for cache, _ in context.opened:
            cache.close()
        context.opened.clear()


# The executor hands contexts through as they are: which fact they ask for is known to the caller only.
def _look_at_chunk(context: MemoryContext[Any], start: int, stop: int) -> list[Seen[Any]]:
    if not context.opened:
        cache = Cache(context.cache_folder, parse_engine())
        context.opened.append((cache, make_renderer(context.theme, context.site, cache)))
    return [_look_at(context, context.opened[0][1], number) for number in range(start, stop)]


def _look_at(context: MemoryContext[Any], renderer: Renderer, number: int) -> Seen[Any]:
    job = context.jobs[number].job()
    standing = _standing(context, job)
    try:
        data = _bytes_of(context, renderer, job) if standing is None else standing
        return Seen(number, context.look(job, data), None, standing is None)
    except RenderError as error:
        return Seen(number, None, error.problem, True)
    except OSError as error:
        message = f"this file cannot be read: {error.strerror or error}"
        return Seen(number, None, diagnostic("unreadable-file", message, file=f"content/{job.sources[0]}"), True)


def _standing(context: MemoryContext[Any], job: Job) -> bytes | None:
    """Return the bytes in the output folder where they are those of this job: of the same parts, and not touched since.

    To render a page takes 700 µs, to read one and hash it 40.
    """
    made = context.made.get(job.output)
    if made is None or made.parts != job.parts:
        return None
    try:
        with open(os.path.join(context.output_folder, job.output), "rb") as file:
            data = file.read()
    except OSError:
        return None
    return data if digest_bytes(data) == made.digest else None


def _bytes_of(context: MemoryContext[Any], renderer: Renderer, job: Job) -> bytes:
    if job.renderer == PICTURE:
        return Picturing(context.cache_folder).bytes_of(job, context.sources[job.sources[0]].disk_path)
    if job.renderer != "copy":
        return renderer.render(job).data
    with open(context.sources[str(job.values["path"])].disk_path, "rb") as file:
        return file.read()
