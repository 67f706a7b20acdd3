"""Read a theme: its settings and strings, its assets, what each page template needs, and every mistake in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import jinja2

from ssg.core.digests import combine
from ssg.core.errors import Diagnostic, diagnostic, nearest
from ssg.core.model import Plain
from ssg.core.theme import Asset, Layer, TemplateInfo, Theme
from ssg.core.theme_contract import (
    COMPONENT_VALUES,
    FILTERS,
    NEED_KINDS,
    NEED_TEMPLATES,
    OPTIONAL_TEMPLATES,
    REQUIRED_TEMPLATES,
)
from ssg.render.template_names import Read, Text, drawn_in, shown_name, unknown_names
from ssg.render.template_scan import Named, Scanned, found_at, scan_template
from ssg.render.theme_assets import STYLE_SHEET, theme_assets
from ssg.render.theme_card import card_colors
from ssg.render.theme_layers import READING_ERRORS, bad_theme, find_layers, theme_settings, theme_strings, unknown_keys
from ssg.render.themes import COMPONENTS, TEMPLATES, LayeredEnvironment, make_environment, shown_path, syntax_problem


def load_theme(site_folder: str, name: str, typed: Mapping[str, Plain]) -> tuple[Theme | None, list[Diagnostic]]:
    """Return the theme ``name`` with the site's settings ``typed``; None when it cannot be used."""
    layers, problems = find_layers(site_folder, name)
    if problems:
        return None, problems
    try:
        settings, problems = theme_settings(layers, typed)
        problems += unknown_keys(layers)
        strings = theme_strings(layers)
        card = card_colors(layers, settings)
    except READING_ERRORS as error:
        return None, [bad_theme(name, str(error))]
    reading = _read_templates(layers)
    assets = theme_assets(layers)
    keys = {"settings": frozenset(settings), "strings": frozenset(key for table in strings.values() for key in table)}
    read = Read(reading.scanned, reading.pages, keys, reading.text_of)
    problems += [
        *reading.problems,
        *_unknown_needs(read),
        *_unknown_assets(read, list(assets)),
        *_lost_links(assets),
        *unknown_names(read),
    ]
    return Theme(name, layers, _infos(read), assets, settings, strings, card), list(dict.fromkeys(problems))


# ── templates ───────────────────────────────────────────────────────────────────────────────────────


class Reading(NamedTuple):
    """All templates that the pages of a theme draw in."""

    environment: LayeredEnvironment
    scanned: dict[str, Scanned]  # by the name that the loader knows; broken ones left out
    problems: list[Diagnostic]

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(name for name in (*REQUIRED_TEMPLATES, *OPTIONAL_TEMPLATES) if name in self.scanned)

    def text_of(self, name: str) -> Text:
        source, path, _ = self.environment.loader.get_source(self.environment, name)
        return Text(source, path or name)


def _read_templates(layers: tuple[Layer, ...]) -> Reading:
    """Read the page templates and all that they draw in, each once, with all that is wrong with each by itself."""
    # Looked at, never run.
    reading = Reading(make_environment(layers, dict.fromkeys(FILTERS, str)), {}, [])
    waiting: list[tuple[str, str, Named | None]] = [
        (name, "", None) for name in reversed((*REQUIRED_TEMPLATES, *OPTIONAL_TEMPLATES))
    ]
    seen: set[str] = set()
    while waiting:
        name, drawer, named = waiting.pop()
        if name in seen and named is None:
            continue
        try:
            reading.environment.loader.locate(name)
        except jinja2.TemplateNotFound:
            if name in OPTIONAL_TEMPLATES and named is None:
                continue
            reading.problems.append(_missing_template(reading, name, drawer, named))
            continue
        if name not in seen:
            seen.add(name)
            _scan(reading, name)
            if found := reading.scanned.get(name):
                waiting += [(drawn.name, name, drawn) for drawn in (*found.templates, *found.components)]
    return reading


def _scan(reading: Reading, name: str) -> None:
    try:
        found = reading.scanned[name] = scan_template(reading.environment, name)
    except jinja2.TemplateSyntaxError as error:
        text = reading.text_of(name)
        error.filename, error.source = text.path, text.source  # some are found where Jinja knows neither
        reading.problems.append(syntax_problem(error))
    except (OSError, ValueError) as error:
        _, path = reading.environment.loader.locate(name)
        reading.problems.append(diagnostic("bad-theme", f"{name}: {error}", file=shown_path(path)))
    else:
        reading.problems.extend(found.problems)


def _missing_template(reading: Reading, name: str, drawer: str, named: Named | None) -> Diagnostic:
    if named is None:
        return diagnostic("bad-theme", f"the theme has no template {name}", subject=name)
    source, path = reading.text_of(drawer)
    missing = shown_name(name)
    message = f"{shown_name(drawer)} draws in {missing}, which does not exist"
    close = nearest(missing, _template_names(reading.environment.loader.layers))
    help = f"did you mean `{close.removeprefix(COMPONENTS) if named.shown != missing else close}`?" if close else ""
    return found_at("bad-theme", message, source, path, named.line, named.shown, help=help, subject=missing)


def _template_names(layers: Iterable[Layer]) -> list[str]:
    names: set[str] = set()
    for layer in layers:
        root = os.path.join(layer.folder, TEMPLATES)
        for folder, _, files in os.walk(root):
            names |= {os.path.relpath(os.path.join(folder, file), root).replace(os.sep, "/") for file in files}
    return sorted(names)


def _infos(read: Read) -> dict[str, TemplateInfo]:
    return {name: _info(read, name) for name in read.pages}


NOTHING: frozenset[str] = frozenset()

Drawn = tuple[str, frozenset[str], bool]
"""A template that is drawn in, the names that are bound around it, and whether a component does it."""


