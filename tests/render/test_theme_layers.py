"""A theme's layers, settings and strings."""

from __future__ import annotations

from typing import Any

import pytest

from ssg.core.theme import strings_for
from ssg.render.theme_layers import find_layers, shipped_themes, theme_names, theme_settings, theme_strings
from ssg.render.theme_reading import load_theme
from tests.sites import TestSite

SETTINGS = """
[settings.accent]
type = "color"
default = "#fff"
[settings.columns]
type = "int"
default = 3
[settings.dark]
type = "bool"
default = true
[settings.shape]
type = "choice"
default = "round"
choices = ["round", "square"]
[settings.motto]
type = "text"
default = ""
"""


def test_the_sites_own_themes_stand_beside_those_of_the_package(site: TestSite) -> None:
    assert {"bare", "default"} <= set(theme_names(str(site.folder)))
    assert theme_names(str(site.folder)) == sorted(theme_names(str(site.folder)))


@pytest.mark.parametrize(
    ("name", "help"),
    [("bear", "did you mean `bare`?"), ("defualt", "did you mean `default`?"), ("zzz", "the themes are")],
)
def test_an_unknown_theme_is_an_error_at_the_line_that_names_it(site: TestSite, name: str, help: str) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('"bare"', f'"{name}"'))
    (found,) = site.build().diagnostics

    assert (found.code, found.file, found.line) == ("unknown-theme", "site.toml", 6)
    assert help in found.help


@pytest.mark.parametrize("name", ["", "..", "../bare", "a/b", "a:b"])
def test_a_name_that_is_no_folder_finds_no_layers(site: TestSite, name: str) -> None:
    layers, _ = find_layers(str(site.folder), name)

    assert layers == ()


@pytest.mark.parametrize("inherits", ["bare", "other"])
def test_a_theme_that_inherits_itself_is_a_mistake_that_says_so(site: TestSite, inherits: str) -> None:
    site.theme("theme.toml", f'inherits = "{inherits}"')
    site.theme("../other/theme.toml", 'inherits = "bare"')
    layers, (found,) = find_layers(str(site.folder), "bare")

    assert (layers, found.code) == ((), "bad-theme")
    assert "stands on it already" in found.message


def test_a_missing_parent_is_named_with_its_child(site: TestSite) -> None:
    site.theme("theme.toml", 'inherits = "ghost"')
    _, (found,) = find_layers(str(site.folder), "bare")

    assert found.message == "there is no theme “ghost”, which “bare” inherits"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("theme.toml", "inherits = "),
        ("theme.toml", "settings = 3"),
        ("theme.toml", "[settings]\naccent = 3"),
        ("theme.toml", 'code = "monokai"'),
        ("strings/en.toml", "home = "),
        ("strings/en.toml", b"\xff"),
        ("theme.toml", b"\xff"),
    ],
)
def test_a_file_of_the_theme_that_cannot_be_read_is_a_mistake_and_no_crash(
    site: TestSite, path: str, text: str | bytes
) -> None:
    (site.folder / "themes/bare" / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    theme, (found,) = load_theme(str(site.folder), "bare", {})

    assert (theme, found.code) == (None, "bad-theme")


# ── settings ────────────────────────────────────────────────────────────────────────────────────────


def settings(site: TestSite, typed: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    site.theme("theme.toml", SETTINGS)
    layers, _ = find_layers(str(site.folder), "bare")
    return theme_settings(layers, typed)


def test_settings_have_their_defaults(site: TestSite) -> None:
    assert settings(site, {}) == ({"accent": "#fff", "columns": 3, "dark": True, "shape": "round", "motto": ""}, [])


def test_the_site_sets_what_the_theme_declares(site: TestSite) -> None:
    typed: dict[str, Any] = {"accent": "#000", "columns": 4, "dark": False, "shape": "square", "motto": "Hi"}

    assert settings(site, typed) == (typed, [])


@pytest.mark.parametrize(
    "typed",
    [
        {"columns": "4"},
        {"columns": True},
        {"columns": False},
        {"columns": 1.5},
        {"dark": 1},
        {"shape": "oval"},
        {"accent": 3},
        {"motto": ["a"]},
    ],
)
def test_a_setting_of_another_type_is_an_error_and_has_no_effect(site: TestSite, typed: dict[str, Any]) -> None:
    values, (found,) = settings(site, typed)

    assert values == settings(site, {})[0]
    assert (found.code, found.level, found.subject) == ("bad-value", "error", next(iter(typed)))


@pytest.mark.parametrize(
    ("line", "code", "help"), [('acent = "#000"', "unknown-key", "`accent`"), ("accent = 3", "bad-value", "")]
)
def test_a_mistake_in_a_theme_setting_is_an_error_at_its_line(site: TestSite, line: str, code: str, help: str) -> None:
    site.configure_more(f"[theme]\n{line}")
    (found,) = site.build().diagnostics

    assert (found.code, found.level, found.file, found.line) == (code, "error", "site.toml", 10)
    assert help in found.help


def test_a_setting_that_changes_renders_every_page(site: TestSite) -> None:
    site.theme("templates/post.html", "{{ settings.accent }}")
    site.write("a.md")
    site.build()
    site.configure_more('[theme]\naccent = "#123456"')
    done = site.build()

    assert site.read("news/a/index.html") == "#123456"
    assert done.reasons["news/a/index.html"] == "setting theme.accent changed"


# ── strings ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_string_is_that_of_the_language_then_of_its_first_part_then_english(site: TestSite) -> None:
    site.theme("strings/en.toml", 'a = "en"\nb = "en"\nc = "en"')
    site.theme("strings/pt.toml", 'b = "pt"\nc = "pt"')
    site.theme("strings/pt-BR.toml", 'c = "pt-BR"')
    theme, _ = load_theme(str(site.folder), "bare", {})
    assert theme is not None

    assert strings_for(theme, "pt-BR") == {"a": "en", "b": "pt", "c": "pt-BR"}
    assert strings_for(theme, "pt-PT") == {"a": "en", "b": "pt", "c": "pt"}
    assert strings_for(theme, "zh") == {"a": "en", "b": "en", "c": "en"}


def test_other_files_beside_the_strings_are_left_alone(site: TestSite) -> None:
    site.theme("strings/README.md", "not TOML = ")
    layers, _ = find_layers(str(site.folder), "bare")

    assert set(theme_strings(layers)) == {"en"}


def test_the_shipped_themes_stand_beside_the_package() -> None:
    import os

    assert os.path.isfile(os.path.join(shipped_themes(), "default", "theme.toml"))
