"""Histories: a state machine that plays moves on a site, builds now and then, and holds every build to the law."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.properties.law import build_by_the_law
from tests.properties.moves import Move
from tests.properties.moves_content import CONTENT_MOVES
from tests.properties.moves_ledger import LEDGER_MOVES
from tests.properties.moves_quiet import QUIET_MOVES, begin_quietly
from tests.properties.moves_theme import THEME_MOVES
from tests.properties.moves_trouble import TROUBLE_MOVES
from tests.properties.world import World, an_hour_later


class Histories(RuleBasedStateMachine):
    """A site that is changed and built, again and again."""

    played: Counter[str] = Counter()  # of all histories of this process: "histories", "moves", "builds", "exact" builds

    @initialize()
    def begin(self) -> None:
        self.world = World(Path(tempfile.mkdtemp()))
        self.prepare()
        self.sound = True
        self.played["histories"] += 1

    def prepare(self) -> None:
        """Add to the site that every history begins with."""

    @rule(at_rest=st.booleans())
    def build(self, at_rest: bool) -> None:
        """Build; the files are at rest when they were changed long before."""
        self.sound = False
        with an_hour_later() if at_rest else nullcontext():
            build_by_the_law(self.world)
        self.sound = True

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            if self.sound:
                self.build(at_rest=True)
        finally:
            self.played["builds"] += self.world.builds
            self.played["exact"] += self.world.exact
            self.world.close()


def _rule_of(move: Move) -> Callable[..., None]:
    def play(self: Histories, then: str, **values: Any) -> None:
        self.played["moves"] += 1
        self.sound = False
        move.play(self.world, **values)
        self.sound = True
        if then != "go on":
            self.build(at_rest=then == "build at rest")

    play.__name__ = move.name
    play.__doc__ = move.play.__doc__
    chosen: dict[str, Any] = {"then": st.sampled_from(["go on", "build", "build at rest"]), **move.values}
    attach: Callable[..., Callable[..., None]] = rule(**chosen)
    return precondition(lambda self: bool(move.when(self.world)))(attach(play))


class QuietHistories(Histories):
    """A site whose posts are edited and nothing else, so that builds can take the short way; and mishaps."""

    def prepare(self) -> None:
        begin_quietly(self.world)


def _take(machine: type[Histories], moves: Iterable[Move]) -> None:
    for move in moves:
        setattr(machine, move.name, _rule_of(move))


class AnyHistories(Histories):
    """A site to which everything happens."""


_take(AnyHistories, (*CONTENT_MOVES, *THEME_MOVES, *TROUBLE_MOVES, *LEDGER_MOVES))
_take(QuietHistories, (*QUIET_MOVES, *LEDGER_MOVES))

HISTORIES = settings(
    stateful_step_count=15,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""What all runs of the machine have in common."""
