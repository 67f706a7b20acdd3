"""What moved between two builds: each content file with its edits, each template, style sheet and setting."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ssg.catalog.places import is_markdown
from ssg.content.scan import Stamp
from ssg.core.lazy_jobs import LazyJob
from ssg.core.model import Document
from ssg.publish.edits import CLAUSE, EVERYBODY, Concern, Edit, about, clauses, edits_between
from ssg.publish.manifest import Made

COMPARED_FILES = 300
"""Beyond so many changed files each is only said to have changed: to compare one takes 0.1 ms."""

FEW = 50  # clauses that are worth counting


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that moved between two builds."""

    files: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)  # path below content/ → what moved about it
    inputs: Mapping[str, str] = field(default_factory=dict)  # template, style sheet, setting … that moved → a clause
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # part of a job → inputs that it is made of
    memo: dict[object, list[str]] = field(default_factory=dict)  # answers, for they are asked for by every output

    def of_file(self, path: str, concern: Concern, tag: str = "") -> list[str]:
        """Return what moved about a file that ``concern`` has to know, on a page about ``tag``, in words."""
        if path not in self.files:
            return []
        key = (path, concern, tag)
        if key not in self.memo:
            self.memo[key] = clauses(about(self.files[path], concern, tag), shown_file(path))
        return self.memo[key]

    def of_any_file(self, concern: Concern, tag: str) -> list[str]:
        """Return what moved about all files, the first FEW; on a page about a tag of its files alone."""
        key = (concern, tag)
        if key not in self.memo:
            self.memo[key] = self._of_files(self._about_tag(tag) or sorted(self.files), concern, tag)
        return self.memo[key]

    def _about_tag(self, tag: str) -> list[str]:
        if not tag:
            return []
        return [path for path in sorted(self.files) if any(edit.tag == tag for edit in self.files[path])]

    def _of_files(self, paths: Iterable[str], concern: Concern, tag: str) -> list[str]:
        found: list[str] = []
        for path in paths:
            found += self.of_file(path, concern, tag)
            if len(found) >= FEW:
                break
        return found[:FEW]

    def of_inputs(self, prefixes: tuple[str, ...]) -> list[str]:
        """Return what moved of the inputs whose names begin with one of ``prefixes``."""
        if prefixes not in self.memo:
            self.memo[prefixes] = [said for name, said in self.inputs.items() if name.startswith(prefixes)]
        return self.memo[prefixes]

    def of_part(self, part: str) -> list[str]:
        """Return what moved of the inputs that a part of a job is made of."""
        if part not in self.memo:
            self.memo[part] = [self.inputs[name] for name in self.made_of.get(part, ()) if name in self.inputs]
        return self.memo[part]


def shown_file(path: str) -> str:
    return f"content/{path}"


@dataclass(frozen=True, slots=True)
class Reader:
    """How to learn what a file was before: from the parse cache, which is tidied at the end of a build only."""

    old: Callable[[bytes], Document | None]  # by the digest of the file's bytes
    new: Callable[[str], Document | None]  # by its path; None for a file that is no Markdown
    same_text: Callable[[Document, Document], bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the content is published."""

    posts: Collection[str]  # paths
    everything: Collection[str]  # paths of posts, pages and files


def file_changes(
    before: Mapping[str, Stamp], now: Mapping[str, Stamp], shown: Shown, reader: Reader
) -> dict[str, tuple[Edit, ...]]:
    """Return what moved about each content file whose bytes or place are others than before."""
    new = [path for path in now if path not in before]
    gone = {path: before[path].digest for path in before if path not in now}
    edited = [path for path, stamp in now.items() if path in before and before[path].digest != stamp.digest]
    old_paths = {digest: path for path, digest in gone.items()}
    found: dict[str, tuple[Edit, ...]] = {}
    for path in new:
        if path in shown.everything:
            old_path = old_paths.pop(now[path].digest, "")
            gone.pop(old_path, None)
            found[path] = (Edit(_arrival(path, old_path, shown), EVERYBODY, CLAUSE),)
    for path, digest in gone.items():
        if not _was_draft(reader.old(digest)):
            found[path] = (Edit(f"{shown_file(path)} was deleted", EVERYBODY, CLAUSE),)
    for number, path in enumerate(edited):
        edits = _edits(path, before[path].digest, reader if number < COMPARED_FILES else None)
        if path in shown.everything or any(edit.concerns == EVERYBODY or edit.what == "expires" for edit in edits):
            found[path] = edits
    return found


def _arrival(path: str, old_path: str, shown: Shown) -> str:
    if old_path:
        return f"{shown_file(old_path)} was renamed to {shown_file(path)}"
    kind = "post" if path in shown.posts else "page" if is_markdown(path) else "file"
    return f"new {kind} {shown_file(path)}"


def new_post(path: str) -> Edit:
    """Return what is said of a post that was not there."""
    return Edit(f"new post {shown_file(path)}", EVERYBODY, CLAUSE)


def _was_draft(old: Document | None) -> bool:
    return old is not None and old.front.draft


def _edits(path: str, old_digest: bytes, reader: Reader | None) -> tuple[Edit, ...]:
    file = shown_file(path)
    old, new = (reader.old(old_digest), reader.new(path)) if reader else (None, None)
    if reader is None or old is None or new is None:
        return (Edit(f"{file} changed", EVERYBODY, CLAUSE),)
    found = edits_between(old, new, file, text_moved=not reader.same_text(old, new))
    return found or (Edit(f"{file} was saved anew with the same values", Concern.OWN, CLAUSE),)


def clock_changes(
    before: Mapping[str, Made],
    jobs: Iterable[LazyJob],
    known: Collection[str],
    document: Callable[[str], Document | None],
    *,
    drafts: bool | None,
) -> dict[str, tuple[Edit, ...]]:
    """Return the unedited files, all of them ``known`` to both builds, that came to be published or ceased to be.

    ``drafts`` says whether `--drafts` was given now and not before, or the other way; None when it is as it was.
    """
    then = {made.sources[0] for made in before.values() if len(made.sources) == 1}
    now = {job.sources[0] for job in jobs if len(job.sources) == 1}
    said = {path: _came(path, drafts) for path in now - then if path in known}
    said |= {path: _went(path, document(path), drafts) for path in then - now if path in known}
    return {path: (Edit(words, EVERYBODY, CLAUSE),) for path, words in said.items()}


def _came(path: str, drafts: bool | None) -> str:
    return f"{shown_file(path)} is shown with --drafts" if drafts else f"the time of {shown_file(path)} has come"


def _went(path: str, document: Document | None, drafts: bool | None) -> str:
    if drafts is False:
        return f"{shown_file(path)} is not shown without --drafts"
    if document and document.front.expires:
        return f"{shown_file(path)} expired"
    return f"the time of {shown_file(path)} has not come yet"
