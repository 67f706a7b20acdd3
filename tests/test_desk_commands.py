"""`ssg due` and `ssg tags`: what they print, and how they end."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from ssg.cli import ssg
from ssg.core.clock import iso_utc
from ssg.core.config import load_config
from ssg.schedule import until
from tests.sites import NOW, TestSite


def asked(site: TestSite, command: str, *options: str) -> Result:
    return CliRunner().invoke(ssg, [command, str(site.folder), "--now", NOW, *options])


# ── due ─────────────────────────────────────────────────────────────────────────────────────────────


def test_due_prints_what_the_clock_will_do_in_its_order(site: TestSite) -> None:
    site.write("a.md", title="Soon", date="2026-02-03T09:00:00Z", expires="2026-03-01T00:00:00Z")
    site.write("b.md", title="Old", date="2020-01-01")
    site.write("c.md", title="Draft", date="2026-02-02", draft=True)
    found = asked(site, "due")
    lines = [line for line in found.stdout.splitlines() if "the week" not in line]

    assert (found.exit_code, lines) == (
        0,
        [
            "2026-02-03 09:00 UTC (in 45 hours): “Soon” goes online: content/a.md",
            "2026-02-05 09:00 UTC (in 3 days): “Soon” leaves the news sitemap: content/a.md",
            "2026-03-01 00:00 UTC (in 27 days): “Soon” expires: content/a.md",
        ],
    )


def test_due_says_to_programs_the_same_instant_as_the_report(site: TestSite) -> None:
    site.write("a.md", title="Soon", date="2026-02-03T09:00:00Z")
    due = asked(site, "due", "--format", "tsv").stdout.splitlines()[0].split("\t")

    assert due == ["2026-02-03T09:00:00+00:00", "online", "content/a.md", "Soon"]
    assert iso_utc(site.build().next_due or 0) == due[0]


def test_where_nothing_is_due_nothing_is_printed_as_data(site: TestSite) -> None:
    site.write("pages/about.md")
    found = asked(site, "due")

    assert (found.exit_code, found.stdout) == (0, "")
    assert "Nothing is due" in found.stderr


@pytest.mark.parametrize("command", ["due", "tags"])
def test_a_site_with_errors_is_answered_about_and_ends_with_1(site: TestSite, command: str) -> None:
    site.write_raw("a.md", "---\ntitle: [\n---\n")

    assert asked(site, command).exit_code == 1


@pytest.mark.parametrize("command", ["due", "tags"])
def test_a_folder_without_a_site_ends_with_1(site: TestSite, command: str) -> None:
    (site.folder / "site.toml").unlink()
    found = asked(site, command)

    assert (found.exit_code, found.stdout) == (1, "")
    assert "missing-config" in found.stderr


@pytest.mark.parametrize(("seconds", "words"), [
    (1, "in 1 minute"),
    (119 * 60, "in 119 minutes"),
    (2 * 3600, "in 2 hours"),
    (48 * 3600 - 1, "in 47 hours"),
    (48 * 3600, "in 2 days"),
])  # fmt: skip
def test_the_time_that_is_left_in_words(seconds: int, words: str) -> None:
    assert until(seconds) == words


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────


def tagged(site: TestSite, **counts: int) -> None:
    for tag, count in counts.items():
        for number in range(count):
            site.write(f"{tag}-{number}.md", tags=[tag.replace("_", "-")])


def test_tags_are_counted_in_published_posts_and_the_unused_are_named(site: TestSite) -> None:
    site.configure_more('[tags.nobody]\ntitle = "Nobody"')
    tagged(site, robots=2, chips=1)
    site.write("draft.md", tags=["robots"], draft=True)
    found = asked(site, "tags")

    assert found.exit_code == 0
    assert found.stdout.splitlines()[:3] == [
        "Tags: 2, of which 1 with one post only",
        "     2  robots",
        "     1  chips",
    ]
    assert "no post has them: nobody" in found.stdout


@pytest.mark.parametrize(
    ("table", "aliases"),
    [("", ["huggingface"]), ('[tags.hugging-face]\ntitle = "HF"\naliases = ["hf"]', ["hf", "huggingface"])],
)
def test_the_lines_for_site_toml_make_one_tag_of_two(site: TestSite, table: str, aliases: list[str]) -> None:
    tagged(site, hugging_face=2, huggingface=1)
    site.configure_more(table)
    lines = re.search(r"(?m)^\[tags\..+\]\n(?:title = .+\n)?aliases = .+$", asked(site, "tags").stdout)
    assert lines
    config, problems = load_config(f'[site]\ntitle = "A"\n{lines[0]}')
    assert config is not None

    assert (problems, list(config.tags["hugging-face"].aliases)) == ((), aliases)


MAY_BE_ONE = {
    "hugging-face": ["huggingface", "Hugging Faces"],
    "LLMs": ["LLM"],
    "Tech IPOs": ["Tech IPO"],
    "start-up": ["Startup", "startups", "start-ups"],
    "大模型": ["大 模型"],
    "vector-databases": ["vector-database", "vectordatabases"],
}
ARE_TWO = [
    "Tech Stocks",
    "Hong Kong Stocks",
    "gpt-4",
    "gpt-5",
    "text-to-image",
    "image-to-text",
    "Series A",
    "Series B",
]


def test_all_lines_pasted_as_they_stand_make_one_of_each_and_leave_nothing_to_paste(site: TestSite) -> None:
    number = 0
    for stays, others in MAY_BE_ONE.items():
        for tag in (stays, stays, *others):
            number += 1
            site.write(f"p{number}.md", tags=[tag])
    for tag in ARE_TWO:
        number += 1
        site.write(f"p{number}.md", tags=[tag])
    said = asked(site, "tags").stdout
    site.configure_more(said[said.index("Nothing is merged until") :].split("\n", 1)[1])

    again = asked(site, "tags")

    assert again.exit_code == 0
    assert "[tags." not in again.stdout
    # By the title that readers saw before, which stands beside the slug where it is another.
    counts = {
        (title or slug): int(n) for n, slug, title in re.findall(r"(?m)^ +(\d+)  (\S+)(?:  (.+))?$", again.stdout)
    }
    assert {stays: counts[stays] for stays in MAY_BE_ONE} == {stays: 2 + len(o) for stays, o in MAY_BE_ONE.items()}
    assert len(counts) == len(MAY_BE_ONE) + len(ARE_TWO)
    assert site.build().ok


def test_a_site_without_tags_is_told_so(site: TestSite) -> None:
    site.write("a.md")

    assert asked(site, "tags").stdout == "No post has a tag.\n"


def test_a_tag_of_another_script_is_quoted_for_toml(site: TestSite) -> None:
    site.write("a.md", tags=["大 模型"])
    site.write("b.md", tags=["大模型"])
    found = asked(site, "tags").stdout

    assert '[tags."' in found
    assert load_config(f'[site]\ntitle = "A"\n{found[found.index("[tags.") :]}')[1] == ()


def test_a_site_whose_tags_are_all_different_has_nothing_to_paste(site: TestSite) -> None:
    tagged(site, robots=1, chips=1)

    assert "[tags." not in asked(site, "tags").stdout
