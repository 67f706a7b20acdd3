"""What a newsroom has that no other generator gives it: each point on our own blog, and on a real one in Chinese."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from ssg.check.gate import checked_site
from ssg.core.options import silent
from ssg.schedule import due_in
from ssg.survey import survey
from ssg.tag_report import report_lines, tag_report
from tests.conftest import ROOT
from tests.corpora.test_corpora import ROWS, corpus_site
from tests.sites import TestSite

pytestmark = pytest.mark.corpus

MORE = """
[feeds]
hub = "https://hub.example/"
[robots]
ai_training = "disallow"
"""

DAILY = """
[newsletter]
provider = "none"
unsubscribe = "{{ out }}"
[tags.agents]
title = "智能体"
aliases = ["Agent"]
kind = "topic"
description = "会使用工具的模型。"
same_as = "https://example.com/agents"
[stories.grok]
title = "Grok 4"
[series.summer]
title = "夏日"
"""

POINTS = ["**智能体**进入日常工具", "开源模型继续降价", "监管部门征求意见"]
CITED = [
    {"title": "Grok 4 model card", "url": "https://example.com/card", "publisher": "xAI"},
    {"title": "Price list", "url": "https://example.com/prices"},
]
OLDER = {"tags": ["智能体", "开源"], "story": "grok", "series": "summer", "key_points": POINTS, "sources": CITED}
NEWEST = {
    **OLDER,
    "tags": ["Agent", "开源"],
    "corrections": [{"date": "2025-07-07", "text": "早先版本写错了价格。"}],
    "ai_use": "assisted",
}


@dataclass(frozen=True)
class Newsroom:
    """A blog, built, and where it shows what."""

    site: TestSite
    now: str
    newest: str  # source of a post that others are older than
    thread: tuple[str, str]  # addresses of two posts of the story, the older first
    story: str
    part: str  # address of a post of a series
    series: str
    tag: str  # a topic that is described
    months: str  # a topic of which posts appeared in several months
    told: str  # address of a post with sources and key points
    point: str  # a key point of it
    corrected: str  # address of a post with a correction
    disclosed: str  # address of a post that says how machines took part
    week: str  # a digest that has the post with the key point
    weeks: int  # that are over and had posts


def our_own(folder: Path) -> Newsroom:
    site = TestSite(folder)
    for name in ("content", "site.toml", "addresses.lock"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name, **_over(name))
    config = (folder / "site.toml").read_text("utf-8").replace("[feeds]\n", '[feeds]\nhub = "https://hub.example/"\n')
    site.configure(config + '[robots]\nai_training = "disallow"\n')
    return Newsroom(
        site=site,
        now="2026-02-01T12:00:00+00:00",
        newest="posts/2026-01-12-stanford-china-open-weights.md",
        thread=("news/minimax-hong-kong-debut", "news/minimax-closes-61-percent-up"),
        story="minimax-debut",
        part="projects/sqlite-archive-for-models",
        series="laptop-laboratory",
        tag="artificial-intelligence",
        months="local-ai",
        told="news/xiaomi-luo-fuli-mimo",
        point="Luo Fuli, a core architect of DeepSeek, now leads Xiaomi's MiMo model team.",
        corrected="news/ziliangji-robotics-funding",
        disclosed=_disclosed(),
        week="2026-w03",
        weeks=5,
    )


def _over(name: str) -> dict[str, Any]:
    return {"dirs_exist_ok": True} if name == "content" else {}


def _disclosed() -> str:
    """Return the address of the post of our own that says how machines took part in it."""
    sources = [path for path in (ROOT / "content").rglob("*.md") if "\nai_use:" in path.read_text("utf-8")]
    lines = [json.loads(line) for line in (ROOT / "addresses.lock").read_text("utf-8").splitlines()]
    paths = {path.relative_to(ROOT / "content").as_posix() for path in sources}
    return next(str(line["address"]).strip("/") for line in lines if line["path"] in paths)


def a_real_one(folder: Path) -> Newsroom:
    site = corpus_site(folder, next(row for row in ROWS if row.name == "ai-insight-daily"))
    config = (folder / "site.toml").read_text("utf-8").replace('theme = "bare"', 'theme = "default"')
    site.configure(config + MORE + DAILY)
    days = [f"cn/2025-{day[:2]}/2025-{day}" for day in ("06-29", "06-30", "07-01", "07-02", "07-03", "07-06")]
    for day in days:
        path = folder / "content" / f"{day}.md"
        front = NEWEST if day == days[-1] else OLDER
        keys = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
        path.write_text(path.read_text("utf-8").replace("---\n", f"---\n{keys}", 1), encoding="utf-8")
    return Newsroom(
        site=site,
        now="2026-09-01T12:00:00+00:00",
        newest="cn/2025-07/2025-07-06.md",
        thread=(days[2], days[-1]),
        story="grok",
        part=days[2],
        series="summer",
        tag="agents",
        months="agents",
        told=days[-1],
        point="智能体进入日常工具",
        corrected=days[-1],
        disclosed=days[-1],
        week="2025-w27",
        weeks=6,
    )


BLOGS: dict[str, Callable[[Path], Newsroom]] = {"our own blog": our_own, "a real one": a_real_one}


@pytest.fixture(scope="module", params=BLOGS)
def news(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Give a blog, built; what reads it changes nothing."""
    found = BLOGS[request.param](tmp_path_factory.mktemp("news") / "site")
    report = found.site.build(now=found.now)
    assert report.ok, report.diagnostics
    return found


