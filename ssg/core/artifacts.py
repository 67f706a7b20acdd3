"""The bytes of an output, and where the components of a page stand in them, with what each was given."""

from __future__ import annotations

from ssg.core.model import Value

Scalar = str | int | bool | None


class Call(Value, frozen=True, array_like=True, gc=False):
    """`component("card.html", post=post, heading="h3")`, its values by their names."""

    component: str
    values: tuple[tuple[str, Scalar], ...]
    posts: tuple[tuple[str, str], ...]  # name → path of the post


class Placed(Value, frozen=True, array_like=True, gc=False):
    """A component on a page."""

    call: Call
    start: int  # in bytes
    length: int


class Places(Value, frozen=True, array_like=True, gc=False):
    """The components of a page that can be printed without it, in order, and the names of all others."""

    placed: tuple[Placed, ...]
    others: tuple[str, ...]  # sorted: given what stands nowhere else


class Artifact(Value, frozen=True):
    """The bytes of an output."""

    output: str
    data: bytes
    prints_assets: bool = False  # addresses of assets stand where the template prints them, and nowhere else
    places: Places | None = None  # of its components, where a page has any and it is known
