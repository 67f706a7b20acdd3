"""Every address of the contract has its output."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from tests.sites import TestSite

CONTRACT = [
    "index.html",
    "news/a/index.html",
    "news/a/index.md",
    "pages/about/index.html",
    "news/index.html",
    "tags/index.html",
    "tags/x/index.html",
    "authors/index.html",
    "authors/ada/index.html",
    "archive/index.html",
    "archive/2026/index.html",
    "archive/2026/01/index.html",
    *(f"{root}{feed}" for root in ("", "news/", "tags/x/") for feed in ("feed.xml", "atom.xml", "feed.json")),
    "sitemap.xml",
    "news-sitemap.xml",
    "llms.txt",
    "robots.txt",
    "_redirects",
    "_headers",
    "404.html",
    "thanks/index.html",
]


@pytest.fixture
def built(site: TestSite) -> TestSite:
    site.write("a.md", "The **body** of it.", title="A", tags=["x"], summary="In short.")
    site.write("pages/about.md", title="About")
    assert site.build().diagnostics == ()
    return site


def test_a_small_site_has_exactly_the_outputs_of_the_contract(built: TestSite) -> None:
    made = set(built.outputs())
    assets = {path for path in made if re.fullmatch(r"assets/t/site\.[0-9a-f]{10}\.css", path)}

    assert len(assets) == 1
    assert made - assets == {*CONTRACT, ".ssg-owned"}


def test_the_list_of_what_is_ours_is_sorted_and_hidden_from_readers(built: TestSite) -> None:
    assert built.read(".ssg-owned").splitlines() == sorted(built.outputs())
    assert "/.ssg-owned /404.html 404!" in built.read("_redirects")


def test_authors_have_no_feeds(built: TestSite) -> None:
    assert not built.exists("authors/ada/feed.xml")


def test_every_page_announces_the_feeds_that_there_are(built: TestSite) -> None:
    for path, data in built.outputs().items():
        announced = re.findall(r'type="application/[a-z+]+" href="https://test.example/([^"]+)"', data.decode())
        if path.endswith(".html"):
            assert [feed for feed in announced if not built.exists(feed)] == []
            assert "feed.xml" in announced


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────────


def feed_items(site: TestSite, path: str) -> list[dict[str, str]]:
    items: list[dict[str, str]] = json.loads(site.read(path))["items"]
    return items


@pytest.mark.parametrize(("config", "count"), [("", 20), ("[feeds]\nitems = 3", 3)])
def test_the_sites_feed_has_as_many_posts_as_configured_and_a_topics_has_ten(
    site: TestSite, config: str, count: int
) -> None:
    site.configure_more(config)
    for number in range(22):
        site.write(f"p{number:02d}.md", title=f"P{number:02d}", tags=["x"])
    site.build()

    assert len(feed_items(site, "feed.json")) == count
    assert len(feed_items(site, "tags/x/feed.json")) == 10
    assert site.read("feed.xml").count("<item>") == count


@pytest.mark.parametrize(
    ("config", "full"), [("", True), ('[feeds]\ncontent = "full"', True), ('[feeds]\ncontent = "summary"', False)]
)
def test_the_sites_feed_is_full_or_of_summaries_and_those_of_topics_are_of_summaries(
    site: TestSite, config: str, full: bool
) -> None:
    site.configure_more(config)
    site.write("a.md", "The **body** of it.", summary="In short.", tags=["x"])
    site.build()

    for feed in ("feed.xml", "atom.xml", "feed.json"):
        assert ("<strong>body" in site.read(feed).replace("&lt;", "<")) is full
        assert "body" not in site.read(f"tags/x/{feed}")
        assert "In short." in site.read(f"tags/x/{feed}")


@pytest.mark.parametrize(("config", "hubs"), [("", 0), ('[feeds]\nhub = "https://hub.example/"', 1)])
def test_a_configured_hub_is_announced_by_every_feed(site: TestSite, config: str, hubs: int) -> None:
    site.configure_more(config)
    site.write("a.md", tags=["x"])
    site.build()

    for root in ("", "news/", "tags/x/"):
        assert site.read(f"{root}feed.xml").count('rel="hub" href="https://hub.example/"') == hubs
        assert site.read(f"{root}atom.xml").count('rel="hub" href="https://hub.example/"') == hubs
        assert len(json.loads(site.read(f"{root}feed.json")).get("hubs", [])) == hubs


def test_each_feed_is_well_formed_and_names_itself(built: TestSite) -> None:
    for path in ("feed.xml", "atom.xml", "tags/x/feed.xml", "news/atom.xml"):
        tree = ElementTree.fromstring(built.read(path))
        selves = [
            element.get("href")
            for element in tree.iter("{http://www.w3.org/2005/Atom}link")
            if element.get("rel") == "self"
        ]
        assert selves == [f"https://test.example/{path}"]
    assert json.loads(built.read("feed.json"))["feed_url"] == "https://test.example/feed.json"


def test_feed_ids_do_not_hang_on_the_base_url_of_a_build(site: TestSite) -> None:
    site.write("a.md")
    site.build()
    ids = [item["id"] for item in feed_items(site, "feed.json")]
    site.build(base_url="https://preview.example")

    assert [item["id"] for item in feed_items(site, "feed.json")] == ids
    assert feed_items(site, "feed.json")[0]["url"] == "https://preview.example/news/a/"


# ── machines ────────────────────────────────────────────────────────────────────────────────────────


def test_the_sitemap_has_posts_pages_and_roots_of_lists_with_honest_dates(site: TestSite) -> None:
    site.configure_more("[listing]\nper_page = 1")
    site.write("a.md", date="2026-01-10", updated="2026-01-12", tags=["x"])
    site.write("b.md", date="2026-01-11", tags=["x"])
    site.write("pages/about.md")
    site.write("c.md", canonical_url="https://else.example/c/")
    site.build()
    found = dict(
        re.findall(r"<loc>https://test.example([^<]*)</loc>(?:<lastmod>([^<]*)</lastmod>)?", site.read("sitemap.xml"))
    )

    assert found["/news/a/"] == "2026-01-12T00:00:00+00:00"
    assert found["/news/b/"] == "2026-01-11T00:00:00+00:00"
    assert found["/"] == "2026-01-12T00:00:00+00:00"
    assert found["/pages/about/"] == ""
    assert {"/news/", "/tags/x/", "/tags/", "/authors/ada/", "/archive/"} <= found.keys()
    assert not {"/news/c/", "/404.html", "/thanks/", "/page/1/"} & found.keys()


def test_the_newest_date_of_a_list_is_compared_as_an_instant(site: TestSite) -> None:
    site.write("a.md", date="2026-01-10T23:00:00+09:00")
    site.write("b.md", date="2026-01-10T15:00:00+00:00")
    site.build()

    assert "<loc>https://test.example/</loc><lastmod>2026-01-10T15:00:00+00:00</lastmod>" in site.read("sitemap.xml")


def test_the_robots_file_names_the_sitemap(built: TestSite) -> None:
    assert "Sitemap: https://test.example/sitemap.xml\n" in built.read("robots.txt")


def test_the_markdown_beside_a_post_is_its_body_under_a_generated_header(site: TestSite) -> None:
    site.write("a.md", "The *body*, {{ as }} typed.", title="A “title”", tags=["LLM"], secret="x", key_points=["*One*"])
    site.build()

    assert site.read("news/a/index.md") == (
        "---\n"
        'title: "A “title”"\n'
        'url: "https://test.example/news/a/"\n'
        'date: "2026-01-10T00:00:00+00:00"\n'
        'lang: "en"\n'
        'authors: ["Ada"]\n'
        'tags: ["LLM"]\n'
        'summary: "The body, {{ as }} typed."\n'
        'key_points: ["One"]\n'
        "---\n\nThe *body*, {{ as }} typed.\n"
    )


def test_a_post_at_a_file_address_has_its_markdown_beside_it(site: TestSite) -> None:
    site.write("a.md", url="/x/story.html")
    site.build()

    assert site.exists("x/story.html")
    assert site.exists("x/story.md")


# ── languages ───────────────────────────────────────────────────────────────────────────────────────

VERSIONS = "{{ page.lang }}:{% for version in page.translations %} {{ version.id }}={{ version.url }}{% endfor %}"


def test_front_pages_lead_to_those_of_other_languages_and_sealed_pages_do_not(site: TestSite) -> None:
    site.configure_more("[listing]\nper_page = 1\n")
    site.theme("templates/home.html", VERSIONS)
    site.theme("templates/list.html", VERSIONS)
    for name in ("a.md", "b.md", "c.md"):
        site.write(name)
    site.build()
    alone = site.read("index.html")
    site.write("a.zh.md", "机器人", title="机器人")
    site.build()

    assert alone.split() == ["en:"]
    assert site.read("index.html").split() == ["en:", "en=/", "zh=/zh/"]
    assert site.read("zh/index.html").split() == ["zh:", "en=/", "zh=/zh/"]
    assert site.read("page/1/index.html").split() == ["en:"]
