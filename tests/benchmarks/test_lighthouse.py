"""Lighthouse's reports become rows: medians, what takes points, and a section of RESULTS.md."""

from __future__ import annotations

import gzip
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from benchmarks.lighthouse import CATEGORIES, METRICS, lost_points, row_of, section
from benchmarks.sections import LIGHTHOUSE, SECTIONS
from benchmarks.static_host import listening, serving


def report(performance: float, **audits: float | None) -> dict[str, Any]:
    """Return a report in which each of ``audits`` has the weight 10 in performance."""
    found: dict[str, Any] = {name: {"score": 1, "displayValue": f"{performance}"} for name in METRICS}
    found |= {name: {"score": value} for name, value in audits.items()}
    refs = [{"id": name, "weight": 10} for name in audits] + [{"id": name, "weight": 0} for name in METRICS]
    empty = {"score": 1.0, "auditRefs": []}
    return {
        "lighthouseVersion": "13.0.1",
        "audits": found,
        "categories": {**dict.fromkeys(CATEGORIES, empty), "performance": {"score": performance, "auditRefs": refs}},
    }


def test_scores_are_medians_and_metrics_those_of_the_run_in_the_middle() -> None:
    row = row_of("article", [report(0.9), report(1.0), report(0.97)])

    assert row.scores == {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
    assert set(row.metrics.values()) == {"0.97"}


def test_an_audit_takes_points_by_its_weight_among_those_that_could_be_made() -> None:
    assert lost_points(report(0.5, slow=0.5, fast=1.0, unknown=None, bad=0.0)) == {
        "performance: bad": 33.3,
        "performance: slow": 16.7,
    }


def test_the_section_has_a_row_for_each_page_and_says_what_takes_points() -> None:
    text = section([row_of("tag", [report(0.9, slow=0.5)])], "13.0.1", 1)

    assert LIGHTHOUSE in SECTIONS
    assert text.startswith(LIGHTHOUSE)
    assert "| tag | 90 | 100 | 100 | 100 |" in text
    assert "What takes points: tag: performance: slow (50)." in text
    assert "Nothing takes points." in section([row_of("tag", [report(1.0)])], "13.0.1", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_headers").write_text("/*\n  X-Test: all\n/site.css\n  Cache-Control: immutable\n", "utf-8")
    (tmp_path / "index.html").write_text("<p>home</p>" * 50, "utf-8")
    (tmp_path / "404.html").write_text("not here", "utf-8")
    (tmp_path / "site.css").write_text("p { color: teal }", "utf-8")
    (tmp_path / "a.png").write_bytes(b"picture")
    return tmp_path


def test_the_host_compresses_text_and_sends_the_sites_own_headers(folder: Path) -> None:
    with listening() as server, serving(server, str(folder)) as address:
        asked = urllib.request.Request(f"{address}/", headers={"Accept-Encoding": "gzip, br"})
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["X-Test"] == "all"
            assert gzip.decompress(answer.read()) == (folder / "index.html").read_bytes()
        with urllib.request.urlopen(f"{address}/site.css") as answer:
            assert (answer.headers["Content-Encoding"], answer.headers["Cache-Control"]) == (None, "immutable")
        with urllib.request.urlopen(f"{address}/a.png") as answer:
            assert (answer.headers["Content-Type"], answer.read()) == ("image/png", b"picture")


@pytest.mark.parametrize("path", ["/nope", "/../secret", "/%2e%2e/secret", "/site.css/x"])
def test_what_is_not_there_is_the_sites_own_404_page(folder: Path, path: str) -> None:
    with listening() as server, serving(server, str(folder)) as address:
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(address + path)
        assert (caught.value.code, caught.value.read()) == (404, b"not here")
        caught.value.close()
