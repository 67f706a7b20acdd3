"""Developing stories, series and corrections: their pages, what posts say of them, and what one edit writes."""

from __future__ import annotations

import json
import re
from typing import Any

import feedparser
import pytest

from tests.sites import CONFIG, TestSite

HEAD = '{% extends "base.html" %}{% block body %}<i>'
END = "</i>{% endblock %}"
TEMPLATES = {
    "story.html": "{{ topic.title }} {{ counts }}: {% for p in paginator.posts %}{{ p.title }} {% endfor %}",
    "stories.html": "{% for r in stories %}{{ r.ref.url }} {{ r.count }} {{ r.newest.title }}; {% endfor %}",
    "series.html": "{{ topic.title }}: {% for p in paginator.posts %}{{ p.title }} {% endfor %}",
    "corrections.html": "{% for r in corrections %}{{ r.date[:10] }} {{ r.post.title }} {{ r.text }}; {% endfor %}",
    "post.html": "{% if story %}{{ story.url }} {{ story.count }} {{ (story.newest or post).title }}{% endif %}"
    "{% if series %} {{ series.number }}/{{ series.total }} {{ (series.previous or post).title }}"
    " {{ (series.next or post).title }}{% endif %}{{ content }}",
    "list.html": "{% for p in key_stories %}{{ p.title }} {% endfor %}|"
    "{% for r in together %}{{ r.ref.id }}:{{ r.count }} {% endfor %}",
}

DECLARED = '[stories.s]\ntitle = "The story"\n[series.r]\ntitle = "The series"\n'


@pytest.fixture
def desk(site: TestSite) -> TestSite:
    """Return a site whose theme has all templates of threads; related lists are off, they have tests of their own."""
    site.configure(f"{CONFIG}\n[related]\ncount = 0\n{DECLARED}")
    for name, text in TEMPLATES.items():
        site.theme(f"templates/{name}", HEAD + text + END)
    return site


def post(site: TestSite, name: str, day: int, **front: object) -> None:
    site.write(f"{name}.md", f"Text of {name}.", title=name.upper(), date=f"2026-01-{day:02}", summary="S", **front)


def shown(site: TestSite, output: str) -> str:
    found = re.search(r"<i>(.*?)</i>", site.read(output), re.DOTALL)
    assert found is not None
    return re.sub("<p>.*?</p>", "", found[1]).strip()


def test_a_timeline_has_the_posts_of_its_story_newest_first(desk: TestSite) -> None:
    for day, name in enumerate("abc", 1):
        post(desk, name, day, story="s")
    post(desk, "d", 4)
    assert desk.build().diagnostics == ()
    assert shown(desk, "stories/s/index.html") == "The story 3: C B A"


def test_an_older_post_leads_to_the_newest_and_the_newest_to_none(desk: TestSite) -> None:
    for day, name in enumerate("abc", 1):
        post(desk, name, day, story="s")
    desk.build()
    assert [shown(desk, f"news/{name}/index.html") for name in "abc"] == ["/stories/s/ 3 C"] * 3


def test_stories_are_listed_by_where_they_stand(desk: TestSite) -> None:
    post(desk, "a", 1, story="s")
    post(desk, "b", 2, story="t")
    post(desk, "c", 3, story="s")
    desk.build()
    assert shown(desk, "stories/index.html") == "/stories/s/ 2 C; /stories/t/ 1 B;"


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ((None, None, None), "A B C"),
        ((3, 2, 1), "C B A"),
        ((None, None, 1), "C A B"),  # numbered parts come first
        ((2, 2, 1.5), "C A B"),  # of equals the older
    ],
)
def test_the_parts_of_a_series_have_one_order(desk: TestSite, orders: tuple[float | None, ...], expected: str) -> None:
    for day, (name, order) in enumerate(zip("abc", orders, strict=True), 1):
        post(desk, name, day, series="r", series_order=order)
    desk.build()
    assert shown(desk, "series/r/index.html") == f"The series: {expected}"


def test_a_part_knows_its_number_and_the_parts_beside_it(desk: TestSite) -> None:
    for day, name in enumerate("abc", 1):
        post(desk, name, day, series="r")
    desk.build()
    assert [shown(desk, f"news/{name}/index.html") for name in "abc"] == ["1/3 A B", "2/3 A C", "3/3 B C"]


def test_ids_are_slugs_however_they_are_typed(desk: TestSite) -> None:
    post(desk, "a", 1, story="S")
    post(desk, "b", 2, story="s")
    desk.build()
    assert shown(desk, "stories/s/index.html") == "The story 2: B A"


