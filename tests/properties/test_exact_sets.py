"""Which outputs one edit writes, exactly: no more, to stay in proportion; no fewer, to stay right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sites import CONFIG, TestSite

FULL_FEEDS = {"feed.xml", "atom.xml", "feed.json"}
FEEDS = FULL_FEEDS | {f"{folder}/{name}" for folder in ("news", "tags/x") for name in FULL_FEEDS}
LISTS = {"index.html", "news/index.html", "authors/ada/index.html", "tags/x/index.html", "archive/2026/01/index.html"}
COUNTS = {"archive/index.html", "archive/2026/index.html", "tags/index.html", "authors/index.html"} | {
    "sitemap.xml",
    "404.html",  # it shows the latest posts
}
A_PAGE = {"news/a/index.html"}
A = A_PAGE | {"news/a/index.md"}
OLDER = {"news/b/index.html", "news/c/index.html"}  # its neighbour, and the posts that have it among the related
POSTS = A_PAGE | OLDER
TWINS = {f"news/{name}/index.md" for name in "abc"}
NEW_AUTHOR = {"authors/ada-l/index.html", "authors/index.html", "sitemap.xml"}


def write_post(site: TestSite, name: str, day: str, body: str = "the old and the new", **front: object) -> None:
    values: dict[str, object] = {"title": name.upper(), "tags": ["x"], "summary": "S", "date": day}
    site.write(f"{name}.md", body, **{**values, **front})


def body_with_the_same_words(site: TestSite) -> None:
    write_post(site, "a", "2026-01-10", "the new and the old")


def subtitle(site: TestSite) -> None:
    write_post(site, "a", "2026-01-10", subtitle="More")


def title(site: TestSite) -> None:
    write_post(site, "a", "2026-01-10", title="Another")


def new_post(site: TestSite) -> None:
    write_post(site, "d", "2026-01-12")


def draft(site: TestSite) -> None:
    write_post(site, "a", "2026-01-10", draft=True)


def tag_in_another_case(site: TestSite) -> None:
    write_post(site, "a", "2026-01-10", tags=["X"])


def author(site: TestSite) -> None:
    site.configure(CONFIG.replace('author = "Ada"', 'author = "Ada L."'))


def text_file(site: TestSite) -> None:
    site.write_raw("notes.txt", b"changed")


def page(site: TestSite) -> None:
    site.write("pages/about.md", "New words.", title="About")


def style_sheet(site: TestSite) -> None:
    path = site.folder / "themes" / "bare" / "assets" / "css" / "10-base.css"
    path.write_text("body { color: navy; }\n")


def post_template(site: TestSite) -> None:
    path = site.folder / "themes" / "bare" / "templates" / "post.html"
    path.write_text(path.read_text().replace("{{ content }}", "<div>{{ content }}</div>"))


def tags_template(site: TestSite) -> None:
    path = site.folder / "themes" / "bare" / "templates" / "tags.html"
    path.write_text(path.read_text().replace("{% block body %}", "{% block body %}<p>All of them:</p>"))


def nothing(site: TestSite) -> None:
    """Write the same text again."""
    write_post(site, "a", "2026-01-10")


def redirect(site: TestSite) -> None:
    site.configure(CONFIG + '[addresses]\nmoved = { "/old/" = "/news/a/" }\n')


EDITS: tuple[tuple[Callable[[TestSite], None], set[str], set[str]], ...] = (
    (nothing, set(), set()),
    (body_with_the_same_words, A | FULL_FEEDS, set()),
    (subtitle, A, set()),
    (title, A | FEEDS | LISTS | OLDER, set()),
    (new_post, {"news/d/index.html", "news/d/index.md"} | FEEDS | LISTS | COUNTS | A_PAGE, set()),
    (draft, FEEDS | LISTS | COUNTS | {"news/b/index.html"}, A),
    (tag_in_another_case, set(), set()),
    (author, FEEDS | POSTS | TWINS | NEW_AUTHOR, {"authors/ada/index.html"}),
    (text_file, {"notes.txt"}, set()),
    (page, {"pages/about/index.html"}, set()),
    (post_template, POSTS, set()),
    (tags_template, {"tags/index.html"}, set()),
    (redirect, {"_redirects"}, set()),
)
"""An edit, what it writes, and what it removes."""


@pytest.fixture
def small_site(site: TestSite) -> TestSite:
    write_post(site, "a", "2026-01-10")
    write_post(site, "b", "2026-01-08")
    write_post(site, "c", "2026-01-06")
    site.write("pages/about.md", "Words.", title="About")
    site.write_raw("notes.txt", b"text")
    assert site.build().ok
    return site


@pytest.mark.parametrize(("edit", "written", "removed"), EDITS, ids=[edit.__name__ for edit, _, _ in EDITS])
def test_one_edit_writes_exactly(
    small_site: TestSite, edit: Callable[[TestSite], None], written: set[str], removed: set[str]
) -> None:
    edit(small_site)
    done = small_site.build()

    assert set(done.written) == written
    assert set(done.removed) == removed


def test_a_style_sheet_has_a_new_name_on_every_page_and_nothing_else_moves(small_site: TestSite) -> None:
    style_sheet(small_site)
    done = small_site.build()
    pages = {output for output in small_site.outputs() if output.endswith(".html")}

    assert {output for output in done.written if not output.startswith("assets/")} == pages
    assert len(set(done.written) - pages) == len(done.removed) == 1
