"""Printing: the parser's tokens to HTML by the rules of `content/elements`, prose collected on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssg.content.collecting import Collected, Role
from ssg.content.elements import RULES
from ssg.content.prose import MORE_MARK, plain_text
from ssg.content.tokens import Environment, Rule, Token

_NOT_PROSE = frozenset({"heading_open", "alert_title_open"})  # headings add their own
_NO_RULES: Mapping[str, Rule] = {}


def print_body(tokens: Sequence[Token], collected: Collected) -> str:
    """Return the HTML of a body's tokens."""
    out: list[str] = []
    env: Environment = {"collected": collected}
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            if token.map:
                collected.block = (token.map[0], token.map[1])
            if token.children:
                out.append(_inline_html(token.children, RULES, env))
                _collect_prose(tokens, index, collected)
        elif rule := RULES.get(kind):
            out.append(rule(tokens, index, None, env))
        else:
            out.append(_tag_html(tokens, index))
    return "".join(out)


def print_line(tokens: Sequence[Token]) -> str:
    """Return the HTML of inline tokens as CommonMark has it."""
    return _inline_html(tokens, _NO_RULES, {})


def _inline_html(tokens: Sequence[Token], rules: Mapping[str, Rule], env: Environment) -> str:
    out: list[str] = []
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "text":
            out.append(_escaped(token.content))
        elif kind in _CONSTANT:
            out.append(_CONSTANT[kind])
        elif rule := rules.get(kind):
            out.append(rule(tokens, index, None, env))
        elif kind == "code_inline":
            out.append(f"<code{_attributes(token)}>{_escaped(token.content)}</code>")
        else:
            out.append(_tag_html(tokens, index))
    return "".join(out)


_CONSTANT = {
    "softbreak": "\n",
    "hardbreak": "<br>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "link_close": "</a>",
}


def _tag_html(tokens: Sequence[Token], index: int) -> str:
    """Return a token's tag with the line ends that the examples of CommonMark have; nothing where it is hidden."""
    token = tokens[index]
    if token.hidden:
        return ""
    if token.nesting < 0:
        return f"</{token.tag}{_attributes(token)}>" + ("\n" if token.block else "")
    if not token.block:
        return f"<{token.tag}{_attributes(token)}>"
    before = "\n" if index and tokens[index - 1].hidden else ""
    return f"{before}<{token.tag}{_attributes(token)}>" + ("" if _goes_on(tokens, index) else "\n")


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Return whether what follows an opening tag stands on its line: text, or its own closing tag."""
    if tokens[index].nesting != 1 or index + 1 == len(tokens):
        return False
    following = tokens[index + 1]
    return (
        following.type == "inline" or following.hidden or (following.nesting < 0 and following.tag == tokens[index].tag)
    )


def _attributes(token: Token) -> str:
    if not token.attrs:
        return ""
    return "".join(f' {_escaped(name)}="{_escaped(str(value))}"' for name, value in token.attrs.items())


def _escaped(text: str) -> str:
    # An apostrophe stays one, as in CommonMark's examples.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


# ── prose ───────────────────────────────────────────────────────────────────────────────────────────


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