@pytest.mark.parametrize(("kind", "table"), [("story", "stories"), ("series", "series")])
def test_an_undeclared_thread_is_made_with_one_warning_at_its_oldest_post(
    desk: TestSite, kind: str, table: str
) -> None:
    post(desk, "a", 2, **{kind: "the-race"})
    post(desk, "b", 1, **{kind: "the-race"})
    (found,) = desk.build().diagnostics

    assert (found.code, found.level, found.file) == (f"unknown-{kind}", "warning", "content/b.md")
    assert found.line > 1
    assert f"[{table}.the-race]" in found.help
    assert shown(desk, f"{table}/the-race/index.html").startswith("The race")


def test_languages_have_threads_of_their_own(desk: TestSite) -> None:
    post(desk, "a", 1, story="s")
    post(desk, "b", 2, story="s", lang="zh")
    desk.build()
    assert shown(desk, "stories/s/index.html") == "The story 1: A"
    assert shown(desk, "zh/stories/s/index.html") == "The story 1: B"


def test_a_theme_without_templates_of_threads_has_no_such_pages_and_leads_to_none(site: TestSite) -> None:
    site.theme("templates/post.html", HEAD + "{{ story.title }}{{ story.url }}{{ series.url }}" + END)
    site.configure_more(DECLARED)
    post(site, "a", 1, story="s", series="r", corrections=[{"date": "2026-01-02", "text": "C"}])
    assert site.build().diagnostics == ()
    assert shown(site, "news/a/index.html") == "The story"
    assert not any(output.startswith(("stories", "series", "corrections")) for output in site.outputs())
    assert "/stories/" not in site.read("sitemap.xml")


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────


def corrected(*days: int) -> list[dict[str, str]]:
    return [{"date": f"2026-01-{day:02}", "text": f"on {day}"} for day in days]


def test_corrections_stand_newest_first_whichever_post_they_are_of(desk: TestSite) -> None:
    post(desk, "a", 1, corrections=corrected(5, 9))
    post(desk, "b", 2, corrections=corrected(7))
    desk.build()
    assert shown(desk, "corrections/index.html") == "2026-01-09 A on 9; 2026-01-07 B on 7; 2026-01-05 A on 5;"


def test_the_feed_of_corrections_leads_to_the_posts(desk: TestSite) -> None:
    post(desk, "a", 1, corrections=[{"date": "2026-01-05", "text": "It was <5>, not 6 & 7."}, *corrected(5)])
    desk.build()
    feed = feedparser.parse(desk.read("corrections/feed.xml"))

    assert not feed.bozo
    assert [item.link for item in feed.entries] == ["https://test.example/news/a/#corrections"] * 2
    assert feed.entries[0].title.endswith(": A")
    assert feed.entries[0].description == "It was &lt;5&gt;, not 6 &amp; 7."
    assert feed.entries[0].published == "Mon, 05 Jan 2026 00:00:00 +0000"
    assert len({item.id for item in feed.entries}) == 2


def test_without_a_correction_there_is_no_page_of_them(desk: TestSite) -> None:
    post(desk, "a", 1)
    desk.build()
    assert not desk.exists("corrections/index.html")
    assert not desk.exists("corrections/feed.xml")


def test_the_sitemap_has_threads_with_their_last_change(desk: TestSite) -> None:
    post(desk, "a", 1, story="s", series="r", updated="2026-01-20")
    post(desk, "b", 2, story="s", corrections=corrected(9))
    desk.build()
    lines = dict(re.findall(r"<loc>https://test.example(.*?)</loc>\s*<lastmod>(.{10})", desk.read("sitemap.xml")))
    assert {url: lines[url] for url in lines if url.startswith(("/stor", "/series", "/corr"))} == {
        "/stories/": "2026-01-20",
        "/stories/s/": "2026-01-20",
        "/series/r/": "2026-01-20",
        "/corrections/": "2026-01-09",
    }


# ── hubs ────────────────────────────────────────────────────────────────────────────────────────────


def test_key_stories_are_the_featured_then_those_with_most_sources(desk: TestSite) -> None:
    sources = {"b": 3, "c": 5, "d": 1, "e": 3}
    for day, name in enumerate("abcdef", 1):
        cited = [{"title": f"T{number}"} for number in range(sources.get(name, 0))]
        post(desk, name, day, tags=["x"], featured=name == "a", sources=cited)
    desk.build()
    assert shown(desk, "tags/x/index.html").split("|")[0] == "A C E "


def test_a_short_list_has_no_key_stories(desk: TestSite) -> None:
    for day, name in enumerate("abcde", 1):
        post(desk, name, day, tags=["x"], featured=True)
    desk.build()
    assert shown(desk, "tags/x/index.html").split("|")[0] == ""


