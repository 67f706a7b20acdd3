"""TOML with places: every value where it stands, every mistake where it was made."""

from __future__ import annotations

import textwrap
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ssg.core.nodes import Node, places, plain
from ssg.core.readers import Problems
from ssg.core.toml_nodes import read_toml


def read(text: str, first_line: int = 1) -> tuple[Node | None, Problems]:
    problems = Problems(text, "site.toml")
    return read_toml(text, problems, first_line), problems


EVERYTHING = textwrap.dedent(
    '''\
    # comment with [ and "
    title = "A # b"
    "quoted key" = 'x'
    a.b . c = 1
    list = [ # [[[
      "one", # two
      2,
      [true, {x = 1, y.z = "]"}],
    ]
    inline = {first = "}", second = 2026-01-13 08:00:00}
    long = """
    text with "quotes"" and ] """
    raw = \'\'\'it's\'\'\'
    [table.inner]
    key = -1.5e3
    [[rows]]
    n = 1
    [[rows]]
    n = 2
    [rows.more]
    deep = 0xff
    [[rows.sub]]
    s = "u"
    '''
)


def test_every_value_has_its_place() -> None:
    root, problems = read(EVERYTHING)

    assert root is not None
    assert problems.found == []
    found = places(root)
    expected = {
        "title": (2, 9),
        "quoted key": (3, 16),
        "a.b.c": (4, 11),
        "list": (5, 8),
        "list.0": (6, 3),
        "list.1": (7, 3),
        "list.2.1.x": (8, 15),
        "list.2.1.y.z": (8, 24),
        "inline.first": (10, 19),
        "inline.second": (10, 33),
        "long": (11, 8),
        "raw": (13, 7),
        "table": (14, 2),
        "table.inner": (14, 1),
        "table.inner.key": (15, 7),
        "rows.0": (16, 1),
        "rows.0.n": (17, 5),
        "rows.1.n": (19, 5),
        "rows.1.more.deep": (21, 8),
        "rows.1.sub.0.s": (23, 5),
    }
    assert {path: found[path] for path in expected} == expected


def test_values_are_those_of_tomllib() -> None:
    root, _ = read(EVERYTHING)
    values = tomllib.loads(EVERYTHING)
    values["inline"]["second"] = "2026-01-13T08:00:00"

    assert root is not None
    assert plain(root) == values


def test_a_value_keeps_its_text_as_typed() -> None:
    root, _ = read('date = 2026-01-13 08:00:00 # then\nsize = 0x10\ntext = "a\\tb"\n')

    assert root is not None
    assert [value.raw for _, value in root.entries] == ["2026-01-13 08:00:00", "0x10", '"a\\tb"']


def test_lines_count_from_the_first_line_of_the_block() -> None:
    root, problems = read("a = 1\nb = x\n", first_line=5)

    assert root is not None
    assert [item.line for item in problems.found] == [6]


MISTAKES = [
    ("a = 1\na = 2", "duplicate-key", (2, 1), "`a` is set twice"),
    ("a = 1\na = 2\nb = 3\n", "duplicate-key", (2, 1), "`a` is set twice"),
    ("[a]\n[b]\n[a]", "duplicate-key", (3, 1), "the table [a] stands twice"),
    ("a = foo", "bad-toml", (1, 5), "this is no value"),
    ("a = yes\n", "bad-toml", (1, 5), "this is no value"),
    ("a = 2026-02-30", "bad-date", (1, 5), "this date does not exist"),
    ('a = "x\nb = 1', "bad-toml", (1, 5), "the text has no closing quote"),
    ("a = 'x", "bad-toml", (1, 5), "the text has no closing quote"),
    ("a b = 1", "bad-toml", (1, 3), "there is no “=” behind the key"),
    ('a = "\\q"', "bad-toml", (1, 8), "the text has a “\\” that means nothing"),
    ("[a\nb = 1", "bad-toml", (1, 3), "the table's heading has no “]”"),
    ("a = 1 2", "bad-toml", (1, 7), "something stands behind the value"),
    ("= 1", "bad-toml", (1, 1), "this line is no TOML"),
    ("a = {b = 1, b = 2}", "duplicate-key", (1, 1), "a key stands twice in these braces"),
    ("a = '\x01'", "control-character", (1, 6), "a control character stands in the text"),
]


@pytest.mark.parametrize(("text", "code", "place", "message"), MISTAKES)
def test_a_mistake_is_reported_at_its_place(text: str, code: str, place: tuple[int, int], message: str) -> None:
    _, problems = read(text)

    assert [(item.code, (item.line, item.column), item.message) for item in problems.found] == [(code, place, message)]


def test_several_mistakes_are_reported_together_and_the_rest_is_read() -> None:
    root, problems = read("a = x\nb = 1\nno equals\nc = 2026-99-01\nb = 2\nd = 'd'\n")

    assert [(item.line, item.code) for item in problems.found] == [
        (1, "bad-toml"), (3, "bad-toml"), (4, "bad-toml"), (5, "duplicate-key"),
    ]  # fmt: skip
    assert root is not None
    assert plain(root) == {"b": 1, "d": "d"}


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "[" * 40 + "]" * 40, ".".join("a" * 3000) + " = 1"])
def test_nesting_beyond_the_limit_is_reported_and_crashes_nothing(text: str) -> None:
    _, problems = read(text)

    assert {item.code for item in problems.found} == {"nested-too-deeply"}


def test_brackets_inside_of_text_do_not_count_as_nesting() -> None:
    root, problems = read('a = "' + "[" * 100 + '" # ' + "[" * 100)

    assert root is not None
    assert problems.found == []


def test_a_whole_number_of_thousands_of_digits_is_a_mistake_and_no_crash() -> None:
    _, problems = read("a = " + "1" * 5000)

    assert [item.code for item in problems.found] == ["bad-toml"]


@given(st.text(alphabet="ab=.[]{}\"'#,\n 1-\\tT:x", max_size=60))
@example('""""""=1')
@example("a=[[]]\n[[b]]\n[b.c]\n")
def test_any_text_is_read_as_tomllib_does_or_reported(text: str) -> None:
    root, problems = read(text)

    try:
        values = tomllib.loads(text)
    except ValueError:
        assert problems.found
    else:
        assert root is not None
        assert not problems.found
        assert [key.text for key, _ in root.entries] == list(values)
