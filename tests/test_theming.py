"""Questions about themes: what a site overrides, what has changed underneath, and a start for a theme of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ssg.cli import ssg
from ssg.core.theme_contract import VERSION
from ssg.theming import CannotAnswer, list_themes, show_theme, start_theme, theme_differences
from tests.sites import TestSite

CARD = "templates/components/card.html"


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.theme("theme.toml", (site.folder / "themes/bare/theme.toml").read_text("utf-8"))
    return site


def theme_file(site: TestSite, name: str) -> Path:
    return site.folder / "themes" / name


def use(site: TestSite, name: str) -> None:
    config = (site.folder / "site.toml").read_text("utf-8")
    site.configure(config.replace('theme = "bare"', f'theme = "{name}"'))


def test_all_themes_that_a_site_can_use_are_listed_and_its_own_is_marked(news: TestSite) -> None:
    lines = list_themes(str(news.folder))

    assert [line.split()[0] for line in lines if "bare" in line] == ["*"]
    assert any(line.split()[:3] == ["wire", "inherits", "default"] for line in lines)
    assert "  The default theme set like a wire service" in next(line for line in lines if "wire" in line)


def test_a_broken_theme_is_listed_with_what_is_wrong(news: TestSite) -> None:
    (theme_file(news, "odd")).mkdir()
    (theme_file(news, "odd") / "theme.toml").write_text('inherits = "nobody"', "utf-8")

    (line,) = (line for line in list_themes(str(news.folder)) if line.split()[0] == "odd")
    assert "there is no theme “nobody”" in line


def test_a_new_theme_builds_the_site_as_its_parent_does(news: TestSite, tmp_path: Path) -> None:
    news.write("a.md")
    news.build()
    before = news.outputs()
    start_theme(str(news.folder), "mine", "bare", [CARD])
    use(news, "mine")
    assert news.build().ok

    now = {name for name in news.outputs() if not name.startswith("assets/")}
    assert now == {name for name in before if not name.startswith("assets/")}
    assert news.outputs()["index.html"].count(b"<article") == before["index.html"].count(b"<article")


def test_an_override_says_whether_what_it_was_made_from_has_changed(news: TestSite) -> None:
    start_theme(str(news.folder), "mine", "bare", [CARD])
    use(news, "mine")
    (line,) = (line for line in show_theme(str(news.folder), "") if "stands for" in line)
    assert line == f"  mine/{CARD} stands for bare/{CARD}: made from what is there now"

    news.theme(CARD, "<p>An upgrade.</p>")
    (line,) = (line for line in show_theme(str(news.folder), "mine") if "stands for" in line)
    assert line.endswith("HAS CHANGED since")


def test_the_difference_is_between_the_two_files_and_not_the_mark(news: TestSite) -> None:
    start_theme(str(news.folder), "mine", "bare", [CARD])
    assert theme_differences(str(news.folder), "mine", CARD) == [f"mine/{CARD}: made from what is there now"]

    path = theme_file(news, "mine") / CARD
    path.write_text(path.read_text("utf-8") + "<hr>", "utf-8")
    lines = theme_differences(str(news.folder), "mine", "")
    assert lines[1:3] == [f"--- bare/{CARD}", f"+++ themes/mine/{CARD}"]
    assert [line for line in lines if line.startswith("+<")] == ["+<hr>"]


def test_a_copy_without_a_mark_is_compared_too(news: TestSite) -> None:
    start_theme(str(news.folder), "mine", "bare", [])
    path = theme_file(news, "mine") / CARD
    path.parent.mkdir(parents=True)
    path.write_text("<p>Mine.</p>", "utf-8")

    lines = theme_differences(str(news.folder), "mine", CARD)
    assert lines[0] == f"mine/{CARD}: nobody noted what it was made from"
    assert "+<p>Mine.</p>" in lines


REFUSED = {
    "a name that is taken": ("bare", "bare", [], "there is a theme “bare” already"),
    "a name that is shipped": ("wire", "bare", [], "there is a theme “wire” already"),
    "a name that leaves the folder": ("../x", "bare", [], "cannot be a theme's name"),
    "a parent that there is not": ("mine", "bear", [], "did you mean `bare`?"),
    "a file that there is not": ("mine", "bare", ["templates/components/crad.html"], f"did you mean {CARD}?"),
    "a file out of the theme": ("mine", "bare", ["../../site.toml"], "bare has no file ../../site.toml"),
}


@pytest.mark.parametrize(("name", "inherits", "files", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_started_is_refused_and_nothing_is_made(
    news: TestSite, name: str, inherits: str, files: list[str], said: str
) -> None:
    before = sorted(news.folder.rglob("*"))
    with pytest.raises(CannotAnswer) as caught:
        start_theme(str(news.folder), name, inherits, files)

    assert said in str(caught.value)
    assert sorted(news.folder.rglob("*")) == before


def test_the_difference_of_a_file_that_is_not_overridden_names_those_that_are(news: TestSite) -> None:
    start_theme(str(news.folder), "mine", "bare", [CARD])
    with pytest.raises(CannotAnswer, match="did you mean"):
        theme_differences(str(news.folder), "mine", "templates/components/carb.html")
    with pytest.raises(CannotAnswer, match="it overrides"):
        theme_differences(str(news.folder), "mine", "zzz")


def test_the_commands_print_lines_and_end_with_wrong_usage_where_there_is_nothing(news: TestSite) -> None:
    def typed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(ssg, ["theme", *words])
        return done.exit_code, done.output

    assert typed("list", str(news.folder))[1].count("\n") >= 3
    assert typed("new", "mine", CARD, "--site", str(news.folder))[0] == 0
    assert f"mine/{CARD}" in typed("diff", "--theme", "mine", "--site", str(news.folder))[1]
    code, said = typed("show", "defualt", "--site", str(news.folder))
    assert (code, "did you mean `default`?" in said) == (2, True)
    assert typed("diff", "--site", str(news.folder)) == (0, "Nothing is overridden: every file is the theme's own.\n")


@pytest.mark.parametrize("command", [["show"], ["diff"], ["check"], ["new", "mine"]])
def test_where_there_is_no_site_the_commands_say_so_and_make_nothing(tmp_path: Path, command: list[str]) -> None:
    done = CliRunner().invoke(ssg, ["theme", *command, "--site", str(tmp_path)])

    assert (done.exit_code, "there is no site here" in done.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["show", "diff", "check"])
def test_a_configuration_with_mistakes_is_not_taken_for_no_site(news: TestSite, command: str) -> None:
    news.configure("[site\n")
    done = CliRunner().invoke(ssg, ["theme", command, "--site", str(news.folder)])

    assert (done.exit_code, "site.toml has mistakes" in done.output) == (2, True)


def test_a_theme_is_shown_with_the_contract_that_it_was_made_for_and_the_needs_of_its_templates(news: TestSite) -> None:
    lines = show_theme(str(news.folder), "bare")
    assert f"  bare  made for 1.0 (this ssg has {VERSION})" in lines
    assert "  tags.html  index, menu, page, site, structured_data" in lines

    news.theme("theme.toml", 'name = "bare"\n')
    assert f'  bare  does not say; write contract = "{VERSION}" in its theme.toml' in show_theme(
        str(news.folder), "bare"
    )


def test_settings_are_shown_as_a_site_writes_them(news: TestSite) -> None:
    lines = [line.strip() for line in show_theme(str(news.folder), "default")]

    assert any(line.startswith('accent = "vermilion"  (one of ') for line in lines)
    assert any(line.startswith("contents = true  (bool)") for line in lines)
    assert any(line.startswith('cards = ["picture", "summary", "date", "tags"]  (') for line in lines)


def test_the_needs_of_a_theme_with_mistakes_are_unknown(news: TestSite) -> None:
    news.theme("templates/tags.html", "{{ page.titel }}")

    assert "  unknown while the theme has mistakes: `ssg theme check bare` prints them" in show_theme(
        str(news.folder), "bare"
    )
