"""The outline: everything about a file that others hang on beside its summary. An edit that keeps it moves nothing.

Where it stands, the site has the same posts in the same lists at the same addresses, and all links lead where they led.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ssg.core.model import Document, Link

OWN_FIELDS = frozenset({"title", "subtitle", "summary", "key_points", "ai_use", "extra", "places"})
"""Keys of front matter that are no part of the outline: what they say stands in the post itself and its summary.

The list of corrections hangs on `corrections`, and a topic's key stories on the number of `sources`.
"""


def same_outline(old: Document, new: Document) -> bool:
    """Return whether an edit leaves everything as it was but the post itself and its summary.

    What was found fault with in the two is for the caller: findings have lines, which move.
    """
    return _outline(old) == _outline(new) and _led_to(old.links) == _led_to(new.links) and old.ids == new.ids


def _outline(document: Document) -> dict[str, object]:
    front = msgspec.structs.asdict(document.front)
    return {key: value for key, value in front.items() if key not in OWN_FIELDS}


def _led_to(links: Iterable[Link]) -> list[tuple[str, str]]:
    return [(link.target, link.kind) for link in links]
