"""How each element of a body is printed: a table of rules from token to HTML.

Each rule has the signature of the parser's own: (tokens, index, options, environment) → HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from ssg.content.addresses import rewrite_html
from ssg.content.code_blocks import fence_html, indented_html
from ssg.content.collecting import Collected, picture_marks
from ssg.content.directive_html import close_html, open_html
from ssg.content.findings import report_missing_alt
from ssg.content.footnotes import FOOTNOTE_RULES
from ssg.content.prose import MORE_MARK, plain_text
from ssg.content.tables import TABLE_RULES
from ssg.content.tokens import Environment, Rule, Token, attributes_html

_PLAIN_TAG = re.compile(r"</?(?:a|b|br|em|i|kbd|s|span|strong|sub|sup|u)>")

# ── headings ────────────────────────────────────────────────────────────────────────────────────────


def _heading_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    token, inline = tokens[index], tokens[index + 1]
    level = min(6, int(token.tag[1]) + collected.level_shift)
    text = " ".join(plain_text(inline.children, with_alt=True).split())
    heading = collected.headings.add(level, text, str(token.attrs.get("id", "")))
    collected.add_heading(text)
    return f'<h{heading.level} id="{escape(heading.id)}"{attributes_html(token, "id")}>'


def _heading_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    heading = collected.headings.toc[-1]
    target = collected.placeholder("#" + heading.id, "link", (collected.block[0], 0))
    # The sign is read out as "section", in the reader's language; the theme draws what is seen.
    label = escape(f"§ {heading.text}")
    return f'<a class="anchor" href="{target}" aria-label="{label}"></a></h{heading.level}>\n'


# ── links and pictures ──────────────────────────────────────────────────────────────────────────────


def _link_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    token = tokens[index]
    target = str(token.attrs.get("href", ""))
    rest = attributes_html(token, "href", "class")
    classes = str(token.attrs.get("class", ""))
    if target[:5].lower() in ("http:", "https"):
        classes = f"external {classes}".rstrip()
        rest += ' rel="noopener external"'
    address = env["collected"].placeholder(target, "link") or escape(target)
    return f'<a href="{address}"' + (f' class="{escape(classes)}"' if classes else "") + rest + ">"


def _image(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    token = tokens[index]
    target = str(token.attrs.get("src", ""))
    alt = plain_text(token.children, with_alt=True)
    place = None
    if not alt.strip():
        place = collected.locate(target)
        report_missing_alt(collected, place, target if place[1] else "")
    source = collected.placeholder(target, "image", place)
    sized = "width" in token.attrs or "height" in token.attrs
    size = f"\x04{source[1:-1]}\x03" if source and not sized else ""
    opened, printed, closed = picture_marks(source)
    rest = attributes_html(token, "src", "alt", *(("title",) if token.meta.get("caption") else ()))
    address = printed or escape(target)
    html = f'{opened}<img src="{address}" alt="{escape(alt)}"{rest} loading="lazy" decoding="async"{size}>{closed}'
    if token.meta.get("caption"):
        html += f"\n<figcaption>{escape(str(token.attrs['title']))}</figcaption>"
    return html


# ── paragraphs ──────────────────────────────────────────────────────────────────────────────────────


def _paragraph_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    token, inline = tokens[index], tokens[index + 1]
    children = inline.children or ()
    if len(children) == 1:
        only = children[0]
        if only.type == "image" and only.attrs.get("title") and not token.hidden:
            token.tag = tokens[index + 2].tag = "figure"
            only.meta["caption"] = True
        elif inline.content[:1] in "<{" and MORE_MARK.match(inline.content.strip()):
            _drop(env, token, only, tokens[index + 2])
            return ""
    if token.hidden:
        return ""
    before = "\n" if index and tokens[index - 1].hidden else ""
    return f"{before}<{token.tag}{attributes_html(token)}>"


def _drop(env: Environment, *unwanted: Token) -> None:
    """Print nothing of a paragraph that is only the "more" mark."""
    env["collected"].end_lead()
    for token in unwanted:
        token.meta["dropped"], token.content = True, ""


def _paragraph_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    token = tokens[index]
    return "" if token.hidden or "dropped" in token.meta else f"</{token.tag}>\n"


# ── quotes, lists, call-outs ─────────────────────────────────────────────────────────────────────


def blockquote_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    """Return a quote's tag with the line end that the specification's examples have in empty ones as well."""
    before = "\n" if index and tokens[index - 1].hidden else ""
    return f"{before}<blockquote{attributes_html(tokens[index])}>\n"


def _list_item_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    token = tokens[index]
    following = tokens[index + 1]
    html = f"<li{attributes_html(token)}>"
    if token.meta and "checked" in token.meta:
        text = plain_text(tokens[index + 2].children) if following.type == "paragraph_open" else ""
        label = f' aria-label="{escape(text)}"' if text else ""
        html += f'<input type="checkbox" disabled{" checked" if token.meta["checked"] else ""}{label}> '
    return html if following.hidden or following.type == "list_item_close" else html + "\n"


def _alert_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return f'<div class="callout callout-{tokens[index].meta["kind"].lower()}" role="note">\n'


def _alert_title_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return '<p class="callout-title">'


# ── code and mathematics ─────────────────────────────────────────────────────────────────────────────────────


def _fence(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return fence_html(tokens[index].info.strip(), tokens[index].content)


def _code_block(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return indented_html(tokens[index].content)


def _math(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return f'<span class="math" role="math">{escape(tokens[index].content.strip())}</span>'


def _math_block(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    content = escape(tokens[index].content.strip())
    return f'<p class="math-block"><span class="math" role="math">{content}</span></p>\n'


# ── raw HTML, directives ────────────────────────────────────────────────────────────────────────────


def _html_block(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    token = tokens[index]
    collected.block = _lines_of(token, collected)
    if MORE_MARK.match(token.content.strip()):
        collected.end_lead()
        return ""
    html, text = rewrite_html(token.content, collected, collected.block[0])
    collected.add_prose(text, "other")
    return html


def _lines_of(token: Token, collected: Collected) -> tuple[int, int]:
    return (token.map[0], token.map[1]) if token.map else collected.block


def _html_inline(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    tag = tokens[index].content
    if tag[:4] == "<!--":
        return "" if MORE_MARK.match(tag) else tag
    if _PLAIN_TAG.fullmatch(tag) and not collected.raw_text:
        return tag
    line, _ = collected.locate(tag.split("\n", 1)[0])
    return rewrite_html(tag, collected, line)[0]


def _directive_open(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    collected: Collected = env["collected"]
    empty = tokens[index + 1].type == "directive_close"
    collected.block = _lines_of(tokens[index], collected)
    return open_html(tokens[index].meta["directive"], collected, empty=empty)


def _directive_close(tokens: Sequence[Token], index: int, options: Any, env: Environment) -> str:
    return close_html(tokens[index].meta["directive"], empty=tokens[index - 1].type == "directive_open")


RULES: dict[str, Rule] = (
    TABLE_RULES
    | FOOTNOTE_RULES
    | {
        "blockquote_open": blockquote_open,
        "heading_open": _heading_open,
        "heading_close": _heading_close,
        "paragraph_open": _paragraph_open,
        "paragraph_close": _paragraph_close,
        "link_open": _link_open,
        "image": _image,
        "list_item_open": _list_item_open,
        "alert_open": _alert_open,
        "alert_title_open": _alert_title_open,
        "fence": _fence,
        "code_block": _code_block,
        "math_inline": _math,
        "math_inline_double": _math,
        "math_block": _math_block,
        "html_block": _html_block,
        "html_inline": _html_inline,
        "directive_open": _directive_open,
        "directive_close": _directive_close,
        "callout_title_open": _alert_title_open,
    }
)
