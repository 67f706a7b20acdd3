"""The colours of a theme's social cards: the table `[card]` of theme.toml, by the values of its settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from ssg.core.cards import CardColors
from ssg.core.errors import nearest
from ssg.core.model import Plain
from ssg.core.theme import Layer
from ssg.render.theme_layers import read_manifest

COLORS = CardColors.__struct_fields__
WHEN = "when"
"""Key of the tables that hold for one value of a setting: `[card.when.accent]`, `ocean = { accent = "#006a9e" }`."""

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def card_colors(layers: Iterable[Layer], settings: Mapping[str, Plain]) -> CardColors:
    """Return the colours of cards under ``settings``: a child's over its parent's, and within a theme those of `when`.

    Raises ValueError with what is wrong in the user's words, and READING_ERRORS.
    """
    found: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    for layer in reversed(list(layers)):
        manifest = read_manifest(layer)
        choices |= {key: _choices(row["choices"]) for key, row in manifest.settings.items() if "choices" in row}
        found |= _checked("card", {key: color for key, color in manifest.card.items() if key != WHEN})
        for setting, value, colors in _conditions(manifest.card, settings, choices):
            if value == _typed(settings[setting]):
                found |= colors
    return msgspec.convert(found, CardColors)


def _choices(value: Plain) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else []


def _typed(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _conditions(
    table: Mapping[str, Any], settings: Mapping[str, Plain], choices: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield setting, value and colours of each table that holds for one value. Raises ValueError."""
    for setting, values in _mapping("card.when", table.get(WHEN, {})).items():
        if setting not in settings:
            close = nearest(setting, sorted(settings))
            raise ValueError(f"`card.when` names `{setting}`, which is no setting{_did_you_mean(close)}")
        known = choices.get(setting)
        for value, colors in _mapping(f"card.when.{setting}", values).items():
            if known and value not in known:
                close = nearest(value, known)
                raise ValueError(f"`card.when.{setting}` has `{value}`, which is no choice{_did_you_mean(close)}")
            yield setting, value, _checked(f"card.when.{setting}.{value}", colors)


def _checked(name: str, colors: object) -> dict[str, str]:
    """Return a table of colours. Raises ValueError."""
    for key, color in _mapping(name, colors).items():
        if key not in COLORS:
            raise ValueError(f"`{name}` has `{key}`, which is no colour of a card{_did_you_mean(nearest(key, COLORS))}")
        if not isinstance(color, str) or not _COLOR.fullmatch(color):
            raise ValueError(f"`{name}.{key}` is {color!r}: write a colour as `#rrggbb`")
    return dict(_mapping(name, colors))


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"`{name}` is to be a table")
    return value


def _did_you_mean(close: str) -> str:
    return f": did you mean `{close}`?" if close else ""
