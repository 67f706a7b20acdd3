"""Typed reading: each reader turns a node into a value, or says what is wrong with it and gives None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from ssg.core import moments
from ssg.core.encoding import CONTROL
from ssg.core.errors import Diagnostic, Level, diagnostic, nearest
from ssg.core.model import Moment, Plain
from ssg.core.nodes import Node, is_empty, plain
from ssg.core.urls import slugify

T = TypeVar("T")
SCALARS = ("plain", "quoted", "text")  # kinds that text may come from; TOML says itself what is a number
NAMES = {
    "plain": "text", "quoted": "text", "text": "text", "number": "a number", "boolean": "true or false",
    "moment": "a date", "list": "a list", "mapping": "a mapping",
}  # fmt: skip


class Problems:
    """The diagnostics of one file as they are found."""

    __slots__ = ("found", "source", "subject", "unknown")

    def __init__(self, source: str, subject: str, unknown: Level | None = "error") -> None:
        self.found: list[Diagnostic] = []
        self.source = source  # the whole file, for excerpts
        self.subject = subject  # what the file is to its author: "front matter", "site.toml"
        self.unknown: Level | None = unknown  # level of keys that nobody knows; None: not reported

    def add(
        self, code: str, message: str, node: Node, *, help: str = "", key: str = "", level: Level | None = None
    ) -> None:
        self.found.append(
            diagnostic(
                code, message, help=help, at=node.at, source=self.source, length=node.length, subject=key, level=level
            )
        )


Reader = Callable[[Node, str, Problems], object]
"""(value, the key that it stands under, where to report) → the value, or None when absent or wrong."""

Schema = Mapping[str, Reader]


def shown(node: Node) -> str:
    """Return a value as typed, short enough for a message."""
    in_quotes = node.kind in ("quoted", "text") and node.text
    return f"“{short(node.text if in_quotes else node.raw or NAMES[node.kind])}”"


def short(typed: str) -> str:
    """Return text for a message: the beginning of its first line."""
    first = typed.strip().split("\n", 1)[0]
    return f"{first[:57]}…" if len(first) > 60 or first != typed.strip() else first


def without_controls(value: str, place: Node, problems: Problems) -> str:
    """Return a scalar's text; controls that escapes such as `\\0` bring in are reported and come out as U+FFFD."""
    found = None if value.isprintable() else CONTROL.search(value)
    if found is None:
        return value
    message = f"the text holds the control character U+{ord(found[0]):04X}"
    problems.add("control-character", message, place, help="delete the escape that makes it")
    return CONTROL.sub("\ufffd", value)


def wrong_type(node: Node, key: str, problems: Problems, meant: str, help: str) -> None:
    """Report that ``key`` holds something else than ``meant``, such as "text" or "a list of text"."""
    typed = f", {shown(node)}," if node.raw else ""
    message = f"`{key}` is {NAMES[node.kind]}{typed or ','} where {meant} is meant"
    problems.add("wrong-type", message, node, help=help, key=key)


# ── scalars ─────────────────────────────────────────────────────────────────────────────────────────


def text(node: Node, key: str, problems: Problems) -> str | None:
    """Return text as typed, without white space around it."""
    if node.kind not in SCALARS:
        wrong_type(node, key, problems, "text", _quoting(node))
        return None
    if is_empty(node):
        return None
    return node.text.strip()


def line(node: Node, key: str, problems: Problems) -> str | None:
    """Return text of one line, for what stands where a second one would begin something else."""
    value = text(node, key, problems)
    if value is None or len(value.splitlines()) == 1:
        return value
    problems.add("bad-value", f"`{key}` is {shown(node)}, with a line behind it", node, help="write one line", key=key)
    return None


def _quoting(node: Node) -> str:
    if node.kind in ("number", "boolean", "moment"):
        return f'write it in quotes: "{node.raw}"'
    if node.kind == "mapping" and len(node.entries) == 1:
        key, value = node.entries[0]
        if value.kind in SCALARS:  # `- Price: 5 dollars` is a mapping to YAML
            return f"a colon makes this a mapping; write it in quotes: '{key.text}: {value.text}'"
    return "write one text"


_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def boolean(node: Node, key: str, problems: Problems) -> bool | None:
    """Return true or false; YAML's texts true, yes, on, false, no and off in any case are read so too."""
    if node.kind == "boolean":
        return node.truth
    if is_empty(node):
        return None
    value = _SWITCHES.get(node.text.strip().lower()) if node.kind in ("plain", "quoted") else None
    if value is None:
        wrong_type(node, key, problems, "true or false", "write true or false, without quotes")
    return value


_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?", re.ASCII)


def number(node: Node, key: str, problems: Problems) -> float | None:
    """Return a finite number."""
    if is_empty(node):
        return None
    typed = str(node.number) if node.kind == "number" else node.text.strip()
    if node.kind in ("plain", "quoted", "number") and _NUMBER.fullmatch(typed):
        return float(typed)
    wrong_type(node, key, problems, "a number", "write digits, such as 2 or 2.5")
    return None


def whole(lowest: int, highest: int) -> Callable[[Node, str, Problems], int | None]:
    """Return a reader of whole numbers in a range."""

    def read(node: Node, key: str, problems: Problems) -> int | None:
        meant = f"a whole number from {lowest} to {highest}"
        if node.kind != "number" or not isinstance(node.number, int):
            wrong_type(node, key, problems, meant, "write digits without quotes")
            return None
        if not lowest <= node.number <= highest:
            message = f"`{key}` is {shown(node)}, out of range"
            problems.add("bad-value", message, node, help=f"write {meant}", key=key)
            return None
        return node.number

    return read


