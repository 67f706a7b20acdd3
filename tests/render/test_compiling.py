"""Templates compiled our way print what Jinja's own way prints: the one is proved by the other."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from ssg.core.model import Ref, Summary
from ssg.core.theme import Layer
from ssg.core.theme_contract import FILTERS
from ssg.render.compiling import PageEnvironment, printed
from ssg.render.themes import LayeredEnvironment, make_environment
from tests.sites import TestSite

TAG = Ref(id="ai", title="A & I", url="/tags/ai/")
POST = Summary(id="1", path="a.md", url="/a/", lang="en", title="<Robots>", tags=(TAG, TAG), minutes=7)
VALUES = {
    "post": POST,
    "strings": {"by": "By & by", "items": "shadowed by a method", "count": "{n} stories"},
    "settings": {"accent": "#b3261e", "shown": True, "card_tags": 2},
    "rows": [POST, POST],
    "html": Markup("<b>as it is</b>"),
}

PARTS = {
    "parts/plain.html": "[{{ post.title }} {{ strings.by }}]\n",
    "parts/sets.html": "{% set post = post.tags[0] %}{% set new = 1 %}[{{ post.title }}{{ new }}]",
    "parts/outer.html": "[{{ row.title }}{{ word }}]",
    "parts/nested.html": '<{% include "parts/plain.html" %}{% include "parts/sets.html" %}>',
    "parts/imports.html": '{% from "macros.html" import label %}[{{ label(post.title) }}]',
    "parts/loops.html": "{% for t in post.tags %}{{ loop.index }}{{ t.title }}{{ ',' if not loop.last }}{% endfor %}",
    "parts/borrows.html": "[{{ loop.index }}]",
    "parts/macro.html": "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(post.title) }}",
    "parts/blocks.html": "{% block inner %}[{{ post.minutes }}]{% endblock %}",
    "parts/deep.html": '{% if depth %}{{ depth }}{% set depth = depth - 1 %}{% include "parts/deep.html" %}{% endif %}',
    "macros.html": "{% macro label(x) %}<i>{{ x }}</i>{% endmacro %}",
    "base.html": "{% set top = 'T' %}<{% block title %}{{ post.title }}{% endblock %}>{{ self.title() }}"
    "{% block main %}base{% endblock %}{% block foot %}{{ top }}{% endblock %}",
    "middle.html": '{% extends "base.html" %}{% block main %}{% for row in rows %}'
    '{% block inner %}{{ row is defined }}{% endblock %}{% endfor %}{% include "parts/plain.html" %}{% endblock %}\n',
}


def environments(tmp_path: Path, *layers: dict[str, str]) -> tuple[LayeredEnvironment, PageEnvironment]:
    """Return Jinja's own environment and ours for themes of these templates, a child's before its parent's."""
    found = []
    for number, templates in enumerate(layers):
        folder = tmp_path / f"theme{number}"
        for name, text in templates.items():
            path = folder / "templates" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        found.append(Layer(f"theme{number}", str(folder)))
    filters = dict.fromkeys(FILTERS, str)
    ours = make_environment(tuple(found), filters, PageEnvironment)
    assert isinstance(ours, PageEnvironment)
    return make_environment(tuple(found), filters), ours


