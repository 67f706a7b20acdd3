"""Themes: the only door to Jinja. Which names a template needs, and how it prints them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, MappingProxyType
from typing import NamedTuple, cast

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket

from ssg.core.digests import combine, digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Plain
from ssg.core.theme import Layer, TemplateInfo, Theme
from ssg.render.theme_assets import theme_assets
from ssg.render.theme_layers import READING_ERRORS, bad_theme, find_layers, theme_settings, theme_strings

TEMPLATES = "templates"
COMPONENTS = "components/"
COMPONENT_VALUES = frozenset({"site", "strings", "settings"})
"""What a component sees beside the values that it is given."""

REQUIRED_TEMPLATES = (
    "home.html",
    "post.html",
    "page.html",
    "list.html",
    "tags.html",
    "authors.html",
    "archive.html",
    "year.html",
    "month.html",
    "404.html",
    "thanks.html",
)

_JINJA_NAMES = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})


class TemplateFile(NamedTuple):
    """A template as it stood when its theme was read."""

    layer: int
    path: str
    text: str


Templates = Mapping[str, TemplateFile]
"""By the names that the loader knows."""


class LayeredLoader(jinja2.BaseLoader):
    """Finds `post.html` in the first layer that has it, and `2!post.html` in layer 2 or the first one above.

    Templates that are ``held`` are taken as they are there, whatever stands on disk.
    """

    def __init__(self, layers: tuple[Layer, ...], held: Templates) -> None:
        self.layers = layers
        self._held = held
        self._located = {name: (file.layer, file.path) for name, file in held.items()}

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        _, path = self.locate(template)
        if template in self._held:
            return self._held[template].text, path, None
        with open(path, encoding="utf-8") as file:
            return file.read(), path, None

    def locate(self, template: str) -> tuple[int, str]:
        """Return the number of the layer and the path, looked up once. Raises jinja2.TemplateNotFound."""
        if template not in self._located:
            self._located[template] = self._locate(template)
        return self._located[template]

    def _locate(self, template: str) -> tuple[int, str]:
        start, _, name = template.rpartition("!")
        parts = name.split("/")
        for number in range(int(start or 0), len(self.layers)):
            path = os.path.join(self.layers[number].folder, TEMPLATES, *parts)
            if ".." not in parts and os.path.isfile(path):
                return number, path
        raise jinja2.TemplateNotFound(name)


class LayeredEnvironment(jinja2.Environment):
    """An environment in which `{% extends "default/post.html" %}` means that theme's template, not one's own."""

    loader: LayeredLoader

    def join_path(self, template: str, parent: str) -> str:
        theme, _, name = template.partition("/")
        here, _ = self.loader.locate(parent)
        for number in range(here + 1, len(self.loader.layers)):
            if self.loader.layers[number].name == theme:
                return f"{number}!{name}"
        return template

    def page_template(self, name: str) -> jinja2.Template:
        """Return the template of a whole page. Raises jinja2.TemplateNotFound, jinja2.TemplateSyntaxError."""
        return self.get_template(name)


class Compiled(jinja2.BytecodeCache):
    """What templates were compiled to, each by its name and text: of an edited theme one is compiled, not thirty."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}  # of each template the last text

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


FILTERS = ("href", "absolute", "long_date", "short_date", "month_name", "iso", "open_graph_locale")
"""Filters beside Jinja's own; documented in docs/themes.md."""


def make_environment(
    layers: tuple[Layer, ...],
    filters: Mapping[str, Callable[..., object]],
    kind: type[LayeredEnvironment] = LayeredEnvironment,
    held: Templates = MappingProxyType({}),
    compiled: Compiled | None = None,
) -> LayeredEnvironment:
    """Return the Jinja environment of a theme; ``filters`` has one for each of FILTERS."""
    environment = kind(
        loader=LayeredLoader(layers, held),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=compiled,
    )
    environment.filters |= {name: filters[name] for name in FILTERS}
    return environment


@dataclass(frozen=True, slots=True)
class Scanned:
    """One template, read: what it names, and what it draws in."""

    digest: bytes
    names: frozenset[str]  # free variables
    templates: tuple[str, ...]  # that it extends, includes or imports, as the loader knows them
    components: tuple[str, ...]
    assets: tuple[str, ...]


TemplateSource = tuple[tuple[Layer, ...], str, str]
"""The layers that a template is found in, its name there, its text: for the same, all that hangs on it is the same."""


def load_theme(
    site_folder: str, name: str, typed: Mapping[str, Plain], known: dict[TemplateSource, Scanned] | None = None
) -> tuple[Theme | None, list[Diagnostic]]:
    """Return the theme ``name`` with the site's settings ``typed``; None when it cannot be used.

    Templates in ``known`` are not taken apart again, and those that were are added.
    """
    layers, problems = find_layers(site_folder, name)
    if problems:
        return None, problems
    try:
        settings, problems = theme_settings(layers, typed)
        strings = theme_strings(layers)
    except READING_ERRORS as error:
        return None, [bad_theme(name, str(error))]
    templates, found = template_infos(layers, {} if known is None else known)
    problems += found
    theme = Theme(name, layers, templates, theme_assets(layers), settings, strings)
    problems += _missing_assets(theme)
    return theme, problems


def template_files(theme: Theme) -> dict[str, TemplateFile]:
    """Return the templates of ``theme``, but for those that are others on disk by now."""
    loader = LayeredLoader(theme.layers, {})
    found = {}
    for name, digest in {name: of for info in theme.templates.values() for name, of in info.files.items()}.items():
        with contextlib.suppress(OSError, ValueError, jinja2.TemplateNotFound):
            layer, path = loader.locate(name)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if digest_bytes(text.encode()) == digest:
                found[name] = TemplateFile(layer, path, text)
    return found


