"""One template taken apart: the names that it needs, the files that it draws in, what is wrong with it by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

import jinja2
from jinja2 import meta, nodes
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.tests import TESTS as JINJA_TESTS

from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic, nearest
from ssg.core.theme import Layer
from ssg.core.theme_contract import FILTERS, GLOBALS
from ssg.render.template_nodes import descendants, of_kind
from ssg.render.template_prints import DRAWING, Prints, prints_of, targets_of
from ssg.render.template_uses import Uses, bound_names, macro_names, uses_of
from ssg.render.themes import COMPONENTS, LayeredEnvironment, make_environment, shown_path

JINJA_NAMES = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})

KNOWN_FILTERS = frozenset(JINJA_FILTERS) | set(FILTERS)
KNOWN_TESTS = frozenset(JINJA_TESTS)


class Named(NamedTuple):
    """Something that a template names: another template, an asset, a block."""

    name: str  # of a template: as the loader knows it
    line: int
    shown: str  # as written


@dataclass(frozen=True, slots=True)
class Scanned:
    """One template, read: what it names, and what it draws in."""

    digest: bytes
    names: Mapping[str, int]  # free variable → line of its first use
    extends: str  # as the loader knows it; empty for none
    templates: tuple[Named, ...]  # that it extends, includes or imports
    components: tuple[Named, ...]
    assets: tuple[Named, ...]
    blocks: tuple[Named, ...]  # those that stand in no other block
    all_blocks: frozenset[str]
    called: frozenset[str]  # blocks that it prints by `self`
    bound: frozenset[str]  # names that it binds where what it draws in may see them
    macros: frozenset[str]
    uses: Uses
    prints: Prints
    problems: tuple[Diagnostic, ...]


MOST_REMEMBERED = 256  # templates, 25 KB each: every edit of one makes another


def scan_template(environment: LayeredEnvironment, name: str) -> Scanned:
    """Return a template taken apart.

    Raises jinja2.TemplateNotFound, jinja2.TemplateSyntaxError, OSError, ValueError.
    """
    source, _, _ = environment.loader.get_source(environment, name)
    return _taken_apart(environment.loader.layers, environment.loader.locate(name), name, source)


@lru_cache(maxsize=MOST_REMEMBERED)
def _taken_apart(layers: tuple[Layer, ...], place: tuple[int, str], name: str, source: str) -> Scanned:
    """Return the template ``name``, found at ``place``, taken apart: of an edited theme one of some fifty is new."""
    environment = make_environment(layers, dict.fromkeys(FILTERS, str))  # its own: it learns what the template makes up
    _, path = place
    tree = environment.parse(source, name, path)
    every = descendants(tree)
    problems = (*_strangers(environment, every, source, path), *_computed(every, source, path))
    drawn = [
        (node, Named(environment.join_path(target, name), node.lineno, target))
        for node in every
        if isinstance(node, DRAWING)
        for target in targets_of(node)
    ]
    blocks = [node for node in every if isinstance(node, nodes.Block)]
    inner = {id(node) for outer in blocks for node in descendants(outer)}
    return Scanned(
        digest=digest_bytes(source.encode()),
        names=_first_lines(every, _free_names(tree) - JINJA_NAMES - GLOBALS - set(environment.globals)),
        extends=next((named.name for node, named in drawn if isinstance(node, nodes.Extends)), ""),
        templates=tuple(named for _, named in drawn),
        components=tuple(Named(COMPONENTS + given, line, given) for given, line in _given(every, "component")),
        assets=tuple(Named(given, line, given) for given, line in _given(every, "asset")),
        blocks=tuple(Named(block.name, block.lineno, block.name) for block in blocks if id(block) not in inner),
        all_blocks=frozenset(block.name for block in blocks),
        called=frozenset(_called(every)),
        bound=bound_names(tree),
        macros=macro_names(tree),
        uses=uses_of(tree),
        prints=prints_of(tree, lambda target: environment.join_path(target, name)),
        problems=tuple(problems),
    )


# ── names ───────────────────────────────────────────────────────────────────────────────────────────


def _free_names(tree: nodes.Template) -> set[str]:
    """Return the names that a template takes from its job.

    Jinja's own analysis does not see that a block may use what its template imports or sets outside all blocks.
    """
    names = meta.find_undeclared_variables(tree)
    outside = nodes.Template([node for node in tree.body if not isinstance(node, nodes.Block)], lineno=1)
    taken = names & _names_set(outside)
    if not taken:  # of nearly all templates: the second analysis takes as long as the first one
        return names
    outside.set_environment(cast(jinja2.Environment, tree.environment))
    return names - (taken - meta.find_undeclared_variables(outside))


def _names_set(tree: nodes.Template) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        match node:
            case nodes.FromImport():
                names.update(name if isinstance(name, str) else name[1] for name in node.names)
            case nodes.Import():
                names.add(node.target)
            case nodes.Macro():
                names.add(node.name)
            case nodes.Assign() | nodes.AssignBlock():
                names.update(name.name for name in of_kind(node, nodes.Name) if name.ctx == "store")
    return names


def _first_lines(every: Iterable[nodes.Node], names: set[str]) -> dict[str, int]:
    found = dict.fromkeys(sorted(names), 0)
    for node in every:
        if isinstance(node, nodes.Name) and node.name in found and node.ctx == "load":
            found[node.name] = min(found[node.name] or node.lineno, node.lineno)
    return found


def _called(every: Iterable[nodes.Node]) -> Iterator[str]:
    for node in every:
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "self":
            yield node.attr


# ── what is drawn in ────────────────────────────────────────────────────────────────────────────────


def _calls(every: Iterable[nodes.Node], function: str) -> Iterator[nodes.Call]:
    for node in every:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == function:
            yield node


def _given(every: Iterable[nodes.Node], function: str) -> Iterator[tuple[str, int]]:
    for call in _calls(every, function):
        match call.args[:1]:
            case [nodes.Const(value=str() as name)]:
                yield name, call.lineno


def _computed(every: Iterable[nodes.Node], source: str, path: str) -> Iterator[Diagnostic]:
    for node in (node for node in every if isinstance(node, DRAWING)):
        named = node.template
        count = len(named.items) if isinstance(named, nodes.Tuple | nodes.List) else 1
        if len(targets_of(node)) < count:
            message = "a template's name must be written out, not computed"
            yield found_at("bad-theme", message, source, path, node.lineno, "")
    for function in sorted(GLOBALS):
        for call in _calls(every, function):
            if not (call.args and isinstance(call.args[0], nodes.Const) and isinstance(call.args[0].value, str)):
                message = f"the name given to {function}() must be written out"
                yield found_at("bad-theme", message, source, path, call.lineno, function)


# ── filters and tests that there are not ────────────────────────────────────────────────────────────


def _strangers(
    environment: LayeredEnvironment, every: Iterable[nodes.Node], source: str, path: str
) -> Iterator[Diagnostic]:
    """Yield a finding for each unknown filter and test, and let them pass: else Jinja would stop at the first."""
    asked = {node.name for node in every if isinstance(node, nodes.Test)}  # `{% if "x" is filter %}`
    kinds: list[tuple[str, type[Any], frozenset[str], dict[str, Any]]] = [
        ("filter", nodes.Filter, KNOWN_FILTERS, environment.filters),
        ("test", nodes.Test, KNOWN_TESTS, environment.tests),
    ]
    for what, kind, known, table in kinds:
        for node in every if what not in asked else ():
            if isinstance(node, kind) and node.name not in known:
                table.setdefault(node.name, str)
                yield _stranger(what, node, known, source, path)


def _stranger(what: str, node: nodes.Filter | nodes.Test, known: Iterable[str], source: str, path: str) -> Diagnostic:
    close = nearest(node.name, sorted(known))
    help = f"did you mean `{close}`?" if close else ""
    message = f"there is no {what} “{node.name}”"
    return found_at("template-error", message, source, path, node.lineno, node.name, help=help)


# ── places ──────────────────────────────────────────────────────────────────────────────────────────

LINES_SEARCHED = 6  # from the line that Jinja names: of what spans several lines it is the first


def found_at(
    code: str, message: str, source: str, path: str, line: int, text: str, *, help: str = "", subject: str = ""
) -> Diagnostic:
    """Return a finding about ``text`` on a template's line or soon after it."""
    column = 0
    lines = source.split("\n")
    word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
    for number in range(line, line + LINES_SEARCHED) if text else ():
        match = word.search(lines[number - 1]) if 0 < number <= len(lines) else None
        if match:
            line, column = number, match.start() + 1
            break
    return diagnostic(
        code,
        message,
        help=help,
        at=(line, column),
        source=source,
        length=len(text),
        file=shown_path(path),
        subject=subject or text,
    )
