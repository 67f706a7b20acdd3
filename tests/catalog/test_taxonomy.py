"""From what authors typed to one name, one slug and one address."""

from __future__ import annotations

from typing import Any

import pytest

from ssg.catalog.taxonomy import Taxonomy
from ssg.core.config import Config, load_config
from ssg.core.model import FrontMatter
from tests.sites import TestSite

CONFIG = """
[site]
title = "T"
author = "ada"
[authors.ada]
name = "Ada Lovelace"
bio = "Wrote the first program."
same_as = ["https://example.org/ada"]
[sections.reviews]
title = "Product reviews"
description = "What we tried."
[sections.news]
title = "News"
[tags.llm]
title = "Large language models"
aliases = ["LLMs", "language model"]
kind = "topic"
"""


def config(text: str = CONFIG) -> Config:
    loaded, problems = load_config(text)
    assert loaded is not None, problems
    return loaded


def taxonomy(*intro_folders: str) -> Taxonomy:
    return Taxonomy(config(), intro_folders)


@pytest.mark.parametrize(
    ("typed", "folder", "expected"),
    [
        ("", "", "news"),
        ("reviews", "", "reviews"),
        ("Reviews", "posts", "reviews"),
        ("Product Reviews", "", "reviews"),
        ("Something new", "", "something-new"),
        ("", "reviews", "reviews"),
        ("", "Reviews", "reviews"),
        ("", "product-reviews", "reviews"),
        ("", "reviews/2026/cameras", "reviews"),
        ("", "blog/reviews", "reviews"),
        ("", "posts", "news"),
        ("", "labs", "labs"),
        ("", "labs/deep", "labs"),
        ("", "2026/guides", "guides"),
        ("news", "reviews", "news"),
    ],
)
def test_the_section_is_typed_or_the_outermost_folder_that_is_one(typed: str, folder: str, expected: str) -> None:
    assert taxonomy("labs", "2026/guides").section_of(typed, folder) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("LLM", "llm", "Llm"), ("llm",)),
        (("LLMs",), ("llm",)),
        (("Language Model",), ("llm",)),
        (("Large language models",), ("llm",)),
        (("Z", "a", "LLM", "z"), ("z", "a", "llm")),
        (("C", "C++", "C#"), ("c", "c-plus-plus", "c-sharp")),
        (("—", "ok"), ("ok",)),
        ((), ()),
    ],
)
def test_tags_are_merged_by_slug_and_alias_in_the_authors_order(
    typed: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert taxonomy().tags_of(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ((), ("ada",)),
        (("ada",), ("ada",)),
        (("Ada Lovelace",), ("ada",)),
        (("ADA LOVELACE", "Grace Hopper", "ada"), ("ada", "grace-hopper")),
    ],
)
def test_authors_are_ids_or_names_and_the_sites_own_without_one(
    typed: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert taxonomy().authors_of(typed) == expected


def test_what_is_declared_has_the_words_of_the_configuration() -> None:
    names = taxonomy()
    names.remember(FrontMatter(tags=("LLM",), section="reviews", authors=("Ada Lovelace",)), "")

    tag, section, author = names.tag("llm", ""), names.section("reviews", "/zh"), names.author("ada", "")

    assert (tag.title, tag.url, tag.kind) == ("Large language models", "/tags/llm/", "topic")
    assert (section.title, section.url, section.description) == ("Product reviews", "/zh/reviews/", "What we tried.")
    assert (author.title, author.url, author.same_as) == (
        "Ada Lovelace",
        "/authors/ada/",
        ("https://example.org/ada",),
    )


def test_the_first_spelling_that_is_remembered_is_the_title() -> None:
    names = taxonomy()
    names.remember(FrontMatter(tags=("Open Source",), section="Deep Dives"), "")
    names.remember(FrontMatter(tags=("open source",), section="deep dives"), "")

    assert names.tag("open-source", "").title == "Open Source"
    assert names.section("deep-dives", "").title == "Deep Dives"
    assert names.section("from-a-folder", "").title == "From a folder"


def test_two_spellings_of_a_tag_are_a_note_that_says_how_to_choose() -> None:
    names = taxonomy()
    names.remember(FrontMatter(tags=("Open Source", "LLM", "llm")), "")
    names.remember(FrontMatter(tags=("open source",)), "")

    (note,) = names.merged_tags()

    assert note.level == "note"
    assert note.message == "“Open Source” and “open source” are one tag, shown as “Open Source”"
    assert "[tags.open-source]" in note.help


def test_a_new_post_never_renames_a_tag(site: TestSite) -> None:
    site.write("old.md", date="2026-01-01", tags=["Open Source"])
    site.build()
    site.write("new.md", date="2026-01-20", tags=["open source"])
    done = site.build()

    assert site.codes(done) == ["merged-tags"]
    assert "<h1>Open Source</h1>" in site.read("tags/open-source/index.html")


def test_a_draft_has_no_say_in_how_a_tag_is_spelled(site: TestSite) -> None:
    site.write("draft.md", date="2025-01-01", draft=True, tags=["OPEN SOURCE"], section="SECRET PLANS")
    site.write("post.md", date="2026-01-01", tags=["Open source"])
    done = site.build()

    assert done.diagnostics == ()
    assert "<h1>Open source</h1>" in site.read("tags/open-source/index.html")


@pytest.mark.parametrize("front", [{"section": "!!!"}, {"tags": ["ok", "—"]}, {"authors": ["…"]}])
def test_a_name_without_letter_or_digit_is_an_error_that_shows_it(site: TestSite, front: dict[str, Any]) -> None:
    site.write("a.md", **front)
    (found,) = site.build().diagnostics

    assert found.code == "empty-slug"
    assert found.file == "content/a.md"
    assert found.line > 1
    assert found.message.startswith(("“!!!”", "“—”", "“…”"))


def test_a_file_name_without_letter_or_digit_is_an_error_for_a_post(site: TestSite) -> None:
    site.write("!!!.md")

    assert site.codes(site.build()) == ["empty-slug"]


def test_a_section_has_the_title_of_its_introduction_in_each_language(site: TestSite) -> None:
    site.write("labs/_index.md", "Text.", title="From the labs", date=None)
    site.write("labs/_index.zh.md", "# 实验室\n\nText.", date=None)
    site.write("labs/a.md")
    site.write("labs/a.zh.md")
    site.build()
    assert "<h1>From the labs</h1>" in site.read("labs/index.html")
    assert "<h1>实验室</h1>" in site.read("zh/labs/index.html")
    assert "From the labs" in site.read("labs/a/index.html")


def test_a_section_is_described_by_its_introduction_in_each_language(site: TestSite) -> None:
    site.configure_more('[sections.labs]\ntitle = "Labs"\ndescription = "As declared."')
    site.write("labs/_index.md", "Text.", date=None)
    zh = site.write("labs/_index.zh.md", "# 实验室", date=None, summary="实验室的新闻。")
    site.write("labs/a.md")
    site.write("labs/a.zh.md")
    site.build()
    assert "As declared." in site.read("labs/feed.xml")
    assert "实验室的新闻。" in site.read("zh/labs/feed.xml")

    zh.write_text(zh.read_text("utf-8").replace("的新闻", "里的新闻"), "utf-8")
    site.build()
    assert "实验室里的新闻。" in site.read("zh/labs/feed.xml")


@pytest.mark.parametrize("front", [{"section": "Aux"}, {"tags": ["ok", "CON"]}, {"authors": ["Nul"]}])
def test_a_name_that_no_folder_of_windows_can_have_is_one_located_error(site: TestSite, front: dict[str, Any]) -> None:
    site.write("a.md", **front)
    (found,) = site.build().diagnostics

    assert found.code == "bad-address"
    assert found.file == "content/a.md"
    assert found.line > 0
