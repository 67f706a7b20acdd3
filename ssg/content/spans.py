"""Links and emphasis with plain text in them, seen at a glance and not sign by sign: what nearly all of them are.

Whatever has more in it is left to the parser's own way, so that the tokens are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from ssg.content.emphasis import flanking, is_beside_cjk
from ssg.content.inline_loop import LABEL_END, SIGNS
from ssg.content.rules import InlineRule

_ANY_SIGN = re.escape("".join(SIGNS.values()) + LABEL_END)
# A text without markup and an address without escapes, brackets and title: what nearly every link is.
_PLAIN_LINK = re.compile(rf"\[([^{_ANY_SIGN}]+)\]\(([^\x00-\x20\x7f<()\\&]+)\)")
# Text without markup between one or two marks. Where the first can open and cannot close, and the last can close, they
# are each other's: what stands around them has no part in it (CommonMark 0.31, 6.2, rules 9 to 17).
_PLAIN_EMPHASIS = re.compile(rf"(\*\*?|__?)([^{_ANY_SIGN}]+)\1(?![*_])")


def with_plain_links(rule: InlineRule) -> InlineRule:
    """Return the rule for links, which sees a plain one at a glance and not sign by sign."""

    def link(state: Any, silent: bool) -> bool:
        plain = _PLAIN_LINK.match(state.src, state.pos, state.posMax)
        if plain is None:
            return rule(state, silent)
        href = state.md.normalizeLink(plain[2])
        if not state.md.validateLink(href):
            return rule(state, silent)
        if not silent:
            state.push_span("link", "a", plain[1]).attrs["href"] = href
        state.pos = plain.end()
        return True

    return link


Sides = Callable[[str, str, str], tuple[bool, bool]]
"""(character before a run of marks, the mark, character behind) → whether it can open and can close emphasis."""


def emphasis_by(sides: Sides) -> InlineRule:
    """Return the rule that puts each `*` or `_` of a run into the tokens, and notes what may become emphasis."""

    def emphasis(state: Any, silent: bool) -> bool:
        if silent:
            return False
        src, start, end = state.src, state.pos, state.posMax
        mark, before = src[start], src[start - 1] if start else " "
        plain = _PLAIN_EMPHASIS.match(src, start, end)
        if plain is not None and sides(before, mark, plain[2][0]) == (True, False):
            behind = plain.end()
            if sides(plain[2][-1], mark, src[behind] if behind < end else " ")[1]:
                name = "strong" if len(plain[1]) == 2 else "em"
                state.push_span(name, name, plain[2])
                state.pos = behind
                return True
        behind = start + 1
        while behind < end and src[behind] == mark:
            behind += 1
        can_open, can_close = sides(before, mark, src[behind] if behind < end else " ")
        length, code = behind - start, ord(mark)
        for _ in range(length):
            state.push("text", "", 0).content = mark
            state.delimiters.append(Delimiter(code, length, len(state.tokens) - 1, -1, can_open, can_close))
        state.pos = behind
        return True

    return emphasis


_NO_PARSER: Any = None  # to scan a run, the parser looks at nothing but the text


@lru_cache(maxsize=4096)
def commonmark_sides(before: str, mark: str, behind: str) -> tuple[bool, bool]:
    """Return what the parser says of a run of marks."""
    scanned = StateInline(before + mark + behind, _NO_PARSER, {}, []).scanDelims(1, mark == "*")
    return scanned.can_open, scanned.can_close


@lru_cache(maxsize=4096)
def cjk_sides(before: str, mark: str, behind: str) -> tuple[bool, bool]:
    """Return the same, but that stars may also open and close emphasis beside CJK text."""
    if mark != "_" and is_beside_cjk(before, behind):
        return flanking(before, behind)
    return commonmark_sides(before, mark, behind)
