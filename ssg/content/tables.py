"""Tables in a region that scrolls by itself, so that a wide one never widens the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from ssg.content.collecting import Collected
from ssg.content.prose import plain_text
from ssg.content.tokens import Environment, Rule, Token, attributes_html

_MAX_HEADER_TOKENS = 60
_ALIGNMENTS = {"text-align:left": "left", "text-align:right": "right", "text-align:center": "center"}


def _table_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    label = collected.heading or _header_text(tokens, index)
    number = collected.table_labels[label] = collected.table_labels.get(label, 0) + 1
    if number > 1:
        label = f"{label} ({number})"
    region = f'<div class="table" role="region" tabindex="0" aria-label="{escape(label)}">'
    return f"{region}\n<table{attributes_html(tokens[index])}>\n"


def _header_text(tokens: Sequence[Token], index: int) -> str:
    cells = []
    for token in tokens[index + 1 : index + 1 + _MAX_HEADER_TOKENS]:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            cells.append(plain_text(token.children))
    return ", ".join(filter(None, cells)) or "—"


def _table_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return "</table>\n</div>\n"


def _cell_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    token = tokens[index]
    # A class, since a content security policy without inline styles would drop the style attribute.
    aligned = _ALIGNMENTS.get(str(token.attrs.get("style", "")), "")
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}" + (f' class="align-{aligned}">' if aligned else ">")


TABLE_RULES: dict[str, Rule] = {
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
}
