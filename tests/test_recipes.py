"""The recipes of the docs that tell search engines, hubs and a newsletter service what is new: run as they stand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

import pytest

from tests.docs.pages import blocks
from tests.sites import CONFIG, NOW, TestSite

HOME = "https://model-post.example"
KEY = "0123456789abcdef"
SITE = CONFIG.replace("https://test.example", HOME) + '[feeds]\nhub = "https://hub.example/"\n'
MOST = 10_000  # addresses of one message to IndexNow


@dataclass
class Ears:
    """A server on this machine that takes what is sent and answers as it is told."""

    url: str = ""
    status: int = 200
    heard: list[tuple[str, str, str]] = field(default_factory=list)  # (path, content type, body)


@pytest.fixture
def ears() -> Iterator[Ears]:
    found = Ears()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.heard.append((self.path, self.headers["Content-Type"], body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def recipe(word: str, page: str = "deploying") -> str:
    (found,) = [block.text for block in blocks(f"docs/{page}.md") if block.language == "sh" and word in block.text]
    return found


def run(script: str, site: TestSite) -> subprocess.CompletedProcess[str]:
    """Run a recipe as a step of CI does: in the site's folder, and a command that fails ends it."""
    for tool in ("jq", "curl"):
        assert shutil.which(tool), f"{tool} is not installed: `make test` does that"
    environ = {
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
        "SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(NOW).timestamp())),
        "BUTTONDOWN_KEY": "secret",
    }
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=site.folder, env=environ, capture_output=True, text=True, check=False)


def build(site: TestSite) -> None:
    """Build with the report that the recipes read."""
    report = site.build()
    assert report.ok
    rows = {"written": report.written, "removed": report.removed}
    (site.folder / "report.json").write_text(json.dumps(rows), encoding="utf-8")


def tell_engines(site: TestSite, ears: Ears) -> subprocess.CompletedProcess[str]:
    script = recipe("indexnow")
    assert "https://api.indexnow.org/indexnow" in script
    return run(script.replace("https://api.indexnow.org", ears.url), site)


def tell_hub(site: TestSite, ears: Ears) -> subprocess.CompletedProcess[str]:
    script = recipe("hub.mode")
    assert "hub=https://hub.example/" in script
    return run(script.replace("hub=https://hub.example/", f"hub={ears.url}/"), site)


@pytest.fixture
def news(site: TestSite) -> TestSite:
    site.configure(SITE)
    site.write_raw(f"{KEY}.txt", KEY)
    site.write("a.md", "Text.", title="A", summary="S", tags=["大模型", "C++"])
    site.write(
        "b.md", "Text.", title="B", summary="S", slug="模型 比较", corrections=[{"date": "2026-01-11", "text": "C."}]
    )
    build(site)
    return site


# ── IndexNow ────────────────────────────────────────────────────────────────────────────────────────


def test_search_engines_are_told_every_page_of_a_first_build(news: TestSite, ears: Ears) -> None:
    assert tell_engines(news, ears).returncode == 0

    ((path, kind, body),) = ears.heard
    message = json.loads(body)
    pages = {output for output in news.outputs() if output.endswith("index.html")}
    assert (path, kind) == ("/indexnow", "application/json")
    assert (message["host"], message["key"]) == ("model-post.example", KEY)
    assert message["keyLocation"] == f"{HOME}/{KEY}.txt"
    assert news.read(f"{KEY}.txt") == KEY
    assert {unquote(url) for url in message["urlList"]} == {
        f"{HOME}/{page.removesuffix('index.html')}" for page in pages
    }


