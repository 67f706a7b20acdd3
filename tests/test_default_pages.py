"""What the default theme prints, where no browser is needed to see it."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.sites import TestSite

SAME = {"newsletter_placeholder"}
"""What needs no translation."""


@pytest.fixture
def default(site: TestSite) -> TestSite:
    """A site with the default theme."""
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('theme = "bare"', 'theme = "default"'))
    return site


def times_of(site: TestSite, page: str) -> str:
    """Return the byline's words about dates."""
    byline = re.search(r'<p class="byline-times">(.*?)</p>', site.read(page), re.DOTALL)
    assert byline
    return " ".join(re.sub(r"<[^>]+>", " ", byline[1]).split())


@pytest.mark.parametrize(
    ("date", "updated", "expected"),
    [
        ("2026-01-10T08:30:00+08:00", "2026-01-10T13:05:00+08:00", "January 10, 2026, 08:30 Updated 13:05"),
        ("2026-01-10", "2026-01-10T13:05:00+00:00", "January 10, 2026 Updated 13:05"),
        ("2026-01-10T08:30:00+00:00", "2026-01-11T13:05:00+00:00", "January 10, 2026 Updated January 11, 2026"),
        ("2026-01-10T08:30:00+00:00", "2026-01-10T08:30:00+00:00", "January 10, 2026"),
        ("2026-01-10T08:30:00+00:00", None, "January 10, 2026"),
    ],
)
def test_a_story_that_was_updated_on_its_day_says_at_what_hour(
    default: TestSite, date: str, updated: str | None, expected: str
) -> None:
    default.write("a.md", date=date, updated=updated)
    assert default.build().ok

    assert times_of(default, "news/a/index.html") == f"{expected} 1 min read"


def test_a_story_leads_to_its_other_languages_by_their_own_names(default: TestSite) -> None:
    default.write("a.md")
    default.write("a.zh.md")
    default.write("b.md")
    assert default.build().ok

    assert re.findall(
        r'<a href="([^"]+)" hreflang="zh" lang="zh" rel="alternate">中文</a>', default.read("news/a/index.html")
    )
    assert 'hreflang="en" lang="en" rel="alternate">English</a>' in default.read("zh/news/a/index.html")
    assert 'rel="alternate">' not in default.read("news/b/index.html")


def test_the_lead_of_the_front_page_is_among_the_latest_where_a_page_was_not_found(default: TestSite) -> None:
    for day in range(1, 8):
        default.write(f"post-{day}.md", title=f"Post {day}", date=f"2026-01-{day:02}", featured=day == 5)
    assert default.build().ok
    latest = default.read("404.html").partition('id="latest"')[2]

    assert re.findall(r"Post \d", latest) == ["Post 7", "Post 6", "Post 5", "Post 4", "Post 3"]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (18, 18), (19, 16), (200, 16)])
def test_of_very_many_tags_the_first_are_shown_and_the_rest_unfolds(default: TestSite, count: int, shown: int) -> None:
    default.write("a.md", tags=[f"Tag {number}" for number in range(count)])
    assert default.build().ok
    section = default.read("news/a/index.html").partition('<section class="story-tags"')[2].partition("</section>")[0]
    open_part, _, folded = section.partition("<details")

    assert open_part.count('rel="tag"') == shown
    assert folded.count('rel="tag"') == count - shown
    assert (f"{count - shown} more tags" in folded) is (count > shown)


def test_the_language_files_have_the_same_keys() -> None:
    folder = ROOT / "themes" / "default" / "strings"
    keys = {path.stem: set(re.findall(r"^(\w+) =", path.read_text("utf-8"), re.MULTILINE)) for path in folder.iterdir()}

    assert {language: keys["en"] - found - SAME for language, found in keys.items()} == {name: set() for name in keys}
