"""CommonMark: every example of the specification, in the plain preset and, where nothing was added, in ours."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from ssg.content.markdown import render_markdown
from ssg.content.parse_options import MarkdownOptions
from ssg.content.parser import plain_preset

FIXTURE = Path(__file__).parents[3] / "shared" / "corpora" / "fixtures" / "commonmark" / "commonmark.json"
OURS = re.compile(
    '[\x04\x05\x07]\\d+\x03| id="[^"]*"|<a class="anchor"[^>]*></a>| loading="lazy" decoding="async"|'
    ' rel="noopener external"| class="external"| tabindex="0"| class="highlight"'
)
# What the contract adds to CommonMark: one h1, an outline without holes, figures, coloured code, components as text;
# and bare addresses in raw HTML, which this test writes back percent-encoded.
SECTIONS_THAT_DIFFER = {
    "ATX headings": "h1",
    "Setext headings": "h1",
    "Fenced code blocks": "colours",
    "HTML blocks": "ids and components",
    "Images": "figures",
    "Raw HTML": "bare addresses",
    "Code spans": "bare addresses",
    "Entity and numeric character references": "bare addresses, quotes",
}


def examples() -> list[dict[str, str]]:
    if not FIXTURE.exists():
        return []
    found: list[dict[str, str]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return found


def test_the_specification_is_there_with_all_its_examples() -> None:
    assert FIXTURE.exists(), f"the CommonMark examples are missing: expected them at {FIXTURE}"
    assert len(examples()) == 652


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example["example"]))
def test_an_example_prints_as_the_specification_says(example: dict[str, str]) -> None:
    assert plain_preset().render(example["markdown"]) == example["html"]


def without_additions(markdown: str) -> str:
    rendered = render_markdown(markdown, 1, MarkdownOptions(), False)

    def address(match: re.Match[str]) -> str:
        return escape(quote(rendered.links[int(match[1])].target, safe="/%#?&=+@!$'()*,;:~-._"))

    return re.sub("[\x02\x06](\\d+)\x03", address, OURS.sub("", rendered.html)).replace("&#x27;", "'")


@pytest.mark.parametrize(
    "example",
    [
        e
        for e in examples()
        if e["section"] not in SECTIONS_THAT_DIFFER
        and not re.search("<h[13-6]|<a href[^>]*[^ -~]|<a href=.[^>]*\\\\", e["html"])
    ],
    ids=lambda example: str(example["example"]),
)
def test_the_extensions_change_no_example_of_a_section_that_they_leave_alone(example: dict[str, str]) -> None:
    wanted = example["html"].replace(" />", ">")
    assert without_additions(example["markdown"]) == wanted