def both(environments: tuple[LayeredEnvironment, PageEnvironment], name: str = "page.html") -> str:
    """Return what the template prints, the same in both environments, and in one piece."""
    plain, ours = environments
    expected = plain.get_template(name).render(VALUES)
    assert [ours.get_template(name).render(VALUES), ours.whole_template(name).render(VALUES)] == [expected] * 2
    return expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ post.title }}|{{ html }}|{{ post.minutes }}", "&lt;Robots&gt;|<b>as it is</b>|7"),
        ("{{ post.tags[0].title }}|{{ settings.shown }}|{{ none }}", "A &amp; I|True|None"),
        ("{{ strings.by }}|{{ strings['by'] }}", "By &amp; by|By &amp; by"),
        ("{{ strings.count.format(n=2) }}|{{ html|upper }}|{{ '<'|safe }}", "2 stories|<B>AS IT IS</B>|<"),
        ("{{ 'x' if not settings.shown }}|{{ [1, 2] }}", "|[1, 2]"),
        ("{% set post = strings %}{{ post.by }}", "By &amp; by"),
        ("{% for post in rows %}{{ post.title }}{% endfor %}", "&lt;Robots&gt;" * 2),
        ("{% set kept %}{{ post.title }}{% endset %}{{ kept }}", "&lt;Robots&gt;"),
        ("{% autoescape false %}{{ post.title }}{% endautoescape %}", "<Robots>"),
        ("{% filter upper %}{{ post.title }}{% endfilter %}", "&LT;ROBOTS&GT;"),
        ('{% include "parts/plain.html" %}!', "[&lt;Robots&gt; By &amp; by]\n!"),
        ('{% include "parts/sets.html" %}{{ post.title }}{{ new is defined }}', "[A &amp; I1]&lt;Robots&gt;False"),
        (
            '{% for row in rows %}{% set word = "w" %}{% include "parts/outer.html" %}{% endfor %}',
            "[&lt;Robots&gt;w]" * 2,
        ),
        ('{% include "parts/nested.html" %}', "<[&lt;Robots&gt; By &amp; by]\n[A &amp; I1]>"),
        ('{% include "parts/imports.html" %}{{ label is defined }}', "[<i>&lt;Robots&gt;</i>]False"),
        ('{% include "parts/loops.html" %}', "1A &amp; I,2A &amp; I"),
        ('{% for row in rows %}{{ loop.index }}{% include "parts/borrows.html" %}{% endfor %}', "1[1]2[2]"),
        ('{% include "parts/macro.html" %}', "&lt;Robots&gt;" * 2),
        ('{% include "parts/blocks.html" %}', "[7]"),
        ('{% set depth = 30 %}{% include "parts/deep.html" %}', "".join(str(number) for number in range(30, 0, -1))),
        ('{% include "parts/none.html" ignore missing %}{% include ["parts/none.html", "parts/plain.html"] %}', None),
        ('{% set name = "parts/plain.html" %}{% include name %}{% include "macros.html" without context %}', None),
        ('{% extends "middle.html" %}{% block main %}m{% include "parts/sets.html" %}{% endblock %}', None),
        ('{% extends "middle.html" %}{% block title %}{{ strings.by }}{% endblock %}', None),
        ('{% extends "middle.html" %}{% block inner %}{{ row is defined }}!{% endblock %}', None),
        ('{% extends "middle.html" %}{% block inner %}{{ self.title() }}{% endblock %}', None),
        ('{% extends "middle.html" %}{% block foot %}{% block inner %}twice{% endblock %}{% endblock %}', None),
        ('{% extends "middle.html" %}{% block foot %}{{ super() }}{{ top }}{% endblock %}', None),
        ('{% extends "middle.html" %}{% block new %}never printed{% endblock %}dropped', None),
        ('{% extends "middle.html" %}{% set row = post %}{% block inner %}{{ row.title }}{% endblock %}', None),
        (
            '{% set row = post %}before{% extends "middle.html" %}{% block inner %}{{ row is defined }}!{% endblock %}',
            None,
        ),
        ('{% extends "middle.html" if settings.shown else "base.html" %}{% block main %}m{% endblock %}', None),
        ("{% for row in rows %}{% block each %}{{ row is defined }}{% endblock %}{% endfor %}", "FalseFalse"),
        ("{% for row in rows %}{% block each scoped %}{{ row.title }}{% endblock %}{% endfor %}", "&lt;Robots&gt;" * 2),
        ("{% for row in rows %}{% block each %}{{ post.title }}{% endblock %}{% endfor %}", "&lt;Robots&gt;" * 2),
        ("{% block a %}{% set x = 1 %}{% block b %}{{ x is defined }}{% endblock %}{{ x }}{% endblock %}", "False1"),
        ("{% block a %}{% set x = 1 %}{% endblock %}{{ x is defined }}", "False"),
        ("{% block a %}{{ self.b() }}{% endblock %}{% block b %}<b>{% endblock %}", "<b><b>"),
        ("{% macro m(row) %}{% block a %}{{ row is defined }}{% endblock %}{% endmacro %}{{ m(1) }}", None),
        ('{% extends "base.html" %}{% block main %}{{ super() }}+{% include "parts/sets.html" %}{% endblock %}', None),
        ('{% extends "base.html" %}{% block title %}{% set post = strings %}{{ post.by }}{% endblock %}', None),
    ],
)
def test_a_template_prints_what_jinja_prints(tmp_path: Path, text: str, expected: str | None) -> None:
    found = both(environments(tmp_path, {**PARTS, "page.html": text}))

    assert expected is None or found == expected


