"""YAML as a value tree, from libyaml's events: nothing is typed, nothing is expanded. The only door to `yaml`.

Anchors, aliases and tags are refused (306 bytes of aliases can fill a machine's memory), as are duplicate keys, which
loaders let win in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any

import yaml
from msgspec.structs import replace

from ssg.core.nodes import MAX_DEPTH, Kind, Node
from ssg.core.readers import Problems, short, without_controls

_TOP_KEY = re.compile(r"[^\s#\-\]}]")
_MOST_MISTAKES = 20
_INDICATORS = re.compile(rf"[-?:][ \t]+(?:[-?:][ \t]+){{{MAX_DEPTH}}}")  # its first step by itself: five times as fast
_COLON_IN_TEXT = re.compile(r"(\s*(?:- +)?[\w-]+):\s+(.+)")


def read_yaml(text: str, problems: Problems, first_line: int = 1) -> Node | None:
    """Return the mapping that ``text`` holds; its first line is ``first_line`` of the file.

    After a syntax error the reading goes on without the top-level entry that holds it. None when nothing could be read.
    """
    if _may_nest_too_deeply(text):
        _too_deep(problems, Node("mapping", first_line, 1))
        return None
    before = len(problems.found)
    for _ in range(_MOST_MISTAKES):
        try:
            return _Events(text, first_line, problems).document()
        except _TooDeep:
            return None
        except yaml.MarkedYAMLError as error:
            del problems.found[before:]  # the next attempt finds them again
            text = _without(text, _report(text, error, problems, first_line))
            before = len(problems.found)
        except yaml.YAMLError as error:  # the reader's, about characters: it has no marks
            message = f"YAML cannot hold a character here: {getattr(error, 'reason', error)}"
            problems.add("bad-yaml", message, Node("mapping", first_line, 1), help="delete the invisible characters")
            return None
    return None


def _may_nest_too_deeply(text: str) -> bool:
    """Return whether brackets or dashes nest beyond the limit, before any parser sees them. Quotes are not minded."""
    if _INDICATORS.search(text):
        return True
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = deepest = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth = max(0, depth - 1)
    return deepest > MAX_DEPTH


class _TooDeep(Exception):
    """The nesting limit was reached; it has been reported."""


def _too_deep(problems: Problems, node: Node) -> None:
    message = f"lists and mappings stand more than {MAX_DEPTH} deep inside each other"
    problems.add("nested-too-deeply", message, node, help="use fewer levels, or put the text in quotes")


class _Events:
    """Reads one document from libyaml's events."""

    def __init__(self, text: str, first_line: int, problems: Problems) -> None:
        self.text, self.first_line, self.problems = text, first_line, problems
        # A C parser; its events are made one by one, so nothing is ever expanded.
        # The stubs let events and their marks be None; the C parser makes both for every event.
        self.next: Callable[[], Any] = yaml.CBaseLoader(text).get_event

    def document(self) -> Node:
        self.next()  # the stream's start
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Node("mapping", self.first_line, 1)
        root = self.node(self.next(), 0)
        self.next()  # the document's end
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            message = "the front matter is more than one YAML document"
            self.problems.add("bad-yaml", message, self._place(after), help="delete the line that begins the second")
        if root.kind != "mapping" and not (root.kind == "plain" and not root.text):
            message = "the front matter is no mapping of keys to values"
            help = "write lines like `title: Text`; a post without front matter can draw its first line with ***"
            self.problems.add("bad-yaml", message, root, help=help)
        return root if root.kind == "mapping" else Node("mapping", self.first_line, 1)

    def node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse(event)
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event)
            return replace(self._place(event), text="*")
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            self._refuse(event)
        if depth >= MAX_DEPTH:
            _too_deep(self.problems, self._place(event))
            raise _TooDeep
        return self._list(event, depth) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event, depth)

    def _scalar(self, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        raw = self.text[start.index : end.index]
        width = end.column - start.column if end.line == start.line else len(raw.split("\n", 1)[0])
        kind: Kind = "quoted" if event.style else "plain"
        node = Node(kind, start.line + self.first_line, start.column + 1, width or 1, raw, event.value)
        if event.style != '"' or event.value.isprintable():
            return node
        return replace(node, text=without_controls(event.value, node, self.problems))

    def _place(self, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return Node("plain", start.line + self.first_line, start.column + 1, max(1, width))

    def _list(self, event: yaml.Event, depth: int) -> Node:
        items = []
        while not isinstance(following := self.next(), yaml.SequenceEndEvent):
            items.append(self.node(following, depth + 1))
        place = self._place(event)
        return Node("list", place.line, place.column, place.length, items=tuple(items))

    def _mapping(self, event: yaml.Event, depth: int) -> Node:
        found: dict[str, tuple[Node, Node]] = {}
        while not isinstance(following := self.next(), yaml.MappingEndEvent):
            key = self.node(following, depth + 1)
            value = self.node(self.next(), depth + 1)
            if key.kind in ("list", "mapping") or not key.text:
                message = "a key is a list or mapping" if key.kind in ("list", "mapping") else "a key is empty"
                self.problems.add(
                    "bad-yaml", message, key, help="write `name: value`; put text with brackets in quotes"
                )
            elif key.text in found:
                message = f"`{short(key.text)}` is set twice, first in line {found[key.text][0].line}"
                self.problems.add("duplicate-key", message, key, help="keep one of the two", key=key.text)
            else:
                found[key.text] = (key, value)
        place = self._place(event)
        return Node("mapping", place.line, place.column, place.length, entries=tuple(found.values()))

    def _refuse(self, event: Any) -> None:
        typed = self.text[event.start_mark.index :].split(None, 1)[0]
        what, means = _MARKS.get(typed[:1], ("a mark", "means something"))
        message = f"“{typed}” is {what} of YAML, which front matter does without"
        help = f"write the value itself; if it is text, put it in quotes, for “{typed[:1]}” {means} to YAML"
        self.problems.add("yaml-alias", message, self._place(event), help=help)


_MARKS = {"*": ("an alias", "repeats a value"), "&": ("an anchor", "names a value"), "!": ("a tag", "names a type")}


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────────

# libyaml's message begins with → what we say, what helps
_MESSAGES = (
    (
        "mapping values are not allowed",
        "a second colon on this line makes no sense to YAML",
        "put the text in quotes: {quoted}",
    ),
    ("found character that cannot start", "text cannot begin with this character", "put the text in quotes: {quoted}"),
    ("found unexpected end of stream", "a text in quotes never ends", "end it with the quote it began with"),
    ("found unexpected document indicator", "a text in quotes never ends", "end it with the quote it began with"),
    (
        "did not find expected ',' or ']'",
        "a list in brackets is not closed, or misses a comma",
        "write [one, two]; put text with brackets in quotes",
    ),
    (
        "did not find expected ',' or '}'",
        "a mapping in braces is not closed, or misses a comma",
        "write {{a: b, c: d}}; put text with braces in quotes",
    ),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "begin keys at the same column; put text with colons in quotes: {quoted}",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "begin each item with “- ” at the same column",
    ),
    ("did not find expected <document start>", "something stands behind the value", "put the text in quotes: {quoted}"),
    (
        "could not find expected ':'",
        "there is no colon behind the key",
        "write `key: value`; indent text that goes on over lines",
    ),
    ("found unknown escape character", "this “\\” means nothing in double quotes", "write \\\\, or use single quotes"),
    ("found invalid Unicode", "this escape is no character", "write the character itself: files are UTF-8"),
    ("found a tab character", "a tab stands where YAML wants spaces", "indent with spaces"),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin it on the next line, or write [one, two]",
    ),
    (
        "did not find expected alphabetic or numeric",
        "“*” and “&” mean something to YAML",
        "put the text in quotes: {quoted}",
    ),
    ("found undefined tag handle", "“!” means something to YAML", "put the text in quotes: {quoted}"),
)


