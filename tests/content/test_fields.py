"""The keys of front matter: types, synonyms, renames, unknown keys and conflicts."""

from __future__ import annotations

import textwrap

import pytest

from ssg.content.frontmatter import FrontResult, read_front_matter
from ssg.content.parse_options import FrontOptions
from ssg.core.model import Citation, Correction, FrontMatter, ImageRef, Plain


def read(block: str, **options: object) -> FrontResult:
    data = f"---\n{textwrap.dedent(block)}\n---\n".encode()
    return read_front_matter(data, FrontOptions(**options))  # type: ignore[arg-type]


def front(block: str, **options: object) -> FrontMatter:
    result = read(block, **options)
    assert result.problems == ()
    return result.front


VALUES = [
    ("title: 2024", "title", "2024"),
    ("title: 1.10", "title", "1.10"),
    ("title: no", "title", "no"),
    ("title: 12:30", "title", "12:30"),
    ("title: '  spaced  '", "title", "spaced"),
    ("title: >\n  folded\n  text\n", "title", "folded text"),
    ("title: null", "title", ""),
    ("title: ''", "title", ""),
    ("title:", "title", ""),
    ("slug: 010", "slug", "010"),
    ("tags: [no, 010, 1.10, 2026-01-13, '']", "tags", ("no", "010", "1.10", "2026-01-13")),
    ("tags: []", "tags", ()),
    ("tags:\n- a\n-\n- b", "tags", ("a", "b")),
    ("date: 2025-05-20T08:00", "date", "2025-05-20T08:00:00"),
    ("date: 2026-01-13 08:00:00 +0800", "date", "2026-01-13T08:00:00+08:00"),
    ("expires: January 13, 2026", "expires", "2026-01-13"),
    ("draft: yes", "draft", True),
    ("draft: On", "draft", True),
    ("draft: 'true'", "draft", True),
    ("draft: FALSE", "draft", False),
    ("section: [news, reviews]", "section", "news"),
    ("series: [lab]", "series", "lab"),
    ("series_order: 2", "series_order", 2.0),
    ("series_order: 1.5", "series_order", 1.5),
    ("authors: [mara, Tim and Bob]", "authors", ("mara", "Tim and Bob")),
    ("authors: Ann, Bob and Cy", "authors", ("Ann", "Bob", "Cy")),
    ("authors: Ann, Bob, and Cy", "authors", ("Ann", "Bob", "Cy")),
    ("authors: Sandy Anderson", "authors", ("Sandy Anderson",)),
    ("author: '<a href=\"https://x.y/z\">Ann &amp; Co</a>, [Bob](https://b.c)'", "authors", ("Ann & Co", "Bob")),
    ("authors: [{name: Ann, url: https://a.b}, bob]", "authors", ("Ann", "bob")),
    ("image: {src: a.png, alt: A}", "image", ImageRef("a.png", alt="A")),
    ("image: {src: /a.png, alt: A, focus: 30% 20%}", "image", ImageRef("/a.png", alt="A", focus="30% 20%")),
    ("key_points: ['**One**', two]", "key_points", ("**One**", "two")),
    ("key_points: one", "key_points", ("one",)),
    ("aliases: /old/", "aliases", ("/old/",)),
    ("url: /a/b.html", "url", "/a/b.html"),
    ("canonical_url: https://a.b/c", "canonical_url", "https://a.b/c"),
    ("lang: ZH-hant-tw", "lang", "zh-Hant-TW"),
    ("ai_use: none", "ai_use", "none"),
    ("sources: https://a.b/c", "sources", (Citation("https://a.b/c", url="https://a.b/c"),)),
    (
        "sources: [{title: T, url: https://a.b, accessed: 13 Jan 2026}, {url: https://c.d}, A book]",
        "sources",
        (
            Citation("T", url="https://a.b", accessed="2026-01-13"),
            Citation("https://c.d", url="https://c.d"),
            Citation("A book"),
        ),
    ),
    ("corrections: {date: 2026-01-13, text: Wrong}", "corrections", (Correction("2026-01-13", "Wrong"),)),
]


@pytest.mark.parametrize(("block", "field", "value"), VALUES)
def test_a_value_is_read_as_its_field_means_it(block: str, field: str, value: object) -> None:
    assert getattr(front(block), field) == value


