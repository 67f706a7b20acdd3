"""The theme's short way: with the same site, another theme costs what it touches, and ends where the long way ends."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ssg.core.report import BuildReport
from ssg.publish.engine import render_engine
from ssg.publish.manifest import load_state, state_file
from ssg.publish.places import load_places
from tests.sites import CONFIG, TestSite

SHEET = "assets/css/10-base.css"
POST = '{{ asset("site.css") }} {{ post.title }} {{ content }}'
LONG = "index"
"""The stage of a build that went the long way."""


@pytest.fixture
def news(site: TestSite) -> TestSite:
    """A built site with posts, a page, a picture and an address that somebody once had."""
    for number, name in enumerate("abcde"):
        site.write(f"{name}.md", f"Words of {name}. Robots walk.", tags=["x"], date=f"2026-01-0{number + 1}")
    site.write("pages/about.md", "We are robots.", title="About", date=None)
    site.theme("templates/post.html", POST)
    assert site.build().ok
    return site


def built(site: TestSite, tmp_path: Path) -> BuildReport:
    """Build, and hold the result against a clean build and against another build."""
    done = site.build()
    assert site.outputs() == site.clean_outputs(tmp_path / "clean")
    again = site.build()
    told = [item for item in done.diagnostics if item.code != "cache-set-aside"]
    assert (again.rendered, list(again.diagnostics)) == (0, told)
    return done


SHORT_EDITS = {
    "a style sheet": {f"themes/bare/{SHEET}": "body { color: navy }"},
    "another style sheet": {"themes/bare/assets/css/20-more.css": "p { color: navy }"},
    "a script that nobody asks for": {"themes/bare/assets/unused.js": "1"},
    "a template": {"themes/bare/templates/post.html": f"{POST}!"},
    "a file that is nothing": {"themes/bare/README.md": "Hello"},
}
"""Files by path below the site's folder."""

LONG_EDITS = {
    "a need": {"themes/bare/templates/post.html": "{{ related|length }} {{ content }}"},
    "an asset that pages ask for": {
        "themes/bare/assets/new.js": "1",
        "themes/bare/templates/post.html": POST + '{{ asset("new.js") }}',
    },
    "a string": {"themes/bare/strings/en.toml": 'archive = "Old news"'},
    "a template that warns": {"themes/bare/templates/404.html": "{{ topics|length }}"},
    "a post as well": {f"themes/bare/{SHEET}": "a { color: red }", "content/a.md": "Others."},
    "a setting as well": {f"themes/bare/{SHEET}": "a { color: red }", "site.toml": f"{CONFIG}\n[feeds]\nitems = 1\n"},
}


