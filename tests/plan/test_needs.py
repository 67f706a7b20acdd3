"""What templates may ask for, and what it costs."""

from __future__ import annotations

import re

import pytest

from ssg.core.theme_contract import NEED_KINDS
from ssg.plan.needs import NEEDS, SHARED, SITE_WIDE
from tests.sites import TestSite

BODY = '{{% extends "base.html" %}}{{% block body %}}<i>{}</i>{{% endblock %}}'


def shown(site: TestSite, output: str) -> str:
    """Return what the test's template printed."""
    found = re.search(r"<i>(.*)</i>", site.read(output), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_tables_of_needs_agree() -> None:
    assert NEEDS.keys() >= SHARED
    assert NEEDS.keys() >= SITE_WIDE
    assert NEEDS.keys() == NEED_KINDS.keys()


def test_a_name_that_is_no_need_is_an_error_that_offers_the_nearest(site: TestSite) -> None:
    site.theme("templates/post.html", BODY.format("{{ neighbors.older }}"))
    (found,) = site.build().diagnostics

    assert (found.code, found.subject) == ("unknown-need", "neighbors")
    assert "post.html" in found.file
    assert found.help == "did you mean `neighbours`?"
    assert not site.output.exists()


def test_a_name_like_no_need_is_an_error_that_lists_them_all(site: TestSite) -> None:
    site.theme("templates/post.html", BODY.format("{{ qqqq }}"))
    (found,) = site.build().diagnostics

    assert all(f"`{need}`" in found.help for need in NEEDS)


def test_the_clock_is_no_need(site: TestSite) -> None:
    site.theme("templates/base.html", "{{ now }}")

    assert {found.subject for found in site.build().diagnostics if found.code == "unknown-need"} == {"now"}


def test_a_site_wide_need_on_posts_is_a_warning_with_the_number_of_pages(site: TestSite) -> None:
    site.theme("templates/post.html", BODY.format("{{ latest | length }}"))
    for name in "abc":
        site.write(f"{name}.md")
    done = site.build()
    (found,) = done.diagnostics

    assert done.ok
    assert (found.code, found.level, found.file) == ("site-wide-need", "warning", "post.html")
    assert "renders 3 pages again" in found.message


@pytest.mark.parametrize(
    ("template", "output", "expression", "expected"),
    [
        ("home.html", "index.html", "{{ lead.title }}", "C"),
        ("home.html", "index.html", "{% for post in latest %}{{ post.title }}{% endfor %}", "BA"),
        (
            "home.html",
            "index.html",
            "{% for s in strips %}{{ s.section.title }}:{{ s.posts|length }} {% endfor %}",
            "Labs:1 News:1 ",
        ),
        ("home.html", "index.html", "{% for t in topics %}{{ t.ref.title }}{{ t.count }} {% endfor %}", "x2 y1 "),
        ("home.html", "index.html", "{% for y in years %}{{ y.ref.id }}:{{ y.count }} {% endfor %}", "2026:2 2025:1 "),
        ("home.html", "index.html", "{{ counts }}", "3"),
        (
            "home.html",
            "index.html",
            "{{ paginator.first }} {{ paginator.last }}",
            "2025-10-31T00:00:00+00:00 2026-01-03T00:00:00+00:00",
        ),
        ("list.html", "tags/x/index.html", "{{ topic.title }} {{ counts }}", "x 2"),
        (
            "list.html",
            "tags/x/index.html",
            "{% for m in months %}{{ m.ref.id }}:{{ m.count }}{{ m.ref.url }} {% endfor %}",
            "2026-01:2/archive/2026/01/ ",
        ),
        (
            "archive.html",
            "archive/index.html",
            "{% for m in months %}{{ m.ref.id }}:{{ m.count }} {% endfor %}",
            "2025-10:1 2025-11:0 2025-12:0 2026-01:2 ",
        ),
        (
            "post.html",
            "news/c/index.html",
            "{{ (story or post).title }} {{ story and story.description }}",
            "The chip race Who makes them.",
        ),
        ("post.html", "news/b/index.html", "{{ (story or post).title }}", "Rumours"),
        ("post.html", "labs/a/index.html", "{{ story is none }}", "True"),
        ("tags.html", "tags/index.html", "{% for r in index %}{{ r.ref.url }} {% endfor %}", "/tags/x/ /tags/y/ "),
        ("archive.html", "archive/index.html", "{% for r in index %}{{ r.ref.id }} {% endfor %}", "2026 2025 "),
        (
            "year.html",
            "archive/2026/index.html",
            "{% for r in index %}{{ r.ref.url }}{{ r.count }}{% endfor %}",
            "/archive/2026/01/2",
        ),
        ("month.html", "archive/2026/01/index.html", "{% for p in paginator.posts %}{{ p.title }}{% endfor %}", "CB"),
        (
            "post.html",
            "news/b/index.html",
            "{{ (neighbours.older or page).title }} {{ (neighbours.newer or page).title }}",
            "A C",
        ),
        (
            "post.html",
            "news/b/index.html",
            "{{ page.kind }} {{ page.title }} {{ page.crumbs[1].title }}",
            "post B News",
        ),
        ("post.html", "news/b/index.html", "{{ site.title }} {{ site.base_url }}", "Test News https://test.example"),
        ("post.html", "news/b/index.html", "{{ settings.accent }} {{ strings.home }}", "#b3261e Home"),
        ("post.html", "news/b/index.html", "{{ newsletter.provider }} {{ newsletter.action }}", "netlify /thanks/"),
        ("post.html", "news/b/index.html", "{% for m in menu %}{{ m.title }} {% endfor %}", "Labs News "),
        (
            "post.html",
            "news/b/index.html",
            "{{ page.feeds[0].url }} {{ page.feeds[3].url }}",
            "/feed.xml /news/feed.xml",
        ),
    ],
)
def test_a_need_holds_what_it_says(site: TestSite, template: str, output: str, expression: str, expected: str) -> None:
    site.theme(f"templates/{template}", BODY.format(expression))
    site.write("a.md", title="A", date="2025-10-31", section="labs")
    site.write("b.md", title="B", date="2026-01-02", tags=["x"], story="rumours")  # not declared
    site.write("c.md", title="C", date="2026-01-03", tags=["x", "y"], story="chips")
    site.configure_more('[stories.chips]\ntitle = "The chip race"\ndescription = "Who makes them."\n')

    assert [found for found in site.build().diagnostics if found.level == "error"] == []
    assert shown(site, output) == expected


def test_the_lead_is_the_newest_featured_post(site: TestSite) -> None:
    site.theme("templates/home.html", BODY.format("{{ lead.title }}"))
    site.write("a.md", title="A", date="2026-01-01", featured=True)
    site.write("b.md", title="B", date="2026-01-02")
    site.build()

    assert shown(site, "index.html") == "A"


def test_an_empty_site_has_every_page_of_its_own(site: TestSite) -> None:
    site.theme(
        "templates/home.html", BODY.format("{% if lead %}lead{% endif %}{{ latest | length }}{{ strips | length }}")
    )
    done = site.build()

    assert done.diagnostics == ()
    assert shown(site, "index.html") == "00"
    assert {"index.html", "feed.xml", "sitemap.xml", "404.html", "tags/index.html", "archive/index.html"} <= set(
        done.written
    )


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('provider = "none"', "none"),
        ('provider = "buttondown"', "none"),
        ('provider = "buttondown"\naction = "https://b.example/x"', "https://b.example/x email"),
        ('provider = "mailchimp"\naction = "https://m.example/x"', "https://m.example/x EMAIL"),
        ('provider = "netlify"\naction = "/done/"', "/done/ email"),
    ],
)
def test_the_newsletter_has_a_form_only_where_it_can_post(site: TestSite, config: str, expected: str) -> None:
    site.configure_more(f"[newsletter]\n{config}")
    site.theme(
        "templates/home.html",
        BODY.format("{% if newsletter %}{{ newsletter.action }} {{ newsletter.email_field }}{% else %}none{% endif %}"),
    )
    site.build()

    assert shown(site, "index.html") == expected


