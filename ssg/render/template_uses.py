"""What one template uses by name: the fields of its values, followed through loops, and what it draws in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jinja2 import nodes

from ssg.core.theme_contract import ITEM
from ssg.render.template_nodes import children, descendants, of_kind


class Path(NamedTuple):
    """A value as it is reached from a name that the template does not define: `post.image`, an item of `latest`."""

    root: str
    steps: tuple[str, ...] = ()  # names of fields, and ITEM

    def then(self, *steps: str) -> Path:
        return Path(self.root, (*self.steps, *steps))


class Use(NamedTuple):
    """A field that a template names: the last step of the path."""

    path: Path
    shown: str  # as the template has it: `point.html`, where the path is post, key_points, ITEM, html
    line: int


class ComponentCall(NamedTuple):
    """`component("card.html", post=post)`, its name apart."""

    component: str
    values: Mapping[str, Path | None]  # None: nobody knows


class Taken(NamedTuple):
    """A macro that `{% from "macros.html" import stories %}` names."""

    template: str  # as written
    name: str
    line: int


@dataclass(slots=True)
class Uses:
    """All that a template names; filled by one walk over its tree."""

    fields: list[Use] = field(default_factory=list)
    calls: list[ComponentCall] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    around: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)  # include (name, line) → names bound
    guarded: set[Path] = field(default_factory=set)  # asked for with `is defined` or `default`: they may be missing


Scope = Mapping[str, Path | None]
"""Name that the template binds → what it stands for; None where nobody knows."""

KEEPING = frozenset({"list", "rejectattr", "reject", "reverse", "select", "selectattr", "sort", "unique"})
"""Filters that give some or all items of the list that they are given."""

CHOOSING = frozenset({"first", "last", "max", "min", "random"})
"""Filters that give one item."""

BY_ATTRIBUTE = frozenset({"groupby", "join", "map", "max", "min", "sort", "sum", "unique"})
"""Filters with an argument `attribute`, which names a field of the items."""

BY_FIRST = frozenset({"groupby", "rejectattr", "selectattr"})
"""Filters whose first argument names a field of the items."""

ASKING = frozenset({"default", "d"})


def uses_of(tree: nodes.Template) -> Uses:
    """Return what the template uses; fields that it asks for with care, by `is defined` or `default`, left out."""
    walk = _Walk(frozenset(_assigned(tree)))
    walk.all(tree.body, {})
    walk.found.fields = [use for use in walk.found.fields if use.path not in walk.found.guarded]
    return walk.found


def bound_names(tree: nodes.Template) -> frozenset[str]:
    """Return every name that a template binds, but for arguments of macros, where what it draws in may see it."""
    return frozenset(_bound(tree))


def _bound(node: nodes.Node) -> Iterator[str]:
    for child in children(node):
        if isinstance(child, nodes.Name) and child.ctx in ("store", "param"):
            yield child.name
        if not isinstance(child, nodes.Macro) or child.find(nodes.Include):
            yield from _bound(child)
        yield from _imported(child)


def macro_names(tree: nodes.Template) -> frozenset[str]:
    return frozenset(macro.name for macro in of_kind(tree, nodes.Macro))


def _assigned(tree: nodes.Template) -> Iterator[str]:
    """Yield names whose meaning changes on the way: set, imported, or macros."""
    for node in descendants(tree):
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            yield from (name.name for name in of_kind(node.target, nodes.Name) if name.ctx == "store")
            yield from (node.target.name,) if isinstance(node.target, nodes.Name) else ()
        elif isinstance(node, nodes.Macro):
            yield node.name
        else:
            yield from _imported(node)


def _imported(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Import):
        yield node.target
    if isinstance(node, nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in node.names)


class _Walk:
    """One walk over a tree. ``assigned`` names are not followed: they mean now this, now that."""

    def __init__(self, assigned: frozenset[str]) -> None:
        self._base: Scope = dict.fromkeys(sorted(assigned))
        self.found = Uses()

    def all(self, body: list[nodes.Node] | list[nodes.Expr], scope: Scope) -> None:
        for node in body:
            self.value(node, scope)

    def value(self, node: nodes.Node | None, scope: Scope) -> Path | None:
        """Return which value a node stands for, and note what it uses."""
        if node is None:
            return None
        rule = RULES.get(type(node))
        if rule is not None:
            return rule(self, node, scope)
        self.all(children(node), scope)
        return None

    def _bind(self, scope: Scope, names: Mapping[str, Path | None]) -> Scope:
        return {**scope, **names, **{name: None for name in names if name in self._base}}

    # ── expressions ─────────────────────────────────────────────────────────────────────────────────

    def name(self, node: nodes.Name, scope: Scope) -> Path | None:
        if node.name in scope:
            return scope[node.name]
        return None if node.name in self._base else Path(node.name)

    def attribute(self, node: nodes.Getattr, scope: Scope) -> Path | None:
        return self._step(node, self.value(node.node, scope), node.attr, f"{_shown(node.node)}.{node.attr}")

    def item(self, node: nodes.Getitem, scope: Scope) -> Path | None:
        base = self.value(node.node, scope)
        match node.arg:
            case nodes.Const(value=str() as key):
                return self._step(node, base, key, f'{_shown(node.node)}["{key}"]')
            case nodes.Const(value=int()):
                return base and base.then(ITEM)
        self.value(node.arg, scope)
        return base if isinstance(node.arg, nodes.Slice) else None

    def _step(self, node: nodes.Node, base: Path | None, step: str, shown: str) -> Path | None:
        if base is None:
            return None
        path = base.then(step)
        self.found.fields.append(Use(path, shown, node.lineno))
        return path

    def filter(self, node: nodes.Filter, scope: Scope) -> Path | None:
        base = self.value(node.node, scope)
        for argument in (*node.args, *(pair.value for pair in node.kwargs)):
            self.value(argument, scope)
        if base is None:
            return None
        if node.name in ASKING:
            self.found.guarded.add(base)
            return None
        for name in _attributes(node):
            self._steps(node, base, name)
        if node.name in KEEPING:
            return base
        return base.then(ITEM) if node.name in CHOOSING else None

    def _steps(self, node: nodes.Filter, base: Path, dotted: str) -> None:
        path: Path | None = base.then(ITEM)
        for step in dotted.split("."):
            path = None if step.isdigit() else self._step(node, path, step, dotted)

    def test(self, node: nodes.Test, scope: Scope) -> None:
        path = self.value(node.node, scope)
        if path and node.name in ("defined", "undefined"):
            self.found.guarded.add(path)
        self.all(node.args, scope)

    def compare(self, node: nodes.Compare, scope: Scope) -> None:
        self.value(node.expr, scope)
        for operand in node.ops:
            path = self.value(operand.expr, scope)
            if path and operand.op in ("in", "notin") and isinstance(node.expr, nodes.Const):
                self.found.guarded.add(path.then(str(node.expr.value)))

    def call(self, node: nodes.Call, scope: Scope) -> None:
        values = {pair.key: self.value(pair.value, scope) for pair in node.kwargs}
        self.all([node.node, *node.args], scope)
        if name := constant_argument(node, "component"):
            self.found.calls.append(ComponentCall(name, values))

    # ── statements ──────────────────────────────────────────────────────────────────────────────────

    def loop(self, node: nodes.For, scope: Scope) -> None:
        items = self.value(node.iter, scope)
        known = items.then(ITEM) if items and not node.recursive else None
        inner = self._bind(scope, _targets(node.target, known))
        self.value(node.test, inner)
        self.all(node.body, inner)
        self.all(node.else_, scope)

    def with_(self, node: nodes.With, scope: Scope) -> None:
        inner = scope
        for target, value in zip(node.targets, node.values, strict=True):
            inner = self._bind(inner, _targets(target, self.value(value, scope)))
        self.all(node.body, inner)

    def macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        self.all(node.defaults, scope)
        if isinstance(node, nodes.CallBlock):
            self.value(node.call, scope)
        self.all(node.body, self._bind(scope, {argument.name: None for argument in node.args}))

    def block(self, node: nodes.Block, scope: Scope) -> None:
        self.all(node.body, scope if node.scoped else {})

    def include(self, node: nodes.Include, scope: Scope) -> None:
        """Note which names a loop or `with` around an include binds: the part sees these, and not the page's needs."""
        self.value(node.template, scope)
        if isinstance(node.template, nodes.Const) and node.with_context:
            include = str(node.template.value), node.lineno
            self.found.around[include] = self.found.around.get(include, frozenset(scope)) & frozenset(scope)

    def import_(self, node: nodes.FromImport, scope: Scope) -> None:
        self.value(node.template, scope)
        if isinstance(node.template, nodes.Const):
            names = [name if isinstance(name, str) else name[0] for name in node.names]
            self.found.taken += [Taken(str(node.template.value), name, node.lineno) for name in names]


