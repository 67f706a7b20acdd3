"""Markdown to HTML: CommonMark and the extensions of the contract, each within linear time.

This is the only door to markdown-it-py and its plugins. The parser's tokens are walked once: printing them
also collects addresses, headings, prose and findings (`content/collecting`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_inline import emphasis, html_inline, strikethrough
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from ssg.content import mdx, rules
from ssg.content.collecting import Collected, Role, is_printed
from ssg.content.elements import RULES, blockquote_open
from ssg.content.emphasis import beside_cjk
from ssg.content.prose import MORE_MARK, plain_text
from ssg.core.errors import Diagnostic
from ssg.core.model import Heading, KeyPoint, Link
from ssg.core.urls import slugify

MAX_NESTING = 40  # of quotes, lists and directives; a list item takes two
_PLAIN_URL = re.compile(
    r"(?:https?://[a-z0-9.-]+(?::\d+)?(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class MarkdownOptions(msgspec.Struct, frozen=True):
    """The `[markdown]` table of site.toml."""

    html: bool = True  # raw HTML is printed as typed; else it is escaped
    math: bool = False


class Rendered(msgspec.Struct, frozen=True):
    """What one body came out as."""

    html: str  # with placeholders, see core/model Body
    title: str  # the h1 that was taken out of the body; else empty
    excerpt: str  # plain text; may be empty
    prose: str  # all text without code and markup, one block a line
    links: tuple[Link, ...]
    toc: tuple[Heading, ...]
    ids: tuple[str, ...]  # sorted
    problems: tuple[Diagnostic, ...]


def render_markdown(
    text: str, first_line: int, options: MarkdownOptions, take_title: bool, title: str = ""
) -> Rendered:
    """Return ``text`` as HTML with all that was found on the way; ``first_line`` is its first line in the file.

    With ``take_title`` a first h1 leaves the body; without, it does when it only repeats ``title``, which the page
    prints anyway. While other h1s remain, all headings go one level down.
    """
    parser = _parser(options)
    collected = Collected(text, first_line)
    env: dict[str, Any] = {"collected": collected}
    tokens = parser.parse(text, env)
    _report_deep_nesting(tokens, collected)
    taken = _take_title(tokens, "" if take_title else title) if take_title or title else ""
    collected.level_shift = int(any(token.tag == "h1" for token in tokens))
    html = parser.renderer.render(tokens, parser.options, env)
    return Rendered(
        html=html,
        title=taken,
        excerpt=collected.excerpt(),
        prose="\n".join(collected.prose),
        links=tuple(collected.links),
        toc=tuple(collected.headings.toc),
        ids=tuple(sorted(collected.headings.ids)),
        problems=tuple(sorted(collected.problems)),
    )


def render_inline(text: str) -> KeyPoint:
    """Return one line of inline Markdown as HTML and as plain text; raw HTML and pictures are off.

    Links to the web and mail addresses stay links. Others are printed as their text: a key point also stands on
    other pages, where a relative address would lead elsewhere.
    """
    parser = _inline_parser()
    children = parser.parseInline(" ".join(text.split()))[0].children or []
    kept = _without_local_links(children)
    return KeyPoint(html=parser.renderer.render(kept, parser.options, {}), text=plain_text(kept).strip())


def plain_preset() -> MarkdownIt:
    """Return a parser for CommonMark and nothing else, with the parser's own printing."""
    parser = MarkdownIt("commonmark")
    _printer(parser).rules["blockquote_open"] = blockquote_open
    return parser


# ── parsers ─────────────────────────────────────────────────────────────────────────────────────────


