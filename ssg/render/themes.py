"""Themes: the door to Jinja. Where templates are found, layer over layer, and the environment that prints them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import NamedTuple

import jinja2
from jinja2.bccache import Bucket

from ssg.core.digests import digest_bytes
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.theme import Layer, Theme, Written
from ssg.core.theme_contract import FILTERS

TEMPLATES = "templates"
COMPONENTS = "components/"


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
        if start and not start.isdecimal():
            raise jinja2.TemplateNotFound(template)
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
    """What templates were compiled to, each by its name and text: of an edited theme one is compiled, not thirty.

    The Python of some may be ``written`` already, by this process or one that it began: never by a file, which
    might be somebody else's.
    """

    def __init__(self, written: Iterable[Written] = ()) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}  # of each template the last text
        self._written = {item.key: item for item in written}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        written = self._written.get(bucket.key)
        if checksum == bucket.checksum:
            bucket.code = code
        elif written and written.checksum == bucket.checksum:
            bucket.code = compile(written.python, written.path, "exec")
            self.dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


@lru_cache(maxsize=8)
def compiled_before(of: bytes) -> Compiled:
    """Return what this process has compiled, where ``of`` is the digest of all that the Python hangs on."""
    return Compiled()


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


def written_by(environment: LayeredEnvironment, names: Iterable[str]) -> list[Written]:
    """Return the Python of the templates of these names. One that cannot be read is left out: its printer says why."""
    keys = Compiled()
    found = []
    for name in names:
        with contextlib.suppress(OSError, ValueError, jinja2.TemplateError):
            text, path, _ = environment.loader.get_source(environment, name)
            python = environment.compile(text, name, path, raw=True)
            found.append(Written(keys.get_cache_key(name, path), keys.get_source_checksum(text), path or "", python))
    return found


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


def syntax_problem(error: jinja2.TemplateSyntaxError) -> Diagnostic:
    """Return a template's syntax error at its line."""
    return diagnostic(
        "template-error",
        (error.message or "the template cannot be read").rstrip("."),
        at=(error.lineno, 0),
        source=error.source or "",
        file=shown_path(error.filename or error.name or ""),
    )


def template_place(theme: Theme, name: str) -> str:
    """Return where the template ``name`` of a theme stands, from the word "themes" on."""
    return shown_path(LayeredLoader(theme.layers, {}).locate(name)[1])


def shown_path(path: str) -> str:
    """Return a template's path from the word "themes" on: the folder above is the user's or the package's own."""
    parts = path.replace(os.sep, "/").split("/")
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("themes") :]) if "themes" in parts else path
