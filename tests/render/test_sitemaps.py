"""Sitemaps: limits, honest dates, parts that stay as they are, news, robots."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from ssg.core.model import Ref
from ssg.core.settings import RobotsConfig
from ssg.core.views import NewsEntry, SitemapEntry
from ssg.render import sitemaps
from ssg.render.robots import AI_SEARCH, AI_TRAINING, robots_txt
from ssg.render.sitemaps import news_sitemap, sitemap
from tests.render.feed_values import BASE, SITE

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def entries(count: int) -> tuple[SitemapEntry, ...]:
    return tuple(SitemapEntry(f"/news/post-{number}/", "2026-01-13T09:30:00+01:00") for number in range(count))


def locations(data: bytes) -> list[str]:
    return [str(node.text) for node in ET.fromstring(data).iter(f"{MAP}loc")]


def test_a_site_of_ordinary_size_has_one_sitemap_of_full_encoded_addresses_in_order() -> None:
    [(name, data)] = sitemap((SitemapEntry("/ü/"), SitemapEntry("/a&b/"), SitemapEntry("/")), BASE)
    assert name == "sitemap.xml"
    assert locations(data) == [f"{BASE}/", f"{BASE}/a&b/", f"{BASE}/%C3%BC/"]


@pytest.mark.parametrize(("modified", "lastmod"), [
    ("2026-01-13T09:30:00+01:00", "2026-01-13T09:30:00+01:00"),
    ("2026-01-13", "2026-01-13"),
    ("", None),
])  # fmt: skip
def test_lastmod_is_the_contents_date_or_absent(modified: str, lastmod: str | None) -> None:
    [(_, data)] = sitemap((SitemapEntry("/", modified),), BASE)
    assert ET.fromstring(data).findtext(f"{MAP}url/{MAP}lastmod") == lastmod


def test_an_empty_site_has_a_sitemap() -> None:
    [(_, data)] = sitemap((), BASE)
    assert locations(data) == []


def test_an_address_that_is_named_twice_stands_once() -> None:
    [(_, data)] = sitemap((SitemapEntry("/a/"), SitemapEntry("/a/")), BASE)
    assert locations(data) == [f"{BASE}/a/"]


def test_fifty_thousand_addresses_are_one_file_and_one_more_makes_an_index() -> None:
    assert len(sitemap(entries(50_000), BASE)) == 1
    (name, index), *parts = sitemap(entries(50_001), BASE)
    assert name == "sitemap.xml"
    assert locations(index) == [f"{BASE}/{part}" for part, _ in parts]
    assert sum(len(locations(data)) for _, data in parts) == 50_001
    assert max(len(locations(data)) for _, data in parts) <= 50_000


def test_a_file_over_fifty_megabytes_makes_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 2_000)
    _, *parts = sitemap(entries(40), BASE)
    assert len(parts) > 1
    assert all(len(data) <= 2_000 for _, data in parts)


def test_one_new_address_changes_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 20)
    before, after = dict(sitemap(entries(70), BASE)), dict(sitemap(entries(71), BASE))
    assert len(before) > 4
    changed = [name for name in after if name != "sitemap.xml" and before[name] != after[name]]
    assert len(changed) == 1


def test_an_index_dates_each_part_by_its_newest_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 4)
    found = ET.fromstring(sitemap(entries(5), BASE)[0][1])
    assert {node.text for node in found.iter(f"{MAP}lastmod")} == {"2026-01-13T09:30:00+01:00"}


def test_the_order_of_the_entries_does_not_matter() -> None:
    assert sitemap(entries(9), BASE) == sitemap(entries(9)[::-1], BASE)


def test_translations_stand_beside_their_page() -> None:
    both = (Ref("en", "", "/a/"), Ref("zh", "", "/zh/a/"), Ref("x-default", "", "/a/"))
    [(_, data)] = sitemap((SitemapEntry("/a/"), SitemapEntry("/b/")), BASE, alternates={"/a/": both})
    links = [dict(node.attrib) for node in ET.fromstring(data).iter("{http://www.w3.org/1999/xhtml}link")]
    assert [(link["hreflang"], link["href"]) for link in links] == [
        ("en", f"{BASE}/a/"),
        ("zh", f"{BASE}/zh/a/"),
        ("x-default", f"{BASE}/a/"),
    ]


# ── news ────────────────────────────────────────────────────────────────────────────────────────────


def news(lang: str = "en") -> NewsEntry:
    return NewsEntry("/news/robot/", "Robots & <others> learn", lang, "2026-01-13T09:30:00+01:00")


def test_the_news_sitemap_names_publication_first_date_and_title_as_on_the_page() -> None:
    found = ET.fromstring(news_sitemap((news(),), SITE)).find(f"{MAP}url/{NEWS}news")
    assert found is not None
    assert found.findtext(f"{NEWS}publication/{NEWS}name") == "Tensor Times"
    assert found.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert found.findtext(f"{NEWS}publication_date") == "2026-01-13T09:30:00+01:00"
    assert found.findtext(f"{NEWS}title") == "Robots & <others> learn"


@pytest.mark.parametrize(("lang", "code"), [("de-CH", "de"), ("zh", "zh-cn"), ("zh-Hant", "zh-tw"), ("zh-TW", "zh-tw")])
def test_the_news_sitemap_spells_languages_as_google_does(lang: str, code: str) -> None:
    found = ET.fromstring(news_sitemap((news(lang),), SITE))
    assert found.findtext(f"{MAP}url/{NEWS}news/{NEWS}publication/{NEWS}language") == code


def test_the_news_sitemap_may_be_empty() -> None:
    assert locations(news_sitemap((), SITE)) == []


# ── robots ──────────────────────────────────────────────────────────────────────────────────────────


def groups(text: str) -> list[tuple[list[str], list[str]]]:
    """Return the groups of robots.txt: names, and rules."""
    blocks = [[line for line in block.splitlines() if not line.startswith("#")] for block in text.split("\n\n")]
    named = [block for block in blocks if block[0].startswith("User-agent")]
    return [
        (
            [line.removeprefix("User-agent: ") for line in block if line.startswith("User-agent: ")],
            [line for line in block if not line.startswith("User-agent: ")],
        )
        for block in named
    ]


def test_robots_txt_lets_everybody_in_and_names_both_sitemaps() -> None:
    assert robots_txt(SITE, noindex=False, robots=RobotsConfig()).decode() == (
        f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\nSitemap: {BASE}/news-sitemap.xml\n"
    )


def test_robots_txt_of_a_preview_names_no_sitemap_but_lets_crawlers_read_noindex() -> None:
    found = robots_txt(SITE, noindex=True, robots=RobotsConfig()).decode()
    assert "Sitemap" not in found
    assert "Disallow" not in found


@pytest.mark.parametrize(
    ("robots", "refused"),
    [
        (RobotsConfig(ai_training="disallow"), [AI_TRAINING]),
        (RobotsConfig(ai_search="disallow"), [AI_SEARCH]),
        (RobotsConfig(disallow=("SomeBot", "Other")), [("SomeBot", "Other")]),
        (RobotsConfig("disallow", "disallow", ("SomeBot",)), [AI_TRAINING, AI_SEARCH, ("SomeBot",)]),
    ],
)
@pytest.mark.parametrize("noindex", [False, True])
def test_robots_txt_keeps_out_whom_the_settings_name(
    robots: RobotsConfig, refused: list[tuple[str, ...]], noindex: bool
) -> None:
    everybody, *others = groups(robots_txt(SITE, noindex, robots).decode())

    assert everybody == (["*"], ["Allow: /"])
    assert others == [(list(names), ["Disallow: /blog/"]) for names in refused]


def test_no_crawler_trains_and_searches_at_once() -> None:
    assert {name.lower() for name in AI_TRAINING} & {name.lower() for name in AI_SEARCH} == set()
