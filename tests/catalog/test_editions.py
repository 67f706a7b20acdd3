"""A site in several languages: prefixes, lists of their own, translations."""

from __future__ import annotations

import pytest

from tests.sites import CONFIG, TestSite


def test_each_language_has_lists_and_feeds_of_its_own(site: TestSite) -> None:
    site.write("a.md", title="One", tags=["ai"])
    site.write("b.zh.md", title="二", tags=["ai"])
    site.build()

    assert "One" in site.read("index.html")
    assert "二" not in site.read("index.html")
    assert "二" in site.read("zh/index.html")
    lists = ("news/", "tags/ai/", "authors/ada/", "archive/2026/01/", "tags/", "authors/", "archive/")
    assert [path for path in lists if not site.exists(f"zh/{path}index.html")] == []
    feeds = ("feed.xml", "atom.xml", "feed.json", "news/feed.xml", "tags/ai/feed.json")
    assert [path for path in feeds if "二" not in site.read(f"zh/{path}") or "One" in site.read(f"zh/{path}")] == []
    assert "<language>zh</language>" in site.read("zh/feed.xml")


def test_a_site_in_one_language_has_no_prefix(site: TestSite) -> None:
    site.write("a.md", lang="en")
    site.build()

    assert [path for path in site.outputs() if path.startswith("en")] == []


def test_the_sites_own_language_need_not_be_english(site: TestSite) -> None:
    site.configure(CONFIG + 'language = "de"\n')
    site.write("a.md")
    site.write("b.en.md")
    site.build()

    assert site.exists("news/a/index.html")
    assert site.exists("en/news/b/index.html")
    assert '<html lang="de">' in site.read("news/a/index.html")


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("a.zh.md", {}),
        ("b.md", {"lang": "zh", "translation_of": "a"}),
        ("b.md", {"lang": "zh", "translation_of": "/news/a/"}),
        ("b.md", {"lang": "zh", "translation_of": "a.md"}),
    ],
)
def test_translations_name_each_other_and_themselves(site: TestSite, path: str, front: dict[str, str]) -> None:
    site.write("a.md", title="One")
    site.write(path, title="二", **front)
    done = site.build()
    slug = path.partition(".")[0]

    assert done.diagnostics == ()
    for page in ("news/a/index.html", f"zh/news/{slug}/index.html"):
        assert 'hreflang="en" href="https://test.example/news/a/"' in site.read(page)
        assert f'hreflang="zh" href="https://test.example/zh/news/{slug}/"' in site.read(page)


def test_a_post_without_a_translation_names_none(site: TestSite) -> None:
    site.write("a.md")
    site.build()

    assert "hreflang" not in site.read("news/a/index.html")


def test_a_translation_of_nothing_is_a_warning_at_its_line(site: TestSite) -> None:
    site.write("a.md", title="A", lang="zh", translation_of="nope")
    (found,) = site.build().diagnostics

    assert (found.code, found.file, found.line) == ("unknown-translation", "content/a.md", 4)


def test_a_post_is_never_related_to_its_own_translation(site: TestSite) -> None:
    text = "The same words about transformers and attention."
    site.write("a.md", text, title="Attention", tags=["x"])
    site.write("a.zh.md", text, title="Attention", tags=["x"])
    site.write("b.md", text, title="More on attention", tags=["x"])
    site.build()
    cards = site.read("news/a/index.html").split("<article>")[1:]

    assert ["/news/b/" in card for card in cards] == [True]


def test_neighbours_are_of_the_same_language(site: TestSite) -> None:
    site.write("a.md", date="2026-01-01", title="First")
    site.write("b.zh.md", date="2026-01-02", title="二")
    site.write("c.md", date="2026-01-03", title="Third")
    site.build()

    assert '<a rel="prev" href="/news/a/">First</a>' in site.read("news/c/index.html")
    assert '<a rel="next" href="/news/c/">Third</a>' in site.read("news/a/index.html")
    assert 'rel="next"' not in site.read("zh/news/b/index.html")


def test_posts_of_one_instant_are_ordered_by_path(site: TestSite) -> None:
    for name in ("c", "a", "b"):
        site.write(f"{name}.md", title=name.upper())
    site.build()
    page = site.read("index.html")

    assert page.index(">A<") < page.index(">B<") < page.index(">C<")


def test_lists_are_ordered_by_instant_whatever_the_offset(site: TestSite) -> None:
    site.write("early.md", title="Early", date="2026-01-10T23:00:00+09:00")
    site.write("late.md", title="Late", date="2026-01-10T15:00:00+00:00")
    site.build()
    page = site.read("index.html")

    assert page.index("Late") < page.index("Early")


def test_declared_sections_stand_in_the_order_of_the_configuration(site: TestSite) -> None:
    site.configure_more('[sections.reviews]\ntitle = "Reviews"\n[sections.labs]\ntitle = "Labs"')
    site.write("a.md", section="news")
    site.write("b.md", section="labs")
    site.build()
    page = site.read("index.html").split("<footer>")[1]

    assert page.index(">Reviews<") < page.index(">Labs<") < page.index(">News<")
    assert site.exists("reviews/index.html")
    assert site.exists("reviews/feed.xml")
