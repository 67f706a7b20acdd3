"""Sitemaps: limits, honest dates, parts that stay as they are, news, robots."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import pytest

from ssg.core.model import Ref
from ssg.core.views import SitemapEntry
from ssg.render import sitemaps
from ssg.render.sitemaps import news_sitemap, robots_txt, sitemap
from tests.render.feed_values import BASE, SITE, post

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


def test_the_news_sitemap_names_publication_first_date_and_title_as_on_the_page() -> None:
    news = ET.fromstring(news_sitemap((post(),), SITE)).find(f"{MAP}url/{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Tensor Times"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert news.findtext(f"{NEWS}publication_date") == "2026-01-13T09:30:00+01:00"
    assert news.findtext(f"{NEWS}title") == "Robots & <others> learn"


@pytest.mark.parametrize(("lang", "code"), [("de-CH", "de"), ("zh", "zh-cn"), ("zh-Hant", "zh-tw"), ("zh-TW", "zh-tw")])
def test_the_news_sitemap_spells_languages_as_google_does(lang: str, code: str) -> None:
    found = ET.fromstring(news_sitemap((post(lang=lang),), SITE))
    assert found.findtext(f"{MAP}url/{NEWS}news/{NEWS}publication/{NEWS}language") == code


def test_the_news_sitemap_holds_a_thousand_posts_at_most_and_may_be_empty() -> None:
    assert len(locations(news_sitemap((post(),) * 1001, SITE))) == 1000
    assert locations(news_sitemap((), SITE)) == []


# ── robots ──────────────────────────────────────────────────────────────────────────────────────────


def test_robots_txt_lets_everybody_in_and_names_both_sitemaps() -> None:
    assert robots_txt(SITE, noindex=False).decode() == (f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\n")


def test_robots_txt_of_a_preview_names_no_sitemap_but_lets_crawlers_read_noindex() -> None:
    found = robots_txt(msgspec.structs.replace(SITE, title="x"), noindex=True).decode()
    assert "Sitemap" not in found
    assert "Disallow" not in found
