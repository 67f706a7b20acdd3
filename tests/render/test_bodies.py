"""A body's placeholders become addresses."""

from __future__ import annotations

from ssg.core.model import Target, Variant
from ssg.render.bodies import PICTURE_SIZES, feed_body, page_body

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


PRINTED = '\x051\x03<img src="\x061\x03" alt=""\x041\x03>\x071\x03 <a href="\x020\x03">all of it</a>'
PICTURED = Target(
    "/a%20b.jpg",
    1600,
    900,
    color="2b",
    variants=(
        Variant("/assets/i/a-480.avif", 480, 270, "image/avif"),
        Variant("/assets/i/a-800.avif", 800, 450, "image/avif"),
        Variant("/assets/i/a-480.webp", 480, 270, "image/webp"),
    ),
    fallback="/assets/i/a-800.jpg",
)


def test_an_image_of_ours_gets_its_files_below_the_base_path() -> None:
    sizes = f'sizes="{PICTURE_SIZES}"'
    assert page_body(PRINTED, (Target("/a%20b.jpg"), PICTURED), "/blog") == (
        '<picture class="ph-2b">'
        f'<source type="image/avif" srcset="/blog/assets/i/a-480.avif 480w, /blog/assets/i/a-800.avif 800w" {sizes}>'
        f'<source type="image/webp" srcset="/blog/assets/i/a-480.webp 480w" {sizes}>'
        '<img src="/blog/assets/i/a-800.jpg" alt="" width="1600" height="900"></picture>'
        ' <a href="/blog/a%20b.jpg">all of it</a>'
    )


def test_an_image_of_ours_without_other_files_stands_alone() -> None:
    plain = Target("/a.svg", 4, 3)
    assert page_body(PRINTED, (Target("/b"), plain), "") == (
        '<img src="/a.svg" alt="" width="4" height="3"> <a href="/b">all of it</a>'
    )


def test_a_feed_gets_the_picture_itself() -> None:
    assert feed_body(PRINTED, (Target("/b"), PICTURED), "/news/a/", "https://x.example") == (
        '<img src="https://x.example/a%20b.jpg" alt="" width="1600" height="900">'
        ' <a href="https://x.example/b">all of it</a>'
    )
