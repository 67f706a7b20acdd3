"""Addresses in raw HTML: which become placeholders, and what is left as typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.addresses import is_component, rewrite_html, srcset_candidates
from ssg.content.collecting import Collected


def rewritten(html: str) -> tuple[str, list[tuple[str, str]]]:
    collected = Collected(html, 1)
    output, _ = rewrite_html(html, collected, 0)
    return output, [(link.target, link.kind) for link in collected.links]


@pytest.mark.parametrize(
    ("html", "targets"),
    [
        ('<a href="b.md">', [("b.md", "link")]),
        ("<a href='b.md'>", [("b.md", "link")]),
        ("<a href=b.md>", [("b.md", "link")]),
        ("<A HREF = 'b.md'>", [("b.md", "link")]),
        ('<a\nclass="x"\nhref="/b/">', [("/b/", "link")]),
        ('<a href="#part">', [("#part", "link")]),
        ('<a href="a&amp;b">', [("a&b", "link")]),
        ('<a href="ftp://a.org">', [("ftp://a.org", "link")]),
        ('<a href="//a.org/x">', [("//a.org/x", "link")]),
        ('<img src="a.png" alt="">', [("a.png", "file")]),
        ('<iframe src="/a/">', [("/a/", "link")]),
        ('<video src="a.mp4" poster="b.png">', [("a.mp4", "file"), ("b.png", "file")]),
        ('<audio src="a.mp3">', [("a.mp3", "file")]),
        ('<object data="a.pdf">', [("a.pdf", "file")]),
        ('<script src="a.js"></script>', [("a.js", "file")]),
        ('<source srcset="a.png 1x, b.png 2x">', [("a.png", "file"), ("b.png", "file")]),
        ('<svg><use xlink:href="#i"/></svg>', [("#i", "file")]),
        ('<a href="x" href="y">', [("x", "link")]),
        ('<a title=">" href="x">', [("x", "link")]),
        ('<!--><a href="x">-->', [("x", "link")]),
    ],
)
def test_an_address_of_the_site_becomes_a_placeholder(html: str, targets: list[tuple[str, str]]) -> None:
    output, found = rewritten(html)
    assert found == targets
    assert sorted({int(n) for n in re.findall("\x02(\\d+)\x03", output)}) == list(range(len(targets)))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.org/b">',
        '<a href="HTTP://a.org">',
        '<a href="mailto:a@b.org">',
        '<a href="tel:+1">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<a href="">',
        "<a href>",
        '<a data-href="b.md">',
        '<div data="b.md">',
        '<!-- <a href="b.md"> -->',
        "<script>\"<a href='b.md'>\"</script>",
        '<style>@import "<a href=b>"</style>',
        '<textarea><a href="b.md"></textarea>',
        "a < b href=c > d",
        "<",
        "<a",
        "</a href=x>",
        '<a title="href=b.md">',
        "<pre>&lt;a href=b.md&gt;</pre>",
    ],
)
def test_everything_else_stays_as_typed(html: str) -> None:
    assert rewritten(html) == (html, [])


def test_a_real_link_in_preformatted_text_is_a_link() -> None:
    assert rewritten('<pre><a href="b.md">x</a></pre>')[1] == [("b.md", "link")]


def test_one_address_has_one_number() -> None:
    output, found = rewritten('<a href="b"></a><a href="b"></a>')
    assert (output, found) == ('<a href="\x020\x03"></a><a href="\x020\x03"></a>', [("b", "link")])


def test_a_comment_that_is_never_closed_hides_the_rest() -> None:
    assert rewritten('<p><!-- <a href="b">')[1] == []


@pytest.mark.parametrize(
    ("value", "candidates"),
    [
        ("a.png", [("a.png", "")]),
        ("a.png 1x, b.png 2x", [("a.png", "1x"), ("b.png", "2x")]),
        ("a.png, b.png 2x", [("a.png", ""), ("b.png", "2x")]),
        (" a.png 100w ,b.png 200w ", [("a.png", "100w"), ("b.png", "200w")]),
        ("data:image/png;base64,AA 1x, b.png 2x", [("data:image/png;base64,AA", "1x"), ("b.png", "2x")]),
        ("a,b.png 1x", [("a,b.png", "1x")]),
        (", ,", []),
        ("", []),
    ],
)
def test_a_srcset_is_read_as_browsers_read_it(value: str, candidates: list[tuple[str, str]]) -> None:
    assert srcset_candidates(value) == candidates


@pytest.mark.parametrize("name", ["Figure", "FIGURE", "Img", "IMG", "Br", "A", "P", "tabs", "my-element", "Div"])
def test_html_in_capitals_is_no_component(name: str) -> None:
    assert not is_component(name)


@pytest.mark.parametrize("name", ["Tabs", "TabItem", "CodeBlock", "Foo.Bar", "String"])
def test_a_capitalised_name_that_html_does_not_have_is_one(name: str) -> None:
    assert is_component(name)


def test_places_are_lines_and_columns_of_the_file() -> None:
    collected = Collected('<p>\n  <a href="x">\n<img src="y">\n', 7)
    rewrite_html('<p>\n  <a href="x">\n<img src="y">\n', collected, 0)
    assert [(link.line, link.column) for link in collected.links] == [(8, 12), (9, 11)]
    assert [(found.line, found.column) for found in collected.problems] == [(9, 1)]


def test_the_text_between_tags_is_collected() -> None:
    html = "<p>One &amp; <b>two</b></p><script>no</script><pre>no</pre><!-- no --> three"
    assert rewrite_html(html, Collected(html, 1), 0)[1] == "One & two three"


@given(st.text(alphabet="<>/=\"' abhrefsc!-&;\n"))
def test_without_addresses_to_resolve_nothing_changes(html: str) -> None:
    collected = Collected(html, 1)
    output, _ = rewrite_html(html, collected, 0)
    if not collected.links:
        assert output == html


@given(st.text(alphabet="<>/=\"' ahrefimgsrcset,!-&;\n"))
def test_every_placeholder_has_its_link(html: str) -> None:
    collected = Collected(html, 1)
    output, _ = rewrite_html(html, collected, 0)
    assert {int(n) for n in re.findall("\x02(\\d+)\x03", output)} == set(range(len(collected.links)))
