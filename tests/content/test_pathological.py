"""Inputs made to be slow: time grows with the size of the text, never with its square."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from ssg.content.markdown import render_inline, render_markdown
from ssg.content.parse_options import MarkdownOptions

ALL_ON = MarkdownOptions(html=True, math=True)
SIZE = 400  # of the smallest input, in repeats
GROWTH = 4
LIMIT = 12  # times the work at four times the size; quadratic would be 16


def growing_backticks(n: int) -> str:
    count = int(n**0.5) * 3
    return "".join("e" + "`" * length for length in range(1, count))


def nested_list(n: int) -> str:
    return "".join("  " * min(depth, 60) + f"- item {depth}\n" for depth in range(n))


INPUTS: dict[str, Callable[[int], str]] = {
    "template tags of many names": lambda n: "".join(
        f"{{% t{number} %}} `{{% t{number} %}}` \n" for number in range(n)
    ),
    "template tags that never end": lambda n: "{% a {{< b " * n,
    "nested brackets": lambda n: "[" * n + "a" + "]" * n,
    "open brackets": lambda n: "[" * n,
    "brackets in pairs": lambda n: "[a](" * n,
    "nested picture brackets": lambda n: "![" * n,
    "closed picture brackets": lambda n: "![" * n + "a" + "](b)" * n,
    "emphasis openers": lambda n: "*a " * n,
    "mixed emphasis openers": lambda n: "**a *b " * n,
    "emphasis closers": lambda n: "a_ " * n,
    "long delimiter runs": lambda n: "a**b" + "c* " * n,
    "alternating emphasis": lambda n: "*a_" * n,
    "strikethrough openers": lambda n: "~~a " * n,
    "growing backticks": growing_backticks,
    "backtick pairs": lambda n: "`a``" * n,
    "deep quotes": lambda n: "> " * n + "a",
    "quotes on many lines": lambda n: "> " * 50 + "a\n" + "> a\n" * n,
    "deep quotes without spaces": lambda n: ">" * n + "a",
    "nested lists": nested_list,
    "list markers on one line": lambda n: "- " * n + "a",
    "numbered markers on one line": lambda n: "1. " * n + "a",
    "angle brackets": lambda n: "<" * n,
    "open tags": lambda n: "<a href=" * n,
    "open comments": lambda n: "a <!-- " * n,
    "block comments": lambda n: "<!-- a\n" * n,
    "processing instructions": lambda n: "a <? " * n,
    "declarations": lambda n: "a <!A " * n,
    "character data": lambda n: "a <![CDATA[ " * n,
    "ampersands": lambda n: "&" * n,
    "open entities": lambda n: "&a" * n,
    "unclosed directives": lambda n: ":::note\n" * n,
    "unclosed directives between paragraphs": lambda n: ":::note\n\na\n\n" * n,
    "unclosed directives in lists": lambda n: "- :::note\n  a\n" * n,
    "unclosed directives in quotes": lambda n: "> :::note\n> a\n\n" * n,
    "directives in directives": lambda n: "".join(":" * (n + 3 - i) + "note\n" for i in range(min(n, 60))) + "a\n" * n,
    "closed directives": lambda n: ":::note\na\n:::\n" * n,
    "closing fences alone": lambda n: ":::\n" * n,
    "colons": lambda n: ":" * n,
    "dollars": lambda n: "$" * n,
    "dollars and words": lambda n: "$a " * n,
    "open math blocks": lambda n: "$$a\n# b\n" * n,
    "double dollars": lambda n: "$$a$ " * n,
    "escaped dollars": lambda n: "$a\\$ " * n,
    "open footnotes": lambda n: "[^a]: b\n\n" + "[^" * n,
    "footnote references": lambda n: "[^a]: b\n\n" + "[^a]" * n,
    "footnotes": lambda n: "".join(f"a[^{i}]\n\n[^{i}]: b\n\n" for i in range(n)),
    "nested footnotes": lambda n: "[^a]: " * n + "b",
    "open attributes": lambda n: "{" * n,
    "attributes behind code": lambda n: "`a`{.b " * n,
    "attributes in many lines": lambda n: "{.a}\n" * n + "b",
    "attributes with quotes": lambda n: '`a`{x="' * n,
    "attributes behind links": lambda n: "[a](b){.c}" * n,
    "definition lists": lambda n: "a\n: b\n" * n,
    "nested definitions": lambda n: "a\n" + ": " * n + "b",
    "headings with one text": lambda n: "# a\n" * n,
    "headings that look like repeats": lambda n: "".join(f"# a {i}\n# a\n" for i in range(n)),
    "parentheses in links": lambda n: "[a](" + "(" * n,
    "links with parentheses": lambda n: "[a]((((b" * n,
    "open link titles": lambda n: '[a](b "' * n,
    "references": lambda n: "".join(f"[{i}]: a\n" for i in range(n)) + "[1]" * n,
    "reference beginnings": lambda n: "[a]: " * n,
    "reference lines": lambda n: "[a\n" * n,
    "table of many cells": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b" * n + "|\n",
    "table of many rows": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * n,
    "tables": lambda n: "|a|\n|-|\n\n" * n,
    "almost tables": lambda n: "a|b\n" * n,
    "escaped pipes": lambda n: "|a|\n|-|\n|" + "\\|" * n,
    "underlined lines": lambda n: "a\n-\n" * n,
    "thematic breaks": lambda n: "* * *\n" * n,
    "spaces": lambda n: "a" + " " * n * 4 + "b",
    "empty lines": lambda n: "- a" + "\n" * n * 4 + "b",
    "tabs": lambda n: "\t" * n + "a",
    "backslashes": lambda n: "\\" * n,
    "hard breaks": lambda n: "a  \n" * n,
    "one long word": lambda n: "a" * n * 10,
    "marks": lambda n: ".,;" * n,
    "chinese": lambda n: "人工智能。" * n,
    "raw links in one line": lambda n: "<div>" + '<a href="b">c</a>' * n,
    "raw links in many lines": lambda n: "<div>\n" + '<a href="b&amp;c">c</a>\n' * n,
    "different raw links": lambda n: "<div>" + "".join(f'<a href="b{i}">c</a>' for i in range(n)),
    "links in one paragraph": lambda n: "".join(f"[a](b{i}) " for i in range(n)),
    "entity links in one paragraph": lambda n: "".join(f"[a](b&amp;{i}) " for i in range(n)),
    "inline tags in one paragraph": lambda n: "a" + "".join(f'<b id="x{i}">' for i in range(n)),
    "raw open attributes": lambda n: "<div>\n" + '<a href="' * n,
    "raw attributes": lambda n: "<div " + "a " * n,
    "raw equals": lambda n: "<div " + "= " * n,
    "raw scripts": lambda n: "<div>\n" + "<script>" * n,
    "raw text areas": lambda n: "<div>\n" + "<textarea></textarea>" * n,
    "raw comments": lambda n: "<div>\n" + "<!--" * n,
    "srcset commas": lambda n: '<img alt="" srcset="' + "," * n + '">',
    "srcset words": lambda n: '<img alt="" srcset="' + "a, " * n + '">',
    "open braces in tags": lambda n: "<div>\n" + "<a b={" * n,
    "open braces in inline tags": lambda n: "x " + "<a b={" * n + ">",
    "nested braces in tags": lambda n: "x <a " + "b={{" * n + "}}" * n + ">",
    "rules in braces": lambda n: "<div style={{" + "a: 'b'," * n + "}}>",
    "open rules in braces": lambda n: "<div style={{" + "a: 'b " * n + "}}>",
    "empty frames": lambda n: "<div>" + "<iframe/>" * n,
    "emphasis in chinese": lambda n: "人**（工" * n,
    "components": lambda n: "<Tabs>\n\n" * n,
    "open figures": lambda n: "<Figure\n" * n,
    "open figures in paragraphs": lambda n: "a\n\n<Figure src='a'\n" * n,
    "imports": lambda n: "import a from 'b'\n" * n,
    "open imports": lambda n: "import {\n" * n,
    "exports": lambda n: "export const a = {\n" * n,
    "import of many words": lambda n: "import " + "a " * n + "from",
    "alerts": lambda n: "> [!NOTE]\n> a\n\n" * n,
    "task items": lambda n: "- [x] a\n" * n,
    "nested task items": lambda n: "".join("  " * min(depth, 60) + "- [x] a\n" for depth in range(n)),
    "heading marks": lambda n: "# a" + "{" * n + "}",
    "heading classes": lambda n: "# a {" + ".a" * n + "!}",
    "fence attributes": lambda n: "```a " + 'b="' * n + "\n```",
    "fence lines": lambda n: "```a {" + "1-9999999," * n + "}\n```",
    "code": lambda n: "```python\n" + "a = 1\n" * n + "```",
    "autolinks": lambda n: "<a:b" * n,
    "mail addresses": lambda n: "<a@b" * n,
}


def work(make: Callable[[], object]) -> int:
    """Return how many function calls ``make`` does, in Python and in C: the same on every run and machine."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        make()
    finally:
        sys.setprofile(before)
    return calls


