"""`ssg check`: a sound site passes, each kind of mistake is found once and named where it was written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ssg.check.formats import formatted
from ssg.check.gate import Checked, check_site, checked_site
from ssg.core.errors import Diagnostic, diagnostic
from ssg.core.options import silent
from tests.sites import CONFIG, TestSite

BLOG = CONFIG.replace("https://test.example", "https://test.example/blog")


def check(site: TestSite, **options: object) -> Checked:
    """Check, and leave out notes: the theme of these sites prints no more than it has to."""
    checked = checked_site(str(site.folder), replace(site.options, **options), silent)  # type: ignore[arg-type]
    return checked._replace(found=tuple(item for item in checked.found if item.level != "note"))


def found(site: TestSite, *codes: str) -> list[Diagnostic]:
    """Return the findings, of the codes when some are named."""
    return [item for item in check(site).found if not codes or item.code in codes]


def places(site: TestSite) -> list[tuple[str, str, int]]:
    return [(item.code, item.file, item.line) for item in check(site).found]


def sound(site: TestSite) -> None:
    """Fill a site with every kind of link that holds."""
    site.write("posts/a.md", "See [b](b.md#a-part), [raw](/news/b/) and [here](#own).\n\n## Own\n\nText.", tags=["X"])
    site.write("posts/b.md", "## A part\n\nBack to [a](../posts/a.md) and the [feed](/feed.xml).", tags=["X"])
    encoded = "/news/%E6%A8%A1%E5%9E%8B/#%E7%BB%93%E8%AE%BA"
    site.write("posts/模型.md", f"## 结论\n\n[上](#结论) <a href='{encoded}'>x</a>")
    site.write("pages/about.md", '<a href="../../news/模型/#结论">y</a> [x](https://elsewhere.example/nope)')


def test_a_picture_without_a_text_is_told_once_by_parse(site: TestSite) -> None:
    site.write("posts/a.md", "![](/a.png)\n\n<img src='https://b.example/b.png'>")
    site.write_raw("a.png", b"")

    assert [item.line for item in found(site, "missing-alt")] == [5, 7]


# ── sound sites ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("config", [CONFIG, BLOG], ids=["at the root", "below a path"])
def test_a_sound_site_has_no_findings(site: TestSite, config: str) -> None:
    site.configure(config)
    sound(site)

    checked = check(site)

    assert checked.found == ()
    assert checked.pages > 10
    assert checked.links > 100


def test_check_site_gives_the_findings_alone(site: TestSite) -> None:
    site.write("posts/a.md", '<a href="/news/nope/">x</a>')

    found = check_site(str(site.folder), site.options, silent)

    assert found == checked_site(str(site.folder), site.options, silent).found != ()


def test_redirected_addresses_may_be_linked_to(site: TestSite) -> None:
    site.write("posts/a.md", "Text.", aliases=["/old/"])
    site.write("posts/b.md", '<form action="/old/"></form> [x](/old/)')

    assert found(site) == []


def test_files_beside_posts_and_html_that_is_published_as_it_is_count(site: TestSite) -> None:
    site.write("posts/p/index.md", "[paper](paper.pdf) [demo](demo.html#part)", date="2026-01-10")
    site.write_raw("posts/p/paper.pdf", b"%PDF")
    site.write_raw("posts/p/demo.html", '<p id="part"><a href="paper.pdf">x</a><a href="./">back</a>')

    assert found(site) == []


def test_drafts_are_checked_when_asked_for(site: TestSite) -> None:
    site.write("posts/a.md", '<form action="/news/nope/"></form>', draft=True)

    assert check(site).found == ()
    assert [item.code for item in check(site, drafts=True).found] == ["broken-link"]


# ── what a body links to ────────────────────────────────────────────────────────────────────────────


def test_a_dead_link_is_reported_by_the_plan_and_not_once_more(site: TestSite) -> None:
    site.write("posts/a.md", "Text.\n\n[x](/news/nope/) [y](#nope) ![z](nope.png)")

    assert sorted(item.code for item in found(site)) == ["dead-link", "dead-link", "missing-image"]


def test_an_address_that_the_plan_does_not_judge_is_named_at_its_line_in_the_post(site: TestSite) -> None:
    site.write_raw("posts/p/demo.html", "<p>No places here.")
    site.write("posts/p/index.md", "Text.\n\nSee [the demo](demo.html#part).", date="2026-01-10")

    finding = found(site)[0]

    assert (finding.code, finding.file, finding.line) == ("broken-fragment", "content/posts/p/index.md", 7)
    assert finding.excerpt == "See [the demo](demo.html#part)."
    assert finding.excerpt[finding.column - 1 :].startswith("demo.html#part")
    assert len(found(site)) == 1


def test_links_of_a_post_below_a_base_path_are_named_at_their_line_too(site: TestSite) -> None:
    site.configure(BLOG)
    site.write_raw("demo.html", "<p>No places here.")
    site.write("posts/a.md", "[the demo](/demo.html#part)")

    assert places(site) == [("broken-fragment", "content/posts/a.md", 5)]
    assert found(site)[0].message == "“/demo.html#part” leads to a page without “#part”"


def test_line_ends_of_windows_count_and_are_not_shown(site: TestSite) -> None:
    site.write_raw("demo.html", "<p>No places here.")
    site.write_raw("posts/a.md", "---\r\ndate: 2026-01-10\r\n---\r\n\r\nText.\r\n\r\n[x](/demo.html#part)\r\n")

    assert [(item.line, item.excerpt) for item in found(site)] == [(7, "[x](/demo.html#part)")]


def test_a_page_of_html_names_itself(site: TestSite) -> None:
    site.write_raw("demo.html", '<p>\n<img src="nope.png">\n<a href="%E4%B8%AD/">x</a>')

    assert places(site) == [("broken-link", "content/demo.html", 2), ("broken-link", "content/demo.html", 3)]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<form action="/nope/"></form>', "broken-link"),
        ('<button formaction="/nope/">x</button>', "broken-link"),
        ('<blockquote cite="/nope/">x</blockquote>', "broken-link"),
        ('<form action="#nope"></form>', "broken-fragment"),
    ],
)
def test_an_address_that_is_no_link_of_markdown_is_found_in_its_post(site: TestSite, html: str, code: str) -> None:
    site.write("posts/a.md", f"Text.\n\n{html}")

    assert places(site) == [(code, "content/posts/a.md", 7)]


def test_an_address_in_front_matter_that_a_template_prints_is_found_there(site: TestSite) -> None:
    template = site.folder / "themes/bare/templates/post.html"
    template.write_text(
        template.read_text("utf-8").replace("{{ content }}", '<a href="{{ post.extra.shop | href }}">shop</a>')
    )
    site.configure(BLOG)
    site.write("posts/a.md", "Text.", extra={"shop": "/商店/"})

    assert places(site) == [("broken-link", "content/posts/a.md", 2)]


def test_hostile_html_is_checked_like_any_other(site: TestSite) -> None:
    site.write_raw(
        "bad.html", b'<a href="http://[::1"><a href="\xff\xfe"><p title="<a href=\'/x/\'>"><a href="/news/nope'
    )

    assert [item.code for item in found(site)] == ["broken-link", "broken-link"]


def test_another_case_of_an_address_is_a_fault_and_the_right_one_is_named(site: TestSite) -> None:
    site.write("posts/a.md", '<form action="/News/A"></form>')

    assert [item.help for item in found(site, "broken-link")] == ["addresses are case-sensitive: write `/news/a/`"]


def test_a_fragment_that_is_nearly_right_is_corrected(site: TestSite) -> None:
    site.write_raw("demo.html", '<p id="conclusion">')
    site.write("posts/a.md", "[x](/demo.html#conclusions)")

    assert [item.help for item in found(site)] == ["did you mean `#conclusion`?"]


# ── what configuration and templates link to ────────────────────────────────────────────────────────


def test_a_dead_menu_entry_is_one_finding_in_the_configuration(site: TestSite) -> None:
    site.configure(CONFIG + '[[menu]]\ntitle = "Shop"\nurl = "/shop/"\n')
    site.write("posts/a.md")
    site.write("posts/b.md")

    findings = found(site)

    assert [(item.code, item.file, item.line) for item in findings] == [("broken-link", "site.toml", 10)]
    assert "“/shop/” leads nowhere (on " in findings[0].message
    assert " more)" in findings[0].message


def test_a_dead_link_of_a_template_is_one_finding_in_the_template(site: TestSite) -> None:
    template = site.folder / "themes/bare/templates/base.html"
    template.write_text(template.read_text("utf-8").replace("<footer>", '<footer>\n<a href="/imprint/">Imprint</a>'))
    line = template.read_text("utf-8").split("/imprint/")[0].count("\n") + 1
    site.write("posts/a.md")

    assert places(site) == [("broken-link", "themes/bare/templates/base.html", line)]


def test_a_dead_fragment_of_a_template_is_one_finding_for_all_its_pages(site: TestSite) -> None:
    template = site.folder / "themes/bare/templates/base.html"
    template.write_text(template.read_text("utf-8").replace("<body>", '<body><a href="#content">Skip</a>'))
    site.write("posts/a.md")
    site.write("posts/b.md")

    assert [(item.code, item.file) for item in found(site)] == [("broken-fragment", "themes/bare/templates/base.html")]


def test_a_template_that_forgets_the_base_path_is_found(site: TestSite) -> None:
    site.configure(BLOG)
    site.write("posts/a.md")
    card = site.folder / "themes/bare/templates/components/card.html"
    text = card.read_text("utf-8")
    assert found(site) == []

    card.write_text(text.replace("{{ post.url | href }}", "{{ post.url }}"))

    assert [item.message.split(" (")[0] for item in found(site)] == [
        "“/news/a/” leads out of /blog/, where the site stands"
    ]


def test_a_failing_template_is_one_error_whatever_the_number_of_its_pages(site: TestSite) -> None:
    template = site.folder / "themes/bare/templates/post.html"
    template.write_text(template.read_text("utf-8").replace("{{ content }}", "{{ 1 / 0 }}"))
    site.write("posts/a.md", "[b](b.md#part)")
    site.write("posts/b.md", "## Part")

    assert [(item.code, item.level) for item in found(site)] == [("template-error", "error")]


# ── the rest of the gate ────────────────────────────────────────────────────────────────────────────


def test_mistakes_in_front_matter_stand_beside_those_on_pages(site: TestSite) -> None:
    site.write("posts/a.md", '<form action="/nope/"></form>')
    site.write("posts/b.md", "Text.", featured="perhaps", titel="Typo")

    assert sorted(item.code for item in found(site)) == ["broken-link", "unknown-key", "wrong-type"]


def test_a_folder_that_is_no_site_is_a_finding(tmp_path: Path, site: TestSite) -> None:
    assert [item.code for item in check_site(str(tmp_path), site.options, silent)] == ["missing-config"]


def test_nothing_is_written_but_the_cache(site: TestSite) -> None:
    sound(site)
    before = sorted(path.name for path in site.folder.iterdir())

    check(site)

    assert sorted(path.name for path in site.folder.iterdir()) == sorted([*before, ".ssg-cache"])
    assert not list((site.folder / ".ssg-cache").glob("state-*"))


def test_a_check_leaves_a_built_site_as_it_is(site: TestSite) -> None:
    sound(site)
    site.build()
    before = site.outputs(), (site.folder / "addresses.lock").read_bytes()
    site.write("posts/c.md", '<form action="/nope/"></form>')

    assert [item.code for item in found(site)] == ["broken-link"]
    assert (site.outputs(), (site.folder / "addresses.lock").read_bytes()) == before


def test_what_the_last_build_wrote_is_read_and_not_rendered_again(site: TestSite) -> None:
    sound(site)
    site.write("posts/d.md", '<form action="/nope/"></form>')
    before = check(site)
    site.build()

    after = check(site)

    assert before.rendered > after.rendered == 0
    assert after.found == before.found != ()
    assert (after.pages, after.links) == (before.pages, before.links)


def test_only_what_an_edit_changes_is_rendered(site: TestSite) -> None:
    sound(site)
    site.write("posts/d.md", "Text.", summary="S")
    site.build()
    site.write("posts/d.md", 'Text. <form action="/nope/"></form>', summary="S")

    checked = check(site)

    assert [item.code for item in checked.found] == ["broken-link"]
    assert checked.rendered == 4  # the page and the three feeds that have all of its text


@pytest.mark.parametrize("text", [None, "<p>of somebody else"], ids=["deleted", "changed"])
def test_a_file_that_somebody_touched_in_the_output_folder_is_not_believed(site: TestSite, text: str | None) -> None:
    sound(site)
    site.build()
    page = site.output / "news/a/index.html"
    times = page.stat()
    page.unlink()
    if text is not None:
        page.write_text(text.ljust(times.st_size), "utf-8")
        os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))

    checked = check(site)

    assert (checked.found, checked.rendered) == ((), 1)


def test_other_options_than_the_builds_are_seen(site: TestSite) -> None:
    site.write("posts/a.md", "Text.")
    site.build()

    checked = check(site, base_url="https://elsewhere.example")

    assert checked.rendered > 0
    assert checked.found == ()


def test_a_damaged_cache_costs_time_only(site: TestSite) -> None:
    sound(site)
    check(site)
    for path in (site.folder / ".ssg-cache").glob("parsed-*"):
        path.write_bytes(b"no database at all" * 1000)

    assert check(site).found == ()


def test_workers_find_what_one_process_finds(site: TestSite) -> None:
    for number in range(120):
        link = "nope" if number % 10 == 0 else "p1"
        site.write(f"posts/p{number}.md", f'<form action="/news/{link}/#x"></form>', tags=[f"t{number % 7}"])

    alone, together = check(site, jobs=1), check(site, jobs=2)

    assert alone == together
    # twelve posts link to no page, the others to a page without the place: one finding for each address
    assert sorted(item.code for item in alone.found) == ["broken-fragment", "broken-link"]


# ── formats ─────────────────────────────────────────────────────────────────────────────────────────

FINDING = diagnostic(
    "broken-link",
    "“/a,b/”: 50% gone\r\nfor good",
    help="mend it",
    at=(3, 7),
    file="content/a,b: c%.md",
    level="warning",
)


def test_json_has_the_fields_of_a_report() -> None:
    assert json.loads(formatted([FINDING], "json")) == {
        "diagnostics": [
            {
                "code": "broken-link",
                "level": "warning",
                "file": "content/a,b: c%.md",
                "line": 3,
                "column": 7,
                "message": "“/a,b/”: 50% gone\r\nfor good",
                "help": "mend it",
            }
        ]
    }


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(formatted([], "json")) == {"diagnostics": []}


def test_github_commands_escape_what_would_end_a_property_or_the_line() -> None:
    assert formatted([FINDING], "github") == (
        "::warning file=content/a%2Cb%3A c%25.md,line=3,col=7,title=broken-link::"
        "“/a,b/”: 50%25 gone%0D%0Afor good%0Ahelp: mend it"
    )


@pytest.mark.parametrize(("level", "command"), [("error", "error"), ("warning", "warning"), ("note", "notice")])
def test_github_has_a_command_for_each_level(level: str, command: str) -> None:
    finding = diagnostic("broken-link", "gone", level=level)  # type: ignore[arg-type]

    assert formatted([finding], "github") == f"::{command} title=broken-link::gone"


def test_github_finds_the_files_of_a_site_in_a_folder_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    finding = diagnostic("broken-link", "gone", file="content/a.md")

    for folder in ("blog", "./blog/", str(tmp_path / "blog")):
        assert formatted([finding], "github", folder).startswith("::warning file=blog/content/a.md,")


def run_check(site: TestSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ssg", "check", str(site.folder), "--now", site.options.now, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def one_is_broken(site: TestSite) -> None:
    site.write("posts/a.md", '<form action="/nope/"></form>')


def a_note_only(site: TestSite) -> None:
    site.write("posts/a.md", "Text.", tags=["LLM"])
    site.write("posts/b.md", "Text.", tags=["llm"])


COMMANDS: Sequence[tuple[Callable[[TestSite], None], int, str]] = [
    (sound, 0, "nothing to mend."),
    (a_note_only, 0, "nothing to mend."),
    (one_is_broken, 1, "1 warning."),
]


@pytest.mark.parametrize(("fill", "code", "ending"), COMMANDS)
def test_the_command_fails_on_warnings_and_not_on_notes(
    site: TestSite, fill: Callable[[TestSite], None], code: int, ending: str
) -> None:
    fill(site)

    done = run_check(site)

    assert done.returncode == code
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Checked ")
    assert last.endswith(ending)


@pytest.mark.parametrize(("format_", "start"), [("json", '{\n  "diagnostics": ['), ("github", "::notice file=")])
def test_the_command_prints_the_other_formats_to_stdout(site: TestSite, format_: str, start: str) -> None:
    one_is_broken(site)

    done = run_check(site, "--format", format_, "--quiet")

    assert done.returncode == 1
    assert done.stdout.startswith(start)
    assert "broken-link" in done.stdout
    assert done.stderr == ""
