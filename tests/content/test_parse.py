"""parse: a pure function of bytes and options that never raises."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssg.content.parse import parse, parse_all, parse_many
from ssg.content.parse_options import FrontOptions, MarkdownOptions, ParseOptions, parse_key
from ssg.core.digests import digest_bytes
from ssg.core.model import Body, Document

OPTIONS = ParseOptions(front=FrontOptions())
ALL_ON = ParseOptions(front=FrontOptions(), markdown=MarkdownOptions(html=True, math=True))
HTML_OFF = ParseOptions(front=FrontOptions(), markdown=MarkdownOptions(html=False))
CORPUS = Path(__file__).parents[3] / "shared" / "corpora"

POST = b"""---
title: A post
key_points: ["**One** thing", "[local](x.md)"]
---

First *paragraph* with a [link](other.md).

## Part

More.
"""

# Beginnings and ends of everything that has a meaning; plain random text seldom meets any of it.
WORDS = r"""
a * ** _ ` ``` ~~~ ~~ [ ] ( ) ![ ]( < > </ <!-- --> <!--more--> <script> </script> <pre> </pre> /> & &amp; &#2;
<Tabs> </Tabs> { } {#x} {.a} {% {{ ::: :::note ::::tip :::figure{src=a} :::video{src=b} $ $$ [^ [^1] === --- |
\ a|b |-|-| {/*truncate*/} javascript: https://a.org #a <img/src=a> srcset= </textarea> <textarea> <title>
é 人 。
"""
SPACED = (
    """[^1]: /: /> /> [!NOTE]/- /1. /- [x] /# /## /<a href="/">/<Figure /import a from 'b'/export const a = /[a]: b"""
)
SIGNS = ["<!-- more", ' srcset="a, b 2x"', ' hl_lines="1 2-3"', ' title="t"', "    ", "  ", "\t", "\u2028", "\ufeff"]
PIECES = [*WORDS.split(), *SPACED.split("/"), *SIGNS, "\x0b", "\x85", "\x7f", "\\\n"]
structured = st.lists(st.sampled_from([*PIECES, "\n", "\n", "\n\n", " "]), max_size=40).map("".join)


def test_a_post_becomes_a_document_and_a_body() -> None:
    document, body = parse(POST, OPTIONS)
    assert document.front.title == "A post"
    assert document.excerpt == "First paragraph with a link."
    assert [(point.html, point.text) for point in document.key_points] == [
        ("<strong>One</strong> thing", "One thing"),
        ("local", "local"),
    ]
    assert (document.words, document.minutes, document.heading) == (7, 1, "")
    assert [(link.target, link.line, link.column) for link in document.links] == [("other.md", 6, 33), ("#part", 8, 0)]
    assert document.ids == ("part",)
    assert body.markdown.strip().startswith("First *paragraph*")


def test_without_a_title_the_first_heading_is_taken_out() -> None:
    document, body = parse(b"# The *title*\n\ntext", OPTIONS)
    assert (document.heading, body.html) == ("The title", "<p>text</p>\n")


def test_with_a_title_the_heading_stays() -> None:
    document, body = parse(b"---\ntitle: x\n---\n# Heading\n\ntext", OPTIONS)
    assert (document.heading, body.html.startswith('<h2 id="heading">')) == ("", True)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b"---\n---\n"])
def test_an_empty_file_is_an_empty_document(data: bytes) -> None:
    document, body = parse(data, OPTIONS)
    assert (document.words, document.minutes, document.excerpt, body.html) == (0, 1, "", "")


def test_lines_of_findings_count_from_the_top_of_the_file() -> None:
    document, _ = parse(b"---\r\ntitle: x\r\n---\r\n\r\ntext\r\n\r\n![](a.png)\r\n", OPTIONS)
    assert [(found.code, found.line) for found in document.problems] == [("missing-alt", 7)]


def test_the_key_names_bytes_and_options() -> None:
    keys = {parse(data, options)[0].body for data in (POST, POST + b"x") for options in (OPTIONS, ALL_ON, HTML_OFF)}
    assert len(keys) == 6
    assert parse(POST, OPTIONS)[0].body == parse_key(digest_bytes(POST), OPTIONS)


@given(st.lists(st.sampled_from([POST, b"", b"# Title\n\nText 2.", b"\xff", "発布 模型".encode()]), max_size=5))
def test_files_that_are_parsed_together_are_parsed_as_if_each_was_alone(files: list[bytes]) -> None:
    together = parse_many([(data, digest_bytes(data)) for data in files], OPTIONS)

    assert together == [parse_all(data, OPTIONS) for data in files]


def test_equal_bytes_make_equal_documents() -> None:
    assert parse(POST, OPTIONS) == parse(bytes(POST), OPTIONS)


def assert_sound(document: Document, body: Body) -> None:
    """Whatever came in: values that can be cached, and a placeholder for each link and no other."""
    numbers = {int(number) for number in re.findall("[\x02\x06](\\d+)\x03", body.html)}
    assert numbers == set(range(len(document.links)))
    assert {int(number) for number in re.findall("[\x04\x05\x07](\\d+)\x03", body.html)} <= numbers
    assert not re.search("[\x02-\x07]", re.sub("[\x02\x04-\x07]\\d+\x03", "", body.html))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=Document) == document
    assert len(set(document.ids)) == len(document.ids)
    assert all(1 <= found.line <= body.markdown.count("\n") + 20 for found in document.problems if found.line)


@settings(max_examples=300, deadline=None)
@given(structured, st.sampled_from([OPTIONS, ALL_ON, HTML_OFF]))
def test_no_markdown_raises(text: str, options: ParseOptions) -> None:
    assert_sound(*parse(text.encode(), options))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([OPTIONS, ALL_ON]))
def test_no_bytes_raise(data: bytes, options: ParseOptions) -> None:
    parse(data, options)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    parse(text.encode(errors="surrogatepass"), ALL_ON)


@pytest.mark.parametrize("corpus", ["ai-insight-daily", "llm-d-blog", "simonw-til"])
def test_real_posts_parse_soundly(corpus: str) -> None:
    sources = sorted(path for path in (CORPUS / corpus).rglob("*.md*") if path.is_file())[:60]
    assert sources, f"the corpus is missing: expected it at {CORPUS / corpus}"
    for source in sources:
        assert_sound(*parse(source.read_bytes(), OPTIONS))
