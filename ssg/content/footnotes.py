"""Footnotes as the accessibility roles of digital publishing want them: references, notes and ways back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssg.content.collecting import Collected
from ssg.content.tokens import Environment, Rule, Token


def _footnote_ref(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    number = tokens[index].meta["id"] + 1
    own_id = _reference_id(tokens[index])
    collected.headings.ids.add(own_id)
    target = collected.placeholder(f"#fn-{number}", "link", (collected.block[0], 0))
    return f'<sup class="footnote-ref"><a href="{target}" id="{own_id}" role="doc-noteref">{number}</a></sup>'


def _reference_id(token: Token) -> str:
    repeat = token.meta.get("subId", 0)
    return f"fnref-{token.meta['id'] + 1}" + (f"-{repeat + 1}" if repeat > 0 else "")


def _footnote_block_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return '<div class="footnotes" role="doc-endnotes">\n<ol>\n'


def _footnote_block_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return "</ol>\n</div>\n"


def _footnote_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    own_id = f"fn-{tokens[index].meta['id'] + 1}"
    env["collected"].headings.ids.add(own_id)
    return f'<li id="{own_id}">'


def _footnote_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return "</li>\n"


def _footnote_anchor(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    own_id = _reference_id(tokens[index])
    target = collected.placeholder("#" + own_id, "link", (collected.block[0], 0))
    label = own_id.removeprefix("fnref-")
    back = f'role="doc-backlink" aria-label="↩ {label}"'
    return f' <a href="{target}" class="footnote-backref" {back}>↩\ufe0e</a>'


FOOTNOTE_RULES: dict[str, Rule] = {
    "footnote_ref": _footnote_ref,
    "footnote_block_open": _footnote_block_open,
    "footnote_block_close": _footnote_block_close,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_anchor": _footnote_anchor,
}
