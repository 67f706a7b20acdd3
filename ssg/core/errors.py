"""Diagnostics: what a user did wrong, where, and what to write instead.

A user's mistake is a value, never an exception: stages collect diagnostics and the command prints them
all together. The codes are permanent; `docs/errors.md` documents each one and a test keeps them in step.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

Level = Literal["error", "warning", "note"]

CODES: dict[str, Level] = {
    # reading files
    "not-utf8": "error",
    "control-character": "error",
    "unreadable-file": "error",
    "unsafe-path": "error",
    "skipped-symlink": "warning",
    # front matter and configuration
    "unclosed-front-matter": "error",
    "unfenced-front-matter": "warning",
    "front-matter-too-large": "error",
    "nested-too-deeply": "error",
    "bad-yaml": "error",
    "bad-toml": "error",
    "yaml-alias": "error",
    "duplicate-key": "error",
    "unknown-key": "warning",
    "wrong-type": "error",
    "bad-value": "error",
    "bad-date": "error",
    "bad-language": "warning",
    "conflicting-keys": "warning",
    "joined-tags": "warning",
    "missing-config": "error",
    "missing-setting": "error",
    "newsletter-without-action": "warning",
    # Markdown
    "mdx-component": "note",
    "template-syntax": "note",
    "bad-directive": "warning",
    "missing-alt": "warning",
    "dead-link": "warning",
    "missing-image": "warning",
    "bad-image": "warning",
    "small-image": "note",
    # key points
    "key-points-count": "warning",
    "long-key-point": "warning",
    "key-point-repeats-title": "warning",
    "figure-not-in-text": "warning",
    # the catalogue
    "bad-file-name": "error",
    "empty-slug": "error",
    "address-collision": "error",
    "bad-address": "error",
    "bad-permalink": "error",
    "duplicate-id": "error",
    "no-posts": "note",
    "unknown-story": "warning",
    "unknown-series": "warning",
    "unknown-author": "note",
    "unknown-related": "warning",
    "unknown-translation": "warning",
    "merged-tags": "note",
    "bad-lock": "error",
    "address-vanished": "warning",
    # themes
    "unknown-theme": "error",
    "bad-theme": "error",
    "unknown-need": "error",
    "site-wide-need": "warning",
    "unknown-name": "error",
    "lost-block": "warning",
    "template-error": "error",
    "theme-contract": "warning",
    # what readers have seen already
    "silent-change": "note",
    # building
    "foreign-output": "error",
    "output-locked": "error",
    "write-failed": "error",
    "picture-failed": "error",
    "cache-set-aside": "note",
    "verify-failed": "error",
    # the preview
    "preview-failed": "error",
    # checking built pages
    "broken-link": "warning",
    "broken-fragment": "warning",
    "page-outline": "warning",
    "missing-label": "warning",
    "doubled-id": "warning",
    "snippet-length": "note",
    "incomplete-card": "warning",
    "bad-structured-data": "warning",
    "bad-feed": "warning",
    "undetected-form": "warning",
    "low-contrast": "warning",
    "draft-leak": "error",
}
"""Every code with the level that it has unless a setting says otherwise."""


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One finding about one place. Sorts by file, line and column."""

    file: str  # path below the site folder, "/" between parts; empty while nobody knows it
    line: int  # from 1; 0 when it is about the file as a whole
    column: int  # from 1, in characters; 0 when it is about the line as a whole
    code: str  # a key of CODES
    message: str  # one lower-case sentence in the user's words
    help: str = ""  # what to write instead; empty when there is nothing better than the message
    level: Level = "error"
    excerpt: str = ""  # the line as typed, without its line end
    length: int = 1  # characters to underline, at least 1
    subject: str = ""  # the key, name or address that it is about: findings of one kind group by it


class Refused(Exception):
    """The site cannot be planned. Its one argument is the sequence of diagnostics that say why."""

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        return tuple(self.args[0])


def diagnostic(
    code: str,
    message: str,
    *,
    help: str = "",
    at: tuple[int, int] = (0, 0),
    source: str = "",
    length: int = 1,
    subject: str = "",
    file: str = "",
    level: Level | None = None,
) -> Diagnostic:
    """Return a diagnostic at (line, column) of ``source``, its line copied as the excerpt.

    Raises KeyError for a code that is not in CODES.
    """
    line, column = at
    excerpt = _line_of(source, line) if source and line else ""
    return Diagnostic(
        file=file,
        line=line,
        column=column,
        code=code,
        message=message,
        help=help,
        level=level or CODES[code],
        excerpt=excerpt,
        length=max(1, length),
        subject=subject,
    )


def located(found: Diagnostic, file: str) -> Diagnostic:
    """Return ``found`` as a finding about ``file``."""
    return msgspec.structs.replace(found, file=file)


def promoted(found: Diagnostic) -> Diagnostic:
    """Return a warning as an error (`--strict`); everything else as it is."""
    return msgspec.structs.replace(found, level="error") if found.level == "warning" else found


def has_errors(found: Iterable[Diagnostic]) -> bool:
    return any(item.level == "error" for item in found)


CLOSE = 0.72
"""How alike two names are at least: at the library's 0.6 `hide` would be meant as `id`, and `badges` as `tags`."""


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the known name that ``name`` was probably meant to be, or an empty text."""
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=CLOSE)
    return close[0] if close else ""


def frame(found: Diagnostic) -> str:
    """Return the diagnostic as a compiler prints it: headline, place, source line, underline, help."""
    lines = [f"{found.level}[{found.code}]: {found.message}"]
    if found.file:
        place = found.file + (f":{found.line}" if found.line else "") + (f":{found.column}" if found.column else "")
        gutter = " " * len(str(found.line or ""))
        lines.append(f"{gutter}--> {place}")
        if found.excerpt:
            lines += _excerpt(found, gutter)
    if found.help:
        lines.append(f"help: {found.help}")
    return "\n".join(map(printable, lines))


def excerpt_frame(found: Diagnostic) -> str:
    """Return the source line and its underline alone; empty where the line is not known."""
    return "\n".join(map(printable, _excerpt(found, " " * len(str(found.line))))) if found.excerpt else ""


_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(line: str) -> str:
    """Return a line without what would move a terminal's cursor, or turn its text round."""
    return _UNPRINTABLE.sub("\ufffd", line)


MAX_EXCERPT = 160  # characters: a minified line must not fill the terminal


def _excerpt(found: Diagnostic, gutter: str) -> list[str]:
    start = max(0, found.column - MAX_EXCERPT // 2) if len(found.excerpt) > MAX_EXCERPT else 0
    shown = found.excerpt[start : start + MAX_EXCERPT].expandtabs(1)
    rows = [f"{gutter} |", f"{found.line} | {shown}"]
    if found.column:
        offset = found.column - 1 - start
        under = shown[offset : offset + found.length]
        rows.append(f"{gutter} | {_blank(shown[:offset])}{'^' * max(1, sum(map(_cells, under)))}")
    rows.append(f"{gutter} |")
    return rows


def _blank(text: str) -> str:
    """Return spaces that are as wide as ``text`` on a terminal."""
    return "".join("\u3000" if _cells(char) == 2 else " " for char in text)


def _cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _line_of(source: str, line: int) -> str:
    lines = source.split("\n")  # splitlines would also split at U+2028, which no line number counts
    return lines[line - 1] if 0 < line <= len(lines) else ""