def test_the_measure_notices_quadratic_work() -> None:
    def pairs(n: int) -> list[int]:
        return [abs(i - j) for i in range(n) for j in range(n)]

    assert work(lambda: pairs(40 * GROWTH)) > LIMIT * work(lambda: pairs(40))


@pytest.mark.parametrize("name", INPUTS)
def test_calls_grow_no_faster_than_the_input(name: str) -> None:
    small, large = INPUTS[name](SIZE), INPUTS[name](SIZE * GROWTH)
    render_markdown(INPUTS[name](3), 1, ALL_ON, True)  # parsers and lexers are built once
    calls = work(lambda: render_markdown(small, 1, ALL_ON, True))
    assert work(lambda: render_markdown(large, 1, ALL_ON, True)) <= LIMIT * calls


@pytest.mark.parametrize("name", INPUTS)
def test_time_grows_no_faster_than_the_input(name: str) -> None:
    seconds = [least_seconds(INPUTS[name](SIZE * factor)) for factor in (1, 16)]
    # Work in C is in no count of calls, so the clock is asked too; linear work gives 16 and quadratic work 256, which
    # leaves room for a busy machine: it slows large inputs the most. Below some milliseconds the clock says nothing.
    assert seconds[1] <= max(128 * seconds[0], 0.05)


def least_seconds(text: str) -> float:
    def once() -> float:
        start = time.process_time()
        render_markdown(text, 1, ALL_ON, True)
        return time.process_time() - start

    return min(once(), once(), once())


@pytest.mark.parametrize("name", INPUTS)
def test_key_points_bear_them_too(name: str) -> None:
    assert render_inline(INPUTS[name](50)).text is not None
