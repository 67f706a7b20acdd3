"""Where each file goes: slugs, dates, languages, permalinks, status, the files beside a post."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sites import CONFIG, TestSite

IN_ZONE = CONFIG + 'timezone = "America/New_York"\n'


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "front", "address"),
    [
        ("hello.md", {}, "/news/hello/"),
        ("Hello World!.md", {}, "/news/hello-world/"),
        ("2026-01-13-hello.md", {"date": None}, "/news/hello/"),
        ("2026-01-13.md", {"date": None}, "/news/2026-01-13/"),
        ("hello/index.md", {}, "/news/hello/"),
        ("posts/2026-01-13-hello/index.md", {"date": None}, "/news/hello/"),
        ("hello.md", {"title": "Another Title"}, "/news/hello/"),
        ("hello.md", {"slug": "other"}, "/news/other/"),
        ("hello.md", {"slug": "Case-Kept"}, "/news/Case-Kept/"),
        ("hello.md", {"slug": "two words"}, "/news/two-words/"),
        ("hello.md", {"section": "AI Research"}, "/ai-research/hello/"),
        ("hello.md", {"category": ["Research", "Other"]}, "/research/hello/"),
        ("hello.md", {"url": "/a/b/"}, "/a/b/"),
        ("hello.md", {"permalink": "a/b"}, "/a/b/"),
        ("hello.md", {"url": "/a/b/index.html"}, "/a/b/"),
        ("中文.md", {}, "/news/中文/"),
        ("C++ and C#.markdown", {}, "/news/c-plus-plus-and-c-sharp/"),
        ("hello.mdx", {}, "/news/hello/"),
        ("hello.zh.md", {}, "/zh/news/hello/"),
        ("hello.md", {"lang": "zh"}, "/zh/news/hello/"),
        ("hello.md", {"lang": "zh", "url": "/a/"}, "/a/"),
        ("hello.en.md", {}, "/news/hello/"),
    ],
)
def test_a_post_stands_at_its_address(site: TestSite, path: str, front: dict[str, Any], address: str) -> None:
    site.write(path, **front)
    done = site.build()

    assert done.ok
    assert site.exists(address[1:] + "index.html")
    assert site.exists(address[1:] + "index.md")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("pages/about.md", "pages/about/index.html"),
        ("pages/Über uns.md", "pages/Über uns/index.html"),
        ("pages/about/index.md", "pages/about/index.html"),
        ("pages/about.zh.md", "zh/pages/about/index.html"),
    ],
)
def test_a_page_stands_at_its_path_and_has_no_markdown_beside_it(site: TestSite, path: str, address: str) -> None:
    site.write(path)
    assert site.build().ok

    assert site.exists(address)
    assert [made for made in site.outputs() if made.endswith("index.md")] == []
    assert "pages" not in site.read("feed.xml")


@pytest.mark.parametrize(
    ("pattern", "page", "markdown"),
    [
        ("/{year}/{month}/{day}/{slug}/", "2026/01/13/hello/index.html", "2026/01/13/hello/index.md"),
        ("/{lang}/{slug}/", "en/hello/index.html", "en/hello/index.md"),
        ("/{path}/", "posts/hello/index.html", "posts/hello/index.md"),
        ("/{section}/{slug}.html", "news/hello.html", "news/hello.md"),
    ],
)
def test_the_permalink_of_posts_can_be_set(site: TestSite, pattern: str, page: str, markdown: str) -> None:
    site.configure_more(f'[permalinks]\npost = "{pattern}"')
    site.write("posts/hello.md", date="2026-01-13")
    site.build()

    assert site.exists(page)
    assert site.exists(markdown)


def test_the_permalink_may_hold_the_permanent_id(site: TestSite) -> None:
    site.configure_more('[permalinks]\npost = "/p/{id}/"')
    site.write("hello.md", id="story-1")
    site.build()

    assert site.exists("p/story-1/index.html")


def test_a_pattern_with_the_language_needs_no_prefix(site: TestSite) -> None:
    site.configure_more('[permalinks]\npost = "/{slug}/{lang}/"')
    site.write("hello.zh.md")
    site.build()

    assert site.exists("hello/zh/index.html")


def test_a_language_tag_in_any_case_is_one_language(site: TestSite) -> None:
    site.write("a.zh-hant.md")
    site.write("b.md", lang="ZH-HANT")
    site.build()

    assert site.exists("zh-Hant/news/a/index.html")
    assert site.exists("zh-Hant/news/b/index.html")


@pytest.mark.parametrize("path", ["a:b.md", "what: a day/index.md"])
def test_a_name_that_is_unsafe_on_some_system_is_an_error(site: TestSite, path: str) -> None:
    site.write_raw(path, "---\ntitle: A\ndate: 2026-01-01\n---\n")

    assert site.codes(site.build()) == ["unsafe-path"]
    assert not site.output.exists()


@pytest.mark.parametrize("front", [{"url": "/../x/"}, {"slug": ".."}, {"aliases": ["/a/../../b/"]}])
def test_an_unsafe_address_in_front_matter_is_an_error_at_its_line(site: TestSite, front: dict[str, Any]) -> None:
    site.write("a.md", **front)
    (found,) = site.build().diagnostics

    assert (found.code, found.file) == ("unsafe-path", "content/a.md")
    assert found.line > 1


def test_a_path_that_makes_no_clean_address_is_an_error(site: TestSite) -> None:
    site.write("pages/what?.md")

    assert site.codes(site.build()) == ["bad-address"]


# ── titles ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("a.md", "---\ntitle: Typed\ndate: 2026-01-01\n---\n# Heading\n", "Typed"),
        ("a.md", "---\ndate: 2026-01-01\n---\n# Heading\n", "Heading"),
        ("2026-01-01-some_file-name.md", "Text.", "Some file name"),
    ],
)
def test_the_title_is_typed_or_the_first_heading_or_the_file_name(
    site: TestSite, path: str, text: str, title: str
) -> None:
    site.write_raw(path, text)
    site.build()
    (page,) = (made for made in site.outputs() if made.startswith("news/") and made.count("/") == 2 and ".html" in made)

    assert f"<title>{title}</title>" in site.read(page)


def test_a_heading_that_became_the_title_is_taken_out_of_the_body(site: TestSite) -> None:
    site.write("a.md", "# Heading\n\nText.")
    site.build()

    assert site.read("news/a/index.html").count("Heading</h1>") == 1


# ── dates and status ────────────────────────────────────────────────────────────────────────────────


def test_a_date_in_front_matter_wins_over_that_of_the_path(site: TestSite) -> None:
    site.write("2025-05-05-a.md", date="2026-01-10")
    site.build()

    assert site.exists("archive/2026/01/index.html")
    assert not site.exists("archive/2025/index.html")


def test_a_naive_date_is_read_in_the_sites_time_zone(site: TestSite) -> None:
    site.configure(IN_ZONE)
    site.write("a.md", date="2026-01-13 09:30")
    site.build()

    assert "Tue, 13 Jan 2026 09:30:00 -0500" in site.read("feed.xml")


def test_an_impossible_date_in_a_name_is_an_error(site: TestSite) -> None:
    site.write_raw("2026-02-30-a.md", "Text.")
    (found,) = site.build().diagnostics

    assert (found.code, found.file) == ("bad-file-name", "content/2026-02-30-a.md")
    assert "2026-02-30" in found.message


def test_an_impossible_date_in_a_name_is_forgiven_where_front_matter_has_one(site: TestSite) -> None:
    site.write("2026-02-30-a.md", date="2026-01-10")

    assert site.build().diagnostics == ()


NOT_YET = {
    "draft": {"draft": True},
    "draft by another name": {"published": False},
    "scheduled": {"date": "2026-02-01T12:00:01+00:00"},
    "expired": {"expires": "2026-02-01T12:00:00+00:00"},
}


@pytest.mark.parametrize("front", NOT_YET.values(), ids=NOT_YET)
def test_what_is_no_news_yet_or_any_more_is_nowhere(site: TestSite, front: dict[str, Any]) -> None:
    site.write("shown.md")
    site.write("hidden/index.md", title="Hidden", tags=["secret"], section="plans", **front)
    site.write_raw("hidden/plan.pdf", b"%PDF")
    site.write_raw("hidden/more/data.csv", b"1,2")
    done = site.build()

    assert done.posts == 1
    made = site.outputs()
    assert [path for path in made if "hidden" in path or "secret" in path or "plan" in path or "data" in path] == []
    assert [path for path, data in made.items() if b"Hidden" in data or b"secret" in data or b"plans" in data] == []


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ({"draft": True}, True),
        ({"date": "2026-03-01"}, True),
        ({"expires": "2026-01-20"}, False),
        ({"draft": True, "date": "2026-03-01"}, True),
    ],
)
def test_drafts_and_scheduled_posts_are_shown_on_request_and_expired_ones_are_not(
    site: TestSite, front: dict[str, Any], shown: bool
) -> None:
    site.write("a/index.md", **front)
    site.write_raw("a/x.csv", b"1")
    site.build(drafts=True)

    assert site.exists("news/a/index.html") is shown
    assert site.exists("news/a/x.csv") is shown


def test_a_build_with_drafts_asks_search_engines_to_stay_away_from_every_page(site: TestSite) -> None:
    site.write("a.md", draft=True)
    site.write("pages/about.md")
    site.build(drafts=True)
    pages = {path: data for path, data in site.outputs().items() if path.endswith(".html")}

    assert len(pages) > 8
    assert [path for path, data in pages.items() if b'content="noindex"' not in data] == []
    assert "X-Robots-Tag: noindex" in site.read("_headers")


@pytest.mark.parametrize(("context", "noindex"), [("production", False), ("deploy-preview", True)])
def test_the_hosts_preview_says_noindex_too(site: TestSite, context: str, noindex: bool) -> None:
    site.write("a.md")
    environ = {
        "NETLIFY": "true",
        "CONTEXT": context,
        "DEPLOY_PRIME_URL": "https://p.example",
        "URL": "https://u.example",
    }
    site.build(environ=environ)

    assert ('content="noindex"' in site.read("news/a/index.html")) is noindex
    assert ("https://p.example/news/a/" in site.read("feed.xml")) is noindex


@pytest.mark.parametrize(("now", "shown"), [("2026-03-01T08:59:59Z", False), ("2026-03-01T09:00:00Z", True)])
def test_a_scheduled_post_appears_at_its_minute_and_the_report_announces_it(
    site: TestSite, now: str, shown: bool
) -> None:
    site.write("a.md", date="2026-03-01T09:00:00Z")
    site.write("b.md")
    done = site.build(now=now)

    assert site.exists("news/a/index.html") is shown
    assert (done.next_due == 1772355600) is not shown


def test_an_expiry_is_announced_and_carried_out(site: TestSite) -> None:
    site.write("a.md", expires="2026-03-01T09:00:00Z")
    site.write("b.md")

    assert site.build().next_due == 1772355600
    assert "news/a/index.html" in site.build(now="2026-03-01T09:00:00Z").removed


# ── files that are no Markdown ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "output"),
    [
        ("CNAME", "CNAME"),
        ("favicon.ico", "favicon.ico"),
        ("ads.txt", "ads.txt"),
        (".well-known/security.txt", ".well-known/security.txt"),
        ("media/deep/a b.pdf", "media/deep/a b.pdf"),
        ("posts/loose.csv", "posts/loose.csv"),
        ("posts/story/chart.svg", "news/story/chart.svg"),
        ("posts/story/data/numbers.csv", "news/story/data/numbers.csv"),
        ("posts/story/data/own.csv", "news/story/data/own.csv"),
    ],
)
def test_a_file_goes_beside_its_post_or_keeps_its_path(site: TestSite, path: str, output: str) -> None:
    site.write("posts/story/index.md")
    site.write_raw(path, b"<svg/>")
    site.build()

    assert site.outputs()[output] == b"<svg/>"


@pytest.mark.parametrize("path", [".hidden", ".git/config", "posts/.DS_Store", "a.md~", "#a.md#", ".a.md.swp"])
def test_dot_files_and_what_editors_leave_behind_are_left_out(site: TestSite, path: str) -> None:
    site.write_raw(path, b"x")
    site.build()

    assert [made for made in site.outputs() if path.rpartition("/")[2] in made] == []


def test_a_folder_named_for_c_sharp_is_no_backup(site: TestSite) -> None:
    site.write("learning C#/index.md")
    site.build()

    assert site.exists("news/learning-c-sharp/index.html")


def test_a_bundle_in_two_languages_is_withheld_only_when_both_are(site: TestSite) -> None:
    site.write("a/index.md", draft=True)
    site.write("a/index.zh.md")
    site.write_raw("a/x.csv", b"1")
    site.build()

    assert site.exists("zh/news/a/x.csv")


def test_the_files_of_a_bundle_stay_where_they_are_when_it_is_translated(site: TestSite) -> None:
    site.write("a/index.md")
    site.write("a/index.de.md")
    site.write_raw("a/x.csv", b"1")
    site.build()

    assert site.exists("news/a/x.csv")
    assert not site.exists("de/news/a/x.csv")


def test_what_stands_in_a_folder_of_drafts_is_one(site: TestSite) -> None:
    site.write_raw("_drafts/idea.md", "---\ntitle: Idea\n---\n\nText.\n")
    site.write("blog/_drafts/2026-01-02-post.md")

    assert site.build().ok
    assert not any("idea" in path or "post" in path for path in site.outputs())


def test_names_with_signs_that_mean_something_in_addresses_are_linked_as_they_must_be(site: TestSite) -> None:
    site.write("a/index.md", "[data](100%25.csv) [more](<a#1.csv>)\n\n[same](a%231.csv)")
    for name in ("100%.csv", "a#1.csv"):
        site.write_raw(f"a/{name}", b"1")
    done = site.build()
    page = site.read("news/a/index.html")

    assert done.diagnostics == ()
    assert 'href="/news/a/100%25.csv"' in page
    assert 'href="/news/a/a%231.csv"' in page


# ── introductions and special pages ─────────────────────────────────────────────────────────────────


def test_the_introduction_of_a_folder_makes_it_a_section(site: TestSite) -> None:
    site.write("labs/_index.md", "What we do.", title="The lab", date=None)
    site.write("labs/deep/a.md")
    site.build()

    assert site.exists("labs/a/index.html")
    assert "What we do." in site.read("labs/index.html")


def test_the_summary_of_a_front_page_describes_the_site_in_its_language(site: TestSite) -> None:
    site.write("_index.md", "Good morning.", summary="News of machines.", date=None)
    site.write("_index.de.md", "Guten Morgen.", date=None)
    site.write("_index.zh.md", summary="机器新闻。", date=None)
    site.build()

    for feed, description in {"": "News of machines.", "de/": "A site for tests.", "zh/": "机器新闻。"}.items():
        assert f"<description>{description}</description>" in site.read(f"{feed}feed.xml")


def test_the_front_page_can_have_an_introduction(site: TestSite) -> None:
    site.write("_index.md", "Good morning.", date=None)
    site.build()

    assert "Good morning." in site.read("index.html")


def test_an_introduction_of_a_folder_that_is_no_section_is_a_page(site: TestSite) -> None:
    site.write("labs/_index.md", "The team.", title="Team", date=None)
    site.write("labs/a.md", section="news")
    site.build()

    assert "The team." in site.read("labs/index.html")
    assert "https://test.example/labs/" in site.read("sitemap.xml")


def test_an_introduction_stays_when_all_posts_of_its_section_are_drafts(site: TestSite) -> None:
    site.write("labs/_index.md", "What we do.", date=None)
    site.write("labs/a.md", draft=True)
    site.build()

    assert "What we do." in site.read("labs/index.html")


def test_an_introduction_stands_in_its_language_before_the_first_post_does(site: TestSite) -> None:
    site.configure_more("[sections.labs]")
    site.write("labs/_index.zh.md", "你好。", date=None)
    site.build()

    assert "你好。" in site.read("zh/labs/index.html")


@pytest.mark.parametrize("other", ["labs/_index.markdown", "more/labs/_index.md"])
def test_two_introductions_of_one_section_are_an_error_that_names_both(site: TestSite, other: str) -> None:
    site.configure_more("[sections.labs]")
    site.write("labs/_index.md", date=None)
    site.write(other, date=None)
    (found,) = site.build().diagnostics

    assert found.code == "address-collision"
    assert "content/labs/_index.md" in found.message
    assert f"content/{other}" in found.message


@pytest.mark.parametrize(("path", "output"), [("404.md", "404.html"), ("thanks.md", "thanks/index.html")])
def test_the_authors_own_special_pages_replace_the_generated_ones(site: TestSite, path: str, output: str) -> None:
    site.build()
    generated = site.read(output)
    site.write(path, "My own words.", title="Mine", date=None)
    site.build()

    assert "noindex" in generated
    assert "My own words." in site.read(output)
    assert "noindex" in site.read(output)
    assert "Mine" not in site.read("sitemap.xml")


def test_two_special_pages_of_one_kind_are_an_error_that_names_both(site: TestSite) -> None:
    site.write("404.md", date=None)
    site.write("404/index.md", date=None)
    (found,) = site.build().diagnostics

    assert "content/404.md" in found.message
    assert "content/404/index.md" in found.message


def test_a_special_page_in_another_language_is_a_page(site: TestSite) -> None:
    site.write("404.zh.md", "没有。", date=None)
    site.build()

    assert "没有。" in site.read("zh/404/index.html")
    assert "没有。" not in site.read("404.html")


# ── collisions ──────────────────────────────────────────────────────────────────────────────────────

COLLISIONS = {
    "two posts": ["a.md", "b/a.md"],
    "case": [("a.md", {"slug": "Some"}), ("b.md", {"slug": "some"})],
    "normalisation": [("a.md", {"url": "/caf\u00e9/"}), ("b.md", {"url": "/cafe\u0301/"})],
    "a file and a post": [("a.md", {"url": "/x.html"}), "x.html"],
    "a file where a folder is needed": [("a.md", {"url": "/x/y/"}), "x"],
    "a post and a list": [("a.md", {"url": "/tags/"})],
    "a file and a feed": ["feed.xml"],
    "a page and a section": [("news.md", {"url": "/tags/x/", "tags": ["x"]})],
}


@pytest.mark.parametrize("files", COLLISIONS.values(), ids=COLLISIONS)
def test_two_outputs_on_one_address_are_one_error_that_names_both_sources(
    site: TestSite, files: list[str | tuple[str, dict[str, Any]]]
) -> None:
    named = [file if isinstance(file, str) else file[0] for file in files]
    for file in files:
        path, front = (file, {}) if isinstance(file, str) else file
        if path.endswith(".md"):
            site.write(path, **front)
        else:
            site.write_raw(path, b"x")
    (found,) = site.build().diagnostics

    assert found.code == "address-collision"
    assert [name for name in named if f"content/{name}" not in found.message] == []
    assert len(named) == 2 or "the site's own" in found.message
    assert not site.output.exists()


def test_two_files_whose_names_differ_in_normalisation_alone_are_an_error(site: TestSite) -> None:
    site.write_raw("caf\u00e9.csv", b"1")
    site.write_raw("cafe\u0301.csv", b"2")
    (found,) = site.build().diagnostics

    assert (found.code, found.file) == ("address-collision", "content/caf\u00e9.csv")
