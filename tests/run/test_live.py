"""The site in memory: which way an edit takes, what no way may do, and what stays when something is broken."""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssg.core.clock import read_clock
from ssg.core.errors import has_errors
from ssg.core.folders import folders_of
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.run.live_site import LiveSite
from tests.preview.studios import news_site, picture
from tests.properties.world import an_hour_later
from tests.run.live_law import Previewed
from tests.sites import THEMES, TestSite

Edit = Callable[[TestSite], object]

BROKEN = "---\ntitle: [\n---\n\nText.\n"


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    site = news_site(tmp_path / "site", 8)
    site.write("404.md", "Nothing here.")
    site.write_raw("d/q.png", picture(4))
    site.write_raw("d/r.svg", '<svg viewBox="0 0 4 3"><path/></svg>')
    site.write("d/drawn.md", "![Drawn](r.svg)", title="Drawn")
    site.write("old.md", "A rule.", title="Old", updated="2026-01-12")
    return site


@pytest.fixture
def preview(blog: TestSite) -> Iterator[Previewed]:
    """The blog in memory."""
    previewed = Previewed(blog.folder)
    previewed.open()
    yield previewed
    previewed.close()


def site_of(preview: Previewed) -> LiveSite:
    assert preview.current
    return preview.current


def codes(preview: Previewed) -> list[str]:
    return [item.code for item in preview.problems]


def way(before: LiveSite, after: LiveSite) -> str:
    """Return which way was taken, told by what is still the very same."""
    if after is before:
        return "nothing"
    if after.settings is not before.settings and after.indexed is before.indexed:
        return "theme"
    return "edits" if after.planning is before.planning else "whole"


def replaced(path: str, old: str, new: str) -> Edit:
    def edit(site: TestSite) -> None:
        file = site.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def theme_file(path: str, text: str) -> Edit:
    return lambda site: (site.folder / "themes/rich" / path).write_text(text, encoding="utf-8")


def content(path: str, data: bytes | str) -> Edit:
    return lambda site: site.write_raw(path, data)


def longer(path: str) -> Edit:
    """Return an edit of a picture that leaves its width and height."""
    return lambda site: (site.folder / path).write_bytes((site.folder / path).read_bytes() + b"more")


def flip_last_byte(path: Path) -> None:
    """Change a picture where its header does not stand."""
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


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


# ── what no way may do ──────────────────────────────────────────────────────────────────────────────


def parsed(site: TestSite) -> int:
    """Return how many different texts were ever parsed."""
    cache = Cache(str(site.folder / ".ssg-cache"), parse_engine())
    try:
        return cache.size()
    finally:
        cache.close()


def planned(before: LiveSite, after: LiveSite) -> set[str]:
    return {output for output, job in after.jobs.items() if before.jobs.get(output) is not job}


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


# ── what is broken stays as it was last good ────────────────────────────────────────────────────────


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


# ── tidying up ──────────────────────────────────────────────────────────────────────────────────────


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


# ── the start ───────────────────────────────────────────────────────────────────────────────────────


def reopened(preview: Previewed, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Open the site once more, as a new preview does; return the files that are read for it."""
    read: list[str] = []
    preview.note()
    content = str(preview.site / "content")
    opened = builtins.open

    def watched(path: object, *arguments: object, **keys: object) -> object:
        if str(path).startswith(content):
            read.append(str(path).removeprefix(content + "/"))
        return opened(path, *arguments, **keys)  # type: ignore[call-overload]

    preview.begin(folders_of(preview.site, preview.options()))
    monkeypatch.setattr(builtins, "open", watched)
    preview.live.open()
    monkeypatch.undo()
    return read


def test_a_preview_reads_what_changed_since_the_last_one_where_nobody_builds(
    blog: TestSite, preview: Previewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_hour_later():
        preview.begin(folders_of(preview.site, preview.options()))
        preview.open()
    replaced("content/p1.md", "This leads", "That leads")(blog)

    assert reopened(preview, monkeypatch) == ["p1.md"]
    preview.hold_to_the_law()
