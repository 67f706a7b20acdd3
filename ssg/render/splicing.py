"""A page whose components were printed anew: its bytes with the new ones in the places of the old ones.

That is the page as it would be printed, since it prints its components as they are and asks nothing of them
(`TemplateInfo.components`): whatever they say, the rest stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from markupsafe import Markup

from ssg.core.artifacts import Call, Placed, Places, Scalar
from ssg.core.model import Summary

SCALARS = frozenset({str, int, bool, type(None)})


class Component(Markup):
    """What a component printed. On a page it is a piece of its own, by which its place is known."""

    __slots__ = ("call", "name")
    name: str
    call: Call | None  # None where it was given more than posts and scalars

    @classmethod
    def of(cls, text: str, name: str, values: dict[str, object]) -> Component:
        made = cls(text)
        made.name, made.call = name, _call(name, values)
        return made


def _call(name: str, values: dict[str, object]) -> Call | None:
    scalars: list[tuple[str, Scalar]] = []
    posts = []
    for key, value in values.items():
        if type(value) is Summary:
            posts.append((key, value.path))
        elif type(value) in SCALARS:
            scalars.append((key, value))  # type: ignore[arg-type]
        else:
            return None
    return Call(name, tuple(scalars), tuple(posts))


class Page(NamedTuple):
    """A page as it is printed."""

    data: bytes
    places: Places | None  # None where a component is no piece of its own


def put_together(pieces: Iterable[str], called: int) -> Page:
    """Return the page of ``pieces``, for which as many components were ``called``."""
    parts: list[bytes] = []
    between: list[str] = []
    placed = []
    others = set()
    length = 0
    for piece in pieces:
        if type(piece) is not Component:
            between.append(piece)
            continue
        parts += "".join(between).encode(), piece.encode()
        between.clear()
        start, length = length + len(parts[-2]), length + len(parts[-2]) + len(parts[-1])
        if piece.call is None:
            others.add(piece.name)
        else:
            placed.append(Placed(piece.call, start, len(parts[-1])))
        called -= 1
    data = b"".join([*parts, "".join(between).encode()])
    return Page(data, None if called else Places(tuple(placed), tuple(sorted(others))))


def spliced(page: bytes, places: Places, components: Collection[str], text_of: Callable[[Call], bytes]) -> Page:
    """Return the page with other texts for all calls of ``components``, which are none of ``places.others``."""
    parts: list[bytes] = []
    placed = []
    end = moved = 0
    for one in places.placed:
        if one.call.component in components:
            text = text_of(one.call)
            parts += page[end : one.start], text
            end = one.start + one.length
            placed.append(Placed(one.call, one.start + moved, len(text)))
            moved += len(text) - one.length
        else:
            placed.append(Placed(one.call, one.start + moved, one.length))
    data = b"".join([*parts, page[end:]])
    return Page(data, Places(tuple(placed), places.others))
