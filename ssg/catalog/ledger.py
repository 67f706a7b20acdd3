"""addresses.lock: permanent identities and every address that a post ever had."""

from __future__ import annotations

import uuid
from bisect import bisect
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.folders import LOCK_FILE
from ssg.core.model import Value


class LockEntry(Value, frozen=True):
    """One line of the lock."""

    id: str
    path: str  # below content/, when last built
    digest: str  # of the source, hexadecimal
    address: str
    former: tuple[str, ...] = ()  # oldest first, never the present address


class Candidate(NamedTuple):
    """A file that wants to know who it is."""

    path: str
    digest: str
    typed_id: str  # from front matter; empty when there is none


def read_lock(text: str) -> tuple[tuple[LockEntry, ...], tuple[Diagnostic, ...]]:
    """Return the entries of the lock, and an error for each line that is none.

    Two lines of one id are what a merge of two branches leaves: the later one holds, and the other's addresses are
    former ones, so that none is lost.
    """
    decoder = msgspec.json.Decoder(LockEntry)
    entries: dict[str, LockEntry] = {}
    problems: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = decoder.decode(line)
        except msgspec.DecodeError as error:
            problems.append(_bad_line(text, number, line, str(error)))
            continue
        entries[entry.id] = _with_past(entry, entries.get(entry.id))
    return tuple(entries.values()), tuple(problems)


def _bad_line(text: str, number: int, line: str, reason: str) -> Diagnostic:
    conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
    return diagnostic(
        "bad-lock",
        "this line is a merge conflict's mark" if conflict else f"this line is no entry: {reason}",
        help="keep the lines of both sides and delete the mark"
        if conflict
        else "restore the line from version control",
        at=(number, 1),
        source=text,
        length=len(line),
        file=LOCK_FILE,
    )


def write_lock(entries: Iterable[LockEntry]) -> str:
    """Return the lock's text: one JSON line for each entry, sorted by id."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    return "".join(_line_of(entry) + "\n" for entry in ordered)


def with_digests(text: str, digests: Mapping[str, str]) -> str:
    """Return the lock's ``text`` with other digests of sources (hexadecimal), by the ids of their entries."""
    decoder = msgspec.json.Decoder(LockEntry)
    for key, digest in digests.items():
        here = text.find(f'"{key}"')
        while here >= 0:
            start, stop = text.rfind("\n", 0, here) + 1, text.find("\n", here)
            stop = stop if stop >= 0 else len(text)
            entry = decoder.decode(text[start:stop])
            if entry.id == key:
                line = _line_of(msgspec.structs.replace(entry, digest=digest))
                text, stop = text[:start] + line + text[stop:], start + len(line)
            here = text.find(f'"{key}"', stop)
    return text


def with_lines(text: str, entries: Iterable[LockEntry]) -> str:
    """Return the lock's ``text``, which is as `write_lock` writes it, with lines of new ids in their places."""
    entries = list(entries)
    if not entries:
        return text
    decoder = msgspec.json.Decoder(LockEntry)
    lines = text.split("\n")[:-1]
    for entry in entries:
        lines.insert(bisect(lines, entry.id, key=lambda line: decoder.decode(line).id), _line_of(entry))
    return "".join(f"{line}\n" for line in lines)


def _line_of(entry: LockEntry) -> str:
    return msgspec.json.encode(entry).decode()


def made_id(site_id: str, path: str, attempt: int = 0) -> str:
    """Return the identity of the file first seen at ``path``: a UUID of version 5 (RFC 9562)."""
    suffix = f"#{attempt}" if attempt else ""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{site_id}/{path}{suffix}"))


def identify(
    candidates: Iterable[Candidate], lock: Iterable[LockEntry], site_id: str
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return each path's permanent id, and an error for each id that two files claim.

    A file is the one that has its `id`; else the one last built at its path; else the one with the same bytes
    whose path is gone; else a new one.
    """
    files = list(candidates)
    paths = {file.path for file in files}
    by_path = {entry.path: entry.id for entry in lock}
    moved = {entry.digest: entry.id for entry in lock if entry.path not in paths}
    taken, problems = _typed_ids(files)
    ids = {path: typed for typed, path in taken.items()}
    known = {entry.id for entry in lock}
    for file in files:
        if file.path in ids:
            continue
        found = by_path.get(file.path) or moved.get(file.digest) or ""
        if not found or found in taken:
            found = _new_id(site_id, file.path, known, taken)
        taken[found] = file.path
        ids[file.path] = found
    return ids, problems


def _typed_ids(files: list[Candidate]) -> tuple[dict[str, str], list[Diagnostic]]:
    taken: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for file in files:
        if not file.typed_id:
            continue
        if file.typed_id in taken:
            problems.append(_duplicate_id(file, taken[file.typed_id]))
        else:
            taken[file.typed_id] = file.path
    return taken, problems


def _duplicate_id(file: Candidate, other: str) -> Diagnostic:
    return diagnostic(
        "duplicate-id",
        f"the id “{file.typed_id}” is content/{other}'s already",
        help="an id names one post for ever: delete it here, and a new one is made",
        file=f"content/{file.path}",
        subject=file.typed_id,
    )


def _new_id(site_id: str, path: str, known: Collection[str], taken: Collection[str]) -> str:
    # Two collections and not their union: made anew for every file, that took three minutes for 100,000 new posts.
    attempt = 0
    while (new := made_id(site_id, path, attempt)) in known or new in taken:
        attempt += 1
    return new


def merged(
    lock: Iterable[LockEntry], today: Mapping[str, LockEntry], present: Collection[str]
) -> tuple[LockEntry, ...]:
    """Return the lock after this build: what is published today, with its past, and what vanished as it was.

    ``present`` are the ids of all files. A post that was given another `id` takes on the past of the one at its path.
    """
    before = {entry.id: entry for entry in lock}
    renamed = {entry.path: entry for entry in before.values() if entry.id not in present}
    past = {key: before.get(key) or renamed.get(entry.path) for key, entry in today.items()}
    adopted = {entry.id for entry in past.values() if entry and entry.id not in today}
    after = {**{key: entry for key, entry in before.items() if key not in adopted}, **today}
    return tuple(_with_past(after[key], past.get(key)) for key in sorted(after))


def _with_past(entry: LockEntry, past: LockEntry | None) -> LockEntry:
    if past is None:
        return entry
    former = dict.fromkeys((*past.former, past.address, *entry.former))
    former.pop(entry.address, None)
    return msgspec.structs.replace(entry, former=tuple(former))


def vanished(lock: Iterable[LockEntry], present: set[str]) -> list[LockEntry]:
    """Return the entries whose files are gone; ``present`` are the ids of all files, drafts included."""
    return [entry for entry in lock if entry.id not in present]
