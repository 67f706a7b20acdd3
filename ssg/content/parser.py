"""The Markdown parser: CommonMark and the extensions of the contract, each within linear time.

With the two loops this is the only door to markdown-it-py and its plugins.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import emphasis, html_inline, link, strikethrough
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from ssg.content import mdx, rules
from ssg.content.block_loop import BlockLoop
from ssg.content.elements import blockquote_open
from ssg.content.emphasis import beside_cjk
from ssg.content.inline_loop import InlineLoop
from ssg.content.spans import Sides, cjk_sides, commonmark_sides, emphasis_by, with_plain_links

MAX_NESTING = 40  # of quotes, lists and directives; a list item takes two
_PLAIN_URL = re.compile(
    r"(?:https?://[a-z0-9.-]+(?::\d+)?(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _Parser(MarkdownIt):
    """The parser with addresses as typed: links into the site are resolved later, by the index."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the name that markdown-it calls)
        """Return ``url`` percent-encoded if it leads to the web, else as it is."""
        if _PLAIN_URL.fullmatch(url):
            return url  # the usual case; the general way costs 20 µs
        if _SCHEME.match(url) or _CONTROL.search(url):
            return super().normalizeLink(url)
        return url


@lru_cache(maxsize=8)
def body_parser(*, html: bool, math: bool) -> MarkdownIt:
    """Return this process's parser for bodies; building one takes a millisecond."""
    return _quickened(extended_parser(html=html, math=math), cjk_sides)


def extended_parser(*, html: bool, math: bool) -> MarkdownIt:
    """Return the same parser with markdown-it-py's own loops, which the quicker ones are tested against."""
    settings = {"html": html, "maxNesting": MAX_NESTING, "xhtmlOut": False, "tasklists": True, "alerts": True}
    parser = _Parser("commonmark", settings)
    _add_extensions(parser)
    if math:
        _add_math(parser)
    return parser


def parse_line(text: str) -> list[Token]:
    """Return the tokens of one line of inline Markdown; raw HTML and pictures are text in it."""
    parser = _line_parser()
    return parser.inline.parse(text.replace("\0", "\ufffd"), parser, {}, [])


@lru_cache(maxsize=1)
def _line_parser() -> MarkdownIt:
    settings = {"html": False, "maxNesting": MAX_NESTING, "xhtmlOut": False}
    parser = MarkdownIt("commonmark", settings)
    return _quickened(parser.enable("strikethrough").disable("image"), commonmark_sides)


def plain_preset() -> MarkdownIt:
    """Return a parser for CommonMark and nothing else, with the parser's own printing."""
    parser = MarkdownIt("commonmark")
    printer: Any = parser.renderer  # the declared type leaves out the rules that every printer of HTML has
    printer.rules["blockquote_open"] = blockquote_open
    return _quickened(parser, commonmark_sides)


def _quickened(parser: MarkdownIt, sides: Sides) -> MarkdownIt:
    parser.inline.ruler.at("link", with_plain_links(link))
    parser.inline.ruler.at("emphasis", emphasis_by(sides))
    parser.inline = InlineLoop(parser.inline, parser.options["maxNesting"])
    parser.block = BlockLoop(parser.block)
    parser.core.ruler.at("normalize", _unix_lines)
    parser.core.ruler.disable("text_join")  # the loop does it
    return parser


def _unix_lines(state: StateCore) -> None:
    """Core rule: nearly every body has the line ends that the parser wants, and no NUL; to look costs least."""
    if "\r" in state.src or "\0" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


# Blocks that a directive, like a fence, may follow without an empty line.
_INTERRUPTED: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def _add_extensions(parser: MarkdownIt) -> None:
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.at("emphasis", beside_cjk(emphasis.tokenize, "*_"))
    parser.inline.ruler.at("strikethrough", beside_cjk(strikethrough.tokenize, "~"))
    parser.inline.ruler.at("html_inline", mdx.tag_with_braces(html_inline))
    footnote_plugin(parser, inline=False)
    parser.inline.ruler.at("footnote_ref", rules.bounded_footnote_reference(footnote_ref))
    deflist_plugin(parser)
    parser.block.ruler.before("table", "module_line", mdx.module_line)
    parser.block.ruler.before("table", "mdx_comment", mdx.comment)
    parser.block.ruler.before("fence", "directive", rules.directive, _INTERRUPTED)
    parser.block.ruler.before("fence", "attribute_line", rules.attribute_line)
    parser.block.ruler.before("html_block", "figure_component", mdx.figure_component)
    parser.core.ruler.after("block", "attribute_lines", rules.resolve_attribute_lines)
    parser.core.ruler.after("block", "heading_marks", rules.take_heading_marks)
    parser.inline.ruler.push("attributes_behind", rules.attributes_behind)


def _add_math(parser: MarkdownIt) -> None:
    # As in Pandoc: "$5 and $6" is money, not mathematics.
    dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.block.ruler.at("math_block", rules.bounded_math_block(math_block_dollar(allow_labels=False)))
