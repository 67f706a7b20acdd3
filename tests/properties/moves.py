"""What can happen to a site: a move is a function of the world, with the values that chance may give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.properties.world import World

Chosen = TypeVar("Chosen")

WHICH = st.integers(0, 5)
"""Which of the files that there are; counted round."""


@dataclass(frozen=True)
class Move:
    """A row of a table of moves."""

    play: Callable[..., None]
    values: Mapping[str, st.SearchStrategy[Any]] = field(default_factory=dict)  # argument → what it may be
    when: Callable[[World], object] = lambda world: True

    @property
    def name(self) -> str:
        return self.play.__name__


def pick(choices: list[Chosen], which: int) -> Chosen:
    return choices[which % len(choices)]
