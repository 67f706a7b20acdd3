"""A blog of all kinds of files, and the same in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssg.core.artifacts import Artifact
from ssg.core.model import Job
from ssg.render.pages import PageRenderer
from tests.preview.studios import news_site, picture
from tests.run.live_law import Previewed
from tests.sites import TestSite


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    site = news_site(tmp_path / "site", 8)
    site.write("404.md", "Nothing here.")
    site.write_raw("d/q.png", picture(4))
    site.write_raw("d/r.svg", '<svg viewBox="0 0 4 3"><path/></svg>')
    site.write("d/drawn.md", "![Drawn](r.svg)", title="Drawn")
    site.write("old.md", "A rule.", title="Old", updated="2026-01-12")
    return site


@pytest.fixture
def preview(blog: TestSite) -> Iterator[Previewed]:
    """The blog in memory."""
    previewed = Previewed(blog.folder)
    previewed.open()
    yield previewed
    previewed.close()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are rendered from now on."""
    found: list[str] = []
    render = PageRenderer.artifact

    def noted(self: PageRenderer, job: Job, read_body: object) -> Artifact:
        found.append(job.output)
        return render(self, job, read_body)  # type: ignore[arg-type]

    monkeypatch.setattr(PageRenderer, "artifact", noted)
    return found
