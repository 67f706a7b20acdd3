"""RESULTS.md has several writers, and none of them takes away what another has written."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from benchmarks.sections import BUILDS, PREVIEW, SECTIONS, split_sections, write_section

TEXTS = {
    BUILDS: "# Benchmark results\n\n## news-1000\n\n| a | b |\n\n## What each one builds\n\n- this",
    PREVIEW: f"{PREVIEW}\n\nMilliseconds.\n\n### Goals of the preview\n\n| c | d |",
    **{section: f"{section}\n\n- some numbers" for section in SECTIONS if section not in (BUILDS, PREVIEW)},
}


@pytest.mark.parametrize("first", [*permutations(SECTIONS, 2)])
def test_sections_stand_in_one_order_whoever_writes_first(first: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    for section in (*first, *(section for section in reversed(SECTIONS) if section not in first)):
        write_section(str(path), section, TEXTS[section])
    assert path.read_text() == "\n\n".join(TEXTS[section] for section in SECTIONS) + "\n"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_written_again_stands_in_the_place_of_the_old_one(section: str, tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    for name in SECTIONS:
        write_section(str(path), name, TEXTS[name])
    write_section(str(path), section, f"{section}\n\nnew\n")
    expected = TEXTS | {section: f"{section}\n\nnew".strip()}
    assert split_sections(path.read_text()) == expected


def test_the_report_that_stands_in_the_repository_is_kept_as_it_is(tmp_path: Path) -> None:
    committed = (Path(__file__).parents[2] / "benchmarks" / "RESULTS.md").read_text()
    path = tmp_path / "RESULTS.md"
    path.write_text(committed)
    write_section(str(path), PREVIEW, split_sections(committed).get(PREVIEW, ""))
    assert path.read_text() == committed
