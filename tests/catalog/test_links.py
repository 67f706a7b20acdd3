"""What a body links to: other source files, files beside it, addresses of the site."""

from __future__ import annotations

import re

import pytest

from tests.sites import CONFIG, TestSite


def world(site: TestSite) -> None:
    site.write("posts/a.md", "## Part one\n\nText.", title="A")
    site.write("posts/deep/index.md", title="Deep")
    site.write_raw("posts/deep/chart.svg", b'<svg viewBox="0 0 4 3"/>')
    site.write("pages/about.md", title="About")
    site.write("labs/_index.md", title="Labs", date=None)
    site.write("labs/x.md")
    site.write_raw("media/film.mp4", b"x")
    site.write("draft.md", draft=True)
    site.write("moved.md", aliases=["/old/"])


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("a.md", "/news/a/"),
        ("./a.md", "/news/a/"),
        ("a", "/news/a/"),
        ("a.html", "/news/a/"),
        ("../posts/a.md", "/news/a/"),
        ("/posts/a.md", "/news/a/"),
        ("a.md#part-one", "/news/a/#part-one"),
        ("a.md?x=1#part-one", "/news/a/?x=1#part-one"),
        ("deep/index.md", "/news/deep/"),
        ("deep", "/news/deep/"),
        ("deep/", "/news/deep/"),
        ("deep/chart.svg", "/news/deep/chart.svg"),
        ("../pages/about.md", "/pages/about/"),
        ("../labs/_index.md", "/labs/"),
        ("../labs/", "/labs/"),
        ("../media/film.mp4", "/media/film.mp4"),
        ("/media/film.mp4", "/media/film.mp4"),
        ("/news/a/", "/news/a/"),
        ("/news/a", "/news/a/"),
        ("/", "/"),
        ("/tags/", "/tags/"),
        ("/feed.xml", "/feed.xml"),
        ("/old/", "/old/"),
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("//cdn.example/x", "//cdn.example/x"),
        ("?page=2", "?page=2"),
        ("#here", "#here"),
    ],
)
def test_a_link_becomes_the_right_address(site: TestSite, typed: str, href: str) -> None:
    world(site)
    site.write("posts/from.md", f"## Here\n\n[link](<{typed}>)")
    done = site.build()

    assert done.diagnostics == ()
    assert f'href="{href}"' in site.read("news/from/index.html").split("<footer>")[0].split("<main")[1]


@pytest.mark.parametrize(
    ("text", "code", "said", "help"),
    [
        ("[x](b.md)", "dead-link", "“b.md” leads nowhere", ""),
        ("[x](deap/index.md)", "dead-link", "leads nowhere", ""),
        ("[x](/nowhere/)", "dead-link", "“/nowhere/” leads nowhere", ""),
        ("[x](a.md#part-two)", "dead-link", "“#part-two”", "part-one"),
        ("[x](#nope)", "dead-link", "“#nope”", ""),
        ("[x](../draft.md)", "dead-link", "a post that is draft", ""),
        ("![x](pic.png)", "missing-image", "“pic.png”", ""),
        ("![x](deep/chart.svgg)", "missing-image", "“deep/chart.svgg”", "deep/chart.svg"),
    ],
)
def test_a_dead_link_is_a_warning_at_its_line(site: TestSite, text: str, code: str, said: str, help: str) -> None:
    world(site)
    site.write("posts/from.md", f"First line.\n\nAnd {text}")
    done = site.build()
    (found,) = done.diagnostics

    assert done.ok
    assert (found.code, found.level, found.file, found.line) == (code, "warning", "content/posts/from.md", 7)
    assert said in found.message
    assert help in found.help


def test_an_image_has_its_size_from_its_header(site: TestSite) -> None:
    world(site)
    site.write("posts/from.md", "![A chart](deep/chart.svg)")
    site.build()

    assert re.search(r'<img src="/news/deep/chart.svg"[^>]* width="4" height="3"', site.read("news/from/index.html"))


def test_links_of_a_site_below_a_path_carry_it_and_the_tree_does_not(site: TestSite) -> None:
    site.configure(CONFIG.replace("https://test.example", "https://test.example/blog"))
    world(site)
    site.write("posts/from.md", "[a](a.md) [tags](/tags/) ![c](deep/chart.svg)")
    site.build()
    page = site.read("news/from/index.html")

    assert [href in page for href in ('"/blog/news/a/"', '"/blog/tags/"', '"/blog/news/deep/chart.svg"')] == [True] * 3
    assert "https://test.example/blog/news/from/" in site.read("sitemap.xml")
    assert "/blog/old/ /blog/news/moved/ 301" in site.read("_redirects")
    assert "/blog/* /:splat 200" in site.read("_redirects")


def test_a_link_follows_the_post_that_it_names_when_that_moves(site: TestSite) -> None:
    world(site)
    site.write("posts/from.md", "[a](a.md)")
    site.build()
    site.write("posts/a.md", "## Part one\n\nText.", title="A", slug="b")
    done = site.build()

    assert 'href="/news/b/"' in site.read("news/from/index.html")
    assert "news/from/index.html" in done.written


def test_a_link_comes_to_life_with_the_page_that_it_names(site: TestSite) -> None:
    site.write("from.md", "[b](b.md)")
    before = site.codes(site.build())
    site.write("b.md")

    assert before == ["dead-link"]
    assert site.build().diagnostics == ()
    assert 'href="/news/b/"' in site.read("news/from/index.html")


@pytest.mark.parametrize("src", ["lead.svg", "/media/lead.svg", "../media/lead.svg"])
def test_the_lead_image_is_found_beside_the_post_or_from_the_content_folder(site: TestSite, src: str) -> None:
    site.theme(
        "templates/post.html", '{% extends "base.html" %}{% block body %}{{ post.image.src | href }}{% endblock %}'
    )
    site.write("a/index.md", image={"src": src, "alt": "x"})
    for path in ("a/lead.svg", "media/lead.svg"):
        site.write_raw(path, b"<svg/>")
    done = site.build()

    assert done.diagnostics == ()
    assert f">\n{'/news/a' if src == 'lead.svg' else '/media'}/lead.svg" in site.read("news/a/index.html")


def test_a_missing_lead_image_is_a_warning_at_its_line(site: TestSite) -> None:
    site.write("a.md", title="A", image="nope.png")
    found = [item for item in site.build().diagnostics if item.code == "missing-image"]

    assert [(item.file, item.line, item.subject) for item in found] == [("content/a.md", 3, "nope.png")]
