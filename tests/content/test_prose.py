"""Words, minutes, excerpts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.markdown import render_markdown
from ssg.content.parse_options import MarkdownOptions
from ssg.content.prose import EXCERPT_CHARACTERS, count_words, reading_minutes, shortened


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two\nthree", 3),
        ("one — two - three & 4", 4),
        ("don't well-known 128K-token", 3),
        ("人工智能" * 125, 220),
        ("人工智能", 2),
        ("人工智能，大模型。", 3),
        ("小米 MiMo 团队 128K", 4),
        ("ひらがなカタカナ", 4),
        ("한국어 기사", 2),
        ("été à Paris", 3),
    ],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (220, 1), (329, 1), (330, 2), (440, 2), (2200, 10)])
def test_minutes_are_rounded_half_up_and_never_none(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


def test_a_speed_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        reading_minutes(100, 0)


def test_five_hundred_characters_of_chinese_take_as_long_as_220_words() -> None:
    assert count_words("字" * 500) == count_words("word " * 220)


def test_code_is_no_prose_but_code_in_a_sentence_is() -> None:
    body = "Use `numpy` here.\n\n```\na b c\n```\n\n    d e f\n\n<pre>g h</pre>\n\n<script>i j</script>\n"
    assert render_markdown(body, 1, MarkdownOptions(), False).prose == "Use numpy here."


def test_a_script_with_an_empty_line_stays_code() -> None:
    body = "<div>\n<script>\nlet a\n\nlet b\n\n</script>\n</div>\n\ntext"
    assert render_markdown(body, 1, MarkdownOptions(), False).prose == "text"


def test_prose_has_the_words_of_every_kind_of_block() -> None:
    body = "# h\n\np\n\n- l\n\n> q\n\n| t |\n|---|\n| c |\n\na\n: d\n\n<p>r</p>\n\n:::tip T\nx\n:::\n"
    assert render_markdown(body, 1, MarkdownOptions(), False).prose.split() == list("hplqtcadrTx")


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("short", "short"),
        ("a\n b", "a b"),
        ("word " * 60, "word " * 47 + "word…"),
        ("x" * 300, "x" * 240 + "…"),
        ("字" * 300, "字" * 240 + "…"),
        ("字" * 200 + "。" + "字" * 100, "字" * 200 + "。…"),
        ("字" * 50 + "。" + "字" * 250, "字" * 50 + "。" + "字" * 189 + "…"),
        ("word, " * 60, "word, " * 39 + "word…"),
    ],
)
def test_an_excerpt_is_cut_at_a_word_or_a_sentence(text: str, excerpt: str) -> None:
    assert shortened(text) == excerpt


@given(st.text(max_size=600))
def test_an_excerpt_is_one_short_line(text: str) -> None:
    excerpt = shortened(text)
    assert len(excerpt) <= EXCERPT_CHARACTERS + 1
    assert excerpt == " ".join(excerpt.split())


@given(st.text("aZ_9 \t\n\x1c\x00\x7f.,-(é—“"))
def test_a_word_has_a_letter_or_digit_and_stands_between_spaces(text: str) -> None:
    assert count_words(text) == sum(any(char.isalnum() or char == "_" for char in piece) for piece in text.split())


@given(st.text())
def test_words_are_never_fewer_than_none(text: str) -> None:
    assert count_words(text) >= 0
