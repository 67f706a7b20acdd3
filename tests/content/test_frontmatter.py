"""Front matter blocks: found, split, decoded, and read without ever raising, whatever the bytes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.frontmatter import FrontResult, read_front_matter
from ssg.content.parse_options import FrontOptions

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"


def read(text: str | bytes, **options: object) -> FrontResult:
    data = text if isinstance(text, bytes) else text.encode()
    return read_front_matter(data, FrontOptions(**options))  # type: ignore[arg-type]


def findings(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(item.code, item.line, item.column) for item in read(text).problems]


def corpus(folder: str, *suffixes: str) -> list[Path]:
    root = CORPORA / folder
    if not root.is_dir():
        pytest.fail(f"the test data is missing: this test reads {root}, beside the repository")
    return sorted(path for path in root.rglob("*") if path.suffix in suffixes)


# ── splitting ───────────────────────────────────────────────────────────────────────────────────────

SPLITS = [
    ("---\ntitle: A\n---\nBody\n", "A", "Body\n", 4),
    ("+++\ntitle = 'A'\n+++\nBody\n", "A", "Body\n", 4),
    ("\ufeff---\ntitle: A\n---\nBody\n", "A", "Body\n", 4),
    ("---\r\ntitle: A\r\n---\r\nBody\r\nMore\r\n", "A", "Body\nMore\n", 4),
    ("---\rtitle: A\r---\rBody", "A", "Body", 4),
    ("\n \n---\ntitle: A\n---\n\nBody\n", "A", "\nBody\n", 6),
    ("---  \ntitle: A\n---\t\nBody", "A", "Body", 4),
    ("---\ntitle: A\n---", "A", "", 4),
    ("---\n---\nBody", "", "Body", 3),
    ("---\n\n# nothing\n---\nBody", "", "Body", 5),
    ("---\ntitle: A\n---\nBody\n\n---\n\nMore", "A", "Body\n\n---\n\nMore", 4),
    ("Body\n---\ntitle: A\n---\n", "", "Body\n---\ntitle: A\n---\n", 1),
    ("\nBody", "", "\nBody", 1),
    ("\ufeffBody\r\n", "", "Body\n", 1),
    ("--- a\nb\n---\n", "", "--- a\nb\n---\n", 1),
    ("", "", "", 1),
    ("---\ntitle: A\nextra: {a: '\u2028'}\nslug: b\n---\nBody\u2028", "A", "Body\u2028", 6),
]


@pytest.mark.parametrize(("text", "title", "body", "line"), SPLITS)
def test_a_file_is_split_and_the_body_keeps_its_lines(text: str, title: str, body: str, line: int) -> None:
    result = read(text)

    assert (result.front.title, result.body, result.body_line) == (title, body, line)
    assert result.problems == ()


@pytest.mark.parametrize("mark", ["---", "+++"])
def test_a_block_that_never_ends_is_no_body(mark: str) -> None:
    result = read(f"\n{mark}\ntitle: A\n\nBody\n")

    assert [(item.code, item.line) for item in result.problems] == [("unclosed-front-matter", 2)]
    assert result.body == ""


def test_a_block_that_nearly_ends_says_which_line_to_mend() -> None:
    (found,) = read("---\ntitle: A\n----\nBody\n").problems

    assert found.help == "line 3 is “----”; make it ---"


def test_a_block_of_more_than_16_kb_is_refused() -> None:
    assert findings("---\ntitle: " + "a" * 16384 + "\n---\n") == [("front-matter-too-large", 1, 1)]


def test_a_huge_body_is_no_huge_front_matter() -> None:
    assert findings("---\ntitle: A\n---\n" + "a" * 3_000_000) == []


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────────

BYTES = [
    (b"---\ntitle: caf\xe9\n---\n", [("not-utf8", 2, 11)]),
    (b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nab\xff\r\n", [("not-utf8", 4, 3)]),
    ("---\ntitle: A\n---\n".encode("utf-16"), [("not-utf8", 1, 1)]),
    (b"---\ntitle: a\x00b\n---\n", [("control-character", 2, 9)]),
    (b"body\n\n ab\x0c\x1b", [("control-character", 3, 4)]),
    (b'---\ntitle: "a\\0b"\n---\n', [("control-character", 2, 8)]),
    (b'---\nextra: {a: ["\\e[2J"]}\n---\n', [("control-character", 2, 13)]),
    (b'+++\ntitle = "a\\u0007"\n+++\n', [("control-character", 2, 9)]),
    (b"---\ntitle: \xed\xa0\x80\n---\n", [("not-utf8", 2, 8)]),
]


@pytest.mark.parametrize(("data", "expected"), BYTES)
def test_bytes_that_are_no_clean_text_are_refused_at_their_place(
    data: bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert findings(data) == expected


def test_the_byte_offset_of_a_wrong_byte_counts_the_bom() -> None:
    (found,) = read(b"\xef\xbb\xbfab\xff").problems

    assert found.message == "byte 5 of the file is 0xFF, which is not UTF-8"


def test_many_control_characters_are_one_finding() -> None:
    (found,) = read(b"a\x00\x00\x01").problems

    assert found.message == "the NUL character stands in the text, and 2 more"


def test_mistakes_behind_a_wrong_byte_are_still_found() -> None:
    assert [code for code, _, _ in findings(b"---\ntitle: \xff\ndraft: maybe\n---\n")] == ["not-utf8", "wrong-type"]


# ── traps ───────────────────────────────────────────────────────────────────────────────────────────

TRAPS = [
    ("extra: " + "[" * 8000, "nested-too-deeply"),
    ("extra: " + "[" * 8000 + "]" * 8000, "nested-too-deeply"),
    ("extra: " + "{a: " * 4000, "nested-too-deeply"),
    ("extra:\n  " + "- " * 7000, "nested-too-deeply"),
    ("? " * 8000, "nested-too-deeply"),
    ("\n".join(" " * depth + "a:" for depth in range(150)), "nested-too-deeply"),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", "yaml-alias"),
    ("title: &t A", "yaml-alias"),
    ("extra: &e {a: 1}", "yaml-alias"),
    ("title: *t", "yaml-alias"),
    ("? *t\n: b", "yaml-alias"),
    ("extra: {a: !!python/object/apply:os.system [ls]}", "yaml-alias"),
    ("title: ! A", "yaml-alias"),
    ("title: A\ntitle: B", "duplicate-key"),
    ('title: A\n"title": A', "duplicate-key"),
    ("image:\n  src: a\n  src: b", "duplicate-key"),
    ("title: A: B", "bad-yaml"),
    ("title: [a", "bad-yaml"),
    ("title: {a: b", "bad-yaml"),
    ('title: "a', "bad-yaml"),
    ("title: @a", "bad-yaml"),
    ("title: `a`", "bad-yaml"),
    ("title: **bold**", "bad-yaml"),
    ("title: 'it's'", "bad-yaml"),
    ('title: "a" b', "bad-yaml"),
    ("title: A\n\tslug: b", "bad-yaml"),
    ("title: A\n slug: b", "bad-yaml"),
    ("title: A\nslug", "bad-yaml"),
    ('title: "\\q"', "bad-yaml"),
    ("tags: - a", "bad-yaml"),
    ("- a\n- b", "bad-yaml"),
    ("just text", "bad-yaml"),
    ("[a]: b", "bad-yaml"),
    (": b", "bad-yaml"),
    ("title: A\n...\nslug: b", "bad-yaml"),
    ("title: A\x7f", "bad-yaml"),
    ("date: 2026-02-30", "bad-date"),
    ("date: 12:30", "bad-date"),
]


@pytest.mark.parametrize(("block", "code"), TRAPS)
def test_a_trap_is_reported_with_its_place_and_a_remedy(block: str, code: str) -> None:
    started = time.perf_counter()
    problems = [item for item in read(f"---\n{block}\n---\nBody\n").problems if item.level == "error"]

    assert {item.code for item in problems} == {code}
    assert all(item.line > 1 and item.column > 0 and item.help for item in problems)
    assert time.perf_counter() - started < 2


MESSAGES = [
    ("title: A: B", (2, 9), "put the text in quotes: title: 'A: B'"),
    ("slug: a\ntitle: @a's", (3, 8), "put the text in quotes: title: '@a''s'"),
    ('slug: a\ntitle: "a\ndate: 2026-01-01', (3, 8), "end it with the quote it began with"),
    ("title: A\nslug", (3, 1), "write `key: value`; indent text that goes on over lines"),
]


@pytest.mark.parametrize(("block", "place", "help"), MESSAGES)
def test_a_yaml_mistake_points_at_what_was_typed(block: str, place: tuple[int, int], help: str) -> None:
    (found,) = read(f"---\n{block}\n---\n").problems

    assert ((found.line, found.column), found.help) == (place, help)


UNCLOSED = [
    ("tags: [AI, Law\nsummary: A\nslug: b", 2, 7, "a list in brackets is not closed", "end it with ]: tags: [AI, Law]"),
    ("tags: [\ntitle: A\nslug: b\nsummary: C", 2, 7, "a list in brackets is not closed", "end it with ]"),
    ("tags: [AI, [Law]\nslug: b", 2, 7, "a list in brackets is not closed", "end it with ]: tags: [AI, [Law]]"),
    ("title: A\ntags: [AI", 3, 7, "a list in brackets is not closed", "end it with ]: tags: [AI]"),
    ("title: A\ntags: [", 3, 7, "a list in brackets is not closed", "end it with ]"),
    ("tags:\n  - [AI\n  - Law\nslug: b", 3, 5, "a list in brackets is not closed", "end it with ]: - [AI]"),
    ("image: {src: a.png, alt: B\nslug: b", 2, 8, "a mapping in braces is not closed", "end it with }: image: {src"),
]


@pytest.mark.parametrize(("block", "line", "column", "message", "help"), UNCLOSED)
def test_a_bracket_that_is_not_closed_is_one_mistake_where_it_was_opened(
    block: str, line: int, column: int, message: str, help: str
) -> None:
    (found,) = read(f"---\n{block}\n---\n").problems
    assert (found.code, found.line, found.column, found.message) == ("bad-yaml", line, column, message)
    assert found.help.startswith(help)


def test_a_comma_that_is_missing_in_a_list_that_is_closed_is_reported_at_its_place() -> None:
    assert findings('---\ntitle: What [is this\ntags: ["AI" law, Chips]\nslug: b\n---\n') == [("bad-yaml", 3, 13)]


def test_one_reading_reports_every_mistake() -> None:
    block = "title: A: B\ndate: 2026-02-30\nslug: @x\ndraft: maybe\ndraft: true\nkey_points:\n  - a: b: c\ntag: x"

    assert findings(f"---\n{block}\n---\n") == [
        ("bad-yaml", 2, 9), ("bad-date", 3, 7), ("bad-yaml", 4, 7), ("wrong-type", 5, 8), ("duplicate-key", 6, 1),
        ("bad-yaml", 8, 9), ("unknown-key", 9, 1),
    ]  # fmt: skip


def test_mistakes_in_toml_have_the_lines_of_the_file() -> None:
    text = "\n+++\ntitle = A\ndate = 2026-02-30\ntags = 'x'\ntagz = 1\n+++\n"

    assert findings(text) == [("bad-toml", 3, 9), ("bad-date", 4, 8), ("unknown-key", 6, 1)]


SLOW = [
    "author: 'a" + " " * 16000 + "b'",
    "author: '" + "<" * 16000 + "'",
    "lang: en" + "-abcde" * 2600 + "!",
    "a: " * 5000,
]


@pytest.mark.parametrize("block", SLOW)
def test_no_text_makes_reading_slow(block: str) -> None:
    started = time.perf_counter()
    read(f"---\n{block}\n---\n")

    assert time.perf_counter() - started < 0.5


def test_brackets_in_quotes_or_text_are_no_nesting() -> None:
    assert findings('---\ntitle: "' + "[x] " * 100 + '"\nsummary: |\n  ' + "[x](y) " * 100 + "\n---\n") == []


# ── laws ────────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_raising(data: bytes) -> None:
    assert read(data).body_line >= 1


@given(st.text(alphabet="abt:-+ \n\t'\"[]{}#&*!|>%@,.0129?\\\u2028é\r", max_size=120), st.sampled_from(["---", "+++"]))
def test_any_block_is_read_without_raising_and_every_finding_has_a_place(block: str, mark: str) -> None:
    text = f"{mark}\n{block}\n{mark}\nBody"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    for item in read(text).problems:
        assert 1 <= item.line <= len(lines)
        assert 1 <= item.column <= len(lines[item.line - 1]) + 1
        assert len(item.excerpt) == len(lines[item.line - 1])


@given(st.text(max_size=300))
def test_body_and_front_matter_make_up_the_file(body: str) -> None:
    clean = "".join(char for char in body if char >= " " and not "\ud800" <= char <= "\udfff")

    assert read(f"---\ntitle: A\n---\n{clean}\n---\n").body == f"{clean}\n---\n"


def test_the_yaml_test_suite_neither_crashes_nor_raises() -> None:
    cases = corpus("fixtures/yaml", ".yaml")

    assert len(cases) > 300
    for case in cases:
        data = case.read_bytes()
        assert read(b"---\n" + data + b"\n---\n").body_line > 1
        for example in data.decode().split("\n- ")[:10]:
            assert read(f"---\n{example}\n---\n").body_line > 1


def test_the_front_matter_of_every_real_post_is_read() -> None:
    posts = corpus(".", ".md", ".mdx")

    assert len(posts) > 700
    for post in posts:
        result = read(post.read_bytes(), unknown="ignore")
        assert [item for item in result.problems if item.level == "error"] == [], post
