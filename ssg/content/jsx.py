"""JSX in raw HTML, as posts for MDX have it: `style={{…}}`, `src={'…'}`, `className`, read as HTML means them."""

from __future__ import annotations

import re

VALUE = r"\{(?:[^{}]++|\{[^{}]*\})*+\}"
"""The pattern of an attribute's value in braces, with one more pair in it."""

_NAMES = {"classname": "class", "htmlfor": "for"}
_TEXT = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"|`([^`\\$]*)`")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_RULE = re.compile(
    rf"\s*(?:([A-Za-z]++)|'([\w-]+)'|\"([\w-]+)\")\s*:\s*(?:({_TEXT.pattern})|({_NUMBER.pattern}))\s*(?:,|$)"
)
_CAPITAL = re.compile("[A-Z]")
# All other numbers are pixels (React, "style").
_UNITLESS = frozenset({"flex", "flex-grow", "flex-shrink", "font-weight", "line-height", "opacity", "order", "z-index"})


def html_name(name: str) -> str:
    """Return HTML's name for an attribute's name in lower case."""
    return _NAMES.get(name, name)


def html_value(name: str, braces: str) -> str | bool | None:
    """Return what the value in ``braces`` means: a text, a switch, or None for what only a program could tell."""
    inner = braces[1:-1].strip()
    if inner in ("true", "false"):
        return inner == "true"
    if _NUMBER.fullmatch(inner):
        return inner
    if text := _TEXT.fullmatch(inner):
        return text[text.lastindex or 0]
    return _style(inner[1:-1].strip()) if name == "style" and inner[:1] == "{" else None


def _style(rules: str) -> str | None:
    found, position = [], 0
    while position < len(rules):
        rule = _RULE.match(rules, position)
        if rule is None:
            return None
        name = _CAPITAL.sub(lambda letter: "-" + letter[0].lower(), rule[1] or rule[2] or rule[3])
        found.append(f"{name}:{_css_value(name, rule[4], rule[8])}")
        position = rule.end()
    return ";".join(found)


def _css_value(name: str, text: str | None, number: str | None) -> str:
    if text is not None:
        return text[1:-1]
    return f"{number}" if name in _UNITLESS or number == "0" else f"{number}px"
