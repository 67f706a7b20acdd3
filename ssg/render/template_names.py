"""Names that a theme's templates use and that there are not: fields, strings, settings, macros, blocks.

Only what is certainly wrong is said. A value is followed from the job through loops, `with` and calls of components;
where a template that draws in another one binds a name, nobody knows what the other sees under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ssg.core.errors import Diagnostic, nearest
from ssg.core.model import Post, Summary
from ssg.core.theme_contract import (
    COMPONENT_VALUES,
    IN_WORDS,
    NEED_KINDS,
    Kind,
    Missing,
    fields_of,
    in_words,
    kind_after,
    options,
)
from ssg.render.template_scan import Scanned, found_at
from ssg.render.template_uses import Path, Use
from ssg.render.themes import COMPONENTS

Kinds = tuple[Kind, ...]
"""What a name may stand for, one for each place that gives it; empty where nobody knows."""

SOME = 12  # names that a help lists, at most


class Text(NamedTuple):
    """Where a template stands, and what stands there."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Read:
    """All templates of a theme, read, and the keys of its tables."""

    scanned: Mapping[str, Scanned]
    pages: tuple[str, ...]  # the page templates
    keys: Mapping[str, frozenset[str]]  # of the needs `strings` and `settings`
    text_of: Callable[[str], Text]
    given: dict[str, dict[str, Kinds]] = field(default_factory=dict)  # component → what it is given: a memo


def unknown_names(read: Read) -> list[Diagnostic]:
    """Return a finding for each name that there certainly is not, each once."""
    found: dict[Diagnostic, None] = {}
    for unit in _units(read):
        members = drawn_in(read.scanned, unit)
        for name in members:
            known = _known_names(read, unit, name, members)
            for use in read.scanned[name].uses.fields:
                if problem := _unknown(read, name, use, known):
                    found[problem] = None
        found.update(dict.fromkeys(_lost_blocks(read, unit)))
    for name in read.scanned:
        found.update(dict.fromkeys(_unknown_macros(read, name)))
    return list(found)


def _units(read: Read) -> list[str]:
    """Return the templates that are rendered by themselves: pages and components."""
    return [*read.pages, *(name for name in read.scanned if name.startswith(COMPONENTS))]


