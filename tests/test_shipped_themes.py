"""What the themes of the package hold themselves to: weight, length, words, and rules that mirror."""

from __future__ import annotations

import gzip
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sites import TestSite

DEFAULT, WIRE = ROOT / "themes" / "default", ROOT / "themes" / "wire"
STYLE_SHEET_BYTES, SCRIPT_BYTES, FONT_BYTES = 20_000, 8_000, 90_000
CHILD_LINES = 150

PHYSICAL = re.compile(r"(?<![-\w])(?:(?:margin|padding|border)-)?(?:left|right)\s*:")
"""Properties that do not turn round where text runs from right to left."""

MEANT = {"46-video.css"}
"""The sign to play points to the right in every language."""


def packed(*data: bytes) -> int:
    return len(gzip.compress(b"".join(data), 9))


def built(site: TestSite, theme: str) -> dict[str, bytes]:
    config = (site.folder / "site.toml").read_text("utf-8")
    site.configure(config.replace('theme = "bare"', f'theme = "{theme}"'))
    site.write("a.md")
    assert site.build().ok
    return {path: data for path, data in site.outputs().items() if path.startswith("assets/t/")}


@pytest.mark.parametrize("theme", ["default", "wire"])
def test_the_style_sheet_weighs_at_most_twenty_kilobytes_compressed(site: TestSite, theme: str) -> None:
    (sheet,) = (data for path, data in built(site, theme).items() if path.endswith(".css"))

    assert packed(sheet) <= STYLE_SHEET_BYTES


def test_all_scripts_together_weigh_at_most_eight_kilobytes_compressed(site: TestSite) -> None:
    scripts = [data for path, data in built(site, "default").items() if path.endswith(".js")]

    assert sum(packed(script) for script in scripts) <= SCRIPT_BYTES


def test_the_latin_fonts_weigh_at_most_ninety_kilobytes() -> None:
    fonts = [path for path in (DEFAULT / "assets/fonts").glob("*.woff2") if not path.stem.endswith("-ext")]

    assert 0 < sum(path.stat().st_size for path in fonts) <= FONT_BYTES


def test_every_font_has_its_licence_beside_it() -> None:
    licences = [path.read_text("utf-8") for path in (DEFAULT / "assets/fonts").glob("OFL-*.txt")]

    assert len(licences) == 2
    assert all("SIL OPEN FONT LICENSE" in licence for licence in licences)


def test_the_child_theme_has_fewer_than_a_hundred_and_fifty_lines() -> None:
    files = [path for path in sorted(WIRE.rglob("*")) if path.is_file()]

    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) < CHILD_LINES


@pytest.mark.parametrize("path", sorted((DEFAULT / "strings").glob("*.toml")), ids=lambda path: path.stem)
def test_every_language_fills_the_same_braces_as_english(path: Path) -> None:
    english = tomllib.loads((DEFAULT / "strings/en.toml").read_text("utf-8"))
    for key, text in tomllib.loads(path.read_text("utf-8")).items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("path", sorted(ROOT.glob("themes/*/assets/css/*.css")), ids=lambda path: path.name)
def test_rules_turn_round_with_the_text(path: Path) -> None:
    if path.name not in MEANT:
        assert PHYSICAL.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("themes/*/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_of_a_page_has_an_inline_style(path: Path) -> None:
    if "mail" not in path.parts:
        assert not re.search(r"\sstyle=|<style", path.read_text("utf-8"))


def test_a_heading_that_is_a_picture_is_not_in_the_table_of_contents(site: TestSite) -> None:
    site.configure((site.folder / "site.toml").read_text("utf-8").replace('"bare"', '"default"'))
    site.write("a.md", "## One\n\n## ![](https://pictures.example/a.png)\n\n## Two\n\n## Three\n")
    site.build()

    contents = re.search(r'<nav class="contents".*?</nav>', site.read("news/a/index.html"), re.DOTALL)
    assert contents is not None
    assert re.findall(r"<a [^>]*>(.*?)</a>", contents[0]) == ["One", "Two", "Three"]
