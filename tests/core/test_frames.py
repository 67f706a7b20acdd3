"""Findings as they are printed."""

from __future__ import annotations

import pytest

from ssg.core.errors import diagnostic, frame, nearest


def test_the_underline_stands_below_its_text_behind_wide_characters() -> None:
    source = "人工智能 [一](无.md)"
    found = diagnostic("dead-link", "x", at=(1, 10), source=source, length=4, file="content/a.md")
    excerpt, underline = frame(found).splitlines()[3:5]
    assert cells(underline.rstrip("^")) == cells(excerpt[: excerpt.index("无")])
    assert underline.count("^") == cells("无.md")


def cells(text: str) -> int:
    return sum(2 if ord(char) >= 0x1100 else 1 for char in text)


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\u202e", "\u2066", "\n", "\x07"])
def test_a_sign_that_a_terminal_obeys_is_not_printed(sign: str) -> None:
    found = diagnostic("dead-link", f"a{sign}b", help=f"c{sign}d", at=(1, 1), source=f"e{sign}f", file=f"g{sign}h")
    lines = frame(found).split("\n")
    assert len(lines) == 7
    assert [line for line in lines if sign in line] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tag", "tags"), ("titel", "title"), ("dtae", "date"), ("autors", "authors"), ("hide", ""), ("badges", "")],
)
def test_a_name_is_suggested_only_when_it_is_near(typed: str, meant: str) -> None:
    assert nearest(typed, ["id", "tags", "title", "date", "authors", "image", "slug"]) == meant
