"""The whole build: what an edit writes, what a failure leaves, what is never touched."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from ssg import BuildOptions, build
from tests.sites import CONFIG, TestSite


@pytest.fixture
def blog(site: TestSite) -> TestSite:
    """A site of three posts over two sections, built; no stamp of it is young enough to be doubted."""
    site.write("a.md", "Words about transformers.", title="A", date="2026-01-01", tags=["x"], summary="S")
    site.write("b.md", "Words about bicycles.", title="B", date="2026-01-02", tags=["y"], section="labs", summary="S")
    site.write("c.md", "Words about volcanoes.", title="C", date="2026-01-03", tags=["y"], section="labs", summary="S")
    site.write("pages/about.md", "About us.", title="About")
    assert site.build().diagnostics == ()
    return site


FEEDS = {"feed.xml", "atom.xml", "feed.json"}


def below(root: str, *names: str) -> set[str]:
    return {f"{root}{name}" for name in names}


# ── what an edit writes ─────────────────────────────────────────────────────────────────────────────


def test_a_second_build_renders_and_writes_nothing(blog: TestSite) -> None:
    before = {path: path.stat().st_mtime_ns for path in blog.output.rglob("*")}
    done = blog.build()

    assert (done.written, done.removed, done.rendered, done.ok) == ((), (), 0, True)
    assert done.unchanged == len(blog.outputs()) - 1
    assert {path: path.stat().st_mtime_ns for path in blog.output.rglob("*")} == before


def test_an_edit_of_a_body_writes_that_page_its_markdown_and_the_full_feeds(blog: TestSite) -> None:
    blog.write("a.md", "Transformers about words.", title="A", date="2026-01-01", tags=["x"], summary="S")

    assert set(blog.build().written) == {"news/a/index.html", "news/a/index.md", *FEEDS}


def test_an_edit_of_a_page_writes_that_page_alone(blog: TestSite) -> None:
    blog.write("pages/about.md", "About all of us.", title="About", summary="S")
    blog.build()
    blog.write("pages/about.md", "About all of you.", title="About", summary="S")
    done = blog.build()

    assert done.written == ("pages/about/index.html",)
    assert done.reasons == {"pages/about/index.html": "the text of content/pages/about.md changed"}


def test_a_new_post_writes_itself_its_neighbour_and_the_roots_of_its_lists(blog: TestSite) -> None:
    blog.configure_more("[related]\ncount = 0")
    blog.build()
    blog.write("d.md", "Words about glaciers.", title="D", date="2026-01-04", tags=["y"], section="labs", summary="S")
    done = blog.build()

    assert set(done.written) == {
        *below("labs/d/", "index.html", "index.md"),
        "labs/c/index.html",  # its neighbour
        *FEEDS,
        *below("labs/", "index.html", *FEEDS),
        *below("tags/y/", "index.html", *FEEDS),
        *below("archive/", "index.html", "2026/index.html", "2026/01/index.html"),
        "authors/ada/index.html",
        "index.html",
        "404.html",  # shows the latest posts
        "tags/index.html",
        "authors/index.html",
        "sitemap.xml",
        "llms.txt",
    }
    assert set(done.reasons.values()) == {"new post content/d.md"}


def test_a_deleted_post_is_gone_from_everywhere(blog: TestSite, tmp_path: Path) -> None:
    blog.delete("c.md")
    done = blog.build()

    assert {"labs/c/index.html", "labs/c/index.md"} <= set(done.removed)
    assert not (blog.output / "labs" / "c").exists()
    assert [path for path, data in blog.outputs().items() if b"volcanoes" in data or b"labs/c/" in data] == []
    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")


def test_an_edit_and_its_revert_come_out_as_before(blog: TestSite) -> None:
    before = blog.outputs()
    original = (blog.folder / "content" / "a.md").read_bytes()
    blog.write("a.md", "Other.", title="Other", date="2025-01-01", tags=["q"])
    blog.build()
    blog.write_raw("a.md", original)
    blog.build()

    assert blog.outputs() == before


def test_a_file_is_known_by_its_bytes_wherever_it_is_moved(blog: TestSite, tmp_path: Path) -> None:
    (blog.folder / "content" / "sub").mkdir()
    (blog.folder / "content" / "a.md").rename(blog.folder / "content" / "sub" / "a.md")

    assert blog.build().ok
    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")


EDITS: dict[str, Any] = {
    "a title": lambda site: site.write("a.md", title="New"),
    "a tag": lambda site: site.write("a.md", tags=["q"]),
    "a date": lambda site: site.write("a.md", date="2025-06-01"),
    "a draft": lambda site: site.write("a.md", draft=True),
    "a slug": lambda site: site.write("a.md", slug="z"),
    "an alias": lambda site: site.write("a.md", aliases=["/x/"]),
    "a language": lambda site: site.write("a.md", lang="zh"),
    "a setting": lambda site: site.configure(CONFIG.replace("Test News", "Other News")),
    "the base path": lambda site: site.configure(CONFIG.replace('test.example"\nd', 'test.example/blog"\nd')),
    "the time zone": lambda site: site.configure(CONFIG + 'timezone = "Asia/Tokyo"\n'),
    "posts on a page": lambda site: site.configure_more("[listing]\nper_page = 1"),
    "the permalink": lambda site: site.configure_more('[permalinks]\npost = "/{slug}/"'),
    "the menu": lambda site: site.configure_more('[[menu]]\ntitle = "X"\nurl = "/"'),
    "a tag's title": lambda site: site.configure_more('[tags.y]\ntitle = "Why"\naliases = ["x"]'),
    "a section's title": lambda site: site.configure_more('[sections.labs]\ntitle = "The lab"'),
    "the author": lambda site: site.configure(CONFIG.replace("Ada", "Grace")),
    "the markdown options": lambda site: site.configure_more("[markdown]\nhtml = false"),
    "a rename of keys": lambda site: site.configure_more('[front_matter.rename]\nsummary = "extra"'),
    "the base template": lambda site: site.theme(
        "templates/base.html", "{{ page.title }}{% block body %}{% endblock %}"
    ),
    "a component": lambda site: site.theme("templates/components/card.html", "{{ post.title }}"),
    "a style": lambda site: site.theme("assets/css/99.css", "p { color: red; }"),
    "a string": lambda site: site.theme(
        "strings/en.toml",
        'home = "Start"\ntags = "T"\nauthors = "A"\narchive = "R"\npage_not_found = "P"\nthanks_title = "Q"',
    ),
    "a file": lambda site: site.write_raw("data.csv", b"1,2"),
    "an introduction": lambda site: site.write("labs/_index.md", "Hi.", date=None),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_incremental_build_is_byte_for_byte_a_clean_one(blog: TestSite, tmp_path: Path, edit: Any) -> None:
    edit(blog)
    assert blog.build().ok

    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")
    again = blog.build()
    assert (again.written, again.rendered) == ((), 0)


@pytest.mark.parametrize("now", ["2026-01-02T12:00:00Z", "2026-05-01T00:00:00Z"])
def test_the_clock_can_go_forth_and_back(blog: TestSite, tmp_path: Path, now: str) -> None:
    blog.write("d.md", title="D", date="2026-03-01")
    blog.write("e.md", title="E", expires="2026-01-15")
    blog.build()
    before = blog.outputs()
    blog.build(now=now)
    assert blog.outputs() != before
    blog.build()

    assert blog.outputs() == before


# ── the output folder ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("output", ["news/a/index.html", "feed.xml", "news/a/index.md", "_headers"])
def test_an_output_that_was_changed_or_deleted_by_hand_is_made_again(blog: TestSite, output: str) -> None:
    before = blog.outputs()
    path = blog.output / output
    stat = path.stat()
    path.write_bytes(b"X" * stat.st_size)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    changed = blog.build()
    path.unlink()
    deleted = blog.build()

    assert changed.written == deleted.written == (output,)
    assert changed.reasons[output] == "the file was changed or deleted"
    assert blog.outputs() == before


def test_an_output_that_was_only_touched_is_not_written_again(blog: TestSite) -> None:
    (blog.output / "index.html").touch()
    done = blog.build()

    assert (done.written, done.rendered) == ((), 0)
    assert blog.build().rendered == 0


def test_files_of_others_in_the_output_folder_are_left_alone(blog: TestSite) -> None:
    (blog.output / "labs" / "notes.txt").write_bytes(b"mine")
    (blog.output / "own").mkdir()
    (blog.output / "own" / "x.html").write_bytes(b"mine")
    for name in ("b.md", "c.md"):
        blog.delete(name)
    blog.build()

    assert (blog.output / "labs" / "notes.txt").read_bytes() == b"mine"
    assert (blog.output / "own" / "x.html").read_bytes() == b"mine"
    assert sorted(os.listdir(blog.output / "labs")) == ["notes.txt"]


@pytest.mark.parametrize("clean", [False, True])
def test_a_folder_that_is_somebody_elses_is_refused(site: TestSite, tmp_path: Path, clean: bool) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.html").write_bytes(b"x")
    site.write("a.md")
    (found,) = site.build(output=str(tmp_path / "thesis"), clean=clean).diagnostics

    assert found.code == "foreign-output"
    assert os.listdir(tmp_path / "thesis") == ["chapter.html"]


def test_the_content_folder_is_no_place_for_the_output(site: TestSite) -> None:
    site.write("a.md")

    assert site.codes(site.build(output=str(site.folder / "content" / "public"))) == ["foreign-output"]
    assert os.listdir(site.folder / "content") == ["a.md"]


def test_a_symbolic_link_out_of_the_output_folder_is_an_error_and_not_followed(blog: TestSite, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.rmtree(blog.output / "news")
    (blog.output / "news").symlink_to(outside)
    done = blog.build()

    assert not done.ok
    assert set(blog.codes(done)) == {"write-failed"}
    assert os.listdir(outside) == []


def test_two_output_folders_of_one_site_do_not_know_of_each_other(blog: TestSite, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    blog.build(output=other, base_url="https://other.example")
    again = blog.build()

    assert (again.written, again.rendered) == ((), 0)
    assert blog.build(output=other, base_url="https://other.example").rendered == 0
    assert b"https://other.example/" in (tmp_path / "other" / "feed.xml").read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("x", None)], [("p.md", {"url": "/x/y/"})]),
        ([("p.md", {"url": "/x/y/"})], [("x", None)]),
        ([("p.md", {"url": "/x/"})], [("p.md", {"url": "/X/"})]),
        ([("p.md", {"url": "/x.html"})], [("p.md", {"url": "/x.html/"})]),
    ],
    ids=["a file becomes a folder", "a folder becomes a file", "case", "a page becomes a folder"],
)
def test_an_old_output_in_the_way_of_a_new_one_goes_first(
    site: TestSite, tmp_path: Path, before: list[Any], after: list[Any]
) -> None:
    def put(files: list[Any]) -> None:
        for path, front in files:
            if front is None:
                site.write_raw(path, b"x")
            else:
                site.write(path, **front)

    put(before)
    site.build()
    for path, _ in before:
        site.delete(path)
    put(after)
    done = site.build()

    assert done.ok, done.diagnostics
    assert site.outputs() == site.clean_outputs(tmp_path / "clean")


# ── the cache ───────────────────────────────────────────────────────────────────────────────────────


def cache_files(site: TestSite) -> list[Path]:
    return sorted(path for path in (site.folder / ".ssg-cache").iterdir() if path.suffix in (".msgpack", ".sqlite"))


def test_deleting_the_cache_costs_time_and_nothing_else(blog: TestSite) -> None:
    before = {path: path.stat().st_mtime_ns for path in blog.output.rglob("*") if path.is_file()}
    shutil.rmtree(blog.folder / ".ssg-cache")
    done = blog.build()

    assert done.written == ()
    assert done.diagnostics == ()
    assert {path: path.stat().st_mtime_ns for path in blog.output.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("damage", [b"", b"garbage " * 2000, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_cache_is_set_aside_with_a_note(blog: TestSite, damage: bytes) -> None:
    assert len(cache_files(blog)) == 4
    for path in cache_files(blog):
        path.write_bytes(damage)
    blog.write("a.md", "New words.", title="A")
    done = blog.build()

    assert done.ok
    assert set(blog.codes(done)) == {"cache-set-aside"}
    assert "New words." in blog.read("news/a/index.html")
    assert blog.build().rendered == 0


def test_a_cache_that_lost_its_bodies_is_set_aside_with_a_note(blog: TestSite) -> None:
    import sqlite3

    (path,) = (path for path in cache_files(blog) if path.suffix == ".sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE parsed SET body = zeroblob(20)")
    connection.close()
    blog.theme("templates/post.html", "{{ content }}")
    done = blog.build()

    assert done.ok
    assert blog.read("news/a/index.html") == "<p>Words about transformers.</p>\n"


def test_a_site_that_shrinks_leaves_nothing_behind_in_the_cache(blog: TestSite) -> None:
    from ssg.publish.cache import Cache
    from ssg.publish.engine import parse_engine

    for round_ in range(3):
        blog.write("a.md", f"Edit {round_}.", title="A")
        blog.build()
    cache = Cache(str(blog.folder / ".ssg-cache"), parse_engine())

    assert cache.size() == 4
    cache.close()


def test_an_upgrade_leaves_no_cache_of_the_older_engine_behind(blog: TestSite) -> None:
    from ssg.publish.cache import Cache

    older = Cache(str(blog.folder / ".ssg-cache"), b"older")
    older.close()
    blog.write("a.md", "Edited.", title="A", date="2026-01-09")
    blog.build()

    assert [path.suffix for path in cache_files(blog)].count(".sqlite") == 1
    assert blog.build().rendered == 0


def test_the_cache_may_stand_elsewhere(site: TestSite, tmp_path: Path) -> None:
    site.write("a.md")
    site.build(cache_dir=str(tmp_path / "cache"))

    assert not (site.folder / ".ssg-cache").exists()
    assert (tmp_path / "cache").is_dir()
    assert site.build(cache_dir=str(tmp_path / "cache")).rendered == 0


@pytest.mark.parametrize("clean", [False, True])
def test_a_clean_build_asks_nobody(blog: TestSite, clean: bool) -> None:
    done = blog.build(clean=clean)

    assert (done.rendered > 0) is clean
    assert done.written == ()


def test_after_another_boot_no_stamp_is_believed(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the power fails a file may keep the stamp that was written last, and have lost the bytes."""
    from ssg.core import boot
    from ssg.publish.manifest import Made

    site.write("a.md", "Some text.")
    site.build()
    page = next(site.output.rglob("a/index.html"))
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"Some text.", b"Lost text."))
    monkeypatch.setattr(Made, "stands", lambda made, found: found is not None)  # its stamp looks right
    monkeypatch.setattr("ssg.publish.seal.all_stand", lambda folder, table: True)
    monkeypatch.setattr("ssg.run.freshness.all_stand", lambda folder, table: True)
    believed = site.build()
    (site.folder / "boot").write_text("another boot", encoding="ascii")
    monkeypatch.setattr(boot, "BOOT_ID", str(site.folder / "boot"))
    boot.boot_id.cache_clear()
    read = site.build()
    boot.boot_id.cache_clear()

    assert believed.written == ()
    assert [output.rpartition("/a/")[2] for output in read.written] == ["index.html"]
    assert page.read_bytes() == whole


