"""A body's placeholders become addresses: below the base path on a page, absolute in a feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from ssg.core.model import Target, Variant
from ssg.core.urls import absolute, href


def page_body(html: str, targets: Sequence[Target], base_path: str) -> str:
    """Return a body for its own page."""
    html = _with_pictures(html, targets, base_path) if "\x05" in html else html
    return _filled(html, targets, lambda url: href(url, base_path))


PICTURE_SIZES = "(min-width: 44em) 41em, 100vw"
"""How wide a picture in a body is shown: the default theme's measure, and all of a telephone."""


def srcsets(variants: Sequence[Variant], base_path: str) -> str:
    """Return the `<source>` of each format, in the order of the variants."""
    by_type: dict[str, list[str]] = {}
    for made in variants:
        by_type.setdefault(made.type, []).append(f"{href(made.src, base_path)} {made.width}w")
    return "".join(
        f'<source type="{type_}" srcset="{escape(", ".join(found))}" sizes="{PICTURE_SIZES}">'
        for type_, found in by_type.items()
    )


def _with_pictures(html: str, targets: Sequence[Target], base_path: str) -> str:
    """Return a body with `<picture>` around each `<img>` that has other files."""
    opened = [_picture_tag(target, base_path) if target.variants else "" for target in targets]
    closed = ["</picture>" if target.variants else "" for target in targets]
    addresses = [escape(href(target.fallback or target.url, base_path)) for target in targets]
    return _replaced(_replaced(_replaced(html, "\x05", opened), "\x06", addresses), "\x07", closed)


def _picture_tag(target: Target, base_path: str) -> str:
    color = f' class="ph-{target.color}"' if target.color else ""
    return f"<picture{color}>{srcsets(target.variants, base_path)}"


def feed_body(html: str, targets: Sequence[Target], address: str, base_url: str) -> str:
    """Return a body for a feed: every address is absolute; ``address`` is the post's own."""

    def full(url: str) -> str:
        return absolute(address + url if url.startswith(("#", "?")) else url, base_url)

    if "\x05" in html:  # readers of feeds get the picture itself: its address stays when smaller files get others
        nothing = [""] * len(targets)
        html = _replaced(_replaced(html, "\x05", nothing), "\x07", nothing).replace("\x06", "\x02")
    return _filled(html, targets, full)


def _filled(html: str, targets: Sequence[Target], spell: Callable[[str], str]) -> str:
    # Split and joined, a body costs a fifth of what a pattern costs that looks at each of its characters.
    sized = _replaced(html, "\x04", [_size(target) for target in targets]) if "\x04" in html else html
    return _replaced(sized, "\x02", [escape(spell(target.url)) for target in targets])


def _replaced(html: str, mark: str, texts: Sequence[str]) -> str:
    """Return ``html`` with each number between ``mark`` and \\x03 replaced by the text of that number."""
    first, *others = html.split(mark)
    parts = [first]
    for other in others:
        number, _, rest = other.partition("\x03")
        parts += (texts[int(number)], rest)
    return "".join(parts)


def _size(target: Target) -> str:
    return f' width="{target.width}" height="{target.height}"' if target.width and target.height else ""
