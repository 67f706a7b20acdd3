"""A body's placeholders become addresses: below the base path on a page, absolute in a feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from ssg.core.model import Target
from ssg.core.urls import absolute, href

_PLACEHOLDER = re.compile("[\x02\x04]([0-9]+)\x03")


def page_body(html: str, targets: Sequence[Target], base_path: str) -> str:
    """Return a body for its own page."""
    return _filled(html, targets, lambda url: href(url, base_path))


def feed_body(html: str, targets: Sequence[Target], address: str, base_url: str) -> str:
    """Return a body for a feed: every address is absolute; ``address`` is the post's own."""

    def full(url: str) -> str:
        return absolute(address + url if url.startswith(("#", "?")) else url, base_url)

    return _filled(html, targets, full)


def _filled(html: str, targets: Sequence[Target], spell: Callable[[str], str]) -> str:
    addresses = [escape(spell(target.url)) for target in targets]

    def value(match: re.Match[str]) -> str:
        number = int(match[1])
        return addresses[number] if match[0][0] == "\x02" else _size(targets[number])

    return _PLACEHOLDER.sub(value, html)


def _size(target: Target) -> str:
    return f' width="{target.width}" height="{target.height}"' if target.width and target.height else ""
