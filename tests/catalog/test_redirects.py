"""Redirects from aliases and the configuration."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sites import TestSite


@pytest.mark.parametrize(
    ("alias", "source"),
    [
        ("/old/name/", "/old/name/"),
        ("old/name", "/old/name/"),
        ("/2019/01/old.html", "/2019/01/old.html"),
        ("/old/index.html", "/old/"),
        ("/alt/ü b/", "/alt/%C3%BC%20b/"),
    ],
)
def test_an_alias_leads_to_the_post(site: TestSite, alias: str, source: str) -> None:
    site.write("a.md", aliases=[alias])

    assert site.build().diagnostics == ()
    assert site.redirects() == {source: ("/news/a/", "301")}


def test_one_text_is_one_alias_and_pages_have_them_too(site: TestSite) -> None:
    site.write("a.md", redirect_from="/x/")
    site.write("pages/about.md", aliases=["/about/"])
    site.build()

    assert site.redirects() == {"/x/": ("/news/a/", "301"), "/about/": ("/pages/about/", "301")}


def test_the_posts_own_address_is_no_redirect(site: TestSite) -> None:
    site.write("a.md", aliases=["/news/a/", "/news/a"])

    assert site.build().diagnostics == ()
    assert site.redirects() == {}


def test_a_redirect_follows_the_post(site: TestSite) -> None:
    site.write("a.md", aliases=["/x/"])
    site.build()
    site.write("a.md", aliases=["/x/"], slug="b")
    site.build()

    assert site.redirects() == {"/x/": ("/news/b/", "301"), "/news/a/": ("/news/b/", "301")}


@pytest.mark.parametrize(
    ("address", "files"),
    [
        ("/news/b/", [("b.md", {})]),
        ("/pages/about/", [("pages/about.md", {})]),
        ("/data.html", ["data.html"]),
        ("/tags/", []),
        ("/news/", []),
        ("/archive/2026/", []),
        ("/feed.xml", []),
        ("/404.html", []),
    ],
)
def test_an_alias_on_the_address_of_something_that_exists_is_an_error(
    site: TestSite, address: str, files: list[Any]
) -> None:
    site.write("a.md", aliases=[address])
    for file in files:
        if isinstance(file, str):
            site.write_raw(file, b"x")
        else:
            site.write(file[0], **file[1])
    (found,) = site.build().diagnostics

    assert (found.code, found.file, found.subject) == ("address-collision", "content/a.md", address)
    assert found.line > 1


def test_an_alias_of_two_posts_is_an_error_that_names_both(site: TestSite) -> None:
    site.write("a.md", aliases=["/x/"])
    site.write("b.md", aliases=["/x"])
    (found,) = site.build().diagnostics

    assert {found.file} | {name for name in ("content/a.md", "content/b.md") if name in found.message} == {
        "content/a.md",
        "content/b.md",
    }


def test_a_draft_has_no_redirects(site: TestSite) -> None:
    site.write("a.md", aliases=["/x/"], draft=True)
    site.build()

    assert site.redirects() == {}


# ── [addresses] ─────────────────────────────────────────────────────────────────────────────────────


def test_an_address_that_is_gone_answers_so_and_is_no_warning(site: TestSite) -> None:
    site.write("a.md")
    site.write("b.md")
    site.build()
    site.delete("a.md")
    site.configure_more('[addresses]\ngone = ["/news/a/"]')

    assert site.build().diagnostics == ()
    assert site.redirects() == {"/news/a/": ("/404.html", "410")}


@pytest.mark.parametrize(
    ("target", "written"),
    [("/news/b/", "/news/b/"), ("/news/b", "/news/b/"), ("https://else.example/x", "https://else.example/x")],
)
def test_an_address_that_was_moved_leads_on_and_is_no_warning(site: TestSite, target: str, written: str) -> None:
    site.write("a.md")
    site.write("b.md")
    site.build()
    site.delete("a.md")
    site.configure_more(f'[addresses.moved]\n"/news/a/" = "{target}"')

    assert site.build().diagnostics == ()
    assert site.redirects() == {"/news/a/": (written, "301")}


def test_redirects_that_follow_each_other_lead_straight_to_the_end(site: TestSite) -> None:
    site.write("a.md", aliases=["/three/"])
    site.configure_more('[addresses.moved]\n"/one/" = "/two/"\n"/two/" = "/three/"')
    site.build()

    assert set(site.redirects().values()) == {("/news/a/", "301")}
    assert set(site.redirects()) == {"/one/", "/two/", "/three/"}


def test_redirects_in_a_circle_are_errors_at_their_lines(site: TestSite) -> None:
    site.configure_more('[addresses.moved]\n"/one/" = "/two/"\n"/two/" = "/one/"\n"/three/" = "/three"')
    found = site.build().diagnostics

    assert [item.message.partition(" below")[0] for item in found] == ["“/one/”", "“/two/”", "“/three/”"]
    assert [item.line for item in found] == sorted({item.line for item in found})
    assert all(item.file == "site.toml" and item.line for item in found)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('gone = ["/news/a/"]', "is the address of a page"),
        ('gone = ["/tags/"]', "is the address of a page"),
        ('gone = ["/alias/"]', "is an alias"),
        ('gone = ["/x/", "/x"]', "is answered for twice"),
        ('gone = ["/x/"]\nmoved = {"/x/" = "/news/a/"}', "is answered for twice"),
        ('moved = {"/news/a/" = "/"}', "is the address of a page"),
    ],
)
def test_a_setting_that_cannot_stand_is_an_error_at_its_line(site: TestSite, settings: str, said: str) -> None:
    site.write("a.md", aliases=["/alias/"])
    site.configure_more(f"[addresses]\n{settings}")
    (found,) = site.build().diagnostics

    assert (found.code, found.level, found.file) == ("address-collision", "error", "site.toml")
    assert found.line
    assert said in found.message


def test_a_moved_address_that_leads_nowhere_is_a_warning(site: TestSite) -> None:
    site.configure_more('[addresses.moved]\n"/x/" = "/nowhere/"')
    (found,) = site.build().diagnostics

    assert (found.code, found.file) == ("dead-link", "site.toml")


def test_what_is_configured_wins_over_what_the_lock_remembers(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    site.write("a.md", slug="b")
    site.configure_more('[addresses]\ngone = ["/news/a/"]')
    site.build()

    assert site.redirects() == {"/news/a/": ("/404.html", "410")}
