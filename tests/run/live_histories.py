"""Histories of a preview: moves on a site while it is kept in memory, and looks at it now and then."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ssg.core.clock import read_clock
from tests.properties.moves import Move
from tests.properties.moves_content import CONTENT_MOVES
from tests.properties.moves_quiet import QUIET_MOVES, begin_quietly
from tests.properties.moves_theme import OPTIONS, THEME_MOVES
from tests.properties.world import World, an_hour_later
from tests.run.live_law import Previewed

LOOKS = ("go on", "look", "look at rest", "hint", "compare", "hint and compare", "tidy and compare")

NOT_OF_A_PREVIEW = {"choose_option", "move_the_clock"}
"""Options are those of a command, and a preview is one command; its clock goes by itself."""


class LiveHistories(RuleBasedStateMachine):
    """A site that is changed while it is previewed."""

    played: Counter[str] = Counter()  # of all histories of this process

    @initialize(drafts=st.sampled_from([True, True, False]))
    def begin(self, drafts: bool) -> None:
        self.world = World(Path(tempfile.mkdtemp()))
        self.prepare()
        self.preview = Previewed(self.world.site.folder, drafts)
        self.sound = True
        self.preview.open()
        self.played["histories"] += 1

    def prepare(self) -> None:
        """Add to the site that every history begins with."""

    @rule(how=st.sampled_from(LOOKS[1:]))
    def look(self, how: str) -> None:
        self.sound = False
        if how.startswith("hint"):
            self.preview.hint()
        else:
            with an_hour_later() if "at rest" in how else nullcontext():
                self.preview.look()
        if how.startswith("tidy"):
            self.preview.live.tidy()
        if how.endswith("compare"):
            self.preview.hold_to_the_law()
        self.sound = True

    @rule(to=st.sampled_from(OPTIONS["now"]))
    def move_the_clock(self, to: str) -> None:
        self.preview.epoch["SOURCE_DATE_EPOCH"] = str(read_clock(to, {}))

    @rule()
    def build(self) -> None:
        """Build as somebody does beside the preview: addresses.lock is written, and the cache is tidied up."""
        self.preview.texts_may_be_lost = True
        self.world.build(now="", environ=dict(self.preview.epoch))

    @rule()
    def lose_the_cache(self) -> None:
        self.preview.texts_may_be_lost = True
        for path in self.world.cache.rglob("*"):
            path.unlink()

    def teardown(self) -> None:
        if not hasattr(self, "preview"):
            return
        try:
            if self.sound:
                self.look("compare")
        finally:
            self.played["compared"] += self.preview.compared
            self.preview.close()
            self.world.close()


def _rule_of(move: Move) -> Callable[..., None]:
    def play(self: LiveHistories, then: str, **values: Any) -> None:
        self.played["moves"] += 1
        self.sound = False
        move.play(self.world, **values)
        self.sound = True
        if then != "go on":
            self.look(then)

    play.__name__ = move.name
    play.__doc__ = move.play.__doc__
    chosen: dict[str, Any] = {"then": st.sampled_from(LOOKS), **move.values}
    attach: Callable[..., Callable[..., None]] = rule(**chosen)
    return precondition(lambda self: bool(move.when(self.world)))(attach(play))


class QuietLiveHistories(LiveHistories):
    """A site whose posts are edited and nothing else, so that the short ways can be taken."""

    def prepare(self) -> None:
        begin_quietly(self.world)


def _take(machine: type[LiveHistories], moves: Iterable[Move]) -> None:
    for move in moves:
        setattr(machine, move.name, _rule_of(move))


class AnyLiveHistories(LiveHistories):
    """A site to which everything happens."""


_take(AnyLiveHistories, (move for move in (*CONTENT_MOVES, *THEME_MOVES) if move.name not in NOT_OF_A_PREVIEW))
_take(QuietLiveHistories, QUIET_MOVES[:6])
