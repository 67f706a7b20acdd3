"""Drawn cards: which there are, where they stand, what pages say of them, and what an edit comes to."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from tests.properties.test_exact_sets import below
from tests.sites import CONFIG, NOW, TestSite

CARDS = f'{CONFIG}\n[related]\ncount = 0\n[cards]\nmode = "all"\n'


def cards_of(site: TestSite) -> dict[str, str]:
    """Return the paths of the cards by the names in them."""
    found = [path for path in site.outputs() if path.startswith("assets/c/")]
    names = {path.rpartition("/")[2].rpartition("-")[0]: path for path in found}
    assert len(names) == len(found)
    return names


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.configure(CARDS)
    site.write("a.md", "Text.", title="Claude ships", tags=["x"], summary="S", date="2026-01-10")
    site.write("b.md", "Text.", title="模型发布", tags=["x"], summary="S", date="2026-01-11")
    site.write("pages/about.md", title="About")
    assert site.build().diagnostics == ()
    return site


def test_every_post_and_the_site_have_a_card(news: TestSite) -> None:
    assert set(cards_of(news)) == {"a", "b", "site"}
    for path in cards_of(news).values():
        assert re.fullmatch(r"assets/c/(a|b|site)-[0-9a-f]{10}\.png", path)
        with Image.open(io.BytesIO((news.output / path).read_bytes())) as image:
            assert image.size == (1200, 630)


def head_of(site: TestSite, page: str) -> dict[str, str]:
    """Return the properties of Open Graph that are about the picture."""
    return dict(re.findall(r'<meta property="(og:image[^"]*)" content="([^"]*)">', site.read(page)))


@pytest.mark.parametrize(
    ("page", "name", "alt"),
    [
        ("news/a/index.html", "a", "Claude ships"),
        ("news/b/index.html", "b", "模型发布"),
        ("index.html", "site", "Test News"),
        ("pages/about/index.html", "site", "Test News"),
        ("tags/x/index.html", "site", "Test News"),
        ("404.html", "site", "Test News"),
    ],
)
def test_pages_name_their_card_with_its_size_type_and_words(news: TestSite, page: str, name: str, alt: str) -> None:
    news.configure(CARDS.replace('"bare"', '"default"'))
    assert news.build().ok

    assert head_of(news, page) == {
        "og:image": f"https://test.example/{cards_of(news)[name]}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:type": "image/png",
        "og:image:alt": alt,
    }
    assert '<meta name="twitter:card" content="summary_large_image">' in news.read(page)


def structured(site: TestSite, page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.read(page))
    assert found
    (article,) = [node for node in json.loads(found[1])["@graph"] if node["@type"] == "NewsArticle"]
    return dict(article)


def test_a_search_engine_is_told_of_the_card_of_a_post_without_a_picture(news: TestSite) -> None:
    news.configure(CARDS.replace('"bare"', '"default"'))
    assert news.build().ok

    assert structured(news, "news/a/index.html")["image"] == [f"https://test.example/{cards_of(news)['a']}"]


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (1600, 900), "#336699").save(data, "PNG")
    return data.getvalue()


def test_links_to_a_post_show_its_card_and_search_engines_its_picture(news: TestSite) -> None:
    news.configure(CARDS.replace('"bare"', '"default"'))
    news.write_raw("lead.png", picture())
    news.write("a.md", title="Claude ships", image={"src": "/lead.png", "alt": "Blue"})
    assert news.build().diagnostics == ()

    assert head_of(news, "news/a/index.html")["og:image"] == f"https://test.example/{cards_of(news)['a']}"
    images = structured(news, "news/a/index.html")["image"]
    assert isinstance(images, list)
    assert [address for address in images if "/assets/c/" in address] == []


def test_a_site_with_a_card_of_its_own_has_none_drawn(news: TestSite) -> None:
    news.write_raw("card.png", picture())
    assert news.build().diagnostics == ()

    assert set(cards_of(news)) == {"a", "b"}


def test_without_the_mode_there_are_no_cards(news: TestSite) -> None:
    news.configure(CONFIG)
    assert news.build().ok

    assert cards_of(news) == {}
    assert "og:image" not in news.read("news/a/index.html")


@pytest.mark.parametrize("title", ["한국어 기사", "مرحبا", "🚀🚀"])
def test_a_headline_that_no_font_has_is_left_to_the_card_of_the_site(news: TestSite, title: str) -> None:
    news.configure(CARDS.replace('"bare"', '"default"'))
    news.write("a.md", title=title)
    assert news.build().diagnostics == ()

    assert set(cards_of(news)) == {"b", "site"}
    assert head_of(news, "news/a/index.html")["og:image"] == f"https://test.example/{cards_of(news)['site']}"


def test_posts_with_the_same_words_and_names_have_cards_of_their_own(news: TestSite) -> None:
    for folder in ("one", "two"):
        news.write(f"{folder}.md", title="Same", url=f"/{folder}/same/", date="2026-01-10")
    assert news.build().diagnostics == ()

    assert len([path for path in news.outputs() if path.startswith("assets/c/same-")]) == 2


def test_drafts_that_are_shown_have_cards(news: TestSite) -> None:
    news.write("d.md", title="Draft", draft=True)

    assert news.build(drafts=True).ok
    assert "d" in cards_of(news)


# ── edits ───────────────────────────────────────────────────────────────────────────────────────────

A, B = below("news/a"), below("news/b")
FEEDS = {f"{folder}{name}" for folder in ("", "news/", "tags/x/") for name in ("feed.xml", "atom.xml", "feed.json")}
LISTS = {"index.html"} | below("news", "authors/ada", "tags/x", "archive/2026/01")


def test_another_headline_writes_a_new_card_and_removes_the_old_one(news: TestSite) -> None:
    before = cards_of(news)
    news.write("a.md", "Text.", title="Claude sails", tags=["x"], summary="S", date="2026-01-10")
    report = news.build()
    now = cards_of(news)

    twin = below("news/a", names=("index.md",))
    assert set(report.written) == {now["a"], "404.html", "llms.txt"} | A | twin | B | FEEDS | LISTS
    assert set(report.removed) == {before["a"]}
    assert (now["b"], now["site"]) == (before["b"], before["site"])
    assert report.reasons[now["a"]] == "title of content/a.md changed"
    assert news.build().rendered == 0


def test_a_headline_that_no_font_has_removes_the_card(news: TestSite) -> None:
    before = cards_of(news)
    news.write("a.md", "Text.", title="한국어", tags=["x"], summary="S", date="2026-01-10")
    report = news.build()

    assert set(report.removed) == {before["a"]}
    assert set(cards_of(news)) == {"b", "site"}


def test_the_old_headline_again_has_the_old_address(news: TestSite) -> None:
    before = cards_of(news)
    for title in ("Claude sails", "Claude ships"):
        news.write("a.md", "Text.", title=title, tags=["x"], summary="S", date="2026-01-10")
        assert news.build().ok

    assert cards_of(news) == before


@pytest.mark.parametrize(
    ("front", "body"),
    [
        ({}, "Other text."),
        ({"summary": "T"}, "Text."),
        ({"tags": ["x", "y"]}, "Text."),
        ({"key_points": ["K"]}, "Text."),
    ],
    ids=str,
)
def test_what_does_not_stand_on_a_card_leaves_it_alone(news: TestSite, front: dict[str, object], body: str) -> None:
    before = cards_of(news)
    values = {"title": "Claude ships", "tags": ["x"], "summary": "S", "date": "2026-01-10"}
    news.write("a.md", body, **{**values, **front})
    report = news.build()

    assert report.written != ()
    assert cards_of(news) == before
    assert [path for path in report.written if path.startswith("assets/c/")] == []


def test_key_points_stand_on_cards_where_the_site_says_so(news: TestSite) -> None:
    news.configure(f"{CARDS}key_points = true\n")
    assert news.build().ok
    before = cards_of(news)
    news.write("a.md", "Text.", title="Claude ships", tags=["x"], summary="S", date="2026-01-10", key_points=["K"])
    assert news.build().ok

    assert cards_of(news)["a"] != before["a"]
    assert cards_of(news)["b"] == before["b"]


def other_title(site: TestSite) -> None:
    site.configure(CARDS.replace("Test News", "Other News"))


def other_colour(site: TestSite) -> None:
    site.theme("theme.toml", f'{(site.folder / "themes/bare/theme.toml").read_text()}\n[card]\naccent = "#123456"\n')


@pytest.mark.parametrize("edit", [other_title, other_colour])
def test_what_stands_on_all_cards_moves_them_all(news: TestSite, edit: Callable[[TestSite], None]) -> None:
    before = cards_of(news)
    edit(news)
    report = news.build()

    assert set(report.removed) == set(before.values())
    assert set(cards_of(news).values()).isdisjoint(before.values())


def test_a_new_post_draws_its_card_alone(news: TestSite) -> None:
    news.write("c.md", title="C", date="2026-01-12")

    report = news.build()
    assert [path for path in report.written if path.startswith("assets/c/")] == [cards_of(news)["c"]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_builds_with_cards_are_proved_by_a_clean_build(news: TestSite, jobs: int) -> None:
    news.write("a.md", title="Claude sails")
    assert news.build(jobs=jobs, verify=True).diagnostics == ()


def test_an_address_hangs_on_no_clock(news: TestSite) -> None:
    before = cards_of(news)
    later = replace(news.options, now=NOW.replace("2026", "2027"))

    assert news.build(now=later.now).ok
    assert cards_of(news) == before