def test_the_menu_is_the_configured_one_or_the_sections(site: TestSite) -> None:
    site.configure_more('[[menu]]\ntitle = "About"\nurl = "/about/"')
    site.write("a.md")
    site.build()

    assert '<a href="/about/">About</a></footer>' in site.read("news/a/index.html")


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("logo", "media/logo.svg", "/media/logo.svg 8"),
        ("logo", "/media/logo.svg", "/media/logo.svg 8"),
        ("logo", "post/mark.svg", "/news/post/mark.svg 8"),
        ("logo", "https://cdn.example/l.png", "https://cdn.example/l.png 0"),
    ],
)
def test_the_logo_is_a_file_of_the_content_or_a_full_address(
    site: TestSite, setting: str, value: str, expected: str
) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8") + f'{setting} = "{value}"\n')
    site.theme("templates/home.html", BODY.format("{{ site.logo.src }} {{ site.logo.width }}"))
    site.write("post/index.md")
    for path in ("media/logo.svg", "post/mark.svg"):
        site.write_raw(path, b'<svg viewBox="0 0 8 8"/>')

    assert site.build().diagnostics == ()
    assert shown(site, "index.html") == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", "none"),
        ('[cards]\nimage = "media/share.svg"', "/media/share.svg image/svg+xml"),
        ('[cards]\nimage = "https://cdn.example/c.png"', "https://cdn.example/c.png image/png"),
    ],
)
def test_the_sites_one_card_stands_in_for_a_missing_lead_image(site: TestSite, config: str, expected: str) -> None:
    site.configure_more(config)
    site.theme(
        "templates/post.html",
        BODY.format("{% if page.image %}{{ page.image.src }} {{ page.image.type }}{% else %}none{% endif %}"),
    )
    site.write("a.md")
    site.write_raw("media/share.svg", b"<svg/>")

    assert site.build().diagnostics == ()
    assert shown(site, "news/a/index.html") == expected