Rule = Callable[[_Walk, Any, Scope], Path | None]  # each is asked for its own kind of node

RULES: Mapping[type[nodes.Node], Rule] = {
    nodes.Name: _Walk.name,
    nodes.Getattr: _Walk.attribute,
    nodes.Getitem: _Walk.item,
    nodes.Filter: _Walk.filter,
    nodes.Test: _Walk.test,
    nodes.Compare: _Walk.compare,
    nodes.Call: _Walk.call,
    nodes.For: _Walk.loop,
    nodes.With: _Walk.with_,
    nodes.Macro: _Walk.macro,
    nodes.CallBlock: _Walk.macro,
    nodes.Block: _Walk.block,
    nodes.FromImport: _Walk.import_,
    nodes.Include: _Walk.include,
}


def _targets(target: nodes.Node, value: Path | None) -> dict[str, Path | None]:
    if isinstance(target, nodes.Name):
        return {target.name: value}
    return {name.name: None for name in of_kind(target, nodes.Name)}


def _attributes(node: nodes.Filter) -> list[str]:
    """Return the fields of items that a filter is told by name."""
    if any(pair.key == "default" for pair in node.kwargs):
        return []
    by_name = [pair.value for pair in node.kwargs if pair.key == "attribute" and node.name in BY_ATTRIBUTE]
    by_place = node.args[:1] if node.name in BY_FIRST else []
    told: list[object] = [name.value for name in (*by_name, *by_place) if isinstance(name, nodes.Const)]
    return [part for name in told if isinstance(name, str) for part in name.split(",")]


def _shown(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_shown(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const()):
            return f"{_shown(node.node)}[…]"
    return "(…)"


def constant_argument(call: nodes.Call, function: str) -> str:
    """Return the text that ``function`` is called with first; empty where the call is another, or it is computed."""
    if isinstance(call.node, nodes.Name) and call.node.name == function:
        first = call.args[0] if call.args else None
        if isinstance(first, nodes.Const) and isinstance(first.value, str):
            return first.value
    return ""