SYNONYMS = [
    ("description: A", "summary", "A"),
    ("excerpt: A", "summary", "A"),
    ("category: A", "section", "A"),
    ("categories: [A, B]", "section", "A"),
    ("categories: a b", "section", "a b"),
    ("categories: [[Sports, Baseball], Play]", "section", "Sports"),
    ("lastmod: 2026-01-13", "updated", "2026-01-13"),
    ("modified: 2026-01-13", "updated", "2026-01-13"),
    ("updatedDate: 2026-01-13", "updated", "2026-01-13"),
    ("last_modified_at: 2026-01-13", "updated", "2026-01-13"),
    ("permalink: /a/", "url", "/a/"),
    ("redirect_from: [/a/, /b/]", "aliases", ("/a/", "/b/")),
    ("published: false", "draft", True),
    ("published: true", "draft", False),
    ("published: 2026-01-13", "date", "2026-01-13"),
    ("visible: no", "draft", True),
    ("status: Draft", "draft", True),
    ("status: private", "draft", True),
    ("status: published", "draft", False),
    ("publishDate: 2026-01-13", "date", "2026-01-13"),
    ("pubDate: Tue, 13 Jan 2026 08:00:00 GMT", "date", "2026-01-13T08:00:00+00:00"),
    ("expiryDate: 2026-01-13", "expires", "2026-01-13"),
    ("cover: {src: a.png, alt: A}", "image", ImageRef("a.png", alt="A")),
    ("thumbnail: {src: a.png, alt: A}", "image", ImageRef("a.png", alt="A")),
    ("hero_image: {src: a.png, alt: A}", "image", ImageRef("a.png", alt="A")),
    ("cover: {image: a.png, alt: A, caption: C}", "image", ImageRef("a.png", alt="A", caption="C")),
    ("image: {path: /a.png, alt: A}", "image", ImageRef("/a.png", alt="A")),
    ("image: {url: 'https://x.example/a.png', alt: A}", "image", ImageRef("https://x.example/a.png", alt="A")),
    ("cover: {image: '', alt: '', caption: ''}", "image", None),
    ("image: {src: a.png, url: b.png, alt: A}", "image", ImageRef("a.png", alt="A")),
    ("heroImage: {src: a.png, alt: A}", "image", ImageRef("a.png", alt="A")),
]


@pytest.mark.parametrize(("block", "field", "value"), SYNONYMS)
def test_the_names_of_other_tools_are_understood(block: str, field: str, value: object) -> None:
    assert getattr(front(block), field) == value


MISTAKES = [
    ("draft: maybe", "wrong-type", 8, "write true or false, without quotes"),
    ("title: [a, b]", "wrong-type", 8, "write one text"),
    ("key_points:\n- Price: 5", "wrong-type", 3, "a colon makes this a mapping; write it in quotes: 'Price: 5'"),
    ("tags: [[a]]", "wrong-type", 8, "write one text"),
    ("tags: models, chips", "joined-tags", 7, 'write a list: ["models", "chips"]; if it is one tag: ["models, chips"]'),
    ('tags: "模型，芯片"', "joined-tags", 7, 'write a list: ["模型", "芯片"]'),
    ("date: 2026-02-30", "bad-date", 7, "write it like 2026-01-13"),
    ("date: [2026-01-13]", "wrong-type", 7, "write it like 2026-01-13"),
    ("slug: a/b", "bad-value", 7, "for a whole address use `url`"),
    ("slug: ..", "unsafe-path", 7, "use letters"),
    ("slug: CON", "unsafe-path", 7, "use letters"),
    ("url: /a/../b/", "unsafe-path", 6, "use letters"),
    ("url: /a/%2e%2e/b/", "unsafe-path", 6, "use letters"),
    ("url: https://a.b/c", "bad-value", 6, "write it like /old/address/"),
    ("permalink: false", "bad-value", 12, "write it like /old/address/; what is not to be published says draft: true"),
    ("permalink: '/blog/{{ title | slug }}/'", "bad-value", 12, "write it like /old/address/"),
    ("permalink: /:year/:title/", "bad-value", 12, "patterns for all posts stand below [permalinks]"),
    ("aliases: [/a/?b=c]", "bad-value", 11, "write it like /old/address/"),
    ("canonical_url: javascript:x", "bad-value", 16, "begin it with https://"),
    ("canonical_url: 'https://[x'", "bad-value", 16, "write a host like example.com"),
    ("image: javascript:x", "bad-value", 8, "write a path"),
    ("image: {path: 'javascript:x', alt: y}", "bad-value", 15, "write a path"),
    ("image: {alt: x}", "missing-setting", 8, "add `src`"),
    ("image: {src: x, alt: y, altt: z}", "unknown-key", 25, "did you mean `alt`?"),
    ("image: {src: x, alt: y, focus: left left}", "bad-value", 32, "write words such as “left”"),
    ("image: {src: x, alt: y, focus: 130% 0}", "bad-value", 32, "write words such as “left”"),
    ("image: x.png", "missing-alt", 8, "say what it shows, below `image`: `src: x.png` and `alt: …`"),
    ("image: {src: x.png, alt: ''}", "missing-alt", 8, "say what it shows"),
    ("series: [a, b]", "wrong-type", 9, "write one text"),
    ("series_order: first", "wrong-type", 15, "write digits"),
    ("series_order: .inf", "wrong-type", 15, "write digits"),
    ("sources: [{publisher: x}]", "bad-value", 11, "add `title: …`"),
    ("corrections: [{date: 2026-01-13}]", "missing-setting", 15, "add `text`"),
    ("corrections: [wrong]", "wrong-type", 15, "it has “date” or “text”"),
    ("ai_use: asisted", "bad-value", 9, "did you mean “assisted”?"),
    ("ai_use: some", "bad-value", 9, "write “none”, “assisted” or “generated”"),
    ("lang: zh_cn", "bad-language", 7, "did you mean “zh-CN”?"),
    ("extra: text", "wrong-type", 8, "write `name: value` lines below it"),
    ("tag: a", "unknown-key", 1, "did you mean `tags`?"),
    ("Title: a", "unknown-key", 1, "did you mean `title`?"),
    ("authors: [{nick: Ann}]", "wrong-type", 11, "a colon makes this a mapping"),
    ("'two words': 3", "unknown-key", 1, "put it below `extra:`"),
    ("weight: 3", "unknown-key", 1, "put it below `extra:`, or in site.toml"),
    ("status: in review", "unknown-key", 1, ""),
]