def drawn_in(scanned: Mapping[str, Scanned], name: str) -> list[str]:
    """Return a template with all that it extends, includes and imports, components left out."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in scanned and current not in found:
            found[current] = None
            waiting += [named.name for named in scanned[current].templates]
    return list(found)


# ── fields ──────────────────────────────────────────────────────────────────────────────────────────


def _known_names(read: Read, unit: str, name: str, members: Iterable[str]) -> Mapping[str, Kinds]:
    """Return what names certainly stand for in the template ``name`` where ``unit`` is rendered."""
    names = _given(read, unit) if unit.startswith(COMPONENTS) else PAGE_KINDS
    others = {bound for member in members if member != name for bound in read.scanned[member].bound}
    return {known: kinds for known, kinds in names.items() if known not in others}


PAGE_KINDS: Mapping[str, Kinds] = {need: (kind,) for need, kind in NEED_KINDS.items()}
ALWAYS_GIVEN: Mapping[str, Kinds] = {need: PAGE_KINDS[need] for need in sorted(COMPONENT_VALUES)}


def _given(read: Read, component: str) -> dict[str, Kinds]:
    """Return what a component is given by all that call it."""
    if component in read.given:
        return read.given[component]
    read.given[component] = {}  # one that calls itself gives nobody knows what
    values: dict[str, list[Kinds]] = {}
    for unit in _units(read):
        members = drawn_in(read.scanned, unit)
        for name in members:
            for call in read.scanned[name].uses.calls:
                if COMPONENTS + call.component == component:
                    known = _known_names(read, unit, name, members)
                    for key, path in call.values.items():
                        values.setdefault(key, []).append(_kinds_of(path, known))
    read.given[component] = {**ALWAYS_GIVEN, **{key: _joined(found) for key, found in values.items()}}
    return read.given[component]


def _joined(found: list[Kinds]) -> Kinds:
    return tuple(kind for kinds in found for kind in kinds) if all(found) else ()


def _kinds_of(path: Path | None, known: Mapping[str, Kinds]) -> Kinds:
    kinds = known.get(path.root, ()) if path else ()
    for step in path.steps if path else ():
        kinds = tuple(kind_after(kind, step) for kind in kinds)
    return () if any(kind in (Any, Missing) for kind in kinds) else kinds


def _unknown(read: Read, name: str, use: Use, known: Mapping[str, Kinds]) -> Diagnostic | None:
    root, steps = use.path
    keys = read.keys.get(root) if len(steps) == 1 and root in known else None
    if keys is not None:
        return _of_key(read, name, use, keys)
    before = _kinds_of(Path(root, steps[:-1]), known)
    if not before or not all(kind_after(kind, steps[-1]) is Missing for kind in before):
        return None
    return _no_field(read, name, use, options(before[0])[0])


def _no_field(read: Read, name: str, use: Use, kind: Kind) -> Diagnostic:
    step, what = use.path.steps[-1], in_words(kind)
    of_posts = kind is Summary and step in fields_of(Post)
    help = "only `post`, on a post's own page, has it" if of_posts else _help(step, list(fields_of(kind)), what)
    return _finding(read, name, use, f"`{use.shown}` is unknown: {what} has no `{step}`", help)


SHADOWED = frozenset(dir(dict)) - {"get", "items", "keys", "values"}
"""Names that mean a method of a table behind a dot, whatever its keys are; those left out are often meant as that."""


def _of_key(read: Read, name: str, use: Use, keys: frozenset[str]) -> Diagnostic | None:
    root, (key,) = use.path
    if key not in keys:
        return None if hasattr(dict, key) else _no_key(read, name, use, keys)
    if key not in SHADOWED or not use.shown.endswith(f".{key}"):
        return None
    message = f"`{use.shown}` is a method of the table, and not the {KEY_WORDS[root]} `{key}`"
    return _finding(read, name, use, message, f'write `{root}["{key}"]`, or give it another name')


KEY_WORDS = {"strings": "string", "settings": "setting"}


def _no_key(read: Read, name: str, use: Use, keys: Iterable[str]) -> Diagnostic:
    step, what = use.path.steps[0], KEY_WORDS[use.path.root]
    where = "theme.toml declares" if what == "setting" else "a table in strings/ has"
    message = f"`{use.shown}` is unknown: the theme has no {what} `{step}`"
    close = nearest(step, sorted(keys))
    return _finding(read, name, use, message, f"did you mean `{close}`?" if close else f"use one that {where}")


def _finding(read: Read, name: str, use: Use, message: str, help: str) -> Diagnostic:
    source, path = read.text_of(name)
    found = found_at("unknown-name", message, source, path, use.line, use.shown, help=help)
    if found.column:
        return found
    return found_at("unknown-name", message, source, path, use.line, use.path.steps[-1], help=help, subject=use.shown)


def _help(step: str, known: list[str], what: str) -> str:
    close = nearest(step, known)
    if close or not known:
        return f"did you mean `{close}`?" if close else ""
    listed = ", ".join(f"`{one}`" for one in known[:SOME])
    return f"{what} has {listed}{' and more, see docs/themes.md' if len(known) > SOME else ''}"


_NO_FIELD = re.compile(r"'(?:[\w.]*?(?P<type>\w+) object|(?P<none>None))' has no attribute '(?P<field>\w+)'")
"""What Jinja says where a field was asked for that there is not, in the words of Python."""


def failure_in_words(message: str) -> tuple[str, str]:
    """Return what Jinja says of a field, in the words of theme authors, and a help; empty where there is none."""
    found = _NO_FIELD.search(message)
    if found and found["none"]:
        return message, "it is missing on some pages: ask for it with `if` before its fields"
    kind = next((kind for kind in IN_WORDS if found and kind.__name__ == found["type"]), None)
    if not found or kind is None:
        return message, ""
    what, step = in_words(kind), found["field"]
    return f"{what} has no `{step}`", _help(step, sorted(fields_of(kind)), what)


def shown_name(name: str) -> str:
    """Return a template's name as people write it, whatever layer it is looked for in."""
    return name.rpartition("!")[2]


# ── macros and blocks ───────────────────────────────────────────────────────────────────────────────


def _unknown_macros(read: Read, name: str) -> Iterator[Diagnostic]:
    own = read.scanned[name]
    loaded = {named.shown: named.name for named in own.templates}
    for taken in own.uses.taken:
        origin = read.scanned.get(loaded.get(taken.template, ""))
        if origin and taken.name not in origin.macros | origin.bound:
            source, path = read.text_of(name)
            message = f"{taken.template} has no macro `{taken.name}`"
            help = _help(taken.name, sorted(origin.macros), taken.template)
            yield found_at("unknown-name", message, source, path, taken.line, taken.name, help=help)


def _lost_blocks(read: Read, unit: str) -> Iterator[Diagnostic]:
    """Yield a warning for each block that nothing prints: no ancestor of its template has one of that name."""
    chain = [unit]
    while (parent := read.scanned[chain[-1]].extends) in read.scanned and parent not in chain:
        chain.append(parent)
    called = {block for name in chain for block in read.scanned[name].called}
    for number, name in enumerate(chain):
        ancestors = {block for above in chain[number + 1 :] for block in read.scanned[above].all_blocks}
        for block in read.scanned[name].blocks if number + 1 < len(chain) else ():
            if block.name not in ancestors | called:
                source, path = read.text_of(name)
                parent = shown_name(read.scanned[name].extends)
                message = f"the block `{block.name}` is never printed: {parent} has none of that name"
                close = nearest(block.name, sorted(ancestors))
                help = f"did you mean `{close}`?" if close else ""
                yield found_at("lost-block", message, source, path, block.line, block.name, help=help)