def test_tags_that_occur_together_are_counted_and_ties_go_by_id(desk: TestSite) -> None:
    post(desk, "a", 1, tags=["x", "z", "y"])
    post(desk, "b", 2, tags=["x", "z", "w"])
    post(desk, "c", 3, tags=["v"])
    desk.build()
    assert shown(desk, "tags/x/index.html") == "|z:2 w:1 y:1"


def test_older_pages_of_a_tag_are_not_moved_by_what_goes_together(desk: TestSite) -> None:
    desk.configure_more("[listing]\nper_page = 2")
    for day, name in enumerate("abcd", 1):
        post(desk, name, day, tags=["x"])
    desk.build()
    post(desk, "e", 5, tags=["x", "y"])
    assert "tags/x/page/1/index.html" not in desk.build().written


# ── what one edit writes ────────────────────────────────────────────────────────────────────────────


def threads_of(written: tuple[str, ...]) -> set[str]:
    """Return the pages of threads and of posts among ``written``."""
    return {
        output
        for output in written
        if output.startswith(("stories", "series", "corrections")) or re.fullmatch(r"news/./index.html", output)
    }


def test_a_new_post_writes_the_pages_of_its_own_story_and_no_other(desk: TestSite) -> None:
    for day, name in enumerate("abc", 1):
        post(desk, name, day, story="s")
    for day, name in enumerate("de", 4):
        post(desk, name, day, story="t")
    desk.build()
    post(desk, "n", 20, story="s")
    assert threads_of(desk.build().written) == {
        *(f"news/{name}/index.html" for name in "abcn"),
        *("stories/index.html", "stories/s/index.html"),
    }


def test_a_new_title_of_the_newest_post_reaches_the_older_ones_the_short_way(desk: TestSite) -> None:
    for day, name in enumerate("abc", 1):
        post(desk, name, day, story="s", series="r")
    desk.build()
    desk.write("c.md", "Text of c.", title="Other", date="2026-01-03", summary="S", story="s", series="r")
    done = desk.build()

    assert "parse, index and plan" in done.seconds  # the short way
    assert threads_of(done.written) == {
        *(f"news/{name}/index.html" for name in "abc"),
        *("stories/index.html", "stories/s/index.html", "series/r/index.html"),
    }


def test_a_new_part_writes_all_parts_of_its_series(desk: TestSite) -> None:
    for day, name in enumerate("ab", 1):
        post(desk, name, day, series="r")
    post(desk, "c", 3)
    desk.build()
    post(desk, "n", 20, series="r")
    assert threads_of(desk.build().written) == {
        *(f"news/{name}/index.html" for name in "abn"),
        "series/r/index.html",
    }


def test_a_correction_writes_its_post_and_the_corrections(desk: TestSite) -> None:
    post(desk, "a", 1, corrections=corrected(5))
    post(desk, "b", 2)
    desk.build()
    post(desk, "b", 2, corrections=corrected(6))
    assert threads_of(desk.build().written) == {
        *("corrections/index.html", "corrections/feed.xml"),
        "news/b/index.html",  # by its data for machines
    }


# ── for machines ────────────────────────────────────────────────────────────────────────────────────


def article(site: TestSite, output: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.read(output), re.DOTALL)
    assert found is not None
    return next(node for node in json.loads(found[1])["@graph"] if node["@type"] == "NewsArticle")


TAGS = """
[tags.lab]
title = "Some Lab"
kind = "company"
same_as = "https://lab.example/"
[tags.model]
title = "Modelle"
aliases = ["模型"]
kind = "model"
[tags.chips]
title = "Chips"
kind = "topic"
[tags.plain]
title = "Plain"
"""


@pytest.mark.parametrize(
    ("title", "about", "mentions"),
    [
        ("Some lab buys chips", {"Organization": "Some Lab", "Thing": "Chips"}, {"SoftwareApplication": "Modelle"}),
        ("Somelab and 新模型", {"SoftwareApplication": "Modelle", "Thing": "Chips"}, {"Organization": "Some Lab"}),
    ],
)
def test_a_post_is_about_its_topics_and_the_names_in_its_headline(
    desk: TestSite, title: str, about: dict[str, str], mentions: dict[str, str]
) -> None:
    desk.configure_more(TAGS)
    desk.write("a.md", title=title, tags=["lab", "model", "chips", "plain"])
    desk.build()
    found = article(desk, "news/a/index.html")

    assert {node["@type"]: node["name"] for node in found["about"]} == about
    assert {node["@type"]: node["name"] for node in found["mentions"]} == mentions
    organization = next(node for node in found["about"] + found["mentions"] if node["@type"] == "Organization")
    assert organization["sameAs"] == ["https://lab.example/"]
    assert organization["url"] == "https://test.example/tags/lab/"
