"""Real blogs, built as their authors would: what comes out, and what is said about their mistakes."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import feedparser
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from ssg import BuildReport
from tests.conftest import CORPORA
from tests.sites import TestSite

pytestmark = pytest.mark.corpus

NOW = "2026-09-01T12:00:00+00:00"  # behind the newest post of all four

SITE = """\
[site]
title = "{name}"
id = "{name}.example"
base_url = "https://{name}.example"
theme = "bare"
author = "Desk"
"""

INSIGHT = """\
language = "zh"
[permalinks]
post = "/{path}/"
[front_matter]
unknown = "ignore"
"""

LLM_D = """\
[permalinks]
post = "/blog/{slug}/"
[sections.blog]
title = "Blog"
[front_matter.rename]
hide_table_of_contents = "extra"
"""

KUBEFLOW = """\
[front_matter]
unknown = "ignore"
[front_matter.rename]
categories = "tags"
"""


def names_of_llm_d() -> str:
    """Return the corpus's lists of authors and tags as tables of site.toml."""
    folder = CORPORA / "llm-d-blog" / "blog"
    authors = yaml.safe_load((folder / "authors.yml").read_text("utf-8"))
    tags = yaml.safe_load((folder / "tags.yml").read_text("utf-8"))
    tables = [f"[authors.{name}]\nname = {json.dumps(author['name'])}\n" for name, author in authors.items()]
    tables += [f"[tags.{name}]\ntitle = {json.dumps(tag['label'])}\n" for name, tag in tags.items()]
    return "".join(tables)


@dataclass(frozen=True)
class Row:
    """A corpus, how it is built, and what is counted afterwards."""

    name: str
    config: str
    folders: tuple[tuple[str, str], ...]  # (folder of the corpus, folder below content/); "" for the whole
    posts: int
    pages: int  # pages, introductions of sections left out
    codes: dict[str, int]  # findings by code


ROWS = [
    Row("ai-insight-daily", INSIGHT, (("content", ""),), 141, 24, {"template-syntax": 8}),
    Row(
        "llm-d-blog",
        LLM_D,
        (("blog", "blog"),),
        25,
        0,
        {"dead-link": 17, "mdx-component": 21, "missing-alt": 2, "missing-image": 135},
    ),
    Row(
        "kubeflow-blog",
        KUBEFLOW,
        (("_posts", "_posts"), ("images", "images")),
        50,
        1,
        {"dead-link": 1, "missing-alt": 49, "missing-image": 106, "template-syntax": 5},
    ),
    Row("simonw-til", "", (("", ""),), 0, 577, {"dead-link": 5, "missing-alt": 2, "no-posts": 1}),
]


NO_CONTENT = ("README.corpus.md", "LICENSE", "related_truth.json")


@dataclass(frozen=True)
class Built:
    """A corpus with its first build."""

    row: Row
    site: TestSite
    report: BuildReport


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """Give a corpus by its name, built once; what reads it changes nothing."""
    known: dict[str, Built] = {}

    def build(name: str) -> Built:
        if name not in known:
            row = next(row for row in ROWS if row.name == name)
            site = corpus_site(tmp_path_factory.mktemp(name) / "site", row)
            known[name] = Built(row, site, site.build(now=NOW))
        return known[name]

    return build


def corpus_site(folder: Path, row: Row) -> TestSite:
    if not CORPORA.is_dir():
        pytest.fail(f"the corpora are to stand beside the repository, in {CORPORA.parent.name}/{CORPORA.name}")
    extra = names_of_llm_d() if row.name == "llm-d-blog" else ""
    site = TestSite(folder, SITE.format(name=row.name) + row.config + extra)
    for source, target in row.folders:
        ignored = shutil.ignore_patterns(*NO_CONTENT, *(["README.md"] if not source else []))
        content = site.folder / "content" / target
        shutil.copytree(CORPORA / row.name / source, content, dirs_exist_ok=True, ignore=ignored)
    return site


ALL = pytest.mark.parametrize("name", [row.name for row in ROWS])


def pages_of(site: TestSite) -> Iterator[tuple[str, HTMLParser]]:
    for output, data in site.outputs().items():
        if output.endswith(".html"):
            yield output, HTMLParser(data)


