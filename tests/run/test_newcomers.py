"""A new post goes the short way where it moves no more than the lists that it enters; else the long way finds out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ssg.core.report import BuildReport
from ssg.run import rendering
from ssg.run.executors import run_chunks
from tests.sites import CONFIG, TestSite

SHORT = "parse, index and plan"
"""The stage of a build that went the short way."""

WORDS = "Robots learn to walk, to fold and to stack. Some fall."

SETTINGS = """
[listing]
per_page = 3
[feeds]
items = 4
[tags.declared]
title = "Declared"
aliases = ["said"]
"""


def write(site: TestSite, path: str, body: str = WORDS, **front: object) -> Path:
    values: dict[str, object] = {"title": f"Post {path}", "tags": ["x"], "summary": f"About {path}."}
    return site.write(path, body, **{**values, "date": "2026-01-28", **front})


@pytest.fixture
def news(site: TestSite) -> TestSite:
    """A built site of eighteen posts over four weeks, with pages of lists that are about to be sealed."""
    site.configure(f"{CONFIG}{SETTINGS}")
    for number in range(18):
        front = {"tags": ["x", "y", "Said"][: 1 + number % 3], "date": f"2026-01-{number + 8:02}"}
        write(site, f"{'abcdefghijklmnopqr'[number]}.md", f"{WORDS} Number {number} of robots.", **front)
    site.write("pages/about.md", "We are robots.", title="About", date=None)
    for number in range(2):
        site.write(f"t{number}.zh.md", "两个。", title="两个", date=f"2026-01-{number + 9:02}", tags=["x"])
    assert site.build().ok
    return site


SHORT_WAY: dict[str, Callable[[TestSite], object]] = {
    "the newest": lambda site: write(site, "z.md"),
    "in the midst": lambda site: write(site, "z.md", date="2026-01-16"),
    "the oldest but one": lambda site: write(site, "z.md", date="2026-01-08T01:00:00+00:00"),
    "on the day of another": lambda site: write(site, "c2.md", date="2026-01-24"),
    "with a time": lambda site: write(site, "z.md", date="2026-02-01T11:59:00+02:00"),
    "two at once": lambda site: (write(site, "y.md"), write(site, "z.md", date="2026-01-14")),
    "four that seal pages": lambda site: [write(site, f"{name}.md", tags=["x", "y"]) for name in "wxyz"],
    "and an edit": lambda site: (write(site, "z.md"), write(site, "e.md", "New.", tags=["x", "y"], date="2026-01-12")),
    "of two tags": lambda site: write(site, "z.md", tags=["y", "x", "y"]),
    "of a declared tag": lambda site: write(site, "z.md", tags=["declared", "x"]),
    "of no tag": lambda site: write(site, "z.md", tags=[]),
    "featured": lambda site: write(site, "z.md", featured=True),
    "with sources": lambda site: write(site, "z.md", sources=["https://a.example/x", "https://b.example/y"]),
    "in another language": lambda site: write(site, "u.zh.md", "三个。", date="2026-01-11"),
    "at an address of its own": lambda site: write(site, "z.md", url="/z.html"),
    "of an id": lambda site: write(site, "z.md", id="tag:z"),
    "in a folder of its own": lambda site: write(site, "z/index.md"),
    "with links": lambda site: write(
        site, "z.md", "## One\n\n[a](a.md), [b](/news/b/#top), [this](#one), [x](https://x.example/)."
    ),
    "that link to each other": lambda site: (write(site, "y.md", "[z](z.md)"), write(site, "z.md", "[y](/news/y/)")),
    "that expires": lambda site: write(site, "z.md", expires="2026-02-10"),
    "in the news": lambda site: write(site, "z.md", date="2026-01-31T23:00:00+00:00"),
    "updated": lambda site: write(site, "z.md", updated="2026-01-30"),
    "from elsewhere": lambda site: write(site, "z.md", canonical_url="https://else.example/z"),
    "that is like another": lambda site: write(site, "z.md", f"{WORDS} Number 2 of robots."),
    "of a picture elsewhere": lambda site: write(site, "z.md", image={"src": "https://x.example/a.png", "alt": "A"}),
}

LONG_WAY: dict[str, Callable[[TestSite], object]] = {
    "a page": lambda site: site.write("pages/z.md", "We are more.", title="More", date=None),
    "a file": lambda site: site.write_raw("z.txt", "text"),
    "with a file beside it": lambda site: (site.write_raw("z/a.txt", "text"), write(site, "z/index.md")),
    "the oldest": lambda site: write(site, "z.md", date="2026-01-01"),
    "the oldest of a tag": lambda site: write(site, "z.md", tags=["y"], date="2026-01-08T01:00:00+00:00"),
    "of a new tag": lambda site: write(site, "z.md", tags=["new"]),
    "of a tag spelt otherwise": lambda site: write(site, "z.md", tags=["X"]),
    "of a new author": lambda site: write(site, "z.md", authors=["Grace"]),
    "of a new section": lambda site: write(site, "z.md", section="More"),
    "in a new language": lambda site: write(site, "z.md", lang="de"),
    "a translation": lambda site: write(site, "a.zh.md", "一。"),
    "a translation by its key": lambda site: write(site, "z.md", lang="zh", translation_of="a"),
    "a draft": lambda site: write(site, "z.md", draft=True),
    "scheduled": lambda site: write(site, "z.md", date="2026-03-01"),
    "expired": lambda site: write(site, "z.md", expires="2026-01-30"),
    "with a mistake": lambda site: write(site, "z.md", unheard_of="x"),
    "with a dead link": lambda site: write(site, "z.md", "[See](nowhere.md)."),
    "with a link to a list": lambda site: write(site, "z.md", "[See](/tags/x/)."),
    "with an alias": lambda site: write(site, "z.md", aliases=["/old/"]),
    "with a pin": lambda site: write(site, "z.md", related=["a"]),
    "with a correction": lambda site: write(site, "z.md", corrections=[{"date": "2026-01-29", "text": "No."}]),
    "in a story": lambda site: write(site, "z.md", story="tale"),
    "where a list stands": lambda site: write(site, "z.md", url="/tags/"),
    "of the bytes of a post that goes": lambda site: (site.folder / "content/c.md").rename(
        site.folder / "content/z.md"
    ),
    "and one less": lambda site: (deleted(site, "c.md"), write(site, "z.md")),
    "of a language's first digest": lambda site: write(site, "u.zh.md", "三个。", date="2026-01-14"),
    "as many as cut the search anew": lambda site: [write(site, f"z{number}.md") for number in range(14)],
    "and a setting": lambda site: (configured(site), write(site, "z.md", date="2026-01-31")),
}


def deleted(site: TestSite, path: str) -> str:
    site.delete(path)
    return path


def configured(site: TestSite) -> str:
    site.configure_more("[search]\nenabled = false")
    return "search"


def built(site: TestSite, tmp_path: Path) -> BuildReport:
    """Build, and hold the result against a clean build, the next build, and what a whole one says and remembers."""
    before = (site.folder / "addresses.lock").read_text("utf-8")
    done = site.build()
    after = (site.folder / "addresses.lock").read_text("utf-8")
    assert site.outputs() == site.clean_outputs(tmp_path / "clean")
    assert site.build().rendered == 0

    (site.folder / "addresses.lock").write_text(before, "utf-8")
    whole = site.build(clean=True)
    assert (whole.next_due, whole.posts, whole.unchanged) == (
        done.next_due,
        done.posts,
        done.unchanged + len(done.written),
    )
    assert (site.folder / "addresses.lock").read_text("utf-8") == after
    return done


@pytest.mark.parametrize("change", SHORT_WAY.values(), ids=SHORT_WAY)
def test_a_new_post_that_enters_lists_goes_the_short_way(
    news: TestSite, tmp_path: Path, change: Callable[[TestSite], object]
) -> None:
    change(news)
    done = built(news, tmp_path)

    assert (done.ok, SHORT in done.seconds) == (True, True)


@pytest.mark.parametrize("change", LONG_WAY.values(), ids=LONG_WAY)
def test_one_that_moves_more_goes_the_long_way(
    news: TestSite, tmp_path: Path, change: Callable[[TestSite], object]
) -> None:
    change(news)
    done = news.build()

    assert SHORT not in done.seconds
    assert not done.ok or news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_new_posts_one_after_the_other_all_go_the_short_way(news: TestSite, tmp_path: Path) -> None:
    for number in range(11):
        write(news, f"n{number}.md", tags=["x", "y"][: 1 + number % 2], date=f"2026-01-{28 - number}")
        assert SHORT in news.build().seconds
        write(
            news, f"n{number}.md", f"{WORDS} {number}", tags=["x", "y"][: 1 + number % 2], date=f"2026-01-{28 - number}"
        )
        assert SHORT in news.build().seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_a_long_build_goes_on_from_new_posts(news: TestSite, tmp_path: Path) -> None:
    write(news, "z.md")
    news.build()
    news.configure_more("[menu]\n")
    done = news.build()

    assert SHORT not in done.seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


Change = Callable[[TestSite], object]


def naming(**front: object) -> Change:
    """Return what writes a post that names others."""
    return lambda site: write(site, "w.md", **{"date": "2026-01-26", **front})  # type: ignore[arg-type]


def linking(body: str) -> Change:
    return lambda site: write(site, "w.md", body, date="2026-01-26")


def coming(path: str = "z.md", **front: object) -> Change:
    return lambda site: write(site, path, **front)  # type: ignore[arg-type]


AWAITED: dict[str, tuple[Change, Change]] = {
    "a pin": (naming(related=["z"]), coming()),
    "a translation": (naming(translation_of="z", lang="zh"), coming()),
    "a link": (linking("[z](/news/z/)"), coming()),
    "a link that finds another": (linking("[b](/news/b/)"), coming("news/b.md", slug="other")),
    "a link to a folder": (linking("[b](/news/b/)"), coming("news/b/index.md", slug="other")),
    "a picture": (naming(image={"src": "/news/b/", "alt": "B"}), coming("news/b.md", slug="other")),
    "an alias": (naming(aliases=["/news/z/"]), coming()),
    "an alias of its Markdown": (naming(aliases=["/news/z/index.md"]), coming()),
    "an alias of a page that is about to be sealed": (naming(aliases=["/page/6/"]), coming()),
    "an id": (naming(id="tag:z"), coming(id="tag:z")),
    "an id of a draft": (naming(id="tag:z", draft=True), coming(id="tag:z")),
}
"""What a post says, and the new one that it has been waiting for."""


@pytest.mark.parametrize(("waits", "comes"), AWAITED.values(), ids=AWAITED)
def test_one_that_others_name_goes_the_long_way(news: TestSite, tmp_path: Path, waits: Change, comes: Change) -> None:
    waits(news)
    news.build()
    write(news, "y.md")
    comes(news)
    done = news.build()

    assert SHORT not in done.seconds
    assert not done.ok or news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_where_every_page_shows_the_newest_posts_one_goes_the_long_way(news: TestSite, tmp_path: Path) -> None:
    news.theme("templates/post.html", "{% for post in latest %}{{ post.title }}{% endfor %}{{ content }}")
    news.build()
    write(news, "z.md")
    done = news.build()

    assert SHORT not in done.seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_a_post_at_a_former_address_goes_the_long_way(news: TestSite, tmp_path: Path) -> None:
    write(news, "c.md", slug="cc", date="2026-01-10", tags=["x", "y", "Said"])
    news.build()
    write(news, "z.md", slug="c")
    done = news.build()

    assert SHORT not in done.seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_a_post_that_comes_back_is_the_one_that_it_was(news: TestSite, tmp_path: Path) -> None:
    news.delete("c.md")
    news.build()
    write(news, "c.md", "Another text.", date="2026-01-10")

    assert SHORT not in built(news, tmp_path).seconds


def test_a_new_post_brings_its_name_into_the_reasons(news: TestSite) -> None:
    write(news, "z.md")
    done = news.build()

    assert done.reasons["index.html"] == "new post content/z.md"


def test_a_process_works_ahead_and_all_make_what_a_new_post_moves(
    news: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "run_chunks", partial(run_chunks, fork_from=1))
    news.options = replace(news.options, jobs=2)
    write(news, "z.md", date="2026-01-16")
    write(news, "e.md", "New.", tags=["x", "y"], date="2026-01-12")

    assert SHORT in built(news, tmp_path).seconds
