"""What templates were compiled to is used again for the same text, and for no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
from jinja2.bccache import Bucket

from ssg.core.theme import Layer
from ssg.core.theme_contract import FILTERS
from ssg.render.themes import Compiled, LayeredEnvironment, make_environment, written_by

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
