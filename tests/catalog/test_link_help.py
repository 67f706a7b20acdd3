"""What a link was probably meant to be: fragments in the spelling of other tools, hosts, files of nearly that name."""

from __future__ import annotations

from typing import Any

import pytest

from ssg.content.headings import find_id
from tests.sites import CONFIG, TestSite

IDS = ("a-1-setup", "heading-results", "c-plus-plus", "résumé", "x-1", "x1")


@pytest.mark.parametrize(
    ("fragment", "meant"),
    [
        ("a-1-setup", "a-1-setup"),
        ("a1-setup", "a-1-setup"),
        ("A1--Setup", "a-1-setup"),
        ("results", "heading-results"),
        ("heading-results", "heading-results"),
        ("résumé", "résumé"),
        ("x1", "x1"),
        ("x--1", ""),  # as near to x-1 as to x1
        ("setup", ""),
        ("", ""),
        ("---", ""),
    ],
)
def test_a_fragment_means_the_one_id_with_the_same_letters(fragment: str, meant: str) -> None:
    assert find_id(fragment, IDS) == meant


def test_a_fragment_in_githubs_spelling_leads_to_the_heading_on_the_same_and_on_another_page(site: TestSite) -> None:
    site.write("a.md", "## A.1: Setup\n\n[here](#a1-setup)")
    site.write("b.md", "[there](a.md#a1-setup) [with a query](a.md?q=1#a1-setup)")
    assert site.build().diagnostics == ()
    assert 'href="#a-1-setup">here' in site.read("news/a/index.html")
    assert 'href="/news/a/#a-1-setup">there' in site.read("news/b/index.html")
    assert 'href="/news/a/?q=1#a-1-setup">with' in site.read("news/b/index.html")


@pytest.mark.parametrize(
    ("typed", "help"),
    [
        ("#first-prat", "did you mean `#first-part`?"),
        ("#nothing-alike-at-all", "write the id of one of its headings, or of an element"),
        ("www.example.org/x", "did you mean https://www.example.org/x?"),
        ("example.com/x", "did you mean https://example.com/x?"),
        ("fokus.md", "did you mean `deep/focus.md`?"),
        ("focus.md", "did you mean `deep/focus.md`?"),
    ],
)
def test_a_dead_link_is_told_what_was_probably_meant(typed: str, help: str, site: TestSite) -> None:
    site.write("deep/focus.md")
    site.write("a.md", f"## First part\n\n[x]({typed})")
    (found,) = site.build().diagnostics
    assert (found.code, found.help) == ("dead-link", help)
    assert found.excerpt[found.column - 1 :].startswith(typed)


def test_a_long_address_is_shortened_in_the_message_and_whole_in_the_excerpt(site: TestSite) -> None:
    typed = "nowhere/" + "long-" * 100
    site.write("a.md", f"[x]({typed})")
    (found,) = site.build().diagnostics
    assert len(found.message) < 150
    assert typed in found.excerpt


def test_a_missing_lead_image_is_shown_with_its_line(site: TestSite) -> None:
    site.write("a.md", image={"src": "none.png", "alt": "None"})
    (found,) = site.build().diagnostics
    assert (found.code, found.line, found.excerpt) == ("missing-image", 2, 'image: {"src": "none.png", "alt": "None"}')


def test_a_link_with_the_path_of_the_base_url_is_told_that_it_is_put_there_by_itself(site: TestSite) -> None:
    site.configure(CONFIG.replace("https://test.example", "https://test.example/blog"))
    site.write("b.md")
    site.write("a.md", "[x](/blog/news/b/) [y](/blog/news/c/)")

    one, two = site.build().diagnostics
    assert one.help == "write /news/b/: “/blog”, the path of `base_url`, is put before it by itself"
    assert two.help.startswith("write the path of the other source file")


@pytest.mark.parametrize(
    ("front", "word"),
    [
        ({"draft": True}, "publish it"),
        ({"date": "2030-01-01"}, "its time"),
        ({"expires": "2026-01-11"}, "took its place"),
    ],
)
def test_a_link_to_what_is_not_on_the_site_is_told_what_to_do(site: TestSite, front: dict[str, Any], word: str) -> None:
    site.write("a.md", **front)
    site.write("b.md", "[there](a.md)")

    (found,) = site.build().diagnostics

    assert (found.code, word in found.help) == ("dead-link", True)
