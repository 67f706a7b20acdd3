"""Themes: what a template draws in, what it needs, and every mistake in it at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.core.theme import Theme
from ssg.core.theme_contract import FILTERS, REQUIRED_TEMPLATES
from ssg.render.theme_reading import load_theme
from ssg.render.themes import make_environment, shown_path
from tests.sites import TestSite


def theme_of(site: TestSite, name: str = "bare") -> Theme:
    theme, problems = load_theme(str(site.folder), name, {})
    assert theme is not None, problems
    assert problems == []
    return theme


def mistakes(site: TestSite) -> list[tuple[str, str, int]]:
    _, problems = load_theme(str(site.folder), "bare", {})
    return [(found.code, found.message, found.line) for found in problems]


def child(site: TestSite, files: dict[str, str], name: str = "child", inherits: str = "bare") -> None:
    """Add a theme that inherits the bare one."""
    folder = site.folder / "themes" / name
    for path, text in {"theme.toml": f'inherits = "{inherits}"\n', **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


# ── what a template needs ───────────────────────────────────────────────────────────────────────────


def test_every_required_template_is_read_with_its_closure(site: TestSite) -> None:
    theme = theme_of(site)

    assert set(theme.templates) == set(REQUIRED_TEMPLATES)
    assert theme.templates["post.html"].assets == ("site.css",)
    assert {"content", "menu", "neighbours", "page", "post", "related", "site", "structured_data"} <= set(
        theme.templates["post.html"].needs
    )


def test_the_needs_are_those_of_the_whole_closure(site: TestSite) -> None:
    site.theme("templates/part.html", "{{ years }}")
    site.theme("templates/macros.html", "{% macro m() %}{{ topics }}{% endmacro %}")
    site.theme(
        "templates/page.html",
        '{% extends "base.html" %}{% from "macros.html" import m %}'
        '{% block body %}{% include "part.html" %}{{ m() }}{{ component("box.html", post=lead) }}{% endblock %}',
    )
    site.theme("templates/components/box.html", "{{ post.title }}{{ strings.home }}{{ settings.accent }}{{ own }}")
    needs = set(theme_of(site).templates["page.html"].needs)

    assert {"years", "topics", "lead", "strings", "settings", "page", "menu"} <= needs
    assert not {"own", "post", "m", "loop", "component", "asset", "self"} & needs


@pytest.mark.parametrize(
    "outside",
    [
        '{% from "macros.html" import m, other as name %}',
        '{% import "macros.html" as name %}{% set m = name.m %}',
        "{% macro m() %}{{ site.title }}{% endmacro %}{% set name, more = 1, 2 %}",
        "{% set m %}x{% endset %}{% set name = 1 %}",
    ],
)
def test_what_a_template_imports_or_sets_can_be_used_in_its_blocks(site: TestSite, outside: str) -> None:
    site.theme("templates/macros.html", "{% macro m() %}{% endmacro %}{% macro other() %}{% endmacro %}")
    site.theme(
        "templates/page.html",
        '{% extends "base.html" %}' + outside + "{% block body %}{{ m }}{{ name }}{% endblock %}",
    )
    site.write("pages/about.md")

    assert not {"m", "name"} & set(theme_of(site).templates["page.html"].needs)
    assert site.build().diagnostics == ()


def test_what_a_template_sets_from_a_need_of_the_same_name_is_still_a_need(site: TestSite) -> None:
    site.theme(
        "templates/page.html",
        '{% extends "404.html" %}{% set years = years %}{% block body %}{{ years }}{% endblock %}',
    )

    assert "years" in theme_of(site).templates["page.html"].needs


@pytest.mark.parametrize("path", ["templates/base.html", "templates/list.html", "templates/components/card.html"])
def test_an_edit_moves_the_digest_of_exactly_the_templates_that_draw_the_file_in(site: TestSite, path: str) -> None:
    before = theme_of(site).templates
    site.theme(path, (site.folder / "themes/bare" / path).read_text("utf-8") + "\n<!-- new -->")
    after = theme_of(site).templates
    moved = {name for name in before if before[name].digest != after[name].digest}

    assert (
        moved
        == {
            "templates/base.html": set(REQUIRED_TEMPLATES),
            "templates/list.html": {"home.html", "list.html"},
            "templates/components/card.html": {"home.html", "list.html", "post.html"},
        }[path]
    )


# ── inheritance ─────────────────────────────────────────────────────────────────────────────────────


def test_a_child_overrides_a_template_a_block_a_setting_a_string_and_a_style(site: TestSite) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('"bare"', '"child"'))
    child(
        site,
        {
            "theme.toml": 'inherits = "bare"\n[settings.accent]\ndefault = "#000000"\n',
            "templates/page.html": "<p>my own page</p>",
            "templates/post.html": '{% extends "bare/post.html" %}'
            "{% block body %}mine: {{ super() }}{{ settings.accent }}{% endblock %}",
            "strings/en.toml": 'archive = "All the news"\n',
            "assets/css/20-child.css": "body { color: teal; }",
        },
    )
    site.write("a.md", "Text of A.", title="A")
    site.write("pages/about.md")
    assert site.build().diagnostics == ()
    post = site.read("news/a/index.html")

    assert site.read("pages/about/index.html") == "<p>my own page</p>"
    assert "mine:" in post
    assert "Text of A." in post
    assert "#000000" in post
    assert "<h1>All the news</h1>" in site.read("archive/index.html")
    assert "<h1>Tags</h1>" in site.read("tags/index.html")
    (sheet,) = (data.decode() for path, data in site.outputs().items() if path.endswith(".css"))
    assert sheet.index("color: black") < sheet.index("color: teal")


def test_a_grandchild_inherits_through_its_parent(site: TestSite) -> None:
    child(site, {"templates/page.html": "child"})
    child(site, {"templates/404.html": "grandchild"}, name="grandchild", inherits="child")
    theme = theme_of(site, "grandchild")

    assert [layer.name for layer in theme.layers] == ["grandchild", "child", "bare"]
    assert theme.templates["page.html"].needs == ()
    assert theme.templates["404.html"].needs == ()


def test_a_file_added_to_a_child_moves_just_the_templates_that_now_resolve_to_it(site: TestSite) -> None:
    child(site, {})
    before = theme_of(site, "child").templates
    child(site, {"templates/list.html": '{% extends "bare/list.html" %}'})
    after = theme_of(site, "child").templates

    assert {name for name in before if before[name].digest != after[name].digest} == {"home.html", "list.html"}


def test_a_folder_of_the_sites_own_without_a_theme_toml_lies_over_the_shipped_theme(site: TestSite) -> None:
    site.theme("../default/templates/404.html", "<p>not here</p>")
    theme = theme_of(site, "default")

    assert [layer.name for layer in theme.layers] == ["default", "default"]
    assert theme.layers[0].folder == str(site.folder / "themes" / "default")
    assert theme.templates["404.html"].needs == ()


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "text", "said", "line"),
    [
        ("templates/post.html", "ok\n{% if %}", "Expected an expression", 2),
        ("templates/post.html", "{% block a %}", "block", 1),
        ("templates/post.html", "\n\n{{ page | nope }}", "nope", 3),
        ("templates/components/card.html", "{{ ", "end of template", 1),
    ],
)
def test_a_syntax_error_is_reported_once_at_its_line(
    site: TestSite, path: str, text: str, said: str, line: int
) -> None:
    site.theme(path, text)
    site.write("a.md")
    (found,) = site.build().diagnostics

    assert (found.code, found.file, found.line) == ("template-error", f"themes/bare/{path}", line)
    assert said.lower() in found.message.lower()
    assert found.excerpt == text.split("\n")[line - 1]
    assert not site.output.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% include "nope.html" %}', "post.html draws in nope.html, which does not exist"),
        ("{% include page.kind %}", "must be written out"),
        ("{{ component(page.kind) }}", "must be written out"),
        ("{{ asset(page.kind) }}", "must be written out"),
        ('{{ component("nope.html") }}', "components/nope.html, which does not exist"),
        ('{{ asset("nope.js") }}', "asks for the asset “nope.js”"),
        ('{% include "../../../../../../etc/passwd" %}', "does not exist"),
        ('{% include "x!y.html" %}', "post.html"),
    ],
)
def test_what_cannot_be_resolved_is_a_mistake_of_the_theme(site: TestSite, text: str, said: str) -> None:
    site.theme("templates/post.html", text)
    ((code, message, _),) = mistakes(site)

    assert code == "bad-theme"
    assert said in message


def test_a_template_that_is_no_utf_8_is_a_mistake(site: TestSite) -> None:
    (site.folder / "themes/bare/templates/post.html").write_bytes(b"\xff\xfe")

    assert [code for code, _, _ in mistakes(site)] == ["bad-theme"]


def test_a_template_that_is_missing_is_named(site: TestSite) -> None:
    (site.folder / "themes/bare/templates/month.html").unlink()

    assert mistakes(site) == [("bad-theme", "the theme has no template month.html", 0)]


def test_templates_see_no_names_beside_needs_filters_and_two_functions() -> None:
    environment = make_environment((), dict.fromkeys(FILTERS, str))

    assert environment.autoescape is True
    assert not environment.auto_reload
    assert set(FILTERS) <= set(environment.filters)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/ada/blog/themes/bare/templates/a.html", "themes/bare/templates/a.html"),
        ("/themes/x/themes/y/a.html", "themes/y/a.html"),
        ("post.html", "post.html"),
    ],
)
def test_a_template_is_named_from_the_word_themes_on(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_the_shipped_themes_have_no_mistakes(tmp_path: Path) -> None:
    from ssg.render.theme_layers import theme_names

    names = theme_names(str(tmp_path))
    assert "default" in names
    for name in names:
        theme, problems = load_theme(str(tmp_path), name, {})
        assert problems == []
        assert theme is not None


# ── read again ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_remembered_of_a_template_is_forgotten_with_its_text_and_its_place(site: TestSite) -> None:
    wrong, right = "{{ page.url | upercase }}", "{{ page.url | upper }}"
    child(site, {"templates/parts/x.html": wrong, "templates/page.html": '{% include "parts/x.html" %}'})
    site.theme("templates/parts/x.html", wrong)
    override = site.folder / "themes" / "child" / "templates" / "parts" / "x.html"

    files = [load_theme(str(site.folder), "child", {})[1][0].file]
    override.unlink()
    files.append(load_theme(str(site.folder), "child", {})[1][0].file)
    site.theme("templates/parts/x.html", right)

    assert files == ["themes/child/templates/parts/x.html", "themes/bare/templates/parts/x.html"]
    assert load_theme(str(site.folder), "child", {})[1] == []
