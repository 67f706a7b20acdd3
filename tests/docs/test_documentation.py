"""The README and docs/ are in step with the program: names, links, examples."""

from __future__ import annotations

import os
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import click
import pytest

from ssg import BuildOptions
from ssg.cli import ssg
from ssg.content.markdown import render_markdown
from ssg.content.parse_options import MarkdownOptions
from ssg.core.config import load_config
from ssg.core.errors import CODES
from ssg.core.report import BuildReport, report_data
from ssg.core.theme_contract import CHANGES, FILTERS, GLOBALS, IN_WORDS, REQUIRED_TEMPLATES, VERSION, fields_of
from ssg.plan.needs import NEEDS
from tests.docs.pages import ROOT, Block, anchors, blocks, links, pages, prose, write_example
from tests.docs.transcripts import agrees, play, shown
from tests.sites import TestSite

DOCS = ROOT / "docs"
PAGES = pages()
COMMANDS: dict[str, click.Command] = dict(ssg.commands)


def section(page: str, heading: str) -> str:
    """Return the text below a heading of the second level, up to the next one."""
    text = (DOCS / page).read_text("utf-8")
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no heading “{heading}”"
    return found[1]


# ── names ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_has_a_row_in_the_commands_section(name: str) -> None:
    text = section("commands.md", f"`ssg {name}`") + section("commands.md", "Options of every command")
    command = COMMANDS[name]
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    typed = [item for each in commands for item in each.params if isinstance(item, click.Option)]
    options = {spelling for item in typed for spelling in (*item.opts, *item.secondary_opts)}

    rows = set(re.findall(r"`(-[-\w]*)[` ]", "\n".join(re.findall(r"^\| (`-.*?) \|", text, re.MULTILINE))))

    assert options - rows == set()
    assert rows - options - {"-h", "--help"} == set()


def test_the_documented_commands_are_those_that_there_are() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")

    assert set(re.findall(r"^## `ssg (\w+)`$", text, re.MULTILINE)) == set(COMMANDS)


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert set(re.findall(r"^\| `ssg (\w+)", readme, re.MULTILINE)) == set(COMMANDS)


def test_no_page_shows_a_command_that_there_is_not() -> None:
    shown_commands = {
        (page, command)
        for page in PAGES
        for block in blocks(page)
        if block.language in ("sh", "console")
        for command in re.findall(r"^(?:\$ )?ssg (\w+)", block.text, re.MULTILINE)
    }

    assert {(page, command) for page, command in shown_commands if command not in COMMANDS} == set()


def test_every_field_of_the_report_is_documented() -> None:
    text = section("commands.md", "The report")

    assert [key for key in report_data(BuildReport()) if f"`{key}`" not in text] == []


def test_every_option_of_the_python_api_has_a_row() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", section("commands.md", "From Python"), re.MULTILINE))

    assert set(BuildOptions.__dataclass_fields__) - rows == set()


@pytest.mark.parametrize("kind", ["needs", "filters", "functions"])
def test_the_theme_guide_names_all_that_a_template_may_use(kind: str) -> None:
    names = {"needs": NEEDS, "filters": FILTERS, "functions": GLOBALS}[kind]
    text = (DOCS / "themes.md").read_text("utf-8")

    assert [name for name in sorted(names) if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", text)] == []


def test_the_theme_guide_names_every_field_that_a_template_can_reach() -> None:
    text = section("themes.md", "Needs: what a template may use")
    named = set(re.findall(r"`(\w+)`", text))

    assert {f"{kind.__name__}.{name}" for kind in IN_WORDS for name in fields_of(kind) if name not in named} == set()


def test_the_theme_guide_and_the_contract_tell_the_same_versions() -> None:
    text = section("themes.md", "The contract")

    assert f"version {VERSION}." in text
    assert re.findall(r"^\| (\d+\.\d+) \| (.+) \|$", text, re.MULTILINE) == [
        (str(version), "; ".join(changes)) for version, changes in CHANGES.items()
    ]


def test_the_theme_guide_names_every_template_that_has_to_be_there() -> None:
    named = set(re.findall(r"`([\w]+\.html)`", section("themes.md", "Anatomy of a theme")))

    assert set(REQUIRED_TEMPLATES) - named == set()


def test_every_module_has_its_row_in_the_architecture() -> None:
    package = ROOT / "ssg"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    wanted = {path for path in modules if not path.endswith("/__init__.py")}

    rows = re.findall(r"^\| `([\w/]+\.py)` \|", section("architecture.md", "The modules"), re.MULTILINE)

    assert sorted(rows) == sorted(wanted)


def test_codes_that_nothing_reports_yet_are_marked_so() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "ssg").rglob("*.py") if path.name != "errors.py")
    unused = {code for code in CODES if f'"{code}"' not in sources}

    parts = re.split(r"^### `([\w-]+)`$", (DOCS / "errors.md").read_text("utf-8"), flags=re.MULTILINE)
    marked = {code for code, text in zip(parts[1::2], parts[2::2], strict=True) if "Not reported yet." in text}

    assert marked == unused