def edit(site: TestSite, files: dict[str, str]) -> None:
    for path, text in files.items():
        (site.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (site.folder / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("files", SHORT_EDITS.values(), ids=SHORT_EDITS)
def test_a_theme_that_asks_for_the_same_goes_the_short_way(
    news: TestSite, tmp_path: Path, files: dict[str, str]
) -> None:
    edit(news, files)
    done = built(news, tmp_path)

    assert (done.ok, LONG in done.seconds) == (True, False)
    assert done.unchanged + len(done.written) == len(news.outputs()) - 1


@pytest.mark.parametrize("files", LONG_EDITS.values(), ids=LONG_EDITS)
def test_a_theme_that_asks_for_something_else_goes_the_long_way(
    news: TestSite, tmp_path: Path, files: dict[str, str]
) -> None:
    edit(news, files)

    assert LONG in built(news, tmp_path).seconds


def test_themes_and_texts_one_after_the_other_all_go_short_ways(news: TestSite, tmp_path: Path) -> None:
    for round_ in range(3):
        for files in SHORT_EDITS.values():
            edit(news, files)
            assert LONG not in news.build().seconds
        news.write("c.md", f"Words of {round_}.", tags=["x"], date="2026-01-03")
        assert LONG not in news.build().seconds
        news.theme(SHEET, f"i {{ color: #00000{round_} }}")
        assert LONG not in news.build().seconds
    assert news.outputs() == news.clean_outputs(tmp_path / "clean")


def test_what_is_remembered_is_what_the_long_way_remembers(news: TestSite) -> None:
    news.theme(SHEET, "body { color: navy }")
    assert LONG not in news.build().seconds
    short = remembered(news)
    (news.folder / ".ssg-cache" / "theme.msgpack").unlink()
    news.theme("templates/unused.html", "x")
    for path in (news.folder / ".ssg-cache").glob("*.site"):
        path.unlink()
    assert LONG in news.build().seconds

    assert short == remembered(news)


def remembered(site: TestSite) -> object:
    """Return the state without what another build has otherwise: when it looked."""
    state, notes = load_state(state_file(str(site.folder / ".ssg-cache"), str(site.output)), render_engine())
    assert not notes
    outputs = {output: msgspec.structs.replace(made, reason="") for output, made in state.outputs.items()}
    return outputs, state.inputs, state.stamps, state.lock, state.valid_from


def test_a_warning_of_the_theme_goes_with_what_it_warned_of(news: TestSite, tmp_path: Path) -> None:
    news.theme(SHEET, "body { background: url(lost.png) }")
    warned = built(news, tmp_path)
    news.theme(SHEET, "body { color: navy }")

    assert (news.codes(warned), news.codes(built(news, tmp_path))) == (["bad-theme"], [])


def test_a_page_that_cannot_be_made_of_what_stands_is_rendered(news: TestSite, tmp_path: Path) -> None:
    (sheet,) = (output for output in news.outputs() if output.startswith("assets/t/site."))
    news.write("a.md", f"The sheet is at `/{sheet}` today.", tags=["x"], date="2026-01-01")
    news.build()
    news.theme(SHEET, "body { color: navy }")

    assert LONG not in built(news, tmp_path).seconds
    assert f"/{sheet}" in news.read("news/a/index.html")


def test_many_pages_to_render_go_the_long_way(news: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssg.run.theme_plan.MOST_RENDERED", 3)
    news.theme("templates/post.html", f"{POST}!")

    assert LONG in built(news, tmp_path).seconds


def test_a_template_that_fails_is_reported_and_the_next_build_is_exact(news: TestSite, tmp_path: Path) -> None:
    news.theme("templates/post.html", POST + "{{ 1 / 0 }}")
    broken = news.build()
    news.theme("templates/post.html", POST + "!")

    assert (broken.ok, news.codes(broken)) == (False, ["template-error"])
    assert built(news, tmp_path).ok


def test_a_theme_that_cannot_be_used_is_reported_and_the_next_build_is_exact(news: TestSite, tmp_path: Path) -> None:
    news.theme("templates/post.html", "{% if %}")
    broken = news.build()
    news.theme("templates/post.html", POST + "!")

    assert not broken.ok
    assert built(news, tmp_path).ok


def test_the_reason_names_the_file(news: TestSite) -> None:
    news.theme(SHEET, "body { color: navy }")
    done = news.build()

    assert {done.reasons["news/a/index.html"]} == {"style sheet css/10-base.css changed"}


@pytest.mark.parametrize("suffix", ["site", "site.since", "seal", "msgpack"])
@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_what_is_kept_for_it_may_be_lost(news: TestSite, tmp_path: Path, suffix: str, damage: bytes) -> None:
    (state,) = (news.folder / ".ssg-cache").glob("state-*.msgpack")
    (state if suffix == "msgpack" else state.with_name(f"{state.name}.{suffix}")).write_bytes(damage)
    news.theme(SHEET, "body { color: navy }")

    assert LONG in built(news, tmp_path).seconds


def test_an_asset_that_takes_the_place_of_somebody_elses_file_is_an_error(news: TestSite) -> None:
    news.theme("assets/robot.js", "1")
    news.build()
    (script,) = (output for output in news.outputs() if output.startswith("assets/t/robot."))
    news.theme("assets/robot.js", "2")
    file = news.folder / "content" / script
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    assert news.build().ok
    news.theme("assets/robot.js", "1")

    assert news.codes(news.build()) == ["address-collision"]


# ── components ──────────────────────────────────────────────────────────────────────────────────────

LIST = "{% for post in paginator.posts %}{{ component('card.html', post=post, heading='h2') }}{% endfor %}{{ content }}"
CARD = "<{{ heading }}>{{ post.title }}</{{ heading }}> of {{ site.title }}, {{ strings.archive }}"


@pytest.fixture
def carded(news: TestSite) -> TestSite:
    """The same with cards in lists and on posts, one component that is given a menu, and another language."""
    news.theme("templates/list.html", LIST)
    news.theme("templates/home.html", LIST + "{{ component('menu.html', menu=menu) }}")
    related = "{% for row in related %}{{ component('card.html', post=row.post, heading='h3') }}{% endfor %}"
    news.theme("templates/post.html", POST + related)
    news.theme("templates/components/card.html", CARD)
    news.theme("templates/components/menu.html", "{% for item in menu %}{{ item.title }}{% endfor %}")
    news.theme("templates/macros.html", "{% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}")
    news.write("a.zh.md", "机器人。", title="机器人", tags=["x"], date="2026-01-01")
    assert news.build().ok
    return news


CARD_EDITS = {
    "other words": CARD + "!",
    "nothing": " ",
    "a macro of others": '{% from "macros.html" import twice %}' + CARD + "{{ twice(post.title) }}",
    "another component": CARD + '{{ component("line.html", post=post) }}',
}


def rendered_by(site: TestSite, tmp_path: Path, rendered: list[str]) -> list[str]:
    """Build by the theme's way, hold the result against a clean build, and return the pages that were rendered."""
    done = site.build()
    found = list(rendered)
    assert (done.ok, LONG in done.seconds) == (True, False)
    assert site.outputs() == site.clean_outputs(tmp_path / "clean")
    assert site.build().rendered == 0
    return found


@pytest.mark.parametrize("text", CARD_EDITS.values(), ids=CARD_EDITS)
def test_no_page_is_rendered_for_a_component(carded: TestSite, tmp_path: Path, rendered: list[str], text: str) -> None:
    carded.theme("templates/components/line.html", "- {{ post.title }}")
    carded.build()
    del rendered[:]
    for change in (text, CARD, f"{text}?"):
        carded.theme("templates/components/card.html", change)
        done = carded.build()
        assert (done.ok, LONG in done.seconds, rendered) == (True, False, [])
        assert carded.outputs() == carded.clean_outputs(tmp_path / change.encode().hex()[:40])
        del rendered[:]
    assert carded.build().rendered == 0


def test_components_and_style_sheets_go_together_one_after_the_other(
    carded: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    del rendered[:]
    for number in range(3):
        carded.theme(SHEET, f"b {{ color: #00000{number} }}")
        carded.build()
        carded.theme("templates/components/card.html", f"{CARD} {number}")
        carded.build()

    assert rendered == []
    assert carded.outputs() == carded.clean_outputs(tmp_path / "clean")


def test_pages_that_other_builds_made_since_are_rendered_and_no_others(
    carded: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    carded.write("c.md", "Others.", title="Another title", tags=["x"], date="2026-01-03")
    edited = set(carded.build().written)
    del rendered[:]
    carded.theme("templates/components/card.html", f"{CARD}!")

    assert set(rendered_by(carded, tmp_path, rendered)) <= edited
    assert "news/c/index.html" in rendered
    assert "Another title</h2>" in carded.read("index.html")


def test_a_component_of_menus_is_no_component_of_posts(carded: TestSite, tmp_path: Path, rendered: list[str]) -> None:
    del rendered[:]
    carded.theme("templates/components/menu.html", "{{ menu|length }}")

    assert sorted(rendered_by(carded, tmp_path, rendered)) == ["index.html", "zh/index.html"]


TAKEN_IN_HAND = {
    "a filter": "{{ component('card.html', post=post, heading='h2')|upper }}",
    "a condition": "{% if 'x' in component('card.html', post=post, heading='h2') %}y{% endif %}",
    "a variable": "{% set card = component('card.html', post=post, heading='h2') %}{{ card }}",
    "a block": "{% set card %}{{ component('card.html', post=post, heading='h2') }}{% endset %}{{ card|length }}",
    "a macro": "{% macro card() %}{{ component('card.html', post=post, heading='h2') }}{% endmacro %}{{ card() }}",
    "a recursive loop": (
        "{% for post in [[post]] recursive %}"
        "{% if post is sequence %}{{ loop(post)|upper }}"
        "{% else %}{{ component('card.html', post=post, heading='h2') }}{% endif %}{% endfor %}"
    ),
}


@pytest.mark.parametrize("source", TAKEN_IN_HAND.values(), ids=TAKEN_IN_HAND)
def test_a_page_that_takes_a_component_in_hand_is_rendered(
    carded: TestSite, tmp_path: Path, rendered: list[str], source: str
) -> None:
    carded.theme("templates/post.html", source + "{{ content }}")
    assert carded.build().ok
    del rendered[:]
    carded.theme("templates/components/card.html", f"{CARD}x")

    assert "news/c/index.html" in rendered_by(carded, tmp_path, rendered)


def test_a_macro_that_a_page_uses_too_moves_the_whole_page(
    carded: TestSite, tmp_path: Path, rendered: list[str]
) -> None:
    macro = '{% from "macros.html" import twice %}'
    carded.theme("templates/components/card.html", macro + CARD)
    carded.theme(
        "templates/post.html", macro + POST + "{{ twice(1) }}{{ component('card.html', post=post, heading='b') }}"
    )
    carded.build()
    del rendered[:]
    carded.theme("templates/macros.html", "{% macro twice(text) %}{{ text }}-{{ text }}{% endmacro %}")

    posts = rendered_by(carded, tmp_path, rendered)
    assert "news/c/index.html" in posts
    assert "index.html" not in posts


def test_a_component_that_fails_is_reported_at_its_line_and_the_next_build_is_exact(
    carded: TestSite, tmp_path: Path
) -> None:
    carded.theme("templates/components/card.html", "\n{{ 1 / 0 }}")
    broken = carded.build()
    (problem,) = broken.diagnostics
    carded.theme("templates/components/card.html", f"{CARD}!")

    assert (problem.code, problem.file, problem.line) == (
        "template-error",
        "themes/bare/templates/components/card.html",
        2,
    )
    assert built(carded, tmp_path).ok


def test_places_of_pages_that_are_gone_are_dropped(carded: TestSite) -> None:
    state = state_file(str(carded.folder / ".ssg-cache"), str(carded.output))
    assert "news/c/index.html" in load_places(state)
    carded.delete("c.md")
    carded.build()

    assert "news/c/index.html" not in load_places(state)
    assert "news/a/index.html" in load_places(state)


@pytest.mark.parametrize("damage", [b"", b"garbage", None], ids=["empty", "garbage", "gone"])
def test_places_may_be_lost(carded: TestSite, tmp_path: Path, damage: bytes | None) -> None:
    (path,) = (carded.folder / ".ssg-cache").glob("*.places")
    path.write_bytes(damage) if damage is not None else path.unlink()
    carded.theme("templates/components/card.html", f"{CARD}!")

    assert built(carded, tmp_path).ok


def test_a_page_whose_component_an_author_quotes_keeps_the_quotation(site: TestSite, tmp_path: Path) -> None:
    site.theme("templates/post.html", "{{ content }}{{ component('card.html', post=post, heading='b') }}")
    site.theme("templates/components/card.html", "<p>Hello</p>")
    site.write("a.md", "Hello")
    assert site.build().ok
    site.theme("templates/components/card.html", "<p>Bye</p>")

    assert LONG not in built(site, tmp_path).seconds
    assert "<p>Hello</p>" in site.read("news/a/index.html")


def test_one_and_true_are_two(site: TestSite, tmp_path: Path) -> None:
    calls = "{% for row in related %}" + "".join(
        f"{{{{ component('first.html', post=row.post, first={value}) }}}}" for value in ("1", "true", "'1'")
    )
    site.theme("templates/post.html", calls + "{% endfor %}{{ content }}")
    site.theme("templates/components/first.html", "{{ first }}")
    for name in "ab":
        site.write(f"{name}.md", "Robots walk.", tags=["x"])
    assert site.build().ok
    site.theme("templates/components/first.html", "({{ first }})")

    assert LONG not in built(site, tmp_path).seconds
    assert "(1)(True)(1)" in site.read("news/a/index.html")
