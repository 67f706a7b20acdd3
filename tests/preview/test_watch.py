"""Folders that come, go and come back; settings; polling; and what is left when a watch has stopped."""

from __future__ import annotations

import errno
import gc
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, EventEmitter

from ssg.preview.watch import Folder, Listener, probe_folder, watching
from ssg.preview.watch_hints import Event
from ssg.preview.watch_system import SystemWatch
from tests.preview.ears import EVERYTHING, Ears, listening, replace

SETTINGS = frozenset({"site.toml", "addresses.lock"})


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content" / "posts").mkdir(parents=True)
    (folder / "content" / "posts" / "a.md").write_text("text")
    (folder / "themes" / "own").mkdir(parents=True)
    (folder / "themes" / "own" / "theme.toml").write_text("")
    (folder / "site.toml").write_text("")
    return folder


def folders_of(site: Path) -> list[Folder]:
    return [
        Folder(str(site), recursive=False, only=SETTINGS),
        Folder(str(site / "content"), recursive=True),
        Folder(str(site / "themes" / "own"), recursive=True),
    ]


@pytest.fixture
def ears(site: Path) -> Iterator[Ears]:
    with listening(folders_of(site), never=[str(site / "output")]) as (_, ears):
        yield ears


# --- what is heard


def test_a_wake_up_for_everything_follows_the_start(site: Path) -> None:
    ears = Ears()
    watch = watching(folders_of(site), ears.wakes.put, poll=False, looked_at=lambda: False, say=ears.lines.put)

    watch.start()

    assert ears.next_wake() == EVERYTHING
    watch.stop()


def test_settings_are_heard_and_other_files_beside_them_are_not(site: Path, ears: Ears) -> None:
    def act() -> None:
        (site / "notes.txt").write_text("x")
        (site / "output").mkdir()
        (site / "output" / "site.toml").write_text("x")
        replace(site / "addresses.lock", "{}")

    assert ears.paths_of(act, site / "site.toml") == {str(site / "addresses.lock")}


def test_a_folder_moved_in_is_heard_with_what_stands_in_it(site: Path, ears: Ears, tmp_path: Path) -> None:
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "deep" / "b.md").write_text("text")
    inside = site / "content" / "inside"

    os.rename(tmp_path / "outside", inside)

    ears.until(lambda paths: not paths or str(inside / "deep" / "b.md") in paths)
    ears.hears(inside / "deep" / "b.md")


def test_a_folder_made_with_folders_below_it_is_heard(site: Path, ears: Ears) -> None:
    deep = site / "content" / "2026" / "01" / "15"

    deep.mkdir(parents=True)
    (deep / "b.md").write_text("text")

    ears.until(lambda paths: not paths or str(deep / "b.md") in paths)
    ears.hears(deep / "b.md")


def test_a_folder_below_that_is_deleted_and_made_again_is_heard(site: Path, ears: Ears) -> None:
    posts = site / "content" / "posts"
    shutil.rmtree(posts)
    ears.until(lambda paths: not paths or str(posts) in paths)

    posts.mkdir()
    ears.until(lambda paths: not paths or str(posts) in paths)

    ears.hears(posts / "a.md")


def test_a_renamed_folder_is_heard_by_its_new_name(site: Path, ears: Ears) -> None:
    os.rename(site / "content" / "posts", site / "content" / "articles")
    ears.until(lambda paths: not paths or str(site / "content" / "articles") in paths)

    ears.hears(site / "content" / "articles" / "a.md")


def test_names_of_folders_taken_over_by_others_do_not_deafen_the_watch(site: Path, ears: Ears, tmp_path: Path) -> None:
    first, second = site / "content" / "first", site / "content" / "second"
    first.mkdir()
    second.mkdir()
    ears.until(lambda paths: not paths or str(second) in paths)

    os.rename(first, tmp_path / "elsewhere")
    os.rename(second, first)
    first.rmdir()
    (tmp_path / "elsewhere").rmdir()  # watchdog 7.1 raises here: it has forgotten under which name it knew this one

    ears.hears(site / "content" / "posts" / "a.md")


# --- folders that vanish and come back


def deleted(folder: Path) -> None:
    shutil.rmtree(folder)


def moved_away(folder: Path) -> None:
    os.rename(folder, folder.with_name(f"{folder.name}.old"))


