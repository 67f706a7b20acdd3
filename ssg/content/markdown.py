"""Markdown to HTML, with all that is found on the way.

The parser's tokens are walked once: printing them also collects addresses, headings, prose and findings
(`content/collecting`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ssg.content.collecting import Collected, is_printed
from ssg.content.parse_options import MarkdownOptions
from ssg.content.parser import MAX_NESTING, body_parser, parse_line
from ssg.content.printing import print_body, print_line
from ssg.content.prose import plain_text
from ssg.content.template_syntax import report_template_syntax
from ssg.content.tokens import Token
from ssg.core.errors import Diagnostic
from ssg.core.model import Heading, KeyPoint, Link
from ssg.core.urls import slugify


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
    collected = Collected(text, first_line)
    tokens: list[Token] = [*body_parser(html=options.html, math=options.math).parse(text, {"collected": collected})]
    _report_deep_nesting(tokens, collected)
    report_template_syntax(text, tokens, collected)
    taken = _take_title(tokens, "" if take_title else title) if take_title or title else ""
    collected.level_shift = int(any(token.tag == "h1" for token in tokens))
    html = print_body(tokens, collected)
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
    kept = _without_local_links(parse_line(" ".join(text.split())))
    return KeyPoint(html=print_line(kept), text=plain_text(kept).strip())


_CONTAINERS = frozenset({"blockquote_open", "alert_open", "list_item_open", "directive_open", "dd_open"})
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
