"""Every edit of the preview benchmark changes one file to something new, and leaves no trace when it is undone."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.posts import Post
from benchmarks.preview_edits import EDITS, Change, Edit, body_change, restore, save, title_change
from benchmarks.preview_servers import SERVERS, Server
from benchmarks.preview_tabs import MARK
from benchmarks.sites import Site, lay_out
from tests.benchmarks.test_sites import CORPUS, EDITED, POSTS, changed, contents

TOUCHED: dict[str, Callable[[Server], str]] = {
    "body": lambda server: EDITED,
    "title": lambda server: EDITED,
    "style": lambda server: server.peer.style_sheet,
    "template": lambda server: server.post_template,
}

every_server = pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
every_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.id)


def laid_out(server: Server, folder: Path) -> Site:
    (site,) = lay_out([server.peer], CORPUS, str(folder))
    return site


@every_edit
@every_server
def test_an_edit_changes_one_file_each_time_to_something_else(server: Server, edit: Edit, tmp_path: Path) -> None:
    site = laid_out(server, tmp_path)
    seen = [contents(site)]
    for number in (1, 2):
        save(edit.change(server, site, number))
        seen.append(contents(site))
    for before, after in pairwise(seen):
        assert changed(before, after) == {TOUCHED[edit.id](server)}


@every_edit
@every_server
def test_an_edit_is_the_file_as_it_was_and_one_place_more(server: Server, edit: Edit, tmp_path: Path) -> None:
    site = laid_out(server, tmp_path)
    lengths = {len(edit.change(server, site, number).text) for number in (1, 2)}
    (before,) = {len(contents(site)[TOUCHED[edit.id](server)].decode())}
    assert all(before < length < before + 80 for length in lengths)


@every_server
def test_undoing_the_edits_brings_the_site_back(server: Server, tmp_path: Path) -> None:
    site = laid_out(server, tmp_path)
    before = contents(site)
    for edit in EDITS:
        save(edit.change(server, site, 1))
    restore(server, site)
    assert contents(site) == before


@every_edit
def test_marks_are_words_that_pages_look_for_and_no_two_edits_share(edit: Edit, tmp_path: Path) -> None:
    server = SERVERS["hugo"]
    site = laid_out(server, tmp_path)
    marks = [edit.change(server, site, number).mark for number in range(1, 30)]
    assert all(MARK.fullmatch(mark) for mark in marks)
    assert len(set(marks)) == len(marks)


@every_server
def test_the_post_s_template_has_the_place_where_its_edit_goes(server: Server) -> None:
    template = Path(server.peer.files[server.post_template]).read_text()
    assert template.count(server.template_place) == 1


@pytest.mark.parametrize("make", [body_change, title_change])
def test_any_post_of_the_site_can_be_edited(make: Callable[[Server, Site, Post, str], Change], tmp_path: Path) -> None:
    server = SERVERS["ssg"]
    site = laid_out(server, tmp_path)
    change = make(server, site, POSTS[0], "memoryedition1x")
    before = contents(site)
    save(change)
    assert changed(before, contents(site)) == {"content/posts/2019/01/post-000000.md"}
    assert change.text.count("memoryedition1x") == 1


def test_a_save_is_timed_when_its_bytes_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("a longer text that was there before")
    before = time.time_ns()
    saved = save(Change(str(path), "日本", "mark"))
    assert before <= saved <= time.time_ns()
    assert path.read_text() == "日本"
