"""Front matter without its marks, as in Pelican, or as JSON: here it is text, and not meant so."""

from __future__ import annotations

import json
import re

from ssg.core.errors import Diagnostic, diagnostic

MOST = 4096  # characters that are looked at
TELLING = frozenset({"title", "date"})
"""Keys of which one must be there, in any case: a text may well begin with a word and a colon."""

_HEAD_LINE = re.compile(r"([A-Za-z][\w -]*):(?:[ \t].*)?|[ \t]+\S.*")  # a key and its value, or more of the value


def report_unfenced(text: str, start: int) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a text that has no front matter, and whose first filled line begins at ``start``."""
    head = text[start : start + MOST]
    lines = _json_lines(head) if head.startswith("{") else _key_lines(head)
    if not lines:
        return ()
    first = text.count("\n", 0, start) + 1
    message = "these lines look like front matter, and are printed as text"
    help = f"put a line --- before line {first}, and another one behind line {first + lines - 1}"
    at, length = (first, 1), len(head.split("\n", 1)[0])
    return (diagnostic("unfenced-front-matter", message, help=help, at=at, source=text[: start + MOST], length=length),)


def _json_lines(head: str) -> int:
    """Return the lines of the JSON that ``head`` begins with; 0 when that is no front matter."""
    try:
        values, end = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        return 0
    return head.count("\n", 0, end) + 1 if TELLING & values.keys() else 0


def _key_lines(head: str) -> int:
    """Return the lines up to the first blank one, if each is a key with its value; else 0. One alone says little."""
    lines = head.split("\n\n", 1)[0].rstrip("\n").split("\n")
    found = [_HEAD_LINE.fullmatch(line) for line in lines]
    keys = {match[1].lower() for match in found if match and match[1]}
    return len(lines) if all(found) and len(keys) > 1 and TELLING & keys else 0
