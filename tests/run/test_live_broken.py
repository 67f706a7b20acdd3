"""What is broken stays in memory as it last was good: a post, the settings, or all of it."""

from __future__ import annotations

import shutil

import pytest

from ssg.core.errors import has_errors
from tests.run.live_blog import (
    BROKEN,
    Edit,
    codes,
    replaced,
    site_of,
    theme_file,
)
from tests.run.live_law import Previewed
from tests.sites import THEMES, TestSite

BREAKING: dict[str, bytes] = {
    "front matter": BROKEN.encode(),
    "a wrong type": b"---\ntitle: P\ndate: 2026-01-02\nfeatured: perhaps\n---\n\nText.\n",
    "a tag without letters": b"---\ntitle: P\ndate: 2026-01-02\ntags: ['!!!']\n---\n\nText.\n",
    "no UTF-8": b"---\ntitle: P\ndate: 2026-01-02\n---\n\nText \xff.\n",
}


@pytest.mark.parametrize("by_hints", [False, True], ids=["by a look at everything", "by hints"])
@pytest.mark.parametrize("how", sorted(BREAKING))
def test_a_broken_post_stands_as_it_last_was_good_until_it_is_mended(
    how: str, by_hints: bool, blog: TestSite, preview: Previewed
) -> None:
    look = preview.hint if by_hints else preview.look
    path = blog.folder / "content/p1.md"
    first, good = preview.served(site_of(preview)), path.read_bytes()

    path.write_bytes(BREAKING[how])
    look()
    assert has_errors(preview.problems)
    assert preview.served(site_of(preview)) == first
    replaced("content/p2.md", "This leads", "That leads")(blog)
    look()
    preview.hold_to_the_law()

    path.write_bytes(good)
    look()
    assert preview.problems == ()
    preview.hold_to_the_law()


def test_a_dead_link_is_told_again_after_the_post_was_broken_and_put_back(blog: TestSite, preview: Previewed) -> None:
    replaced("content/p1.md", "[home](/)", "[home](nowhere.md)")(blog)
    preview.look()
    told, good = preview.problems, (blog.folder / "content/p1.md").read_bytes()
    assert codes(preview) == ["dead-link"]

    blog.write_raw("p1.md", BROKEN)
    preview.hint()
    blog.write_raw("p1.md", good)
    preview.hint()

    assert preview.problems == told


SETTINGS_BROKEN: dict[str, Edit] = {
    "a setting that is none": replaced("site.toml", "title =", "titel = 1\ntitle ="),
    "no TOML": lambda site: site.configure("[site"),
    "site.toml deleted": lambda site: (site.folder / "site.toml").unlink(),
    "a theme that is none": replaced("site.toml", 'theme = "rich"', 'theme = "poor"'),
    "the theme deleted": lambda site: shutil.rmtree(site.folder / "themes"),
    "a template that cannot be read": theme_file("templates/post.html", "{% if %}"),
    "a template with a name that is no need": theme_file("templates/post.html", "{{ everything }}"),
    "a template deleted that is asked for": lambda site: (
        site.folder / "themes/rich/templates/parts/byline.html"
    ).unlink(),
    "a style sheet's theme.toml broken": theme_file("theme.toml", "inherits ="),
    "a lock with a conflict": lambda site: (site.folder / "addresses.lock").write_text("<<<<<<< ours\n"),
}


@pytest.mark.parametrize("how", sorted(SETTINGS_BROKEN))
def test_broken_settings_stay_as_they_last_were_good_while_posts_go_on_and_are_taken_up_when_mended(
    how: str, blog: TestSite
) -> None:
    assert blog.build().ok
    preview = Previewed(blog.folder)
    preview.open()
    kept = blog.folder.parent / "kept"
    shutil.copytree(blog.folder, kept, ignore=shutil.ignore_patterns("content"))
    first = preview.served(site_of(preview))

    SETTINGS_BROKEN[how](blog)
    preview.look()
    assert has_errors(preview.problems)
    assert preview.served(site_of(preview)) == first
    replaced("content/p1.md", "This leads", "That leads")(blog)
    preview.hint()
    blog.write("new.md", "A new one.", title="New")
    preview.look()
    assert has_errors(preview.problems)
    preview.hold_to_the_law()
    assert "news/new/index.html" in site_of(preview).jobs

    shutil.rmtree(blog.folder / "themes", ignore_errors=True)
    shutil.copytree(kept / "themes", blog.folder / "themes")
    shutil.copyfile(kept / "site.toml", blog.folder / "site.toml")
    shutil.copyfile(kept / "addresses.lock", blog.folder / "addresses.lock")
    preview.look()
    assert not has_errors(preview.problems)
    preview.hold_to_the_law()
    preview.close()


def test_a_theme_that_is_edited_while_the_configuration_is_broken_is_taken_up_with_it(
    blog: TestSite, preview: Previewed
) -> None:
    replaced("site.toml", "Test News", "Other News")(blog)
    replaced("site.toml", "title =", "titel = 1\ntitle =")(blog)
    preview.look()
    theme_file("templates/parts/byline.html", "<b>{{ post.title }}</b>")(blog)
    preview.look()
    preview.hint()
    assert has_errors(preview.problems)
    preview.hold_to_the_law()

    replaced("site.toml", "titel = 1\n", "")(blog)
    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()


def test_the_content_folder_taken_away_leaves_the_last_good_site_until_it_is_back(
    blog: TestSite, preview: Previewed
) -> None:
    before = site_of(preview)
    (blog.folder / "content").rename(blog.folder / "aside")
    preview.look()
    preview.look()
    assert codes(preview) == ["unreadable-file"]
    assert site_of(preview) is before

    (blog.folder / "aside").rename(blog.folder / "content")
    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()


@pytest.mark.parametrize("missing", ["site.toml", "content", "themes"])
def test_a_preview_that_began_without_a_site_takes_it_in_when_it_is_there(missing: str, blog: TestSite) -> None:
    (blog.folder / missing).rename(blog.folder / "aside")
    preview = Previewed(blog.folder)
    preview.open()
    preview.look()
    assert preview.current is None
    assert has_errors(preview.problems)

    (blog.folder / "aside").rename(blog.folder / missing)
    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()
    preview.close()


def test_a_template_that_fails_on_one_page_leaves_that_page_as_it_was_until_it_is_mended(
    blog: TestSite, preview: Previewed
) -> None:
    first = preview.served(site_of(preview))
    page = "news/p1/index.html"

    theme_file("templates/parts/byline.html", '{% if post.title == "Post 1" %}{{ 1 / 0 }}{% endif %}')(blog)
    preview.look()
    assert preview.asked(site_of(preview), page) == first[page]
    (failure,) = preview.press.failures(site_of(preview))
    assert (failure.code, failure.file, failure.line) == (
        "template-error",
        "themes/rich/templates/parts/byline.html",
        1,
    )
    preview.hold_to_the_law()

    shutil.copyfile(
        THEMES / "rich/templates/parts/byline.html", blog.folder / "themes/rich/templates/parts/byline.html"
    )
    preview.look()
    assert preview.press.failures(site_of(preview)) == ()
    preview.hold_to_the_law()