def test_addresses_are_spelt_as_the_sitemap_spells_them(news: TestSite, ears: Ears) -> None:
    tell_engines(news, ears)

    listed = set(json.loads(ears.heard[0][2])["urlList"])
    root = ElementTree.fromstring(news.read("sitemap.xml"))
    sitemap = {place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert sitemap - listed == set()
    assert all(url.isascii() for url in listed)


def test_they_are_told_what_changed_and_what_is_gone_and_no_more(news: TestSite, ears: Ears) -> None:
    news.write("a.md", "Other words.", title="A", summary="S", tags=["大模型", "C++"])
    build(news)
    tell_engines(news, ears)
    assert json.loads(ears.heard.pop()[2])["urlList"] == [f"{HOME}/news/a/"]

    news.delete("b.md")
    build(news)
    tell_engines(news, ears)
    listed = [unquote(url) for url in json.loads(ears.heard[0][2])["urlList"]]
    assert f"{HOME}/news/模型-比较/" in listed
    assert f"{HOME}/" in listed


def test_nothing_is_sent_when_nothing_changed(news: TestSite, ears: Ears) -> None:
    build(news)

    assert tell_engines(news, ears).returncode == 0
    assert tell_hub(news, ears).returncode == 0
    assert ears.heard == []


def test_no_more_addresses_are_sent_than_the_protocol_takes(news: TestSite, ears: Ears) -> None:
    written = [f"news/p{number}/index.html" for number in range(MOST + 5)]
    (news.folder / "report.json").write_text(json.dumps({"written": written, "removed": []}), encoding="utf-8")

    assert tell_engines(news, ears).returncode == 0
    assert len(json.loads(ears.heard[0][2])["urlList"]) == MOST


def test_a_refusal_fails_the_step(news: TestSite, ears: Ears) -> None:
    ears.status = 422

    assert tell_engines(news, ears).returncode != 0
    assert tell_hub(news, ears).returncode != 0


# ── WebSub ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_hub_is_told_each_feed_by_the_address_that_the_feed_gives_itself(news: TestSite, ears: Ears) -> None:
    assert tell_hub(news, ears).returncode == 0

    told = [dict(parse_qsl(body)) for _, _, body in ears.heard]
    assert {message["hub.mode"] for message in told} == {"publish"}
    assert {message["hub.url"] for message in told} == {own for own, _ in feeds(news)}
    assert len(told) == len(feeds(news))


def test_every_feed_names_the_hub_once(news: TestSite) -> None:
    assert len(feeds(news)) > 10
    assert {tuple(hubs) for _, hubs in feeds(news)} == {("https://hub.example/",)}


def feeds(site: TestSite) -> list[tuple[str, list[str]]]:
    """Return (its own address, hubs) of each feed."""
    found = []
    for output, data in site.outputs().items():
        if output.endswith("feed.json"):
            feed = json.loads(data)
            found.append((feed["feed_url"], [hub["url"] for hub in feed["hubs"]]))
        elif output.endswith(("feed.xml", "atom.xml")):
            links = list(ElementTree.fromstring(data).iter("{http://www.w3.org/2005/Atom}link"))
            (own,) = [link.get("href", "") for link in links if link.get("rel") == "self"]
            found.append((own, [link.get("href", "") for link in links if link.get("rel") == "hub"]))
    return found


def test_after_an_edit_of_a_text_the_hub_is_told_the_feeds_that_have_it(news: TestSite, ears: Ears) -> None:
    news.write("a.md", "Other words.", title="A", summary="S", tags=["大模型", "C++"])
    build(news)
    tell_hub(news, ears)

    told = {dict(parse_qsl(body))["hub.url"] for _, _, body in ears.heard}
    assert told == {f"{HOME}/feed.xml", f"{HOME}/atom.xml", f"{HOME}/feed.json"}


# ── the digest ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "title",
    ["Ants", "蜜蜂与“模型”：一周要闻，以及它们对所有读者、编辑和研究人员意味着什么" * 2, 'A "B" & <c>' + " d" * 60],
)
def test_the_newest_digest_arrives_at_the_service_as_a_draft(site: TestSite, ears: Ears, title: str) -> None:
    site.configure(SITE.replace('"bare"', '"default"') + '[newsletter]\nprovider = "none"\nunsubscribe = "{{ out }}"\n')
    site.write("a.md", title="Older", summary="S", date="2026-01-06")
    site.write("b.md", title=title, summary="S", date="2026-01-13")
    script = recipe("BUTTONDOWN_KEY", "digest")
    assert "https://api.buttondown.com/v1/emails" in script

    done = run(script.replace("https://api.buttondown.com", ears.url), site)

    assert done.returncode == 0, done.stderr
    ((path, kind, body),) = ears.heard
    message = json.loads(body)
    assert (path, kind, message["status"]) == ("/v1/emails", "application/json", "draft")
    assert message["subject"] == title
    assert message["body"] == site.read("digest/2026-w03/email.html")
