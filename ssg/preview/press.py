"""Pages rendered when somebody asks for them, and kept while there is room: equal parts, equal bytes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ssg.content.parse_options import parse_options
from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Body, Job, Searchable
from ssg.preview.exchange import Artifact, PageBroken
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.render.pages import RenderError
from ssg.render.render import Renderer
from ssg.render.themes import Compiled
from ssg.run.live_site import LiveSite, unread
from ssg.run.picturing import RENDERER as PICTURE
from ssg.run.picturing import Picturing
from ssg.run.reading import read_contents
from ssg.run.rendering import MissingBody

KEPT_BYTES = 8 << 20  # two hundred pages of 40 KB: more than anybody has open, and one is made anew in 3 to 20 ms


class _Printed(NamedTuple):
    parts: dict[str, bytes]
    theme: object  # that it was printed with: assets are read from disk, which may be ahead of the theme
    artifact: Artifact


class _Failed(NamedTuple):
    parts: dict[str, bytes]
    theme: object
    problem: Diagnostic


class Press:
    """Renders for one thread, with the templates compiled once for each theme."""

    def __init__(self, cache_folder: str, kept_bytes: int = KEPT_BYTES) -> None:
        self._cache_folder = cache_folder
        self._kept_bytes = kept_bytes
        self._printed: OrderedDict[str, _Printed] = OrderedDict()  # by output, the one asked for longest ago first
        self._failed: dict[str, _Failed] = {}  # by output: of pages that somebody asked for
        self._bytes = 0
        self._cache: Cache | None = None
        self._renderer: Renderer | None = None
        self._compiled = Compiled()
        self._of: tuple[object, object] = (None, None)  # theme and site that the renderer is for

    def artifact(self, live: LiveSite, output: str) -> Artifact | None:
        """Return what stands at ``output``; None when nothing does.

        A page that cannot be made is given as it last was. Raises PageBroken when it never was.
        """
        lazy = live.job(output)
        if lazy is None:
            return None
        job = lazy.job()
        if job.renderer == "copy":
            return _file(live, job)
        theme, known = live.settings.theme, self._printed.get(output)
        if known and known.parts == job.parts and known.theme is theme:
            self._printed.move_to_end(output)
            self._failed.pop(output, None)
            return known.artifact
        try:
            data = self._data(live, job)
        except PageBroken as broken:
            self._failed = {path: failed for path, failed in self._failed.items() if path in live.jobs}
            self._failed[output] = _Failed(job.parts, theme, broken.problems[0])
            if known is None:
                raise
            return known.artifact
        self._failed.pop(output, None)
        artifact = Artifact(data, digest_bytes(data), size=len(data))
        self._keep(output, _Printed(job.parts, theme, artifact))
        return artifact

    def develop(self, live: LiveSite, output: str) -> None:
        """Make a picture and keep it on disk, where it is none yet. For another thread than that of the pages.

        What goes wrong is said to whoever asks for the picture next.
        """
        lazy = live.job(output)
        if lazy is not None and lazy.renderer == PICTURE:
            with contextlib.suppress(RenderError, OSError):
                self._picture(live, lazy.job())

    def _picture(self, live: LiveSite, job: Job) -> bytes:
        """Return a made picture's bytes. Raises RenderError, OSError."""
        return Picturing(self._cache_folder).bytes_of(job, live.found[job.sources[0]].disk_path)

    def failure(self, live: LiveSite, output: str) -> Diagnostic | None:
        """Return why a page of ``live`` could not be made when it was last asked for."""
        failed, lazy = self._failed.get(output), live.job(output)
        stands = failed and lazy and failed.theme is live.settings.theme and failed.parts == lazy.job().parts
        return failed.problem if failed and stands else None

    def failures(self, live: LiveSite) -> tuple[Diagnostic, ...]:
        """Return why pages of ``live`` could not be made, each reason once, whatever pages it concerns."""
        found = (self.failure(live, output) for output in self._failed)
        return tuple(sorted({msgspec.structs.replace(item, subject="") for item in found if item}))

    @property
    def kept_bytes(self) -> int:
        """Return the size of all pages that are kept."""
        return self._bytes

    @property
    def failed_outputs(self) -> frozenset[str]:
        return frozenset(self._failed)

    def close(self) -> None:
        """Let go of the cache; it is opened again for whoever asks."""
        if self._cache:
            self._cache.close()
            self._cache = None

    def _data(self, live: LiveSite, job: Job) -> bytes:
        """Return an output's bytes. Raises PageBroken."""
        try:
            if job.renderer == PICTURE:
                return self._picture(live, job)
            try:
                return self._renderer_for(live).render(job).data
            except MissingBody:
                self._parse_again(live, job.sources or _paths(job))
                return self._renderer_for(live).render(job).data
        except RenderError as error:
            raise PageBroken((error.problem,)) from None
        except MissingBody:  # the file has gone on meanwhile, or is broken: the next look says so
            raise PageBroken((_lost(job),)) from None
        except (sqlite3.Error, OSError) as error:
            raise PageBroken((diagnostic("preview-failed", f"{job.output} cannot be made: {error}"),)) from None

    def _renderer_for(self, live: LiveSite) -> Renderer:
        theme, info = live.settings.theme, live.planning.info
        known = self._renderer if self._of[1] == info else None
        if known is None or not (self._of[0] is theme or known.take(theme)):
            known = Renderer(theme, info, self._body, live.settings.templates, self._compiled, self._searchable)
        self._renderer, self._of = known, (theme, info)
        return known

    def _body(self, key: bytes) -> Body:
        body = self._kept_body(key)
        if body is None:  # the file may be another one, since somebody deleted it
            self.close()
            body = self._kept_body(key)
        if body is None:
            raise MissingBody(key.hex())
        return body

    def _kept_body(self, key: bytes) -> Body | None:
        try:
            return self._opened().body(key)
        except (sqlite3.DatabaseError, OSError):
            return None

    def _searchable(self, key: bytes) -> Searchable:
        try:
            words = self._opened().searchable(key)
            if words is None:
                self.close()
                words = self._opened().searchable(key)
        except (sqlite3.DatabaseError, OSError):
            words = None
        if words is None:
            raise MissingBody(key.hex())
        return words

    def _opened(self) -> Cache:
        self._cache = self._cache or Cache(self._cache_folder, parse_engine())
        return self._cache

    def _parse_again(self, live: LiveSite, paths: Sequence[str]) -> None:
        """Put into the cache what somebody dropped there. Raises sqlite3.Error, OSError."""
        files = [unread(live.found[path]) for path in paths if path in live.found]
        options = parse_options(live.settings.config)
        try:
            read_contents(files, options, self._cache_folder, jobs=1, progress=lambda count: None)
        except sqlite3.DatabaseError:
            self.close()
            Cache.discard(self._cache_folder, parse_engine())
            read_contents(files, options, self._cache_folder, jobs=1, progress=lambda count: None)

    def _keep(self, output: str, printed: _Printed) -> None:
        if before := self._printed.pop(output, None):
            self._bytes -= len(before.artifact.data)
        self._printed[output] = printed
        self._bytes += len(printed.artifact.data)
        while self._bytes > self._kept_bytes and len(self._printed) > 1:
            _, oldest = self._printed.popitem(last=False)
            self._bytes -= len(oldest.artifact.data)


def _file(live: LiveSite, job: Job) -> Artifact | None:
    """Return the file as it is now: with its size at the last look, one saved since would be cut off."""
    found = live.found.get(str(job.values["path"]))
    if found is None:
        return None
    digest = job.parts["bytes"]
    try:
        now = os.stat(found.disk_path)
    except OSError:
        return Artifact(b"", digest, found.disk_path, found.stamp.size)
    if (now.st_size, now.st_mtime_ns) != (found.stamp.size, found.stamp.mtime):
        digest = digest_bytes(b"%s %d %d" % (digest, now.st_size, now.st_mtime_ns))
    return Artifact(b"", digest, found.disk_path, now.st_size)


def _paths(job: Job) -> tuple[str, ...]:
    """Return the content files of a job that names them among its values: a shard of the search index has many."""
    paths = job.values.get("paths")
    return paths if isinstance(paths, tuple) else ()


def _lost(job: Job) -> Diagnostic:
    file = f"content/{job.sources[0]}" if job.sources else ""
    message = "the text that this page is made of is not in the cache any more, and the file says something else"
    return diagnostic("preview-failed", message, file=file, help="mend the file, or save it again")
