"""The studio's thread: it takes in what changes, tells of it, and ends for no reason but being told to."""

from __future__ import annotations

import gc
import resource
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssg import BuildReport
from ssg.core.errors import has_errors
from ssg.core.folders import folders_of
from ssg.core.options import silent
from ssg.preview.exchange import PageBroken
from ssg.preview.studio import News, Studio
from tests.preview.studios import PATIENCE_SECONDS, StudioPreviewed, news_site, picture
from tests.sites import TestSite


@pytest.fixture
def blog(tmp_path: Path) -> TestSite:
    return news_site(tmp_path / "site", 8)


@pytest.fixture
def preview(blog: TestSite) -> Iterator[StudioPreviewed]:
    previewed = StudioPreviewed(blog.folder)
    previewed.open()
    (thread,) = studios()
    yield previewed
    is_alive = thread.is_alive()
    previewed.close()
    thread.join(PATIENCE_SECONDS)  # a busy machine may take longer than a studio is waited for
    assert (is_alive, studios()) == (True, [])


def studios() -> list[threading.Thread]:
    """Return the threads of studios at work."""
    return [thread for thread in threading.enumerate() if thread.name == "ssg-studio"]


def edit(blog: TestSite, old: str = "This leads", new: str = "That leads", path: str = "content/p2.md") -> None:
    file = blog.folder / path
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def told(preview: StudioPreviewed) -> News:
    return preview.news.get(timeout=PATIENCE_SECONDS)


# ── news ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hint_is_taken_in_and_told_with_its_reason(blog: TestSite, preview: StudioPreviewed) -> None:
    version = preview.studio.current.version
    edit(blog)

    preview.studio.wake(frozenset([str(blog.folder / "content/p2.md")]))

    news = told(preview)
    assert (news.files, news.reason) == (("p2.md",), "the text of content/p2.md changed")
    assert (news.snapshot.version, news.problems_moved) == (version + 1, False)
    assert news.snapshot is preview.studio.current


def test_an_edit_is_told_at_once_and_the_related_lists_follow_by_themselves(
    blog: TestSite, preview: StudioPreviewed
) -> None:
    edit(blog, "Post 2", "Quantum robots compose music")
    preview.note()

    preview.studio.wake(frozenset([str(blog.folder / "content/p2.md")]))
    first, second = told(preview), told(preview)

    assert first.snapshot.live
    assert first.snapshot.live.unranked == {"p2.md"}
    assert not first.is_aftermath
    assert second.snapshot.live
    assert not second.snapshot.live.unranked
    assert (second.is_aftermath, second.reason, second.files) == (True, first.reason, ())
    preview.hold_to_the_law()


def test_who_comes_to_a_page_right_after_an_edit_finds_related_lists_that_know_of_it(
    blog: TestSite, preview: StudioPreviewed
) -> None:
    edit(blog, "Post 2", "Quantum robots compose music")
    preview.note()

    preview.studio.wake(frozenset([str(blog.folder / "content/p2.md")]))
    told(preview)
    assert preview.studio.current.lags_at("/news/p2/")
    assert not preview.studio.current.lags_at("/feed.xml")
    preview.studio.ranked().result(PATIENCE_SECONDS)

    assert not preview.studio.current.lags_at("/news/p2/")
    preview.hold_to_the_law()


def test_a_start_serves_the_front_page_before_it_knows_who_is_related_to_whom(blog: TestSite) -> None:
    previewed = StudioPreviewed(blog.folder)
    previewed.note()
    previewed.studio.open(silent)

    first = previewed.studio.current
    assert (first.lags_at("/"), first.lags_at("/news/p2/"), first.lacks_lists) == (False, True, True)
    front = first.artifact("/")

    previewed.studio.start()
    previewed.studio.ranked().result(PATIENCE_SECONDS)
    assert not previewed.studio.current.lags_at("/news/p2/")
    assert previewed.studio.current.artifact("/") == front
    previewed.hold_to_the_law()
    previewed.close()


def test_a_new_post_is_told_at_once_and_the_lists_of_all_others_stand_until_they_follow(
    blog: TestSite, preview: StudioPreviewed
) -> None:
    before = preview.studio.current.artifact("/news/p2/")
    blog.write("new.md", "Words of its own.", title="New")
    preview.note()

    preview.studio.wake()
    first, second = told(preview), told(preview)

    assert (first.reason, second.is_aftermath) == ("content/new.md is new", True)
    assert first.snapshot.artifact("/news/p2/") == before
    preview.hold_to_the_law()


