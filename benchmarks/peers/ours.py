"""Ours: everything on that is on by default, the bundled theme's card and card styles in the site's hands."""

from __future__ import annotations

import os
import sys

from benchmarks.peers.peer import Peer, Tools, files_below
from ssg.render.theme_layers import shipped_themes

CARD = "themes/default/templates/components/card.html"
STYLE = "themes/default/assets/css/60-card.css"


def shipped(name: str) -> str:
    """Return the file of the bundled themes that a file of this name in a site stands before."""
    return os.path.join(os.path.dirname(shipped_themes()), name)


def _command(tools: Tools, site: str) -> list[str]:
    return [sys.executable, "-m", "ssg", "build", site, "--quiet"]


def _version(tools: Tools) -> list[str]:
    return [sys.executable, "-m", "ssg", "--version"]


PEER = Peer(
    id="ssg",
    title="ssg",
    outputs=(
        "post pages with table of contents, key points, related posts, neighbours and structured data; paginated home, "
        "sections, tags and author; archive by year and month; RSS, Atom and JSON feeds of the site and of every "
        "section and tag; a Markdown twin of every post; sitemap, robots.txt, redirects, headers, "
        "addresses.lock. Social cards are off, as by default"
    ),
    files={**files_below("ssg"), CARD: shipped(CARD), STYLE: shipped(STYLE)},
    card_template=CARD,
    style_sheet=STYLE,
    command=_command,
    version=_version,
    state=("output", ".ssg-cache", "addresses.lock"),
    ledger="addresses.lock",
    remembers=True,
    related=True,
)
