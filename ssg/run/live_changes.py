"""What made a site in memory another one, in words that an author understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ssg.core.model import Document, Source
from ssg.publish.changes import shown_file
from ssg.publish.edits import Edit, clauses, edits_between
from ssg.publish.inputs import inputs_of, moved_inputs
from ssg.run.live_site import LiveSite

NAMED_FILES = 3  # files that are named; more become a number


def moved_files(before: LiveSite, after: LiveSite) -> tuple[str, ...]:
    """Return the paths below content/ of files that are new, gone or say something else."""
    if before.documents is after.documents and before.files is after.files:
        return ()
    # What stands is the same object: ten thousand of these are asked for in a millisecond.
    moved = {path for path, read in after.documents.items() if not _stands(before.documents.get(path), read)}
    moved |= {path for path, read in after.files.items() if not _stands(before.files.get(path), read)}
    gone = (before.documents.keys() | before.files.keys()) - after.documents.keys() - after.files.keys()
    return tuple(sorted(moved | gone))


def _stands(before: tuple[Source, object] | None, now: tuple[Source, object]) -> bool:
    return before is now or (before is not None and before[0] == now[0])


def change_in_words(before: LiveSite, after: LiveSite, files: Sequence[str]) -> str:
    """Return what made ``after`` of ``before``, where ``files`` moved; empty where it cannot be seen."""
    said = [clause for path in files[:NAMED_FILES] for clause in _of_file(path, before, after)]
    if len(files) > NAMED_FILES:
        said.append(f"and {len(files) - NAMED_FILES:,} files more")
    return ", ".join([*said, *_of_settings(before, after)])


def _of_file(path: str, before: LiveSite, after: LiveSite) -> Iterator[str]:
    old, new = before.documents.get(path), after.documents.get(path)
    file = shown_file(path)
    if old and new:
        yield from clauses(_edits(old[1], new[1], file), file) or [f"{file} changed"]
        return
    was_there = path in before.documents or path in before.files
    is_there = path in after.documents or path in after.files
    yield f"{file} " + ("changed" if was_there and is_there else "is new" if is_there else "is gone")


def _edits(old: Document, new: Document, file: str) -> tuple[Edit, ...]:
    """Return the edits of a file. Its text is in the cache: that it moved is told by what is known of it."""
    of_keys = edits_between(old, new, file, text_moved=False)
    if of_keys and _of_text(old) == _of_text(new):
        return of_keys
    return edits_between(old, new, file, text_moved=old.body != new.body)


def _of_text(document: Document) -> tuple[object, ...]:
    links = [(link.target, link.kind) for link in document.links]
    return document.words, document.excerpt, document.heading, document.toc, document.ids, links


def _of_settings(before: LiveSite, after: LiveSite) -> Iterator[str]:
    if before.settings is after.settings:
        return
    old, new = (inputs_of(live.settings.config, live.settings.theme, {}) for live in (before, after))
    yield from list(dict.fromkeys(moved_inputs(old, new).values()))[:NAMED_FILES]
    if before.settings.lock != after.settings.lock:
        yield "addresses.lock changed"
