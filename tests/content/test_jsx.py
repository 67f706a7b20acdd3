"""JSX in raw HTML: what MDX posts write, printed as HTML means it."""

from __future__ import annotations

import pytest

from ssg.content import jsx
from ssg.content.markdown import Rendered, render_markdown
from ssg.content.parse_options import MarkdownOptions


def render(text: str) -> Rendered:
    return render_markdown(text, 1, MarkdownOptions(), take_title=False)


@pytest.mark.parametrize(
    ("name", "braces", "meant"),
    [
        ("src", "{'/a.png'}", "/a.png"),
        ("src", '{"/a.png"}', "/a.png"),
        ("src", "{`/a.png`}", "/a.png"),
        ("width", "{640}", "640"),
        ("controls", "{true}", True),
        ("controls", "{false}", False),
        ("src", "{picture}", None),
        ("src", "{`/${name}.png`}", None),
        ("style", "{{width: '50%'}}", "width:50%"),
        ("style", "{{ textAlign: \"center\", margin: '20px 0', }}", "text-align:center;margin:20px 0"),
        ("style", "{{height: 0, width: 5, opacity: 0.5}}", "height:0;width:5px;opacity:0.5"),
        ("style", "{{'--gap': '1em'}}", "--gap:1em"),
        ("style", "{{width: size}}", None),
        ("style", "{styles}", None),
    ],
)
def test_a_value_in_braces_is_read_where_no_program_is_needed(name: str, braces: str, meant: str | bool | None) -> None:
    assert jsx.html_value(name, braces) == meant


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<div style={{margin: '20px 0'}}>x</div>", '<div style="margin:20px 0">x</div>'),
        ("<details className='tip'>\n</details>", "<details class='tip'>\n</details>"),
        ("<b width={3}>x</b>", '<p><b width="3">x</b></p>\n'),
        ("a `<b x={y}>` b", "<p>a <code>&lt;b x={y}&gt;</code> b</p>\n"),
        ("<a title='{x}'>x</a>", "<p><a title='{x}'>x</a></p>\n"),
    ],
)
def test_a_tag_with_jsx_is_printed_as_html(typed: str, printed: str) -> None:
    assert render(typed).html == printed


def test_a_picture_with_a_style_in_braces_is_a_picture_and_not_text() -> None:
    rendered = render("<img src={'/a.png'} alt=\"x\" style={{width: '50%'}} />")
    assert rendered.html == '<p><img src="\x020\x03" alt="x" style="width:50%" /></p>\n'
    assert [(link.target, link.kind, link.line) for link in rendered.links] == [("/a.png", "file", 1)]


def test_a_value_that_only_a_program_could_tell_is_left_out_with_a_note_at_its_place() -> None:
    rendered = render("text\n\n<div onClick={go}>x</div>")
    assert "go" not in rendered.html
    assert [(found.code, found.line, found.column) for found in rendered.problems] == [("mdx-component", 3, 6)]


@pytest.mark.parametrize("name", ["iframe", "div", "a", "video", "pre", "script"])
def test_an_element_closed_like_a_component_does_not_swallow_the_rest_of_the_page(name: str) -> None:
    html = render(f"<div>\n<{name} id='x' />\n</div>\n\n## Behind").html
    assert f"<{name} id='x' ></{name}>\n</div>" in html
    assert '<h2 id="behind">' in html


@pytest.mark.parametrize("typed", ["<br/>", "<img alt='' src='https://a.org/b.png'/>", "<svg><path d='M0 0'/></svg>"])
def test_empty_elements_and_drawings_stay_as_typed(typed: str) -> None:
    assert typed in render(f"<div>{typed}</div>").html


def test_template_syntax_of_other_tools_stays_as_typed() -> None:
    assert "href={{ site.url }}" in render("<div><a href={{ site.url }}>x</a></div>").html
