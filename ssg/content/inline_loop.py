"""The parser's loop over the text of a block, with its rules looked up by the sign that they begin with.

The parser asks each of a dozen rules at every sign. Here a table says which of them can answer: the rules are the
parser's own, asked in its order, so that the tokens are the same in half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ssg.content.rules import InlineRule

SIGNS: dict[str, str] = {
    "newline": "\n",
    "math_inline": "$",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "attributes_behind": "{",
}
"""Rule → the signs that it begins with. Each rule must have a row, but for the one that takes what no other does."""

LABEL_END = "]"  # the search for the end of a link's text stops there, so no plain text may run across it


class QuickToken:
    """What the parser's rules take for one of its tokens, made in a third of the time: only what differs is set."""

    map: list[int] | None = None
    level = 0
    children: list[Any] | None = None
    content = ""
    markup = ""
    info = ""
    block = False
    hidden = False

    attrGet, attrSet, attrJoin = Token.attrGet, Token.attrSet, Token.attrJoin  # noqa: N815 (the parser's names)
    attrItems = Token.attrItems  # noqa: N815

    def __init__(self, type: str, tag: str, nesting: Literal[-1, 0, 1]) -> None:
        self.type = type
        self.tag = tag
        self.nesting = nesting
        self.attrs: dict[str, str | int | float] = {}
        self.meta: dict[Any, Any] = {}


def text_token(content: str) -> QuickToken:
    """Return a token of plain text."""
    token = QuickToken("text", "", 0)
    token.content = content
    return token


class _State(StateInline):
    """Where the parser stands in a text. It makes the quicker tokens, and marks no levels, which nobody reads."""

    tokens: list[Any]

    def pushPending(self) -> Any:  # noqa: N802 (the parser's name)
        token = text_token(self.pending)
        self.tokens.append(token)
        self.pending = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Any:
        if self._pending_buffer or self._pending:
            self.pushPending()
        token = QuickToken(ttype, tag, nesting)
        self.tokens.append(token)
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        elif nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            self.tokens_meta.append({"delimiters": self.delimiters})
        return token

    def push_span(self, name: str, tag: str, text: str) -> QuickToken:
        """Push an element with plain text in it, and return its opening token."""
        if self._pending_buffer or self._pending:
            self.pushPending()
        opening = QuickToken(f"{name}_open", tag, 1)
        self.tokens += (opening, text_token(text), QuickToken(f"{name}_close", tag, -1))
        return opening


class InlineLoop(ParserInline):
    """A parser's rules for the inside of blocks, in a quicker loop."""

    def __init__(self, parser: ParserInline, max_nesting: int) -> None:
        super().__init__()
        self.ruler, self.ruler2 = parser.ruler, parser.ruler2
        self._rules_at = _rules_by_sign(zip(parser.ruler.get_active_rules(), parser.ruler.getRules(""), strict=True))
        self._next_sign = re.compile(f"[{re.escape(''.join(self._rules_at) + LABEL_END)}]").search
        self._pairing = parser.ruler2.getRules("")
        self._max_nesting = max_nesting

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Any]) -> list[Any]:
        """Put the tokens of a text into ``tokens``, which is empty; neighbouring texts are one token."""
        if self._next_sign(src) is None:
            if src:
                tokens.append(text_token(src))
            return tokens
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        if state.delimiters or any(meta and meta["delimiters"] for meta in state.tokens_meta):
            for rule in self._pairing:
                rule(state)
        if "\\" in src or "&" in src:
            _join_texts(tokens)
        return tokens

    def tokenize(self, state: StateInline) -> None:
        """Put the tokens up to the state's end behind its tokens."""
        src, end, rules_at, next_sign = state.src, state.posMax, self._rules_at, self._next_sign
        may_nest = state.level < self._max_nesting
        while (position := state.pos) < end:
            found = next_sign(src, position, end) if may_nest else None
            at = found.start() if found else end
            if at > position:
                state.append_pending(src[position:at])
                state.pos = at
            if at == end:
                break
            for rule in rules_at.get(src[at], ()):
                if rule(state, False):
                    break
            else:
                state.append_pending(src[at])
                state.pos = at + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (the parser's name)
        """Move the state behind the token that begins where it stands."""
        position = state.pos
        known = state.cache.get(position)
        if known is None:
            self._skip(state, position)
            state.cache[position] = state.pos
        else:
            state.pos = known

    def _skip(self, state: StateInline, position: int) -> None:
        if state.level >= self._max_nesting:
            state.pos = state.posMax + 1  # as the parser does: what is nested too deeply is no link
            return
        found = self._next_sign(state.src, position, state.posMax)
        at = found.start() if found else state.posMax
        if at > position:
            state.pos = at
            return
        state.level += 1
        for rule in self._rules_at.get(state.src[position], ()):
            if rule(state, True):
                break
        else:
            state.pos += 1
        state.level -= 1


def _rules_by_sign(rules: Iterable[tuple[str, InlineRule]]) -> dict[str, tuple[InlineRule, ...]]:
    found: dict[str, tuple[InlineRule, ...]] = {}
    for name, rule in rules:
        for sign in SIGNS[name] if name != "text" else "":
            found[sign] = (*found.get(sign, ()), rule)
    return found


def _join_texts(tokens: list[Any]) -> None:
    """Make escapes and entities text like any other, and one token of texts that stand side by side."""
    joined: list[Any] = []
    for is_text, group in groupby(tokens, key=lambda token: token.type in ("text", "text_special")):
        run = list(group)
        if is_text:
            run[0].type, run[0].content = "text", "".join(token.content for token in run)
        joined += run[:1] if is_text else run
    tokens[:] = joined
