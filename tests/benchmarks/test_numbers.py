"""Times, memory and the goals that they are held against."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.goals import GOALS
from benchmarks.measure import Failed, Spread, peak_memory_bytes, spread, timed
from benchmarks.report import report
from benchmarks.results import CorpusResult, Sample, load_results, save_result, seconds

MEGABYTE = 1_000_000
HELD = 60 * MEGABYTE
HOLD = f"held = b'x' * {HELD}; [number for number in range(3_000_000)]"
HOLD_IN_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}], check=True)"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2.0], Spread(2.0, 2.0, 2.0, 1)),
        ([3.0, 1.0, 2.0], Spread(2.0, 1.0, 3.0, 3)),
        ([4.0, 1.0, 2.0, 3.0], Spread(2.5, 1.0, 4.0, 4)),
        ([1.0, 1.0, 100.0], Spread(1.0, 1.0, 100.0, 3)),
    ],
)
def test_a_spread_is_the_median_between_both_ends(values: list[float], expected: Spread) -> None:
    assert spread(values) == expected


def test_a_timed_command_takes_wall_and_processor_time(tmp_path: Path) -> None:
    timing = timed([sys.executable, "-c", "sum(range(3_000_000))"], str(tmp_path))
    assert timing.seconds > 0
    assert timing.processor_seconds > 0


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no such theme"):
        timed([sys.executable, "-c", "import sys; sys.exit('no such theme')"], str(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("code", [HOLD, HOLD_IN_CHILD], ids=["itself", "its child"])
def test_peak_memory_is_that_of_the_whole_process_tree(code: str, tmp_path: Path) -> None:
    assert HELD < peak_memory_bytes([sys.executable, "-c", code], str(tmp_path)) < HELD + 300 * MEGABYTE


def result(name: str, size: int, medians: dict[tuple[str, str], float], memory: dict[str, int]) -> CorpusResult:
    samples = [Sample(peer, work, 0, taken, taken, 1) for (peer, work), taken in medians.items()]
    return CorpusResult(name, size, "posts", "command", "2026-01-15", 1, 0.0, {}, {}, memory, samples)


MEASURED = (
    result("news-1000", 1_000, {("pelican", "cold"): 8.0}, {}),
    result(
        "news-10000",
        10_000,
        {
            ("ssg", "cold"): 9.0,
            ("hugo", "cold"): 12.0,
            ("hugo-related", "cold"): 250.0,
            ("ssg", "nothing"): 0.6,
            ("hugo", "nothing"): 12.0,
        },
        {"ssg": 300 * MEGABYTE, "hugo": 1_000 * MEGABYTE},
    ),
    result("news-100000", 100_000, {("ssg", "cold"): 90.0}, {"ssg": 1_500 * MEGABYTE}),
)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("10,000 posts, cold, against Hugo with related", 0.036),
        ("10,000 posts, cold, against Hugo without related", 0.75),
        ("cold, a post, against Pelican at 1,000", 0.1125),
        ("10,000 posts, nothing changed, against Hugo without related", 0.05),
        ("10,000 posts, peak memory, against Hugo without related", 0.3),
        ("100,000 posts, cold, against 10,000", 10.0),
        ("100,000 posts, peak memory", 1.5),
    ],
)
def test_goals_are_held_against_the_medians(work: str, expected: float) -> None:
    (goal,) = [goal for goal in GOALS if goal.work == work]
    assert goal.measured({row.name: row for row in MEASURED}) == pytest.approx(expected)


def test_a_goal_whose_corpus_was_not_measured_has_no_number() -> None:
    assert [goal.measured({}) for goal in GOALS] == [None] * len(GOALS)


def test_the_report_says_which_goals_are_met() -> None:
    text = report(MEASURED, note="A trial.")
    assert "| 10,000 posts, cold, against Hugo without related | ≤ 1 | 0.75 | met |" in text
    assert "| 10,000 posts, nothing changed, against Hugo without related | ≤ 0.03 | 0.05 | missed |" in text
    assert "| AI digest, cold, against Hugo without related | ≤ 1 | – |  |" in text
    assert "**A trial.**" in text


def test_results_are_kept_from_run_to_run_in_order_of_size(tmp_path: Path) -> None:
    for row in reversed(MEASURED):
        save_result(str(tmp_path), row)
    assert load_results(str(tmp_path)) == list(MEASURED)


def test_a_result_of_another_version_of_the_benchmark_is_left_out(tmp_path: Path) -> None:
    save_result(str(tmp_path), MEASURED[0])
    (tmp_path / "results" / "news-5.json").write_text('{"name": "news-5"}')
    assert load_results(str(tmp_path)) == [MEASURED[0]]


def test_what_was_not_measured_has_no_spread() -> None:
    assert seconds(MEASURED[0], "hugo", "cold") is None


def test_a_command_is_measured_as_users_run_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    timed([sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)"], str(tmp_path))
