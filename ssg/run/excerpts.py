"""The text as typed for findings that were made where nobody had the text: dead links, addresses, places of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from ssg.content.scan import FoundFile
from ssg.core.encoding import decode
from ssg.core.errors import Diagnostic

MAX_FILES = 200  # that are read again for it: nobody looks at more


def with_excerpts(problems: Iterable[Diagnostic], found: Mapping[str, FoundFile], folder: str) -> list[Diagnostic]:
    """Return the findings, those about a line of a file below ``folder`` with that line."""
    lines: dict[str, list[str]] = {}
    return [_with_excerpt(item, lines, found, folder) for item in problems]


def _with_excerpt(
    item: Diagnostic, lines: dict[str, list[str]], found: Mapping[str, FoundFile], folder: str
) -> Diagnostic:
    file = found.get(item.file.removeprefix(f"{folder}/"))
    if file is None or item.excerpt or not item.line or (len(lines) == MAX_FILES and item.file not in lines):
        return item
    if item.file not in lines:
        lines[item.file] = _lines_of(file.disk_path)
    known = lines[item.file]
    return msgspec.structs.replace(item, excerpt=known[item.line - 1]) if item.line <= len(known) else item


def _lines_of(path: str) -> list[str]:
    try:
        with open(path, "rb") as stream:
            return decode(stream.read())[0].split("\n")
    except OSError:  # gone since it was read: the finding stands without its line
        return []