# ── all four ────────────────────────────────────────────────────────────────────────────────────────


@ALL
def test_every_post_and_page_of_a_real_blog_is_built(name: str, built: Callable[[str], Built]) -> None:
    found = built(name)
    assert [item.message for item in found.report.diagnostics if item.level == "error"] == []
    assert found.report.posts == found.row.posts
    lock = (found.site.folder / "addresses.lock").read_text("utf-8").splitlines()
    addresses = [json.loads(line)["address"] for line in lock]
    assert len(addresses) == found.row.posts + found.row.pages
    outputs = found.site.outputs()
    assert [address for address in addresses if f"{address[1:]}index.html" not in outputs] == []


@ALL
def test_each_mistake_in_it_is_found_once_with_file_line_and_the_text_as_typed(
    name: str, built: Callable[[str], Built]
) -> None:
    found = built(name)
    assert Counter(item.code for item in found.report.diagnostics) == found.row.codes
    unlocated = [
        item
        for item in found.report.diagnostics
        if not item.line or item.excerpt != line_of(found.site, item.file, item.line)
    ]
    assert unlocated == []


def line_of(site: TestSite, file: str, line: int) -> str:
    return (site.folder / file).read_text("utf-8").split("\n")[line - 1]


@ALL
def test_a_finding_about_an_address_points_at_it(name: str, built: Callable[[str], Built]) -> None:
    addressed = [item for item in built(name).report.diagnostics if item.code in ("dead-link", "missing-image")]
    astray = [
        (item.excerpt, item.subject)
        for item in addressed
        if item.column and not item.excerpt.startswith(item.subject, item.column - 1)
    ]
    # The value of a key may stand in quotes.
    assert [pair for pair in astray if pair[1] not in pair[0]] == []
    assert len([item for item in addressed if item.column]) >= 0.95 * len(addressed)


@ALL
def test_feedparser_reads_every_feed_and_json_every_json_feed(name: str, built: Callable[[str], Built]) -> None:
    outputs = built(name).site.outputs()
    feeds = {output: data for output, data in outputs.items() if output.endswith((".xml", "feed.json"))}
    assert {"feed.xml", "atom.xml", "feed.json"} <= feeds.keys()
    for output, data in feeds.items():
        if output.endswith("feed.json"):
            assert json.loads(data)["version"] == "https://jsonfeed.org/version/1.1"
        elif output.endswith(("feed.xml", "atom.xml")):
            assert not feedparser.parse(data).bozo, output


@ALL
def test_a_second_build_writes_and_renders_nothing(name: str, built: Callable[[str], Built]) -> None:
    report = built(name).site.build(now=NOW)
    assert (report.written, report.removed, report.rendered) == ((), (), 0)


@ALL
def test_every_address_of_a_page_is_there_or_was_reported(name: str, built: Callable[[str], Built]) -> None:
    found = built(name)
    outputs = {"/" + output for output in found.site.outputs()}
    outputs |= {output.removesuffix("index.html") for output in outputs}
    reported = {item.subject for item in found.report.diagnostics}
    silent = [
        (output, address)
        for output, page in pages_of(found.site)
        for address in local_addresses(page)
        if unquote(address.split("#")[0].split("?")[0]) not in outputs and not is_reported(address, reported)
    ]
    assert silent == []


def local_addresses(page: HTMLParser) -> list[str]:
    found = [node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css("[href], [src]")]
    return [address for address in found if address.startswith("/") and not address.startswith("//")]


def is_reported(address: str, reported: set[str]) -> bool:
    # A relative address that leads nowhere is printed below the page's own; its end is as typed.
    ends = (address, unquote(address), address.rpartition("/")[2])
    return any(subject.endswith(ends) for subject in reported)


@ALL
def test_no_placeholder_of_ours_and_no_component_reaches_a_reader(name: str, built: Callable[[str], Built]) -> None:
    for output, data in built(name).site.outputs().items():
        if output.endswith((".html", ".xml", ".json")):
            assert not re.search(rb"[\x00-\x08]", data), output
            assert b"&lt;Figure" not in data, output


