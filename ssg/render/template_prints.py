"""Where a template prints what it has asked for as it is, and where it takes it in hand first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from jinja2 import nodes

from ssg.render.template_nodes import children, descendants

CAPTURING = (nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock, nodes.Macro)
"""What is printed within these is a value first."""

DRAWING = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)
"""Nodes that name another template."""

DRAWN_IN_PLACE = (nodes.Extends, nodes.Include)


INDIRECT = frozenset({"self", "super"})
"""Names by which a template comes to what its blocks print."""


NO_NAME = nodes.Name("", "load")


class Prints(NamedTuple):
    """How a template prints what it asks for, itself and by what it draws in."""

    assets: bool  # each address that it asks for goes to the page as it is, as does what blocks print
    components: bool  # the same of components
    captured: frozenset[str]  # templates that it draws in otherwise than in their place, by the loader's names


def prints_of(tree: nodes.Template, joined: Callable[[str], str]) -> Prints:
    """Return how the template prints; ``joined`` turns names as written into those that the loader knows."""
    every, open_ = descendants(tree), list(_in_place(tree))
    in_place = {id(node) for node in open_ if isinstance(node, (*DRAWN_IN_PLACE, nodes.Block))}
    drawing = [node for node in every if isinstance(node, DRAWING) and id(node) not in in_place]
    captured = {joined(target) for node in drawing for target in targets_of(node)}
    # A child may print an address in a block of its parent's, where it stands open, and the parent takes it in hand.
    blocks_in_place = all(id(node) in in_place for node in every if isinstance(node, nodes.Block))
    printed = {id(call) for call in _printed(open_)}
    assets, components = (blocks_in_place and _prints(every, name, printed) for name in ("asset", "component"))
    return Prints(assets, components, frozenset(captured))


def _prints(every: Iterable[nodes.Node], function: str, printed: Collection[int]) -> bool:
    """Return whether all that a function gives, and all that blocks print, goes to the page as it is."""
    names = {function, *INDIRECT}
    calls = [node for node in every if isinstance(node, nodes.Call)]
    takers = {id(name): call for call in calls if (name := _called_name(call)).name in names}
    # `{% set a = asset %}`: by another name a function is called unseen.
    seen = all(id(node) in takers for node in every if isinstance(node, nodes.Name) and node.name in names)
    return seen and all(id(call) in printed for call in takers.values())


def _called_name(call: nodes.Call) -> nodes.Name:
    """Return `asset` of `asset(…)` and `self` of `self.title()`."""
    node = call.node.node if isinstance(call.node, nodes.Getattr) else call.node
    return node if isinstance(node, nodes.Name) else NO_NAME


def _in_place(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes below ``node``, those left out that stand in what captures them."""
    for child in children(node):
        if not isinstance(child, CAPTURING):
            yield child
            yield from _in_place(child)


def _printed(open_: Iterable[nodes.Node]) -> Iterator[nodes.Expr]:
    """Yield the expressions whose values go to the page as they are, of nodes that nothing captures."""
    for node in open_:
        if isinstance(node, nodes.Output):
            for expression in node.nodes:
                yield from _alternatives(expression)


def _alternatives(expression: nodes.Expr) -> Iterator[nodes.Expr]:
    if isinstance(expression, nodes.CondExpr):
        yield from _alternatives(expression.expr1)
        if expression.expr2 is not None:
            yield from _alternatives(expression.expr2)
    else:
        yield expression


def targets_of(node: nodes.Node) -> list[str]:
    """Return the names of templates that a node draws in; those that are computed are left out."""
    named = node.template  # type: ignore[attr-defined]
    items = named.items if isinstance(named, nodes.Tuple | nodes.List) else [named]
    return [item.value for item in items if isinstance(item, nodes.Const) and isinstance(item.value, str)]