@pytest.mark.parametrize("go", [deleted, moved_away])
@pytest.mark.parametrize("name", ["content", "themes/own", "themes"])
def test_a_watched_folder_that_vanishes_and_comes_back_is_heard(
    name: str, go: Callable[[Path], None], site: Path, ears: Ears
) -> None:
    folder = site / name
    go(folder)
    ears.until(lambda paths: not paths or str(folder) in paths)

    (site / name / "own").mkdir(parents=True)
    ears.everything()

    ears.hears(site / name / "own" / "new.md")


def test_a_watched_folder_exchanged_in_one_moment_is_heard(site: Path, ears: Ears) -> None:
    content = site / "content"
    shutil.copytree(content, site / "other")

    os.rename(content, site / "content.old")
    os.rename(site / "other", content)
    ears.everything()

    ears.hears(content / "posts" / "a.md")


def test_a_folder_that_was_missing_at_the_start_is_heard_when_it_is_there(site: Path) -> None:
    with listening([*folders_of(site), Folder(str(site / "themes" / "later"), recursive=True)]) as (_, ears):
        (site / "themes" / "later").mkdir()
        ears.everything()

        ears.hears(site / "themes" / "later" / "theme.toml")


def test_a_watch_that_ended_by_itself_begins_anew(site: Path) -> None:
    observers: list[BaseObserver] = []

    def kept() -> BaseObserver:
        observers.append(Observer())
        return observers[-1]

    with listening(folders_of(site), listen=listener_of(kept)) as (_, ears):
        observers[0].stop()
        ears.everything()

        ears.hears(site / "content" / "posts" / "a.md")


def test_other_folders_are_followed_from_then_on(site: Path) -> None:
    (site / "themes" / "other").mkdir()
    with listening(folders_of(site)) as (watch, ears):
        watch.follow([*folders_of(site)[:2], Folder(str(site / "themes" / "other"), recursive=True)])
        ears.everything()

        def act() -> None:
            (site / "themes" / "own" / "theme.toml").write_text("x")
            (site / "themes" / "other" / "theme.toml").write_text("x")

        hinted = ears.paths_of(act, site / "themes" / "other" / "end.css")

        assert hinted == {str(site / "themes" / "other" / "theme.toml")}


# --- links and spellings


def test_a_linked_content_folder_is_heard_under_the_name_of_the_link(site: Path, tmp_path: Path) -> None:
    os.rename(site / "content", tmp_path / "real")
    (site / "content").symlink_to(tmp_path / "real")

    with listening(folders_of(site)) as (_, ears):
        file = tmp_path / "real" / "posts" / "a.md"
        hinted = ears.paths_of(lambda: file.write_text("new"), site / "content" / "end.md")

    assert hinted == {str(site / "content" / "posts" / "a.md")}


def test_a_link_that_leads_elsewhere_from_now_on_is_followed(site: Path, tmp_path: Path) -> None:
    os.rename(site / "content", tmp_path / "one")
    (tmp_path / "two").mkdir()
    (site / "content").symlink_to(tmp_path / "one")

    with listening(folders_of(site)) as (_, ears):
        (site / "link").symlink_to(tmp_path / "two")
        os.replace(site / "link", site / "content")
        ears.everything()

        ears.hears(site / "content" / "b.md")


def test_folders_named_from_the_current_one_are_hinted_by_their_whole_path(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)

    with listening([Folder("content", recursive=True)]) as (_, ears):
        ears.hears(site / "content" / "posts" / "a.md")


# --- where the system does not tell


class Silent(BaseObserver):
    """A system that takes every folder and tells nothing."""

    def __init__(self) -> None:
        super().__init__(EventEmitter)


class Refusing(EventEmitter):
    """A system whose watches are used up."""

    def on_thread_start(self) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")


class Narrow(EventEmitter):
    """A system whose watches are used up by the content: watchdog says nothing of folders below that have none."""

    def on_thread_start(self) -> None:
        if ".ssg-tmp-probe-" in self.watch.path:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")


def listener_of(observer: Callable[[], BaseObserver], probe_seconds: float = 5.0) -> Callable[..., Listener]:
    def listen(tell: Callable[[Event], None], lost: Callable[[], None]) -> Listener:
        return SystemWatch(tell, lost, observer=observer, probe_seconds=probe_seconds)

    return listen


