"""The commands, each in a process of its own: what they print, where to, and their exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sites import CONFIG, NOW, TestSite

ROOT = Path(__file__).parent.parent
DONE, SITE_HAS_ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
COMMANDS = ("init", "new", "build", "check", "why", "related")


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}


def ssg(*arguments: str | Path, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ssg", *map(str, arguments)],
        cwd=cwd,
        env=environment(**environ),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def blog(site: TestSite) -> TestSite:
    site.write("a.md", "Words about transformers.", title="A", tags=["x"])
    site.write("b.md", "More words about transformers.", title="B", tags=["x"])
    return site


# ── help and usage ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), *((command, "--help") for command in COMMANDS)])
def test_help_goes_to_stdout(arguments: tuple[str, ...]) -> None:
    done = ssg(*arguments)

    assert (done.returncode, done.stderr) == (DONE, "")
    assert done.stdout.startswith("Usage: ")


def test_help_names_every_command() -> None:
    text = ssg("--help").stdout

    assert [command for command in COMMANDS if not re.search(rf"^  {command} +\w", text, re.MULTILINE)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_sentence(command: str) -> None:
    text = re.sub(r"\n {10,}", "  ", ssg(command, "--help").stdout.partition("Options:")[2])
    options = [line for line in text.splitlines() if line.startswith("  -")]

    assert len(options) > 3
    assert [line for line in options if not re.search(r"\S {2,}\S", line[4:])] == []


def test_build_has_the_options_of_the_contract() -> None:
    options = [
        "--output",
        "--base-url",
        "--drafts",
        "--now",
        "--jobs",
        "--clean",
        "--verify",
        "--explain",
        "--strict",
        "--keep-going",
        "--locked",
        "--report",
        "--profile",
        "--quiet",
        "--no-color",
        "--cache-dir",
    ]
    text = ssg("build", "--help").stdout.replace("\n", " ")

    assert [option for option in options if f"{option} " not in text] == []


def test_the_version_is_printed() -> None:
    done = ssg("--version")

    assert done.returncode == DONE
    assert done.stdout.startswith("ssg, version ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("biuld",),
        ("build", "--nope"),
        ("build", "--jobs", "many"),
        ("build", "--jobs", "-1"),
        ("build", "--now", "tomorrow"),
        ("build", "--base-url", "news"),
        ("build", "a", "b"),
        ("new",),
        ("why", "/nothing/"),
        ("check", "--format", "xml"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_on_stderr(site: TestSite, arguments: tuple[str, ...]) -> None:
    done = ssg(*arguments, cwd=site.folder)

    assert (done.returncode, done.stdout) == (WRONG_USAGE, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not site.output.exists()


# ── build ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_build_exits_with_0_and_closes_with_a_line_that_says_what_it_did(blog: TestSite) -> None:
    first, second = (ssg("build", "--now", NOW, cwd=blog.folder) for _ in range(2))

    assert (first.returncode, first.stdout) == (DONE, "")
    assert re.fullmatch(
        r"Built 2 posts into output: \d+ written, 0 unchanged, in \d+\.\d\d s\.",
        first.stderr.splitlines()[-1],
    )
    assert re.fullmatch(
        r"Built 2 posts into output: 0 written, \d+ unchanged, in \d+\.\d\d s\.", second.stderr.splitlines()[-1]
    )


def test_without_a_terminal_progress_is_a_plain_line_a_stage(blog: TestSite) -> None:
    done = ssg("build", blog.folder, "--now", NOW)

    assert re.search(r"^parse: 2$", done.stderr, re.MULTILINE)
    assert re.search(r"^render: \d+$", done.stderr, re.MULTILINE)
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


@pytest.mark.parametrize("flag", ["-q", "--quiet"])
def test_quiet_prints_errors_only(blog: TestSite, flag: str) -> None:
    blog.write("c.md", "[x](nope.md)")
    good = ssg("build", blog.folder, "--now", NOW, flag)
    blog.write("d.md", url="/news/a/")
    bad = ssg("build", blog.folder, "--now", NOW, flag)

    assert (good.returncode, good.stdout, good.stderr) == (DONE, "", "")
    assert bad.returncode == SITE_HAS_ERRORS
    assert bad.stderr.startswith("error[address-collision]")
    assert "warning" not in bad.stderr


def test_errors_exit_with_1_and_are_printed_with_their_place_the_errors_last(blog: TestSite) -> None:
    blog.write_raw("c.md", "---\ntitle: C\ndate: 2026-02-30\n---\n\n[x](nope.md)\n")
    done = ssg("build", blog.folder, "--now", NOW)

    assert done.returncode == SITE_HAS_ERRORS
    assert "--> content/c.md:3:7\n  |\n3 | date: 2026-02-30\n  |       ^^^^^^^^^^\n" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Failed with 1 error; nothing was written.")
    assert not blog.output.exists()


def test_many_findings_of_a_kind_are_one_line_with_a_count_and_three_examples(site: TestSite) -> None:
    for number in range(9):
        site.write(f"p{number}.md", companies=["x"])
    done = ssg("build", site.folder, "--now", NOW)

    assert done.returncode == DONE
    assert "which is not a key, in 9 files" in done.stderr
    assert re.findall(r"--> (content/p\d\.md)", done.stderr) == [f"content/p{number}.md" for number in range(3)]


@pytest.mark.parametrize(
    ("options", "environ", "coloured"),
    [((), {"FORCE_COLOR": "1"}, False), (("--no-color",), {}, False), ((), {"NO_COLOR": "1"}, False)],
)
def test_no_colour_goes_into_a_pipe(
    blog: TestSite, options: tuple[str, ...], environ: dict[str, str], coloured: bool
) -> None:
    blog.write("c.md", "[x](nope.md)")

    assert ("\x1b[" in ssg("build", blog.folder, *options, cwd=ROOT, **environ).stderr) is coloured


def in_terminal(*arguments: str | Path, **environ: str) -> str:
    """Return what a command prints to a terminal."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ssg", *map(str, arguments)],
        cwd=ROOT,
        env=environment(TERM="xterm-256color", **environ),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    chunks = []
    try:
        while chunk := os.read(leader, 65536):
            chunks.append(chunk)
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(leader)
    assert process.wait() == DONE
    return b"".join(chunks).decode()


