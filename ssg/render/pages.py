"""A page: the values of its job printed by its template."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import cast

import jinja2
from markupsafe import Markup

from ssg.core.artifacts import Artifact
from ssg.core.digests import digest_value
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.model import Body, Job, Post, Summary, Target, Value
from ssg.core.theme import Layer, Theme, Written
from ssg.core.urls import absolute, href
from ssg.core.views import PageInfo, Paginator, SiteInfo
from ssg.render.bodies import page_body
from ssg.render.compiling import PageEnvironment
from ssg.render.dates import language_name, long_date, month_name, open_graph_locale, short_date
from ssg.render.moments import w3c
from ssg.render.readdressing import addresses_in
from ssg.render.splicing import Component, Page, put_together
from ssg.render.structured_data import structured_data
from ssg.render.template_names import failure_in_words
from ssg.render.theme_assets import asset_address
from ssg.render.themes import (
    COMPONENTS,
    Compiled,
    LayeredEnvironment,
    Templates,
    compiled_before,
    make_environment,
    shown_path,
    syntax_problem,
    template_files,
    written_by,
)

ReadBody = Callable[[bytes], Body]
"""Gives the body of a key, from the parse cache or from wherever the jobs were sent."""


COMPONENTS_KEPT = 16_384  # by a process: about 20 MB of cards, those of a hundred posts for each one in a chunk
COMPONENTS_OF_A_PREVIEW = 512  # those of a few pages: after an edit most values are others, and none is asked for again

_HELD = (Value, tuple, dict, list)  # values that are told apart by identity


class RenderError(Exception):
    """A template failed. Its one argument is the diagnostic, so that it can cross processes."""

    @property
    def problem(self) -> Diagnostic:
        return cast(Diagnostic, self.args[0])


class PageRenderer:
    """The templates of one theme for one site, compiled once a process.

    Components are pure functions of the values given, so that a card is rendered once and reused.
    """

    def __init__(self, theme: Theme, site: SiteInfo, held: Templates, compiled: Compiled | None) -> None:
        self._site = site
        self._theme = theme
        # The fast way must know what its Python hangs on; a short build reads the few templates that it prints.
        self._held = template_files(theme) if compiled is None and not held else held
        self._shared: dict[str, object] = {}  # what components see beside their own values, of the job at hand
        self._components: dict[tuple[object, ...], tuple[Component, object]] = {}
        self._called = 0  # components, by the page at hand itself
        self._within = 0  # how many components call each other now
        self._most_components = COMPONENTS_KEPT if compiled is None else COMPONENTS_OF_A_PREVIEW
        self._assets = _asset_addresses(theme, site)
        self._assets_asked = 0  # by the page at hand
        self._plain = self._environment(theme, LayeredEnvironment, compiled)
        # The fast way draws templates into each other: it pays off where many pages come of one compilation.
        self._fast = (
            self._environment(theme, PageEnvironment, self._compiled_before()) if compiled is None else self._plain
        )
        self._used = self._fast
        self._is_one_site = compiled is None  # a build's; a preview goes from one moment to the next

    def _environment(
        self, theme: Theme, kind: type[LayeredEnvironment], compiled: Compiled | None = None
    ) -> LayeredEnvironment:
        filters = filters_of(self._site.base_url, self._site.base_path)
        environment = make_environment(theme.layers, filters, kind, self._held, compiled)
        environment.globals |= {"component": self._component, "asset": self._asset}
        return environment

    def _compiled_before(self) -> Compiled | None:
        """Return what this process has compiled of the same templates; None where one is not as the theme has it."""
        theme, site = self._theme, self._site
        digests = {name: digest for info in theme.templates.values() for name, digest in info.files.items()}
        if digests.keys() != self._held.keys():
            return None
        layers = [(layer.name, layer.folder) for layer in theme.layers]
        return compiled_before(digest_value([layers, sorted(digests.items()), site.base_url, site.base_path]))

    def expect(self, pages: Mapping[str, int]) -> None:
        """Take the numbers of pages to come by their templates."""
        if isinstance(self._fast, PageEnvironment):
            self._fast.expect(pages)

    def take_assets(self, theme: Theme) -> None:
        """Lead to the assets of ``theme``, which has the same templates."""
        self._theme = theme
        self._assets = _asset_addresses(theme, self._site)
        self._components.clear()

    def _asset(self, name: str) -> str:
        self._assets_asked += 1
        return self._assets[name]

    def artifact(self, job: Job, read_body: ReadBody) -> Artifact:
        """Return the page's bytes, and what is known of its assets and components in them. Raises RenderError."""
        data, places = self._page(job, read_body)
        info = self._theme.templates[job.template]
        alone = info.prints_assets and self._assets_asked == addresses_in(data)
        return Artifact(job.output, data, alone, places if info.components else None)

    def render(self, job: Job, read_body: ReadBody) -> bytes:
        """Return the page's bytes. Raises RenderError."""
        return self._page(job, read_body).data

    def component(self, name: str, shared: dict[str, object], values: dict[str, object]) -> bytes:
        """Return what a component prints of ``values`` where `site`, `strings` and `settings` are as ``shared``.

        Raises whatever its template raises.
        """
        self._shared = shared
        return self._component(name, **values).encode()

    def _page(self, job: Job, read_body: ReadBody) -> Page:
        values = dict(job.values)
        self._shared = {name: values[name] for name in ("site", "strings", "settings")}
        if "content" in values:
            values["content"] = self._content(job, read_body)
        if "structured_data" in values:
            values["structured_data"] = Markup(self._structured_data(values))
        try:
            return self._printed(job, values)
        except Exception:
            return self._printed_plainly(job, values)

    def _printed(self, job: Job, values: dict[str, object]) -> Page:
        self._assets_asked = self._called = self._within = 0
        template = self._used.page_template(job.template)
        pieces = list(template.root_render_func(template.new_context(values)))
        return put_together(pieces, self._called)

    def _printed_plainly(self, job: Job, values: dict[str, object]) -> Page:
        """Return the page as Jinja itself prints it: what fails there fails at its own template's line."""
        self._used = self._plain
        self._assets_asked = self._within = 0
        try:
            return Page(self._used.page_template(job.template).render(values).encode(), None)
        except jinja2.TemplateSyntaxError as error:
            raise RenderError(syntax_problem(error)) from None
        except Exception as error:
            raise RenderError(_template_problem(error, job)) from error
        finally:
            self._used = self._fast

    def _content(self, job: Job, read_body: ReadBody) -> Markup:
        if not job.bodies:
            return Markup("")
        targets = cast("tuple[Target, ...]", job.values["targets"])
        return Markup(page_body(read_body(job.bodies[0]).html, targets, self._site.base_path))

    def _structured_data(self, values: dict[str, object]) -> str:
        page = cast(PageInfo, values["page"])
        post = cast("Post | None", values.get("post"))
        paginator = cast("Paginator | None", values.get("paginator"))
        return structured_data(page, post, self._site, page.crumbs, listed=paginator.posts if paginator else ())

    def _component(self, name: str, **values: object) -> Markup:
        # Values of a job are frozen: their identity is their content. The entry holds them, so that no identity is
        # used twice; but for posts, which go by their paths where there is one site for good: they are 5 KB each.
        strings = self._shared["strings"]
        marks = [value if type(value) is str else self._identity(value) for value in values.values()]
        key = (name, id(strings), *values, *marks)
        known = self._components.get(key)
        self._called += not self._within
        if known is None:
            template = self._used.get_template(COMPONENTS + name)
            held = [value for value in values.values() if not self._goes_by_path(value)]
            self._within += 1
            text = template.render({**self._shared, **values})
            self._within -= 1
            known = (Component.of(text, name, values), (held, strings))
            if len(self._components) >= self._most_components:
                del self._components[next(iter(self._components))]
            self._components[key] = known
        return known[0]

    def _goes_by_path(self, value: object) -> bool:
        return self._is_one_site and type(value) is Summary

    def _identity(self, value: object) -> object:
        if self._goes_by_path(value):
            return Summary, cast(Summary, value).path
        # With its type: 1 equals True, and "&" equals Markup("&"), which prints as something else.
        return id(value) if isinstance(value, _HELD) else (type(value), value)


