"""`--verify` holds on real blogs, whatever is edited in them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.corpora.test_corpora import NOW, ROWS, Row, corpus_site
from tests.properties.edits import edit_at_random
from tests.properties.soak import EDITS, seed_of, tell

pytestmark = pytest.mark.corpus

BETWEEN_PROOFS = 10  # edits: a proof builds everything anew


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_builds_of_a_real_blog_are_exact_after_random_edits(
    row: Row, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(seed_of(len(row.name)))
    site = corpus_site(tmp_path / "site", row)
    assert site.build(now=NOW).ok
    done: list[str] = []
    for number in range(1, EDITS + 1):
        done.append(edit_at_random(site, chance))
        proved = number % BETWEEN_PROOFS == 0 or number == EDITS
        report = site.build(now=NOW, verify=proved)
        assert [found.message for found in report.diagnostics if found.level == "error"] == [], done
    tell(request, {"edits of real blogs": EDITS})
