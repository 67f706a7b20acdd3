"""Leaks: words of withheld texts are found in every kind of output, and what others say too is none."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from ssg.check.leaks import Passage, caught, net_of, passages_of
from tests.check.test_gate import check
from tests.sites import THEMES, TestSite

SECRET = "The company will buy its largest rival next Tuesday before the markets open."


def leaks(site: TestSite, **options: object) -> list[tuple[str, int, str]]:
    found = (item for item in check(site, **options).found if item.code == "draft-leak")
    return [(item.file, item.line, item.message) for item in found]


def print_secret(site: TestSite, template: str) -> None:
    path = site.folder / "themes/bare/templates" / template
    path.write_text(path.read_text("utf-8").replace("{% block body %}", "{% block body %}<p>" + SECRET + "</p>"))


WITHHELD: dict[str, dict[str, object]] = {
    "a draft": {"draft": True},
    "a scheduled post": {"date": "2030-01-01"},
    "an expired post": {"expires": "2026-01-11"},
}


@pytest.mark.parametrize("front", WITHHELD.values(), ids=WITHHELD)
def test_words_of_what_is_withheld_are_told_at_their_line(site: TestSite, front: dict[str, object]) -> None:
    site.write("secret.md", f"Soon.\n\n{SECRET}", **front)
    site.write("a.md", "Text.")
    assert leaks(site) == []

    print_secret(site, "list.html")
    ((file, line, message),) = leaks(site)

    assert file == "content/secret.md"
    assert (site.folder / file).read_text("utf-8").splitlines()[line - 1] == SECRET
    assert "stand in" in message
    assert "and" in message


@pytest.mark.parametrize(
    "title", ["OpenAI buys Anthropic", "深度求索收购智谱", "Robots: what they cost", "The “R2” launch & its price"]
)
def test_a_headline_alone_is_told_however_short(site: TestSite, title: str) -> None:
    site.write("secret.md", "Soon.", title=title, draft=True)
    site.write("a.md", "Text.")
    site.theme("templates/list.html", list_with("<a href='/'>" + escape(title) + "</a>"))

    assert [(place[0], place[1]) for place in leaks(site)] == [("content/secret.md", 2)]


def list_with(text: str) -> str:
    template = (THEMES / "bare/templates/list.html").read_text("utf-8")
    return template.replace("{% block body %}", "{% block body %}" + text)


@pytest.mark.parametrize("title", ["About", "The week", "Page title"])
def test_a_headline_that_says_nothing_is_not_looked_for(site: TestSite, title: str) -> None:
    site.write("secret.md", "Soon.", title=title, draft=True)
    site.write("a.md", "Text.")
    site.theme("templates/list.html", list_with(f"<p>{title}</p>"))

    assert leaks(site) == []


def test_words_in_a_script_without_spaces_are_found(site: TestSite) -> None:
    secret = "深度求索将于下周二收购其最大的竞争对手，交易金额尚未公布。"
    site.write("secret.md", f"即将发布。\n\n{secret}", draft=True)
    site.write("a.md", "别的文字，与此无关。")
    site.theme("templates/list.html", list_with(f"<p>我们听说：{secret}</p>"))

    assert [(place[0], place[1]) for place in leaks(site)] == [("content/secret.md", 8)]


def test_words_in_a_page_of_html_beside_the_posts_are_found(site: TestSite) -> None:
    site.write("secret.md", SECRET, draft=True)
    site.write("a.md", "Text.")
    site.write_raw("old.html", f"<p>{SECRET}</p>".encode())

    assert [place[0] for place in leaks(site)] == ["content/secret.md"]


def test_a_draft_that_is_asked_for_is_no_leak(site: TestSite) -> None:
    site.write("secret.md", SECRET, draft=True)
    print_secret(site, "post.html")

    assert leaks(site, drafts=True) == []


def test_what_a_published_post_says_too_is_no_leak(site: TestSite) -> None:
    site.write("secret.md", SECRET, draft=True)
    site.write("a.md", f"We wrote before:\n\n{SECRET}")

    assert leaks(site) == []


def test_passages_are_runs_that_every_format_writes_alike() -> None:
    html = f"<p>Short.</p><p>{SECRET}</p><p>Tom &amp; Ada bought it all for a very large sum of money.</p>"

    texts = [passage.text for passage in passages_of("a.md", "A title", ("", html))]

    assert texts == [SECRET, "amp; Ada bought it all for a very large sum of money."] or texts[0] == SECRET


@pytest.mark.parametrize("frame", ["<p>{}</p>", '{{"content_html":"<p>{}</p>"}}', "# T\n\n{}\n", "<![CDATA[<p>{}]]>"])
def test_a_passage_is_caught_in_every_format(frame: str) -> None:
    net = net_of([Passage("b.md", "nothing of this kind stands anywhere in here at all"), Passage("a.md", SECRET)])

    assert caught(frame.format(SECRET).encode(), net) == (1,)
    assert caught(frame.format("Other words.").encode(), net) == ()


def test_the_net_is_empty_where_nothing_is_withheld(tmp_path: Path) -> None:
    assert caught(SECRET.encode(), net_of([])) == ()
