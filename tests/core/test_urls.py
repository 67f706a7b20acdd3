"""Slugs, addresses and the one safe way from text to a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.core.urls import (
    MAX_SLUG_BYTES,
    UnsafePath,
    absolute,
    address_of,
    base_path,
    collision_key,
    encoded,
    href,
    is_external,
    output_path,
    path_error,
    quoted,
    safe_join,
    segment_error,
    slugify,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  --a__b--  ", "a-b"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F# and C++20", "f-sharp-and-c-plus-plus-20"),
        ("1+1", "1-1"),
        ("#1", "1"),
        ("Straße", "strasse"),
        ("Café", "café"),
        ("Cafe\u0301", "café"),
        ("ﬁne", "fine"),
        ("Ⅷ", "viii"),
        ("x²", "x2"),
        ("人工智能 新闻", "人工智能-新闻"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("İstanbul", "i̇stanbul"),
        ("don’t", "don-t"),
        ("GPT-4.1", "gpt-4-1"),
        ("—", ""),
        ("", ""),
        ("🎉", ""),
    ],
)
def test_a_slug_is_the_letters_and_digits_of_any_script(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_long_slug_is_cut_at_a_boundary_with_a_digest() -> None:
    long = slugify("one two three four five " * 10)

    assert len(long.encode()) <= MAX_SLUG_BYTES
    assert long.startswith("one-two-three-four-five-one-two")
    assert long.rpartition("-")[0].split("-")[-1] in ("one", "two", "three", "four", "five")
    assert slugify("one two three four five " * 10 + "x") != long


def test_a_long_slug_without_a_boundary_is_cut_between_characters() -> None:
    long = slugify("新" * 100)

    assert len(long.encode()) <= MAX_SLUG_BYTES
    assert long.startswith("新" * 20)


@pytest.mark.parametrize(
    "segment",
    [
        "",
        ".",
        "..",
        "a\\b",
        "c:",
        "a/b",
        "a\x00",
        "a\x1f",
        "a\x7f",
        "a\x85",
        "a.",
        "a ",
        "CON",
        "nul.txt",
        "Lpt1.tar.gz",
        "x" * 201,
    ],
)
def test_an_unsafe_segment_has_a_reason(segment: str) -> None:
    assert segment_error(segment)


@pytest.mark.parametrize("segment", ["a", "...a", "console", ".well-known", "com10", "ä b", "新", "x" * 200])
def test_a_safe_segment_has_none(segment: str) -> None:
    assert segment_error(segment) == ""


def test_every_segment_of_a_path_is_looked_at() -> None:
    assert path_error("a/b/c") == ""
    assert path_error("a/../c")
    assert path_error("a//c")
    assert path_error("")


def test_a_safe_path_is_joined_below_its_folder(tmp_path: Path) -> None:
    assert safe_join(str(tmp_path), "a/b.html") == str(tmp_path / "a" / "b.html")


@pytest.mark.parametrize("path", ["../x", "a/../../x", "..", "", "a/./b", "c:/x"])
def test_a_path_that_leaves_its_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(UnsafePath):
        safe_join(str(tmp_path), path)


def test_a_symbolic_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    (inside / "own").mkdir()
    (inside / "near").symlink_to(inside / "own")

    assert safe_join(str(inside), "near/x") == str(inside / "near" / "x")
    with pytest.raises(UnsafePath):
        safe_join(str(inside), "link/x")


def test_a_folder_whose_name_begins_like_the_root_is_outside(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site-2").mkdir()
    (tmp_path / "site" / "link").symlink_to(tmp_path / "site-2")

    with pytest.raises(UnsafePath):
        safe_join(str(tmp_path / "site"), "link/x")


@pytest.mark.parametrize(
    ("address", "output"),
    [("/", "index.html"), ("/a/", "a/index.html"), ("/a.xml", "a.xml"), ("/a/b.html", "a/b.html")],
)
def test_an_address_and_its_output_are_two_names_of_one_thing(address: str, output: str) -> None:
    assert output_path(address) == output
    assert address_of(output) == address


def test_a_file_that_only_ends_like_an_index_is_none() -> None:
    assert address_of("a/myindex.html") == "/a/myindex.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://a", True), ("mailto:a@b", True), ("//a/b", True), ("/a:b", False), ("a/b:c", False), ("a.md", False)],
)
def test_what_has_a_scheme_or_a_host_is_external(url: str, expected: bool) -> None:
    assert is_external(url) is expected


def test_case_and_normalisation_make_no_other_file() -> None:
    assert collision_key("Caf\u00c9/Stra\u00dfe") == collision_key("cafe\u0301/STRASSE")
    assert collision_key("a") != collision_key("b")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/ä b/", "/%C3%A4%20b/"),
        ("/%C3%A4/", "/%C3%A4/"),
        ("/a/?x=1&y=2#z", "/a/?x=1&y=2#z"),
        ('/"<>/', "/%22%3C%3E/"),
    ],
)
def test_an_address_is_encoded_once(address: str, expected: str) -> None:
    assert encoded(address) == expected
    assert encoded(encoded(address)) == expected


def test_a_file_name_is_encoded_whole() -> None:
    assert quoted("/a#1 100%?.png") == "/a%231%20100%25%3F.png"
    assert encoded(quoted("/a#1 100%?.png")) == "/a%231%20100%25%3F.png"


@pytest.mark.parametrize(
    ("base_url", "path"),
    [("https://a.example", ""), ("https://a.example/", ""), ("https://a.example/blog/", "/blog"), ("", "")],
)
def test_the_base_path_is_that_of_the_base_url(base_url: str, path: str) -> None:
    assert base_path(base_url) == path


@pytest.mark.parametrize(
    ("address", "on_a_page", "in_a_feed"),
    [
        ("/a/", "/blog/a/", "https://s.example/blog/a/"),
        ("#part", "#part", "#part"),
        ("https://x.example/ä", "https://x.example/ä", "https://x.example/%C3%A4"),
        ("//x.example/a", "//x.example/a", "https://x.example/a"),
    ],
)
def test_links_carry_the_base(address: str, on_a_page: str, in_a_feed: str) -> None:
    assert href(address, "/blog") == on_a_page
    assert absolute(address, "https://s.example/blog") == in_a_feed
