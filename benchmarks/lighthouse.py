"""What Lighthouse says of the sample blog on a phone: four categories on the front page, an article and a tag.

    python -m benchmarks.lighthouse [--runs N] [--tools FOLDER]

The blog is built for the address at which it is then served, compressed and with the headers of `_headers`, as by a
host. Lighthouse slows network and processor down, as its preset for phones does; of each page and category the median
of the runs counts. It wants npm, Chromium and nothing else running, and writes its section of RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.sections import LIGHTHOUSE, write_section
from benchmarks.static_host import address_of, listening, serving
from ssg import BuildOptions, build

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RESULTS = os.path.join(ROOT, "benchmarks", "RESULTS.md")
NOW = "2026-02-01T12:00:00+00:00"

PAGES = {
    "front page": "/",
    "article": "/news/xiaomi-luo-fuli-mimo/",
    "tag": "/tags/artificial-intelligence/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
    "total-byte-weight": "bytes",
}
GOAL = 99
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"

Report = Mapping[str, Any]
"""What Lighthouse writes as JSON."""


class Row(NamedTuple):
    """What several runs said of a page."""

    page: str
    scores: Mapping[str, float]  # category → 0 to 100
    metrics: Mapping[str, str]  # metric in words → as Lighthouse prints it, of the median run
    lost: Mapping[str, float]  # audit → points of 100 that it takes in its category, where it takes any


# ── from reports to rows ────────────────────────────────────────────────────────────────────────────


def row_of(page: str, reports: Sequence[Report]) -> Row:
    """Return the medians of some runs; metrics and lost points are those of the run with the median performance."""
    ordered = sorted(reports, key=lambda report: score(report, "performance"))
    middle = ordered[len(ordered) // 2]
    scores = {name: statistics.median(score(report, name) for report in reports) for name in CATEGORIES}
    shown = {words: str(middle["audits"][name]["displayValue"]) for name, words in METRICS.items()}
    metrics = {words: text.removeprefix("Total size was ") for words, text in shown.items()}
    return Row(page, scores, metrics, lost_points(middle))


def score(report: Report, category: str) -> float:
    """Return a score from 0 to 100; 0 where Lighthouse could not tell."""
    return round(100 * (report["categories"][category]["score"] or 0), 1)


def lost_points(report: Report) -> dict[str, float]:
    """Return the audits that cost points, most first."""
    lost = {}
    for category in CATEGORIES:
        refs = report["categories"][category]["auditRefs"]
        total = sum(ref["weight"] for ref in refs if report["audits"][ref["id"]]["score"] is not None) or 1
        for ref in refs:
            got = report["audits"][ref["id"]]["score"]
            if got is not None and got < 1 and ref["weight"]:
                lost[f"{category}: {ref['id']}"] = round(100 * ref["weight"] * (1 - got) / total, 1)
    return dict(sorted(lost.items(), key=lambda item: (-item[1], item[0])))


def section(rows: Iterable[Row], version: str, runs: int) -> str:
    """Return the section of RESULTS.md."""
    rows = list(rows)
    lines = [
        LIGHTHOUSE,
        "",
        f"The sample blog on a slowed-down phone: Lighthouse {version}, its mobile preset, medians of {runs} runs."
        f" The goal is {GOAL} in every category. Made by `python -m benchmarks.lighthouse`.",
        "",
        f"| page | {' | '.join(CATEGORIES)} | {' | '.join(METRICS.values())} |",
        "|---" * (1 + len(CATEGORIES) + len(METRICS)) + "|",
    ]
    for row in rows:
        cells = [f"{row.scores[name]:g}" for name in CATEGORIES] + [row.metrics[words] for words in METRICS.values()]
        lines.append(f"| {row.page} | {' | '.join(cells)} |")
    lost = [f"{row.page}: {audit} ({points:g})" for row in rows for audit, points in row.lost.items() if points >= 0.1]
    lines += ["", f"What takes points: {'; '.join(lost)}." if lost else "Nothing takes points."]
    return "\n".join(lines)


# ── running it ──────────────────────────────────────────────────────────────────────────────────────


def installed(folder: str) -> str:
    """Return the path of Lighthouse, installed into ``folder`` where it is not there yet."""
    command = os.path.join(folder, "node_modules", ".bin", "lighthouse")
    if not os.path.exists(command):
        os.makedirs(folder, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "lighthouse"]
        subprocess.run(npm, check=True)
    return command


def audit(lighthouse: str, url: str) -> Report:
    """Return the report of one run."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), "")
    options = ["--output=json", "--output-path=stdout", "--quiet", f"--chrome-flags={FLAGS}"]
    options.append(f"--only-categories={','.join(CATEGORIES)}")
    done = subprocess.run(
        [lighthouse, url, *options], capture_output=True, check=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    report: Report = json.loads(done.stdout)
    return report


def measured(lighthouse: str, runs: int) -> tuple[list[Row], str]:
    """Return a row for each page, and the version of Lighthouse."""
    with tempfile.TemporaryDirectory() as folder, listening() as server:
        output = os.path.join(folder, "output")
        options = BuildOptions(
            output=output,
            cache_dir=os.path.join(folder, "cache"),
            now=NOW,
            locked=True,
            base_url=address_of(server),
            environ={},
        )
        report = build(ROOT, options)
        if not report.ok:
            sys.exit(f"the sample blog has errors: {report.diagnostics}")
        with serving(server, output) as address:
            found = {page: [_audit(lighthouse, address + path) for _ in range(runs)] for page, path in PAGES.items()}
    version = next(iter(found.values()))[0]["lighthouseVersion"]
    return [row_of(page, reports) for page, reports in found.items()], str(version)


def _audit(lighthouse: str, url: str) -> Report:
    report = audit(lighthouse, url)
    print(url, *(f"{name} {score(report, name):g}" for name in CATEGORIES), sep="  ", flush=True)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tools", default=os.path.join(ROOT, ".tools", "lighthouse"), help="where Lighthouse is")
    parser.add_argument("--results", default=RESULTS, help="the file to write the section to; empty for none")
    chosen = parser.parse_args()
    rows, version = measured(installed(chosen.tools), chosen.runs)
    text = section(rows, version, chosen.runs)
    print(text)
    if chosen.results:
        write_section(chosen.results, LIGHTHOUSE, text)


if __name__ == "__main__":
    main()
