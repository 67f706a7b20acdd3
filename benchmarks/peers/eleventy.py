"""Eleventy with Nunjucks; from the command line it builds everything each time, and it has no related posts."""

from __future__ import annotations

import os

from benchmarks.peers.peer import Peer, Tools, files_below


def _binary(tools: Tools) -> str:
    return os.path.join(tools.folder, "node_modules", ".bin", "eleventy")


def _command(tools: Tools, site: str) -> list[str]:
    return [_binary(tools), "--quiet"]


def _version(tools: Tools) -> list[str]:
    return [_binary(tools), "--version"]


PEER = Peer(
    id="eleventy",
    title="Eleventy",
    outputs=(
        "post pages with table of contents and key points; paginated home and tags; RSS of the site and of every tag; "
        "sitemap"
    ),
    files=files_below("eleventy"),
    card_template="includes/card.njk",
    style_sheet="content/site.css",
    command=_command,
    version=_version,
    node_packages=(
        "@11ty/eleventy",
        "@11ty/eleventy-plugin-rss",
        "@11ty/eleventy-plugin-syntaxhighlight",
        "markdown-it",
        "markdown-it-anchor",
    ),
    scenarios=("cold", "nothing", "body"),
    most_posts=10_000,
)