# ── ai-insight-daily ────────────────────────────────────────────────────────────────────────────────


def test_a_daily_post_stands_at_its_path_on_the_date_of_its_file_name(built: Callable[[str], Built]) -> None:
    site = built("ai-insight-daily").site
    assert published(site, "cn/2025-06/2025-06-05/index.html") == "2025-06-05T00:00:00+00:00"


def published(site: TestSite, output: str) -> str:
    data = HTMLParser(site.read(output)).css_first("script[type='application/ld+json']")
    assert data is not None
    return str(json.loads(data.text())["@graph"][0]["datePublished"])


def test_each_language_folder_is_a_section_with_the_title_of_its_introduction(built: Callable[[str], Built]) -> None:
    site = built("ai-insight-daily").site
    assert "<h1>Today&#39;s Daily-AI日报</h1>" in site.read("cn/index.html").replace("&#x27;", "&#39;")
    assert len(json.loads(site.read("ja/feed.json"))["items"]) == 10


def test_bold_words_in_chinese_and_japanese_are_bold(built: Callable[[str], Built]) -> None:
    html = built("ai-insight-daily").site.read("ja/2025-06/2025-06-15/index.html")
    assert "<strong>検索拡張生成（RAG）</strong>技術" in html


def test_a_file_with_the_line_ends_of_windows_reads_like_any_other(built: Callable[[str], Built]) -> None:
    found = built("ai-insight-daily")
    content = found.site.folder / "content"
    typed = sorted(path for path in content.rglob("*.md") if b"\r\n" in path.read_bytes())
    assert len(typed) == 26  # one of them has both kinds
    outputs = found.site.outputs()
    for path in typed:
        output = path.relative_to(content).with_suffix("").as_posix().removesuffix("_index").rstrip("/")
        assert b"\r" not in outputs[f"{output}/index.html"]


# ── llm-d-blog ──────────────────────────────────────────────────────────────────────────────────────

GLM = "blog/serving-glm-5-2-agentic-workloads-on-llm-d/index.html"


def test_a_component_figure_is_a_figure_with_its_caption(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("llm-d-blog").site.read(GLM))
    assert len(page.css("figure img[alt]")) == 20
    caption = page.css_first("figcaption")
    assert caption is not None
    assert caption.text().startswith("Left: input and output token distributions")


def test_a_heading_that_repeats_the_title_is_printed_once(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("llm-d-blog").site.read(GLM))
    title = "Serving GLM-5.2 for Agentic Workloads on llm-d"
    assert [node.text() for node in page.css("h1, h2") if node.text() == title] == [title]


def test_an_admonition_of_docusaurus_is_a_call_out(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("llm-d-blog").site.read(GLM))
    assert [node.text() for node in page.css(".callout-title")][:2] == ["Note", "Deployment and benchmark details"]
    assert ":::" not in built("llm-d-blog").site.read(GLM)


def test_styles_and_addresses_in_braces_are_printed_as_html(built: Callable[[str], Built]) -> None:
    site = built("llm-d-blog").site
    html = site.read("blog/llm-d-v0.5-sustaining-performance-at-scale/index.html")
    assert 'style="text-align:center;margin:20px 0"' in html
    assert 'src="/img/blog-assets/wideep-on-b200.webp"' in html
    assert [output for output, page in pages_of(site) if "={{" in (page.body.text() if page.body else "")] == []


def test_what_stands_behind_an_embedded_video_is_still_on_the_page(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("llm-d-blog").site.read("blog/llm-d-community-update-june-2025/index.html"))
    assert page.css_first("iframe") is not None
    assert "Join Our Google Group" in " ".join(node.text() for node in page.css("h2, h3"))


def test_authors_and_tags_are_those_of_the_blogs_own_lists(built: Callable[[str], Built]) -> None:
    site = built("llm-d-blog").site
    assert "<h1>Robert Shaw</h1>" in site.read("authors/robshaw/index.html")
    assert "<h1>News Releases</h1>" in site.read("tags/news/index.html")


