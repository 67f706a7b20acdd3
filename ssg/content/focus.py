"""What must stay in sight where a picture is cut, as authors write it: words, or percent from the left and the top."""

from __future__ import annotations

import re

CENTER = (50, 50)

WORDS = {"left": (0, None), "right": (100, None), "top": (None, 0), "bottom": (None, 100), "center": (None, None)}
"""What each word says of the way from the left and from the top, in percent."""

_PERCENT = re.compile(r"(\d{1,3})(?:\.\d{1,6})?%?", re.ASCII)


def read_focus(typed: str) -> tuple[int, int] | None:
    """Return the place in percent from the left and from the top; None when it cannot be read.

    “left”, “top right”, “30% 20%”, “30 20”, and mixed as CSS has it: “left 20%”. Nothing typed is the middle.
    """
    words = typed.replace(",", " ").replace("centre", "center").lower().split()
    if not 1 <= len(words) <= 2:
        return None if words else CENTER
    if any(_PERCENT.fullmatch(word) for word in words):
        return _in_numbers(words)
    if any(word not in WORDS for word in words):
        return None
    across = {WORDS[word][0] for word in words} - {None}
    down = {WORDS[word][1] for word in words} - {None}
    if len(across) > 1 or len(down) > 1 or (len(words) == 2 and words[0] == words[1] != "center"):
        return None
    return next(iter(across), 50) or 0, next(iter(down), 50) or 0


def _in_numbers(words: list[str]) -> tuple[int, int] | None:
    """Return the place where a number is among the words: the first is the way from the left."""
    found = [_number(word, axis) for axis, word in enumerate(words)]
    x, y = found if len(found) == 2 else (found[0], 50)
    return (x, y) if x is not None and y is not None else None


def _number(word: str, axis: int) -> int | None:
    match = _PERCENT.fullmatch(word)
    if match:
        return int(match[1]) if int(match[1]) <= 100 else None
    if word == "center":
        return 50
    return WORDS[word][axis] if word in WORDS else None