def filters_of(base_url: str, base_path: str) -> dict[str, Callable[..., object]]:
    """Return the filters of the templates of a site."""
    return {
        "href": lambda url: href(url, base_path),
        "absolute": lambda url: absolute(url, base_url),
        "long_date": long_date,
        "short_date": short_date,
        "month_name": month_name,
        "iso": w3c,
        "open_graph_locale": open_graph_locale,
        "language_name": language_name,
    }


def written_templates(layers: tuple[Layer, ...], names: Iterable[str], base_url: str, base_path: str) -> list[Written]:
    """Return the Python of templates, as a renderer that compiles them as they stand would write it."""
    # With the very filters: Jinja applies them to constants while it compiles.
    return written_by(make_environment(layers, filters_of(base_url, base_path)), names)


def _asset_addresses(theme: Theme, site: SiteInfo) -> dict[str, str]:
    return {name: asset_address(asset.output, site.base_path) for name, asset in theme.assets.items()}


def _template_problem(error: Exception, job: Job) -> Diagnostic:
    """Return the diagnostic of a template that failed, at the line of the template where it did."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith((".html", ".txt"))
    ]
    where = frames[-1] if frames else None
    undefined = isinstance(error, jinja2.UndefinedError)
    message, help = failure_in_words(str(error) if undefined else f"{type(error).__name__}: {error}")
    return diagnostic(
        "template-error",
        message,
        help=help,
        at=(where.lineno or 0, 0) if where else (0, 0),
        source=_source_of(where.filename) if where else "",
        file=shown_path(where.filename) if where else job.template,
        subject=job.output,
    )


def _source_of(path: str) -> str:
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()
