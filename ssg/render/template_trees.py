"""A page's template as one tree: what it extends and the parts that it includes drawn in where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from jinja2 import meta, nodes
from jinja2.visitor import NodeTransformer

from ssg.render.template_nodes import children, of_kind
from ssg.render.themes import LayeredEnvironment

OWN_NAMES = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})
"""Names that mean another thing in a template of its own than in the one that draws it in."""

MAX_DEPTH = 20  # of parts in parts: one that draws itself in, for a tree of comments, is left to Jinja from there on

CLOSED = (
    nodes.Block,
    nodes.CallBlock,
    nodes.FilterBlock,
    nodes.For,
    nodes.Macro,
    nodes.Scope,
    nodes.With,
)
"""Nodes whose names nobody around them sees."""


def page_tree(environment: LayeredEnvironment, name: str) -> nodes.Template:
    """Return the tree of a template that no other extends. It prints the same as the template does by itself."""
    tree = _whole(environment, name, name)
    if not tree.find(nodes.Extends):
        BlockOpener(_called(tree)).visit(tree)
    return tree


def draw_in_parts(environment: LayeredEnvironment, name: str, tree: nodes.Template) -> None:
    """Draw the parts that the template ``name`` includes into its tree."""
    PartInliner(environment, name, name).generic_visit(tree)


def _parsed(environment: LayeredEnvironment, name: str) -> nodes.Template:
    source, path, _ = environment.loader.get_source(environment, name)
    return environment.parse(source, name, path)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────


class PartInliner(NodeTransformer):
    """Puts the parts that a template draws in by `include` into its own tree, each in a scope of its own."""

    def __init__(self, environment: LayeredEnvironment, root: str, template: str, depth: int = 0) -> None:
        self._environment = environment
        self._root = root  # the template that is compiled
        self._template = template  # the one whose nodes are looked at: the root, or a part of it
        self._depth = depth

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - Jinja's name
        part = self._part(node) if self._depth < MAX_DEPTH else None
        if part is None:
            return self.visit_Import(node)
        return nodes.Scope(part.body, lineno=node.lineno, environment=self._environment)

    def visit_Import(self, node: nodes.Include | nodes.Import | nodes.FromImport) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Let a name mean in the root what it means in the part: `default/x.html` hangs on the layer it stands in."""
        if isinstance(node.template, nodes.Const) and isinstance(node.template.value, str):
            node.template.value = self._named_from_root(node.template.value)
        return node

    visit_FromImport = visit_Import  # noqa: N815 - Jinja's name

    def _named_from_root(self, name: str) -> str:
        found = self._environment.join_path(name, self._template)
        if found == self._environment.join_path(name, self._root):
            return name
        number, _ = self._environment.loader.locate(found)
        return f"{number}!{found.rpartition('!')[2]}"

    def _part(self, node: nodes.Include) -> nodes.Template | None:
        """Return the tree of a part; None where its meaning hangs on its being a template by itself."""
        if not _is_simple(node):
            return None
        name = self._environment.join_path(node.template.value, self._template)  # type: ignore[attr-defined]
        tree = _parsed(self._environment, name)
        if _stands_alone(tree):
            return None
        PartInliner(self._environment, self._root, name, self._depth + 1).generic_visit(tree)
        return tree


def _is_simple(node: nodes.Include) -> bool:
    constant = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
    return constant and node.with_context and not node.ignore_missing


def _stands_alone(tree: nodes.Template) -> bool:
    if tree.find(nodes.Extends) or tree.find(nodes.Block):
        return True
    # Asked first, since to know what is free costs as much as compiling; a loop of the part's own is not.
    named = any(name.name in OWN_NAMES for name in of_kind(tree, nodes.Name))
    return named and not OWN_NAMES.isdisjoint(meta.find_undeclared_variables(tree))


# ── inheritance ─────────────────────────────────────────────────────────────────────────────────────


def _whole(environment: LayeredEnvironment, root: str, name: str) -> nodes.Template:
    """Return a template's tree with its parts, and with its parents' where they can be joined."""
    tree = _parsed(environment, name)
    PartInliner(environment, root, name).generic_visit(tree)
    blocks = _plain_blocks(tree)
    if blocks is None:
        return tree
    parent = _whole(environment, root, environment.join_path(tree.body[0].template.value, name))  # type: ignore[attr-defined]
    if parent.find(nodes.Extends):
        return tree
    BlockReplacer(blocks).visit(parent)
    twice = [name for name, count in Counter(block.name for block in of_kind(parent, nodes.Block)).items() if count > 1]
    return tree if twice else parent


def _plain_blocks(tree: nodes.Template) -> dict[str, nodes.Block] | None:
    """Return the blocks of a template that begins with `extends` and holds blocks alone; None for any other."""
    extends, *others = tree.body or [nodes.Output([])]
    if not isinstance(extends, nodes.Extends) or not isinstance(extends.template, nodes.Const):
        return None
    if not all(isinstance(node, nodes.Block | nodes.Output) for node in others):
        return None
    blocks = {block.name: block for block in of_kind(tree, nodes.Block)}
    special = any(block.scoped or block.required for block in blocks.values()) or _loads(tree, "super")
    return None if special else blocks


def _loads(node: nodes.Node, name: str) -> bool:
    return any(found.name == name for found in of_kind(node, nodes.Name))


class BlockReplacer(NodeTransformer):
    """Puts a child's blocks in the places of its parent's."""

    def __init__(self, blocks: Mapping[str, nodes.Block]) -> None:
        self._blocks = blocks

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802 - Jinja's name
        return self._blocks.get(node.name) or self.generic_visit(node)


class BlockOpener(NodeTransformer):
    """Turns blocks into plain scopes where nobody can tell the difference: it saves a generator for each of them.

    A block sees no name that is bound around it, and can be called by `self`: one that would notice stays a block.
    """

    def __init__(self, called: frozenset[str]) -> None:
        self._called = called
        self._around: frozenset[str] = frozenset()  # names bound by what the node stands in

    def generic_visit(self, node: nodes.Node, *args: object, **kwargs: object) -> nodes.Node:
        around, self._around = self._around, self._around.union(_bound(node))
        super().generic_visit(node, *args, **kwargs)
        self._around = around
        return node

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if node.name in self._called or node.scoped or node.required or not self._around.isdisjoint(_used(node)):
            return node
        return nodes.Scope(node.body, lineno=node.lineno, environment=node.environment)


def _called(tree: nodes.Template) -> frozenset[str]:
    """Return the names of blocks that are printed by name, which all are where `self` is handed on."""
    called = [node for node in of_kind(tree, nodes.Getattr) if isinstance(node.node, nodes.Name)]
    by_name = [node.attr for node in called if isinstance(node.node, nodes.Name) and node.node.name == "self"]
    if len(by_name) < sum(name.name == "self" for name in of_kind(tree, nodes.Name)):
        return frozenset(block.name for block in of_kind(tree, nodes.Block))
    return frozenset(by_name)


def _bound(node: nodes.Node) -> Iterator[str]:
    """Yield the names that ``node`` binds for what stands in it."""
    for child in children(node):
        match child:
            case nodes.Name(ctx="store" | "param"):
                yield child.name
            case nodes.Macro():
                yield child.name
            case nodes.Import():
                yield child.target
            case nodes.FromImport():
                yield from (name if isinstance(name, str) else name[1] for name in child.names)
        if not isinstance(child, CLOSED):
            yield from _bound(child)


def _used(node: nodes.Node) -> set[str]:
    assigned = {reference.name for reference in of_kind(node, nodes.NSRef)}
    return assigned.union(name.name for name in of_kind(node, nodes.Name))