@pytest.mark.parametrize(
    ("options", "environ", "coloured"),
    [((), {}, True), ((), {"NO_COLOR": ""}, True), ((), {"NO_COLOR": "1"}, False), (("--no-color",), {}, False)],
)
def test_a_terminal_gets_colours_unless_they_are_unwanted(
    blog: TestSite, options: tuple[str, ...], environ: dict[str, str], coloured: bool
) -> None:
    blog.write("c.md", "[x](nope.md)")
    printed = in_terminal("build", blog.folder, "--now", NOW, *options, **environ)

    assert "dead-link" in printed
    assert ("\x1b[" in printed) is coloured


def test_the_report_is_json_with_the_fields_of_the_contract(blog: TestSite, tmp_path: Path) -> None:
    blog.write("c.md", "[x](nope.md)", title="C", date="2026-03-01T09:00:00Z")
    blog.write("d.md", "[x](nope.md)", title="D")
    path = tmp_path / "report.json"
    ssg("build", blog.folder, "--now", NOW, "--report", path)
    report = json.loads(path.read_text("utf-8"))

    assert set(report) == {"written", "unchanged", "removed", "failed", "reasons", "seconds", "diagnostics", "next_due"}
    assert "news/a/index.html" in report["written"]
    assert report["reasons"]["news/a/index.html"] == "new"
    assert report["next_due"] == "2026-03-01T09:00:00+00:00"
    assert (report["unchanged"], report["removed"], report["failed"]) == (0, [], [])
    (found,) = report["diagnostics"]
    assert set(found) == {"code", "level", "file", "line", "column", "message", "help"}
    assert (found["code"], found["file"], found["line"]) == ("dead-link", "content/d.md", 6)


def test_a_failed_build_writes_its_report_too(blog: TestSite, tmp_path: Path) -> None:
    blog.write("d.md", url="/news/a/")
    done = ssg("build", blog.folder, "--now", NOW, "--report", tmp_path / "r.json")

    assert done.returncode == SITE_HAS_ERRORS
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["diagnostics"][0]["code"] == "address-collision"


def test_a_report_that_cannot_be_written_is_an_error(blog: TestSite, tmp_path: Path) -> None:
    done = ssg("build", blog.folder, "--now", NOW, "--report", tmp_path / "no" / "r.json")

    assert done.returncode == SITE_HAS_ERRORS
    assert "Traceback" not in done.stderr