def _missing_assets(theme: Theme) -> Iterator[Diagnostic]:
    for template, info in sorted(theme.templates.items()):
        for asset in info.assets:
            if asset not in theme.assets:
                message = f"{template} asks for the asset “{asset}”, which is not in assets/"
                yield diagnostic("bad-theme", message, file=f"themes/{theme.name}", subject=asset)


def _missing_template(name: str, missing: str) -> Diagnostic:
    message = (
        f"the theme has no template {name}" if name == missing else f"{name} draws in {missing}, which does not exist"
    )
    return diagnostic("bad-theme", message, subject=missing)


def template_infos(
    layers: tuple[Layer, ...], known: dict[TemplateSource, Scanned]
) -> tuple[dict[str, TemplateInfo], list[Diagnostic]]:
    """Return what each page template needs over its whole closure, and the templates that cannot be read."""
    environment = make_environment(layers, dict.fromkeys(FILTERS, str))  # looked at, never run
    scanned: dict[str, Scanned] = {}
    infos: dict[str, TemplateInfo] = {}
    problems: list[Diagnostic] = []
    for name in REQUIRED_TEMPLATES:
        try:
            closure = _closure(environment, name, scanned, known)
        except jinja2.TemplateSyntaxError as error:
            problem = syntax_problem(error)
            problems += [problem] if problem not in problems else []
        except jinja2.TemplateNotFound as error:
            problems.append(_missing_template(name, str(error.name)))
        except ValueError as error:
            problems.append(diagnostic("bad-theme", f"{name}: {error}", file=name))
        else:
            infos[name] = _info(closure)
    return infos, problems


def _info(closure: Mapping[str, Scanned]) -> TemplateInfo:
    needs: set[str] = set()
    for name, found in closure.items():
        needs |= found.names & COMPONENT_VALUES if name.startswith(COMPONENTS) else found.names
    return TemplateInfo(
        digest=combine(closure[name].digest for name in sorted(closure)),
        needs=tuple(sorted(needs)),
        assets=tuple(sorted({asset for found in closure.values() for asset in found.assets})),
        files={name: closure[name].digest for name in sorted(closure)},
    )


def _closure(
    environment: LayeredEnvironment, name: str, scanned: dict[str, Scanned], known: dict[TemplateSource, Scanned]
) -> dict[str, Scanned]:
    """Return ``name`` and everything that it draws in, by the names that the loader knows."""
    found: dict[str, Scanned] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            if current not in scanned:
                scanned[current] = _scan(environment, current, known)
            found[current] = scanned[current]
            waiting += [*found[current].templates, *found[current].components]
    return found


def _scan(environment: LayeredEnvironment, name: str, known: dict[TemplateSource, Scanned]) -> Scanned:
    source, path, _ = environment.loader.get_source(environment, name)
    key = (environment.loader.layers, name, source)
    if key in known:
        return known[key]
    try:
        found = known[key] = _read_tree(environment, environment.parse(source, name, path), name, source)
        return found
    except jinja2.TemplateSyntaxError as error:
        error.filename, error.source = path, source  # an unknown filter is found where Jinja knows neither
        raise


def _read_tree(environment: LayeredEnvironment, tree: nodes.Template, name: str, source: str) -> Scanned:
    drawn = []
    for target in meta.find_referenced_templates(tree):
        if target is None:
            raise ValueError("a template's name must be written out, not computed")
        drawn.append(environment.join_path(target, name))
    return Scanned(
        digest=digest_bytes(source.encode()),
        names=frozenset(_free_names(tree) - _JINJA_NAMES - GLOBALS - set(environment.globals)),
        templates=tuple(drawn),
        components=tuple(COMPONENTS + call for call in _constant_calls(tree, "component")),
        assets=tuple(_constant_calls(tree, "asset")),
    )


def _free_names(tree: nodes.Template) -> set[str]:
    """Return the names that a template takes from its job.

    Jinja's own analysis does not see that a block may use what its template imports or sets outside all blocks.
    """
    names = meta.find_undeclared_variables(tree)
    outside = nodes.Template([node for node in tree.body if not isinstance(node, nodes.Block)], lineno=1)
    outside.set_environment(cast(jinja2.Environment, tree.environment))
    return names - (_names_set(outside) - meta.find_undeclared_variables(outside))


def _names_set(tree: nodes.Template) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        match node:
            case nodes.FromImport():
                names.update(name if isinstance(name, str) else name[1] for name in node.names)
            case nodes.Import():
                names.add(node.target)
            case nodes.Macro():
                names.add(node.name)
            case nodes.Assign() | nodes.AssignBlock():
                names.update(target.name for target in node.find_all(nodes.Name) if target.ctx == "store")
    return names


GLOBALS = frozenset({"component", "asset"})
"""Functions that templates may call."""


def _constant_calls(tree: nodes.Template, function: str) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == function:
            first = call.args[0] if call.args else None
            if not isinstance(first, nodes.Const) or not isinstance(first.value, str):
                raise ValueError(f"line {call.lineno}: the name given to {function}() must be written out")
            yield first.value


def syntax_problem(error: jinja2.TemplateSyntaxError) -> Diagnostic:
    """Return a template's syntax error at its line."""
    return diagnostic(
        "template-error",
        (error.message or "the template cannot be read").rstrip("."),
        at=(error.lineno, 0),
        source=error.source or "",
        file=shown_path(error.filename or error.name or ""),
    )


def shown_path(path: str) -> str:
    """Return a template's path from the word "themes" on: the folder above is the user's or the package's own."""
    parts = path.replace(os.sep, "/").split("/")
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("themes") :]) if "themes" in parts else path
