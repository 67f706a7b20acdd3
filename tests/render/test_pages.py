"""A page: the values of its job printed by its template."""

from __future__ import annotations

import pytest

from tests.sites import TestSite

BLOCK = '{{% extends "base.html" %}}{{% block body %}}{}{{% endblock %}}'


def body(site: TestSite, output: str = "news/a/index.html") -> str:
    return site.read(output).partition("</h1>\n")[2].partition("</main>")[0]


def test_what_authors_write_is_escaped_and_what_markdown_made_is_not(site: TestSite) -> None:
    site.theme("templates/post.html", BLOCK.format("{{ post.title }}|{{ content }}"))
    site.write("a.md", "*x*", title="<script>alert(1)</script> & “co”")
    site.build()

    assert body(site).strip() == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “co”|<p><em>x</em></p>"


@pytest.mark.parametrize("typed", ["{{ 7 * 7 }}", "{% include 'x' %}", "{# note #}", "{{ site.__class__ }}"])
def test_template_syntax_in_a_post_is_text(site: TestSite, typed: str) -> None:
    site.write("a.md", f"`{typed}` and {typed}", title=typed)
    site.build()

    assert typed.replace("'", "&#39;") in site.read("news/a/index.html").replace("&#x27;", "&#39;")
    assert "49" not in body(site)


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ('{{ "/a b/" | href }}', "/blog/a%20b/"),
        ('{{ "/a/" | absolute }}', "https://test.example/blog/a/"),
        ("{{ post.date | long_date(post.lang) }}", "January 13, 2026"),
        ("{{ post.date | short_date(post.lang) }}", "Jan 13, 2026"),
        ("{{ post.date | month_name(post.lang) }}", "January 2026"),
        ("{{ post.date | iso }}", "2026-01-13T00:00:00+00:00"),
        ("{{ post.lang | open_graph_locale }}", "en_US"),
        ('{{ "a" | upper }}', "A"),
    ],
)
def test_the_filters_of_themes(site: TestSite, expression: str, printed: str) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('test.example"\nd', 'test.example/blog"\nd'))
    site.theme("templates/post.html", BLOCK.format(expression))
    site.write("a.md", date="2026-01-13")
    assert site.build().diagnostics == ()

    assert body(site).strip() == printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ok\n{{ post.extra.nope }}", "nope"),
        ("ok\n{{ 1 / 0 }}", "ZeroDivisionError"),
        ('ok\n{{ "x" | long_date("en") }}', "ValueError"),
        ('ok\n{{ component("fails.html", post=post) }}', "nope"),
    ],
)
def test_a_template_that_fails_is_one_error_at_its_line_with_the_pages(site: TestSite, text: str, said: str) -> None:
    site.theme("templates/components/fails.html", "\n{{ post.extra.nope }}")
    site.theme("templates/post.html", text)
    for name in "abc":
        site.write(f"{name}.md")
    done = site.build()
    (found,) = done.diagnostics

    assert (found.code, found.line) == ("template-error", 2)
    assert found.file.startswith("themes/bare/templates/")
    assert said in found.message
    assert "(on news/a/index.html and 2 more)" in found.message
    assert done.failed == ("news/a/index.html", "news/b/index.html", "news/c/index.html")
    assert site.exists("index.html")
    assert not site.exists("news/a/index.html")


def test_a_page_that_failed_is_made_when_the_template_is_mended(site: TestSite) -> None:
    site.write("a.md", title="A")
    site.build()
    mended = (site.folder / "themes/bare/templates/post.html").read_text("utf-8")
    good = site.read("news/a/index.html")
    site.theme("templates/post.html", mended.replace("{{ content }}", "{{ post.extra.nope }}"))
    assert not site.build().ok
    assert site.read("news/a/index.html") == good
    site.theme("templates/post.html", mended)

    assert site.build().ok
    assert site.read("news/a/index.html") == good


# ── components ──────────────────────────────────────────────────────────────────────────────────────


def test_a_component_sees_its_own_values_and_three_shared_ones(site: TestSite) -> None:
    site.theme("templates/components/box.html", "{{ word }} {{ site.title }} {{ strings.home }} {{ settings.accent }}")
    site.theme("templates/post.html", BLOCK.format('{{ component("box.html", word="Hi") }}'))
    site.write("a.md")
    site.build()

    assert body(site).strip() == "Hi Test News Home #b3261e"


def test_a_component_does_not_see_the_page_around_it(site: TestSite) -> None:
    site.theme("templates/components/box.html", "{{ page.title }}")
    site.theme("templates/post.html", BLOCK.format('{{ component("box.html") }}'))
    site.write("a.md")

    assert site.codes(site.build()) == ["template-error"]


def test_a_component_speaks_the_language_of_the_page_that_draws_it(site: TestSite) -> None:
    site.theme("strings/zh.toml", 'home = "首页"')
    site.theme("templates/components/box.html", "{{ strings.home }}")
    site.theme("templates/post.html", BLOCK.format('{{ component("box.html") }}'))
    site.write("a.md")
    site.write("a.zh.md")
    site.build()

    assert body(site).strip() == "Home"
    assert body(site, "zh/news/a/index.html").strip() == "首页"


def test_values_that_are_equal_and_print_differently_are_told_apart(site: TestSite) -> None:
    site.theme("templates/components/box.html", "[{{ x }}]")
    calls = ("1", "true", "1.0", '"&"', '"&" | safe', '"1"')
    site.theme("templates/post.html", BLOCK.format("".join(f'{{{{ component("box.html", x={x}) }}}}' for x in calls)))
    site.write("a.md")
    site.build()

    assert body(site).strip() == "[1][True][1.0][&amp;][&][1]"


def test_a_components_edit_renders_the_pages_that_draw_it(site: TestSite) -> None:
    site.write("a.md")
    site.write("pages/about.md")
    site.build()
    site.theme("templates/components/card.html", "<b>{{ post.title }}</b>")
    done = site.build()

    assert "index.html" in done.written
    assert "pages/about/index.html" not in done.written
    assert done.reasons["index.html"] == "template components/card.html changed"
