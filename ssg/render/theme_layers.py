"""Find a theme and all that it inherits: its layers of folders, its settings, its strings."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ssg.core.errors import Diagnostic, diagnostic, nearest
from ssg.core.model import Plain
from ssg.core.theme import Layer
from ssg.core.theme_contract import version_error
from ssg.core.urls import segment_error

MANIFEST = "theme.toml"

SETTING_TYPES: dict[str, type] = {
    "text": str,
    "color": str,
    "choice": str,
    "bool": bool,
    "int": int,
    "list": list,
}
"""Types that a setting may declare, and what TOML must give for each."""

READING_ERRORS = (OSError, ValueError)
"""What reading a theme's TOML can raise: no file, no TOML, no UTF-8, or a table that is none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A theme.toml, read; every part of it may be missing."""

    inherits: str
    contract: str  # version that the theme was made for; empty when it does not say
    settings: Mapping[str, Mapping[str, Plain]]
    code: Mapping[str, str]
    card: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


def shipped_themes() -> str:
    """Return the folder of the themes that come with the package: beside it in a checkout, inside it in a wheel."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "themes")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "themes")


def theme_names(site_folder: str) -> list[str]:
    """Return the names of all themes that a site can use, sorted."""
    names: set[str] = set()
    for folder in (os.path.join(site_folder, "themes"), shipped_themes()):
        if os.path.isdir(folder):
            names |= {entry.name for entry in os.scandir(folder) if entry.is_dir() and not segment_error(entry.name)}
    return sorted(names)


def find_layers(site_folder: str, name: str) -> tuple[tuple[Layer, ...], list[Diagnostic]]:
    """Return the layers of theme ``name``, its own first.

    A site's `themes/<name>/` without a theme.toml lies over the shipped theme of the same name; with one, it
    stands on what it inherits.
    """
    layers: list[Layer] = []
    wanted = name
    while wanted:
        found = _next_layers(site_folder, wanted, layers)
        if not found and any(layer.name == wanted for layer in layers):
            return (), [bad_theme(layers[-1].name, f"it inherits “{wanted}”, which stands on it already")]
        if not found:
            return (), [_unknown_theme(site_folder, wanted, name)]
        layers += found
        try:
            manifest = read_manifest(found[-1])
        except READING_ERRORS as error:
            return (), [bad_theme(found[-1].name, str(error))]
        if problem := _contract_problem(found[-1].name, manifest.contract):
            return (), [problem]
        wanted = manifest.inherits
    return tuple(layers), []


def _next_layers(site_folder: str, name: str, above: list[Layer]) -> list[Layer]:
    if segment_error(name):
        return []
    known = {os.path.realpath(layer.folder) for layer in above}
    found: list[Layer] = []
    for parent in (os.path.join(site_folder, "themes"), shipped_themes()):
        folder = os.path.join(parent, name)
        real = os.path.realpath(folder)
        if os.path.isdir(folder) and real not in known:
            known.add(real)
            found.append(Layer(name, folder))
            if os.path.isfile(os.path.join(folder, MANIFEST)):
                return found
    return found if found and os.path.isfile(os.path.join(found[-1].folder, MANIFEST)) else []


def read_manifest(layer: Layer) -> Manifest:
    """Return a layer's theme.toml. Raises READING_ERRORS."""
    path = os.path.join(layer.folder, MANIFEST)
    if not os.path.isfile(path):
        return Manifest("", "", {}, {})
    with open(path, "rb") as file:
        data = tomllib.load(file)
    settings = _table(data, "settings")
    return Manifest(
        inherits=str(data.get("inherits", "")),
        contract=str(data.get("contract", "")),
        settings={key: _table(settings, key) for key in settings},
        code={key: str(style) for key, style in _table(data, "code").items()},
        card=_table(data, "card"),
        description=str(data.get("description", "")),
    )


def _contract_problem(name: str, typed: str) -> Diagnostic | None:
    reason, help = version_error(typed) if typed else ("", "")
    return msgspec.structs.replace(bad_theme(name, reason), help=help) if reason else None


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise ValueError(f"`{key}` is to be a table")
    return table


