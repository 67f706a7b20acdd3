"""The source line and its underline alone, for whoever shows the rest of a finding elsewhere."""

from __future__ import annotations

import msgspec
import pytest

from ssg.core.errors import diagnostic, excerpt_frame, frame, located

SOURCE = "title: A\ntag: [llm]\n"
FOUND = located(diagnostic("unknown-key", "it is no key", at=(2, 1), source=SOURCE, length=3), "content/a.md")


def test_an_excerpt_is_the_line_with_its_number_and_its_underline() -> None:
    assert excerpt_frame(FOUND) == "\n".join(["  |", "2 | tag: [llm]", "  | ^^^", "  |"])


def test_an_excerpt_is_a_part_of_the_whole_frame() -> None:
    assert excerpt_frame(FOUND) in frame(FOUND)


def test_a_finding_about_a_line_as_a_whole_has_no_underline() -> None:
    found = diagnostic("bad-yaml", "it is no YAML", at=(2, 0), source=SOURCE)

    assert excerpt_frame(found) == "\n".join(["  |", "2 | tag: [llm]", "  |"])


@pytest.mark.parametrize("at", [(0, 0), (9, 1)])
def test_where_the_line_is_not_known_there_is_no_excerpt(at: tuple[int, int]) -> None:
    assert excerpt_frame(diagnostic("bad-yaml", "it is no YAML", at=at, source=SOURCE)) == ""


def test_an_excerpt_holds_nothing_that_a_terminal_or_a_page_would_obey() -> None:
    found = msgspec.structs.replace(FOUND, excerpt="a\x1b[2Jb\u202ec\u2028d")

    assert not {"\x1b", "\u202e", "\u2028"} & set(excerpt_frame(found))
