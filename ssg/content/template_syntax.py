"""What other tools read and we print as typed: tags of their templates, links of wikis, attributes of Kramdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ssg.content.collecting import Collected
from ssg.content.tokens import Token

MOST_NAMES = 20  # noted of one file


class Syntax(NamedTuple):
    """Something that another tool reads."""

    mark: str  # without which a text holds none
    pattern: re.Pattern[str]  # its first group is what it goes by
    what: str
    help: str


_WRITE = "write Markdown, HTML or a directive in its place"
_TAG = "a tag of another generator's templates"

SYNTAXES = (
    Syntax(
        "{%", re.compile(r"(?<!\{)\{%-?\s*([A-Za-z][\w.-]*)[^\n]{0,500}?%\}"), _TAG, _WRITE
    ),  # Jekyll, Hexo, Eleventy
    Syntax("{{", re.compile(r"\{\{[<%]\s*([A-Za-z][\w./-]*)[^\n]{0,500}?[>%]\}\}"), _TAG, _WRITE),  # Hugo
    Syntax("{{", re.compile(r"\{\{\s*([A-Za-z]\w*)\([^\n]{0,500}?\)\s*\}\}"), _TAG, _WRITE),  # Zola
    Syntax(
        "]({{",
        re.compile(r"\]\(\{\{\s*([A-Za-z][\w.]*)[^\n]{0,200}?\}\}"),
        "a value of another generator's templates in an address",
        "write the address: from content/ on it begins with a slash",
    ),
    Syntax(
        "[[",
        re.compile(r"\[\[([^\[\]\n]{1,200})\]\]"),
        "a link of a wiki",
        "write [its text](its-file.md), or ![its text](picture.png)",
    ),
    Syntax(
        "{:",
        re.compile(r"\{:\s*([.#]?[A-Za-z][\w-]*)[^\n{}]{0,200}\}"),
        "an attribute of Kramdown",
        "write {.class #id}",
    ),
)
_SHOWN_AS_CODE = re.compile(r"<(?:pre|code|script|style|textarea)\b", re.IGNORECASE)
_TYPED = frozenset({"text", "text_special", "html_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def report_template_syntax(text: str, tokens: Sequence[Token], collected: Collected) -> None:
    """Note what stands outside of code by its name, once; an end tag belongs to one that is noted."""
    syntaxes = [syntax for syntax in SYNTAXES if syntax.mark in text]
    noted: set[str] = set()
    for token, syntax, match in _found(tokens, syntaxes) if syntaxes else ():
        if match[1] in noted or match[1].startswith("end"):
            continue
        noted.add(match[1])
        collected.report(
            "template-syntax",
            f"`{match[1]}` is {syntax.what}, which is printed as typed",
            help=syntax.help,
            place=_place(match[0], token.map or [0, 0], collected.lines),
            subject=match[0][: match.end(1) - match.start()],
        )
        if len(noted) == MOST_NAMES:
            return


def _found(tokens: Sequence[Token], syntaxes: Sequence[Syntax]) -> Iterator[tuple[Token, Syntax, re.Match[str]]]:
    for token in tokens:
        prose = _prose(token)
        for syntax in syntaxes if prose else ():
            for match in syntax.pattern.finditer(prose):
                yield token, syntax, match


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
