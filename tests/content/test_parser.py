"""The quicker loops: token for token what markdown-it-py's own make of the same rules."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssg.content.collecting import Collected
from ssg.content.inline_loop import InlineLoop
from ssg.content.parser import body_parser, extended_parser, parse_line, plain_preset

WORDS = """
a b2 snake_case 検索 （RAG） é 🙂 import export 3 ! ? : & &amp; &bogus; ; < > e.g. (x) 1. =
* ** *** _ __ ~ ~~ ` `` [ ] ]( ) ![ ! \\ \\* | $ $$ ^ ](https://example.com/a) ](../b.md) ](javascript:g) [^1] [r]
<https://a.b> <b> </b> {#id} {.class} { } <x@y.org>
"""
# Between broken bars; the arrow is a line end.
PHRASES = """
¦ ¦  ¦\t¦\u00a0¦\u2028¦](c "d")¦](<e f>)¦<!-- c -->¦<i style={{d: 1}}>¦↵¦↵↵¦  ↵¦↵> ¦↵- ¦↵1. ¦↵2) ¦↵    ¦↵  ¦↵\t¦↵# ¦
¦↵---↵¦↵===↵¦↵```py↵¦↵```↵¦↵~~~↵¦↵| a | b |↵|---|:-:|↵| ¦↵:::note T↵¦↵:::↵¦↵[^1]: ¦↵: ¦↵[r]: https://r.org 's'↵¦
¦↵- [ ] ¦↵> [!NOTE]↵> ¦↵<div>↵¦↵<pre>↵¦↵{.class}↵¦↵$$↵¦↵* ¦↵import x from 'y'↵¦↵export const z = 1↵¦↵***↵¦↵+ ¦
¦↵<Figure src="a.png"/>↵¦
"""
FRAGMENTS = (*WORDS.split(), *PHRASES.replace("\n", "").replace("↵", "\n").split("¦"))
BODIES = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)

PRINTED = attrgetter("type", "tag", "nesting", "attrs", "map", "content", "meta", "block", "hidden")


def facts(tokens: list[Any]) -> list[tuple[object, ...]]:
    """Return all that printing may read of the tokens; an empty text prints nothing."""
    return [
        (*PRINTED(token), token.info * (token.type != "text"), token.level * token.block, facts(token.children or []))
        for token in tokens
        if token.type != "text" or token.content
    ]


def outcome(parser: Any, text: str) -> tuple[object, ...]:
    collected = Collected(text, 1)
    tokens = parser.parse(text, {"collected": collected})
    return facts(tokens), collected.problems, collected.headings.ids


def assert_the_same(text: str, *, html: bool, math: bool) -> None:
    assert outcome(body_parser(html=html, math=math), text) == outcome(extended_parser(html=html, math=math), text)


@pytest.mark.parametrize("html", [True, False])
@pytest.mark.parametrize("math", [True, False])
@given(text=BODIES)
@settings(max_examples=150, deadline=None)
def test_the_loops_change_no_token(text: str, html: bool, math: bool) -> None:
    assert_the_same(text, html=html, math=math)


@pytest.mark.parametrize(
    "text",
    [
        "a**b**c *d*e f*g* **h*i** *j**k* ***l*** _m_ n_o_p __q__",
        "**“b”**c **検索（RAG）**技術 *a*b*",
        "*[a](b)* [*a*](b) [a *b](c) d* ![*a*](b)",
        "[a](b)[c](d 'e')[f](<g>)[h](i\\j)[k](javascript:l)[m](n&amp;o)[p!](q)",
        "[a [b](c) d](e) [[f](g)](h)",
        "\\*a* *\\* &amp;*b*&copy;\\\\",
        "a\n***\nb\n===\n\nc\n: d\n\n| e |\n|---|\n| f |\n* g\n  | h |\n",
        "- a\n\n      b\n  c\n1. d\n> - e\nf\n",
        "[" * 60 + "a" + "](b)" * 60,
        "> " * 50 + "a *b* [c](d)",
    ],
)
def test_what_stands_close_together_is_taken_apart_as_by_the_library(text: str) -> None:
    assert_the_same(text, html=True, math=True)


def test_every_rule_inside_blocks_has_its_signs() -> None:
    parser = extended_parser(html=True, math=True)
    parser.inline.ruler.push("unheard_of", lambda state, silent: False)

    with pytest.raises(KeyError, match="unheard_of"):
        InlineLoop(parser.inline, 40)


def test_a_line_is_text_where_it_has_no_markup() -> None:
    assert [(token.type, token.content) for token in parse_line("GPT-5.2: half the price, +3 %")] == [
        ("text", "GPT-5.2: half the price, +3 %")
    ]
    assert parse_line("") == []


def test_line_ends_of_all_systems_part_lines() -> None:
    assert plain_preset().render("a\r\n\r\nb\rc\0") == "<p>a</p>\n<p>b\nc\ufffd</p>\n"
