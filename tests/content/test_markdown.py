"""Markdown: golden pages for each feature, and the rules that a page of HTML shows badly."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ssg.content.markdown import Rendered, render_inline, render_markdown
from ssg.content.parse_options import MarkdownOptions

GOLDEN = Path(__file__).parent.parent / "golden" / "markdown"
ORDINARY = MarkdownOptions()
HTML_OFF = MarkdownOptions(html=False)


def render(text: str, options: MarkdownOptions = ORDINARY, *, take_title: bool = False) -> Rendered:
    return render_markdown(text, 1, options, take_title)


def shown(rendered: Rendered) -> str:
    """Return the page, its links and its findings in a form that a person can review."""
    html = re.sub("[\x02\x06](\\d+)\x03", r"‹\1›", re.sub("\x04(\\d+)\x03", r" ‹size \1›", rendered.html))
    html = re.sub("\x05(\\d+)\x03", r"‹picture \1›", re.sub("\x07(\\d+)\x03", r"‹/picture \1›", html))
    links = [f"{n} {link.kind} {link.target} {link.line}:{link.column}" for n, link in enumerate(rendered.links)]
    toc = [f"h{heading.level} {heading.id}: {heading.text}" for heading in rendered.toc]
    found = [f"{item.line}:{item.column} {item.level}[{item.code}] {item.message}" for item in rendered.problems]
    parts = {"excerpt": [rendered.excerpt], "ids": [" ".join(rendered.ids)], "toc": toc, "links": links, "found": found}
    return html + "".join(f"\n== {name}\n" + "\n".join(lines) + "\n" for name, lines in parts.items())


@pytest.mark.parametrize("source", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_a_feature_prints_as_its_golden_file(source: Path) -> None:
    options = MarkdownOptions(html=True, math=source.stem == "math")
    came_out = shown(render(source.read_text(encoding="utf-8"), options))
    golden = source.with_suffix(".html")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(came_out, encoding="utf-8")
    assert came_out == golden.read_text(encoding="utf-8")


def test_there_are_golden_files() -> None:
    assert len(list(GOLDEN.glob("*.md"))) >= 15


# ── titles and headings ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "title", "html_start"),
    [
        ("# One *two*\n\ntext", "One two", "<p>text"),
        ("# One {#x}\n\ntext", "One", "<p>text"),
        ("<!-- by hand -->\n\n# One\n\ntext", "One", "<!-- by hand -->"),
        ("import X from 'x'\n\n# One\n\ntext", "One", "<p>text"),
        ("One\n===\n\ntext", "One", "<p>text"),
        ("text\n\n# One", "", "<p>text"),
        ("## One\n\ntext", "", '<h2 id="one">'),
        ("", "", ""),
    ],
)
def test_a_first_h1_is_taken_out_as_the_title(text: str, title: str, html_start: str) -> None:
    rendered = render(text, take_title=True)
    assert (rendered.title, rendered.html.startswith(html_start)) == (title, True)


def test_a_title_in_front_matter_leaves_the_h1_in_the_body_one_level_down() -> None:
    assert '<h2 id="one">' in render("# One\n\n## Two").html


@pytest.mark.parametrize(
    "heading", ["# A new model!", "# a *new* model\\!", "A New Model\n===", "<!-- x -->\n\n# A new model"]
)
def test_an_opening_h1_that_only_repeats_the_title_is_not_printed_twice(heading: str) -> None:
    rendered = render_markdown(f"{heading}\n\n## Part", 1, ORDINARY, False, "A new model")
    assert "model" not in rendered.html.lower()
    assert rendered.toc[0].level == 2


def test_a_later_or_another_h1_stays_whatever_the_title_is() -> None:
    rendered = render_markdown("# Part\n\n# A new model", 1, ORDINARY, False, "A new model")
    assert [heading.text for heading in rendered.toc] == ["Part", "A new model"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ([2, 3, 4, 5, 6], [2, 3, 4, 5, 6]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
        ([2, 3, 2, 3, 3], [2, 3, 2, 3, 3]),
        ([2, 6], [2, 3]),
        ([1, 6], [2, 3]),
        ([4], [2]),
        ([2, 5, 5, 3], [2, 3, 3, 3]),
        ([2, 5, 6, 5], [2, 3, 4, 3]),
        ([5, 3, 2], [2, 2, 2]),
    ],
)
def test_levels_that_an_author_skips_are_closed_in_the_outline(typed: list[int], printed: list[int]) -> None:
    text = "\n\n".join(f"{'#' * level} Part {number}" for number, level in enumerate(typed))
    rendered = render(text)

    assert [heading.level for heading in rendered.toc] == printed
    assert [int(level) for level in re.findall(r"<h(\d)", rendered.html)] == printed


@pytest.mark.parametrize("name", ["location", "name", "__proto__", "main", "search", "toc", "key-points", "fn-1"])
def test_an_id_that_scripts_or_the_page_rely_on_gets_a_prefix(name: str) -> None:
    assert render(f"## x {{#{name}}}").toc[0].id == f"heading-{name}"


def test_a_thousand_equal_headings_have_a_thousand_ids() -> None:
    assert len(render("## a\n" * 1000).ids) == 1000


def test_heading_ids_and_ids_of_raw_html_never_meet() -> None:
    assert render('<p id="a">x</p>\n\n## a').toc[0].id == "a-2"


# ── safety ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](java&Tab;script:alert(1))",
        "[a](&#1;javascript:alert(1))",
        "[a](vbscript:x)",
        "[a](data:text/html;base64,x)",
        "![a](javascript:x)",
        "<javascript:alert(1)>",
    ],
)
def test_an_unsafe_protocol_becomes_no_link(text: str) -> None:
    rendered = render(text)
    unsafe = [link.target for link in rendered.links if re.match(r"\s*(java|vb)script:|data:", link.target, re.I)]
    assert (unsafe, re.findall(r'(?:href|src)="\s*(?:java|vb|data)', rendered.html, re.I)) == ([], [])


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "a <b onclick=x>b</b>", "<!-- c -->", "<Figure src='a' alt='b'/>"]
)
def test_raw_html_is_escaped_when_it_is_off(text: str) -> None:
    assert not re.search(r"<(?!/?p>)", render(text, HTML_OFF).html)


@pytest.mark.parametrize("attribute", ["onclick=x", 'style="color:red"', "href=x", "src=x", "srcdoc=x", "name=x"])
def test_attributes_that_could_do_harm_are_left_out(attribute: str) -> None:
    assert render(f"`a`{{.b {attribute}}}").html == '<p><code class="b">a</code></p>\n'


@pytest.mark.parametrize("text", ["{{ x }}", "{% if a %}b{% endif %}", "`{{ x }}`", "{{< figure >}}", "{%- raw -%}"])
def test_template_syntax_stays_as_typed(text: str) -> None:
    from html import unescape

    assert text.strip("`") in unescape(render(f"{text}\n\n{text} in a line").html)


def test_control_characters_written_as_entities_are_no_placeholders() -> None:
    html = render("a &#2;0&#3; &#5;0&#3; &#6;0&#3; &#7;0&#3; [b](https://example.org/&#2;)").html
    assert not re.search("[\x02-\x07]", html)


# ── findings ────────────────────────────────────────────────────────────────────────────────────────


def test_findings_and_links_have_the_lines_of_the_file() -> None:
    rendered = render_markdown("text\nand [a](b.md)\n\n![](c.png)", 11, MarkdownOptions(), False)
    found = rendered.problems[0]
    assert [(link.line, link.column) for link in rendered.links] == [(12, 9), (14, 5)]
    assert (found.code, found.line, found.column, found.excerpt) == ("missing-alt", 14, 5, "![](c.png)")


@pytest.mark.parametrize("text", ["> " * 60 + "a", "- " * 60 + "a"])
def test_nesting_that_the_parser_cuts_off_is_reported(text: str) -> None:
    assert [(item.code, item.level) for item in render(text).problems] == [("nested-too-deeply", "warning")]


def test_twelve_levels_of_lists_lose_nothing() -> None:
    text = "".join("  " * depth + f"- item{depth}\n" for depth in range(12))
    assert "item11" in render(text).html


def test_the_same_text_renders_the_same_twice() -> None:
    text = "# a\n\n[^1]\n\n[^1]: b\n\n[c](d)\n"
    assert render(text) == render(text)


# ── the more mark ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("a\n\nb\n\n<!--more-->\n\nc", "a b"),
        ("a\n\n<!-- truncate -->\n\nc", "a"),
        ("a\n\n{/* truncate */}\n\nc", "a"),
        ("{/* an editor's comment */}\n\na", "a"),
        ("{/*\nof lines\n\nand more\n*/}\n\na", "a"),
        ("a <!--more--> b\n\nc", "a"),
        ("# h\n\na\n\n<!--MORE-->\n\nc", "a"),
        ("<!--more-->\n\nc", "c"),
        ("![x](y.png)\n\ntext *is* `here`", "text is here"),
        ("## h\n\n> quote\n\ntext", "text"),
        ("- only\n- a list", "only"),
        ("<p>only <b>html</b></p>", "only html"),
        ("```\ncode\n```", ""),
        ("> [!NOTE]\n> said\n\ntext", "text"),
    ],
)
def test_the_excerpt_is_the_text_before_the_mark_or_the_first_paragraph(text: str, excerpt: str) -> None:
    assert render(text).excerpt == excerpt


@pytest.mark.parametrize("options", [MarkdownOptions(), HTML_OFF])
def test_the_more_mark_is_not_printed(options: MarkdownOptions) -> None:
    assert render("a\n\n<!--more-->\n\nb", options).html == "<p>a</p>\n<p>b</p>\n"


# ── key points ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("**50 %** more", "<strong>50 %</strong> more", "50 % more"),
        ("[web](https://a.org/) and [local](b.md)", '<a href="https://a.org/">web</a> and local', "web and local"),
        ("<b>x</b> & `y<z`", "&lt;b&gt;x&lt;/b&gt; &amp; <code>y&lt;z</code>", "<b>x</b> & y<z"),
        ("# no heading\n- no list", "# no heading - no list", "# no heading - no list"),
        ("", "", ""),
    ],
)
def test_a_key_point_is_inline_markdown_without_raw_html(text: str, html: str, plain: str) -> None:
    point = render_inline(text)
    assert (point.html, point.text) == (html, plain)