def test_after_a_build_that_was_cut_short_only_what_is_hashed_is_believed(blog: TestSite) -> None:
    from dataclasses import replace

    import msgspec

    from ssg.publish.engine import render_engine
    from ssg.publish.lock import mark_dirty
    from ssg.publish.manifest import load_state, save_state, state_file
    from ssg.publish.write import stamp_of

    path = state_file(str(blog.folder / ".ssg-cache"), str(blog.output))
    before = blog.outputs()
    # A write that the manifest does not know of, with the very stamp that it remembers.
    (blog.output / "index.html").write_bytes(b"half")
    (blog.output / ".ssg-tmp-99-aa").write_bytes(b"half")
    state, _ = load_state(path, render_engine())
    made = state.outputs["index.html"]
    lying = msgspec.structs.replace(made, stamp=stamp_of(str(blog.output / "index.html"), made.digest))
    save_state(path, replace(state, outputs={**state.outputs, "index.html": lying}))
    mark_dirty(path)
    done = blog.build()

    assert done.written == ("index.html",)
    assert blog.outputs() == before
    assert blog.build().rendered == 0


def test_a_mark_that_nothing_came_of_is_taken_away(blog: TestSite) -> None:
    from ssg.publish.lock import is_dirty, mark_dirty
    from ssg.publish.manifest import state_file

    path = state_file(str(blog.folder / ".ssg-cache"), str(blog.output))
    mark_dirty(path)
    (blog.output / ".ssg-tmp-99-aa").write_bytes(b"half")
    done = blog.build()

    assert done.written == ()
    assert not is_dirty(path)
    assert not blog.exists(".ssg-tmp-99-aa")


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────────