def _unknown_theme(site_folder: str, wanted: str, name: str) -> Diagnostic:
    known = theme_names(site_folder)
    close = nearest(wanted, known)
    wording = f"there is no theme “{wanted}”" + (f", which “{name}” inherits" if wanted != name else "")
    help = f"did you mean `{close}`?" if close else f"the themes are {', '.join(known)}"
    return diagnostic("unknown-theme", wording, help=help, file="site.toml", subject=wanted)


def bad_theme(name: str, reason: str) -> Diagnostic:
    return diagnostic("bad-theme", f"the theme “{name}” cannot be used: {reason}", file=f"themes/{name}/{MANIFEST}")


MANIFEST_KEYS = ("name", "description", "contract", "inherits", "settings", "code", "card")
SETTING_KEYS = ("type", "default", "choices", "doc")


def unknown_keys(layers: Iterable[Layer]) -> Iterator[Diagnostic]:
    """Yield a warning for each key of a theme.toml that means nothing. Raises READING_ERRORS."""
    for layer in layers:
        path = os.path.join(layer.folder, MANIFEST)
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            data = tomllib.loads(text)
            yield from (_unknown_key(layer, text, key, MANIFEST_KEYS) for key in data if key not in MANIFEST_KEYS)
            for row in _table(data, "settings").values():
                yield from (_unknown_key(layer, text, key, SETTING_KEYS) for key in row if key not in SETTING_KEYS)


def _unknown_key(layer: Layer, text: str, key: str, known: tuple[str, ...]) -> Diagnostic:
    close = nearest(key, known)
    place = re.search(rf"^[ \t]*\[?({re.escape(key)})\b", text, re.MULTILINE)
    start = place.start(1) if place else 0
    at = (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)) if place else (0, 0)
    return diagnostic(
        "unknown-key",
        f"a theme has no key `{key}`",
        help=f"did you mean `{close}`?" if close else f"the keys are {', '.join(known)}",
        at=at,
        source=text,
        length=len(key),
        file=f"themes/{layer.name}/{MANIFEST}",
        subject=key,
    )


def theme_settings(layers: Iterable[Layer], typed: Mapping[str, Plain]) -> tuple[dict[str, Plain], list[Diagnostic]]:
    """Return every declared setting with its value: the site's over the child's default over its parent's."""
    declared: dict[str, dict[str, Plain]] = {}
    for layer in reversed(list(layers)):
        for key, row in read_manifest(layer).settings.items():
            declared.setdefault(key, {}).update(row)
    problems = [_unknown_setting(key, list(declared)) for key in typed if key not in declared]
    values: dict[str, Plain] = {}
    for key, row in declared.items():
        value = typed.get(key, row.get("default"))
        if reason := _setting_error(value, row):
            problems.append(_bad_setting(key, reason))
            value = row.get("default")
        values[key] = value
    return values, problems


def _setting_error(value: Plain, row: Mapping[str, Plain]) -> str:
    kind = str(row.get("type", "text"))
    # By type and not by isinstance: a bool is an int to Python.
    if type(value) is not SETTING_TYPES.get(kind):
        return f"is to be of type {kind}"
    choices = row.get("choices")
    chosen = value if isinstance(value, list) else [value]
    if isinstance(choices, list) and any(one not in choices for one in chosen):
        return f"is {'made of' if kind == 'list' else 'one of'} {', '.join(str(choice) for choice in choices)}"
    return ""


def _unknown_setting(key: str, known: list[str]) -> Diagnostic:
    close = nearest(key, known)
    help = f"did you mean `{close}`?" if close else f"the theme's settings are {', '.join(sorted(known))}"
    return diagnostic(
        "unknown-key",
        f"[theme] has `{key}`, which is no setting",
        help=help,
        file="site.toml",
        subject=key,
        level="error",
    )


def _bad_setting(key: str, reason: str) -> Diagnostic:
    return diagnostic("bad-value", f"the theme setting `{key}` {reason}", file="site.toml", subject=key)


def theme_strings(layers: Iterable[Layer]) -> dict[str, dict[str, str]]:
    """Return the strings of all languages, a child's over its parent's. Raises READING_ERRORS."""
    tables: dict[str, dict[str, str]] = {}
    for layer in reversed(list(layers)):
        folder = os.path.join(layer.folder, "strings")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".toml"):
                with open(os.path.join(folder, name), "rb") as file:
                    table = tomllib.load(file)
                tables.setdefault(name[: -len(".toml")], {}).update({key: str(text) for key, text in table.items()})
    return tables
