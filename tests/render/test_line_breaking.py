"""Lines end where readers of each script expect it, and are of about one length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.render.line_breaking import NO_END, NO_START, balanced_lines, cut_to, most_lines, units_of


def by_count(text: str) -> float:
    """Measure a text as a typewriter does."""
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("OpenAI cuts prices", "OpenAI|cuts|prices"),
        ("state-of-the-art", "state-of-the-art"),
        ("Künstliche-Intelligenz-Haftung", "Künstliche-|Intelligenz-|Haftung"),
        ("GPT-5", "GPT-5"),
        ("50% cheaper", "50%|cheaper"),
        ("no\u00a0break here", "no\u00a0break|here"),
        ("发布模型", "发|布|模|型"),
        ("模型，价格。", "模|型，|价|格。"),
        ("「生成」の父", "「生|成」|の|父"),
        ("（以及）定义", "（以|及）|定|义"),
        ("ソニー、", "ソ|ニー、"),
        ("キャッシュ", "キャッ|シュ"),
        ("「『二重』」", "「『二|重』」"),
        ("发布V4旗舰", "发|布|V4|旗|舰"),
        ("“时刻”一周年", "“时|刻”|一|周|年"),
        ("是吗？！对", "是|吗？！|对"),
        ("售价￥99起", "售|价|￥99|起"),
        ("说——好", "说——|好"),
    ],
)
def test_a_line_may_end_between_these_pieces(text: str, pieces: str) -> None:
    assert "|".join(unit.text for unit in units_of(text)) == pieces


TEXTS = st.text("ab c、。「」（）ー一二三ッ“”…—!?", max_size=60)


@given(TEXTS, st.integers(8, 40))
def test_lines_hold_all_of_the_text_within_the_limit(text: str, limit: int) -> None:
    units = units_of(text)
    lines = balanced_lines(units, limit, by_count)

    if lines:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert max(map(len, lines)) <= limit
    else:
        assert not units or max(len(unit.text) for unit in units) > limit


@given(st.text("「」、。ッ一二三ー", min_size=1, max_size=60), st.integers(8, 40))
def test_no_line_of_one_text_begins_or_ends_with_what_must_not(text: str, limit: int) -> None:
    lines = balanced_lines(units_of(text), limit, by_count)

    assert [line for line in lines[1:] if line[0] in NO_START] == []
    assert [line for line in lines[:-1] if line[-1] in NO_END] == []


def test_lines_are_balanced() -> None:
    assert balanced_lines(units_of("one two three four five"), 20, by_count) == ("one two three", "four five")


def test_balancing_takes_no_line_more() -> None:
    assert len(balanced_lines(units_of("aaaa bbbb cccc dddd"), 9, by_count)) == 2


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 10, "short"),
        ("a few words too many", 12, "a few words…"),
        ("a few words, and more", 13, "a few words…"),
        ("unbreakable", 6, "unbre…"),
        ("一二三四五六七", 5, "一二三四…"),
        ("一二三、五六七", 5, "一二三…"),
    ],
)
def test_what_is_too_long_is_cut_at_a_word_with_an_ellipsis(text: str, limit: int, cut: str) -> None:
    assert cut_to(text, limit, by_count) == cut


@given(st.text(min_size=1, max_size=200), st.integers(2, 30), st.integers(1, 4))
def test_any_text_comes_to_at_most_so_many_lines_within_the_limit(text: str, limit: int, most: int) -> None:
    lines = most_lines(units_of(text), most, limit, by_count)

    assert len(lines) <= most
    assert all(len(line) <= limit for line in lines)
