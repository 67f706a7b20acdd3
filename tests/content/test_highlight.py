"""Coloured code: classes only, escaped whatever happens, legible in both schemes."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.highlight import (
    DARK_STYLE,
    LIGHT_STYLE,
    MAX_HIGHLIGHTED,
    code_css,
    highlight,
    language_class,
    style_rules,
)

LANGUAGES = ["python", "js", "html", "bash", "toml", "", "nonsense"]


def text_of(html: str) -> str:
    return unescape(re.sub(r"</?span[^>]*>", "", html))


def test_code_gets_classes_and_no_style() -> None:
    assert highlight("a = 1", "python") == (
        '<span class="n">a</span> <span class="o">=</span> <span class="mi">1</span>'
    )


@pytest.mark.parametrize("language", ["", "text", "nonsense", "<b>", "py thon", "../x", "a" * 100])
def test_code_without_a_known_language_is_only_escaped(language: str) -> None:
    assert highlight("<a> & 'b'", language) == "&lt;a&gt; &amp; &#x27;b&#x27;"


@pytest.mark.parametrize("language", ['"><script>', "<b>", "a b", "", "é", "-x"])
def test_a_language_that_is_no_name_makes_no_class(language: str) -> None:
    assert language_class(language) == ""


@pytest.mark.parametrize("language", ["c++", "C#", "objective-c", "asp.net", "x86_64"])
def test_a_language_with_signs_in_its_name_makes_a_class(language: str) -> None:
    assert language_class(language) == language.lower()


def test_a_very_long_block_is_only_escaped() -> None:
    assert highlight("a = 1\n" * (MAX_HIGHLIGHTED // 6 + 1), "python").count("<span") == 0


def test_highlighted_lines_are_wrapped_and_spans_never_cross_a_line() -> None:
    html = highlight('x = """a\nb\n"""', "python", highlighted_lines={2})
    assert [line.count("<span") for line in html.split("\n")] == [3, 2, 1]
    assert '<span class="hl"><span class="s2">b\n</span></span>' in html


@given(st.text(), st.sampled_from(LANGUAGES), st.sets(st.integers(1, 5)))
def test_highlighting_never_changes_the_text(code: str, language: str, lines: set[int]) -> None:
    code = code.replace("\r", "")
    assert text_of(highlight(code, language, highlighted_lines=lines)) == code


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("style", [LIGHT_STYLE, DARK_STYLE])
@pytest.mark.parametrize("ground", ["", "hl"])
def test_every_colour_of_the_default_styles_is_legible(style: str, ground: str) -> None:
    rules = style_rules(style)
    pale = {
        name: round(contrast(rule["color"], rule.get("background", rules[ground]["background"])), 2)
        for name, rule in rules.items()
        if name != "hl" and "color" in rule
    }
    assert {name: ratio for name, ratio in pale.items() if ratio < 4.5} == {}


def test_the_style_sheet_has_the_dark_style_for_the_system_and_for_the_switch() -> None:
    sheet = code_css()
    assert sheet.startswith(".highlight {")
    assert "@media (prefers-color-scheme: dark) {" in sheet
    assert ':root:not([data-scheme="light"]) .highlight .k' in sheet
    assert ':root[data-scheme="dark"] .highlight .k' in sheet
    assert sheet.count("{") == sheet.count("}")


def test_an_unknown_style_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="“neon” is not a Pygments style"):
        code_css("neon")


def test_what_only_the_light_style_colours_is_taken_back_in_the_dark() -> None:
    sheet = code_css("xcode", "github-dark")
    assert "nb" in style_rules("xcode")
    assert "nb" not in style_rules("github-dark")
    for scope in (':root:not([data-scheme="light"])', ':root[data-scheme="dark"]'):
        reset = sheet.index(f"{scope} .highlight span {{ color: inherit;")
        assert reset < sheet.index(f"{scope} .highlight .k")