def choice(*known: str) -> Callable[[Node, str, Problems], str | None]:
    """Return a reader of one of a few words."""

    def read(node: Node, key: str, problems: Problems) -> str | None:
        value = text(node, key, problems)
        if value is None or value in known:
            return value
        guess = nearest(value, known)
        help = f"did you mean “{guess}”?" if guess else "write " + listed(known)
        message = f"`{key}` is {shown(node)}, which is not one of {', '.join(known)}"
        problems.add("bad-value", message, node, help=help, key=key)
        return None

    return read


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence has them: “a”, “b” or “c”."""
    marked = [f"“{word}”" for word in words]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} or {marked[-1]}"


def moment(node: Node, key: str, problems: Problems) -> Moment | None:
    """Return a date or time as ISO text, see `moments.read_moment`."""
    if node.kind not in (*SCALARS, "moment"):
        wrong_type(node, key, problems, "a date", "write it like 2026-01-13 or 2026-01-13 08:00")
        return None
    if is_empty(node):
        return None
    value, reason = moments.read_moment(node.text)
    if reason:
        help = "write it like 2026-01-13, 2026-01-13 08:00 or 2026-01-13T08:00:00+08:00"
        problems.add("bad-date", f"`{key}` is {shown(node)}, which {reason}", node, help=help, key=key)
    return value or None


# ── lists and mappings ──────────────────────────────────────────────────────────────────────────────


def list_of(read: Callable[[Node, str, Problems], T | None]) -> Callable[[Node, str, Problems], tuple[T, ...] | None]:
    """Return a reader of lists. One value alone is a list of one; empty items are left out."""

    def read_list(node: Node, key: str, problems: Problems) -> tuple[T, ...] | None:
        if is_empty(node):
            return None
        items = node.items if node.kind == "list" else (node,)
        values = (read(item, key, problems) for item in items if not is_empty(item))
        return tuple(value for value in values if value is not None)

    return read_list


texts = list_of(text)


def anything(node: Node, key: str, problems: Problems) -> dict[str, Plain] | None:
    """Return a mapping of whatever, in JSON's types."""
    if is_empty(node):
        return None
    if node.kind != "mapping":
        wrong_type(node, key, problems, "a mapping", "write `name: value` lines below it")
        return None
    return {name.text: plain(value) for name, value in node.entries}


def table(
    make: Callable[..., T], schema: Schema, *, required: Sequence[str] = ()
) -> Callable[[Node, str, Problems], T | None]:
    """Return a reader of mappings that are made into a struct, key by key."""

    def read(node: Node, key: str, problems: Problems) -> T | None:
        values = entries(node, key, problems, schema)
        if values is None or not _complete(values, node, key, problems, required):
            return None
        return make(**values)

    return read


def _complete(values: dict[str, object], node: Node, key: str, problems: Problems, required: Sequence[str]) -> bool:
    typed = {name.text for name, value in node.entries if not is_empty(value)}
    for name in required:
        if name not in typed:
            help = f"add `{name}`"
            problems.add("missing-setting", f"`{key}` has no `{name}`", node, help=help, key=f"{key}.{name}")
    return all(name in values for name in required)


def named(make: Callable[..., T], schema: Schema, title: str) -> Callable[[Node, str, Problems], dict[str, T] | None]:
    """Return a reader of `[tables.<id>]`: id → struct, its field ``title`` made from the id where it is not given."""

    def read(node: Node, key: str, problems: Problems) -> dict[str, T] | None:
        if node.kind != "mapping":
            wrong_type(node, key, problems, "a mapping", f"write [{key}.some-id] and its settings below")
            return None
        found: dict[str, T] = {}
        for name, value in node.entries:
            values = entries(value, f"{key}.{name.text}", problems, schema)
            if values is not None and _is_id(name, key, problems):
                plain_title = name.text.replace("-", " ").capitalize()
                found[name.text] = make(**{title: plain_title, **values, "id": name.text})
        return found

    return read


def _is_id(name: Node, key: str, problems: Problems) -> bool:
    slug = slugify(name.text)
    if slug == name.text:
        return True
    help = f"write [{key}.{slug}]" if slug else "write letters or digits"
    message = f"`{key}` has the id “{name.text}”, but an id is a slug"
    problems.add("bad-value", message, name, help=help, key=key)
    return False


def entries(node: Node, key: str, problems: Problems, schema: Schema) -> dict[str, object] | None:
    """Return the values of a mapping by a schema; unknown keys are reported with the nearest known one."""
    if node.kind != "mapping":
        if not is_empty(node):
            wrong_type(node, key, problems, "a mapping", f"it has {listed(list(schema))}")
        return None
    values: dict[str, object] = {}
    for name, value in node.entries:
        read = schema.get(name.text)
        if read is None:
            unknown_key(name, key, problems, list(schema))
            continue
        result = read(value, f"{key}.{name.text}" if key else name.text, problems)
        if result is not None:
            values[name.text] = result
    return values


def unknown_key(name: Node, key: str, problems: Problems, known: Sequence[str], otherwise: str = "") -> None:
    """Report a key that is in no schema, with the nearest known one, else with ``otherwise``."""
    if problems.unknown is None:
        return
    typed = short(name.text)
    guess = nearest(typed, known)
    help = f"did you mean `{guess}`?" if guess else otherwise or f"it can have {listed(known)}"
    place = f"`{key}`" if key else problems.subject
    message = f"{place} has `{typed}`, which is not a key"
    problems.add("unknown-key", message, name, help=help, key=typed, level=problems.unknown)