def test_a_look_that_finds_nothing_is_no_news(preview: StudioPreviewed) -> None:
    before = preview.studio.current

    preview.look()

    assert preview.studio.current is before
    assert preview.news.empty()


def rewrite(blog: TestSite) -> None:
    edit(blog, "Post 2", "Post Two")
    append(blog, "\n\nMore words.\n")


REASONS: dict[str, tuple[Callable[[TestSite], object], tuple[str, ...], str]] = {
    "a title": (lambda blog: edit(blog, "Post 2", "Post Two"), ("p2.md",), "title of content/p2.md changed"),
    "a word": (lambda blog: edit(blog), ("p2.md",), "the text of content/p2.md changed"),
    "a title and a paragraph": (
        lambda blog: rewrite(blog),
        ("p2.md",),
        "title of content/p2.md changed, the text of content/p2.md changed",
    ),
    "a new post": (lambda blog: blog.write("new.md"), ("new.md",), "content/new.md is new"),
    "a post that is gone": (lambda blog: blog.delete("p2.md"), ("p2.md",), "content/p2.md is gone"),
    "a picture": (lambda blog: blog.write_raw("d/p.png", picture(9)), ("d/p.png",), "content/d/p.png changed"),
    "a style sheet": (
        lambda blog: edit(blog, "main", "body", "themes/rich/assets/css/20-rich.css"),
        (),
        "style sheet css/20-rich.css changed",
    ),
}


@pytest.mark.parametrize("what", sorted(REASONS))
def test_news_name_the_files_that_moved_and_why(what: str, blog: TestSite, preview: StudioPreviewed) -> None:
    act, files, reason = REASONS[what]
    act(blog)
    preview.look()

    news = told(preview)

    assert news.files == files
    assert news.reason == reason


def test_a_problem_that_comes_and_one_that_goes_are_news(blog: TestSite, preview: StudioPreviewed) -> None:
    good = (blog.folder / "content/p2.md").read_bytes()
    blog.write_raw("p2.md", "---\ntitle: [\n---\n")
    preview.look()
    assert (told(preview).problems_moved, has_errors(preview.problems)) == (True, True)

    blog.write_raw("p2.md", good)
    preview.look()

    assert (told(preview).problems_moved, preview.problems) == (True, ())


def test_who_goes_away_while_the_files_are_looked_at_does_not_end_the_studio(
    blog: TestSite, preview: StudioPreviewed
) -> None:
    gone = preview.studio.caught_up()
    gone.cancel()
    edit(blog)

    preview.look()

    preview.hold_to_the_law()


def test_whoever_waits_when_the_studio_stops_is_let_go(blog: TestSite) -> None:
    preview = StudioPreviewed(blog.folder)
    waiting = preview.studio.caught_up()

    preview.studio.start()
    preview.studio.stop()

    waiting.result(PATIENCE_SECONDS)


def test_a_listener_that_fails_does_not_end_the_studio(blog: TestSite, capsys: pytest.CaptureFixture[str]) -> None:
    failing = StudioPreviewed(blog.folder)
    failing.studio = Studio(folders_of(blog.folder, failing.options()), failing.options(), fail)
    failing.open()
    edit(blog)

    failing.look()

    failing.hold_to_the_law()
    assert "nobody listens" in capsys.readouterr().err
    failing.close()


def fail(news: News) -> None:
    raise ValueError("nobody listens")


def test_what_edits_left_is_tidied_up_when_nothing_is_to_do(blog: TestSite) -> None:
    with tidying(blog, idle_seconds=0.0) as preview:
        assert is_tidied_up(preview)


