"""Published posts that changed in silence: their texts of the last build beside those of this one."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ssg.catalog.site import Entry, Site
from ssg.content.parse_options import parse_key, parse_options
from ssg.core.clock import read_clock
from ssg.core.errors import Diagnostic
from ssg.core.model import Document
from ssg.core.options import BuildOptions
from ssg.core.urls import output_path
from ssg.publish.cache import Cache
from ssg.publish.changes import COMPARED_FILES
from ssg.publish.engine import parse_engine
from ssg.publish.manifest import State
from ssg.publish.silent_changes import FRESH_SECONDS, silent_change

if TYPE_CHECKING:
    # A short build imports this and not what a whole one is prepared with, 20 ms of modules.
    from ssg.run.preparing import Prepared


class Version(NamedTuple):
    """A post's text before and now."""

    before: Document
    now: Document


def silent_changes(state: State, prepared: Prepared, options: BuildOptions, cache_folder: str) -> list[Diagnostic]:
    """Return a note for each published post whose text moved materially since the build that left ``state``.

    Where very many files changed at once, that is a move to other tools, and nothing is said. Raises sqlite3.Error.
    """
    stamps, was = prepared.reading.stamps, state.stamps
    changed = [path for path, stamp in stamps.items() if path in was and was[path].digest != stamp.digest]
    if not state.outputs or options.drafts or not 0 < len(changed) <= COMPARED_FILES:
        return []
    published = {
        entry.path: entry
        for entry in _known(prepared.indexed.site, set(changed), options)
        if output_path(entry.url) in state.outputs
    }
    parsing = parse_options(prepared.config)
    cache = Cache(cache_folder, parse_engine())
    try:
        versions = {}
        for path in changed:
            if path in published and (before := cache.document(parse_key(was[path].digest, parsing))):
                versions[path] = Version(before, published[path].document)
        return found_in(versions, cache)
    finally:
        cache.close()


def _known(site: Site, paths: Container[str], options: BuildOptions) -> Iterator[Entry]:
    """Yield the posts among those of ``paths`` that readers have had for some time."""
    since = read_clock(options.now or None, options.environ) - FRESH_SECONDS
    for entry in site.posts:
        # The path first: the post of a kept entry is put together when it is asked for, 40 µs.
        if entry.path in paths and not entry.status and entry.published <= since:
            yield entry


def of_edits(site: Site, versions: Mapping[str, Version], options: BuildOptions, cache: Cache) -> list[Diagnostic]:
    """Return the same for the edits of a short way. Raises sqlite3.Error."""
    return found_in({entry.path: versions[entry.path] for entry in _known(site, versions, options)}, cache)


def found_in(versions: Mapping[str, Version], cache: Cache) -> list[Diagnostic]:
    """Return a note for each post that changed in silence, by path."""
    found = []
    for path in sorted(versions):
        before, now = versions[path]
        old, new = cache.body(before.body), cache.body(now.body)
        if old and new and (said := silent_change(before, now, (old.markdown, new.markdown), path)):
            found.append(said)
    return found
