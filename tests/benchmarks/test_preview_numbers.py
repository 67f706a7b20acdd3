"""What a preview benchmark measured is kept row by row, and told as medians, percentiles and goals."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.preview_goals import GOALS
from benchmarks.preview_report import preview_section
from benchmarks.preview_results import (
    MEMORY,
    NEVER,
    ONE_TAB,
    START,
    EditSample,
    Figure,
    PreviewResult,
    is_measured,
    load_preview,
    load_previews,
    percentile,
    save_preview,
    settled_milliseconds,
    shown_milliseconds,
    with_row,
)

FIFTY = [float(number) for number in range(1, 51)]


def edit(peer: str, row: str, shown: float | None, settled: float | None = None) -> EditSample:
    return EditSample(peer, row, shown, settled, 0.5)


def result(size: int, edits: list[EditSample], figures: list[Figure]) -> PreviewResult:
    versions = {"ssg": "0.1.0", "hugo": "0.168.0"}
    return PreviewResult(f"news-{size}", size, "posts", "command", "2026-01-15", 0.0, versions, edits, figures)


MEASURED = result(
    10_000,
    [
        *(edit("ssg", "body", value) for value in FIFTY),
        *(edit("hugo", "body", value * 20) for value in FIFTY),
        *(edit("ssg", "title", 150, settled) for settled in (900, 1_600, None)),
        edit("hugo", "style", None),
    ],
    [
        Figure("ssg", "start", START, 2.5),
        Figure("ssg", "start", START, 1.5),
        Figure("ssg", "start", START, 1.75),
        Figure("ssg", "idle", ONE_TAB, 0.015),
        *(Figure("ssg", "memory", MEMORY, size * 1e6) for size in (300, 400, 500, 500, 540)),
    ],
)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (FIFTY, 0.95, 48.0),
        (FIFTY[::-1], 0.95, 48.0),
        (FIFTY, 0.0, 1.0),
        (FIFTY, 1.0, 50.0),
        ([7.0], 0.95, 7.0),
        ([*FIFTY[:-3], NEVER, NEVER, NEVER], 0.95, NEVER),
        ([*FIFTY[:-2], NEVER, NEVER], 0.95, 48.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_an_edit_that_never_shows_counts_as_longer_than_all_others() -> None:
    assert shown_milliseconds(MEASURED, "hugo", "style") == [NEVER]
    assert settled_milliseconds(MEASURED, "ssg", "title") == [900, 1_600, NEVER]


def test_a_row_measured_again_takes_the_place_of_that_row_of_those_peers() -> None:
    again = with_row(MEASURED, "body", ["ssg"], ([edit("ssg", "body", 5.0)], []))

    assert shown_milliseconds(again, "ssg", "body") == [5.0]
    assert shown_milliseconds(again, "hugo", "body") == shown_milliseconds(MEASURED, "hugo", "body")
    assert shown_milliseconds(again, "ssg", "title") == shown_milliseconds(MEASURED, "ssg", "title")
    assert again.figures == MEASURED.figures


@pytest.mark.parametrize(
    ("peer", "row", "edits", "expected"),
    [
        ("ssg", "body", 50, True),
        ("ssg", "body", 51, False),
        ("hugo", "body", 10, True),
        ("hugo", "title", 1, False),
        ("ssg", "start", 50, True),
        ("hugo", "start", 50, False),
    ],
)
def test_a_row_with_as_many_edits_as_asked_for_is_not_measured_again(
    peer: str, row: str, edits: int, expected: bool
) -> None:
    assert is_measured(MEASURED, row, peer, edits) is expected


def test_results_are_kept_from_run_to_run_in_order_of_size(tmp_path: Path) -> None:
    small = result(1_000, [], [])
    for kept in (MEASURED, small):
        save_preview(str(tmp_path), kept)
    assert load_previews(str(tmp_path)) == [small, MEASURED]


def test_a_result_of_another_version_of_the_benchmark_is_left_out(tmp_path: Path) -> None:
    save_preview(str(tmp_path), MEASURED)
    (tmp_path / "preview-results" / "news-10000.json").write_text('{"name": "news-10000"}')
    assert load_preview(str(tmp_path), "news-10000") is None
    assert load_previews(str(tmp_path)) == []


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("body, 95th percentile", 48.0),
        ("title, settled, 95th percentile", NEVER),
        ("style sheet, 95th percentile", None),
        ("body, median, against Hugo's", 0.05),
        ("start with a warm cache to the first page, median", 1.75),
        ("idle, no tab, of one core", None),
        ("idle, one tab, of one core", 1.5),
        ("memory after all edits", 540.0),
        ("memory, the last reading against the middle one", 1.08),
    ],
)
def test_goals_are_held_against_what_was_measured(work: str, expected: float | None) -> None:
    (goal,) = [goal for goal in GOALS if (goal.work, goal.size) == (work, 10_000)]
    assert goal.measured(MEASURED) == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    "line",
    [
        "| 10,000 posts, body, 95th percentile | ≤ 100 ms | 48 ms | met |",
        "| 10,000 posts, memory, the last reading against the middle one | ≤ 1.05 | 1.08 | missed |",
        "| 1,000 posts, body, 95th percentile | ≤ 80 ms | – |  |",
        "| body | 26, 48 | 510, 960 | 0.050 | 50 |",
        "| title | 150, 150 | – | – | 3 |",
        "| title, settled | 1,600, never, 1 of 3 never | – |  |  |",
        "| style sheet | – | never, never, 1 of 1 never | – | 1 |",
        "| start with a warm cache to the first page | 1.75 s | – |",
        "| idle, one tab | 1.50% | – |",
        "| memory after half of them | 500 MB | – |",
    ],
)
def test_the_section_tells_medians_percentiles_and_goals(line: str) -> None:
    assert line in preview_section([MEASURED]).splitlines()
