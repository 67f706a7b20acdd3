"""A theme says the colours of its cards, and a child says others."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssg.core.cards import CardColors
from ssg.core.theme import Layer
from ssg.render.theme_card import card_colors
from ssg.render.theme_layers import find_layers, theme_settings
from ssg.render.theme_reading import load_theme

ACCENT = '[settings.accent]\ntype = "choice"\nchoices = ["red", "blue"]\ndefault = "red"\n'


def layers(folder: Path, *texts: str) -> tuple[Layer, ...]:
    """Return themes, the child first."""
    found = []
    for number, text in enumerate(texts):
        (folder / str(number)).mkdir()
        (folder / str(number) / "theme.toml").write_text(text, encoding="utf-8")
        found.append(Layer(str(number), str(folder / str(number))))
    return tuple(found)


def test_a_theme_without_a_word_about_cards_has_ink_on_paper(tmp_path: Path) -> None:
    assert card_colors(layers(tmp_path, ""), {}) == CardColors()


@pytest.mark.parametrize(
    ("texts", "settings", "paper", "accent"),
    [
        (['[card]\npaper = "#111111"'], {}, "#111111", "#b42401"),
        ([ACCENT + '[card.when.accent]\nblue = { accent = "#0000ff" }'], {"accent": "blue"}, "#fbfaf7", "#0000ff"),
        ([ACCENT + '[card.when.accent]\nblue = { accent = "#0000ff" }'], {"accent": "red"}, "#fbfaf7", "#b42401"),
        (['[card.when.dark]\ntrue = { paper = "#000000" }'], {"dark": True}, "#000000", "#b42401"),
        (['[card]\npaper = "#222222"', '[card]\npaper = "#111111"\naccent = "#333333"'], {}, "#222222", "#333333"),
        (
            ['[card]\naccent = "#222222"', ACCENT + '[card.when.accent]\nblue = { accent = "#0000ff" }'],
            {"accent": "blue"},
            "#fbfaf7",
            "#222222",
        ),
    ],
)
def test_colours_hang_on_settings_and_a_child_s_come_over_its_parent_s(
    tmp_path: Path, texts: list[str], settings: dict[str, str | bool], paper: str, accent: str
) -> None:
    found = card_colors(layers(tmp_path, *texts), dict(settings))

    assert (found.paper, found.accent) == (paper, accent)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('card = "red"', "`card` is to be a table"),
        ('[card]\npapper = "#111111"', "`card` has `papper`, which is no colour of a card: did you mean `paper`?"),
        ('[card]\npaper = "white"', "`card.paper` is 'white': write a colour as `#rrggbb`"),
        ("[card]\npaper = 7", "`card.paper` is 7: write a colour as `#rrggbb`"),
        ("[card.when]\nacccent = {}", "`card.when` names `acccent`, which is no setting: did you mean `accent`?"),
        ("[card]\nwhen = 1", "`card.when` is to be a table"),
        ("[card.when]\naccent = 1", "`card.when.accent` is to be a table"),
        ("[card.when.accent]\nblu = {}", "`card.when.accent` has `blu`, which is no choice: did you mean `blue`?"),
        ("[card.when.accent]\nblue = 1", "`card.when.accent.blue` is to be a table"),
        (
            '[card.when.accent]\nblue = { ink = "#12" }',
            "`card.when.accent.blue.ink` is '#12': write a colour as `#rrggbb`",
        ),
    ],
)
def test_mistakes_are_said_in_the_author_s_words(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "themes" / "mine").mkdir(parents=True)
    (tmp_path / "themes" / "mine" / "theme.toml").write_text(f"{text}\n{ACCENT}", encoding="utf-8")

    theme, problems = load_theme(str(tmp_path), "mine", {})

    assert theme is None
    assert [(problem.code, problem.message.partition(": ")[2]) for problem in problems] == [("bad-theme", said)]


@pytest.mark.parametrize("name", ["default", "wire"])
def test_every_accent_of_a_shipped_theme_has_a_card_of_its_own_that_can_be_read(name: str, tmp_path: Path) -> None:
    of_theme, _ = find_layers(str(tmp_path), name)
    accents = ["vermilion", "crimson", "rose", "amber", "olive", "forest", "teal", "ocean", "indigo", "plum"]
    found = [card_colors(of_theme, theme_settings(of_theme, {"accent": accent})[0]) for accent in accents]

    assert len({colors.accent for colors in found}) == len(accents)
    assert [colors for colors in found if contrast(colors.accent, colors.paper) < 4.5] == []
    assert [colors for colors in found if contrast(colors.soft_ink, colors.paper) < 4.5] == []


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    channels = [value / 255 for value in bytes.fromhex(color[1:])]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