def test_a_system_that_tells_nothing_is_polled_and_that_is_said(site: Path) -> None:
    with listening(folders_of(site), looked_at=lambda: True, listen=listener_of(Silent, probe_seconds=0.05)) as (
        _,
        ears,
    ):
        assert "every second" in ears.lines.get_nowait()

        assert ears.next_wake() == EVERYTHING


@pytest.mark.parametrize("emitter", [Refusing, Narrow])
def test_a_system_whose_watches_are_used_up_is_polled_and_the_remedy_said(
    site: Path, emitter: type[EventEmitter]
) -> None:
    listen = listener_of(lambda: BaseObserver(emitter))

    with listening(folders_of(site), looked_at=lambda: True, listen=listen) as (_, ears):
        assert "sudo sysctl fs.inotify.max_user_watches=524288" in ears.lines.get_nowait()
        assert ears.lines.empty()

        assert ears.next_wake() == EVERYTHING


def test_a_system_that_tells_of_its_changes_is_not_polled_and_nothing_is_said(site: Path) -> None:
    with listening(folders_of(site)) as (_, ears):
        ears.hears(site / "content" / "posts" / "a.md")

        assert ears.lines.empty()


def test_trying_out_leaves_nothing_behind(site: Path) -> None:
    (site / ".ssg-cache").mkdir()
    with listening(folders_of(site), probe_in=str(site / ".ssg-cache")):
        assert os.listdir(site / ".ssg-cache") == []

    assert os.listdir(site / "content") == ["posts"]


def test_events_are_tried_out_in_the_folder_named_where_it_is_on_the_device_of_the_content(site: Path) -> None:
    folders = folders_of(site)
    (site / "cache").mkdir()
    content = str(site / "content")

    assert probe_folder(folders, str(site / "cache")) == str(site / "cache")
    assert probe_folder(folders, str(site / "missing")) == content
    assert probe_folder(folders, "/dev") == content  # another device
    assert probe_folder(folders[:1], str(site / "cache")) == ""


def test_lost_events_of_which_only_the_log_of_watchdog_speaks_wake_for_everything(site: Path, ears: Ears) -> None:
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")

    assert ears.next_wake() == EVERYTHING


# --- polling


def test_polling_wakes_for_everything_while_a_tab_is_open(site: Path) -> None:
    with listening(folders_of(site), poll=True, looked_at=lambda: True) as (_, ears):
        assert ears.next_wake() == EVERYTHING
        assert ears.lines.empty()


def test_polling_imports_no_watchdog(site: Path) -> None:
    code = f"""
import sys, threading
from ssg.preview.watch import Folder, watching
woken = threading.Event()
watch = watching(
    [Folder({str(site)!r}, recursive=True)], lambda paths: woken.set(), poll=True, looked_at=lambda: True, say=print
)
watch.start()
assert woken.wait(20)
watch.stop()
print(*(name for name in sys.modules if name.partition(".")[0] == "watchdog"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


# --- the end


def test_fifty_starts_and_stops_leave_no_thread_and_no_descriptor(site: Path) -> None:
    def one_round() -> None:
        with listening(folders_of(site)) as (_, ears):
            ears.hears(site / "content" / "posts" / "a.md")

    one_round()  # what is imported once stays
    gc.collect()
    threads, descriptors = set(threading.enumerate()), sorted(os.listdir("/dev/fd"))

    for _ in range(50):
        one_round()

    assert set(threading.enumerate()) == threads
    assert sorted(os.listdir("/dev/fd")) == descriptors


def test_a_watch_stops_while_it_is_being_set_up_and_when_it_never_began(site: Path) -> None:
    before = set(threading.enumerate())
    begun, never_begun = (
        watching(folders_of(site), lambda paths: None, poll=False, looked_at=lambda: False, say=print) for _ in range(2)
    )

    begun.start()
    begun.stop()
    begun.stop()
    never_begun.stop()

    assert set(threading.enumerate()) == before


def test_a_watch_whose_folders_are_all_gone_stops(site: Path) -> None:
    with listening(folders_of(site)) as (_, ears):
        shutil.rmtree(site)

        ears.next_wake()
