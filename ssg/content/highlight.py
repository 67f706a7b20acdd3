"""Coloured code: Pygments' classes on spans, and the style sheet that gives them colours in both schemes.

This is the only door to Pygments. There is no guessing of languages, and no inline style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from html import escape
from typing import Any

from pygments.lexers import get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Comment, Error, Token, Whitespace
from pygments.util import ClassNotFound

LIGHT_STYLE = "xcode"  # lowest contrast 5.07:1 on its own background
DARK_STYLE = "github-dark"  # lowest contrast of a visible token 4.5:1 and more on its own background
MAX_HIGHLIGHTED = 64 * 1024  # characters; lexers are slow on more, and some of them worse than linear

_LANGUAGE_NAME = re.compile(r"[a-z0-9][a-z0-9+#._-]{0,39}")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PLAIN_NAMES = frozenset({"", "text", "plain", "plaintext", "txt", "none", "output"})
# Whitespace needs no colour, and what a lexer does not know is seldom the author's mistake.
_UNMARKED = frozenset({"", "w", "err"})
_MIX = 0.05  # share of the text's colour in the background of highlighted lines


def highlight(code: str, language: str, *, highlighted_lines: Set[int] = frozenset()) -> str:
    """Return ``code`` as escaped HTML for inside a `<code>` element, with Pygments' short class names.

    ``highlighted_lines`` count from 1. An unknown language, and code over 64 KB, come back escaped only.
    """
    lexer = _lexer(language.strip().lower()) if len(code) <= MAX_HIGHLIGHTED else None
    parts = [("", code)] if lexer is None else _tokens(lexer, code)
    if highlighted_lines:
        return "".join(_marked_lines(parts, highlighted_lines))
    return "".join(_span(name, text) for name, text in parts)


def language_class(language: str) -> str:
    """Return a language's name as it may stand in a class attribute; empty when it is no sensible name."""
    name = language.strip().lower()
    return name if _LANGUAGE_NAME.fullmatch(name) else ""


@lru_cache(maxsize=256)
def _lexer(language: str) -> Any:
    if language in _PLAIN_NAMES or not _LANGUAGE_NAME.fullmatch(language):
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _tokens(lexer: Any, code: str) -> list[tuple[str, str]]:
    """Return (class, text) pairs, neighbours of one class merged."""
    merged: list[tuple[str, str]] = []
    try:
        found = [(_class_name(kind), text) for kind, text in lexer.get_tokens(code)]
    except Exception:
        # 500 lexers by as many authors: one that fails on odd code must cost its colours, not the build.
        return [("", code)]
    for name, text in found:
        if merged and merged[-1][0] == name:
            merged[-1] = (name, merged[-1][1] + text)
        else:
            merged.append((name, text))
    return merged


@lru_cache(maxsize=1024)
def _class_name(kind: Any) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    return "" if name in _UNMARKED else name


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if name else escape(text)


def _marked_lines(parts: Iterable[tuple[str, str]], wanted: Set[int]) -> Iterable[str]:
    """Yield the code line by line; no span crosses a line end, so that a line can be wrapped."""
    number, line = 1, []
    for name, text in parts:
        for piece in _LINE.findall(text):  # str.splitlines would also split at form feeds and the like
            line.append(_span(name, piece))
            if piece.endswith("\n"):
                yield _marked("".join(line), number in wanted)
                number, line = number + 1, []
    if line:
        yield _marked("".join(line), number in wanted)


def _marked(line: str, wanted: bool) -> str:
    return f'<span class="hl">{line}</span>' if wanted else line


# ── the style sheet ─────────────────────────────────────────────────────────────────────────────────


def code_css(light_style: str = LIGHT_STYLE, dark_style: str = DARK_STYLE) -> str:
    """Return the style sheet for highlighted code, dark where the reader's system or the page's switch says so.

    Raises ValueError if a style is unknown to Pygments.
    """
    dark = style_rules(dark_style)
    return "\n".join(
        [
            _sheet(style_rules(light_style), ""),
            "@media (prefers-color-scheme: dark) {",
            _dark_sheet(dark, ':root:not([data-scheme="light"]) '),
            "}",
            _dark_sheet(dark, ':root[data-scheme="dark"] '),
            "",
        ]
    )


def _dark_sheet(rules: dict[str, dict[str, str]], scope: str) -> str:
    # First everything that the light style says is taken back: it may colour classes that the dark one leaves alone.
    plain = "{ color: inherit; background: none; font-weight: inherit; font-style: inherit; text-decoration: none }"
    return f"{scope}.highlight span {plain}\n{_sheet(rules, scope)}"


def style_rules(style_name: str) -> dict[str, dict[str, str]]:
    """Return the declarations of each class; the block itself stands under the empty name.

    Raises ValueError if the style is unknown to Pygments.
    """
    try:
        style: Any = get_style_by_name(style_name)
    except ClassNotFound:
        raise ValueError(f"“{style_name}” is not a Pygments style") from None
    background = _hex(style.background_color)
    ink = _hex(style.style_for_token(Token)["color"] or _ink_on(background))
    rules = {
        "": {"background": background, "color": ink},
        "hl": {"background": _mixed(background, ink)},
    }
    for kind, look in style:
        name = STANDARD_TYPES.get(kind, "")
        if name not in _UNMARKED and kind not in (Token, Error, Whitespace) and (made := _declarations(look, ink)):
            rules[name] = made
    rules.setdefault("c", _declarations(style.style_for_token(Comment), ink))
    return rules


def _declarations(look: Any, ink: str) -> dict[str, str]:
    table = {
        "color": f"#{look['color']}" if look["color"] and f"#{look['color']}" != ink else "",
        "background": f"#{look['bgcolor']}" if look["bgcolor"] else "",
        "font-weight": "700" if look["bold"] else "",
        "font-style": "italic" if look["italic"] else "",
        "text-decoration": "underline" if look["underline"] else "",
    }
    return {name: value for name, value in table.items() if value}


def _sheet(rules: dict[str, dict[str, str]], prefix: str) -> str:
    """Return one rule for each set of declarations, its selectors joined."""
    selectors: dict[str, list[str]] = {}
    for name, declarations in rules.items():
        body = "; ".join(f"{key}: {value}" for key, value in declarations.items())
        if body:
            selectors.setdefault(body, []).append(f"{prefix}.highlight .{name}" if name else f"{prefix}.highlight")
    return "\n".join(f"{', '.join(names)} {{ {body} }}" for body, names in selectors.items())


def _hex(colour: str) -> str:
    digits = colour.lstrip("#").lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _ink_on(background: str) -> str:
    return "#000000" if sum(_channels(background)) > 382 else "#ffffff"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(background: str, ink: str) -> str:
    pairs = zip(_channels(background), _channels(ink), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * _MIX):02x}" for low, high in pairs)
