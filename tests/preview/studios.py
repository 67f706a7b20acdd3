"""A running studio, held to the law of the preview, and sites that are edited under it."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from PIL import Image

from ssg.core.errors import Diagnostic
from ssg.core.folders import Folders, folders_of
from ssg.core.options import BuildOptions, silent
from ssg.preview.studio import News, Studio
from ssg.run.live_site import LiveSite
from tests.properties import edits
from tests.run.live_law import Previewed
from tests.sites import CONFIG, NOW, THEMES, TestSite

PATIENCE_SECONDS = 20.0  # until a test is failed that hears nothing


@dataclass
class StudioPreviewed(Previewed):
    """A site folder and the studio that keeps it in memory, in a thread of its own."""

    news: SimpleQueue[News] = field(default_factory=SimpleQueue)

    def begin(self, folders: Folders) -> None:
        self.studio = Studio(folders, self.options(), self.news.put)
        self.press = self.studio.press

    def open(self) -> None:
        self.note()
        self.studio.open(silent)
        self.studio.start()
        self.keep_good_settings()

    def take(self, hints: frozenset[str]) -> None:
        if hints:
            self.studio.wake(hints)
            heard: Future[None] = self.studio.heard()
        else:
            heard = self.studio.caught_up()
        heard.result(PATIENCE_SECONDS)

    def close(self) -> None:
        self.studio.stop()
        super().close()

    @property
    def current(self) -> LiveSite | None:
        return self.studio.current.live

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        return self.studio.current.problems