# ── links ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_or_a_heading(page: str) -> None:
    here = ROOT / page
    dead = []
    for target in links(page):
        path, _, fragment = target.partition("#")
        file = (here.parent / path).resolve() if path else here
        if not file.exists() or (fragment and fragment not in anchors(file)):
            dead.append(target)

    assert dead == []


def test_the_readme_leads_to_every_page_of_the_docs() -> None:
    assert {f"docs/{path.name}" for path in DOCS.glob("*.md")} <= {link.split("#")[0] for link in links("README.md")}


PICTURES = sorted((DOCS / "pictures").iterdir())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: str(path.name))
def test_a_picture_is_small_and_shown_with_words_for_those_who_do_not_see_it(picture: Path) -> None:
    shown_as = [
        alt
        for page in PAGES
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", prose(page))
        if ((ROOT / page).parent / target).resolve() == picture
    ]

    assert shown_as
    assert min(map(len, shown_as)) > 20
    assert picture.stat().st_size <= 150_000


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_no_level_of_headings_is_skipped(page: str) -> None:
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(page), re.MULTILINE)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_every_fence_is_closed(page: str) -> None:
    assert [line for line in prose(page).splitlines() if re.match(r"\s*(```|~~~)", line)] == []


# ── examples ────────────────────────────────────────────────────────────────────────────────────────

SITE = """\
[site]
title = "Example News"
base_url = "https://news.example"
theme = "default"
[authors.ada]
name = "Ada Example"
[sections.news]
title = "News"
[sections.reviews]
title = "Reviews"
[series.basics]
title = "Basics"
"""


def examples(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.language == "markdown" and block.words[:1] == ["example"]]


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)])
def test_posts_that_are_shown_as_whole_build_without_findings(page: str, site: TestSite) -> None:
    site.configure(SITE)
    if page == "docs/tutorial.md":
        site.write("posts/a-product-review.md")  # one of the sample posts of `ssg init`
    for block in examples(page):
        write_example(site.folder, block)

    report = site.build(drafts=True)

    assert [(found.code, found.message) for found in report.diagnostics] == []
    assert report.ok
    assert report.posts >= 1


def test_there_are_pages_with_whole_posts() -> None:
    assert {page for page in PAGES if examples(page)} >= {"docs/authors.md", "docs/tutorial.md"}


SITE_TOML = [
    (page, number, block.text) for page in PAGES for number, block in enumerate(blocks(page)) if block.info == "toml"
]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param(page, text, id=f"{page}-{number}")
        for page, number, text in SITE_TOML
        if page != "docs/themes.md" or "[site]" in text
    ],
)
def test_examples_of_the_configuration_load(page: str, text: str) -> None:
    assert load_config(whole(text))[1] == ()


def whole(text: str) -> str:
    """Return an example of site.toml with the one setting that is required."""
    if "[site]" not in text:
        return f'[site]\ntitle = "A"\n{text}'
    return text if re.search("^title", text, re.MULTILINE) else text.replace("[site]", '[site]\ntitle = "A"')


def test_examples_of_other_toml_files_say_which_and_can_be_read() -> None:
    others = [(page, block) for page in PAGES for block in blocks(page) if block.language == "toml" and block.words]

    assert {block.words[0] for _, block in others} >= {"netlify.toml"}
    for _, block in others:
        tomllib.loads(block.text)


def test_every_markdown_example_becomes_the_html_beside_it() -> None:
    found = blocks("docs/markdown.md")
    pairs = [(one.text, two.text) for one, two in pairwise(found) if two.language == "html"]

    assert len(pairs) > 15
    for markdown, html in pairs:
        assert printed(markdown) == html


def printed(markdown: str) -> str:
    """Return a body as HTML with its addresses as typed."""
    rendered = render_markdown(markdown, 1, MarkdownOptions(math=True), take_title=False)
    assert rendered.problems == ()
    html = re.sub("[\x04\x05\x07][0-9]+\x03", "", rendered.html)
    return re.sub("[\x02\x06]([0-9]+)\x03", lambda match: rendered.links[int(match[1])].target, html)


def test_the_commands_of_the_tutorial_answer_as_it_says(tmp_path: Path) -> None:
    found = list(play("docs/tutorial.md", tmp_path))

    assert len([block for block, _ in found if block.language == "console"]) > 7
    assert [(block.text, shown(answer)) for block, answer in found if not agrees(answer, block.text)] == []


def test_the_docs_name_no_path_of_the_machine_that_they_were_written_on() -> None:
    places = {str(ROOT), os.path.expanduser("~")} - {"/"}

    assert [(page, place) for page in PAGES for place in places if place in (ROOT / page).read_text("utf-8")] == []
