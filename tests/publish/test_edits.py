"""What an author did to a file, in words."""

from __future__ import annotations

import pytest

from ssg.content.parse import parse
from ssg.content.parse_options import FrontOptions, ParseOptions
from ssg.core.model import Document, FrontMatter
from ssg.publish.edits import FIELDS, OTHERS, Concern, about, clauses, edits_between, enumerated

FILE = "content/a.md"
START = """---
title: A
date: 2026-01-10
tags: [AI, llm]
summary: S
mood: calm
---

# Heading

First words.
"""


SAME = None


def document(text: str) -> Document:
    return parse(text.encode(), ParseOptions(FrontOptions()))[0]


def said(old: str, new: str, concern: Concern, tag: str = "") -> list[str]:
    before, after = document(old), document(new)
    moved = old.partition("# Heading")[2] != new.partition("# Heading")[2]
    return clauses(about(edits_between(before, after, FILE, text_moved=moved), concern, tag), FILE)


@pytest.mark.parametrize(
    ("old", "new", "own", "others"),
    [
        ("title: A", "title: B", ["title of content/a.md changed"], SAME),
        ("mood: calm", "mood: merry", ["`mood` of content/a.md changed"], []),
        ("mood: calm", "subtitle: more", ["subtitle and `mood` of content/a.md changed"], []),
        ("First", "Other", ["the text of content/a.md changed"], []),
        ("[AI, llm]", "[AI]", ["tag `llm` taken from content/a.md"], SAME),
        ("[AI, llm]", "[AI, llm, x, y]", ["tags `x` and `y` added to content/a.md"], SAME),
        ("[AI, llm]", "[llm, AI]", ["order of the tags of content/a.md changed"], SAME),
        ("AI", "ai", ["tag `AI` of content/a.md is now written `ai`"], SAME),
        ("mood: calm", "mood: calm\ndraft: true", ["content/a.md became a draft"], SAME),
        ("title: A", "title:    A", [], []),
    ],
)
def test_an_edit_is_told_to_whom_it_concerns(old: str, new: str, own: list[str], others: list[str] | None) -> None:
    after = START.replace(old, new)

    assert said(START, after, Concern.OWN) == own
    assert said(START, after, Concern.SHOWN) == (own if others is SAME else others)


def test_an_opening_that_stands_for_the_summary_is_told_to_the_lists() -> None:
    before = START.replace("summary: S\n", "")
    after = before.replace("First", "Other")

    assert said(before, after, Concern.OWN) == ["the text of content/a.md changed"]
    assert said(before, after, Concern.SHOWN) == ["opening text of content/a.md changed"]


def test_a_text_of_other_words_concerns_the_related_lists_and_one_of_the_same_words_does_not() -> None:
    assert said(START, START.replace("First words", "Transformers"), Concern.RELATED) == [
        "the text of content/a.md changed"
    ]
    assert said(START, START.replace("First words", "words, first"), Concern.RELATED) == []


def test_a_page_about_a_tag_hears_of_that_tag_alone() -> None:
    after = START.replace("[AI, llm]", "[AI, x, y]")

    assert said(START, after, Concern.LISTED, "x") == ["tag `x` added to content/a.md"]
    assert said(START, after, Concern.LISTED, "llm") == ["tag `llm` taken from content/a.md"]
    assert said(START, after, Concern.LISTED, "other") == [
        "tags `x` and `y` added to content/a.md",
        "tag `llm` taken from content/a.md",
    ]


def test_braces_in_a_files_name_are_printed_as_they_are() -> None:
    edits = edits_between(document(START), document(START.replace("First", "Other")), "content/{x}.md", text_moved=True)

    assert clauses(about(edits, Concern.OWN, ""), "content/{x}.md") == ["the text of content/{x}.md changed"]


@pytest.mark.parametrize(
    ("names", "words"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (list("abcde"), "a, b, c and 2 more")],
)
def test_names_are_enumerated_as_in_a_sentence(names: list[str], words: str) -> None:
    assert enumerated(names) == words


def test_the_table_of_concerns_holds_keys_of_front_matter_alone() -> None:
    assert OTHERS.keys() - {*FrontMatter.__struct_fields__} == set()
    assert {*FrontMatter.__struct_fields__} - {*FIELDS} == {"places", "extra", "tags", "draft"}
