"""The theme's short way: with the same site, another theme costs what it touches, and ends where the long way ends."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ssg.core.report import BuildReport
from ssg.publish.engine import render_engine
from ssg.publish.manifest import load_state, state_file
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
    monkeypatch.setattr("ssg.run.retheme.MOST_RENDERED", 3)
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
