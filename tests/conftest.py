"""Fixtures for all tests: a site in a temporary folder, and the corpora of real blogs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sites import TestSite

ROOT = Path(__file__).parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    """An empty site with the bare theme."""
    return TestSite(tmp_path / "site")


@pytest.fixture
def corpus() -> Callable[[str], Path]:
    """Give the folder of a corpus by its name; fail, never skip, when the corpora are not there."""

    def find(name: str) -> Path:
        folder = CORPORA / name
        if not folder.is_dir():
            pytest.fail(f"the corpora are to stand beside the repository, in {os.path.relpath(CORPORA, ROOT)}")
        return folder

    return find
