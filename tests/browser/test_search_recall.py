"""On real blogs whoever knows what they look for finds it among the first three results."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import QuietHandler
from tests.conftest import ROOT
from tests.sites import TestSite

CORPORA = ROOT.parent / "shared" / "corpora"

ENGLISH = {
    "colbert ragatouille": "llms-colbert-ragatouille",
    "llama grammars": "llms-llama-cpp-python-grammars",
    "train nanogpt on a blog": "llms-training-nanogpt-on-my-blog",
    "parallel downloads topologicals": "python-graphlib-topologicalsorter",
    "hash passwords with pbkdf2": "python-password-hashing-with-pbkdf2",
    "spelling check codespell": "python-codespell",
    "dolly": "llms-dolly-2",
    "shebang llm": "llms-llm-shebang",
    "call pip from python": "python-call-pip-programatically",
    "load testing locust": "python-locust",
    "__init_subclass__": "python-init-subclass",
    "fabric ssh key": "python-fabric-ssh-key",
    "comparing version numbers": "python-comparing-version-numbers",
    "flash attention install": "python-installing-flash-attention",
    "related content embeddings": "llms-openai-embeddings-related-content",
}
"""Query → slug, in simonw-til."""

CHINESE = {
    "高性能算法交易平台": "2025-06-03",
    "智能座舱": "2025-06-07",
    "无缝多镜头叙事": "2025-06-11",
    "理科解题能力": "2025-06-15",
    "双数字人互动直播间": "2025-06-19",
    "创建数学动画": "2025-06-23",
    "漏洞众测平台": "2025-06-27",
    "批量海报生成": "2025-07-04",
    "财务建模": "2025-07-04",
}
"""Query → slug, in the Chinese part of ai-insight-daily."""


@contextmanager
def served(site: TestSite) -> Iterator[str]:
    """Build the site and serve its output."""
    report = site.build(keep_going=True)
    assert site.exists("search/index.html"), report.diagnostics
    handler = functools.partial(QuietHandler, directory=str(site.output))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def corpus_site(folder: Path, language: str) -> TestSite:
    return TestSite(
        folder,
        f'[site]\ntitle = "C"\nid = "c"\nbase_url = "https://c.example"\nauthor = "A"\nlanguage = "{language}"\n',
    )


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = corpus_site(tmp_path_factory.mktemp("english"), "en")
    for path in sorted((CORPORA / "simonw-til").glob("*/*.md")):
        # They have no dates, and are posts all the same.
        site.write_raw(f"2024-01-01-{path.parent.name}-{path.name}", path.read_bytes())
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = corpus_site(tmp_path_factory.mktemp("chinese"), "zh")
    for path in (CORPORA / "ai-insight-daily" / "content" / "cn").glob("*/2*.md"):
        shutil.copyfile(path, site.folder / "content" / path.name)
    with served(site) as address:
        yield address


def first_slugs(page: Page, address: str, query: str) -> list[str]:
    page.goto(f"{address}/search/?q={quote(query)}")
    expect(page.locator(".search-status")).not_to_be_empty()
    links = [str(link.get_attribute("href")) for link in page.locator(".search-results a").all()]
    return [re.sub(r".*/([^/]+)/$", r"\1", link) for link in links[:3]]


@pytest.mark.parametrize(("query", "slug"), ENGLISH.items())
def test_an_english_query_has_its_post_among_the_first_three(page: Page, english: str, query: str, slug: str) -> None:
    assert slug in first_slugs(page, english, query)


@pytest.mark.parametrize(("query", "slug"), CHINESE.items())
def test_a_chinese_query_has_its_post_among_the_first_three(page: Page, chinese: str, query: str, slug: str) -> None:
    assert slug in first_slugs(page, chinese, query)