@pytest.mark.parametrize(
    "text", ["{{ post.nope }}", "{{ strings.nope }}", "{{ nope.title }}", "{{ strings.items.by }}"]
)
def test_what_is_undefined_for_jinja_is_undefined_here(tmp_path: Path, text: str) -> None:
    for environment in environments(tmp_path, {**PARTS, "page.html": text}):
        with pytest.raises(jinja2.UndefinedError):
            environment.get_template("page.html").render(VALUES)


def test_a_part_of_a_parent_theme_means_its_own_themes_templates(tmp_path: Path) -> None:
    child = {
        "page.html": '{% include "theme1/parts/a.html" %}{% include "parts/b.html" %}',
        "parts/b.html": "child b ",
        "m.html": "{% macro m() %}child{% endmacro %}",
    }
    parent = {
        "parts/a.html": '{% include "theme2/parts/b.html" %}{% include "parts/b.html" %}'
        '{% from "theme2/m.html" import m %}{{ m() }}{% import "m.html" as own %}{{ own.m() }} ',
        "parts/b.html": "parent b ",
    }
    oldest = {"parts/b.html": "oldest b ", "m.html": "{% macro m() %}oldest {% endmacro %}"}

    assert both(environments(tmp_path, child, parent, oldest)) == "oldest b child b oldest child child b "


class Html:
    def __html__(self) -> str:
        return "<b>"


@pytest.mark.parametrize("value", [None, True, 7, 1.5, Markup("<b>&"), Html(), ["<"], jinja2.Undefined(), ""])
def test_a_value_is_printed_as_jinja_prints_it(value: object) -> None:
    assert str(printed(value)) == str(escape(value))


@given(st.text(alphabet=st.sampled_from("ab&<>\"'é漢;#")) | st.text())
def test_text_is_escaped_as_jinja_escapes_it(text: str) -> None:
    assert printed(text) == str(escape(text))


@pytest.mark.parametrize(
    "part", ["\n{{ post.extra.nope.deep }}", "\n{% if post.image.src %}{% endif %}", "\n{{ 1 / 0 }}"]
)
def test_a_part_that_fails_is_an_error_at_its_own_line(site: TestSite, part: str) -> None:
    site.theme("templates/parts/fails.html", part)
    site.theme("templates/post.html", 'ok\n\n\n\n{% include "parts/fails.html" %}')
    site.write("a.md")
    (found,) = site.build().diagnostics

    assert (found.code, found.file, found.line) == ("template-error", "themes/bare/templates/parts/fails.html", 2)


def test_a_template_that_many_pages_are_expected_of_is_compiled_in_one_piece_at_once(tmp_path: Path) -> None:
    _, ours = environments(tmp_path, {"many.html": "{{ post.title }}", "few.html": "{{ post.title }}"})
    ours.expect({"many.html": 1000, "few.html": 10})

    in_one_piece = {name: ours.page_template(name) is ours.whole_template(name) for name in ("many.html", "few.html")}
    assert in_one_piece == {"many.html": True, "few.html": False}
