"""Hugo, without and with its related posts; it builds everything each time."""

from __future__ import annotations

import glob
import os
from dataclasses import replace

from benchmarks.peers.peer import Peer, Tools, files_below

STATE = ("output", "resources", ".hugo-cache", ".hugo_build.lock")
OUTPUTS = (
    "post pages with table of contents and key points; paginated home and tags; RSS of the site and of every tag; "
    "sitemap; a fingerprinted style sheet"
)


def _binary(tools: Tools) -> str:
    """Return the binary itself: the command that the package installs starts a Python first."""
    pattern = "venv/lib/python*/site-packages/hugo/binaries/hugo*"
    return next(iter(sorted(glob.glob(os.path.join(tools.folder, pattern)))), "hugo")


def _build(tools: Tools, site: str, config: str) -> list[str]:
    cache = os.path.join(site, ".hugo-cache")
    return [_binary(tools), "build", "--source", site, "--config", config, "--cacheDir", cache, "--quiet"]


def _command(tools: Tools, site: str) -> list[str]:
    return _build(tools, site, "hugo.toml")


def _command_with_related(tools: Tools, site: str) -> list[str]:
    return _build(tools, site, "hugo.toml,related.toml")


def _version(tools: Tools) -> list[str]:
    return [_binary(tools), "version"]


PEER = Peer(
    id="hugo",
    title="Hugo",
    outputs=OUTPUTS,
    files=files_below("hugo"),
    card_template="layouts/_partials/card.html",
    style_sheet="assets/site.css",
    command=_command,
    version=_version,
    python_packages=("hugo",),
    state=STATE,
    most_posts=10_000,
)

# It builds everything each time, so that its cold row stands for all; one takes minutes at ten thousand posts.
PEER_WITH_RELATED = replace(
    PEER,
    id="hugo-related",
    title="Hugo with related",
    outputs=OUTPUTS + "; six related posts by tags and year",
    command=_command_with_related,
    related=True,
    scenarios=("cold",),
)
