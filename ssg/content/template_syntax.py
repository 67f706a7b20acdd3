"""Template syntax of Jekyll and Hugo in a text: printed as typed, which a post that comes from there did not mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ssg.content.collecting import Collected
from ssg.content.tokens import Token

MARKS = ("{%", "{{<")
MOST_NAMES = 20  # noted of one file
_TAG = re.compile(r"\{%-?\s*([A-Za-z][\w.-]*)[^\n]{0,500}?%\}|\{\{[<%]\s*([A-Za-z][\w./-]*)[^\n]{0,500}?[>%]\}\}")
_SHOWN_AS_CODE = re.compile(r"<(?:pre|code|script|style|textarea)\b", re.IGNORECASE)
_TYPED = frozenset({"text", "text_special", "html_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def report_template_syntax(text: str, tokens: Sequence[Token], collected: Collected) -> None:
    """Note each tag outside of code by its name, once; an end tag belongs to one that is noted."""
    if not any(mark in text for mark in MARKS):
        return
    noted: set[str] = set()
    for token, match in _tags(tokens):
        name = match[1] or match[2]
        if name in noted or name.startswith("end"):
            continue
        noted.add(name)
        collected.report(
            "template-syntax",
            f"`{name}` is a tag of another generator's templates, which is printed as typed",
            help="write Markdown, HTML or a directive in its place",
            place=_place(match[0], token.map or [0, 0], collected.lines),
            subject=match[0][: match.end(match.lastindex or 0) - match.start()],
        )
        if len(noted) == MOST_NAMES:
            return


def _tags(tokens: Sequence[Token]) -> Iterator[tuple[Token, re.Match[str]]]:
    for token in tokens:
        for match in _TAG.finditer(_prose(token)):
            yield token, match


def _prose(token: Token) -> str:
    """Return what a token prints as it was typed, where that is not shown as code."""
    if token.type == "inline":
        return "".join(_typed(child) for child in token.children or ())
    is_prose = token.type == "html_block" and not _SHOWN_AS_CODE.search(token.content)
    return token.content if is_prose else ""


def _typed(child: Token) -> str:
    return child.content if child.type in _TYPED else "\n" if child.type in _BREAKS else ""


def _place(typed: str, lines: list[int], texts: Sequence[str]) -> tuple[int, int]:
    """Return the (line from 0, column from 1) of what was typed in a block; column 0 when it is not seen."""
    start, end = lines
    found = ((number, texts[number].find(typed) + 1) for number in range(start, end))
    return next((place for place in found if place[1]), (start, 0))
