"""What is gathered while one body is parsed and printed: addresses, ids, prose, findings.

It lives as long as one call of `render_markdown`; nothing of it is shared between bodies.
"""

from __future__ import annotations

import re
from typing import Literal

from ssg.content.headings import Headings
from ssg.content.prose import shortened
from ssg.core.errors import CODES, Diagnostic, Level
from ssg.core.model import Link

Kind = Literal["link", "image", "file"]
Role = Literal["paragraph", "aside", "other"]
"""What a text is in the body: a paragraph of its own, a cell or caption, or in a list, quote and the like."""

# Printed as they are. Everything else is for the index to resolve: it knows the post's place.
_PRINTED_AS_IT_IS = re.compile(r"(?:https?|mailto|tel|data):", re.IGNORECASE)
# Bounds on looking for an address in its block, so that long blocks stay linear. An address is not seen where
# entities or escapes stand in it.
_SEARCHED = 20_000  # characters
_MAX_MISSES = 8  # in one block
_DISTINCT = 8  # characters that make an address unlike a word of the text before it


def is_printed(target: str) -> bool:
    """Return whether an address is printed as it is: the web's, a mail's, a telephone's, data."""
    return _PRINTED_AS_IT_IS.match(target) is not None


def picture_marks(placeholder: str) -> tuple[str, str, str]:
    """Return the marks before an `<img>` of ours, for its address and behind it; empty where that is printed as it is.

    An `<img>` in raw HTML has none: it stays as its author wrote it, since style sheets may hang on what stands around.
    """
    number = placeholder[1:]
    return (f"\x05{number}", f"\x06{number}", f"\x07{number}") if placeholder else ("", "", "")


class Collected:
    """The gatherings of one body."""

    def __init__(self, text: str, first_line: int) -> None:
        self.first_line = first_line  # of the body, in its file
        self.lines = text.split("\n")
        self.links: list[Link] = []
        self.headings = Headings()
        self.problems: list[Diagnostic] = []
        self.prose: list[str] = []
        self.block: tuple[int, int] = (0, 0)  # lines of the block being printed, from 0, end exclusive
        self.heading = ""  # text of the heading last printed
        self.level_shift = 0
        self.in_code = 0  # depth of <pre> elements in raw HTML
        self.raw_text = ""  # the element of raw HTML, like script, whose content goes on; else empty
        self.table_labels: dict[str, int] = {}
        self._numbers: dict[tuple[str, Kind], int] = {}
        self._lead: list[str] = []
        self._first_paragraph = ""
        self._first_other = ""
        self._more = False
        self._cursor = (0, 0)  # (line, column) behind the address found last
        self._missed = (0, 0)  # (first line of a block, addresses not found in it)

    # ── addresses ───────────────────────────────────────────────────────────────────────────────────

    def number(self, target: str, kind: Kind, place: tuple[int, int] | None = None) -> int:
        """Return the number of ``target`` among the links; ``place`` is its (line from 0, column from 1)."""
        key = (target, kind)
        found = self._numbers.get(key)
        if found is None:
            line, column = place or self.locate(target)
            found = self._numbers[key] = len(self.links)
            self.links.append(Link(target=target, kind=kind, line=self.first_line + line, column=column))
        return found

    def placeholder(self, target: str, kind: Kind, place: tuple[int, int] | None = None) -> str:
        """Return what an attribute's value holds for ``target``; empty when it is printed as it is."""
        if not target or is_printed(target):
            return ""
        return f"\x02{self.number(target, kind, place)}\x03"

    def locate(self, target: str) -> tuple[int, int]:
        """Return the (line from 0, column from 1) of ``target`` in the current block, column 0 when it is not seen."""
        start, end = self.block
        if self._missed[0] != start:
            self._missed = (start, 0)
        elif self._missed[1] > _MAX_MISSES:
            return start, 0
        line, column = self._cursor if start <= self._cursor[0] < end else (start, 0)
        searched = 0
        for number in range(line, min(end, len(self.lines))):
            text = self.lines[number]
            at = _position(text, target, column if number == line else 0)
            if at < 0 and number == line and column:
                at = _position(text, target, 0)  # a picture stands before the address of the link around it
            if at >= 0:
                self._cursor = (number, at + len(target))
                return number, at + 1
            searched += len(text)
            if searched > _SEARCHED:
                break
        self._missed = (start, self._missed[1] + 1)
        return line, 0

    # ── findings ────────────────────────────────────────────────────────────────────────────────────

    def report(
        self,
        code: str,
        message: str,
        *,
        help: str = "",
        place: tuple[int, int] | None = None,
        subject: str = "",
        level: Level | None = None,
    ) -> None:
        """Add a finding at (line from 0, column from 1), else at the first line of the current block."""
        line, column = place or (self.block[0], 0)
        self.problems.append(
            Diagnostic(
                file="",
                line=self.first_line + line,
                column=column,
                code=code,
                message=message,
                help=help,
                level=level or CODES[code],
                excerpt=self.lines[line] if line < len(self.lines) else "",
                length=max(1, len(subject)) if column else 1,
                subject=subject,
            )
        )

    # ── prose ───────────────────────────────────────────────────────────────────────────────────────

    def add_heading(self, text: str) -> None:
        self.heading = text
        self.prose.append(text)

    def add_prose(self, text: str, role: Role) -> None:
        """Add the text of a block; cells and captions are no part of an excerpt."""
        if not text or self.in_code or self.raw_text or text.isspace():
            return
        self.prose.append(text)
        if role == "aside":
            return
        if not self._more:
            self._lead.append(text)
        if role == "paragraph":
            self._first_paragraph = self._first_paragraph or text
        else:
            self._first_other = self._first_other or text

    def end_lead(self) -> None:
        """Note that the "more" mark stands here; only the first one counts."""
        self._more = True

    def excerpt(self) -> str:
        """Return the text before the "more" mark, else the first paragraph that has text, cut at a word."""
        if self._more and self._lead:
            return shortened(" ".join(self._lead))
        return shortened(self._first_paragraph or self._first_other)


def _position(text: str, target: str, start: int) -> int:
    """Return where ``target`` stands in ``text`` behind ``start``, or -1. A short one may also be a word before it."""
    end = start + _SEARCHED
    at = text.find(target, start, end)
    if at < 0 or len(target) > _DISTINCT:
        return at
    behind_bracket = text.find("(" + target, start, end)
    return behind_bracket + 1 if behind_bracket >= 0 else at
