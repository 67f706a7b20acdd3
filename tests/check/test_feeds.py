"""Rules of feeds and sitemaps: what is built keeps them, and each rule notices when it is broken."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from ssg.check.feed_parts import Asked
from ssg.check.feeds import RULES, feed_faults
from tests.sites import TestSite

URLS = {
    "rss": "feed.xml",
    "atom": "atom.xml",
    "json feed": "feed.json",
    "sitemap": "sitemap.xml",
    "news sitemap": "news-sitemap.xml",
}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    site = TestSite(tmp_path_factory.mktemp("feeds") / "site")
    for number in (1, 2):
        date = f"2026-01-{13 + number}T12:00:00Z"
        site.write(
            f"{number}.md", f"Text [a](/x.html) {number}.", title=f"Post {number}", date=date, summary="S", tags=["x"]
        )
    assert site.build(now=NOW.isoformat()).ok
    return site


def faults(built: TestSite, renderer: str, old: str = "", new: str = "") -> list[str]:
    data = built.read(URLS[renderer])
    changed = re.sub(old, new, data, count=1, flags=re.DOTALL) if old else data
    assert not old or changed != data, data
    asked = Asked(changed.encode(), f"https://test.example/{URLS[renderer]}", "https://test.example", NOW)
    return [told.message for told in feed_faults(renderer, asked)]


@pytest.mark.parametrize("renderer", URLS)
def test_what_is_built_keeps_the_rules(built: TestSite, renderer: str) -> None:
    assert faults(built, renderer) == []


BROKEN = [
    ("rss", "</rss>", "", "no XML"),
    ("rss", "<title>.*?</title>", "", "channel has no title"),
    ("rss", '<atom:link rel="self"[^>]*>', "", "0 links to itself"),
    ("rss", "test.example/feed.xml", "test.example/other.xml", "says that it stands at"),
    ("rss", "<guid[^>]*>.*?</guid>", "", "has no guid"),
    ("rss", r"(<guid[^>]*>)[^<]*(</guid>.*?<guid[^>]*>)([^<]*)", r"\g<1>\3\2\3", "stands twice"),
    ("rss", ' isPermaLink="false"', "", "guid of item 1 is no address"),
    ("rss", "<pubDate>[A-Z]..", "<pubDate>Sun", "no date of RFC 822"),
    ("rss", "<pubDate>[^<]*", "<pubDate>2026-01-14", "no date of RFC 822"),
    (
        "rss",
        r"(<description>S</description>\s*)(<content:encoded>.*?</content:encoded>)",
        r"\2\1",
        "before its descrip",
    ),
    ("rss", "<item>", "<item><author>Ada</author>", "is no mail address"),
    ("rss", "<item>", '<item><enclosure url="https://a.example/a.png"/>', "lacks url, length or type"),
    ("rss", "https://test.example/x.html", "/x.html", "is not a full one"),
    ("rss", "<p>Text", "<script>1</script><p>Text", "has a script element"),
    ("rss", "<p>Text", "<p><img srcset='a.png 2x'>Text", "“a.png” is not a full one"),
    ("atom", "<id>.*?</id>", "", "the feed has 0 id elements"),
    ("atom", "<entry>", "<entry><title>x</title>", "has 2 title elements"),
    ("atom", "<published>[^<]*", "<published>2026-01-14", "no date of RFC 3339"),
    ("atom", "<updated>[^<]*", "<updated>2026-01-20T00:00:00Z", "its newest entry at"),
    ("json feed", "^{", "", "no JSON"),
    ("json feed", '"title":"[^"]*",', "", "has no title"),
    ("json feed", '"feed_url":"[^"]*"', '"feed_url":""', "the feed stands at"),
    ("json feed", '"content_html":"', '"content":"', "neither content_html nor content_text"),
    ("json feed", '"date_published":"', '"date_published":"x', "no date of RFC 3339"),
    ("json feed", '"date_modified"', '"changed"', "which JSON Feed does not know"),
    ("sitemap", "https://test.example/", "https://other.example/", "not below"),
    ("sitemap", "<lastmod>", "<lastmod>x", "no W3C date"),
    ("sitemap", r"(<url><loc>[^<]*</loc>)", r"\1</url>\n\1", "stands twice"),
    ("news sitemap", "<news:title>.*?</news:title>", "", "has no news:title"),
    ("news sitemap", "<news:publication_date>2026", "<news:publication_date>2025", "not of the last 48 hours"),
    ("news sitemap", "<news:publication_date>[^<]*", "<news:publication_date>2026-01-14", "has no time zone"),
]


@pytest.mark.parametrize(("renderer", "old", "new", "message"), BROKEN)
def test_each_rule_notices_when_it_is_broken(built: TestSite, renderer: str, old: str, new: str, message: str) -> None:
    assert any(message in told for told in faults(built, renderer, old, new))


def test_every_format_that_is_built_has_rules() -> None:
    assert set(URLS) | {"digest feed", "corrections feed"} == set(RULES)
