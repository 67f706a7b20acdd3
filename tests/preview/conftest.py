"""Previews for tests: whole, in a thread, until the end of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.preview.studios import ServedPreviewed
from tests.sites import TestSite

Serve = Callable[..., ServedPreviewed]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a site until the end of the test. Afterwards no thread of it is left."""
    threads = set(threading.enumerate())
    begun: list[ServedPreviewed] = []

    def begin(site: TestSite, drafts: bool = True, **options: Any) -> ServedPreviewed:
        begun.append(ServedPreviewed(site.folder, drafts, **options))
        begun[-1].open()
        return begun[-1]

    yield begin
    for preview in begun:
        preview.close()
    left = set(threading.enumerate()) - threads
    assert [thread.name for thread in left if thread.name.startswith("ssg")] == []
