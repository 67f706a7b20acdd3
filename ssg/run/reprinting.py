"""Components printed anew for a theme that prints them otherwise: each call once, in all processes.

A post's card stands on ten pages. Workers that print what their own pages hold would print nearly all cards each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ssg.catalog.kept_site import KeptSite
from ssg.catalog.loaded_site import loaded_entries
from ssg.catalog.site import Entry
from ssg.content.parse_options import parse_key, parse_options
from ssg.core.model import Document
from ssg.core.theme import Theme
from ssg.core.views import SiteInfo
from ssg.publish.cache import Cache
from ssg.publish.engine import parse_engine
from ssg.render.render import Renderer
from ssg.run.executors import run_chunks
from ssg.run.rendering import make_renderer
from ssg.run.standing import Printing


class NotPrinted(Exception):
    """A component that fails, or a post that nobody knows: the page that calls it is to be rendered."""


class Press(NamedTuple):
    """What a process opens once."""

    renderer: Renderer
    cache: Cache
    entries: Mapping[str, Entry]  # by path


@dataclass(frozen=True, slots=True)
class Reprint:
    """What all workers share, inherited by the fork."""

    printings: Sequence[Printing]
    theme: Theme
    site: SiteInfo
    strings: Mapping[bytes, dict[str, str]]  # by their digest
    kept: KeptSite
    cache_folder: str
    opened: list[Press] = field(default_factory=list)  # this process's own: at most one


def reprinted(context: Reprint, *, workers: int) -> dict[Printing, bytes]:
    """Return what each call prints. Raises NotPrinted, sqlite3.Error."""
    found: dict[Printing, bytes] = {}
    for _, (start, texts) in run_chunks(_print_chunk, context, len(context.printings), workers):
        found.update(zip(context.printings[start : start + len(texts)], texts, strict=True))
    return found


def in_order(printings: Iterable[Printing]) -> list[Printing]:
    """Return each once, those of one post together: it is read once."""
    return sorted(dict.fromkeys(printings), key=lambda one: one.call.posts)


def _print_chunk(context: Reprint, start: int, stop: int) -> tuple[int, list[bytes]]:
    if not context.opened:
        context.opened.append(_opened(context))
    press = context.opened[0]
    try:
        with press.cache.reading():
            return start, [_printed(context, press, one) for one in context.printings[start:stop]]
    except Exception as error:
        raise NotPrinted(str(error)) from None


def _opened(context: Reprint) -> Press:
    cache = Cache(context.cache_folder, parse_engine())
    options = parse_options(context.kept.config)

    def read_document(digest: bytes) -> Document:
        document = cache.document(parse_key(digest, options))
        if document is None:
            raise NotPrinted(digest.hex())
        return document

    entries = {entry.path: entry for entry in loaded_entries(context.kept, read_document)}
    return Press(make_renderer(context.theme, context.site, cache), cache, entries)


def _printed(context: Reprint, press: Press, one: Printing) -> bytes:
    call = one.call
    values: dict[str, object] = dict(call.values)
    values |= {name: press.entries[path].summary for name, path in call.posts}
    strings = context.strings[one.strings]
    return press.renderer.component(call.component, strings, context.theme.settings, values)
