"""What a build hangs on beside its content, by the names that an author knows: templates, style sheets, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from ssg.core.digests import digest_value
from ssg.core.settings import Config
from ssg.core.theme import Piece, Theme

DRAFTS = "option --drafts"
PREVIEW = "the host's word that this is a preview"
BASE_URL = "site.base_url"
LOCK = "addresses.lock"
THEME_NAME = "setting site.theme"

OF_THE_THEME = ("template ", "style sheet ", "asset ", "colours of code", "strings/", "setting theme.")
"""How the names begin of what comes with a theme."""


def inputs_of(config: Config, theme: Theme, switches: Mapping[str, bool]) -> dict[str, bytes]:
    """Return the digest of each thing beside the content by its name; ``switches`` are options that are on or off."""
    inputs = {
        _template_name(name, theme): digest for info in theme.templates.values() for name, digest in info.files.items()
    }
    inputs |= {piece_name(piece): piece.digest for asset in theme.assets.values() for piece in asset.pieces}
    inputs |= {f"strings/{lang}.toml": digest_value(strings) for lang, strings in theme.strings.items()}
    inputs |= {f"setting theme.{key}": digest_value(value) for key, value in theme.settings.items()}
    inputs |= {f"setting {key}": digest_value(value) for key, value in _settings(config)}
    return inputs | {name: digest_value(on) for name, on in switches.items()}


def piece_name(piece: Piece) -> str:
    """Return what a part of an asset is called."""
    if not piece.path:
        return "colours of code"
    return f"style sheet {piece.name}" if piece.name.startswith("css/") else f"asset {piece.name}"


def parts_made_of(theme: Theme) -> dict[str, tuple[str, ...]]:
    """Return, for each part of a job that stands for templates or assets, the names of what it is made of."""
    made_of = {
        f"template {template}": tuple(_template_name(name, theme) for name in info.files)
        for template, info in theme.templates.items()
    }
    return made_of | {
        f"asset {name}": tuple(piece_name(piece) for piece in asset.pieces) for name, asset in theme.assets.items()
    }


def _template_name(name: str, theme: Theme) -> str:
    """Return what a template is called; one of an ancestor's as templates extend it, `default/post.html`."""
    layer, _, file = name.rpartition("!")
    return f"template {theme.layers[int(layer)].name}/{file}" if layer else f"template {file}"


def _settings(config: Config) -> Iterator[tuple[str, object]]:
    """Yield the settings that are written in site.toml, and the base URL, which the host may give."""
    tables = msgspec.to_builtins(config)
    del tables["theme"], tables["places"]  # the theme's settings, defaults and all, stand in the theme
    for key, value in _flattened(tables, ""):
        if key in config.places or key == BASE_URL:
            yield key, value


def _flattened(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def moved_inputs(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> dict[str, str]:
    """Return a clause for each input that is new, gone or another one, by its name."""
    if not before:
        return {}
    moved = {name: _clause(name, before, now) for name in sorted({*before, *now}) if before.get(name) != now.get(name)}
    if THEME_NAME in moved:
        # With another theme all its files are others: to name them would hide the reason.
        moved = {name: moved[THEME_NAME] if name.startswith(OF_THE_THEME) else said for name, said in moved.items()}
    return moved


def _clause(name: str, before: Mapping[str, bytes], now: Mapping[str, bytes]) -> str:
    if name.startswith(("setting ", DRAFTS, PREVIEW)):
        return f"{name} changed"
    return f"{name} " + ("is new" if name not in before else "is gone" if name not in now else "changed")
