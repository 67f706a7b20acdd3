"""Permalinks, and two outputs on one address."""

from __future__ import annotations

import pytest

from ssg.catalog.addresses import address_error, collisions, normalised_address, permalink

VALUES = {
    "section": "news",
    "slug": "hello",
    "year": "2026",
    "month": "01",
    "day": "13",
    "id": "42",
    "lang": "en",
    "path": "posts/hello",
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/{section}/{slug}/", "/news/hello/"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/01/13/hello/"),
        ("/{lang}/{id}", "/en/42/"),
        ("/{path}/", "/posts/hello/"),
        ("/{path}.html", "/posts/hello.html"),
        ("/blog//{slug}", "/blog/hello/"),
        ("/{slug}/index.html", "/hello/"),
    ],
)
def test_a_pattern_is_filled(pattern: str, expected: str) -> None:
    assert permalink(pattern, VALUES) == expected


def test_an_empty_field_leaves_no_double_slash() -> None:
    assert permalink("/{year}/{slug}/", {**VALUES, "year": ""}) == "/hello/"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a", "/a/"),
        ("/a/", "/a/"),
        ("//a///b", "/a/b/"),
        ("/a/index.html", "/a/"),
        ("/a.html", "/a.html"),
        ("/feed.xml", "/feed.xml"),
        ("/v1.2", "/v1.2/"),
        ("", "/"),
        ("/", "/"),
    ],
)
def test_an_address_is_typed_in_many_ways_and_written_in_one(typed: str, expected: str) -> None:
    assert normalised_address(typed) == expected
    assert normalised_address(expected) == expected


@pytest.mark.parametrize(
    "address",
    [
        "/../a/",
        "/a/./b/",
        "/a\\b/",
        "/c:/a/",
        "/a /",
        "/con/",
        "/aux.html",
        "/a\x00/",
        f"/{'x' * 201}/",
        "/a?b/",
        "/a#b/",
        "/100%/",
        "/.ssg-owned/",
        "/a/.ssg-tmp-1.html",
    ],
)
def test_an_unsafe_address_is_refused_with_a_reason(address: str) -> None:
    assert address_error(address)


@pytest.mark.parametrize("address", ["/", "/a/", "/ä/中文/", "/a.b/c.html", "/console/", "/.well-known/x/"])
def test_a_safe_address_has_no_error(address: str) -> None:
    assert address_error(address) == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/index.html", "a/index.html"),
        ("A/index.html", "a/index.html"),
        ("straße.html", "STRASSE.html"),
        ("caf\u00e9.html", "cafe\u0301.html"),
        ("a", "a/index.html"),
        ("a/b/index.html", "A"),
    ],
)
def test_two_outputs_that_one_file_system_keeps_in_one_place_are_an_error(first: str, second: str) -> None:
    (found,) = collisions([(first, "one.md"), ("other.html", "three.md"), (second, "two.md")])

    assert found.code == "address-collision"
    assert "content/one.md" in found.message
    assert "content/two.md" in found.message


def test_outputs_apart_are_no_error() -> None:
    assert collisions([("a/index.html", "a.md"), ("a/index.md", "a.md"), ("ab/index.html", "b.md")]) == []


def test_a_page_and_its_markdown_are_reported_once() -> None:
    claims = [(f"a/index.{suffix}", owner) for owner in ("a.md", "b.md") for suffix in ("html", "md")]

    assert len(collisions(claims)) == 1
