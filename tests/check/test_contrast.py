"""Contrast: the formula of WCAG, the values of CSS, the tokens that hold on a page."""

from __future__ import annotations

import tomllib

import pytest

from ssg.check.contrast import Palette, contrast, low_card_contrasts, low_contrasts, palette_of
from ssg.core.cards import CardColors
from tests.conftest import ROOT


def told(css: str, **attributes: str) -> list[str]:
    return [item.message for item in low_contrasts(palette_of(css, attributes))]


def test_black_on_white_is_as_far_apart_as_colours_are() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1), (1, 1, 1)) == 1


def test_the_example_of_the_guidelines() -> None:
    grey = (0x77 / 255,) * 3  # #777 on white is the known grey that just fails
    assert contrast(grey, (1, 1, 1)) == pytest.approx(4.48, abs=0.01)


LOW = "--ink: #777; --paper: #fff;"


@pytest.mark.parametrize(
    "css",
    [
        f":root {{ {LOW} }}",
        f"html {{ {LOW} }}",
        f"@supports (color: red) {{ :root {{ {LOW} }} }}",
        ":root { --ink: rgb(119, 119, 119); --paper: white }",
        ":root { --ink: oklch(0.57 0 0); --paper: #FFFFFF }",
        ":root { --grey: #777; --ink: var(--grey); --paper: #fff }",
        "/* :root { --ink: #000; } */ @import 'a.css'; :root { --ink: #777; --paper: #fff; }",
        ":root { --ink: #000; --paper: #fff; } :root { --ink: #777 }",
    ],
)
def test_colours_that_are_too_near_are_told_in_both_schemes(css: str) -> None:
    messages = told(css)

    assert [message.rpartition(" in ")[2] for message in messages] == ["the light scheme", "the dark scheme"]
    assert messages[0].startswith("--ink on --paper has a contrast of 4.")


def test_a_scheme_is_told_alone() -> None:
    css = ":root { --ink: light-dark(rgb(0, 0, 0), #666); --paper: light-dark(#fff, #222) }"

    assert told(css) == ["--ink on --paper has a contrast of 2.8:1 in the dark scheme"]


def test_tokens_of_an_attribute_count_where_it_stands() -> None:
    css = ":root { --ink: #000; --paper: #fff } [data-accent='pale'], [data-x] { --ink: #777 }"

    assert told(css) == []
    assert len(told(css, **{"data-accent": "pale"})) == 2


@pytest.mark.parametrize(
    "css",
    [
        f"@media print {{ :root {{ {LOW} }} }}",
        f".note {{ {LOW} }}",
        ":root { --ink: var(--ink); --paper: #fff }",
        ":root { --ink: color-mix(in srgb, red, blue); --paper: #fff }",
        ":root { --ink: #777 }",
        "",
        "}}{{;",
    ],
)
def test_what_only_a_browser_could_tell_is_passed_over(css: str) -> None:
    assert told(css) == []


ACCENTS = tomllib.loads((ROOT / "themes/default/theme.toml").read_text("utf-8"))["settings"]["accent"]["choices"]


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_of_the_default_theme_stands_out_in_both_schemes(accent: str) -> None:
    css = (ROOT / "themes/default/assets/css/10-tokens.css").read_text("utf-8")
    palette = palette_of(css, {"data-accent": accent})

    assert list(low_contrasts(palette)) == []
    # The check sees what it is to see: with ink like paper every pair of them is told.
    assert list(low_contrasts(Palette({**palette.tokens, "--accent": palette.tokens["--paper"]}))) != []


def test_colours_of_social_cards_are_held_against_their_paper() -> None:
    assert list(low_card_contrasts(CardColors())) == []
    (found,) = low_card_contrasts(CardColors(accent="#ffb090"))
    assert found.message.startswith("accent on the paper of social cards has a contrast of 1.")
