"""What moved since the last build, found out when an output is to be written: the parse cache still knows the old."""

from __future__ import annotations

from collections.abc import Mapping

from ssg.content.parse_options import parse_key, parse_options
from ssg.core.config import Config, is_preview
from ssg.core.digests import digest_bytes
from ssg.core.model import Document
from ssg.core.options import BuildOptions
from ssg.core.theme import Theme
from ssg.publish.cache import Cache
from ssg.publish.changes import Changes, Reader, Shown, clock_changes, file_changes
from ssg.publish.edits import Edit
from ssg.publish.engine import parse_engine
from ssg.publish.inputs import DRAFTS, LOCK, PREVIEW, inputs_of, moved_inputs, parts_made_of
from ssg.publish.manifest import State
from ssg.run.preparing import Prepared


def build_inputs(config: Config, theme: Theme, options: BuildOptions) -> dict[str, bytes]:
    """Return what a build hangs on beside the content, for the next build to compare with."""
    return inputs_of(config, theme, {DRAFTS: options.drafts, PREVIEW: is_preview(options.environ)})


def changes_since(state: State, prepared: Prepared, options: BuildOptions, cache_folder: str) -> Changes:
    """Return everything that moved since the build that left ``state``. Raises sqlite3.Error."""
    if not state.outputs:
        return Changes()
    moved = moved_inputs(state.inputs, build_inputs(prepared.config, prepared.theme, options))
    if state.lock and digest_bytes(prepared.lock_text.encode()) != state.lock:
        moved[LOCK] = f"{LOCK} changed"
    cache = Cache(cache_folder, parse_engine())
    try:
        files = _file_changes(state, prepared, cache)
    finally:
        cache.close()
    if state.valid_from != prepared.indexed.valid_from or DRAFTS in moved:
        files |= _clock_changes(state, prepared, files, options.drafts if DRAFTS in moved else None)
    return Changes(files, moved, parts_made_of(prepared.theme))


def _file_changes(state: State, prepared: Prepared, cache: Cache) -> dict[str, tuple[Edit, ...]]:
    options = parse_options(prepared.config)
    posts = {entry.path for entry in prepared.indexed.site.posts}
    shown = Shown(posts, {job.sources[0] for job in prepared.planned.jobs if len(job.sources) == 1})

    def same_text(old: Document, new: Document) -> bool:
        before, now = cache.body(old.body), cache.body(new.body)
        return before is not None and now is not None and before.markdown == now.markdown

    reader = Reader(
        old=lambda digest: cache.document(parse_key(digest, options)),
        new=lambda path: _document(prepared, path),
        same_text=same_text,
    )
    return file_changes(state.stamps, prepared.reading.stamps, shown, reader)


def _document(prepared: Prepared, path: str) -> Document | None:
    read = prepared.reading.documents.get(path)
    return read[1] if read else None


def _clock_changes(
    state: State, prepared: Prepared, edited: Mapping[str, object], drafts: bool | None
) -> dict[str, tuple[Edit, ...]]:
    known = {path for path in prepared.reading.documents if path in state.stamps and path not in edited}
    return clock_changes(
        state.outputs, prepared.planned.jobs, known, lambda path: _document(prepared, path), drafts=drafts
    )