BROKEN = {
    "front matter": lambda site: site.write_raw("bad.md", "---\ntitle: [\n---\n"),
    "encoding": lambda site: site.write_raw("bad.md", b"---\ntitle: \xff\n---\n"),
    "a date": lambda site: site.write("bad.md", date="2026-02-30"),
    "a collision": lambda site: site.write("bad.md", url="/news/a/"),
    "the configuration": lambda site: site.configure_more("[sight]"),
    "the theme": lambda site: site.theme("templates/home.html", "{% if %}"),
    "the lock": lambda site: (site.folder / "addresses.lock").write_text("x"),
}


@pytest.mark.parametrize("break_", BROKEN.values(), ids=BROKEN)
def test_a_build_that_fails_before_it_writes_changes_nothing(blog: TestSite, break_: Any) -> None:
    before = blog.outputs()
    lock = (blog.folder / "addresses.lock").read_bytes()
    blog.delete("c.md")
    break_(blog)
    done = blog.build()

    assert not done.ok
    assert (done.written, done.removed) == ((), ())
    assert blog.outputs() == before
    assert (blog.folder / "addresses.lock").read_bytes() in (lock, b"x")


def test_every_mistake_of_every_file_is_reported_at_once_sorted_by_place(site: TestSite) -> None:
    site.write_raw("a.md", "---\ntitle: A\ndate: 2026-02-30\ndraft: perhaps\n---\n")
    site.write_raw("b.md", "---\ntitle: [\n---\n")
    site.write("c.md", url="/x/")
    site.write("d.md", url="/x/")
    site.write_raw("e.png", b"no picture")
    done = site.build()

    assert [(found.file, found.code) for found in done.diagnostics] == [
        ("content/a.md", "bad-date"),
        ("content/a.md", "wrong-type"),
        ("content/b.md", "bad-yaml"),
        ("content/c.md", "address-collision"),
        ("content/e.png", "bad-image"),
    ]


