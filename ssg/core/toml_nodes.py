"""TOML as a value tree: the values by tomllib, their places by a scanner of our own.

tomllib is strict but knows no places. The scanner runs over text that tomllib has accepted, so it may be simple:
should it ever go astray, values stay right and a place falls back to that of the table around it.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from datetime import date, datetime, time

from msgspec.structs import replace

from ssg.core.nodes import MAX_DEPTH, Kind, Node
from ssg.core.readers import Problems, without_controls

Path = tuple[str | int, ...]
Span = tuple[int, int]  # first character and the one behind the last

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_PART = re.compile(r'[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+|[^\s,\]}#]+")
_BRACKETS = re.compile(_STRING.pattern + r"|#[^\n]*|[\[\]{}]", re.DOTALL)
_ENTRY = re.compile(r"[ \t]*((?:[A-Za-z0-9_.-]|\"[^\"\n]*\"|'[^'\n]*')+)[ \t]*=[ \t]*(.*)")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_MOST_MISTAKES = 20


def read_toml(text: str, problems: Problems, first_line: int = 1) -> Node | None:
    """Return the mapping that ``text`` holds; its first line is ``first_line`` of the file.

    After a mistake in a line `key = value` the reading goes on without that line. None when nothing could be read.
    """
    if _depth(text) > MAX_DEPTH:
        _too_deep(problems, first_line)
        return None
    for _ in range(_MOST_MISTAKES):
        try:
            values = tomllib.loads(text)
        except RecursionError:
            _too_deep(problems, first_line)
            return None
        except ValueError as error:  # also for whole numbers of thousands of digits
            remaining = _report(text, str(error), problems, first_line)
            if remaining is None:
                return None
            text = remaining
        else:
            return _Tree(text, first_line, problems).mapping(values)
    return None


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _too_deep(problems: Problems, line: int) -> None:
    message = f"lists and tables stand more than {MAX_DEPTH} deep inside each other"
    problems.add("nested-too-deeply", message, Node("mapping", line, 1), help="use fewer levels")


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────────

# tomllib's message begins with → code, what we say, what helps
_MESSAGES = (
    ("Invalid date", "bad-date", "this date does not exist", "months have 28 to 31 days, hours go to 23"),
    ("Cannot overwrite", "duplicate-key", "`{key}` is set twice", "keep one of the two"),
    ("Duplicate inline", "duplicate-key", "a key stands twice in these braces", "keep one of the two"),
    ("Cannot declare", "duplicate-key", "the table {key} stands twice", "put all its settings below one heading"),
    ("Cannot mutate", "duplicate-key", "`{key}` is set twice", "keep one of the two"),
    ("Illegal character '\\n'", "bad-toml", "the text has no closing quote", "end it with the quote it began with"),
    ('Expected "\'"', "bad-toml", "the text has no closing quote", "end it with the quote it began with"),
    ("Unterminated", "bad-toml", "the text has no closing quote", "end it with the quote it began with"),
    ("Expected '='", "bad-toml", "there is no “=” behind the key", 'write `key = "text"`'),
    ("Unescaped", "bad-toml", "the text has a “\\” that means nothing", "write \\\\, or put it in single quotes"),
    ("Found invalid", "control-character", "a control character stands in the text", "delete it"),
    ("Illegal character", "control-character", "a control character stands in the text", "delete it"),
    ("Expected ']'", "bad-toml", "the table's heading has no “]”", "write it like [site]"),
    ("Expected newline", "bad-toml", "something stands behind the value", "put text in quotes; a key to a line"),
    ("Unclosed", "bad-toml", "a list is not closed", "end it with “]”"),
    ("Invalid value", "bad-toml", "this is no value", 'write text in quotes: "like this"'),
    ("Invalid statement", "bad-toml", "this line is no TOML", 'write `key = "text"`, or [table]'),
)


def _report(text: str, error: str, problems: Problems, first_line: int) -> str | None:
    """Report a mistake. Return the text without its line where the rest can be read, else None."""
    lines = text.split("\n")
    place = _AT.search(error)
    row, column = _place(lines, place, error)
    entry = _ENTRY.match(lines[row])
    code, message, help = _worded(error.removesuffix(place[0] if place else ""))
    if code == "duplicate-key":
        column = len(lines[row]) - len(lines[row].lstrip()) + 1
    elif entry and ("quote" in message or column > len(lines[row])):
        column = entry.start(2) + 1
    key = entry[1] if entry else lines[row].strip()
    length = max(1, len(lines[row].split("#")[0].rstrip()) - column + 1)
    problems.add(code, message.format(key=key), Node("text", row + first_line, column, length), help=help, key=key)
    alone = _stands_alone(entry[2]) if entry else error.startswith(_STATEMENTS)
    return "\n".join([*lines[:row], "", *lines[row + 1 :]]) if alone else None


_STATEMENTS = ("Expected '='", "Invalid statement")


def _stands_alone(value: str) -> bool:
    """Return whether a value that cannot be read surely ends with its line."""
    return not (value.count('"""') % 2 or value.count("'''") % 2 or value.startswith(("[", "{")))


def _worded(error: str) -> tuple[str, str, str]:
    for start, code, message, help in _MESSAGES:
        if error.startswith(start):
            return code, message, help
    return "bad-toml", f"this is no TOML: {error[:1].lower()}{error[1:]}".replace("{", "{{").replace("}", "}}"), ""


def _place(lines: list[str], place: re.Match[str] | None, error: str) -> tuple[int, int]:
    if place and place[1]:
        row, column = int(place[1]) - 1, int(place[2])
        # An overwritten value is noticed behind its line end.
        return (row - 1, 1) if row and "overwrite" in error and not lines[row].strip() else (row, column)
    filled = [row for row, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    row = filled[-1] if filled else 0
    return row, len(lines[row]) + 1


# ── places ──────────────────────────────────────────────────────────────────────────────────────────


class _Places:
    """Where each key and value of TOML text stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self.tables: dict[Path, int] = {}  # arrays of tables: how many so far
        position, prefix = self._skip(0), ()  # type: tuple[int, Path]
        while position < len(text):
            if text[position] == "[":
                position, prefix = self._heading(position)
            else:
                position = self._entry(position, prefix)
            position = self._skip(position)

    def _skip(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        return found.end() if found else position

    def _heading(self, start: int) -> tuple[int, Path]:
        brackets = 2 if self.text.startswith("[[", start) else 1
        position, path = self._key(self._skip(start + brackets), (), through_tables=brackets == 1)
        if brackets == 2:
            count = self.tables.get(path, 0)
            self.tables[path] = count + 1
            self.keys.setdefault(path, (start, position))
            path = (*path, count)
        self.values[path] = (start, position + brackets)
        return self._skip(position) + brackets, path

    def _key(self, position: int, path: Path, *, through_tables: bool = True) -> tuple[int, Path]:
        while part := _PART.match(self.text, position):
            path = (*path, _unquoted(part[0]))
            self.keys.setdefault(path, part.span())
            dot = _DOT.match(self.text, part.end())
            if (dot or through_tables) and path in self.tables:
                path = (*path, self.tables[path] - 1)
            position = dot.end() if dot else part.end()
            if not dot:
                break
        return position, path

    def _entry(self, position: int, prefix: Path) -> int:
        position, path = self._key(position, prefix)
        position = self.text.find("=", position) + 1 or len(self.text)
        return self._value(self._skip(position), path)

    def _value(self, start: int, path: Path) -> int:
        opening = self.text[start : start + 1]
        if opening == "[":
            end = self._list(start + 1, path)
        elif opening == "{":
            end = self._braces(start + 1, path)
        else:
            found = (_STRING if opening in ('"', "'") else _BARE).match(self.text, start)
            end = found.end() if found else len(self.text)
        self.values[path] = (start, end)
        return end

    def _list(self, position: int, path: Path) -> int:
        number = 0
        position = self._skip(position)
        while position < len(self.text) and self.text[position] != "]":
            position = self._comma(self._value(position, (*path, number)))
            number += 1
        return position + 1

    def _braces(self, position: int, path: Path) -> int:
        position = self._skip(position)
        while position < len(self.text) and self.text[position] != "}":
            position = self._comma(self._entry(position, path))
        return position + 1

    def _comma(self, position: int) -> int:
        position = self._skip(position)
        return self._skip(position + 1) if self.text.startswith(",", position) else position


def _unquoted(part: str) -> str:
    return str(tomllib.loads(f"key = {part}")["key"]) if part[0] in "\"'" else part


class _Tree:
    """Joins tomllib's values with their places."""

    def __init__(self, text: str, first_line: int, problems: Problems) -> None:
        self.text, self.first_line, self.problems = text, first_line, problems
        self.places = _Places(text)
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def mapping(self, values: dict[str, object], path: Path = (), outer: Span = (0, 0)) -> Node:
        span = self.places.values.get(path) or self.places.keys.get(path) or outer
        if len(path) > MAX_DEPTH:
            _too_deep(self.problems, self._at(span)[0])
            return self._leaf("text", span, "")
        pairs = tuple(
            (self._leaf("text", self.places.keys.get((*path, key), span), key), self._node(value, (*path, key), span))
            for key, value in values.items()
        )
        line, column = self._at(span)
        return Node("mapping", line, column, self._length(span), entries=pairs)

    def _node(self, value: object, path: Path, outer: Span) -> Node:
        if isinstance(value, dict):
            return self.mapping(value, path, outer)
        span = self.places.values.get(path) or self.places.keys.get(path) or outer
        if isinstance(value, list):
            line, column = self._at(span)
            items = tuple(self._node(item, (*path, number), span) for number, item in enumerate(value))
            return Node("list", line, column, self._length(span), items=items)
        return self._scalar(value, span)

    def _scalar(self, value: object, span: Span) -> Node:
        if isinstance(value, bool):
            return self._leaf("boolean", span, str(value).lower(), truth=value)
        if isinstance(value, int | float):
            return self._leaf("number", span, self.text[slice(*span)], number=value)
        if isinstance(value, datetime | date | time):
            return self._leaf("moment", span, value.isoformat())
        return self._leaf("text", span, str(value))

    def _leaf(self, kind: Kind, span: Span, text: str, *, truth: bool = False, number: int | float = 0) -> Node:
        line, column = self._at(span)
        place = Node(kind, line, column, self._length(span), self.text[slice(*span)], text, truth, number)
        return replace(place, text=without_controls(text, place, self.problems)) if kind == "text" else place

    def _at(self, span: Span) -> tuple[int, int]:
        row = bisect_right(self.line_starts, span[0]) - 1
        return row + self.first_line, span[0] - self.line_starts[row] + 1

    def _length(self, span: Span) -> int:
        return max(1, len(self.text[slice(*span)].split("\n", 1)[0]))
