"""What no way may do: read, plan or tell more than an edit is about, or miss what it is about."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from tests.preview.studios import news_site
from tests.properties.world import an_hour_later
from tests.run.live_blog import (
    codes,
    parsed,
    planned,
    replaced,
    site_of,
    theme_file,
    way,
)
from tests.run.live_law import Previewed
from tests.sites import TestSite


@pytest.mark.parametrize("at_rest", [True, False])
def test_a_body_edit_among_300_posts_parses_one_file_and_plans_fewer_than_40_jobs(
    at_rest: bool, tmp_path: Path
) -> None:
    blog = news_site(tmp_path / "site", 300)
    preview = Previewed(blog.folder)
    preview.open()
    before, known = site_of(preview), parsed(blog)

    replaced("content/p150.md", "This leads", "That leads")(blog)
    if at_rest:
        with an_hour_later():
            preview.look()
    else:
        preview.look()

    assert parsed(blog) == known + 1
    assert 2 <= len(planned(before, site_of(preview))) < 40
    assert len(site_of(preview).jobs) > 700
    preview.close()


def test_an_edit_of_words_alone_moves_the_related_lists_of_other_posts(blog: TestSite, preview: Previewed) -> None:
    for name, words in (("x", "tigers lions pumas"), ("y", "tigers lions pumas"), ("z", "violins cellos harps")):
        blog.write(f"{name}.md", f"{words}.\n\n{words}.", summary="S", tags=[name])
    preview.look()
    before = site_of(preview)

    blog.write("x.md", "violins cellos harps.\n\nviolins cellos harps.", summary="S", tags=["x"])
    preview.look()

    after = site_of(preview)
    assert way(before, after) == "edits"
    assert {"news/y/index.html", "news/z/index.html"} <= planned(before, after)
    preview.hold_to_the_law()


def test_a_style_sheet_parses_indexes_and_plans_nothing_but_itself(blog: TestSite, preview: Previewed) -> None:
    before, known = site_of(preview), parsed(blog)

    theme_file("assets/css/20-rich.css", "main { color: green; }")(blog)
    preview.look()

    after = site_of(preview)
    assert (after.indexed, after.documents, parsed(blog)) == (before.indexed, before.documents, known)
    assert {output.partition(".")[0] for output in planned(before, after) if output not in before.jobs} == {
        "assets/t/site"
    }


def test_a_file_taken_in_by_a_hint_is_read_once_more_by_the_next_look_and_is_no_news(
    blog: TestSite, preview: Previewed
) -> None:
    replaced("content/p1.md", "This leads", "That leads")(blog)
    preview.hint()
    after_hint = site_of(preview)

    preview.look()

    assert site_of(preview) is after_hint


def test_an_edit_in_place_right_after_a_hint_is_seen_by_the_next_look(blog: TestSite, preview: Previewed) -> None:
    replaced("content/p1.md", "This leads", "That leads")(blog)
    preview.hint()

    replaced("content/p1.md", "That leads", "Chat leads")(blog)
    preview.look()

    preview.hold_to_the_law()


def test_a_link_that_cannot_be_followed_is_told_and_does_not_make_each_look_a_whole_one(
    blog: TestSite, preview: Previewed, tmp_path: Path
) -> None:
    (blog.folder / "content/out.md").symlink_to(tmp_path)
    preview.look()
    after = site_of(preview)
    assert codes(preview) == ["skipped-symlink"]

    preview.look()

    assert site_of(preview) is after


def test_a_file_that_cannot_be_read_stays_as_it_was_and_does_not_make_each_look_a_whole_one(
    blog: TestSite, preview: Previewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable(blog.folder / "content/p1.md", monkeypatch)
    (blog.folder / "content/p1.md").touch()
    preview.live.look()
    after = site_of(preview)
    assert codes(preview) == ["unreadable-file"]
    assert "news/p1/index.html" in after.jobs

    preview.live.look()
    assert site_of(preview) is after

    monkeypatch.undo()
    preview.look()
    preview.hold_to_the_law()


def unreadable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse to open a file, which it never does for root."""
    real = builtins.open

    def refuse(file: object, *arguments: object, **more: object) -> object:
        if file == str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(file, *arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "open", refuse)
