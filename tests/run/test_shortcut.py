"""The short way: an edit that keeps the site's outline costs what it touches, and ends where the long way ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ssg.core.report import BuildReport
from tests.sites import CONFIG, TestSite

SHORT = "parse, index and plan"
"""The stage of a build that went the short way."""

WORDS = "Robots learn to walk, to fold and to stack. Some fall."


def write(site: TestSite, name: str, number: int, body: str = WORDS, **front: object) -> Path:
    values: dict[str, object] = {
        "title": f"Post {name}",
        "tags": ["x", "y"][: 1 + number % 2],
        "summary": f"About {name}.",
    }
    return site.write(f"{name}.md", body, **{**values, "date": f"2026-01-{number + 1:02}", **front})


@pytest.fixture
def news(site: TestSite) -> TestSite:
    """A built site of twelve posts, a page and two translations; three posts make a page of a list."""
    site.configure(f"{CONFIG}\n[listing]\nper_page = 3\n[feeds]\nitems = 4\n")
    for number in range(12):
        write(site, chr(ord("a") + number), number, f"{WORDS} Number {number} of robots.")
    site.write("pages/about.md", "We are robots.", title="About", date=None)
    site.write("t.md", "Both.", title="Both", date="2026-01-20")
    site.write("t.zh.md", "两个。", title="两个", date="2026-01-20")
    assert site.build().ok
    return site


SHORT_EDITS: dict[str, Callable[[TestSite], object]] = {
    "other words": lambda site: write(site, "c", 2, "Telescopes see elephants. Robots do not."),
    "words in another order": lambda site: write(site, "c", 2, "Number 2 of robots. " + WORDS),
    "a title": lambda site: write(site, "c", 2, title="Another title"),
    "a title of the newest": lambda site: write(site, "l", 11, title="Another title"),
    "a summary": lambda site: write(site, "c", 2, summary="More about it."),
    "key points": lambda site: write(site, "c", 2, key_points=["It *walks*.", "It falls.", "It gets up."]),
    "a subtitle": lambda site: write(site, "c", 2, subtitle="And more"),
    "a page": lambda site: site.write("pages/about.md", "We are engineers.", title="About us", date=None),
    "two posts": lambda site: (write(site, "b", 1, title="T"), write(site, "k", 10, "New.")),
    "a translation's text": lambda site: site.write("t.md", "Both of them.", title="Both", date="2026-01-20"),
    "the same words": lambda site: write(site, "c", 2, f"{WORDS} Number 2 of robots.  "),
}

LONG_EDITS: dict[str, Callable[[TestSite], object]] = {
    "a tag": lambda site: write(site, "c", 2, tags=["z"]),
    "a date": lambda site: write(site, "c", 2, date="2026-01-30"),
    "a slug": lambda site: write(site, "c", 2, slug="cc"),
    "a draft": lambda site: write(site, "c", 2, draft=True),
    "featured": lambda site: write(site, "c", 2, featured=True),
    "a link": lambda site: write(site, "c", 2, "[See](d.md)."),
    "a heading": lambda site: write(site, "c", 2, "## More\n\nWords."),
    "a deleted post": lambda site: site.delete("c.md"),
    "a translated title": lambda site: site.write("t.md", "Both.", title="The two", date="2026-01-20"),
    "a mistake": lambda site: write(site, "c", 2, unheard_of="x"),
    "a setting": lambda site: site.configure(CONFIG),
}


def built(site: TestSite, tmp_path: Path) -> BuildReport:
    """Build, and hold the result against a clean build and against another build."""
    done = site.build()
    assert site.outputs() == site.clean_outputs(tmp_path / "clean")
    assert site.build().rendered == 0
    return done


@pytest.mark.parametrize("edit", SHORT_EDITS.values(), ids=SHORT_EDITS)
def test_an_edit_that_keeps_the_outline_goes_the_short_way(
    news: TestSite, tmp_path: Path, edit: Callable[[TestSite], object]
) -> None:
    edit(news)
    done = built(news, tmp_path)

    assert (done.ok, SHORT in done.seconds) == (True, True)
    assert done.unchanged + len(done.written) == len(news.outputs()) - 1


@pytest.mark.parametrize("edit", LONG_EDITS.values(), ids=LONG_EDITS)
def test_an_edit_that_moves_the_outline_goes_the_long_way(
    news: TestSite, tmp_path: Path, edit: Callable[[TestSite], object]
) -> None:
    edit(news)

    assert SHORT not in built(news, tmp_path).seconds


def test_edits_one_after_the_other_all_go_the_short_way(news: TestSite, tmp_path: Path) -> None:
    for round_, edit in enumerate((*SHORT_EDITS.values(), *SHORT_EDITS.values())):
        edit(news)
        write(news, "e", 4, f"{WORDS} {round_}")
        assert SHORT in news.build().seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_a_related_list_that_moves_back_is_shown_as_it_is(news: TestSite, tmp_path: Path) -> None:
    sea = "Whales, dolphins, sharks and octopuses dive below ships and harbours."
    write(news, "a", 0, sea)
    news.build(clean=True)
    write(news, "l", 11, sea)  # now it is related to post a
    assert "news/a/index.html" in built(news, tmp_path).written
    write(news, "l", 11, f"{WORDS} Number 11 of robots.")

    assert SHORT in built(news, tmp_path).seconds


def test_the_lock_has_the_digest_of_the_edited_file(news: TestSite, tmp_path: Path) -> None:
    write(news, "c", 2, "Other words.")
    news.build()
    lock = (news.folder / "addresses.lock").read_bytes()
    news.build(clean=True)

    assert (news.folder / "addresses.lock").read_bytes() == lock


@pytest.mark.parametrize("options", [{"drafts": True}, {"locked": True}, {"environ": {"CI": "true"}}], ids=str)
def test_a_build_that_may_not_write_the_lock_goes_the_long_way(
    news: TestSite, tmp_path: Path, options: dict[str, object]
) -> None:
    news.build(**options)
    write(news, "c", 2, "Other words.")

    assert SHORT not in news.build(**options).seconds


@pytest.mark.parametrize("suffix", [".site", ".seal", "related.msgpack"])
@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_what_is_kept_for_it_may_be_lost(news: TestSite, tmp_path: Path, suffix: str, damage: bytes) -> None:
    (path,) = (path for path in (news.folder / ".ssg-cache").iterdir() if path.name.endswith(suffix))
    path.write_bytes(damage)
    write(news, "c", 2, "Other words.")

    assert SHORT not in built(news, tmp_path).seconds


def test_related_lists_that_could_not_be_written_are_not_taken_for_none(
    site: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*given: object) -> bytes:
        raise OSError(28, "No space left on device")

    for number in range(4):
        write(site, "abcd"[number], number)
    with monkeypatch.context() as patch:
        patch.setattr("ssg.run.ranking.save_related", full_disk)
        site.build()
    write(site, "c", 2, "Other words.")

    assert SHORT not in built(site, tmp_path).seconds


def test_a_setting_that_changes_while_the_site_is_built_is_seen_by_the_next_build(
    site: TestSite, tmp_path: Path
) -> None:
    from dataclasses import replace

    from ssg import build

    write(site, "a", 1)
    build(site.folder, site.options, lambda stage, done, total: site.configure(CONFIG.replace("Test News", "New name")))

    assert "New name" not in site.read("index.html")
    build(site.folder, replace(site.options))
    assert "New name" in site.read("index.html")


def test_an_output_that_was_touched_by_others_is_made_again(news: TestSite, tmp_path: Path) -> None:
    (news.output / "index.html").write_bytes(b"x")
    write(news, "c", 2, "Other words.")

    assert "index.html" in built(news, tmp_path).written


def test_a_template_that_fails_is_reported_and_the_next_build_is_exact(news: TestSite, tmp_path: Path) -> None:
    news.theme("templates/post.html", "{% if post.title == 'Break' %}{{ 1 / 0 }}{% endif %}{{ content }}")
    news.build()
    write(news, "c", 2, title="Break")
    broken = news.build()
    write(news, "c", 2, title="Mended")

    assert (broken.ok, news.codes(broken)) == (False, ["template-error"])
    assert built(news, tmp_path).ok


@pytest.fixture
def searched(news: TestSite) -> TestSite:
    news.theme("templates/search.html", "{{ search_index.splits }}")
    assert news.build().ok
    return news


def test_shards_of_the_search_are_made_of_what_stands(
    searched: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_words(posts: object) -> None:
        raise AssertionError("the words of all posts are read")

    write(searched, "c", 2, "Telescopes see elephants. Robots do not.")
    with monkeypatch.context() as patch:
        patch.setattr("ssg.render.render.SegmentWords", lambda posts: None if posts == () else no_words(posts))
        done = searched.build()

    assert (SHORT in done.seconds, searched.outputs()) == (True, searched.clean_outputs(tmp_path / "clean"))
    assert any(output.endswith(".bin") for output in done.written)


def test_a_shard_that_was_touched_by_others_is_made_anew(searched: TestSite, tmp_path: Path) -> None:
    shards = list((searched.output / "search" / "i").glob("*.bin"))
    for path in shards:
        path.write_bytes(b"x" * len(path.read_bytes()))
    write(searched, "c", 2, "Telescopes see elephants. Robots do not.")

    assert shards
    assert built(searched, tmp_path).ok


def test_an_edit_behind_one_that_ranks_all_posts_anew_is_short_again(site: TestSite) -> None:
    site.configure(CONFIG)
    for number in range(300):
        flies = "A zeppelin flies." if number < 127 else "Nothing flies."
        site.write(f"p{number}.md", f"{WORDS} {flies}", title=f"Post {number}", date="2026-01-01")
    site.build()
    # The 128th post with a word: it weighs less in all of them from now on, and they are more than an eighth.
    site.write("p299.md", "A zeppelin flies.", title="Post 299", date="2026-01-01")
    assert SHORT not in site.build().seconds

    site.write("p299.md", "A zeppelin flies on.", title="Post 299", date="2026-01-01")
    assert SHORT in site.build().seconds
