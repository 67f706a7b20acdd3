"""The jobs of the search: which there are, and which of them an edit moves."""

from __future__ import annotations

import json

import pytest

from ssg.catalog.search_segments import HITS_PER_FILE, MOST_SEGMENTS, MOST_SPLITS, index_of
from ssg.content.tokenize import term_key
from tests.sites import CONFIG, TestSite

SEARCH = '{% extends "base.html" %}{% block body %}{{ search_index.splits }}{% endblock %}'
POSTS = 64  # in two shards


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.theme("templates/search.html", SEARCH)
    site.configure(f"{CONFIG}\n[related]\ncount = 0\n")
    for number in range(POSTS):
        site.write(
            f"n{number:02}.md",
            f"Robot{number} walks.",
            title=f"N{number}",
            date=f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}",
            summary="S",
            tags=["x"],
        )
    assert site.build().ok
    return site


def rewrite(site: TestSite, number: int, body: str, **front: object) -> None:
    day = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}"
    site.write(f"n{number:02}.md", body, **{"title": f"N{number}", "date": day, "summary": "S", "tags": ["x"], **front})


def written(site: TestSite) -> set[str]:
    return {output for output in site.build().written if output.startswith("search/")}


def shard_of(word: str, splits: int = 2) -> str:
    return f"search/i/0-{term_key(word) * splits >> 64}.bin"


def word_in(split: int, prefix: str = "w") -> str:
    """Return a word that stands in the shard of this number."""
    return next(
        word
        for number in range(999)
        if shard_of(word := f"{chr(97 + number % 26)}{number}{prefix}") == f"search/i/0-{split}.bin"
    )


@pytest.mark.parametrize(
    ("count", "lang", "segments", "splits"),
    [
        (0, "en", 1, 1),
        (1, "en", 1, 1),
        (63, "en", 1, 1),
        (64, "en", 1, 2),
        (64, "zh-Hant", 1, 8),
        (2047, "en", 1, 32),
        (2048, "en", 2, 64),
        (10_000, "en", 8, 256),
        (10_000, "ja", 8, 1024),
        (1_000_000, "en", MOST_SEGMENTS, MOST_SPLITS),
    ],
)
def test_an_index_is_cut_by_powers_of_two(count: int, lang: str, segments: int, splits: int) -> None:
    index = index_of("/search/i/", lang, count)

    assert (index.segments, index.splits) == (segments, splits)


def test_a_site_has_a_page_its_shards_and_its_hits(news: TestSite) -> None:
    found = {output for output in news.outputs() if output.startswith("search/")}

    assert found == {
        "search/index.html",
        *(f"search/i/0-{number}.{kind}" for number in (0, 1) for kind in ("bin", "json")),
    }
    assert [row[0] for row in json.loads(news.read("search/i/0-1.json"))] == [
        f"N{number}" for number in range(HITS_PER_FILE, POSTS)
    ]


@pytest.mark.parametrize("split", [0, 1])
def test_a_new_word_writes_its_shard_and_no_other(news: TestSite, split: int) -> None:
    rewrite(news, 5, f"Robot5 walks. {word_in(split)}")

    # The post is older than those in the feeds.
    assert set(news.build().written) == {"news/n05/index.html", "news/n05/index.md", f"search/i/0-{split}.bin"}


def test_the_same_words_in_another_order_write_nothing_of_the_search(news: TestSite) -> None:
    rewrite(news, 5, "Walks Robot5.")

    assert written(news) == set()


def test_a_title_writes_the_shards_of_its_words_and_one_file_of_hits(news: TestSite) -> None:
    rewrite(news, 40, "Robot40 walks.", title=word_in(1))

    assert (
        {"search/i/0-1.json", "search/i/0-1.bin"}
        <= written(news)
        <= {"search/i/0-1.json", "search/i/0-1.bin", shard_of("n40")}
    )


def test_a_new_post_leaves_the_hits_of_older_ones_alone(news: TestSite) -> None:
    news.write("new.md", word_in(0), title=word_in(0), date="2026-01-01", summary=word_in(0))

    assert written(news) == {"search/i/0-0.bin", "search/i/0-2.json"}


def test_an_edit_that_the_short_way_takes_writes_what_a_clean_build_does(news: TestSite) -> None:
    for number, body in ((3, "Entirely other words."), (60, "Robot60 runs away.")):
        rewrite(news, number, body)
        news.build()
    edited = news.outputs()
    news.build(clean=True)

    assert news.outputs() == edited


def test_drafts_are_not_searched(site: TestSite) -> None:
    site.theme("templates/search.html", SEARCH)
    site.write("a.md", "shown", title="Shown")
    site.write("b.md", "hidden", title="Hidden", draft=True)
    site.build()

    assert b"hidden" not in (site.output / "search/i/0-0.bin").read_bytes()
    assert "Hidden" not in site.read("search/i/0-0.json")


def test_each_language_has_its_own_search(site: TestSite) -> None:
    site.theme("templates/search.html", SEARCH)
    site.write("a.md", "robots", title="Robots")
    site.write("a.zh.md", "机器人", title="机器人")
    site.build()

    assert "robot" in (site.output / "search/i/0-0.bin").read_bytes().decode("utf-8", "replace")
    assert "机器" in (site.output / "zh/search/i/0-0.bin").read_bytes().decode("utf-8", "replace")
    assert site.exists("zh/search/index.html")


@pytest.mark.parametrize("settings", ["", "[search]\nenabled = false"])
def test_without_a_template_or_when_switched_off_there_is_no_search(site: TestSite, settings: str) -> None:
    if settings:
        site.theme("templates/search.html", SEARCH)
        site.configure_more(settings)
    site.theme("templates/page.html", '{% extends "base.html" %}{% block body %}[{{ search }}]{% endblock %}')
    site.write("a.md")
    site.write("pages/about.md", "Words.")
    assert site.build().ok

    assert not site.exists("search/index.html")
    assert "[]" in site.read("pages/about/index.html")


def test_the_search_page_asks_engines_to_stay_away_and_is_in_no_sitemap(site: TestSite) -> None:
    site.theme(
        "templates/search.html", '{% extends "base.html" %}{% block body %}{{ page.noindex }}{{ search }}{% endblock %}'
    )
    site.write("a.md")
    site.build()

    assert "True/search/" in site.read("search/index.html")
    assert "/search/" not in site.read("sitemap.xml")
