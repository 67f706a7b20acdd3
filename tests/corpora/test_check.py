"""The gate on real blogs: it tells what is wrong with them, which was looked at one by one, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ssg.check.gate import checked_site
from ssg.core.options import BuildOptions, silent
from tests.conftest import ROOT
from tests.corpora.test_corpora import NOW, ROWS, Row, corpus_site

SOURCES = frozenset({"dead-link", "mdx-component", "missing-alt", "missing-image", "no-posts", "template-syntax"})
"""Codes of what a build says too, which test_corpora counts."""

PAGES: dict[str, dict[str, int]] = {
    "ai-insight-daily": {},
    "llm-d-blog": {},
    # Headings of the test post begin with links around nothing; it has three h1 elements, raw ones of HTML among them.
    "kubeflow-blog": {"missing-label": 25, "page-outline": 1},
    "simonw-til": {},
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_real_blog_is_told_what_is_wrong_with_its_pages(row: Row, tmp_path: Path) -> None:
    site = corpus_site(tmp_path / "site", row)
    config = site.folder / "site.toml"
    config.write_text(config.read_text("utf-8").replace('theme = "bare"', 'theme = "default"'), encoding="utf-8")

    checked = checked_site(str(site.folder), replace(site.options, now=NOW), silent)

    found = Counter(item.code for item in checked.found if item.level != "note" and item.code not in SOURCES)
    assert found == PAGES[row.name]
    assert Counter(item.code for item in checked.found if item.code in SOURCES) == row.codes
    assert checked.pages > row.posts + row.pages


def test_the_blog_of_this_repository_has_nothing_to_mend(tmp_path: Path) -> None:
    options = BuildOptions(now=NOW, cache_dir=str(tmp_path), environ={})

    checked = checked_site(str(ROOT), options, silent)

    assert checked.found == ()
    assert checked.pages > 50
