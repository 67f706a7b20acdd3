"""`ssg theme check`: a theme is tried on small sites, and what breaks the contract is said once, with its template."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssg.cli import ssg
from ssg.core.errors import Diagnostic
from ssg.theme_trial import try_theme
from tests.sites import THEMES, TestSite

ROOT = Path(__file__).parent.parent


def tried(site: TestSite, name: str = "bare") -> list[Diagnostic]:
    return list(try_theme(str(site.folder), name).found)


@pytest.mark.parametrize("name", ["default", "wire"])
def test_the_shipped_themes_keep_the_contract(name: str) -> None:
    trial = try_theme(str(ROOT), name)

    assert trial.found == ()
    assert trial.pages > 50


BARE = [
    ("list.html", "no card has a link to a tag"),
    ("post.html", "no card has a link to a tag"),
    ("post.html", "the key points of the post have no heading that begins with “Key points”"),
    ("post.html", "the related posts have no heading that begins with “Related”"),
]


def said(found: list[Diagnostic]) -> list[tuple[str, str]]:
    to_mend = [item for item in found if item.level != "note"]
    assert {item.code for item in to_mend} <= {"theme-contract"}
    return sorted((item.file.rpartition("/")[2], item.subject) for item in to_mend)


def test_a_theme_that_prints_the_least_is_told_what_readers_will_miss(site: TestSite) -> None:
    assert said(tried(site)) == BARE


def test_a_child_is_told_of_its_own_templates(site: TestSite) -> None:
    shutil.copytree(THEMES / "rich", site.folder / "themes" / "rich")
    found = tried(site, "rich")

    assert {item.file for item in found if item.file and item.level != "note"} == {
        f"themes/rich/templates/{name}" for name in ("page.html", "post.html", "tags.html")
    }


HEAD = '<html lang="{{ page.lang }}"><title>{{ page.title }}</title><main><h1>{{ page.title }}</h1>'

BROKEN = {
    "no language": ("404.html", HEAD.replace(' lang="{{ page.lang }}"', ""), "the html element has no lang"),
    "another language": ("404.html", HEAD.replace("{{ page.lang }}", "xx"), "the html element has lang “xx”"),
    "no title": ("404.html", HEAD.replace("<title>{{ page.title }}</title>", ""), "the page has no title element"),
    "two titles": ("404.html", f"<title>x</title>{HEAD}", "the page has 2 title elements"),
    "no main": ("404.html", HEAD.replace("<main>", ""), "the page has no main element"),
    "two main": ("404.html", f"{HEAD}</main><main>", "the page has 2 main elements"),
    "no h1": ("404.html", HEAD.replace("h1", "h2"), "the page has no h1 element"),
    "an empty h1": ("404.html", HEAD.replace("<h1>{{ page.title }}</h1>", "<h1></h1>"), "the page has no h1 element"),
    "two h1": ("404.html", f"{HEAD}<h1>x</h1>", "the page has 2 h1 elements"),
    "a level skipped": ("404.html", f"{HEAD}<h3>x</h3>", "an h3 follows an h1: a level is skipped"),
    "no alt": ("404.html", f'{HEAD}<img src="/plain.png">', "an img has no alt"),
    "no key points": ("post.html", f"{HEAD}<h2>Key points</h2>", "a key point of the post is not on its page"),
    "no cards": (
        "list.html",
        f"{HEAD}{{{{ paginator.number }}}}",
        "the page shows 0 cards (article elements with a link) for 3 posts",
    ),
}


@pytest.mark.parametrize(("template", "text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_said_with_its_template_and_a_page(
    site: TestSite, template: str, text: str, message: str
) -> None:
    site.theme(f"templates/{template}", text)
    found = [item for item in tried(site) if item.message.startswith(message)]

    assert [item.file for item in found] == [f"themes/bare/templates/{template}"]
    assert "(on " in found[0].message
    assert found[0].help


def test_a_template_without_the_need_that_it_is_there_for_is_named(site: TestSite) -> None:
    for name in ("page.html", "year.html"):
        site.theme(f"templates/{name}", HEAD)
    found = {item.file.rpartition("/")[2]: item.message for item in tried(site)}

    assert found["page.html"] == "page.html does not use `content`: it cannot show what it is there for"
    assert found["year.html"] == "year.html does not use `index`: it cannot show what it is there for"


OTHERS = {
    "a dead link": ("404.html", f'{HEAD}<a href="/nope/">x</a>', "broken-link"),
    "a dead fragment": ("404.html", f'{HEAD}<a href="#nope">x</a>', "broken-fragment"),
    "a link that forgets the base path": ("thanks.html", f'{HEAD}<a href="/news/">x</a>', "broken-link"),
    "an unknown name": ("404.html", "{{ page.titel }}", "unknown-name"),
    "an unknown need": ("404.html", "{{ now }}", "unknown-need"),
    "a template that fails": ("404.html", "{{ 1 // 0 }}", "template-error"),
    "one that fails where there are no posts": ("home.html", "{{ lead.title }}", "template-error"),
    "one that fails where a post has no picture": ("post.html", "{{ post.image.src }}", "template-error"),
    "one that fails where a post has no tags": ("post.html", "{{ post.tags[0].url }}", "template-error"),
    "a need that every post changes": ("post.html", "{{ latest|length }}", "site-wide-need"),
}


@pytest.mark.parametrize(("template", "text", "code"), OTHERS.values(), ids=OTHERS)
def test_what_a_build_and_a_check_would_say_is_said_too(site: TestSite, template: str, text: str, code: str) -> None:
    site.theme(f"templates/{template}", text)

    assert code in {item.code for item in tried(site)}


def test_a_missing_template_is_an_error(site: TestSite) -> None:
    (site.folder / "themes/bare/templates/month.html").unlink()

    assert [(item.code, item.message) for item in tried(site)] == [
        ("bad-theme", "the theme has no template month.html")
    ]


def test_a_theme_for_a_newer_contract_is_refused_with_what_to_do(site: TestSite) -> None:
    site.theme("theme.toml", 'name = "bare"\ncontract = "9.0"\n')
    (found,) = tried(site)

    assert "made for version 9.0 of the contract of themes" in found.message
    assert "upgrade ssg" in found.help


def test_nothing_of_the_site_itself_is_touched_or_looked_at(site: TestSite) -> None:
    site.write("broken.md", "Text.", date="2026-99-99")
    before = {path: path.stat().st_mtime_ns for path in sorted(site.folder.rglob("*"))}

    assert said(tried(site)) == BARE
    assert {path: path.stat().st_mtime_ns for path in sorted(site.folder.rglob("*"))} == before


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["default"], 0, "it keeps the contract of themes"),
        ([], 1, "4 to mend"),
        (["bear"], 2, "did you mean `bare`?"),
        (["zzzz"], 2, "the themes are "),
    ],
)
def test_the_command_ends_with_one_where_there_is_something_to_mend(
    site: TestSite, arguments: list[str], code: int, text: str
) -> None:
    done = CliRunner().invoke(ssg, ["theme", "check", *arguments, "--site", str(site.folder)])

    assert (done.exit_code, text in done.output) == (code, True)