@pytest.mark.parametrize(("block", "code", "column", "help"), MISTAKES)
def test_a_mistake_has_its_place_and_remedy(block: str, code: str, column: int, help: str) -> None:
    (found,) = read(block).problems

    assert (found.code, found.line, found.column) == (code, 1 + len(block.split("\n")), column)
    assert found.help.startswith(help)
    assert found.excerpt == block.split("\n")[-1]


def test_tags_in_one_text_are_one_tag() -> None:
    assert read("tags: a, b").front.tags == ("a, b",)
    assert front("tags: ['a, b']").tags == ("a, b",)


def test_a_mistake_shows_what_was_typed_and_what_was_meant() -> None:
    (found,) = read("draft: maybe").problems

    assert found.message == "`draft` is text, “maybe”, where true or false is meant"
    assert found.length == len("maybe")


def test_toml_is_as_strict_as_toml_is() -> None:
    data = b"+++\ntitle = 2024\ndraft = 'yes'\ndate = 2026-01-13 08:00:00\ntags = ['a']\n+++\n"
    result = read_front_matter(data, FrontOptions())

    assert [(item.code, item.line) for item in result.problems] == [("wrong-type", 2), ("wrong-type", 3)]
    assert (result.front.date, result.front.tags) == ("2026-01-13T08:00:00", ("a",))


EXTRA: dict[str, Plain] = {
    "a": 1, "b": "no", "c": None, "d": True, "e": 1.5, "f": 8, "g": "010x", "h": "12:30", "i": ["x", 16],
    "j": {"k": "2026-02-30"}, "l": "1", "m": "99999999999999999999", "n": ".inf", "o": 10,
}  # fmt: skip


def test_unknown_keys_and_extra_are_typed_by_yaml_1_2_and_nothing_else() -> None:
    block = """\
        a: 1
        b: no
        c: ~
        d: true
        e: 1.5
        f: 0o10
        g: 010x
        h: 12:30
        extra:
          i: [x, 0x10]
          j: {k: 2026-02-30}
          l: "1"
          m: 99999999999999999999
          n: .inf
          o: 010
        """

    assert front(block, unknown="ignore").extra == EXTRA


@pytest.mark.parametrize(("unknown", "levels"), [("warn", ["warning"]), ("error", ["error"]), ("ignore", [])])
def test_the_site_decides_how_loud_unknown_keys_are(unknown: str, levels: list[str]) -> None:
    result = read("layout: post", unknown=unknown)

    assert [item.level for item in result.problems] == levels
    assert result.front.extra == {"layout": "post"}


@pytest.mark.parametrize("key", ["layout", "type", "weight", "linkTitle", "comments", "toc", "hide"])
def test_habits_of_other_tools_are_unknown_keys_that_a_site_can_set_aside(key: str) -> None:
    assert [item.subject for item in read(f"{key}: true").problems] == [key]
    assert front(f"{key}: true", rename=((key, "extra"),)).extra == {key: True}


def test_a_site_renames_its_own_keys() -> None:
    assert front("dek: A\nwhen: 2026-01-13", rename=(("dek", "subtitle"), ("when", "date"))).date == "2026-01-13"


def test_a_rename_wins_over_a_synonym() -> None:
    assert front("description: A", rename=(("description", "subtitle"),)).subtitle == "A"


@pytest.mark.parametrize("block", ["summary: A\ndescription: B", "description: B\nsummary: A"])
def test_a_standard_key_wins_over_its_synonym_and_the_conflict_is_reported(block: str) -> None:
    result = read(block)

    assert result.front.summary == "A"
    assert [(item.code, item.subject) for item in result.problems] == [("conflicting-keys", "description")]


def test_a_key_and_its_synonym_may_say_the_same() -> None:
    assert front("draft: true\npublished: false\nsummary: A\ndescription: 'A'").draft is True


def test_an_empty_standard_key_leaves_the_synonym_its_say() -> None:
    assert front("summary:\ndescription: B").summary == "B"


def test_the_place_of_each_value_is_kept_under_its_standard_key() -> None:
    assert front("title: A\ncategories:\n  - news").places == {"title": (2, 8), "section": (4, 3)}
