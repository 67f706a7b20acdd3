"""Diagnostics: what they hold and how they are printed."""

from __future__ import annotations

import pickle

import pytest

from ssg.core.errors import CODES, MAX_EXCERPT, diagnostic, frame, has_errors, located, nearest, promoted

SOURCE = "---\ntitle: A\ntag: [llm]\n---\n"


def test_a_finding_is_printed_as_a_compiler_does() -> None:
    found = diagnostic(
        "unknown-key",
        "front matter has `tag`, which is not a key",
        help="did you mean `tags`?",
        at=(3, 1),
        source=SOURCE,
        length=3,
        file="content/a.md",
        level="error",
    )

    assert frame(found) == (
        "error[unknown-key]: front matter has `tag`, which is not a key\n"
        " --> content/a.md:3:1\n"
        "  |\n"
        "3 | tag: [llm]\n"
        "  | ^^^\n"
        "  |\n"
        "help: did you mean `tags`?"
    )


def test_a_finding_about_a_whole_file_has_no_line() -> None:
    assert frame(diagnostic("bad-lock", "x", file="addresses.lock")) == "error[bad-lock]: x\n--> addresses.lock"


def test_a_finding_about_nothing_in_particular_is_one_line() -> None:
    assert frame(diagnostic("output-locked", "another build runs")) == "error[output-locked]: another build runs"


def test_an_underline_ends_with_its_line() -> None:
    text = frame(diagnostic("bad-value", "x", at=(1, 3), source="abcdef", length=99, file="f"))

    assert text.splitlines()[4] == "  |   ^^^^"


def test_a_very_long_line_is_cut_around_the_place() -> None:
    source = "x" * 5000 + "HERE" + "y" * 5000
    text = frame(diagnostic("bad-value", "x", at=(1, 5001), source=source, length=4, file="f"))
    excerpt, underline = text.splitlines()[3:5]

    assert len(excerpt) <= MAX_EXCERPT + 4
    assert excerpt[underline.index("^") :][:4] == "HERE"


def test_a_tab_does_not_move_the_underline() -> None:
    text = frame(diagnostic("bad-value", "x", at=(1, 2), source="\tabc", length=3, file="f"))

    assert text.splitlines()[3:5] == ["1 |  abc", "  |  ^^^"]


def test_lines_are_counted_as_editors_count_them() -> None:
    found = diagnostic("bad-value", "x", at=(2, 1), source="a\u2028b\nsecond\n")

    assert found.excerpt == "second"


def test_an_unknown_code_is_our_own_bug() -> None:
    with pytest.raises(KeyError):
        diagnostic("no-such-code", "x")


def test_strict_makes_errors_of_warnings_alone() -> None:
    levels = {code: promoted(diagnostic(code, "x")).level for code in CODES}

    assert {levels[code] for code, level in CODES.items() if level == "warning"} == {"error"}
    assert {levels[code] for code, level in CODES.items() if level == "note"} == {"note"}


def test_findings_sort_by_file_line_and_column() -> None:
    found = [
        diagnostic("bad-value", "x", at=at, file=file) for file, at in [("b", (1, 1)), ("a", (2, 1)), ("a", (1, 9))]
    ]

    assert [(item.file, item.line) for item in sorted(found)] == [("a", 1), ("a", 2), ("b", 1)]


def test_a_finding_crosses_processes() -> None:
    found = diagnostic("bad-value", "x", at=(1, 1), source="abc", file="a")

    assert pickle.loads(pickle.dumps(found)) == found


def test_a_finding_can_be_placed_later() -> None:
    found = located(diagnostic("bad-value", "x"), "content/a.md")

    assert found.file == "content/a.md"
    assert has_errors([found])
    assert not has_errors([diagnostic("dead-link", "x")])


@pytest.mark.parametrize(("name", "expected"), [("tag", "tags"), ("TITLE", "title"), ("zzz", "")])
def test_the_nearest_name_is_offered(name: str, expected: str) -> None:
    assert nearest(name, ["title", "tags", "date"]) == expected
