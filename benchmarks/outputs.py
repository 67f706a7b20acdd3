"""Count what a build made, so that equal features are checked and not claimed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from benchmarks.peers.peer import Peer

POST_PAGE = re.compile(r"(^|/)(post|issue)-\d{6}/index\.html$")
HOME_PAGE = re.compile(r"^(page/\d+/)?index\.html$")
TAG_PAGE = re.compile(r"^tags/[^/]+/(page/\d+/)?index\.html$")
TAG_FEED = re.compile(r"^tags/[^/]+/feed\.xml$")
CONTENTS = re.compile(r'class="contents".{0,300}?href="#', re.DOTALL)
KEY_POINTS = re.compile(r'class="key-points".{0,300}?<li>.{0,20}?<strong>', re.DOTALL)
RELATED = re.compile(r'class="related".{0,300}?<article class="card', re.DOTALL)
LOCATION = re.compile(r"<loc>([^<]+)</loc>")
CARD = '<article class="card'
POSTS_A_PAGE = 20
FEWEST_WITH_RELATED = 0.95  # a post that shares nothing with any other has none


class Outputs(msgspec.Struct, frozen=True):
    """What stands in an output folder."""

    files: int
    megabytes: float
    html_pages: int
    posts: int
    with_contents: int
    with_key_points: int
    with_related: int
    related_cards: int  # on all post pages together
    home_pages: int
    tag_pages: int
    tag_feeds: int
    feed_items: int  # in the site's RSS
    sitemap_urls: int


def survey(folder: str) -> Outputs:
    """Return what a build made in its output folder; every post's page is read."""
    sizes = dict(_files(folder))
    posts = [_read(folder, name) for name in sizes if POST_PAGE.search(name)]
    return Outputs(
        files=len(sizes),
        megabytes=round(sum(sizes.values()) / 1e6, 1),
        html_pages=sum(name.endswith(".html") for name in sizes),
        posts=len(posts),
        with_contents=sum(CONTENTS.search(page) is not None for page in posts),
        with_key_points=sum(KEY_POINTS.search(page) is not None for page in posts),
        with_related=sum(RELATED.search(page) is not None for page in posts),
        related_cards=sum(page.count(CARD) for page in posts),
        home_pages=sum(HOME_PAGE.match(name) is not None for name in sizes),
        tag_pages=sum(TAG_PAGE.match(name) is not None for name in sizes),
        tag_feeds=sum(TAG_FEED.match(name) is not None for name in sizes),
        feed_items=_read(folder, "feed.xml").count("<item>"),
        sitemap_urls=_sitemap_urls(folder, "sitemap.xml"),
    )


def _sitemap_urls(folder: str, name: str) -> int:
    """Return the addresses of a sitemap; of an index, which stands for more than 50,000, those of its sitemaps."""
    text = _read(folder, name)
    if "<sitemapindex" not in text:
        return text.count("<loc>")
    return sum(_sitemap_urls(folder, os.path.basename(urlsplit(place).path)) for place in LOCATION.findall(text))


def _files(folder: str) -> Iterator[tuple[str, int]]:
    for below, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(below, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), os.path.getsize(path)


def _read(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def shortfalls(made: Outputs, peer: Peer, *, posts: int, tags: int) -> list[str]:
    """Return in a sentence each what a fair comparison needs and the peer has not made."""
    wanted = (
        ("post pages", made.posts, posts),
        ("post pages with a table of contents", made.with_contents, posts),
        ("post pages with key points", made.with_key_points, posts),
        ("post pages with related posts", made.with_related, int(posts * FEWEST_WITH_RELATED) if peer.related else 0),
        ("home pages", made.home_pages, posts // POSTS_A_PAGE),
        ("tag pages", made.tag_pages, tags),
        ("feeds of tags", made.tag_feeds, tags),
        ("items in the feed", made.feed_items, min(posts, 20)),
        ("addresses in the sitemap", made.sitemap_urls, posts),
    )
    return [f"{peer.title} made {count:,} {what}, not {least:,}" for what, count, least in wanted if count < least]


def written_since(folder: str, before: dict[str, tuple[int, int]]) -> int:
    """Return how many files are new or were written again since ``stamps`` gave ``before``."""
    return sum(before.get(name) != stamp for name, stamp in stamps(folder).items())


def stamps(folder: str) -> dict[str, tuple[int, int]]:
    """Return (inode, time of the last write in nanoseconds) of every file."""
    found = {}
    for below, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(below, name)
            status = os.stat(path)
            found[path] = (status.st_ino, status.st_mtime_ns)
    return found
