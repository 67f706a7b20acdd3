"""The benchmark finds its way about our own preview: it starts, it shows every edit, everywhere, and it ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.corpus import news_corpus
from benchmarks.peers import OURS
from benchmarks.peers.peer import Tools
from benchmarks.preview_edits import EDITS, Edit, save
from benchmarks.preview_pages import places
from benchmarks.preview_servers import HOST, SERVERS, Running, can_serve, serving, wait_for_text
from benchmarks.preview_tabs import shown, tab
from benchmarks.sites import Site, lay_out

pytestmark = pytest.mark.browser

POSTS = 12
PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    (laid_out,) = lay_out([SERVERS[OURS].peer], news_corpus(POSTS), str(tmp_path_factory.mktemp("preview")))
    return laid_out


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Running]:
    with serving(Tools(""), site) as started:
        assert wait_for_text(started, started.edited, site.edited.title, PATIENCE_SECONDS) is not None
        yield started


def test_our_preview_can_be_measured() -> None:
    assert can_serve(Tools(""), SERVERS[OURS])


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.id)
def test_each_edit_comes_into_the_open_page(chromium: Browser, running: Running, edit: Edit) -> None:
    change = edit.change(running.server, running.site, 7)
    with tab(chromium, f"http://{HOST}:{running.port}{running.edited}", edit.watcher) as page:
        seen = shown(page, change.mark, lambda: save(change), PATIENCE_SECONDS)
    assert seen.shown is not None


def test_the_pages_that_are_asked_for_show_a_new_title(running: Running) -> None:
    (title,) = [edit for edit in EDITS if edit.settles]
    found = places(running)
    change = title.change(running.server, running.site, 8)
    save(change)
    waited = {name: wait_for_text(running, at, change.mark, PATIENCE_SECONDS) for name, at in found.items()}
    assert found.keys() == {"home", "tag", "neighbour", "related post"}
    assert None not in waited.values()
