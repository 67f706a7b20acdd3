"""The parser's rules for blocks, looked up by the sign that a line begins with.

The parser asks each of eighteen rules at every block, and ten of them at every further line of one. Here a table says
which of them can answer; the rules are the parser's own, asked in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ssg.content.inline_loop import QuickToken
from ssg.content.rules import BlockRule

SIGNS: dict[str, str] = {
    "module_line": "ei",
    "mdx_comment": "{",
    "directive": ":",
    "attribute_line": "{",
    "math_block": "$",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "figure_component": "<",
    "html_block": "<",
    "heading": "#",
}
"""Rule → the signs that its first line begins with. A rule without a row is asked at every line."""

_CHAINS = ("", "paragraph", "reference", "blockquote", "list")
"""The parser's lists of rules: for any block, and for what may end a block of each kind."""


class BlockLoop(ParserBlock):
    """A parser's rules for blocks, looked up by the first sign of a line."""

    def __init__(self, parser: ParserBlock) -> None:
        self.ruler = _SignRuler(parser.ruler)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """Put the tokens of a body into ``outTokens``."""
        if not src:
            return None
        state = _State(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _SignRuler(Ruler[Callable[[StateBlock, int, int, bool], bool]]):
    """A ruler whose lists of rules are one rule, which asks those that can answer."""

    def __init__(self, ruler: Ruler[Callable[[StateBlock, int, int, bool], bool]]) -> None:
        super().__init__()
        self._names = ruler.get_active_rules()
        rows = {
            rule: (SIGNS.get(name, ""), _USUAL_CASES[name](rule) if name in _USUAL_CASES else rule)
            for name, rule in zip(self._names, ruler.getRules(""), strict=True)
        }
        self._lists = {chain: [_by_sign([rows[rule] for rule in ruler.getRules(chain)])] for chain in _CHAINS}

    def getRules(self, chainName: str = "") -> list[BlockRule]:  # noqa: N802, N803 (the parser's names)
        return self._lists.get(chainName, [])

    def get_active_rules(self) -> list[str]:
        return self._names


def _by_sign(rows: Sequence[tuple[str, BlockRule]]) -> BlockRule:
    """Return the rule that asks, of rows of (signs, rule), those that can answer, in their order."""
    rules_at = {
        sign: tuple(rule for signs, rule in rows if sign in signs or not signs) for signs, _ in rows for sign in signs
    }
    anywhere = tuple(rule for signs, rule in rows if not signs)

    def ask(state: Any, start: int, end: int, silent: bool) -> bool:
        position = state.bMarks[start] + state.tShift[start]
        for rule in rules_at.get(state.src[position : position + 1], anywhere):  # noqa: SIM110 (`any` costs as much again)
            if rule(state, start, end, silent):
                return True
        return False

    return ask


def _first_sign(state: Any, line: int) -> str:
    """Return the first sign of a line behind its indentation; a line end where it is empty, and nothing at the end."""
    position = state.bMarks[line] + state.tShift[line]
    sign: str = state.src[position : position + 1]
    return sign


class _State(StateBlock):
    """Where the parser stands in a body. It makes the quicker tokens."""

    tokens: list[Any]

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Any:
        token = QuickToken(ttype, tag, nesting)
        token.block = True
        if nesting < 0:
            self.level -= 1
        token.level = self.level
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


# ── the usual cases ─────────────────────────────────────────────────────────────────────────────────

_OF_DELIMITER_ROW = frozenset("|-:")
_OF_DEFINITION = frozenset(":~")


def table_with_look_ahead(rule: BlockRule) -> BlockRule:
    """Return the rule for tables, asked only where the next line may be a row of dashes."""

    def table(state: Any, start: int, end: int, silent: bool) -> bool:
        return (
            start + 2 <= end and _first_sign(state, start + 1) in _OF_DELIMITER_ROW and rule(state, start, end, silent)
        )

    return table


def definition_list_with_look_ahead(rule: BlockRule) -> BlockRule:
    """Return the rule for definition lists, asked only where a next line may be a definition."""

    def definition_list(state: Any, start: int, end: int, silent: bool) -> bool:
        if silent:
            return state.ddIndent >= 0 and rule(state, start, end, silent)
        following = start + 1
        if following < end and state.isEmpty(following):
            following += 1
        return following < end and _first_sign(state, following) in _OF_DEFINITION and rule(state, start, end, silent)

    return definition_list


def underlined_heading_with_look_ahead(rule: BlockRule) -> BlockRule:
    """Return the rule for underlined headings, asked only where the block has a second line."""

    def underlined_heading(state: Any, start: int, end: int, silent: bool) -> bool:
        if state.is_code_block(start) or (start + 1 < end and not state.isEmpty(start + 1)):
            return rule(state, start, end, silent)
        state.parentType = "paragraph"  # which the rule leaves behind where it finds no heading
        return False

    return underlined_heading


def paragraph_of_one_line(rule: BlockRule) -> BlockRule:
    """Return the rule for paragraphs, which sees at a glance one of a single line."""

    def paragraph(state: Any, start: int, end: int, silent: bool) -> bool:
        behind = start + 1
        if state.blkIndent or not state.isEmpty(behind):
            return rule(state, start, end, silent)
        state.line = behind
        state.push("paragraph_open", "p", 1).map = [start, behind]
        token = state.push("inline", "", 0)
        token.content = state.src[state.bMarks[start] : state.eMarks[start]].strip(MD_TRIM_CHARS)
        token.map, token.children = [start, behind], []
        state.push("paragraph_close", "p", -1)
        return True

    return paragraph


_USUAL_CASES: dict[str, Callable[[BlockRule], BlockRule]] = {
    "table": table_with_look_ahead,
    "lheading": underlined_heading_with_look_ahead,
    "deflist": definition_list_with_look_ahead,
    "paragraph": paragraph_of_one_line,
}
"""Rule → what spares it being asked, or does its work where that is simple."""
