"""Front matter that was written for another tool, without marks, is not printed in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.frontmatter import read_front_matter
from ssg.content.parse_options import FrontOptions
from ssg.core.errors import Diagnostic


def findings(text: str) -> tuple[Diagnostic, ...]:
    return read_front_matter(text.encode(), FrontOptions()).problems


MEANT = [
    ("Title: My super title\nDate: 2010-12-03 10:20\nTags: pelican, publishing\n\nText.\n", (1, 1, 3)),
    ("\n\ntitle: A\ndate: 2026-01-10\n\nText.\n", (3, 3, 4)),
    ("Summary: One line\n    and more of it\nTitle: A\n\nText.\n", (1, 1, 3)),
    ("title: A\ndate: 2026-01-10", (1, 1, 2)),
    ("Title: A\r\nDate: 2026-01-10\r\n\r\nText.\r\n", (1, 1, 2)),
    ('{"title": "A", "date": "2026-01-10"}\n\nText.\n', (1, 1, 1)),
    ('{\n  "title": "A",\n  "tags": ["a"]\n}\nText.\n', (1, 1, 4)),
    ("title: Old style\ndate: 2012-01-02\ntags:\n- a\n---\nText.\n", (1, 1, 4)),
    (".. title: A\n.. slug: a\n.. date: 2026-01-10\n\nText.\n", (1, 1, 3)),
]


@pytest.mark.parametrize(("text", "lines"), MEANT)
def test_lines_that_look_like_front_matter_are_reported_with_where_the_marks_belong(
    text: str, lines: tuple[int, int, int]
) -> None:
    at, first, last = lines

    (found,) = findings(text)

    assert (found.code, found.level, found.line, found.column) == ("unfenced-front-matter", "warning", at, 1)
    assert found.help == f"put a line --- before line {first}, and another one behind line {last}"
    assert found.excerpt == text.replace("\r", "").split("\n")[at - 1]
    assert found.length == len(found.excerpt)


@pytest.mark.parametrize(("text", "lines"), MEANT)
def test_with_marks_where_the_help_says_the_lines_are_read(text: str, lines: tuple[int, int, int]) -> None:
    _, first, last = lines
    typed = text.replace("\r", "").split("\n")
    if typed[0].startswith(".."):
        typed = [line.removeprefix(".. ") for line in typed]
    typed.insert(last, "---")
    typed.insert(first - 1, "---")

    codes = {found.code for found in findings("\n".join(typed))}

    assert codes <= {"unknown-key", "joined-tags"}


@pytest.mark.parametrize(
    "text",
    [
        '---json\n{"title": "A"}\n---\nText.\n',
        "---yaml\ntitle: A\n---\nText.\n",
        "----\ntitle: A\n----\nText.\n",
        "<!--\n.. title: A\n.. status: draft\n-->\nText.\n",
    ],
)
def test_marks_that_are_not_ours_are_reported_where_they_stand(text: str) -> None:
    (found,) = findings(text)

    assert (found.code, found.line, found.column) == ("unfenced-front-matter", 1, 1)
    assert found.excerpt == text.split("\n")[0]
    assert found.help.startswith("write keys and values between two lines that are just ---")


TEXTS = [
    "Title: only one line says little\n\nText.\n",
    "<!-- a comment -->\nTitle: A\n\nText.\n",
    "<!--\nTitle: A\n-->\n\nText.\n",
    "----\n\nTitle: A\n",
    "Question: why?\nAnswer: because.\n\nText.\n",
    "Title: A\nand a second line without a key\n\nText.\n",
    "# Title: A\ndate: b\n",
    "https://title.example/\ndate: today\n",
    '{"model": "x"}\n',
    '{"title": "never ends\n',
    "{title} is text\n",
    "[" * 5000,
    "{" + '"a":{' * 3000,
    "",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_other_texts_are_texts(text: str) -> None:
    assert findings(text) == ()


@given(st.text(alphabet='tiledaTDae:{}"\n -', max_size=60))
def test_whatever_a_text_begins_with_it_is_printed_whole(text: str) -> None:
    read = read_front_matter(f"Title: {text}".encode(), FrontOptions())

    assert read.body == f"Title: {text}"
    assert {found.code for found in read.problems} <= {"unfenced-front-matter"}
