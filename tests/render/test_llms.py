"""llms.txt as its own reader takes it apart: one link a line, a title without brackets, a sentence before all lists."""

from __future__ import annotations

import re

from ssg.core.views import LinkList, TextLink
from ssg.render.llms import llms_txt
from tests.render.feed_values import BASE, SITE
from tests.sites import TestSite

LINK = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<url>[^\)]+)\)(?:: (?P<notes>.*))?")


def sections(text: str) -> dict[str, list[dict[str, str | None]]]:
    """Return the links by section, read as the format's own reader does."""
    _, *rest = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    found = {}
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        lines = [LINK.fullmatch(line) for line in body.strip().split("\n")]
        assert all(lines), body
        found[title] = [line.groupdict() for line in lines if line]
    return found


def test_the_file_has_title_description_a_sentence_and_sections() -> None:
    text = llms_txt(SITE, (LinkList("News", (TextLink("A", "/a/index.md", ("2026-01-13", "One.", "Two.")),)),)).decode()

    assert text.startswith("# Tensor Times\n\n> News about machines that learn\n\nEach link ")
    assert sections(text) == {
        "News": [{"title": "A", "url": f"{BASE}/a/index.md", "notes": "2026-01-13 · One. · Two."}]
    }


def test_no_title_or_address_breaks_a_line_apart() -> None:
    text = llms_txt(SITE, (LinkList("N\new", (TextLink("A [b]\nc", "/a(1)/", ()),)),)).decode()

    assert sections(text) == {"N ew": [{"title": "A (b) c", "url": f"{BASE}/a%281%29/", "notes": None}]}


def test_the_newest_fifty_posts_stand_by_section_with_key_points_or_summary(site: TestSite) -> None:
    for number in range(50):
        site.write(f"p{number:02d}.md", date="2026-01-10", summary="In short.")
    site.write("old.md", date="2025-01-10")
    site.write("new.md", date="2026-01-11", section="labs", key_points=["*One*"])
    site.build()
    found = sections(site.read("llms.txt"))

    assert {title: len(links) for title, links in found.items()} == {"Labs": 1, "News": 49, "Optional": 3}
    assert found["Labs"][0]["notes"] == "2026-01-11 · One"
    assert found["News"][0]["notes"] == "2026-01-10 · In short."
