"""Front matter in other marks than ours, or in none, as other tools have it: here it is text, and not meant so."""

from __future__ import annotations

import json
import re

from ssg.core.errors import Diagnostic, diagnostic

MOST = 4096  # characters that are looked at
TELLING = frozenset({"title", "date"})
"""Keys of which one must be there, in any case: a text may well begin with a word and a colon."""

_HEAD_LINE = re.compile(r"([A-Za-z][\w -]*):(?:[ \t].*)?|[ \t]+\S.*|- .*")  # a key and its value, or more of the value
_MARK = re.compile(r"(?:-{3,}|\+{3,}|;{3,}|<!--)[ \t]*[a-z]*")  # ---json, ----, <!--
_COMMENT = "<!--"
_NIKOLA_LINE = re.compile(r"\.\. ([a-z]+):.*")  # in a comment, or bare
_END = re.compile(r"\n[ \t]*\n|\n(?:-{3,}|-->)[ \t]*(?:\n|$)")


def report_unfenced(text: str, start: int) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a text that has no front matter, and whose first filled line begins at ``start``."""
    head = text[start : start + MOST]
    first_line, _, rest = head.partition("\n")
    in_marks = bool(_MARK.fullmatch(first_line))
    body = rest if in_marks else head
    if first_line.startswith(_COMMENT) and not _NIKOLA_LINE.match(rest):
        return ()  # a comment of the author's own
    lines = _json_lines(body) if body.startswith("{") else _key_lines(body, least=1 if in_marks else 2)
    if not lines:
        return ()
    first = text.count("\n", 0, start) + 1
    help = f"put a line --- before line {first}, and another one behind line {first + lines - 1}"
    if in_marks:
        help = "write keys and values between two lines that are just ---, one a line: title: Hello"
    message = "these lines look like front matter, and are printed as text"
    return (
        diagnostic(
            "unfenced-front-matter",
            message,
            help=help,
            at=(first, 1),
            source=text[: start + MOST],
            length=len(first_line),
        ),
    )


def _json_lines(head: str) -> int:
    """Return the lines of the JSON that ``head`` begins with; 0 when that is no front matter."""
    try:
        values, end = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        return 0
    return head.count("\n", 0, end) + 1 if TELLING & values.keys() else 0


def _key_lines(head: str, least: int) -> int:
    """Return the lines up to a blank one or a mark, if each is a key with its value and there are enough; else 0."""
    end = _END.search(head)
    lines = head[: end.start() if end else None].rstrip("\n").split("\n")
    found = [_NIKOLA_LINE.fullmatch(line) or _HEAD_LINE.fullmatch(line) for line in lines]
    keys = {match[1].lower() for match in found if match and match.lastindex}
    return len(lines) if all(found) and len(keys) >= least and TELLING & keys else 0