@pytest.fixture
def changing(news: Newsroom, tmp_path: Path) -> TestSite:
    """Give a copy of the blog with its cache, to be changed."""
    site = TestSite.__new__(TestSite)
    site.folder = tmp_path / "site"
    site.output = site.folder / "output"
    site.options = news.site.options
    shutil.copytree(news.site.folder, site.folder)
    return site


def page(news: Newsroom, address: str) -> HTMLParser:
    return HTMLParser(news.site.read(f"{address}/index.html"))


def linked(tree: HTMLParser, within: str = "body") -> list[str]:
    return [(node.attributes["href"] or "") for node in tree.css(f"{within} a[href]")]


def article(news: Newsroom, address: str) -> dict[str, Any]:
    script = page(news, address).css_first('script[type="application/ld+json"]')
    assert script is not None
    return dict(json.loads(script.text())["@graph"][0])


# ── 1, 2: the news sitemap and the clock ────────────────────────────────────────────────────────────


def news_sitemap(site: TestSite) -> list[str]:
    root = ElementTree.fromstring(site.read("news-sitemap.xml"))
    return [place.text or "" for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def newest_instant(site: TestSite) -> int:
    filed = survey(str(site.folder), site.options).filed
    return max(item.published for item in filed if item.kind == "post" and not item.status)


def test_a_post_leaves_the_news_sitemap_after_48_hours_to_the_second(news: Newsroom, changing: TestSite) -> None:
    newest = newest_instant(changing)
    end = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(seconds=newest, hours=48)

    changing.build(now=(end - timedelta(seconds=1)).isoformat())
    inside = news_sitemap(changing)
    changing.build(now=end.isoformat())

    assert len(inside) >= 1
    assert news_sitemap(changing) == []
    assert news_sitemap(news.site) == []


def test_at_each_instant_that_is_announced_the_site_changes_and_not_a_second_before(
    news: Newsroom, changing: TestSite
) -> None:
    begin = datetime.fromtimestamp(newest_instant(changing), tz=datetime.fromisoformat(news.now).tzinfo)
    options = changing.options.__class__(**{**_fields(changing), "now": begin.isoformat()})
    due = due_in(survey(str(changing.folder), options))
    assert {item.kind for item in due} >= {"left", "week"}
    report = changing.build(now=begin.isoformat())
    assert report.next_due == due[0].instant

    instant = datetime.fromtimestamp(due[0].instant, tz=begin.tzinfo)
    assert changing.build(now=(instant - timedelta(seconds=1)).isoformat()).written == ()
    assert changing.build(now=instant.isoformat()).written != ()


def _fields(site: TestSite) -> dict[str, Any]:
    return {name: getattr(site.options, name) for name in site.options.__dataclass_fields__}


# ── 3: topics ───────────────────────────────────────────────────────────────────────────────────────


def test_a_topic_has_a_page_with_intro_key_stories_timeline_and_company(news: Newsroom) -> None:
    tree = page(news, f"tags/{news.tag}")
    assert tree.css_first("#key-stories") is not None
    assert tree.css_first("#together") is not None
    assert any(address.startswith("/tags/") for address in linked(tree, "main"))
    bars = page(news, f"tags/{news.months}").css("main .chart rect")
    assert len(bars) == 2
    described = {"artificial-intelligence": "The field as a whole", "agents": "会使用工具的模型"}[news.tag]
    assert described in tree.text()


def test_machines_are_told_what_a_post_is_about(news: Newsroom) -> None:
    data = article(news, news.told)
    about = [*data.get("about", ()), *data.get("mentions", ())]
    assert any(thing["url"].endswith(f"/tags/{news.tag}/") for thing in about)


def test_tags_that_may_be_one_are_told_with_lines_that_make_them_one(news: Newsroom, changing: TestSite) -> None:
    path = changing.folder / "content" / news.newest
    text = path.read_text("utf-8")
    tags = '["Quantum Chips", "quantumchips", "Tech Stocks", "Hong Kong Stocks"]'
    text = re.sub(r"^tags:.*\n(?:[ -].*\n)*", "", text, flags=re.MULTILINE)
    path.write_text(text.replace("---\n", f"---\ntags: {tags}\n", 1), encoding="utf-8")
    before = list(report_lines(tag_report(survey(str(changing.folder), changing.options))))
    pasted = before[before.index("[tags.quantum-chips]") :][:3]
    config = changing.folder / "site.toml"
    config.write_text(config.read_text("utf-8") + "\n" + "\n".join(pasted) + "\n", encoding="utf-8")

    after = list(report_lines(tag_report(survey(str(changing.folder), changing.options))))

    assert any("quantumchips" in line for line in before)
    assert not any("quantumchips" in line for line in after)
    assert not any(line.startswith("#") and "stocks" in line for line in before)


# ── 4: stories and series ───────────────────────────────────────────────────────────────────────────


def test_a_story_has_its_timeline_and_older_posts_lead_to_the_newest(news: Newsroom) -> None:
    older, newest = news.thread
    shown = linked(page(news, f"stories/{news.story}"), "main")
    assert shown.index(f"/{newest}/") < shown.index(f"/{older}/")
    moved = page(news, older).css_first(".moved-on a")
    assert moved is not None
    assert moved.attributes["href"] == f"/{newest}/"
    assert page(news, newest).css_first(".moved-on") is None
    assert f"/stories/{news.story}/" in linked(page(news, "stories"))


def test_a_digest_takes_a_story_as_one(news: Newsroom) -> None:
    older, newest = news.thread
    mails = [data.decode() for output, data in news.site.outputs().items() if output.endswith("email.txt")]
    (mail,) = [text for text in mails if f"/{newest}/\n" in text]

    assert re.search(rf"^https://\S+/{newest}/$", mail, re.MULTILINE)
    assert re.search(rf"^  https://\S+/{older}/$", mail, re.MULTILINE), "below it, as what went before"
    assert not re.search(rf"^https://\S+/{older}/$", mail, re.MULTILINE)


def test_a_list_of_related_posts_has_one_of_a_story(news: Newsroom) -> None:
    older, newest = (f"/{address}/" for address in news.thread)
    seen = 0
    for output, data in news.site.outputs().items():
        if (
            output.endswith("/index.html")
            and b'class="related"' in data
            and f"/stories/{news.story}/".encode() not in data
        ):
            related = set(linked(HTMLParser(data.decode()), ".related .card-title"))
            seen += bool(related)
            assert not {older, newest} <= related, output
    assert seen > 5


def test_a_part_of_a_series_says_which_and_leads_to_the_others(news: Newsroom) -> None:
    assert f"/series/{news.series}/" in linked(page(news, news.part))
    assert f"/{news.part}/" in linked(page(news, f"series/{news.series}"))


# ── 5: sources, corrections, disclosure ─────────────────────────────────────────────────────────────


def test_sources_corrections_and_the_part_of_machines_are_said_to_people_and_to_machines(news: Newsroom) -> None:
    assert article(news, news.told)["citation"]
    assert article(news, news.corrected)["correction"]
    assert "digitalSourceType" in json.dumps(article(news, news.disclosed))
    assert f"/{news.corrected}/" in " ".join(linked(page(news, "corrections")))
    root = ElementTree.fromstring(news.site.read("corrections/feed.xml"))
    assert len(root.findall("channel/item")) == 1
    items = json.loads(news.site.read("feed.json"))["items"]
    said = next(item["_news"] for item in items if f"/{news.told}/" in item["url"])
    assert {"key_points", "sources"} <= said.keys()


def test_a_published_text_that_changes_in_silence_is_noted_and_one_that_says_so_is_not(
    news: Newsroom, changing: TestSite
) -> None:
    path = changing.folder / "content" / news.newest
    text = path.read_text("utf-8")
    path.write_text(text + "\n" + "A wholly other paragraph, of which nobody was told. " * 60, encoding="utf-8")
    noted = [item.code for item in changing.build(now=news.now).diagnostics]
    path.write_text(text.replace("---\n", "---\nupdated: 2026-01-30\n", 1) + "Shorter.\n", encoding="utf-8")
    said = [item.code for item in changing.build(now=news.now).diagnostics]

    assert "silent-change" in noted
    assert "silent-change" not in said


# ── 6: key points ───────────────────────────────────────────────────────────────────────────────────


def test_key_points_are_everywhere(news: Newsroom) -> None:
    def words(text: str) -> str:
        return " ".join(re.sub(r"</?(strong|em)>|\*\*", "", text).split())

    assert news.point in page(news, news.told).text()
    assert news.point in article(news, news.told)["abstract"]
    for output in ("feed.xml", "atom.xml", "feed.json", "llms.txt", f"digest/{news.week}/index.html"):
        assert news.point in words(news.site.read(output).replace("&lt;", "<").replace("&gt;", ">")), output
    assert news.point in words(news.site.read(f"{news.told}/index.md"))


# ── 7: the digest ───────────────────────────────────────────────────────────────────────────────────


def test_each_week_that_is_over_has_a_page_and_the_newest_four_their_mails(news: Newsroom) -> None:
    pages = sorted(output for output in news.site.outputs() if re.fullmatch(r"digest/\d{4}-w\d\d/index.html", output))
    mails = sorted(output for output in news.site.outputs() if re.fullmatch(r"digest/.*/email.eml", output))
    assert len(pages) == news.weeks
    assert [mail.split("/")[1] for mail in mails] == [found.split("/")[1] for found in pages[-4:]]
    items = ElementTree.fromstring(news.site.read("digest/feed.xml")).findall("channel/item")
    assert len(items) == news.weeks


# ── 8: addresses ────────────────────────────────────────────────────────────────────────────────────


def test_a_renamed_file_leaves_a_redirect_and_a_deleted_one_a_warning(news: Newsroom, changing: TestSite) -> None:
    source = changing.folder / "content" / news.newest
    address = next(row["address"] for row in _lock(changing) if row["path"] == news.newest)
    renamed = source.with_name("2026-01-16-renamed.md")
    source.rename(renamed)
    report = changing.build(now=news.now)
    assert not [item for item in report.diagnostics if item.code == "address-vanished"]
    target, status = changing.redirects()[address]
    assert (status, changing.exists(f"{target.strip('/')}/index.html")) == ("301", True)

    renamed.unlink()
    vanished = [item.subject for item in changing.build(now=news.now).diagnostics if item.code == "address-vanished"]
    assert vanished == [target]


def _lock(site: TestSite) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (site.folder / "addresses.lock").read_text("utf-8").splitlines()]


