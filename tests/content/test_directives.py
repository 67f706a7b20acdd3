"""Directives: what their opening line says, which fence closes which, what they print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.directives import attribute_list, attributes, matched_fences, opening
from ssg.content.markdown import Rendered, render_markdown
from ssg.content.parse_options import MarkdownOptions


def render(text: str) -> Rendered:
    return render_markdown(text, 1, MarkdownOptions(), False)


@pytest.mark.parametrize(
    ("line", "name", "title", "found"),
    [
        (":::note", "note", "", {}),
        ("::: note", "note", "", {}),
        (":::NOTE", "note", "", {}),
        (":::note[A title]", "note", "A title", {}),
        (":::note A title", "note", "A title", {}),
        (":::note[A]{.wide #x}", "note", "A", {"class": "wide", "id": "x"}),
        (':::callout{title="T" kind=tip}', "callout", "T", {"title": "T", "kind": "tip"}),
        (":::figure{src='a b.png' alt=\"\"}", "figure", "", {"src": "a b.png", "alt": ""}),
        (":::figure {src=a.png}", "figure", "", {"src": "a.png"}),
        ("::::tip", "tip", "", {}),
        (":::note [text](https://a.org) and more", "note", "text", {}),
    ],
)
def test_an_opening_line_is_read(line: str, name: str, title: str, found: dict[str, str]) -> None:
    directive = opening(line)
    assert directive is not None
    assert (directive.name, directive.attributes) == (name, found)
    assert directive.title.startswith(title)


@pytest.mark.parametrize("line", [":::", "::note", ":::1", ":::{.x}", "text :::note", "::: :::"])
def test_other_lines_open_nothing(line: str) -> None:
    assert opening(line) is None


@pytest.mark.parametrize(
    ("text", "closed", "unclosed"),
    [
        (":::a\n:::", {0: 1}, []),
        (":::a\n:::b\n:::\n:::", {1: 2, 0: 3}, []),
        ("::::a\n:::b\n:::\n::::", {1: 2, 0: 3}, []),
        ("::::a\n:::b\n::::", {0: 2}, [1]),
        (":::a\n::::", {0: 1}, []),
        ("::::a\n:::", {}, [0]),
        (":::a\n```\n:::\n```\n:::", {0: 4}, []),
        (":::a\n~~~~\n~~~\n:::\n~~~~\n:::", {0: 5}, []),
        (":::a\n:::b\n:::", {1: 2}, [0]),
        (":::", {}, []),
    ],
)
def test_a_fence_closes_the_innermost_it_fits(text: str, closed: dict[int, int], unclosed: list[int]) -> None:
    assert matched_fences(list(enumerate(text.split("\n")))) == (closed, unclosed)


@pytest.mark.parametrize("text", ["word", "% raw %", "#", ".", "a=", "{#x}", "", " ", "#x word", '"a"'])
def test_braces_with_anything_else_are_no_attributes(text: str) -> None:
    assert attribute_list(text) is None


@given(st.text())
def test_reading_attributes_never_fails(text: str) -> None:
    assert isinstance(attributes(text), dict)


@given(st.lists(st.sampled_from([":::a", ":::", "::::", "::::b", "```", "text", ""]), max_size=30))
def test_directives_close_behind_their_opening_and_never_cross(lines: list[str]) -> None:
    closed, unclosed = matched_fences(list(enumerate(lines)))
    spans = sorted(closed.items())
    assert all(start < end for start, end in spans)
    assert all(not a[0] < b[0] < a[1] < b[1] for a in spans for b in spans)
    assert not set(closed) & set(unclosed)


# ── printing ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "message", "help_part"),
    [
        (":::figre\nx\n:::", "`figre` is not a directive", "did you mean `figure`?"),
        (":::zzz\nx\n:::", "`zzz` is not a directive", "known are figure"),
        (":::figure\nx\n:::", "the figure has no `src`", 'write :::figure{src="…"}'),
        (":::video\nx\n:::", "the video has no `src`", 'write :::video{src="…"}'),
        (":::note\nx", "the directive `note` is not closed", "as many colons"),
        (":::video{src=a.mp4 poster=https://a.org/b.png}\nx\n:::", "the poster is on another host", "beside the post"),
    ],
)
def test_a_mistake_is_reported_and_the_content_stays(text: str, message: str, help_part: str) -> None:
    rendered = render("before\n\n" + text)
    assert [(item.code, item.line, item.message) for item in rendered.problems] == [("bad-directive", 3, message)]
    assert help_part in rendered.problems[0].help
    assert "x" in rendered.html


def test_each_unclosed_directive_is_reported_once() -> None:
    assert [item.line for item in render("a\n:::note\nb\n\n:::tip\nc\n").problems] == [2, 5]


def test_a_figure_without_alt_is_reported_and_with_an_empty_one_is_not() -> None:
    text = ":::figure{src=a.png}\n:::\n\n:::figure{src=b.png alt=''}\n:::\n"
    assert [(item.code, item.line) for item in render(text).problems] == [("missing-alt", 1)]


@pytest.mark.parametrize("above", ["1. item", "- item\n  - inner", "- [x] item", "> quote", "[^1]: note"])
def test_a_directive_right_below_another_block_stands_by_itself(above: str) -> None:
    html = render_markdown(f"{above}\n:::note\nText\n:::\n", 1, MarkdownOptions(), False).html
    assert html.endswith(
        '<div class="callout callout-note" role="note">\n<p class="callout-title">Note</p>\n<p>Text</p>\n</div>\n'
    )


@pytest.mark.parametrize("above", ["1. item", "- [x] item", "[^1]: note"])
def test_an_unclosed_directive_right_below_another_block_is_text_and_reported(above: str) -> None:
    rendered = render_markdown(f"{above}\n:::note\nText\n", 1, MarkdownOptions(), False)
    assert [problem.code for problem in rendered.problems] == ["bad-directive"]


def test_a_directive_in_a_list_ends_with_its_item() -> None:
    rendered = render("- a\n\n  :::note\n  b\n  :::\n\n- c\n")
    assert rendered.html.count("<li>") == 2
    assert rendered.html.count('class="callout callout-note"') == 1
    assert rendered.problems == ()


@pytest.mark.parametrize(
    ("address", "embed"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghijk",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1",
        ),
        (
            "https://www.youtube.com/watch?t=3&v=abcdefghijk",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1",
        ),
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?autoplay=1&amp;dnt=1"),
        ("https://example.org/film", ""),
    ],
)
def test_a_video_is_a_link_that_loads_nothing(address: str, embed: str) -> None:
    html = render(f':::video{{src="{address}" title="T"}}\n:::').html
    assert ("data-embed" in html, embed in html) == (bool(embed), True)
    assert all(loading not in html for loading in ("<iframe", "<video", "<img", "<script", "src="))


def test_text_from_a_directive_is_escaped() -> None:
    html = render(""":::pullquote{cite='<b>"x"'}\nq\n:::\n\n:::video{src='a"b.mp4' title='<i>'}\n:::""").html
    assert ("<b>" in html, "<i>" in html) == (False, False)
