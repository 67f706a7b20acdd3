"""Pelican with a small theme; its cache of read posts is off, as by default, and it has no related posts."""

from __future__ import annotations

import os

from benchmarks.peers.peer import Peer, Tools, files_below
from benchmarks.posts import Post


def _binary(tools: Tools) -> str:
    return os.path.join(tools.folder, "venv", "bin", "pelican")


def _command(tools: Tools, site: str) -> list[str]:
    content, output = os.path.join(site, "content"), os.path.join(site, "output")
    return [_binary(tools), content, "--output", output, "--settings", os.path.join(site, "settings.py"), "--quiet"]


def _version(tools: Tools) -> list[str]:
    return [_binary(tools), "--version"]


def post_text(post: Post) -> str:
    """Return the post in Pelican's dialect: metadata lines, and the mark where its table of contents goes."""
    key_points = "\n    ".join(f"- {point}" for point in post.key_points)
    metadata = (
        f"Title: {post.title}\n"
        f"Subtitle: {post.subtitle}\n"
        f"Date: {post.published.isoformat()}\n"
        f"Category: {post.section}\n"
        f"Tags: {', '.join(post.tags)}\n"
        f"Slug: {post.slug}\n"
        f"Summary: {post.summary}\n"
        f"Key_points: {key_points}\n"
    )
    return f"{metadata}\n[TOC]\n\n{post.body}\n"


PEER = Peer(
    id="pelican",
    title="Pelican",
    outputs=(
        "post pages with table of contents and key points; paginated home and tags; RSS of the site and of every tag; "
        "sitemap"
    ),
    files=files_below("pelican"),
    card_template="theme/templates/card.html",
    style_sheet="theme/static/site.css",
    command=_command,
    version=_version,
    python_packages=("pelican[markdown]",),
    post_text=post_text,
    state=("output", "cache"),
    scenarios=("cold", "nothing", "body"),
    most_posts=1_000,
)
