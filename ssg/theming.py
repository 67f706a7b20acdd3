"""Answer questions about themes, and start one: what there is, what it is made of, what a site overrides."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ssg.core.digests import digest_bytes
from ssg.core.errors import Refused, frame, has_errors, nearest
from ssg.core.folders import CONFIG_FILE, THEMES
from ssg.core.model import Plain
from ssg.core.theme import Layer
from ssg.core.theme_contract import VERSION, changes_since, read_version
from ssg.core.urls import segment_error
from ssg.publish.write import output_stamps, write_file
from ssg.render.theme_layers import MANIFEST, READING_ERRORS, find_layers, read_manifest, shipped_themes, theme_names
from ssg.render.theme_reading import load_theme
from ssg.run.loading import load_site_config, read_site_theme

MARK = re.compile(r"overrides (?P<theme>[\w-]+)/(?P<file>\S+) as of (?P<digest>[0-9a-f]{16})")
"""What a copied file says of its origin, in a comment on its first line."""

COMMENTS = {".html": "{{# {} #}}", ".css": "/* {} */", ".js": "// {}", ".toml": "# {}"}
"""Suffix → how a line of this kind of file is a comment; others cannot be marked."""

NEW_SHEET = "assets/css/90-{name}.css"


class CannotAnswer(Exception):
    """There is no such theme or file, or it is there already; the argument says what to do."""


class Override(NamedTuple):
    """A file of a site that stands in the place of a theme's."""

    layer: Layer  # the site's own
    file: str  # below the theme's folder
    of: Layer  # whose file it replaces


# ── list, show ──────────────────────────────────────────────────────────────────────────────────────


def list_themes(site_folder: str) -> list[str]:
    """Return a line for each theme that the site can use; the one that it uses has a star."""
    used, names = _used_theme(site_folder), theme_names(site_folder)
    width = max(map(len, names), default=0)
    lines = []
    for name in names:
        layers, problems = find_layers(site_folder, name)
        about = problems[0].message if problems else _about(layers)
        lines.append(f"{'*' if name == used else ' '} {name:{width}}  {about}")
    return lines


def _used_theme(site_folder: str) -> str:
    try:
        return load_site_config(site_folder, "", {})[0].site.theme
    except Refused:
        return ""


def _about(layers: Sequence[Layer]) -> str:
    chain = list(dict.fromkeys(layer.name for layer in layers))[1:]
    inherits = f"inherits {', '.join(chain)}" if chain else "inherits nothing"
    own = "" if _is_shipped(layers[0]) else f"; {len(_files(layers[0]))} files in {_place(layers[0])}"
    said = (read_manifest(layer).description for layer in layers if layer.name == layers[0].name)
    return f"{inherits}{own}  {next(filter(None, said), '')}".rstrip()


def show_theme(site_folder: str, name: str) -> list[str]:
    """Return what the theme is made of: its layers, the contract it was made for, settings, needs, what is overridden.

    Raises CannotAnswer.
    """
    layers = _layers(site_folder, chosen_theme(site_folder, name))
    lines = ["layers, the first that has a file gives it:"]
    lines += [f"  {layer.name}  {_place(layer)}" for layer in layers]
    lines += ["contract of themes:", *_contracts(layers)]
    lines += ["settings:", *_settings(site_folder, layers)]
    lines += ["needs:", *_needs(site_folder, layers[0].name)]
    found = list(overrides(layers))
    lines.append("overrides:" if found else "overrides: none")
    lines += [
        f"  {item.layer.name}/{item.file} stands for {item.of.name}/{item.file}{_standing(item)}" for item in found
    ]
    return lines


