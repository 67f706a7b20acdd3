"""Directives between colon fences: figure, video, pull quote, call-outs.

    :::figure{src="skyline.png" alt="Towers at night" credit="Lin Wei"}
    The **new** skyline.
    :::

The fence that closes has at least as many colons as the one that opens; longer fences hold shorter ones. What
stands between is Markdown. `content/rules` finds them in a body, `content/directive_html` prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

Family = Literal["figure", "video", "pullquote", "callout", "unknown"]

FAMILIES: dict[str, Family] = {
    "figure": "figure",
    "video": "video",
    "pullquote": "pullquote",
    "callout": "callout",
    "note": "callout",
    "tip": "callout",
    "info": "callout",
    "important": "callout",
    "warning": "callout",
    "danger": "callout",
    "caution": "callout",
}
_OPENING = re.compile(r"(:{3,})[ \t]*([A-Za-z][\w-]{0,40})(?![\w:])(.*)")
_CLOSING = re.compile(r"(:{3,})[ \t]*")
_CODE_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_LABEL = re.compile(r"[ \t]*\[([^\]]*)\]")
_BRACES = re.compile(r"[ \t]*\{([^{}]*)\}")
_ATTRIBUTE = re.compile(r"""[ \t]*(?:([#.])([\w-]+)|([A-Za-z][\w-]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?)""")


class Directive(msgspec.Struct, frozen=True):
    """What the opening line of a directive says."""

    name: str  # lower case, as typed
    family: Family
    title: str = ""  # Markdown
    attributes: dict[str, str] = {}  # id and class under their names
    colons: int = 3
    line: int = 0  # of the body, from 0

    def at(self, line: int) -> Directive:
        """Return this directive as one on ``line``."""
        return msgspec.structs.replace(self, line=line)


def opening(line: str, number: int = 0) -> Directive | None:
    """Return the directive that ``line`` (without its indent) opens, or None."""
    match = _OPENING.match(line)
    if match is None:
        return None
    rest, title = match[3], ""
    if label := _LABEL.match(rest):
        title, rest = label[1], rest[label.end() :]
    braces = _BRACES.match(rest)
    found = attributes(braces[1]) if braces else {}
    title = title or (rest[braces.end() :] if braces else rest).strip()
    name = match[2].lower()
    return Directive(name, FAMILIES.get(name, "unknown"), title or found.get("title", ""), found, len(match[1]), number)


def attributes(text: str) -> dict[str, str]:
    """Return what `#id .class key="value" key=value key` says; classes are joined, reading ends at what is neither."""
    return _read_attributes(text)[0]


def attribute_list(text: str) -> dict[str, str] | None:
    """Return what `#id .class key=value` says when ``text`` is that and nothing else, or None.

    A bare word is none: `{word}` in a sentence stays as typed, like `{{ word }}` and `{% word %}`.
    """
    found, end, bare = _read_attributes(text)
    return found if found and not bare and not text[end:].strip() else None


def _read_attributes(text: str) -> tuple[dict[str, str], int, bool]:
    """Return the attributes, where reading ended, and whether a key stood without a value."""
    found: dict[str, str] = {}
    position, bare = 0, False
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        if match[1] == "#":
            found["id"] = match[2]
        elif match[1] == ".":
            found["class"] = f"{found['class']} {match[2]}" if "class" in found else match[2]
        else:
            value = next((value for value in match.group(4, 5, 6) if value is not None), None)
            bare = bare or value is None
            found[match[3].lower()] = value or ""
    return found, position, bare


def matched_fences(lines: Iterable[tuple[int, str]]) -> tuple[dict[int, int], list[int]]:
    """Return opening line → closing line for ``lines`` (number, text without indent), and the unclosed openings.

    One pass with a stack: a fence closes the innermost opening of its own length, else the innermost shorter one,
    and what was opened inside of that stays unclosed. Fences in code do not count.
    """
    closed: dict[int, int] = {}
    unclosed: list[int] = []
    stack: list[tuple[int, int]] = []  # (line, colons)
    code = ""
    for number, text in lines:
        if text[:3] in ("```", "~~~"):
            code = _code_state(code, text)
        elif text[:3] == ":::" and not code:
            if closing := _CLOSING.fullmatch(text):
                _close(stack, len(closing[1]), number, closed, unclosed)
            elif opened := _OPENING.match(text):
                stack.append((number, len(opened[1])))
    return closed, sorted(unclosed + [line for line, _ in stack])


def _code_state(code: str, text: str) -> str:
    match = _CODE_FENCE.match(text)
    if match is None:
        return code
    if not code:
        return "" if match[1][0] == "`" and "`" in match[2] else match[1]
    return "" if match[1].startswith(code) and not match[2].strip() else code


def _close(stack: list[tuple[int, int]], colons: int, line: int, closed: dict[int, int], unclosed: list[int]) -> None:
    fitting = next((index for index in reversed(range(len(stack))) if stack[index][1] == colons), -1)
    if fitting < 0:
        fitting = next((index for index in reversed(range(len(stack))) if stack[index][1] < colons), -1)
    if fitting >= 0:
        closed[stack[fitting][0]] = line
        unclosed += (opened for opened, _ in stack[fitting + 1 :])
        del stack[fitting:]
