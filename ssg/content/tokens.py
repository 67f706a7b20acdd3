"""The part of a Markdown parser's tokens that the modules behind its one door may know.

Only `content/parser` and its loops import the parser; everything else sees tokens through this protocol.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from html import escape
from typing import Any, Protocol


class Token(Protocol):
    """One token of the flat stream: an opening or closing tag, a leaf, or a run of inline tokens."""

    type: str
    tag: str
    content: str
    info: str
    markup: str
    level: int
    block: bool
    hidden: bool

    @property
    def nesting(self) -> int: ...  # 1 opens, -1 closes, 0 does both
    @property
    def attrs(self) -> dict[str, str | int | float]: ...
    @property
    def map(self) -> list[int] | None: ...  # lines of the body, from 0, end exclusive
    @property
    def meta(self) -> dict[Any, Any]: ...
    @property
    def children(self) -> Sequence[Token] | None: ...


Environment = MutableMapping[str, Any]
"""What the parser hands from rule to rule; `collected` in it is a `collecting.Collected`."""

Rule = Callable[[Sequence[Token], int, Any, Environment], str]
"""How a kind of token is printed: (tokens, index, options, environment) → HTML."""


def attributes_html(token: Token, *left_out: str) -> str:
    """Return a token's attributes as they stand in its tag, each with a space before it."""
    return "".join(
        f' {escape(name)}="{escape(str(value))}"' for name, value in token.attrs.items() if name not in left_out
    )