_OPENED = re.compile(r"\s*(?:- +)?(?:[^\s:]+:[ \t]+)?(?=[\[{])")  # a value that begins with a bracket
_IN_QUOTES = re.compile(r""" "(?:[^"\\]|\\.)*" | '[^']*' """, re.VERBOSE)
_CLOSES = {"[": ("]", "list in brackets"), "{": ("}", "mapping in braces")}


def _report(text: str, error: yaml.MarkedYAMLError, problems: Problems, first_line: int) -> int:
    """Report a syntax error. Return the row, from 0, of the line that is to blame."""
    lines = text.split("\n")
    if opened := _never_closed(lines, error):
        row, column = opened
        line = lines[row].strip()
        end, what = _CLOSES[lines[row][column]]
        help = f"end it with {end}: {line}{end}" if line[-1:] not in "[{," else f"end it with {end}"
        problems.add("bad-yaml", f"a {what} is not closed", Node("plain", row + first_line, column + 1), help=help)
        return row
    said = error.problem or "this is no YAML"
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in said or "document indicator" in said or "expected ':'" in said:
        mark = error.context_mark or mark  # where the text in quotes began, or the line without a colon
    row, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    while row and not lines[row].strip():
        row, column = row - 1, 0
    message, help = _worded(said, lines[row])
    node = Node("plain", row + first_line, min(column, len(lines[row])) + 1)
    problems.add("bad-yaml", message, node, help=help)
    return row


def _never_closed(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, int] | None:
    """Return row and column of the bracket that its entry does not close, where that is what is wrong.

    The parser sees it lines later, in an entry that is as it should be.
    """
    mark = error.problem_mark
    if mark is None or "parsing a flow" not in (error.context or ""):
        return None
    for row in range(min(mark.line, len(lines) - 1), -1, -1):
        if found := _OPENED.match(lines[row]):
            entry = [lines[row][found.end() :], *_until_next_key(lines[row + 1 :])]
            bare = _IN_QUOTES.sub("", "\n".join(entry))
            if sum(map(bare.count, "[{")) > sum(map(bare.count, "]}")):
                return row, found.end()
    return None


def _until_next_key(lines: list[str]) -> list[str]:
    return list(takewhile(lambda line: not _TOP_KEY.match(line), lines))


def _worded(said: str, line: str) -> tuple[str, str]:
    for start, message, help in _MESSAGES:
        if said.startswith(start):
            return message, help.format(quoted=_quoted(line))
    return f"this is no YAML: {said}", "put text with colons, quotes or brackets in quotes"


def _quoted(line: str) -> str:
    """Return the line as it should have been: its value in single quotes."""
    entry = _COLON_IN_TEXT.match(line)
    if not entry or len(line) > 120:
        return "'like: this'"
    bare = entry[2].strip().strip("'\"").replace("'", "''")
    return f"{entry[1].strip()}: '{bare}'"


def _without(text: str, row: int) -> str:
    """Return ``text`` with blank lines in place of the top-level entry around a row."""
    lines = text.split("\n")
    first = row
    while first and not _TOP_KEY.match(lines[first]):
        first -= 1
    last = row + 1
    while last < len(lines) and not _TOP_KEY.match(lines[last]):
        last += 1
    return "\n".join([*lines[:first], *([""] * (last - first)), *lines[last:]])
