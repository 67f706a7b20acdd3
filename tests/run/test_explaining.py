"""What an author reads after an edit: for each, the reason of an output that it concerns."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.sites import CONFIG, TestSite

Edit = Callable[[TestSite], object]


def post(name: str = "a", body: str = "Some words.", **front: object) -> Edit:
    values = {"title": name.upper(), "tags": ["x"], "summary": "S", "date": "2026-01-10", **front}
    return lambda site: site.write(f"{name}.md", body, **values)


def configured(old: str, new: str) -> Edit:
    return lambda site: site.configure(CONFIG.replace(old, new))


def more(text: str) -> Edit:
    return lambda site: site.configure_more(text)


def themed(path: str, text: str) -> Edit:
    return lambda site: site.theme(path, text)


def renamed(site: TestSite) -> None:
    (site.folder / "content" / "a.md").rename(site.folder / "content" / "z.md")


def another_theme(site: TestSite) -> None:
    shutil.copytree(site.folder / "themes" / "bare", site.folder / "themes" / "other")
    path = site.folder / "themes" / "other" / "templates" / "base.html"
    path.write_text(path.read_text().replace("<footer>", "<footer id=f>"))
    site.configure(CONFIG.replace('"bare"', '"other"'))


CSS = "body { color: navy; }"
CARD = "<b>{{ post.title }}</b>"
IN_JANUARY = "archive/2026/01/index.html"

ROWS: tuple[tuple[Edit, str, str], ...] = (
    (post(title="Other"), "news/a/index.html", "title of content/a.md changed"),
    (post(title="Other"), "news/b/index.html", "title of content/a.md changed"),
    (post(title="Other"), IN_JANUARY, "title of content/a.md changed"),
    (post(title="Other", subtitle="More"), "news/a/index.html", "title and subtitle of content/a.md changed"),
    (post(title="Other", subtitle="More"), "tags/x/index.html", "title of content/a.md changed"),
    (post(body="Other words."), "news/a/index.html", "the text of content/a.md changed"),
    (post(body="Other words."), "feed.xml", "the text of content/a.md changed"),
    (post(tags=["x", "ai"]), "news/a/index.html", "tag `ai` added to content/a.md"),
    (post(tags=["x", "ai"]), "tags/ai/index.html", "tag `ai` added to content/a.md"),
    (post(tags=["x", "ai"]), "sitemap.xml", "tag `ai` added to content/a.md"),
    (post(tags=["y"]), "tags/x/index.html", "tag `x` taken from content/a.md"),
    (post(slug="z"), "news/z/index.html", "slug of content/a.md changed"),
    (post(slug="z"), "_redirects", "slug of content/a.md changed"),
    (post(slug="z"), "news/links/index.html", "slug of content/a.md changed"),
    (post(aliases=["/old/"]), "_redirects", "aliases of content/a.md changed"),
    (post(draft=True), "news/index.html", "content/a.md became a draft"),
    (post("draft", draft=False), "news/draft/index.html", "content/draft.md is no draft any more"),
    (post("y"), "news/y/index.html", "new post content/y.md"),
    (post("y"), "index.html", "new post content/y.md"),
    (post("y"), "sitemap.xml", "new post content/y.md"),
    (lambda site: site.write("pages/us.md"), "pages/us/index.html", "new page content/pages/us.md"),
    (lambda site: site.write_raw("new.txt", b"1"), "new.txt", "new file content/new.txt"),
    (lambda site: site.write_raw("notes.txt", b"2"), "notes.txt", "content/notes.txt changed"),
    (lambda site: site.write_raw("pic.svg", b"<svg />"), "feed.xml", "content/pic.svg changed"),
    (lambda site: site.delete("a.md"), "news/index.html", "content/a.md was deleted"),
    (lambda site: site.delete("a.md"), "news/b/index.html", "content/a.md was deleted"),
    (renamed, "news/z/index.html", "content/a.md was renamed to content/z.md"),
    (renamed, "news/index.html", "content/a.md was renamed to content/z.md"),
    (themed("templates/components/card.html", CARD), "news/index.html", "template components/card.html changed"),
    (themed("templates/components/card.html", CARD), "news/a/index.html", "template components/card.html changed"),
    (themed("templates/tags.html", CARD.replace("post", "page")), "tags/index.html", "template tags.html changed"),
    (themed("assets/css/10-base.css", CSS), "news/a/index.html", "style sheet css/10-base.css changed"),
    (themed("assets/css/20-more.css", CSS), "index.html", "style sheet css/20-more.css is new"),
    (themed("strings/en.toml", 'home = "Start"'), "news/index.html", "strings/en.toml changed"),
    (another_theme, "news/a/index.html", "setting site.theme changed"),
    (configured("Test News", "News"), "news/a/index.html", "setting site.title changed"),
    (configured("Test News", "News"), "feed.xml", "setting site.title changed"),
    (configured('"Ada"', '"Eve"'), "news/a/index.html", "setting site.author changed"),
    (more('[tags.x]\ntitle = "The X"'), "news/a/index.html", "setting tags.x.title changed"),
    (more('[tags.x]\ndescription = "D"'), "tags/x/index.html", "setting tags.x.description changed"),
    (more("[listing]\nper_page = 2"), "news/index.html", "setting listing.per_page changed"),
    (more("[feeds]\nitems = 1"), "feed.xml", "setting feeds.items changed"),
    (more("[related]\ncount = 0"), "news/a/index.html", "setting related.count changed"),
    (more('[[menu]]\ntitle = "M"\nurl = "/m/"'), "news/a/index.html", "setting menu changed"),
    (more('[theme]\naccent = "#123456"'), "pages/about/index.html", "setting theme.accent changed"),
    (more('[addresses]\ngone = ["/x/"]'), "_redirects", "setting addresses.gone changed"),
    (more("[markdown]\nhtml = false"), "_headers", "setting markdown.html changed"),
    (more("[markdown]\nmath = true"), "news/links/index.html", "setting markdown.math changed"),
)
"""An edit, an output, and why it is written."""


@pytest.fixture
def blog(site: TestSite) -> TestSite:
    site.theme("templates/page.html", "{% extends 'base.html' %}{% block body %}{{ settings.accent }}{% endblock %}")
    site.write_raw("pic.svg", b"<svg/>")
    site.write_raw("notes.txt", b"1")
    for edit in (post(), post("b", date="2026-01-08", image="pic.svg"), post("c", date="2026-01-06")):
        edit(site)
    post("draft", draft=True)(site)
    post("links", body="[a](a.md) $x$", date="2025-01-01", tags=["other"])(site)
    site.write("pages/about.md", title="About")
    assert site.build().ok
    return site


@pytest.mark.parametrize(("edit", "output", "reason"), ROWS, ids=[f"{row[2]}: {row[1]}" for row in ROWS])
def test_an_edit_is_the_reason_of_an_output(blog: TestSite, edit: Edit, output: str, reason: str) -> None:
    edit(blog)
    done = blog.build()

    assert done.reasons.get(output) == reason


@pytest.mark.parametrize(
    ("options", "output", "reason"),
    [
        ({"now": "2026-03-02T00:00:00Z"}, "news/later/index.html", "the time of content/later.md has come"),
        ({"now": "2026-03-02T00:00:00Z"}, "index.html", "the time of content/later.md has come"),
        ({"now": "2026-04-02T00:00:00Z"}, "index.html", "content/soon.md expired"),
        ({"now": "2026-01-09T00:00:00Z"}, "news/b/index.html", "the time of content/a.md has not come yet"),
        ({"drafts": True}, "news/draft/index.html", "content/draft.md is shown with --drafts"),
        ({"drafts": True}, "pages/about/index.html", "option --drafts changed"),
        ({"base_url": "https://other.example"}, "robots.txt", "setting site.base_url changed"),
    ],
)
def test_what_a_build_is_asked_for_is_the_reason_of_an_output(
    blog: TestSite, options: dict[str, object], output: str, reason: str
) -> None:
    post("later", date="2026-03-01", expires="2026-04-01")(blog)
    post("soon", date="2026-01-01", expires="2026-04-01")(blog)
    blog.build()
    done = blog.build(**options)

    assert reason in done.reasons[output].split("; ")


def test_a_first_build_has_no_causes(site: TestSite) -> None:
    post()(site)

    assert set(site.build().reasons.values()) == {"new"}


def test_of_more_files_than_are_compared_each_is_said_to_have_changed(
    blog: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssg.publish.changes.COMPARED_FILES", 1)
    for name, day in (("a", "2026-01-10"), ("c", "2026-01-06")):
        post(name, title="Other", tags=["x", "new"], date=day)(blog)  # another tag: it goes the long way
    reasons = blog.build().reasons

    assert reasons["news/a/index.md"].startswith("title of content/a.md changed")
    assert reasons["news/c/index.md"] == "content/c.md changed"


def test_every_written_output_has_a_reason_that_names_a_file_or_a_setting(blog: TestSite) -> None:
    post(title="Other", tags=["y"], slug="q", section="labs")(blog)
    blog.delete("c.md")
    blog.theme("templates/components/card.html", CARD)
    reasons = blog.build().reasons

    assert {output: why for output, why in reasons.items() if "content/" not in why and "template" not in why} == {}
