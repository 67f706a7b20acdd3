"""Posts in memory that are hidden, come with the clock, move, or meet at one address."""

from __future__ import annotations

import pytest

from ssg.core.clock import read_clock
from tests.run.live_blog import (
    codes,
    replaced,
    site_of,
)
from tests.run.live_law import Previewed
from tests.sites import TestSite

# ── hidden files ────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_of_a_draft_that_is_hidden_touches_no_output(blog: TestSite) -> None:
    preview = Previewed(blog.folder, drafts=False)
    preview.open()
    before = site_of(preview)

    replaced("content/draft.md", "Not yet", "Not now")(blog)
    preview.look()

    assert dict(site_of(preview).jobs) == dict(before.jobs)
    preview.hold_to_the_law()
    replaced("content/draft.md", "draft: true", "draft: false")(blog)
    preview.look()
    preview.hold_to_the_law()
    assert "news/draft/index.html" in site_of(preview).jobs
    preview.close()


def test_a_scheduled_post_loses_its_mark_when_its_time_has_come_and_gets_it_back_when_the_clock_does(
    blog: TestSite, preview: Previewed
) -> None:
    blog.write("soon.md", "Soon.", title="Soon", date="2026-02-02")
    preview.look()
    assert status(preview, "soon.md") == "scheduled"

    for now, expected in (("2026-02-03T12:00:00Z", ""), ("2026-02-01T12:00:00Z", "scheduled")):
        preview.epoch["SOURCE_DATE_EPOCH"] = str(read_clock(now, {}))
        preview.look(frozenset([str(blog.folder / "content/p1.md")]))
        assert status(preview, "soon.md") == expected
        preview.hold_to_the_law()


def status(preview: Previewed, path: str) -> str:
    return next(entry.post.status for entry in site_of(preview).indexed.site.posts if entry.path == path)


# ── renames, and what the lock knows ────────────────────────────────────────────────────────────────


def test_a_file_renamed_to_another_name_and_back_is_what_it_was(blog: TestSite, preview: Previewed) -> None:
    first = dict(preview.served(site_of(preview)))
    path, other = blog.folder / "content/p1.md", blog.folder / "content/q1.md"

    path.rename(other)
    preview.hint()
    preview.hold_to_the_law()
    other.rename(path)
    preview.hint()
    preview.rank()

    assert preview.served(site_of(preview)) == first
    preview.hold_to_the_law()


@pytest.mark.parametrize("by_hints", [False, True])
def test_a_post_that_was_moved_and_is_then_edited_is_another_post_as_in_a_clean_build(
    by_hints: bool, blog: TestSite
) -> None:
    assert blog.build().ok
    preview = Previewed(blog.folder)
    preview.open()
    (blog.folder / "content/p1.md").rename(blog.folder / "content/q1.md")
    preview.look()
    preview.hold_to_the_law()

    replaced("content/q1.md", "This leads", "That leads")(blog)
    if by_hints:
        preview.hint()
    else:
        preview.look()

    preview.hold_to_the_law()
    preview.close()


def test_two_posts_at_one_address_are_told_and_both_are_there_again_when_it_is_mended(
    blog: TestSite, preview: Previewed
) -> None:
    first = dict(preview.served(site_of(preview)))
    replaced("content/p2.md", "title: ", "slug: p1\ntitle: ")(blog)
    preview.look()
    assert codes(preview) == ["address-collision"]
    preview.hold_to_the_law()

    replaced("content/p2.md", "slug: p1\n", "")(blog)
    preview.look()

    assert preview.problems == ()
    assert preview.served(site_of(preview)) == first
