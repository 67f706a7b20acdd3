"""All of the configuration that parsing depends on, and the key of what it makes of a file's bytes.

It stands by itself: who asks the parse cache for a document needs no parser.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from ssg.core.digests import combine, digest_value
from ssg.core.settings import Config


class FrontOptions(msgspec.Struct, frozen=True):
    """The settings that reading front matter depends on."""

    rename: tuple[tuple[str, str], ...] = ()  # (the site's own key, the standard key)
    unknown: Literal["warn", "error", "ignore"] = "warn"


class MarkdownOptions(msgspec.Struct, frozen=True):
    """The `[markdown]` table of site.toml."""

    html: bool = True  # raw HTML is printed as typed; else it is escaped
    math: bool = False


class ParseOptions(msgspec.Struct, frozen=True):
    """All of the configuration that parsing depends on."""

    front: FrontOptions
    markdown: MarkdownOptions = MarkdownOptions()
    search: bool = True  # whether words are kept for the search


def parse_options(config: Config) -> ParseOptions:
    """Return all of the configuration that parsing depends on."""
    front = FrontOptions(config.front_matter.rename, config.front_matter.unknown)
    markdown = MarkdownOptions(config.markdown.html, config.markdown.math)
    return ParseOptions(front, markdown, config.search.enabled)


def parse_key(source_digest: bytes, options: ParseOptions) -> bytes:
    """Return the key of what `parse` makes of the bytes with this digest."""
    return combine((source_digest, _options_digest(options)))


@lru_cache(maxsize=8)
def _options_digest(options: ParseOptions) -> bytes:
    return digest_value(options)