def test_a_link_in_githubs_spelling_of_a_heading_leads_to_it(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("llm-d-blog").site.read("blog/kvcache-wins-you-can-see/index.html"))
    ids = {node.attributes["id"] for node in page.css("[id]")}
    links = [(node.attributes["href"] or "")[1:] for node in page.css("main a[href^='#']")]
    assert "a-1-benchmark-setup-details" in ids
    assert [link for link in links if unquote(link) not in ids] == []


def test_the_excerpt_of_a_post_ends_at_its_truncate_mark(built: Callable[[str], Built]) -> None:
    assert "truncate" not in built("llm-d-blog").site.read("index.html")
    assert "<!-- truncate -->" not in built("llm-d-blog").site.read(GLM)


# ── kubeflow-blog ───────────────────────────────────────────────────────────────────────────────────


def test_the_post_of_three_megabytes_is_whole(built: Callable[[str], Built]) -> None:
    html = built("kubeflow-blog").site.read("news/test/index.html")
    assert len(html) > 2_800_000
    assert html.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("output", "date"),
    [
        ("kubeflow-trainer-v2.2-release/index.html", "2026-03-20"),  # from 2026-3-20-…
        ("kubeflow-1.5-release/index.html", "2022-04-01"),  # from 2022-04-1-…
        ("mlops/index.html", "2020-08-01"),
        ("sdk/intro/index.html", "2025-11-07"),
    ],
)
def test_a_permalink_of_jekyll_is_the_address_and_its_file_name_the_date(
    output: str, date: str, built: Callable[[str], Built]
) -> None:
    assert published(built("kubeflow-blog").site, output)[:10] == date


def test_authors_with_markup_are_names(built: Callable[[str], Built]) -> None:
    site = built("kubeflow-blog").site
    index = HTMLParser(site.read("authors/index.html"))
    names = [node.text(strip=True) for node in index.css("main a")]
    assert {"Jeremy Lewi", "Hamel Husain", "Ce Gao", "Akash Jaiswal"} <= set(names)
    assert [name for name in names if re.search(r"[<>\[\]]|http", name)] == []


def test_template_syntax_of_jekyll_stays_as_typed(built: Callable[[str], Built]) -> None:
    text = HTMLParser(built("kubeflow-blog").site.read("news/test-markdown-post/index.html")).text()
    assert '{% include info.html text="You can include info boxes" %}' in text
    assert "{{ site.baseurl }}/images/logo.png" in text


# ── simonw-til ──────────────────────────────────────────────────────────────────────────────────────


def test_the_first_heading_is_the_title_and_the_path_the_address(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("simonw-til").site.read("sqlite/blob-literals/index.html"))
    assert [node.text() for node in page.css("h1")] == ["SQLite BLOB literals"]
    assert page.css_first("h2#sqlite-blob-literals") is None


def test_code_is_highlighted_by_the_language_of_its_fence(built: Callable[[str], Built]) -> None:
    page = HTMLParser(built("simonw-til").site.read("pytest/namedtuple-parameterized-tests/index.html"))
    assert page.css_first("pre span") is not None


def test_with_dates_the_built_pages_link_to_the_posts_that_their_authors_linked_to(tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.name == "simonw-til")
    site = corpus_site(tmp_path / "site", row)
    content = site.folder / "content"
    for path in sorted(content.rglob("*.md")):
        path.write_bytes(b"---\ndate: 2024-01-01\n---\n" + path.read_bytes())
    site.configure(
        (site.folder / "site.toml").read_text("utf-8")
        + '[permalinks]\npost = "/{path}/"\n[related]\ncount = 5\n'
        + "".join(f"[sections.{folder.name}]\n" for folder in sorted(content.iterdir()) if folder.is_dir())
    )
    assert site.build(now=NOW, jobs=2).posts == 577
    truth = json.loads((CORPORA / row.name / "related_truth.json").read_text("utf-8"))
    hits = sum(len(related_paths(site, name) & set(linked)) for name, linked in truth.items())
    assert hits >= 0.6 * sum(map(len, truth.values()))


def related_paths(site: TestSite, name: str) -> set[str]:
    page = HTMLParser(site.read(f"{name.removesuffix('.md')}/index.html"))
    cards = page.css("main > article > a")  # the bare theme prints cards for related posts only
    return {f"{(card.attributes['href'] or '').strip('/')}.md" for card in cards}
