"""The site in memory: which way an edit takes, and what edits leave to be tidied up."""

from __future__ import annotations

import pytest

from tests.preview.studios import picture
from tests.run.live_blog import (
    BROKEN,
    Edit,
    content,
    flip_last_byte,
    longer,
    replaced,
    site_of,
    theme_file,
    way,
)
from tests.run.live_law import Previewed
from tests.sites import TestSite

WAYS: dict[str, tuple[Edit, str]] = {
    "nothing": (lambda site: None, "nothing"),
    "the same bytes again": (replaced("content/p1.md", "Post 1", "Post 1"), "nothing"),
    "a word": (replaced("content/p1.md", "More", "More"), "nothing"),
    "another word": (replaced("content/p1.md", "This leads", "That leads"), "edits"),
    "a title": (replaced("content/p2.md", "Post 2", "Post Two"), "edits"),
    "the title of one with a translation": (replaced("content/p1.md", "Post 1", "Post One"), "whole"),
    "a word of one with a translation": (replaced("content/p1.zh.md", "Words", "Text"), "edits"),
    "a page": (replaced("content/pages/about.md", "About us", "About all of us"), "edits"),
    "a broken header": (content("p1.md", BROKEN), "edits"),
    "a picture that files are made of": (lambda site: flip_last_byte(site.folder / "content/d/p.png"), "whole"),
    "a drawing, which is published as it is": (replaced("content/d/r.svg", "<path/>", "<line/>"), "edits"),
    "more bytes of a picture that no post has as its own": (longer("content/d/q.png"), "edits"),
    "more bytes of a post's own picture, which feeds tell": (longer("content/d/p.png"), "whole"),
    "a heading": (replaced("content/p1.md", "## More", "## Less"), "whole"),
    "a link": (replaced("content/p1.md", "(/)", "(/tags/)"), "whole"),
    "a tag": (replaced("content/p1.md", '"t1"', '"t2"'), "whole"),
    "a date": (replaced("content/p1.md", "2026-01-02", "2026-01-03"), "whole"),
    "a new post": (content("new.md", "---\ntitle: New\ndate: 2026-01-20\n---\n\nText.\n"), "whole"),
    "a post that is gone": (lambda site: site.delete("p1.md"), "whole"),
    "an introduction": (replaced("content/labs/_index.md", "Of the labs", "On the labs"), "whole"),
    "the introduction of the front page": (replaced("content/_index.md", "Good morning", "Good evening"), "whole"),
    "the page for what is not there": (replaced("content/404.md", "Nothing", "Nobody"), "whole"),
    "a picture of another size": (content("d/p.png", picture(7)), "whole"),
    "the configuration": (replaced("site.toml", "Test News", "Other News"), "whole"),
    "the lock": (lambda site: (site.folder / "addresses.lock").write_text(""), "whole"),
    "a style sheet": (theme_file("assets/css/20-rich.css", "main { color: green; }"), "theme"),
    "a template": (theme_file("templates/parts/byline.html", "<b>{{ post.title }}</b>"), "theme"),
    "a string": (theme_file("strings/en.toml", 'read_on = "Further"'), "theme"),
}
"""What is done, and the way that it takes: the shortest that gives the right bytes."""


@pytest.mark.parametrize("by_hints", [False, True], ids=["by a look at everything", "by hints"])
@pytest.mark.parametrize("edit", sorted(WAYS))
def test_an_edit_takes_the_shortest_way_that_gives_the_bytes_of_a_clean_build(
    edit: str, by_hints: bool, blog: TestSite, preview: Previewed
) -> None:
    act, expected = WAYS[edit]
    before = site_of(preview)

    act(blog)
    if by_hints:
        preview.hint()
    else:
        preview.look()

    assert way(before, site_of(preview)) == expected
    preview.hold_to_the_law()


def test_tidying_up_plans_anew_what_edits_left_and_every_address_stays_as_it_was(
    blog: TestSite, preview: Previewed
) -> None:
    replaced("content/p2.md", "Post 2", "Post Two")(blog)
    preview.look()
    edited = site_of(preview)
    served = preview.served(edited)
    assert edited.touched

    assert preview.live.tidy()

    assert not preview.live.tidy()
    assert not site_of(preview).touched
    assert preview.served(site_of(preview)) == served
    assert preview.served(edited) == served  # who still holds the older moment is served as well
