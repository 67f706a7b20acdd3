"""Input made to break a build: each gives a located message or a site, never a traceback."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssg.core.errors import frame
from ssg.core.urls import segment_error
from tests.sites import CONFIG, TestSite

BODY = "---\ndate: 2026-01-01\ntitle: x\n---\nbody"
POST = "2026-01-01-a.md"


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def found(site: TestSite) -> list[tuple[str, str, int]]:
    """Build; return what was found as (code, file, line), repeats left out."""
    return list(dict.fromkeys((item.code, item.file, item.line) for item in site.build().diagnostics))


# ── what a post holds ───────────────────────────────────────────────────────────────────────────────

REFUSED: dict[str, tuple[bytes, str, int]] = {
    "random bytes": (noise(50_000), "not-utf8", 1),
    "random bytes below front matter": (b"---\ntitle: x\n---\n" + b"\xff\xfe" + noise(5_000), "not-utf8", 4),
    "UTF-16": ("title".encode("utf-16"), "not-utf8", 1),
    "NUL": (b"---\ntitle: x\n---\na\n\0", "control-character", 5),
    "front matter of 20 KB": (b"---\nsummary: " + b"a" * 20_000 + b"\n---\n", "front-matter-too-large", 1),
    "front matter of 2 MB": (b"---\n" + b"key: value\n" * 200_000 + b"---\n", "front-matter-too-large", 1),
    "front matter that nests": (b"---\ntitle: " + b"[" * 8_000 + b"\n---\n", "nested-too-deeply", 2),
    "front matter that multiplies": (b"---\ntitle: &a x\nsummary: *a\n---\n", "yaml-alias", 2),
    "front matter without an end": (b"---\ntitle: x\n\ntext\n", "unclosed-front-matter", 1),
    "front matter that is a list": (b"---\n- a\n- b\n---\n", "bad-yaml", 2),
    "front matter in broken TOML": (b"+++\ntitle = \n+++\n", "bad-toml", 2),
    "an impossible date": (b"---\ndate: 2026-02-30\n---\n", "bad-date", 2),
    "a slug that climbs": (b"---\nslug: ../../x\n---\n", "bad-value", 2),
    "an address that climbs": (b"---\nurl: /../../etc/x/\n---\n", "unsafe-path", 2),
    "an alias that climbs": (b"---\naliases: [/a/, /../y]\n---\n", "unsafe-path", 2),
}


@pytest.mark.parametrize(("data", "code", "line"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_an_error_at_its_line_and_nothing_is_written(
    data: bytes, code: str, line: int, site: TestSite
) -> None:
    site.write_raw(POST, data)
    assert (code, f"content/{POST}", line) in found(site)
    assert not site.output.exists()


TAKEN: dict[str, Callable[[], str]] = {
    "5,000 headings": lambda: "\n\n".join(f"## Heading {n}\n\ntext" for n in range(5_000)),
    "10,000 links to nothing": lambda: "\n\n".join(f"see [x](nowhere-{n}.md)" for n in range(10_000)),
    "10,000 pictures of nothing": lambda: "\n\n".join(f"![x](nothing-{n}.png)" for n in range(10_000)),
    "10,000 fragments of nothing": lambda: "\n\n".join(f"## H {n}\n\n[x](#a-{n}) [x](#b-{n})" for n in range(5_000)),
    "10,000 links to one post": lambda: f"[x]({POST}) " * 10_000,
    "5,000 footnotes": lambda: "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(5_000)),
    "deep quotes": lambda: "> " * 5_000 + "x",
    "deep lists": lambda: "".join("  " * n + "- x\n" for n in range(400)),
    "deep brackets": lambda: "[" * 20_000 + "x" + "]" * 20_000,
    "deep elements": lambda: "<div>" * 20_000,
    "deep elements in a line": lambda: "x " + "<b>" * 20_000,
    "drawings in drawings": lambda: "<svg>" * 5_000 + "<math>" * 5_000,
    "a word of a megabyte": lambda: "x" * 1_000_000,
    "a million characters of Chinese": lambda: "人工智能。" * 200_000,
    "nothing": lambda: "",
    "a mark of the byte order": lambda: "\ufeff",
    "a heading without a name": lambda: "# \n\n## \n",
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
def test_a_body_that_is_too_much_of_something_is_built_all_the_same(body: Callable[[], str], site: TestSite) -> None:
    site.write_raw(POST, body())
    report = site.build()
    assert report.ok
    assert "news/a/index.html" in report.written
    assert [item for item in report.diagnostics if not item.file or not item.line] == []
    assert site.build().written == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([b"", b"---\n", b"---\ntitle: ", b"+++\n", b"# "]))
def test_no_bytes_stop_a_build_without_a_finding_about_the_file(site: TestSite, data: bytes, start: bytes) -> None:
    site.write_raw(POST, start + data)
    report = site.build(clean=True)
    assert report.ok or [item.file for item in report.diagnostics if item.level == "error"] != []
    assert {item.file for item in report.diagnostics} <= {f"content/{POST}", "site.toml"}


# ── what a file is called ───────────────────────────────────────────────────────────────────────────

GOOD_NAMES = {
    "🤖 robots.md": "robots",
    "مرحبا بالعالم.md": "مرحبا-بالعالم",
    "中文.md": "中文",
    "with space.md": "with-space",
    "it's “quoted”.md": "it-s-quoted",
    'double "quotes".md': "double-quotes",
    "100%.md": "100",
    "50%25.md": "50-25",
    "c#.md": "c-sharp",
    "what?.md": "what",
    "-dash.md": "dash",
    "<b>&amp;.md": "b-amp",
    "$(rm).md": "rm",
    "e\u0301x.md": "éx",
    "\u202eturned.md": "turned",
    "zero\u200bwidth.md": "zero-width",
}


@pytest.mark.parametrize(("name", "slug"), GOOD_NAMES.items(), ids=[ascii(name) for name in GOOD_NAMES])
def test_a_post_may_be_called_anything_that_has_a_letter(name: str, slug: str, site: TestSite) -> None:
    site.write_raw(name, BODY)
    report = site.build()
    assert report.diagnostics == ()
    assert f"news/{slug}/index.html" in report.written


BAD_NAMES = {
    "con.md": "unsafe-path",
    "new\nline.md": "unsafe-path",
    "back\\slash.md": "unsafe-path",
    "co:lon.md": "unsafe-path",
    "folder./a.md": "unsafe-path",
    "CON/a.md": "unsafe-path",
    "x" * 220 + ".md": "unsafe-path",
    "#.md": "empty-slug",
    "?.md": "empty-slug",
    "🤖.md": "empty-slug",
    "2026-13-40-a.md": "bad-file-name",
}


@pytest.mark.parametrize(("name", "code"), BAD_NAMES.items(), ids=[ascii(name)[:20] for name in BAD_NAMES])
def test_a_name_that_no_address_can_be_made_of_is_an_error_that_names_the_file(
    name: str, code: str, site: TestSite
) -> None:
    site.write_raw(name, BODY.replace("date: 2026-01-01\n", "") if code == "bad-file-name" else BODY)
    (item,) = site.build().diagnostics
    assert (item.code, item.level) == (code, "error")
    assert item.file.startswith(f"content/{name.split('/')[0]}")
    assert len(frame(item).splitlines()) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_name_that_is_no_text_is_an_error_that_can_be_printed(site: TestSite) -> None:
    os.close(os.open(os.fsencode(site.folder / "content") + b"/\xff.md", os.O_CREAT | os.O_WRONLY))
    (item,) = site.build().diagnostics
    assert (item.code, item.file) == ("unsafe-path", "content/\ufffd.md")
    assert frame(item).encode()


@given(st.text(max_size=12))
def test_a_segment_that_is_let_through_can_be_encoded_and_stays_one(text: str) -> None:
    if not segment_error(text):
        assert os.path.basename(text.encode().decode()) == text


@pytest.mark.parametrize("name", ["100%.txt", "50%25.txt", "c#.txt", "what?.txt", "sp ace.txt", "日本.txt"])
def test_a_link_to_a_file_with_signs_of_addresses_in_its_name_leads_to_it(name: str, site: TestSite) -> None:
    site.write_raw(name, b"x")
    site.write("a.md", f"[x](<{name}>)")
    assert site.build().diagnostics == ()
    assert (site.output / name).read_bytes() == b"x"
    assert f'href="/{quote(name)}"' in site.read("news/a/index.html")


# ── links of the file system, and what is no file ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "reason"),
    [("..", "out of content/"), (".", "to a folder"), ("gone.md", "nowhere"), ("/etc/hostname", "out of"), ("l", "")],
)
def test_a_symbolic_link_that_leads_in_a_circle_or_out_or_nowhere_is_left_out_with_a_warning(
    target: str, reason: str, site: TestSite
) -> None:
    site.write("a.md")
    os.symlink(target, site.folder / "content" / "l")
    report = site.build()
    (item,) = report.diagnostics
    assert (item.code, item.level, item.file) == ("skipped-symlink", "warning", "content/l")
    assert reason in item.message
    assert report.posts == 1


def test_a_folder_with_the_name_of_a_post_is_a_folder(site: TestSite) -> None:
    site.write_raw("x.md/y.md", BODY)
    assert "news/y/index.html" in site.build().written


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_never_waited_for(site: TestSite) -> None:
    os.mkfifo(site.folder / "content" / "a.md")
    assert site.build().ok


# ── one address for two ─────────────────────────────────────────────────────────────────────────────


def test_two_addresses_that_differ_in_case_are_an_error_at_the_slug_of_the_newer_naming_the_other(
    site: TestSite,
) -> None:
    site.write("a.md", slug="Some")
    site.write("b.md", slug="some", date="2026-01-11")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.line, item.excerpt) == ("address-collision", "content/b.md", 2, 'slug: "some"')
    assert "content/a.md" in item.message


def test_two_names_that_differ_in_normalisation_are_an_error(site: TestSite) -> None:
    site.write_raw("2026-01-01-caf\u00e9.md", "x")
    site.write_raw("2026-01-01-cafe\u0301.md", "x")
    (item,) = site.build().diagnostics
    assert (item.code, item.file) == ("address-collision", "content/2026-01-01-caf\u00e9.md")


def test_a_post_at_the_address_of_a_list_is_an_error_at_its_url(site: TestSite) -> None:
    site.write("a.md", tags=["x"], url="/news/")
    site.write("b.md")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.line) == ("address-collision", "content/a.md", 3)


def test_of_a_post_and_a_page_of_our_own_the_post_is_the_one_to_move(site: TestSite) -> None:
    site.write("the tags.md", url="/tags/")
    (item,) = site.build().diagnostics
    assert (item.file, item.line) == ("content/the tags.md", 2)
    assert item.help == "give it another `url` in its front matter"


def test_a_section_at_the_address_of_a_page_of_our_own_is_an_error_where_a_post_names_it(site: TestSite) -> None:
    site.write("b.md", section="Archive", date="2026-01-11")
    site.write("a.md", section="Archive", date="2026-01-10")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.line, item.column) == ("address-collision", "content/a.md", 2, 10)
    assert item.help.startswith("give the section “Archive” another name")


def test_a_declared_section_at_the_address_of_a_page_of_our_own_is_an_error_in_the_settings(site: TestSite) -> None:
    site.configure_more('[sections.tags]\ntitle = "Tags"')
    site.write("a.md", section="tags")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.line) == ("address-collision", "site.toml", 9)
    assert item.help == "give the section “Tags” another name"


def test_a_post_at_the_address_of_a_section_made_of_its_category_is_told_how_categories_become_tags(
    site: TestSite,
) -> None:
    site.write("a.md", categories=["mlops"], permalink="/mlops/")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.line) == ("address-collision", "content/a.md", 3)
    assert 'categories = "tags" below [front_matter.rename]' in item.help


# ── a site that is hardly one ───────────────────────────────────────────────────────────────────────


def test_a_site_without_a_post_is_a_site(site: TestSite) -> None:
    report = site.build()
    assert (report.diagnostics, report.posts) == ((), 0)
    assert {"index.html", "feed.xml", "sitemap.xml", "404.html"} <= set(report.written)


def test_a_site_with_one_post_is_a_site(site: TestSite) -> None:
    site.write("a.md")
    report = site.build()
    assert (report.diagnostics, report.posts) == ((), 1)


def test_without_a_content_folder_the_error_says_where_it_is_meant_to_be(site: TestSite) -> None:
    shutil.rmtree(site.folder / "content")
    (item,) = site.build().diagnostics
    assert (item.code, item.file, item.message) == ("unreadable-file", "content/", "there is no folder content/")


def test_a_content_folder_that_is_a_file_is_an_error(site: TestSite) -> None:
    shutil.rmtree(site.folder / "content")
    (site.folder / "content").write_text("x")
    assert [item.code for item in site.build().diagnostics] == ["unreadable-file"]


CONFIGS: dict[str, tuple[bytes, str, int]] = {
    "nothing": (b"", "missing-setting", 1),
    "no TOML": (b"title: x\n", "bad-toml", 1),
    "an open table": (b'[site\ntitle = "x"', "bad-toml", 1),
    "random bytes": (noise(2_000), "not-utf8", 1),
    "a wrong type": (b"[site]\ntitle = 3\n", "wrong-type", 2),
    "no time zone": (b'[site]\ntitle = "x"\ntimezone = "Mars/Base"\n', "bad-value", 3),
    "an address that runs": (b'[site]\ntitle = "x"\nbase_url = "javascript:x"\n', "bad-value", 3),
    "a theme that climbs": (b'[site]\ntitle = "x"\ntheme = "../../etc"\n', "unsafe-path", 3),
    "an impossible number": (b'[site]\ntitle = "x"\n[listing]\nper_page = 0\n', "bad-value", 4),
    "an unknown field": (b'[site]\ntitle = "x"\n[permalinks]\npost = "/{nope}/"\n', "bad-permalink", 4),
}


@pytest.mark.parametrize(("data", "code", "line"), CONFIGS.values(), ids=CONFIGS)
def test_a_broken_site_toml_is_an_error_at_its_line(data: bytes, code: str, line: int, site: TestSite) -> None:
    (site.folder / "site.toml").write_bytes(data)
    assert (code, "site.toml", line) in found(site)


@pytest.mark.parametrize("replace", [lambda path: None, os.mkdir, lambda path: os.symlink("nowhere", path)])
def test_a_missing_site_toml_is_one_error_that_says_what_to_do(replace: Callable[[Path], None], site: TestSite) -> None:
    (site.folder / "site.toml").unlink()
    replace(site.folder / "site.toml")
    (item,) = site.build().diagnostics
    assert item.code == "missing-config"
    assert "ssg init" in item.help
    assert sorted(path.name for path in site.folder.iterdir() if path.name not in ("site.toml",)) == [
        "content",
        "themes",
    ]


@pytest.mark.parametrize("data", [b"{{{\n", b"\xff\xfe\0\1", noise(300)])
def test_a_broken_addresses_lock_is_an_error_at_its_line(data: bytes, site: TestSite) -> None:
    site.write("a.md")
    (site.folder / "addresses.lock").write_bytes(data)
    assert {(item.file, item.line > 0) for item in site.build().diagnostics} == {("addresses.lock", True)}
    assert not site.output.exists()


# ── what stands in the way ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["output", ".ssg-cache"])
def test_a_file_where_a_folder_is_needed_is_an_error_and_stays(name: str, site: TestSite) -> None:
    site.write("a.md")
    (site.folder / name).write_text("mine")
    report = site.build()
    assert [item.level for item in report.diagnostics] == ["error"]
    assert (site.folder / name).read_text() == "mine"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + noise(100), noise(1_000)])
def test_a_picture_that_is_none_is_a_warning_about_it(data: bytes, site: TestSite) -> None:
    site.write_raw("a.png", data)
    site.write("a.md", "![x](a.png)", image={"src": "a.png", "alt": "x"})
    report = site.build()
    assert [(item.code, item.file) for item in report.diagnostics] == [("bad-image", "content/a.png")]
    assert report.ok


# ── what is printed ─────────────────────────────────────────────────────────────────────────────────


def test_a_message_cannot_move_the_cursor_of_a_terminal_or_turn_its_text_round(site: TestSite) -> None:
    site.write_raw("2026-01-01-\u202ea.md", '---\ndate: "\x9b2Jnope\u202e"\n---\n')
    printed = "".join(frame(item) for item in site.build().diagnostics)
    assert "nope" in printed
    assert not set("\x9b\u202e\x1b") & set(printed)


def test_the_command_ends_with_an_exit_code_and_no_traceback(site: TestSite) -> None:
    site.write_raw(POST, noise(3_000))
    site.write_raw("new\nline.md", BODY)
    site.configure(CONFIG + "nope = 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "ssg", "build", str(site.folder)], capture_output=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"error[" in done.stderr
