"""What the benchmark has to know of a generator: its files, its dialect, its command."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.posts import Post, markdown

SITES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sites")
ALL_SCENARIOS = ("cold", "nothing", "body", "words", "title", "new", "card", "css")
NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the installed peers are."""

    folder: str  # holds `venv/` and `node_modules/`, and the sites below it find the latter


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator, with the features of ours that it has switched on."""

    id: str
    title: str  # in the report's tables
    outputs: str  # what a build makes, for the report
    files: Mapping[str, str]  # path in the site → file that stands there at first
    card_template: str  # path in the site, as the next
    style_sheet: str
    command: Callable[[Tools, str], list[str]]  # the build of the site in a folder
    version: Callable[[Tools], list[str]]
    python_packages: tuple[str, ...] = ()
    node_packages: tuple[str, ...] = ()
    post_text: Callable[[Post], str] = markdown
    state: tuple[str, ...] = ("output",)  # what a cold build must not find
    ledger: str = ""  # file of the site that builds write and authors commit: it goes back with the content
    remembers: bool = False  # builds after the first take up the state of the one before
    related: bool = False
    scenarios: tuple[str, ...] = ALL_SCENARIOS
    most_posts: int = NO_LIMIT  # larger sites take too long


def files_below(name: str) -> dict[str, str]:
    """Return path in the site → file for every file of the folder ``name`` of sites, sorted."""
    top = os.path.join(SITES, name)
    paths = [os.path.join(folder, file) for folder, _, names in os.walk(top) for file in names]
    return {os.path.relpath(path, top): path for path in sorted(paths)}


def lay_file(peer: Peer, site: str, name: str) -> None:
    """Write one of the peer's own files into the site, as it was at first."""
    path = os.path.join(site, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copyfile(peer.files[name], path)


def forget(peer: Peer, site: str) -> None:
    """Put all that earlier builds left in the site out of its way, beside it.

    It is deleted with the corpus. To make a file costs ext4 ten times as much while thousands were just deleted, which
    no author does before a build.
    """
    aside = tempfile.mkdtemp(prefix="forgotten-", dir=os.path.dirname(site))
    for name in peer.state:
        path = os.path.join(site, name)
        if os.path.lexists(path):
            os.rename(path, os.path.join(aside, name))
