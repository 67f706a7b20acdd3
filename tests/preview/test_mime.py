"""The content type of an address hangs on its name, and on nothing of this machine."""

from __future__ import annotations

import pytest

from ssg.preview.mime import BY_NAME, BY_SUFFIX, content_type


@pytest.mark.parametrize(("address", "expected"), [
    ("/", "text/html; charset=utf-8"),
    ("/news/a/", "text/html; charset=utf-8"),
    ("/404.html", "text/html; charset=utf-8"),
    ("/feed.xml", "application/rss+xml; charset=utf-8"),
    ("/tags/llm/atom.xml", "application/atom+xml; charset=utf-8"),
    ("/feed.json", "application/feed+json; charset=utf-8"),
    ("/sitemap.xml", "application/xml; charset=utf-8"),
    ("/news/a/index.md", "text/markdown; charset=utf-8"),
    ("/assets/t/site.1f2e.css", "text/css; charset=utf-8"),
    ("/assets/t/site.js", "text/javascript; charset=utf-8"),
    ("/search/i/00.json", "application/json; charset=utf-8"),
    ("/robots.txt", "text/plain; charset=utf-8"),
    ("/logo.svg", "image/svg+xml; charset=utf-8"),
    ("/assets/i/robot.avif", "image/avif"),
    ("/PHOTO.JPG", "image/jpeg"),
    ("/digest/2026-w03/email.eml", "message/rfc822"),
    ("/talk.mp4", "video/mp4"),
    ("/font.woff2", "font/woff2"),
    ("/CNAME", "application/octet-stream"),
    ("/html", "application/octet-stream"),
    ("/a.b/c", "application/octet-stream"),
    ("/model.safetensors", "application/octet-stream"),
    ("/.well-known/", "text/html; charset=utf-8"),
])  # fmt: skip
def test_the_name_says_the_type(address: str, expected: str) -> None:
    assert content_type(address) == expected


def test_every_text_has_its_charset() -> None:
    texts = [kind for kind in (*BY_NAME.values(), *BY_SUFFIX.values()) if kind.startswith("text/") or "json" in kind]

    assert all(kind.endswith("; charset=utf-8") for kind in texts)