def test_keep_going_leaves_broken_posts_out_builds_the_rest_and_fails(blog: TestSite) -> None:
    blog.write_raw("bad.md", "---\ntitle: [\n---\n")
    blog.write("d.md", url="/news/a/")  # newer than a.md, which keeps its address
    blog.write("f.md", url="/tags/")
    blog.write("e.md", "[x](bad.md)", title="E")
    done = blog.build(keep_going=True)

    assert not done.ok
    assert [found.code for found in done.diagnostics if found.level == "error"] == [
        "bad-yaml",
        "address-collision",
        "address-collision",
    ]
    assert blog.exists("news/e/index.html")
    assert "Words about transformers." in blog.read("news/a/index.html")


@pytest.mark.parametrize("break_", [BROKEN["the configuration"], BROKEN["the theme"], BROKEN["the lock"]])
def test_keep_going_does_not_go_on_without_configuration_theme_or_lock(blog: TestSite, break_: Any) -> None:
    before = blog.outputs()
    break_(blog)

    assert not blog.build(keep_going=True).ok
    assert blog.outputs() == before


def test_strict_makes_warnings_errors_and_leaves_notes(site: TestSite) -> None:
    site.write("a.md", tags=["LLM"], date="2026-01-01")
    site.write("b.md", tags=["llm"])
    lenient = site.build(strict=True)
    site.write("a.md", "[x](nope.md)", tags=["LLM"])
    strict = site.build(strict=True)

    assert lenient.ok
    assert lenient.diagnostics[0].level == "note"
    assert not strict.ok
    assert site.build().ok


