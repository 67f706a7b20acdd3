"""What is not to be read yet: no word of a draft, a scheduled or an expired post stands in any output."""

from __future__ import annotations

import email
import email.policy
import itertools
import json
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.render.test_search import read_shard
from tests.sites import CONFIG, TestSite

NEWS = (
    CONFIG.replace('"bare"', '"default"')
    + """\
[newsletter]
provider = "none"
unsubscribe = "{{ out }}"
[stories.quake]
title = "The quake"
[series.course]
title = "The course"
"""
)

WITHHELD: Mapping[str, Mapping[str, object]] = {
    "draft": {"draft": True, "date": "2026-01-13"},
    "scheduled": {"date": "2026-02-02"},
    "expired": {"expires": "2026-01-20", "date": "2026-01-14"},
}


@pytest.fixture
def marks() -> Iterator[str]:
    """Give words that stand nowhere else, each of nine letters: one for each place in which a text can stand."""
    return map("".join, itertools.product("qxzjvk", "zqxw", "xjqz", ["qzxjkv"]))


def write_withheld(site: TestSite, marks: Iterator[str]) -> set[str]:
    """Write a post of each kind with a mark in every field; return the marks."""
    used: set[str] = set()

    def mark() -> str:
        used.add(word := next(marks))
        return word

    for name, front in WITHHELD.items():
        site.write(
            f"{name}-x.md",
            f"Text {mark()}.\n\n## Part {mark()}\n\n- a {mark()}\n\n```python\n{mark()} = 1\n```\n\n密码 {mark()}。",
            title=f"Title {mark()}",
            subtitle=f"Dek {mark()}",
            summary=f"Summary {mark()}",
            slug=mark(),
            tags=["Ants", f"Tag {mark()}"],
            authors=[f"Author {mark()}"],
            section=f"Section {mark()}",
            key_points=[f"Point {mark()}", f"Point {mark()}"],
            story="quake",
            series="course",
            sources=[{"title": f"Source {mark()}", "url": f"https://{mark()}.example/", "publisher": mark()}],
            corrections=[{"date": "2026-01-15", "text": f"Correction {mark()}"}],
            aliases=[f"/{mark()}/"] if name == "draft" else None,
            **front,
        )
    return used


def write_published(site: TestSite) -> None:
    for number in range(40):
        thread = {"story": "quake", "series": "course"} if number < 3 else {}
        points = [f"Point {number}.", "Another one.", "The third."]
        body = f"Text of number {number} about ants and a quake."
        site.write(f"p{number}.md", body, date="2026-01-13", tags=["Ants"], key_points=points, **thread)


def texts_of(site: TestSite) -> Iterator[tuple[str, str]]:
    """Yield each output as the text that whoever reads its format gets."""
    for output, data in site.outputs().items():
        if output.endswith(".bin"):
            yield output, " ".join(read_shard(data))
        elif output.endswith(".eml"):
            message = email.message_from_bytes(data, policy=email.policy.default)
            parts = [part.get_content() for part in message.iter_parts()]
            yield output, "\n".join([*map(str, message.values()), *parts])
        elif output.endswith(".json"):
            yield output, json.dumps(json.loads(data), ensure_ascii=False)
        else:
            yield output, data.decode("utf-8", "replace")


def test_no_output_says_a_word_of_what_is_withheld(site: TestSite, marks: Iterator[str]) -> None:
    site.configure(NEWS)
    write_published(site)
    used = write_withheld(site, marks)
    assert site.build().ok

    said = re.compile("|".join(used), re.IGNORECASE)
    assert [(output, found[0]) for output, text in texts_of(site) if (found := said.search(text))] == []


def test_the_same_words_are_everywhere_once_the_posts_are_published(site: TestSite, marks: Iterator[str]) -> None:
    site.configure(NEWS)
    write_published(site)
    used = write_withheld(site, marks)
    assert site.build(drafts=True, now="2026-02-03T00:00:00+00:00").ok
    site.configure(NEWS)
    for path in (site.folder / "content").glob("*-x.md"):
        path.write_text(re.sub("^(draft|expires):.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert site.build(now="2026-02-10T00:00:00+00:00").ok

    texts = dict(texts_of(site))
    said = {mark for mark in used if any(mark in text for text in texts.values())}
    assert said == used
    kinds = ("search/i/", "llms.txt", "feed.xml", "feed.json", "email.html", "email.txt", "email.eml", "_redirects")
    for kind in kinds:
        assert any(mark in text for output, text in texts.items() if kind in output for mark in used), kind
