"""The weekly digest: which weeks have one, what it tells in which order, and what an edit writes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.properties.test_exact_sets import FULL_FEEDS, below
from tests.sites import CONFIG, THEMES, TestSite

RICH = CONFIG.replace('"bare"', '"rich"') + '[related]\ncount = 0\n[newsletter]\nprovider = "none"\n'
SENT = RICH.replace('provider = "none"', 'provider = "none"\nunsubscribe = "{{ out }}"')
MAILS = ("email.html", "email.txt", "email.eml")
MONDAY = "2026-01-19T00:00:00+00:00"  # when week 3 is over


@pytest.fixture
def news(site: TestSite) -> TestSite:
    """A site with two posts in week 2, two in week 3 and one in week 4."""
    shutil.copytree(THEMES / "rich", site.folder / "themes" / "rich")
    site.configure(RICH)
    site.write("a.md", title="Ants", summary="S", date="2026-01-05")
    site.write("b.md", title="Bees", summary="S", date="2026-01-11")
    site.write("c.md", title="Cats", summary="S", date="2026-01-12")
    site.write("d.md", title="Dogs", summary="S", date="2026-01-18T23:59:59")
    site.write("e.md", title="Eels", summary="S", date="2026-01-19")
    return site


def digests(site: TestSite) -> set[str]:
    return {path.removeprefix("digest/") for path in site.outputs() if path.startswith("digest/")}


def week_pages(*weeks: str) -> set[str]:
    return {"index.html", "feed.xml", *(f"{week}/index.html" for week in weeks)}


def test_a_week_has_a_digest_from_the_moment_at_which_it_is_over(news: TestSite) -> None:
    news.build(now="2026-01-18T23:59:59+00:00")
    assert digests(news) == week_pages("2026-w02")

    news.build(now=MONDAY)
    assert digests(news) == week_pages("2026-w02", "2026-w03")


def test_a_week_ends_at_midnight_of_the_sites_time_zone(news: TestSite) -> None:
    news.configure(RICH.replace("[related]", 'timezone = "America/New_York"\n[related]', 1))

    news.build(now="2026-01-19T04:59:59+00:00")
    assert digests(news) == week_pages("2026-w02")
    news.build(now="2026-01-19T05:00:00+00:00")
    assert digests(news) == week_pages("2026-w02", "2026-w03")


def test_the_clock_alone_makes_the_digest_and_going_back_takes_it_away(news: TestSite, tmp_path: Path) -> None:
    before = news.build(now="2026-01-18T23:59:59+00:00")
    first = news.outputs()
    assert before.next_due == 1768780800  # Monday, January 19, 2026, 00:00 UTC

    news.options = replace(news.options, now=MONDAY)
    news.build()
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")

    news.build(now="2026-01-18T23:59:59+00:00")
    assert news.outputs() == first


def test_drafts_and_scheduled_posts_are_in_no_digest(news: TestSite) -> None:
    news.write("f.md", title="Foxes", date="2026-01-13", draft=True)
    news.write("g.md", title="Geese", date="2026-01-08", expires="2026-01-15")

    news.build(now=MONDAY, drafts=True)

    assert not any(
        name in news.read(f"digest/{week}/index.html")
        for name in ("Foxes", "Geese")
        for week in ("2026-w02", "2026-w03")
    )


def test_a_week_without_posts_has_no_page(news: TestSite) -> None:
    news.write("z.md", title="Zebras", date="2026-03-02")
    news.build(now="2026-04-01T00:00:00+00:00")

    assert digests(news) == week_pages("2026-w02", "2026-w03", "2026-w04", "2026-w10")


def test_mails_are_made_for_the_newest_four_weeks(news: TestSite) -> None:
    news.configure(SENT)
    for day, name in (("2025-12-01", "x"), ("2025-12-10", "y"), ("2025-12-17", "z")):
        news.write(f"{name}.md", title=name, date=day)
    news.build()

    with_mails = {path.split("/")[0] for path in digests(news) if path.endswith("email.eml")}
    assert with_mails == {"2026-w04", "2026-w03", "2026-w02", "2025-w51"}
    assert below("digest/2026-w04", names=MAILS) <= news.outputs().keys()


@pytest.mark.parametrize("table", ['provider = "netlify"', 'provider = "none"', 'provider = "custom"\naction = "/x/"'])
def test_without_a_tag_to_unsubscribe_there_are_pages_and_no_mails(news: TestSite, table: str) -> None:
    news.configure(RICH.replace('provider = "none"', table))
    news.build()

    assert digests(news) == week_pages("2026-w02", "2026-w03", "2026-w04")


@pytest.mark.parametrize(
    ("table", "tag"),
    [
        ('provider = "buttondown"\naction = "https://b.example"', "{{ unsubscribe_url }}"),
        ('provider = "mailchimp"\naction = "https://m.example"', "*|UNSUB|*"),
        ('provider = "custom"\naction = "/x/"\nunsubscribe = "<%out?a=1&b=2%>"', "<%out?a=1&b=2%>"),
    ],
)
def test_the_tag_stands_in_each_mail_as_it_was_typed(news: TestSite, table: str, tag: str) -> None:
    news.configure(RICH.replace('provider = "none"', table))
    assert news.build().ok

    assert f'href="{tag}"' in news.read("digest/2026-w03/email.html")
    assert tag in news.read("digest/2026-w03/email.txt")
    assert f"List-Unsubscribe: <{tag}>" in news.read("digest/2026-w03/email.eml")


# ── what is told, and in which order ────────────────────────────────────────────────────────────────


def lead(site: TestSite) -> str:
    """Return the title of the story that leads week 3."""
    site.build(now=MONDAY)
    page = site.read("digest/index.html")
    return page.split("<p>")[1].split("</p>")[0]


def test_the_newest_leads_where_nothing_else_tells_stories_apart(news: TestSite) -> None:
    assert lead(news) == "Dogs"


def test_the_one_with_most_key_points_and_sources_leads_the_newest(news: TestSite) -> None:
    news.write("c.md", title="Cats", date="2026-01-12", key_points=["One."], sources=[{"title": "S"}, {"title": "T"}])
    news.write("d.md", title="Dogs", date="2026-01-18", key_points=["One.", "Two."])
    assert lead(news) == "Cats"


def test_a_featured_story_leads_them_all(news: TestSite) -> None:
    news.write("c.md", title="Cats", date="2026-01-12", featured=True)
    news.write("d.md", title="Dogs", date="2026-01-18", key_points=["One.", "Two."])
    assert lead(news) == "Cats"


def test_a_thread_is_one_story_its_newest_post_with_the_older_ones_as_a_line(news: TestSite) -> None:
    news.configure(RICH + '[stories.pets]\ntitle = "Pets"\n')
    news.write("c.md", title="Cats", date="2026-01-12", story="pets", featured=True)
    news.write("d.md", title="Dogs", date="2026-01-18", story="pets")
    news.write("f.md", title="Foxes", date="2026-01-15", story="pets")
    assert lead(news) == "Dogs"
    assert "<h2>" not in news.read("digest/2026-w03/index.html")


def test_stories_stand_below_their_sections_in_the_sites_order(news: TestSite) -> None:
    news.configure(RICH + '[sections.z]\ntitle = "Zoo"\n[sections.a]\ntitle = "Air"\n')
    for name, section in (("p", "a"), ("q", "z"), ("r", "a")):
        news.write(f"{name}.md", title=name * 3, section=section, date="2026-01-14")
    news.build(now=MONDAY)

    page = news.read("digest/2026-w03/index.html")
    assert [page.index(word) for word in ("<h2>Zoo", "qqq", "<h2>Air", "ppp", "rrr")] == sorted(
        page.index(word) for word in ("<h2>Zoo", "qqq", "<h2>Air", "ppp", "rrr")
    )


def test_a_digest_has_at_most_fifteen_stories_and_counts_the_others(news: TestSite) -> None:
    for number in range(20):
        news.write(f"n{number}.md", title=f"Story {number}", date="2026-01-14")
    news.build(now=MONDAY)

    page = news.read("digest/2026-w03/index.html")
    assert page.count("<p>Story") + page.count("<p>Cats") == 14  # beside the lead
    assert "2026-01-18 22 7" in page


# ── what an edit writes ─────────────────────────────────────────────────────────────────────────────


def moved_digests(site: TestSite, **options: str) -> set[str]:
    return {path.removeprefix("digest/") for path in site.build(**options).written if path.startswith("digest/")}


def test_an_edited_headline_of_an_older_week_writes_the_digest_of_its_week_and_the_feed_alone(news: TestSite) -> None:
    news.configure(SENT)
    news.build()

    news.write("c.md", title="Kittens", summary="S", date="2026-01-12")

    mails = {f"2026-w03/{name}" for name in ("email.html", "email.eml")}
    assert moved_digests(news) == {"2026-w03/index.html", "feed.xml", *mails}


def test_an_edited_headline_of_the_newest_week_writes_the_list_too(news: TestSite) -> None:
    news.build()

    news.write("e.md", title="Eagles", summary="S", date="2026-01-19")

    assert moved_digests(news) == {"index.html", "2026-w04/index.html", "feed.xml"}


def test_an_edited_body_writes_no_digest(news: TestSite) -> None:
    news.build()

    news.write("c.md", "Other text.", title="Cats", summary="S", date="2026-01-12")

    assert set(news.build().written) == below("news/c", names=("index.html", "index.md")) | FULL_FEEDS


def test_a_new_post_of_this_week_changes_no_digest(news: TestSite) -> None:
    news.build()

    news.write("h.md", title="Hens", date="2026-01-30")

    assert moved_digests(news) == set()


def test_an_edit_by_the_short_way_is_what_a_clean_build_makes(news: TestSite, tmp_path: Path) -> None:
    news.configure(SENT)
    news.build()
    news.write("c.md", title="Kittens", summary="S", date="2026-01-12", key_points=["One.", "Two.", "Three."])
    news.build()

    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_a_theme_without_digest_templates_has_no_digests(site: TestSite) -> None:
    site.write("a.md", title="A", date="2026-01-05")
    assert site.build().ok

    assert digests(site) == set()
