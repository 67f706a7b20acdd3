"""Which templates print the addresses of assets as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.render.theme_reading import load_theme
from tests.sites import TestSite

OPEN = {
    "in an attribute": '<link href="{{ asset("site.css") }}">',
    "in one of two cases": '{{ settings.icon if settings.icon else asset("site.css") }}',
    "in a block, a loop and a condition": (
        '{% block a %}{% for post in latest %}{% if post %}{{ asset("site.css") }}{% endif %}{% endfor %}{% endblock %}'
    ),
    "in what is included": '{% include "parts/open.html" %}',
    "in what is extended": '{% extends "frame.html" %}{% block head %}{{ super() }}{% endblock %}',
    "in a block printed by name": '{% block a %}{{ asset("site.css") }}{% endblock %}{{ self.a() }}',
    "nowhere": "{{ page.title }}",
}
TAKEN_IN_HAND = {
    "a filter": '{{ asset("site.css")|upper }}',
    "a part of an expression": '{{ "x" ~ asset("site.css") }}',
    "a condition": '{% if asset("site.css") == "x" %}y{% endif %}',
    "the condition of an expression": '{{ "a" if asset("site.css") else "b" }}',
    "a variable": '{% set a = asset("site.css") %}{{ a }}',
    "a block that is a variable": '{% set a %}{{ asset("site.css") }}{% endset %}{{ a }}',
    "a filtered block": '{% filter upper %}{{ asset("site.css") }}{% endfilter %}',
    "a macro": '{% macro a() %}{{ asset("site.css") }}{% endmacro %}{{ a() }}',
    "a block printed by name and filtered": '{% block a %}{{ asset("site.css") }}{% endblock %}{{ self.a()|upper }}',
    "what a block had, filtered": '{% extends "frame.html" %}{% block head %}{{ super()|upper }}{% endblock %}',
    "another name of the function": '{% set a = asset %}{{ a("site.css") }}{{ asset("site.css") }}',
    "a part that is a variable": '{% set a %}{% include "parts/open.html" %}{% endset %}{{ a|upper }}',
    "a component": '{{ component("link.html", post=page) }}',
    "a macro of another template": '{% from "parts/macro.html" import link %}{{ link()|upper }}',
}
PARTS = {
    "frame.html": '{% block head %}{{ asset("site.css") }}{% endblock %}',
    "parts/open.html": '{{ asset("site.css") }}',
    "parts/macro.html": '{% macro link() %}{{ asset("site.css") }}{% endmacro %}',
    "components/link.html": '{{ asset("site.css") }}',
}


def prints_assets(site: TestSite, source: str) -> bool:
    for name, text in {**PARTS, "home.html": source}.items():
        site.theme(f"templates/{name}", text)
    theme, _ = load_theme(str(site.folder), "bare", {})
    assert theme is not None
    return theme.templates["home.html"].prints_assets


@pytest.mark.parametrize("source", OPEN.values(), ids=OPEN)
def test_what_is_printed_as_it_is(site: TestSite, source: str) -> None:
    assert prints_assets(site, source)


@pytest.mark.parametrize("source", TAKEN_IN_HAND.values(), ids=TAKEN_IN_HAND)
def test_what_is_taken_in_hand(site: TestSite, source: str) -> None:
    assert not prints_assets(site, source)


@pytest.mark.parametrize("name", ["default", "wire"])
def test_the_shipped_themes_print_them_as_they_are(tmp_path: Path, name: str) -> None:
    theme, _ = load_theme(str(tmp_path), name, {})
    assert theme is not None

    assert [name for name, info in theme.templates.items() if info.assets and not info.prints_assets] == []