def _needs(read: Read, page: str) -> list[tuple[str, str]]:
    """Return (template, need) for all that a page's values are asked for, by itself and by what it draws in.

    A part that is included in a loop sees the loop's variable under its name, and a component what it is given.
    """
    found: dict[tuple[str, str], None] = {}
    waiting: list[Drawn] = [(page, NOTHING, False)]
    seen: set[Drawn] = set()
    while waiting:
        current = name, bound, given = waiting.pop()
        if current in seen or name not in read.scanned:
            continue
        seen.add(current)
        own = read.scanned[name]
        names = own.names.keys() & COMPONENT_VALUES if given else own.names.keys() - bound
        found.update(dict.fromkeys((name, need) for need in sorted(names)))
        around = own.uses.around
        waiting += [(one.name, bound | around.get((one.shown, one.line), NOTHING), given) for one in own.templates]
        waiting += [(component.name, NOTHING, True) for component in own.components]
    return list(found)


def _closure(read: Read, name: str) -> list[str]:
    """Return ``name`` and everything that it draws in, components too, by the names that the loader knows."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        for member in drawn_in(read.scanned, current):
            if member not in found:
                found[member] = None
                waiting += [component.name for component in read.scanned[member].components]
    return sorted(found)


def _info(read: Read, page: str) -> TemplateInfo:
    closure = {name: read.scanned[name] for name in _closure(read, page)}
    drawn = {name: read.scanned[name] for name in sorted(drawn_in(read.scanned, page))}
    called = {component.shown: component.name for found in drawn.values() for component in found.components}
    return TemplateInfo(
        digest=combine(closure[name].digest for name in sorted(closure)),
        needs=tuple(sorted({need for _, need in _needs(read, page)})),
        assets=tuple(sorted({asset.name for found in closure.values() for asset in found.assets})),
        files={name: closure[name].digest for name in sorted(closure)},
        prints_assets=_prints_assets(read, closure),
        drawn=tuple(drawn),
        components={shown: tuple(_closure(read, called[shown])) for shown in sorted(called)}
        if _prints_components(read, drawn)
        else {},
    )


def _prints_assets(read: Read, closure: Mapping[str, Scanned]) -> bool:
    """Return whether every address that the closure asks asset() for is printed as it is."""
    captured = {target for found in closure.values() for target in found.prints.captured}
    captured |= {component.name for found in closure.values() for component in found.components}
    seen_first = {name for target in captured if target in read.scanned for name in _closure(read, target)}
    return all(found.prints.assets for found in closure.values()) and not any(
        read.scanned[name].assets for name in seen_first
    )


def _prints_components(read: Read, drawn: Mapping[str, Scanned]) -> bool:
    """Return whether every component that a page calls, what it draws in included, is printed as it is."""
    captured = {target for found in drawn.values() for target in found.prints.captured}
    seen_first = {name for target in captured for name in drawn_in(read.scanned, target)}
    return all(found.prints.components for found in drawn.values()) and not any(
        read.scanned[name].components for name in seen_first
    )


# ── needs and assets that there are not ─────────────────────────────────────────────────────────────


def _unknown_needs(read: Read) -> Iterator[Diagnostic]:
    """Yield an error for each name that is no need, and for each need of pages that cannot have it."""
    misplaced: dict[tuple[str, str], list[str]] = {}  # (template, need) → pages
    for page in read.pages:
        for name, need in _needs(read, page):
            if need not in NEED_KINDS:
                yield _no_need(read, name, need)
            elif page not in NEED_TEMPLATES.get(need, {page}):
                misplaced.setdefault((name, need), []).append(page)
    for (name, need), pages in misplaced.items():
        message = f"the template uses `{need}`, which {_listed(pages)} cannot have"
        help = f"{_listed(sorted(NEED_TEMPLATES[need]))} have it: use it in their blocks"
        yield _of_need(read, name, need, message, help)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _no_need(read: Read, name: str, need: str) -> Diagnostic:
    close = nearest(need, sorted(NEED_KINDS))
    listed = ", ".join(f"`{known}`" for known in sorted(NEED_KINDS))
    help = f"did you mean `{close}`?" if close else f"a template may use {listed}"
    if re.search(rf"{{%[-+]?\s*set\s+{re.escape(need)}\b", read.text_of(name)[0]):
        help = f"it is set within an `if`, a `for` or a block, and known only there: set `{need}` before"
    return _of_need(read, name, need, f"the template uses `{need}`, which is no need", help)


def _of_need(read: Read, name: str, need: str, message: str, help: str) -> Diagnostic:
    source, path = read.text_of(name)
    return found_at("unknown-need", message, source, path, read.scanned[name].names[need], need, help=help)


def _lost_links(assets: Mapping[str, Asset]) -> Iterator[Diagnostic]:
    """Yield what is wrong with style sheets: addresses that lead to no asset."""
    for piece in assets[STYLE_SHEET].pieces:
        for address in (address for address, link in piece.links.items() if not link):
            message = f"assets/{piece.name} asks for “{address}”, which is not in assets/"
            yield diagnostic("bad-theme", message, file=shown_path(piece.path), subject=address, level="warning")


def _unknown_assets(read: Read, known: list[str]) -> Iterator[Diagnostic]:
    for name, found in read.scanned.items():
        for asset in found.assets:
            if asset.name not in known:
                source, path = read.text_of(name)
                message = f"{shown_name(name)} asks for the asset “{asset.name}”, which is not in assets/"
                close = nearest(asset.name, sorted(known))
                help = f"did you mean `{close}`?" if close else ""
                yield found_at("bad-theme", message, source, path, asset.line, asset.name, help=help)
