"""What is read from a built page, whatever its bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.check.html import parsed, read_page

NAMED = [
    ('<a href="/a/">', ["/a/"]),
    ("<A HREF=/a/>", ["/a/"]),
    ('<link rel="icon" href="/i.png">', ["/i.png"]),
    ('<img src="a.png" srcset="b.png 1x, c.png 2x">', ["a.png", "b.png", "c.png"]),
    ('<picture><source srcset="b.webp, c.webp 2x"></picture>', ["b.webp", "c.webp"]),
    ('<link rel="preload" imagesrcset="b.png 100w">', ["b.png"]),
    ('<video src="v.mp4" poster="p.png"><track src="t.vtt"></video>', ["v.mp4", "p.png", "t.vtt"]),
    ('<form action="/thanks/"><button formaction="/b/">', ["/thanks/", "/b/"]),
    ('<object data="o.pdf">', ["o.pdf"]),
    ('<svg><use href="#i"/><use xlink:href="s.svg#j"/></svg>', ["#i", "s.svg#j"]),
    ('<iframe src="f.html"></iframe>', ["f.html"]),
    ('<script src="s.js"></script>', ["s.js"]),
    ('<blockquote cite="/c/">', ["/c/"]),
    ('<meta property="og:image" content="/card.png">', ["/card.png"]),
    ('<meta name="twitter:image" content="/card.png">', ["/card.png"]),
    ('<noscript><img src="n.png"></noscript>', ["n.png"]),
    ('<a href="?a=1&amp;b=2">', ["?a=1&b=2"]),
    ('<a href=" \n/a/\t ">', ["/a/"]),
    ('<a href="/a/"><a href="/a/">', ["/a/"]),
    ('<p><a href="/a/"><table><a href="/b/"></p></table>', ["/a/", "/b/"]),
    # what is no address, or not there for a reader
    ('<meta name="description" content="/a/">', []),
    ('<div data="/a/" action="/b/" class="/c/">', []),
    ('<!-- <a href="/a/"> -->', []),
    ('<script>"<a href=/a/>"</script>', []),
    ('<textarea><a href="/a/"></textarea>', []),
    ("<a href>", []),
    ('<a href="/a/', []),
]


@pytest.mark.parametrize(("html", "addresses"), NAMED, ids=[html for html, _ in NAMED])
def test_the_addresses_of_a_page_are_those_that_a_browser_would_follow(html: str, addresses: list[str]) -> None:
    assert list(read_page(parsed(html.encode())).addresses) == addresses


PLACES = [
    ('<h2 id="one">', {"one"}),
    ('<a name="old">', {"old"}),
    ('<input name="email">', set()),
    ('<h2 id="中文">', {"中文"}),
    ('<h2 id="a&amp;b">', {"a&b"}),
    ('<h2 id="">', set()),
    ('<h2 id="first" id="second">', {"first"}),
]


@pytest.mark.parametrize(("html", "ids"), PLACES)
def test_the_places_of_a_page_are_its_ids_and_named_anchors(html: str, ids: set[str]) -> None:
    assert read_page(parsed(html.encode())).ids == ids


def test_the_first_base_element_counts_and_is_no_link() -> None:
    page = read_page(parsed(b'<base href="/a/"><base href="/b/"><a href="c">'))

    assert (page.base, page.addresses) == ("/a/", ("c",))


@given(st.binary(max_size=2000))
def test_reading_never_fails(data: bytes) -> None:
    page = read_page(parsed(data))

    assert all(isinstance(address, str) for address in page.addresses)


@given(st.text(alphabet="<>/=\"' abhref&#;!-\0\n中", max_size=300))
def test_reading_what_looks_like_html_never_fails(text: str) -> None:
    assert read_page(parsed(text.encode("utf-8"))).addresses is not None


def test_bytes_that_are_no_text_do_not_hide_the_links_beside_them() -> None:
    assert read_page(parsed(b'\xff\xfe<p title="\xe9"><a href="/a/">')).addresses == ("/a/",)


def test_deep_nesting_is_read() -> None:
    assert read_page(parsed(b"<div>" * 3000 + b'<a href="/a/">')).addresses == ("/a/",)