def test_a_full_disk_or_a_closed_folder_is_an_error_and_the_next_build_mends_it(blog: TestSite, tmp_path: Path) -> None:
    shutil.rmtree(blog.output / "news")
    (blog.output / "news").write_bytes(b"in the way")
    done = blog.build()
    (blog.output / "news").unlink()
    mended = blog.build()

    assert not done.ok
    assert {found.code for found in done.diagnostics} == {"write-failed"}
    assert mended.ok
    assert blog.outputs() == blog.clean_outputs(tmp_path / "clean")


def test_a_folder_that_is_no_site_is_an_error_and_stays_as_it_is(tmp_path: Path) -> None:
    done = build(tmp_path / "nothing")

    assert [found.code for found in done.diagnostics] == ["missing-config"]
    assert not (tmp_path / "nothing").exists()


def test_a_site_without_a_content_folder_says_so(tmp_path: Path) -> None:
    site = TestSite(tmp_path / "site")
    (site.folder / "content").rmdir()

    assert site.codes(site.build()) == ["unreadable-file"]


@pytest.mark.parametrize("options", [{"now": "soon"}, {"now": "", "environ": {"SOURCE_DATE_EPOCH": "soon"}}])
def test_a_time_that_is_none_is_an_error(site: TestSite, options: dict[str, Any]) -> None:
    site.write("a.md")

    assert site.codes(site.build(**options)) == ["bad-date"]