def test_explain_prints_the_reason_of_each_written_output_to_stdout(blog: TestSite) -> None:
    ssg("build", blog.folder, "--now", NOW)
    blog.write("a.md", "Other words.", title="A", tags=["x"], summary="S")
    done = ssg("build", blog.folder, "--now", NOW, "--explain", "-q")
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())

    assert lines["news/a/index.html"] == "summary of content/a.md changed; the text of content/a.md changed"
    assert done.stderr == ""


def test_profile_names_the_stages_and_the_slowest_outputs(blog: TestSite) -> None:
    done = ssg("build", blog.folder, "--now", NOW, "--profile")

    assert re.search(r"^ +\d+\.\d{3} s  parse$", done.stderr, re.MULTILINE)
    assert re.search(r"^ +\d+\.\d ms  \S+\.html$", done.stderr, re.MULTILINE)


def test_drafts_strict_keep_going_and_base_url_reach_the_build(blog: TestSite) -> None:
    blog.write("c.md", "[x](nope.md)", draft=True)
    drafts = ssg("build", blog.folder, "--now", NOW, "--drafts", "--base-url", "https://p.example/sub")
    page = blog.read("news/c/index.html")
    strict = ssg("build", blog.folder, "--now", NOW, "--drafts", "--strict")
    blog.write_raw("d.md", "---\ntitle: [\n---\n")
    blog.write("e.md", title="E")
    going = ssg("build", blog.folder, "--now", NOW, "--keep-going")

    assert (drafts.returncode, strict.returncode, going.returncode) == (DONE, SITE_HAS_ERRORS, SITE_HAS_ERRORS)
    assert 'href="https://p.example/sub/news/c/"' in page
    assert "noindex" in page
    assert blog.exists("news/e/index.html")