def test_what_edits_left_is_tidied_up_without_a_rest_when_it_is_much(
    blog: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tidying(blog, idle_seconds=PATIENCE_SECONDS) as preview:
        assert not is_tidied_up(preview, looks=20)
        monkeypatch.setattr("ssg.run.live.MOST_TOUCHED", 0)
        assert is_tidied_up(preview)


@contextmanager
def tidying(blog: TestSite, idle_seconds: float) -> Iterator[StudioPreviewed]:
    """A preview with an edit taken in; at the end it is held to the law."""
    preview = StudioPreviewed(blog.folder, idle_seconds=idle_seconds)
    preview.open()
    edit(blog)
    preview.look()
    yield preview
    preview.hold_to_the_law()
    preview.close()


def is_tidied_up(preview: StudioPreviewed, looks: int = 1000) -> bool:
    """Return whether nothing is left of edits, some time later."""
    for _ in range(looks):  # between two looks there is a moment without any
        preview.look()
        assert preview.current
        if not preview.current.touched:
            return True
    return False


class Circle:
    """Something that leads to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_edits_left_in_circles_is_let_go_when_nothing_is_to_do(blog: TestSite) -> None:
    preview = StudioPreviewed(blog.folder, idle_seconds=0.0)
    preview.open()
    gc.disable()  # in a preview it runs so seldom that it is the same
    try:
        left = weakref.ref(Circle())
        edit(blog)
        preview.look()
        for _ in range(1000):
            preview.look()
            if left() is None:
                break
        assert left() is None
    finally:
        gc.enable()
    preview.close()


# ── the cache folder, which is anybody's ────────────────────────────────────────────────────────────


def cache_files(blog: TestSite) -> list[Path]:
    return sorted((blog.folder / ".ssg-cache").glob("parsed-*"))


@pytest.mark.parametrize("by_hint", [False, True])
@pytest.mark.parametrize("damage", [b"", b"not a cache at all\n" * 500])
def test_a_damaged_cache_is_replaced_and_nobody_sees_anything_of_it(
    damage: bytes, by_hint: bool, blog: TestSite, preview: StudioPreviewed
) -> None:
    for path in cache_files(blog):
        path.write_bytes(damage)
    edit(blog)

    if by_hint:
        preview.hint()
    else:
        preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()


def test_a_cache_that_is_deleted_costs_time_and_nothing_else(blog: TestSite, preview: StudioPreviewed) -> None:
    shutil.rmtree(blog.folder / ".ssg-cache")
    edit(blog)

    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()


def test_a_full_disk_is_told_and_what_changed_is_taken_in_when_there_is_room(
    blog: TestSite, preview: StudioPreviewed
) -> None:
    before = preview.current
    with no_room():
        edit(blog)
        preview.look()
        preview.look()
    assert preview.codes == ["write-failed"]
    assert preview.current is before

    preview.studio.wake(frozenset([str(blog.folder / "content/p3.md")]))
    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file grow beyond a page of the disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("clean", [False, True])
def test_builds_beside_the_preview_disturb_neither(clean: bool, blog: TestSite, preview: StudioPreviewed) -> None:
    reports: list[BuildReport] = []
    beside = threading.Thread(target=lambda: reports.extend(blog.build(clean=clean) for _ in range(4)))
    beside.start()
    number = 0
    while beside.is_alive() or number < 8:
        append(blog, f"\n\nLine {number}.\n")
        preview.look()
        number += 1
    beside.join()

    assert [item for report in reports for item in report.diagnostics if item.level == "error"] == []
    assert [report.ok for report in reports] == [True] * 4
    assert blog.build().ok
    preview.look()
    preview.hold_to_the_law()


def append(blog: TestSite, text: str) -> None:
    with open(blog.folder / "content/p2.md", "a", encoding="utf-8") as file:
        file.write(text)


def test_a_build_between_two_edits_may_tidy_the_cache_up(blog: TestSite, preview: StudioPreviewed) -> None:
    for number in range(3):
        append(blog, f"\n\nLine {number}.\n")
        preview.look()
        assert blog.build().ok
        preview.look()
        preview.hold_to_the_law()


def test_a_lock_that_is_damaged_is_told_and_the_former_addresses_stay(blog: TestSite) -> None:
    assert blog.build().ok
    edit(blog, "title: ", "slug: other\ntitle: ")
    preview = StudioPreviewed(blog.folder)
    preview.open()
    assert preview.current
    before = preview.served(preview.current)
    assert b"/news/p2" in (before["_redirects"] or b"")

    (blog.folder / "addresses.lock").write_text("<<<<<<< ours\n")
    preview.look()

    assert preview.codes == ["bad-lock"]
    assert preview.served(preview.current) == before
    preview.close()


def test_a_site_that_is_broken_from_the_start_is_taken_in_when_it_is_mended(blog: TestSite) -> None:
    text = (blog.folder / "site.toml").read_text("utf-8")
    blog.configure("[site")
    preview = StudioPreviewed(blog.folder)
    preview.open()
    assert (preview.current, preview.codes) == (None, ["bad-toml"])
    assert not preview.studio.current.has("/")
    with pytest.raises(PageBroken):
        preview.studio.current.artifact("/")

    blog.configure(text)
    preview.look()

    assert preview.problems == ()
    preview.hold_to_the_law()
    preview.close()