def test_a_card_png_in_the_content_folder_is_the_sites_card_without_a_setting(site: TestSite) -> None:
    site.theme("templates/post.html", BODY.format("{{ page.image.src }}"))
    site.write("a.md")
    site.write_raw("card.png", b"\x89PNG\r\n\x1a\n")
    site.build()

    assert shown(site, "news/a/index.html") == "/card.png"


def test_an_authors_page_shows_the_face_of_the_configuration(site: TestSite) -> None:
    site.configure_more('[authors.ada]\nname = "Ada Lovelace"\nimage = "faces/ada.svg"')
    site.theme(
        "templates/list.html", BODY.format("{% if topic.image %}{{ topic.image.src }} {{ topic.image.alt }}{% endif %}")
    )
    site.write("a.md", tags=["x"])
    site.write_raw("faces/ada.svg", b"<svg/>")

    assert site.build().diagnostics == ()
    assert shown(site, "authors/ada/index.html") == "/faces/ada.svg Ada Lovelace"
    assert shown(site, "tags/x/index.html") == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[authors.ada]\nimage = "nope.png"', "authors.ada.image"),
        ('[cards]\nimage = "nope.png"', "cards.image"),
        ('logo = "nope.svg"', "site.logo"),
    ],
)
def test_a_setting_that_names_no_file_is_a_warning_at_its_line(site: TestSite, text: str, key: str) -> None:
    site.configure_more(text)
    site.configure((site.folder / "site.toml").read_text("utf-8").replace("\n\nlogo", "\nlogo"))
    (found,) = site.build().diagnostics

    assert (found.code, found.level, found.file) == ("missing-image", "warning", "site.toml")
    assert found.line > 7
    assert f"`{key}`" in found.message