def test_a_foreign_output_folder_is_refused(blog: TestSite, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("x")
    done = ssg("build", blog.folder, "--output", tmp_path / "thesis")

    assert done.returncode == SITE_HAS_ERRORS
    assert "foreign-output" in done.stderr
    assert os.listdir(tmp_path / "thesis") == ["chapter.txt"]


def test_a_folder_that_is_no_site_says_how_to_make_one(tmp_path: Path) -> None:
    done = ssg("build", cwd=tmp_path)

    assert done.returncode == SITE_HAS_ERRORS
    assert "ssg init" in done.stderr
    assert os.listdir(tmp_path) == []


def test_an_interrupt_exits_with_130_and_the_next_build_mends_the_rest(site: TestSite) -> None:
    for number in range(300):
        site.write(f"p{number}.md", "Text. " * 400, title=f"P {number}")
    process = subprocess.Popen(
        [sys.executable, "-m", "ssg", "build", str(site.folder), "--now", NOW, "--jobs", "1"],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job is deaf to interrupts, and so are its children: this one is to hear them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "parse: 300\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == INTERRUPTED
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert ssg("build", site.folder, "--now", NOW).returncode == DONE


# ── init, new, why, related ─────────────────────────────────────────────────────────────────────────


def test_a_new_site_builds_without_a_finding(tmp_path: Path) -> None:
    made = ssg("init", "my-blog", cwd=tmp_path)
    built = ssg("build", "--strict", cwd=tmp_path / "my-blog")

    assert (made.returncode, made.stdout) == (DONE, "")
    assert built.returncode == DONE, built.stderr
    assert "Built 3 posts" in built.stderr
    assert {"site.toml", "netlify.toml", ".gitignore", "requirements.txt", "content"} <= set(
        os.listdir(tmp_path / "my-blog")
    )
    assert 'title = "My blog"' in (tmp_path / "my-blog" / "site.toml").read_text("utf-8")
    requirements = (tmp_path / "my-blog" / "requirements.txt").read_text("utf-8")
    assert "ssg-news" in requirements
    assert ("before you deploy" in requirements) == ("file://" in requirements)


def test_two_new_sites_have_ids_of_their_own(tmp_path: Path) -> None:
    ids = set()
    for name in "ab":
        ssg("init", name, cwd=tmp_path)
        ids.add(re.search(r'^id = "(.+)"', (tmp_path / name / "site.toml").read_text("utf-8"), re.MULTILINE)[1])  # type: ignore[index]

    assert len(ids) == 2


@pytest.mark.parametrize("name", ['Ünï "quoted"', "$title", "_"])
def test_a_new_site_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert ssg("init", name, cwd=tmp_path).returncode == DONE
    assert ssg("build", name, "--strict", cwd=tmp_path).returncode == DONE


def test_init_does_not_touch_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    done = ssg("init", ".", cwd=tmp_path)

    assert done.returncode == WRONG_USAGE
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_init_makes_a_site_in_an_empty_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    done = ssg("init", ".", cwd=tmp_path)

    assert done.returncode == DONE
    assert (tmp_path / "site.toml").is_file()
    assert os.listdir(tmp_path / ".git") == []


@pytest.mark.parametrize("arguments", [("init", "x"), ("new", "A headline"), ("build", "."), ("due", ".")])
def test_a_variable_that_is_no_time_is_an_error_that_names_it(arguments: tuple[str, ...], blog: TestSite) -> None:
    done = ssg(*arguments, cwd=blog.folder, SOURCE_DATE_EPOCH="soon")

    assert done.returncode in (SITE_HAS_ERRORS, WRONG_USAGE)
    assert "SOURCE_DATE_EPOCH is “soon”, which is no number of seconds since 1970" in done.stderr
    assert "Traceback" not in done.stderr


def test_new_starts_a_draft_and_prints_its_path(blog: TestSite) -> None:
    blog.configure(CONFIG + 'timezone = "Pacific/Kiritimati"\n[sections.labs]\n')
    done = ssg("new", "“Hello”: a C++ post", "--now", NOW, cwd=blog.folder)
    path = blog.folder / done.stdout.strip()

    assert (done.returncode, done.stderr) == (DONE, "")
    assert done.stdout == "content/posts/2026-02-02-hello-a-c-plus-plus-post.md\n"
    assert 'title: "“Hello”: a C++ post"\n' in path.read_text("utf-8")
    assert "section: labs\n" in path.read_text("utf-8")
    assert "draft: true\n" in path.read_text("utf-8")
    assert blog.build(drafts=True).diagnostics == ()
    assert blog.exists("labs/hello-a-c-plus-plus-post/index.html")


@pytest.mark.parametrize(
    ("arguments", "said"), [(("🎉",), "no letter or digit"), (("A", "--site", "nowhere"), "there is no site.toml")]
)
def test_new_says_why_it_cannot_start(blog: TestSite, arguments: tuple[str, ...], said: str) -> None:
    done = ssg("new", *arguments, cwd=blog.folder)

    assert done.returncode == WRONG_USAGE
    assert said in done.stderr


def test_new_never_overwrites(blog: TestSite) -> None:
    first, second = (ssg("new", "Same", "--now", NOW, cwd=blog.folder) for _ in range(2))

    assert (first.returncode, second.returncode) == (DONE, WRONG_USAGE)
    assert "exists already" in second.stderr


@pytest.mark.parametrize(
    "name",
    [
        "news/a/index.html",
        "output/news/a/index.html",
        "/news/a/",
        "/news/a",
        "https://test.example/blog/news/a/",
        "a.md",
        "content/a.md",
    ],
)
def test_why_knows_an_output_by_its_path_address_or_source(blog: TestSite, name: str) -> None:
    blog.configure(CONFIG.replace('test.example"\nd', 'test.example/blog"\nd'))
    ssg("build", "--now", NOW, cwd=blog.folder)
    done = ssg("why", name, cwd=blog.folder)

    assert done.returncode == DONE, done.stderr
    assert re.match(
        r"news/a/index\.html  \(/news/a/\)\nlast written \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, because:\n  new\n"
        r"written again when one of these changes:\n  [0-9a-f]{10}  the text or front matter of content/a\.md\n",
        done.stdout,
    )
    assert "the list of related posts" in done.stdout


@pytest.mark.parametrize("path", ["/blög", "/bl%C3%B6g"])
def test_why_knows_an_address_below_a_path_of_any_script(blog: TestSite, path: str) -> None:
    blog.configure(CONFIG.replace('test.example"\nd', f'test.example{path}"\nd'))
    ssg("build", "--now", NOW, cwd=blog.folder)
    done = ssg("why", f"https://test.example{path}/news/a/", cwd=blog.folder)

    assert done.stdout.startswith("news/a/index.html  (/news/a/)"), done.stderr


def test_why_knows_a_source_as_the_shell_completes_it(blog: TestSite) -> None:
    blog.build()
    done = ssg("why", blog.folder / "content" / "a.md", "--site", blog.folder)

    assert done.stdout.startswith("news/a/index.html ")


def test_why_says_what_last_made_an_output_change(blog: TestSite) -> None:
    blog.build()
    blog.write("a.md", "Other words.", title="A", tags=["x"])
    blog.build()
    blog.build()

    assert (
        ", because:\n  the text of content/a.md changed\nwritten again"
        in ssg("why", "/news/a/", cwd=blog.folder).stdout
    )


def test_why_says_that_a_source_has_changed_since(blog: TestSite) -> None:
    blog.build()
    before = ssg("why", "/news/a/", cwd=blog.folder).stdout
    blog.write("a.md", "Other words.", title="A", tags=["x"])
    after = ssg("why", "/news/a/", cwd=blog.folder).stdout

    assert after == before + "content/a.md has changed since the last build: run ssg build\n"


def test_why_knows_a_page_by_the_end_of_its_address(blog: TestSite) -> None:
    blog.build()

    assert ssg("why", "a", cwd=blog.folder).stdout.startswith("news/a/index.html ")


@pytest.mark.parametrize(
    ("front", "build", "said"),
    [({"draft": True}, True, "it is a draft, not due yet, expired"), ({}, False, "run ssg build first")],
)
def test_why_says_why_a_source_has_no_output(blog: TestSite, front: dict[str, Any], build: bool, said: str) -> None:
    blog.build()
    blog.write("new.md", title="New", **front)
    if build:
        blog.build()
    done = ssg("why", "content/new.md", cwd=blog.folder)

    assert done.returncode == WRONG_USAGE
    assert "content/new.md" in done.stderr
    assert said in done.stderr


def test_why_asks_for_a_build_first(site: TestSite) -> None:
    done = ssg("why", "/", cwd=site.folder)

    assert done.returncode == WRONG_USAGE
    assert "ssg build" in done.stderr


@pytest.mark.parametrize("name", ["a", "a.md", "content/a.md", "/news/a/"])
def test_related_prints_score_address_and_reason(blog: TestSite, name: str) -> None:
    done = ssg("related", name, "--now", NOW, cwd=blog.folder)
    title, line = done.stdout.splitlines()

    assert done.returncode == DONE, done.stderr
    assert title == "A  (/news/a/)"
    assert re.match(r" *\d\.\d{3}  /news/b/  tags x; words .*transformers", line)


def test_related_does_not_know_a_post_that_is_not_there(blog: TestSite) -> None:
    done = ssg("related", "nope", "--now", NOW, cwd=blog.folder)

    assert done.returncode == WRONG_USAGE
    assert "nope" in done.stderr


def test_a_headline_pasted_with_lines_and_controls_makes_a_post_that_can_be_built(blog: TestSite) -> None:
    done = ssg("new", "Two\nlines\tand \x1b[1mbold", "--now", NOW, cwd=blog.folder)

    assert done.returncode == DONE
    assert 'title: "Two lines and [1mbold"\n' in (blog.folder / done.stdout.strip()).read_text("utf-8")
    assert blog.build(drafts=True).ok


# ── folders that cannot be written ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("init", "site.toml/x"), "site.toml/x"),
        (("new", "A headline"), "content/posts"),
        (("theme", "new", "mine"), "themes/mine"),
    ],
)
def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(
    arguments: tuple[str, ...], place: str, tmp_path: Path
) -> None:
    (tmp_path / "site.toml").write_text('[site]\ntitle = "T"\n', "utf-8")
    (tmp_path / "content").touch()
    (tmp_path / "themes").touch()

    done = ssg(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (SITE_HAS_ERRORS, "")
    assert re.fullmatch(rf"Error: \S*{re.escape(place)}: [\w ]+\n", done.stderr), done.stderr


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no symbolic links here")
def test_a_post_is_not_started_behind_a_symbolic_link_that_leads_out(blog: TestSite, tmp_path: Path) -> None:
    (blog.folder / "content" / "posts").symlink_to(tmp_path)

    done = ssg("new", "A headline", cwd=blog.folder)

    assert (done.returncode, done.stdout) == (SITE_HAS_ERRORS, "")
    assert "through a symbolic link" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*.md")) == []
