"""A body's placeholders become addresses."""

from __future__ import annotations

from ssg.core.model import Target
from ssg.render.bodies import feed_body, page_body

HTML = '<a href="\x020\x03">x</a><img src="\x021\x03"\x041\x03><a href="\x022\x03">y</a><a href="\x023\x03">z</a>'
TARGETS = (Target("/a b/?x=1&y"), Target("/i.png", 4, 3), Target("#part"), Target('https://e.example/"'))


def test_on_its_page_addresses_are_below_the_base_path() -> None:
    assert page_body(HTML, TARGETS, "/blog") == (
        '<a href="/blog/a%20b/?x=1&amp;y">x</a><img src="/blog/i.png" width="4" height="3">'
        '<a href="#part">y</a><a href="https://e.example/&quot;">z</a>'
    )


def test_in_a_feed_every_address_is_full() -> None:
    body = feed_body(HTML, TARGETS, "/news/p/", "https://t.example/blog")

    assert 'href="https://t.example/blog/a%20b/?x=1&amp;y"' in body
    assert 'src="https://t.example/blog/i.png"' in body
    assert 'href="https://t.example/blog/news/p/#part"' in body


def test_an_image_of_unknown_size_has_none() -> None:
    assert page_body("<img\x040\x03>", (Target("/a.png"),), "") == "<img>"
    assert page_body("<img\x040\x03>", (Target("/a.png", 4, 0),), "") == "<img>"


def test_a_body_without_placeholders_stays_as_it_is() -> None:
    assert page_body("<p>12</p>", (), "/blog") == "<p>12</p>"
