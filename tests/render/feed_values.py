"""The site, posts and feeds that the tests of the machine-readable outputs show."""

from __future__ import annotations

from typing import Any

from ssg.core.model import Citation, Correction, Image, KeyPoint, Post, Ref
from ssg.core.views import FeedInfo, FeedItem, SiteInfo
from ssg.render.feed_parts import feed_item

BASE = "https://news.example/blog"
LEAD = Image(
    src="/news/robot/lead image.jpg",
    alt="A robot arm",
    credit="Ana Sá",
    width=1600,
    height=900,
    type="image/jpeg",
    size=182_044,
)
SITE = SiteInfo(
    title="Tensor Times",
    id="news.example",
    base_url=BASE,
    base_path="/blog",
    language="en",
    description="News about machines that learn",
    copyright="© Tensor Times",
    author="Ada Byron",
    logo=Image(src="/logo.png", width=512, height=512, type="image/png"),
    card=Image(src="/card.png", width=1200, height=630, type="image/png"),
)
FEED = FeedInfo(
    title="Tensor Times",
    description="News about machines that learn",
    language="en",
    url="/feed.xml",
    home="/",
    author="Ada Byron",
    id="tag:news.example,2026:feed",
)
BODY = (
    '<p>It <a href="https://news.example/blog/news/other/">moves</a> &amp; <em>learns</em>.</p>\n'
    '<figure><img src="https://news.example/blog/a.png" alt="x" width="10" height="10"></figure>\n'
    '<pre><code class="language-py">x &lt; 1\n</code></pre>\n'
)


def post(**changes: Any) -> Post:
    """Return a complete post, with ``changes``."""
    values: dict[str, Any] = {
        "id": "p1",
        "path": "posts/robot.md",
        "url": "/news/robot/",
        "lang": "en",
        "title": "Robots & <others> learn",
        "subtitle": "All of them",
        "date": "2026-01-13T09:30:00+01:00",
        "updated": "2026-01-14T08:00:00+00:00",
        "published": 1768293000,
        "section": Ref("news", "News", "/news/"),
        "tags": (Ref("robots", "Robots", "/tags/robots/"), Ref("llm", "LLM", "/tags/llm/")),
        "authors": (Ref("ana", "Ana Sá", "/authors/ana/"),),
        "summary": "They fold & stack.",
        "key_points": (KeyPoint("It <em>folds</em>", "It folds"), KeyPoint("It stacks", "It stacks")),
        "image": LEAD,
        "words": 420,
        "sources": (Citation("Paper", "https://arxiv.example/1", "arXiv", "paper", "2026-01-12"),),
        "corrections": (Correction("2026-01-14", "It was Tuesday."),),
        "ai_use": "assisted",
    }
    return Post(**(values | changes))


def item(html: str = BODY, **changes: Any) -> FeedItem:
    found = post(**changes)
    return feed_item(found, f"tag:news.example,2026:{found.id}", html, SITE)


ITEMS = (
    item(),
    item(id="p2", url="/news/old/", title="An older one", date="2025-12-31T23:00:00-05:00", updated="", image=None),
)