# ── 9: for machines ─────────────────────────────────────────────────────────────────────────────────


def test_machines_have_files_of_their_own(news: Newsroom) -> None:
    base = (
        "https://model-post.example"
        if "Model Post" in news.site.read("llms.txt")
        else "https://ai-insight-daily.example"
    )
    assert f"]({base}/{news.told}/index.md)" in news.site.read("llms.txt")
    twins = [data.decode() for output, data in news.site.outputs().items() if output.endswith("/index.md")]
    assert len(twins) > 10
    for twin in twins:
        prose = re.sub(r"```.*?```|`[^`]*`", "", twin, flags=re.DOTALL)
        assert not re.findall(r"\]\((?!https?://|mailto:|#|<)[^)]*\)", prose)
    assert "User-agent: GPTBot" in news.site.read("robots.txt")
    assert "https://hub.example/" in news.site.read("feed.xml")


# ── 10: the gate ────────────────────────────────────────────────────────────────────────────────────


def test_the_gate_lets_it_pass_and_sees_what_is_broken(news: Newsroom, changing: TestSite) -> None:
    def found() -> list[str]:
        options = changing.options.__class__(**{**_fields(changing), "now": news.now})
        return [item.code for item in checked_site(str(changing.folder), options, silent).found if item.level != "note"]

    assert found() == []
    path = changing.folder / "content" / news.newest
    path.write_text(path.read_text("utf-8") + '\n[x](/nope/)\n\n<form action="/nowhere/"></form>\n', encoding="utf-8")
    assert {"dead-link", "broken-link"} <= set(found())
