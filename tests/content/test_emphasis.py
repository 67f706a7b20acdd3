"""Emphasis beside Chinese, Japanese and Korean text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.rules_inline import StateInline

from ssg.content.emphasis import flanking
from ssg.content.markdown import render_markdown
from ssg.content.parse_options import MarkdownOptions
from ssg.content.parser import plain_preset


def render(text: str) -> str:
    return render_markdown(text, 1, MarkdownOptions(), take_title=False).html.strip()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("この**検索拡張生成（RAG）**技術", "この<strong>検索拡張生成（RAG）</strong>技術"),
        ("その**「Flash」**を", "その<strong>「Flash」</strong>を"),
        ("この**大規模言語モデル (LLM)**に", "この<strong>大規模言語モデル (LLM)</strong>に"),
        ("画期的な**/search API**を公開", "画期的な<strong>/search API</strong>を公開"),
        ("**“超级”智能体**发布", "<strong>“超级”智能体</strong>发布"),
        ("他说*《书》*很好", "他说<em>《书》</em>很好"),
        ("旧~~（一）~~新", "旧<s>（一）</s>新"),
        ("한국어**(영어)**로", "한국어<strong>(영어)</strong>로"),
    ],
)
def test_emphasis_needs_no_spaces_in_text_that_has_none(typed: str, printed: str) -> None:
    assert render(typed) == f"<p>{printed}</p>"


@pytest.mark.parametrize("typed", ['a**"b"**c', "中 ** 文 ** 字", "snake_中_文（x）_字", "**“b”**c"])
def test_what_commonmark_leaves_as_typed_stays_so_elsewhere(typed: str) -> None:
    assert "<em>" not in render(typed)
    assert "<strong>" not in render(typed)


@given(st.text("ab .,\"'()é—€ \t", min_size=1, max_size=1), st.text("ab .,\"'()é—€ \t", min_size=1, max_size=1))
def test_without_such_text_the_rule_is_commonmarks(before: str, behind: str) -> None:
    state = StateInline(f"{before}**{behind}", plain_preset(), {}, [])
    scanned = state.scanDelims(1, True)
    assert flanking(before, behind) == (scanned.can_open, scanned.can_close)
