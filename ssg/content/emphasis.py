"""Emphasis beside Chinese, Japanese and Korean text, which has no spaces around its words.

CommonMark leaves `**検索（RAG）**技術` as typed, because punctuation stands before the closing stars and a letter
behind them. The rule here is the amendment of markdown-cjk-friendly: punctuation of these scripts counts as a letter
and their characters as a border of words. Runs that stand beside no such character are as in CommonMark.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from ssg.content.rules import InlineRule

_FIRST_CJK = "\u1100"  # Hangul Jamo: what stands before it in Unicode needs no look at the table
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fff\u3001-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uffee\U00016fe0-\U0001b2ff\U0001f200-\U0001f2ff\U00020000-\U0003ffff]"
)


def beside_cjk(rule: InlineRule, marks: str) -> InlineRule:
    """Return the parser's rule for runs of these marks, where those but `_` may also open and close beside CJK text."""

    def run(state: Any, silent: bool) -> bool:
        start, known = state.pos, len(state.delimiters)
        # Every rule is asked at every sign of the text: this test is cheaper than the parser's own.
        if state.src[start] not in marks or not rule(state, silent):
            return False
        before = state.src[start - 1] if start else " "
        behind = state.src[state.pos] if state.pos < state.posMax else " "
        if state.src[start] != "_" and is_beside_cjk(before, behind):
            can_open, can_close = flanking(before, behind)
            for delimiter in state.delimiters[known:]:
                delimiter.open, delimiter.close = can_open, can_close
        return True

    return run


def is_beside_cjk(before: str, behind: str) -> bool:
    """Return whether a character beside a run of marks may be of a CJK script, for which `flanking` answers."""
    return before >= _FIRST_CJK or behind >= _FIRST_CJK


def flanking(before: str, behind: str) -> tuple[bool, bool]:
    """Return whether a run of marks between these two characters can open and can close emphasis."""
    return _flanks(behind, before), _flanks(before, behind)


def _flanks(inner: str, outer: str) -> bool:
    if inner.isspace():
        return False
    return not _is_mark(inner) or outer.isspace() or _is_mark(outer) or _CJK.match(outer) is not None


def _is_mark(char: str) -> bool:
    """Return whether a character is punctuation or a symbol, and of no CJK script."""
    return unicodedata.category(char)[0] in "PS" and _CJK.match(char) is None
