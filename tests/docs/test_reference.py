"""The reference in docs/ names every key and code that the program knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ssg.content.field_values import CORRECTION, IMAGE, SOURCE
from ssg.content.fields import FIELDS, SYNONYMS
from ssg.core.config import SETTINGS, load_config
from ssg.core.errors import CODES
from ssg.core.moments import read_moment

DOCS = Path(__file__).resolve().parents[2] / "docs"


def sections(page: str, level: str) -> dict[str, str]:
    """Heading → the text below it, for headings of one level."""
    parts = re.split(rf"^{level} (.+)$", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[str]:
    """The keys in the first column of the text's tables."""
    return re.findall(r"^\| `([^`|]+)` \|", text, flags=re.MULTILINE)


@pytest.mark.parametrize("table", SETTINGS)
def test_every_setting_has_a_row_in_the_section_of_its_table(table: str) -> None:
    found = [
        text for title, text in sections("configuration.md", "##").items() if re.search(rf"\[{table}(\.<id>)?\]", title)
    ]

    assert len(found) == 1
    assert sorted(rows(found[0])) == sorted(SETTINGS[table])


def test_the_documented_tables_are_those_that_there_are() -> None:
    titles = " ".join(sections("configuration.md", "##"))

    assert set(re.findall(r"\[(\w+)", titles)) == {*SETTINGS, "theme"}


def test_the_examples_of_the_configuration_are_valid() -> None:
    examples = re.findall(r"```toml\n(.*?)```", (DOCS / "configuration.md").read_text("utf-8"), flags=re.DOTALL)

    assert len(examples) > 5
    for example in examples:
        title = "" if "[site]" in example else '[site]\ntitle = "A"\n'
        assert load_config(title + example)[1] == ()


def test_every_key_of_front_matter_has_a_row() -> None:
    assert sorted(rows(sections("front-matter.md", "##")["Keys"].split("### ")[0])) == sorted(FIELDS)


@pytest.mark.parametrize(
    ("title", "schema"), [("`image`", IMAGE), ("`sources`", SOURCE), ("`corrections`", CORRECTION)]
)
def test_every_key_of_a_mapping_in_front_matter_has_a_row(title: str, schema: dict[str, object]) -> None:
    assert sorted(rows(sections("front-matter.md", "###")[title].split("## ")[0])) == sorted(schema)


@pytest.mark.parametrize("name", SYNONYMS)
def test_every_synonym_is_documented_beside_its_standard_key(name: str) -> None:
    lines = sections("front-matter.md", "##")["Names of other tools"].split("\n")

    assert any(re.search(rf"`{name}\b", line) and f"`{SYNONYMS[name][0]}" in line for line in lines)


def test_every_date_form_in_the_docs_is_read() -> None:
    table = re.findall(r"^\| .* \| (`.*`) \|$", sections("front-matter.md", "##")["Dates and times"], re.MULTILINE)
    examples = [example for row in table for example in re.findall(r"`([^`]+)`", row)]

    assert len(examples) > 15
    assert [example for example in examples if read_moment(example)[1]] == []


def test_every_code_is_documented_with_its_level() -> None:
    documented = {title.strip("`"): text for title, text in sections("errors.md", "###").items()}

    assert sorted(documented) == sorted(CODES)
    assert [code for code, level in CODES.items() if f"*{level.capitalize()}.*" not in documented[code]] == []
