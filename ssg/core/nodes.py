"""The value tree that YAML and TOML are read into: each value with its place and its text as typed."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from ssg.core.model import Plain

Kind = Literal["plain", "quoted", "text", "number", "boolean", "moment", "list", "mapping"]
"""`plain` and `quoted` are YAML's scalars, whose type the reader decides; the other scalars are TOML's."""

MAX_DEPTH = 32  # lists and mappings inside each other
SAFE_INTEGER = 2**63  # larger whole numbers stay text: neither digests nor JSON readers can hold them


class Node(msgspec.Struct, frozen=True):
    """A value as it was typed."""

    kind: Kind
    line: int  # from 1, in the file
    column: int  # from 1, in characters
    length: int = 1  # characters on its first line
    raw: str = ""  # as typed, quotes included; empty for a list or mapping
    text: str = ""  # a scalar's text: escapes undone, otherwise as typed
    truth: bool = False  # of a TOML boolean
    number: int | float = 0  # of a TOML number
    items: tuple[Node, ...] = ()  # of a list
    entries: tuple[tuple[Node, Node], ...] = ()  # of a mapping: key and value, in the author's order

    @property
    def at(self) -> tuple[int, int]:
        return (self.line, self.column)


_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


def is_empty(node: Node) -> bool:
    """Return whether ``node`` says nothing: blank, null, an empty list or mapping."""
    if node.kind == "plain":
        return node.text in _NULLS
    if node.kind == "list":
        return not node.items
    if node.kind == "mapping":
        return not node.entries
    return node.kind in ("quoted", "text") and not node.text.strip()


def plain(node: Node) -> Plain:
    """Return the value in JSON's types; an unquoted YAML scalar by the core schema of YAML 1.2 (section 10.3)."""
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in node.entries}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    if node.kind == "plain":
        return _core_schema(node.text)
    if node.kind == "boolean":
        return node.truth
    return _number(node) if node.kind == "number" else node.text


def _number(node: Node) -> Plain:
    fits = abs(node.number) < (SAFE_INTEGER if isinstance(node.number, int) else float("inf"))
    return node.number if fits else node.text


def _core_schema(text: str) -> Plain:
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if text[0] not in "+-.0123456789" or len(text) > 40:
        return text
    return _core_number(text)


def _core_number(text: str) -> Plain:
    if _BASED.fullmatch(text):
        value: int | float = int(text, 0)
    elif _INTEGER.fullmatch(text):
        value = int(text)
    elif _FLOAT.fullmatch(text):
        value = float(text)
    else:
        return text
    return value if abs(value) < (SAFE_INTEGER if isinstance(value, int) else float("inf")) else text


def places(node: Node, prefix: str = "") -> dict[str, tuple[int, int]]:
    """Return the place of every value below a mapping, by its dotted path; list items count from 0."""
    found: dict[str, tuple[int, int]] = {}
    inner = [(key.text, value) for key, value in node.entries] + [(str(i), v) for i, v in enumerate(node.items)]
    for name, value in inner:
        path = f"{prefix}.{name}" if prefix else name
        found[path] = value.at
        found.update(places(value, path))
    return found