class _Parser(MarkdownIt):
    """The parser with addresses as typed: links into the site are resolved later, by the index."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the name that markdown-it calls)
        """Return ``url`` percent-encoded if it leads to the web, else as it is."""
        if _PLAIN_URL.fullmatch(url):
            return url  # the usual case; the general way costs 20 µs
        if _SCHEME.match(url) or _CONTROL.search(url):
            return super().normalizeLink(url)
        return url


class _Printer(RendererHTML):
    """The printer of bodies: the rules of `content/elements`, and prose collected on the way."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Return the HTML of block tokens."""
        collected: Collected = env["collected"]
        rules, out = self.rules, []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if token.map:
                    collected.block = (token.map[0], token.map[1])
                if token.children:
                    out.append(self.renderInline(token.children, options, env))
                    _collect_prose(tokens, index, collected)
            elif rule := rules.get(kind):
                out.append(rule(tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)


_CONTAINERS = frozenset({"blockquote_open", "alert_open", "list_item_open", "directive_open", "dd_open"})
_NOT_PROSE = frozenset({"heading_open", "alert_title_open"})  # headings add their own


def _collect_prose(tokens: Sequence[Token], index: int, collected: Collected) -> None:
    token, opener = tokens[index], tokens[index - 1]
    if opener.type in _NOT_PROSE:
        return
    children = token.children or []
    role = _role(tokens, index)
    if "<!--" in token.content:
        mark = next((at for at, child in enumerate(children) if MORE_MARK.match(child.content)), -1)
        if mark >= 0:
            collected.add_prose(plain_text(children[:mark]).strip(), role)
            collected.end_lead()
            children = children[mark + 1 :]
    collected.add_prose(plain_text(children), role)


def _role(tokens: Sequence[Token], index: int) -> Role:
    opener = tokens[index - 1].type
    if opener in ("th_open", "td_open") or (index > 1 and tokens[index - 2].type == "directive_open"):
        return "aside" if opener != "paragraph_open" or tokens[index - 1].hidden else "other"
    return "paragraph" if opener == "paragraph_open" and tokens[index].level == 1 else "other"


@lru_cache(maxsize=8)
def _parser(options: MarkdownOptions) -> MarkdownIt:
    """Return this process's parser for ``options``; building one takes a millisecond."""
    settings = {"html": options.html, "maxNesting": MAX_NESTING, "xhtmlOut": False, "tasklists": True, "alerts": True}
    parser = _Parser("commonmark", settings, renderer_cls=_Printer)
    _add_extensions(parser)
    if options.math:
        _add_math(parser)
    _printer(parser).rules.update(RULES)
    return parser


def _printer(parser: MarkdownIt) -> Any:
    return parser.renderer  # the declared type leaves out the rules that every printer of HTML has


# Blocks that a directive, like a fence, may follow without an empty line.
_INTERRUPTED: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def _add_extensions(parser: _Parser) -> None:
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.at("emphasis", beside_cjk(emphasis.tokenize, "*_"))
    parser.inline.ruler.at("strikethrough", beside_cjk(strikethrough.tokenize, "~"))
    parser.inline.ruler.at("html_inline", mdx.tag_with_braces(html_inline))
    footnote_plugin(parser, inline=False)
    parser.inline.ruler.at("footnote_ref", rules.bounded_footnote_reference(footnote_ref))
    deflist_plugin(parser)
    parser.block.ruler.before("table", "module_line", mdx.module_line)
    parser.block.ruler.before("fence", "directive", rules.directive, _INTERRUPTED)
    parser.block.ruler.before("fence", "attribute_line", rules.attribute_line)
    parser.block.ruler.before("html_block", "figure_component", mdx.figure_component)
    parser.core.ruler.after("block", "attribute_lines", rules.resolve_attribute_lines)
    parser.core.ruler.after("block", "heading_marks", rules.take_heading_marks)
    parser.inline.ruler.push("attributes_behind", rules.attributes_behind)


def _add_math(parser: _Parser) -> None:
    # As in Pandoc: "$5 and $6" is money, not mathematics.
    dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.block.ruler.at("math_block", rules.bounded_math_block(math_block_dollar(allow_labels=False)))


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    settings = {"html": False, "maxNesting": MAX_NESTING, "xhtmlOut": False}
    parser = MarkdownIt("commonmark", settings)
    return parser.enable("strikethrough").disable("image")


# ── tokens ──────────────────────────────────────────────────────────────────────────────────────────


def _take_title(tokens: list[Token], only: str) -> str:
    """Take the first heading of level 1 out of ``tokens`` when nothing but comments stand before it.

    With ``only``, a heading that reads otherwise stays; marks and case make no difference.
    """
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = " ".join(plain_text(tokens[index + 1].children, with_alt=True).split())
            if only and slugify(only) != slugify(title):
                break
            del tokens[index : index + 3]
            return title
        if not (token.type == "html_block" and token.content.lstrip().startswith("<!--")):
            break
    return ""


def _report_deep_nesting(tokens: Sequence[Token], collected: Collected) -> None:
    """The parser leaves out what is nested deeper than it goes; nothing may be lost in silence."""
    for token in tokens:
        if token.level >= MAX_NESTING - 1 and token.type in _CONTAINERS and token.map:
            collected.report(
                "nested-too-deeply",
                f"quotes, lists and directives are nested {MAX_NESTING // 2} deep: what stands deeper is left out",
                place=(token.map[0], 0),
                level="warning",
            )
            return


def _without_local_links(children: Sequence[Token]) -> list[Token]:
    kept, dropping = [], False
    for token in children:
        if token.type == "link_open":
            dropping = not is_printed(str(token.attrs.get("href", "")))
        if not (dropping and token.type in ("link_open", "link_close")):
            kept.append(token)
        if token.type == "link_close":
            dropping = False
    return kept
