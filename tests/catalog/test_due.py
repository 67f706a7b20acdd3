"""What the clock alone does to a site, to the second: posts go online, leave the news sitemap, expire."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ssg.core.clock import iso_utc, read_clock
from tests.sites import CONFIG, TestSite

PUBLISHED = "2026-01-30T09:00:00+01:00"
LEAVES = read_clock("2026-02-01T08:00:00Z", {})


def news(site: TestSite) -> list[str]:
    """Return the addresses in the news sitemap, in its order."""
    return re.findall(r"<loc>https://test\.example([^<]+)</loc>", site.read("news-sitemap.xml"))


def at(instant: int) -> dict[str, Any]:
    return {"now": iso_utc(instant)}


@pytest.mark.parametrize(("seconds", "listed"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_a_post_is_news_for_48_hours_to_the_second(site: TestSite, zone: str, seconds: int, listed: bool) -> None:
    site.configure(f'{CONFIG}timezone = "{zone}"\n')
    site.write("a.md", date=PUBLISHED)
    site.write("b.md", date="2026-01-31T12:00:00Z")
    site.build(**at(LEAVES + seconds))

    assert news(site) == ["/news/b/", *["/news/a/"] * listed]


def test_the_last_second_of_a_window_is_not_taken_for_the_next_and_the_clock_can_go_back(site: TestSite) -> None:
    site.write("a.md", date=PUBLISHED)
    first = site.build(**at(LEAVES - 1))
    assert (first.next_due, news(site)) == (LEAVES, ["/news/a/"])

    left = site.build(**at(LEAVES))
    assert (set(left.written), news(site)) == ({"news-sitemap.xml"}, [])

    assert site.build(**at(LEAVES + 1)).written == ()

    back = site.build(**at(LEAVES - 1))
    assert (set(back.written), news(site), back.next_due) == ({"news-sitemap.xml"}, ["/news/a/"], LEAVES)


def test_within_a_window_the_instant_changes_nothing(site: TestSite) -> None:
    site.write("a.md", date=PUBLISHED)
    site.build(**at(LEAVES - 3600))
    done = site.build(**at(LEAVES - 7))

    assert (done.written, done.rendered) == ((), 0)


@pytest.mark.parametrize(
    "front",
    [
        {"draft": True},
        {"date": "2026-02-01T13:00:00Z"},
        {"expires": "2026-02-01T11:00:00Z"},
        {"canonical_url": "https://elsewhere.example/a/"},
    ],
    ids=str,
)
@pytest.mark.parametrize("drafts", [False, True])
def test_what_is_not_published_here_is_no_news(site: TestSite, front: dict[str, Any], drafts: bool) -> None:
    site.write("a.md", **{"date": "2026-02-01T09:00:00Z", **front})
    site.write("b.md", date="2026-02-01T09:00:00Z")
    site.build(drafts=drafts)

    assert news(site) == ["/news/b/"]


def test_each_post_is_news_in_its_own_language(site: TestSite) -> None:
    site.write("a.md", date="2026-02-01T09:00:00Z")
    site.write("b.md", date="2026-02-01T08:00:00Z", lang="de")
    site.build()

    assert re.findall(r"<news:language>(\w+)<", site.read("news-sitemap.xml")) == ["en", "de"]


def test_an_edited_title_reaches_the_news_sitemap_and_llms_txt_by_the_short_way(site: TestSite) -> None:
    site.write("a.md", date="2026-02-01T09:00:00Z", title="Before")
    site.build()
    site.write("a.md", date="2026-02-01T09:00:00Z", title="After")
    site.build()

    assert "<news:title>After</news:title>" in site.read("news-sitemap.xml")
    assert "[After](https://test.example/news/a/index.md)" in site.read("llms.txt")


def test_a_thousand_posts_at_most_are_news_and_those_the_newest(site: TestSite, monkeypatch: Any) -> None:
    monkeypatch.setattr("ssg.plan.machines.MAX_NEWS", 2)
    for hour in range(3):
        site.write(f"p{hour}.md", date=f"2026-02-01T0{hour}:00:00Z")
    site.build()

    assert news(site) == ["/news/p2/", "/news/p1/"]


def test_the_news_sitemap_of_a_site_below_a_path_has_full_addresses(site: TestSite) -> None:
    site.write("a.md", date="2026-02-01T09:00:00Z")
    site.build(base_url="https://test.example/blog")

    assert "<loc>https://test.example/blog/news/a/</loc>" in site.read("news-sitemap.xml")
    assert "Sitemap: https://test.example/blog/news-sitemap.xml" in site.read("robots.txt")
