"""Which outputs one edit writes, exactly: no more, to stay in proportion; no fewer, to stay right."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from ssg.core.urls import OWNED_FILE
from tests.sites import CONFIG, TestSite

PAGE, TWIN = "index.html", "index.md"
FEED_NAMES = ("feed.xml", "atom.xml", "feed.json")


def below(*folders: str, names: tuple[str, ...] = (PAGE,)) -> set[str]:
    """Return the outputs of these names in each folder."""
    return {f"{folder}/{name}" for folder in folders for name in names}


FULL_FEEDS = set(FEED_NAMES)
FEEDS = FULL_FEEDS | below("news", "tags/x", names=FEED_NAMES)
LISTS = {PAGE, "llms.txt"} | below("news", "authors/ada", "tags/x", "archive/2026/01")
LATEST = {"404.html"}  # it shows the latest posts
COUNTS = below("archive", "archive/2026", "tags", "authors") | {"sitemap.xml"}
ROOTS = COUNTS | LATEST
A, B, C, D = (below(f"news/{name}", names=(PAGE, TWIN)) for name in "abcd")
OLDER = below("news/b", "news/c")  # its neighbour, and the posts that have it among the related
POSTS = below("news/a", "news/b", "news/c")
NEW_AUTHOR = below("authors/ada-l", "authors") | {"sitemap.xml"}
KEY_POINTS = {"llms.txt"} | below("news", "tags/x", names=("feed.json",))
TAG_Y = below("tags/y", names=(PAGE, *FEED_NAMES))
LABS = below("labs", names=(PAGE, *FEED_NAMES))
WITH_CARDS = {PAGE} | below("news", "authors/ada", "tags/x") | POSTS
OTHER_PAGES = below("archive", "archive/2026", "archive/2026/01", "authors", "tags", "pages/about", "thanks") | LATEST
PAGES = WITH_CARDS | OTHER_PAGES


# ── edits ───────────────────────────────────────────────────────────────────────────────────────────


def write_post(site: TestSite, name: str, day: str, body: str = "the old and the new", **front: object) -> None:
    values: dict[str, object] = {"title": name.upper(), "tags": ["x"], "summary": "S", "date": day}
    site.write(f"{name}.md", body, **{**values, **front})


Edit = Callable[[TestSite], object]


def post(name: str = "a", day: str = "2026-01-10", body: str = "the old and the new", **front: object) -> Edit:
    """Return the edit that writes a post like this."""
    return lambda site: write_post(site, name, day, body, **front)


def template(name: str, old: str, new: str) -> Edit:
    def edit(site: TestSite) -> None:
        path = site.folder / "themes" / "bare" / "templates" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return edit


def setting(old: str, new: str) -> Edit:
    return lambda site: site.configure(CONFIG.replace(old, new))


def file(path: str, data: bytes) -> Edit:
    return lambda site: site.write_raw(path, data)


def with_other_bytes(site: TestSite) -> None:
    path = site.folder / "content" / "a.md"
    path.write_text(path.read_text().replace('title: "A"', "title:   A"))


RED, NAVY = b'<svg fill="red"/>', b'<svg fill="navy"/>'
PICTURE_IN_FEEDS = {f"{folder}{name}" for folder in ("", "news/", "tags/x/") for name in ("feed.xml", "atom.xml")}
"""Feeds that print how many bytes an enclosure has; JSON Feed does not."""


class Row(NamedTuple):
    """An edit, what it writes, and what it removes."""

    name: str
    edit: Edit
    written: set[str]
    removed: set[str] = set()


EDITS = (
    Row("the same text again", post(), set()),
    Row("front matter in other bytes", with_other_bytes, set()),
    Row("body", post(body="the new and the old"), A | FULL_FEEDS),
    Row("body with more words", post(body="the old and the new, and more"), A | FULL_FEEDS),
    Row("subtitle", post(subtitle="More"), A),
    Row("title", post(title="Another"), A | FEEDS | LISTS | OLDER),
    Row("new post", post("d", "2026-01-12"), D | FEEDS | LISTS | ROOTS | below("news/a")),
    Row("deleted post", lambda site: site.delete("a.md"), FEEDS | LISTS | ROOTS | below("news/b"), A),
    Row("draft", post(draft=True), FEEDS | LISTS | ROOTS | below("news/b"), A),
    Row("draft edited", post("e", "2026-01-14", draft=True, tags=["x", "z"]), set()),
    Row("expired", post(expires="2026-01-20"), FEEDS | LISTS | ROOTS | below("news/b"), A),
    Row("tag added", post(tags=["x", "y"]), A | FEEDS | TAG_Y | {"tags/index.html", "sitemap.xml"}),
    Row("tag in another case", post(tags=["X"]), set()),
    Row(
        "date moved", post("c", "2026-01-12"), C | FEEDS | LISTS | LATEST | below("news/a", "news/b") | {"sitemap.xml"}
    ),
    Row(
        "slug",
        post(slug="z"),
        below("news/z", names=(PAGE, TWIN)) | FEEDS | LISTS | {"_redirects", "sitemap.xml"} | below("news/b"),
        A,
    ),
    # The menu names the sections: a new one is on every page.
    Row(
        "section moved",
        post(section="labs"),
        below("labs/a", names=(PAGE, TWIN))
        | LABS
        | FEEDS
        | PAGES - below("news/a")
        | {"_redirects", "sitemap.xml", "llms.txt"},
        A,
    ),
    Row("story", post(story="s"), set()),
    Row("alias", post(aliases=["/old/"]), {"_redirects"}),
    Row("page", lambda site: site.write("pages/about.md", "New words.", title="About"), below("pages/about")),
    Row("card template", template("components/card.html", "<article>", '<article class="card">'), WITH_CARDS),
    Row("post template", template("post.html", "{{ content }}", "<div>{{ content }}</div>"), POSTS),
    Row("base template", template("base.html", "<footer>", '<footer id="end">'), PAGES),
    Row("tags template", template("tags.html", "{% block body %}", "{% block body %}All:"), below("tags")),
    Row("title of the site", setting("Test News", "Other News"), PAGES | FEEDS | {"llms.txt"}),
    Row("items of feeds", lambda site: site.configure_more("[feeds]\nitems = 2"), FULL_FEEDS),
    Row(
        "author",
        setting('"Ada"', '"Ada L."'),
        POSTS | FEEDS | below("news/a", "news/b", "news/c", names=(TWIN,)) | NEW_AUTHOR,
        below("authors/ada"),
    ),
    Row(
        "author's name",
        lambda site: site.configure_more('[authors.ada]\nname = "Ada L."'),
        POSTS | FEEDS | below("news/a", "news/b", "news/c", names=(TWIN,)) | below("authors/ada", "authors"),
    ),
    Row("robots", lambda site: site.configure_more('[robots]\nai_training = "disallow"'), {"robots.txt"}),
    Row("key points", post(key_points=["One"]), A | FULL_FEEDS | KEY_POINTS),
    Row("redirect", lambda site: site.configure_more('[addresses]\nmoved = { "/old/" = "/news/a/" }'), {"_redirects"}),
    Row("text file", file("notes.txt", b"changed"), {"notes.txt"}),
    Row("picture", file("picture.svg", RED.replace(b"red", b"tan")), {"picture.svg"}),
    Row("picture of another size", file("picture.svg", NAVY), {"picture.svg"} | PICTURE_IN_FEEDS),
)


@pytest.fixture
def small_site(site: TestSite) -> TestSite:
    site.write_raw("picture.svg", RED)
    write_post(site, "a", "2026-01-10")
    write_post(site, "b", "2026-01-08", image="picture.svg")
    write_post(site, "c", "2026-01-06")
    write_post(site, "e", "2026-01-14", draft=True)
    site.write("pages/about.md", "Words.", title="About")
    site.write_raw("notes.txt", b"text")
    assert site.build().ok
    return site


@pytest.mark.parametrize("row", EDITS, ids=[row.name for row in EDITS])
def test_one_edit_writes_and_removes_exactly(small_site: TestSite, row: Row) -> None:
    row.edit(small_site)
    done = small_site.build()

    assert set(done.written) == row.written
    assert set(done.removed) == row.removed


@pytest.mark.parametrize(
    ("edit", "rendered"),
    [
        (post(body="the new and the old"), A | FULL_FEEDS),
        (post("d", "2026-01-12"), D | FEEDS | LISTS | ROOTS | below("news/a")),
        (template("post.html", "{{ content }}", "<div>{{ content }}</div>"), POSTS),
    ],
    ids=["a body edit that keeps summary and terms", "a new post", "a post template"],
)
def test_an_edit_renders_no_more_than_it_writes(small_site: TestSite, edit: Edit, rendered: set[str]) -> None:
    edit(small_site)
    done = small_site.build()

    assert (done.rendered, set(done.written)) == (len(rendered), rendered)


def test_a_style_sheet_has_a_new_name_on_every_page_and_nothing_else_moves(small_site: TestSite) -> None:
    path = small_site.folder / "themes" / "bare" / "assets" / "css" / "10-base.css"
    path.write_text("body { color: navy; }\n")
    done = small_site.build()

    assert {output for output in done.written if not output.startswith("assets/")} == PAGES
    assert len(set(done.written) - PAGES) == len(done.removed) == 1


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_post_that_seals_a_page_writes_two_pages_of_each_list_and_the_next_one_writes_one(site: TestSite) -> None:
    site.configure_more("[listing]\nper_page = 2\n[related]\ncount = 0")
    for day, name in enumerate("abc", 1):
        write_post(site, name, f"2026-01-0{day}")
    site.build()
    lists = below("news", "tags/x", "authors/ada") | {PAGE}
    write_post(site, "d", "2026-01-04")
    sealing = set(site.build().written)
    write_post(site, "e", "2026-01-05")
    following = set(site.build().written)

    sealed = {output.replace(PAGE, "page/1/" + PAGE) for output in lists}
    assert {output for output in sealing if "/page/" in f"/{output}"} == sealed
    assert {output for output in following if "/page/" in f"/{output}"} == set()
    assert lists <= sealing & following


@pytest.mark.parametrize(
    ("front", "written", "removed"),
    [
        ({"date": "2026-02-02", "title": "D", "tags": ["x"], "summary": "S"}, True, False),
        ({"date": "2026-01-04", "title": "D", "tags": ["x"], "summary": "S", "expires": "2026-02-02"}, False, True),
    ],
    ids=["a post whose time comes", "a post that expires"],
)
def test_the_clock_alone_writes_what_an_author_would_have(
    small_site: TestSite, front: dict[str, object], written: bool, removed: bool
) -> None:
    small_site.write("d.md", "the old and the new", **front)
    small_site.build()
    before = small_site.outputs()
    done = small_site.build(now="2026-02-03T00:00:00+00:00")
    after = small_site.outputs()

    assert set(done.written) == {output for output, data in after.items() if before.get(output) != data} - {OWNED_FILE}
    assert set(done.removed) == before.keys() - after.keys()
    assert (D.issubset(done.written), D.issubset(done.removed)) == (written, removed)
    assert LISTS - below("archive/2026/01") <= set(done.written)
    assert not {"pages/about/index.html", "_redirects", "notes.txt"} & set(done.written)