# ── the lock ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("options", [{"locked": True}, {"environ": {"CI": "1"}}], ids=["locked", "CI"])
def test_a_plain_build_after_one_that_did_not_write_the_lock_writes_it(site: TestSite, options: dict[str, Any]) -> None:
    site.write("a.md")
    site.build(**options)
    site.build()

    assert '"address":"/news/a/"' in (site.folder / "addresses.lock").read_text("utf-8")


def test_a_lock_that_was_deleted_is_written_again(blog: TestSite) -> None:
    before = (blog.folder / "addresses.lock").read_bytes()
    (blog.folder / "addresses.lock").unlink()
    blog.build()

    assert (blog.folder / "addresses.lock").read_bytes() == before


# ── the report ──────────────────────────────────────────────────────────────────────────────────────


def test_the_report_says_what_was_done(blog: TestSite) -> None:
    blog.write("a.md", "New.", title="A2", date="2026-01-01", tags=["x"])
    blog.delete("b.md")
    done = blog.build()

    assert set(done.reasons) == set(done.written)
    assert all(done.reasons.values())
    assert done.posts == 2
    assert done.unchanged + len(done.written) == len(blog.outputs()) - 1
    assert next(iter(done.seconds)) == "configure"
    assert all(seconds >= 0 for seconds in done.seconds.values())
    assert done.written == tuple(sorted(done.written))


def test_progress_is_told_of_every_item(site: TestSite) -> None:
    for number in range(5):
        site.write(f"{number}.md")
    told: list[tuple[str, int, int]] = []
    build(site.folder, site.options, lambda *args: told.append(args))
    last = {stage: (done, total) for stage, done, total in told}

    assert last["parse"] == (5, 5)
    assert last["render"][0] == last["render"][1] == len(site.outputs()) - 1


def test_the_options_have_the_defaults_of_the_command() -> None:
    assert BuildOptions(environ={}) == BuildOptions(
        "", "", "", False, "", 0, False, False, False, False, False, environ={}
    )


# ── more processes ──────────────────────────────────────────────────────────────────────────────────


def test_workers_make_what_one_process_makes(tmp_path: Path) -> None:
    made = []
    for jobs in (1, 2):
        site = TestSite(tmp_path / str(jobs))
        for number in range(210):
            site.write(f"p{number:03d}.md", f"Text {number}.", title=f"P {number}", tags=[f"t{number % 7}"])
        assert site.build(jobs=jobs).ok
        made.append(site.outputs())

    assert made[0] == made[1]
    assert len(made[0]) > 420


def test_outputs_hold_no_build_time_and_no_path_of_this_machine(blog: TestSite) -> None:
    machine = [str(blog.folder).encode(), os.getcwd().encode(), b"2026-02-01"]

    assert [path for path, data in blog.outputs().items() if any(trace in data for trace in machine)] == []


def test_the_state_can_hold_no_code(blog: TestSite) -> None:
    blobs = [path.read_bytes() for path in (blog.folder / ".ssg-cache").iterdir()]

    assert [blob for blob in blobs if re.match(rb"\x80[\x03-\x05]", blob)] == []
    assert (
        json.dumps(sorted(path.suffix for path in cache_files(blog)))
        == '[".msgpack", ".msgpack", ".msgpack", ".sqlite"]'
    )
