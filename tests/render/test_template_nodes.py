"""Our walks over a template's tree meet the nodes that Jinja's meet, in the same order."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from ssg.render.template_nodes import children, descendants, of_kind

TEMPLATES = sorted((Path(__file__).parents[2] / "themes" / "default" / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_nodes_of_a_shipped_template_are_all_met_in_order(path: Path) -> None:
    tree = jinja2.Environment().parse(path.read_text(encoding="utf-8"))

    assert [*map(id, descendants(tree))] == [*map(id, tree.find_all(nodes.Node))]
    assert all(children(node) == list(node.iter_child_nodes()) for node in descendants(tree))
    assert of_kind(tree, nodes.Name) == list(tree.find_all(nodes.Name))