def _contracts(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield a line for each theme of the chain: the version that it was made for, and what has changed since."""
    for layer in layers:
        if os.path.isfile(_path(layer, MANIFEST)):
            version = read_version(read_manifest(layer).contract)
            made = f"made for {version}" if version else f'does not say; write contract = "{VERSION}" in its {MANIFEST}'
            yield f"  {layer.name}  {made}" + (f" (this ssg has {VERSION})" if version else "")
            yield from (f"    since then, {line}" for line in (changes_since(version) if version else ()))


def _needs(site_folder: str, name: str) -> Iterator[str]:
    theme, problems = load_theme(site_folder, name, {})
    if theme is None or has_errors(problems):
        yield f"  unknown while the theme has mistakes: `ssg theme check {name}` prints them"
        return
    for template, info in theme.templates.items():
        yield f"  {template}  {', '.join(info.needs)}"


def _settings(site_folder: str, layers: Sequence[Layer]) -> Iterator[str]:
    try:
        config, _ = load_site_config(site_folder, "", {})
        values = read_site_theme(site_folder, config)[0].settings if config.site.theme == layers[0].name else {}
    except Refused:
        values = {}
    declared: dict[str, dict[str, Plain]] = {}
    for layer in reversed(layers):
        for key, row in read_manifest(layer).settings.items():
            declared.setdefault(key, {}).update(row)
    for key, row in sorted(declared.items()):
        choices = row.get("choices")
        kind = "one of " + ", ".join(map(str, choices)) if isinstance(choices, list) else str(row.get("type", "text"))
        # JSON writes these values as TOML does, so that the line can be copied into site.toml.
        value = json.dumps(values.get(key, row.get("default")), ensure_ascii=False)
        yield f"  {key} = {value}  ({kind})  {row.get('doc', '')}".rstrip()


def chosen_theme(site_folder: str, name: str) -> str:
    """Return the theme ``name``, or the site's own where it is empty. Raises CannotAnswer when there is none."""
    chosen, known = name or _used_theme(site_folder), theme_names(site_folder)
    if chosen in known:
        return chosen
    if not chosen:
        there = os.path.isfile(os.path.join(site_folder, CONFIG_FILE))
        why = f"{CONFIG_FILE} has mistakes, which `ssg build` prints" if there else "there is no site here"
        raise CannotAnswer(f"{why}: name a theme")
    close = nearest(chosen, known)
    help = f"did you mean `{close}`?" if close else f"the themes are {', '.join(known)}"
    raise CannotAnswer(f"there is no theme “{chosen}”: {help}")


# ── diff ────────────────────────────────────────────────────────────────────────────────────────────


def overrides(layers: Sequence[Layer]) -> Iterator[Override]:
    """Yield the files of the layers that are not shipped and stand for one of a layer below, by name."""
    for number, layer in enumerate(layers):
        for file in () if _is_shipped(layer) else _files(layer):
            below = next((of for of in layers[number + 1 :] if os.path.isfile(_path(of, file))), None)
            if below and file != MANIFEST:
                yield Override(layer, file, below)


def theme_differences(site_folder: str, name: str, file: str) -> list[str]:
    """Return how the site's files differ from those that they stand for, as unified diffs; of one ``file`` or all.

    Raises CannotAnswer.
    """
    layers = _layers(site_folder, chosen_theme(site_folder, name))
    found = [item for item in overrides(layers) if not file or item.file == _tidy(file)]
    if file and not found:
        known = [item.file for item in overrides(layers)]
        raise CannotAnswer(_no_such(f"the site overrides no file {file}", nearest(file, known), known))
    return [line for item in found for line in _difference(item)]


def _difference(item: Override) -> Iterator[str]:
    old, new = _lines(_path(item.of, item.file)), _lines(_path(item.layer, item.file))
    if new and MARK.search(new[0]):
        new = new[1:]
    yield f"{item.layer.name}/{item.file}{_standing(item) or ': nobody noted what it was made from'}"
    yield from difflib.unified_diff(old, new, f"{item.of.name}/{item.file}", _place(item.layer, item.file), lineterm="")


def _standing(item: Override) -> str:
    """Return whether what a marked override was made from is still the same; empty for one without a mark."""
    lines = _lines(_path(item.layer, item.file))
    mark = MARK.search(lines[0]) if lines else None
    if mark is None:
        return ""
    same = mark["digest"] == _digest(_path(item.of, item.file))
    return ": made from what is there now" if same else ": what it was made from HAS CHANGED since"


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().split("\n")
    except UnicodeDecodeError:
        return []  # a picture or a font: nothing to show


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return digest_bytes(file.read()).hex()[:16]


# ── new ─────────────────────────────────────────────────────────────────────────────────────────────


def start_theme(site_folder: str, name: str, inherits: str, files: Sequence[str]) -> list[str]:
    """Make a child theme with copies of some of its parent's ``files``, each with a mark; return what was made.

    Raises CannotAnswer.
    """
    folder = os.path.join(site_folder, THEMES, name)
    if not os.path.isfile(os.path.join(site_folder, CONFIG_FILE)):
        raise CannotAnswer("there is no site here: go to a site's folder, or make one with `ssg init FOLDER`")
    if reason := segment_error(name):
        raise CannotAnswer(f"“{name}” cannot be a theme's name: it {reason}")
    if os.path.exists(folder) or os.path.exists(os.path.join(shipped_themes(), name)):
        raise CannotAnswer(f"there is a theme “{name}” already: choose another name")
    layers = _layers(site_folder, inherits)
    copies = {_tidy(file): _marked(layers, _tidy(file)) for file in files}
    title = name.replace("-", " ").capitalize()
    texts = {
        MANIFEST: f'name = "{title}"\ndescription = "A child of {inherits}."\n'
        f'contract = "{VERSION}"\ninherits = "{inherits}"\n',
        NEW_SHEET.format(name=name): f"/* {title}: rules that come after those of {inherits}. */\n",
        **copies,
    }
    for file, text in texts.items():
        path = os.path.join(folder, *file.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_file(path, text.encode())
    return [f"{THEMES}/{name}/{file}" for file in texts]


def _marked(layers: Sequence[Layer], file: str) -> str:
    """Return a file of a theme with a first line that says what it was made from. Raises CannotAnswer."""
    known = sorted({found for layer in layers for found in _files(layer)} - {MANIFEST})
    layer = next((layer for layer in layers if file in known and os.path.isfile(_path(layer, file))), None)
    if layer is None:
        raise CannotAnswer(_no_such(f"{layers[0].name} has no file {file}", nearest(file, known), ()))
    comment = COMMENTS.get(os.path.splitext(file)[1])
    if comment is None:
        raise CannotAnswer(f"{file} is neither a template nor a style sheet: copy it by hand")
    mark = comment.format(f"overrides {layer.name}/{file} as of {_digest(_path(layer, file))}")
    with open(_path(layer, file), encoding="utf-8") as source:
        return f"{mark}\n{source.read()}"


# ── folders ─────────────────────────────────────────────────────────────────────────────────────────


def _layers(site_folder: str, name: str) -> tuple[Layer, ...]:
    layers, problems = find_layers(site_folder, name)
    if problems:
        raise CannotAnswer("\n".join(map(frame, problems)))
    try:
        for layer in layers:
            read_manifest(layer)
    except READING_ERRORS as error:
        raise CannotAnswer(f"themes/{name}/{MANIFEST} cannot be read: {error}") from None
    return layers


def _files(layer: Layer) -> list[str]:
    return sorted(output_stamps(layer.folder))


def _path(layer: Layer, file: str) -> str:
    return os.path.join(layer.folder, *file.split("/"))


def _place(layer: Layer, file: str = "") -> str:
    """Return where a layer stands, as a newcomer can find it."""
    if _is_shipped(layer):
        return "shipped with ssg"
    return "/".join(filter(None, (THEMES, layer.name, file)))


def _is_shipped(layer: Layer) -> bool:
    return os.path.dirname(os.path.abspath(layer.folder)) == os.path.abspath(shipped_themes())


def _tidy(file: str) -> str:
    return file.replace(os.sep, "/").removeprefix("./")


def _no_such(message: str, close: str, known: Sequence[str]) -> str:
    if close:
        return f"{message}: did you mean {close}?"
    return f"{message}: it overrides {', '.join(known) or 'none'}" if known else message
