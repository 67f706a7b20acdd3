"""The law of the preview: after any history of edits every address gives what a clean build with drafts makes."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import settings
from hypothesis.stateful import get_state_machine_test

from tests.properties.histories import HISTORIES
from tests.properties.soak import HISTORIES_OF_A_SHARD, SHARDS, seed_of, tell
from tests.run.live_histories import AnyLiveHistories, LiveHistories, QuietLiveHistories


@pytest.mark.parametrize("machine", [AnyLiveHistories, QuietLiveHistories])
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_address_gives_the_bytes_of_a_clean_build_after_any_history(
    machine: type[LiveHistories], shard: int, request: pytest.FixtureRequest
) -> None:
    LiveHistories.played.clear()
    chosen = settings(HISTORIES, max_examples=HISTORIES_OF_A_SHARD)
    try:
        hypothesis.seed(seed_of(shard))(get_state_machine_test(machine, settings=chosen))()
    finally:
        tell(request, LiveHistories.played)
