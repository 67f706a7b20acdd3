"""What templates were compiled to is used again for the same text, and for no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2 import nodes
from jinja2.bccache import Bucket

from ssg.core.theme import Layer
from ssg.core.theme_contract import FILTERS
from ssg.render.compiling import PageEnvironment
from ssg.render.pages import PageRenderer
from ssg.render.theme_reading import load_theme
from ssg.render.themes import Compiled, LayeredEnvironment, make_environment, written_by
from tests.render.feed_values import SITE
from tests.sites import TestSite

TEMPLATES = {
    "base.html": "<{% block main %}{% endblock %}>",
    "part.html": "({{ word }})",
    "page.html": '{% extends "base.html" %}{% block main %}{% include "part.html" %}{% endblock %}',
}


class Counting(Compiled):
    """Also knows how many templates were compiled."""

    compiled = 0

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled += 1
        super().dump_bytecode(bucket)


def environment(folder: Path, compiled: Compiled) -> LayeredEnvironment:
    return make_environment((Layer("own", str(folder)),), dict.fromkeys(FILTERS, str), compiled=compiled)


def write(folder: Path, name: str, text: str) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(text, "utf-8")


def printed(folder: Path, compiled: Compiled) -> str:
    return environment(folder, compiled).page_template("page.html").render(word="a")


def test_of_an_edited_theme_the_edited_template_is_compiled(tmp_path: Path) -> None:
    compiled = Counting()
    for name, text in TEMPLATES.items():
        write(tmp_path, name, text)

    assert (printed(tmp_path, compiled), compiled.compiled) == ("<(a)>", 3)
    assert (printed(tmp_path, compiled), compiled.compiled) == ("<(a)>", 3)
    write(tmp_path, "part.html", "[{{ word }}]")
    assert (printed(tmp_path, compiled), compiled.compiled) == ("<[a]>", 4)
    write(tmp_path, "part.html", "({{ word }})")
    assert (printed(tmp_path, compiled), compiled.compiled) == ("<(a)>", 5)  # of each template the last text is kept


def test_python_that_was_written_of_a_template_serves_for_its_text_and_for_no_other(tmp_path: Path) -> None:
    for name, text in TEMPLATES.items():
        write(tmp_path, name, text)
    written = written_by(environment(tmp_path, Compiled()), [*TEMPLATES, "nowhere.html"])
    assert len(written) == len(TEMPLATES)

    marked = [msgspec.structs.replace(item, python=item.python.replace("(", "( ")) for item in written]
    assert printed(tmp_path, Compiled(marked)) == "<( a)>"
    write(tmp_path, "part.html", "[{{ word }}]")
    assert printed(tmp_path, Compiled(marked)) == "<[a]>"


def test_another_theme_with_a_template_of_the_same_name_is_compiled_by_itself(tmp_path: Path) -> None:
    compiled = Counting()
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, word in ((one, "1"), (other, "2")):
        folder.mkdir()
        write(folder, "page.html", word)

    assert [printed(one, compiled), printed(other, compiled), printed(one, compiled)] == ["1", "2", "1"]
    assert compiled.compiled == 2


# ── builds in one process ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the templates that are compiled from here on."""
    names: list[str] = []
    generate = PageEnvironment._generate

    def noted(self: PageEnvironment, source: nodes.Template, name: str | None, *others: Any, **more: Any) -> str:
        names.append(name or "")
        return generate(self, source, name, *others, **more)

    monkeypatch.setattr(PageEnvironment, "_generate", noted)
    return names


def page_of(site: TestSite) -> str:
    assert site.build(clean=True, jobs=1).ok  # in this process
    return site.read("about/index.html")


def test_a_process_compiles_the_same_theme_once_and_an_edited_part_with_all_that_draw_it_in(
    site: TestSite, compilations: list[str]
) -> None:
    site.write_raw("about.md", "---\ntitle: About\n---\n\nText.\n")
    site.theme("templates/parts/x.html", "<p>{{ page.url }}</p>")
    site.theme("templates/page.html", '{% include "parts/x.html" %}')

    assert "<p>/about/</p>" in page_of(site)
    assert "page.html" in compilations
    compilations.clear()
    assert "<p>/about/</p>" in page_of(site)
    assert compilations == []
    site.theme("templates/parts/x.html", "<b>{{ page.url }}</b>")
    assert "<b>/about/</b>" in page_of(site)
    assert "page.html" in compilations
    site.theme("templates/parts/x.html", "<p>{{ page.url }}</p>")
    assert "<p>/about/</p>" in page_of(site)


def test_with_another_address_constants_that_filters_lead_home_are_made_anew(site: TestSite) -> None:
    site.write_raw("about.md", "---\ntitle: About\n---\n\nText.\n")
    site.theme("templates/page.html", "{{ '/about/' | absolute }}")

    for url in ("https://a.example", "https://b.example/blog", "https://a.example"):
        site.build(base_url=url)
        assert site.read("about/index.html").strip() == f"{url}/about/"


def test_where_a_template_is_not_as_the_theme_was_read_nothing_is_remembered(site: TestSite) -> None:
    site.theme("templates/parts/x.html", "1")
    site.theme("templates/page.html", '{% include "parts/x.html" %}')
    theme, _ = load_theme(str(site.folder), "bare", {})
    assert theme is not None

    assert PageRenderer(theme, SITE, {}, None)._compiled_before() is not None
    site.theme("templates/parts/x.html", "2")
    assert PageRenderer(theme, SITE, {}, None)._compiled_before() is None
