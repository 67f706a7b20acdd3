"""The edits that authors make under a running preview, each of which brings a word that was never there before."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from benchmarks.peers.peer import lay_file
from benchmarks.posts import Post, source_path
from benchmarks.preview_servers import Server
from benchmarks.preview_tabs import STYLE_PROPERTY, mark_of
from benchmarks.sites import Site, write_post


class Change(NamedTuple):
    """A file as it is to be saved."""

    path: str
    text: str
    mark: str  # what the page then shows


@dataclass(frozen=True, slots=True)
class Edit:
    """A row of the report."""

    id: str
    title: str
    change: Callable[[Server, Site, int], Change]  # the number makes the mark
    watcher: str = "text"  # where the mark is looked for
    settles: bool = False  # other pages show it too, and are asked for


def save(change: Change) -> int:
    """Write the file in its place, as editors do, and return when it was written, in nanoseconds of the clock."""
    data = change.text.encode()
    with open(change.path, "wb", buffering=0) as file:
        file.write(data)
        return time.time_ns()


def body_change(server: Server, site: Site, post: Post, mark: str) -> Change:
    """Add a paragraph to a post, in the place of the one that an earlier edit added."""
    added = f"The desk adds {mark} to what it said."
    return _post_change(server, site, replace(post, body=f"{post.body}\n\n{added}"), mark)


def title_change(server: Server, site: Site, post: Post, mark: str) -> Change:
    return _post_change(server, site, replace(post, title=f"{post.title} {mark}"), mark)


def _post_change(server: Server, site: Site, post: Post, mark: str) -> Change:
    path = os.path.join(site.folder, "content", source_path(post))
    return Change(path, server.peer.post_text(post), mark)


def _style(server: Server, site: Site, number: int) -> Change:
    rule = f"html {{ {STYLE_PROPERTY}: {number}px; }}\n"
    return _file_change(server, site, server.peer.style_sheet, rule, mark_of("style", number))


def _template(server: Server, site: Site, number: int) -> Change:
    mark = mark_of("template", number)
    return _file_change(server, site, server.post_template, f"<p>{mark}</p>\n", mark)


def _file_change(server: Server, site: Site, name: str, added: str, mark: str) -> Change:
    """Put a line behind the place for it in one of the peer's own files, or at its end where it has no such place."""
    with open(server.peer.files[name], encoding="utf-8") as file:
        before, place, after = file.read().partition(server.template_place)
    return Change(os.path.join(site.folder, name), before + place + added + after, mark)


EDITS: tuple[Edit, ...] = (
    Edit("body", "body", lambda server, site, number: body_change(server, site, site.edited, mark_of("body", number))),
    Edit(
        "title",
        "title",
        lambda server, site, number: title_change(server, site, site.edited, mark_of("title", number)),
        settles=True,
    ),
    Edit("style", "style sheet", _style, watcher="style"),
    Edit("template", "post template", _template),
)


def restore(server: Server, site: Site) -> None:
    """Write everything that edits change as it was at first."""
    write_post(server.peer, site.folder, site.edited)
    for name in (server.peer.style_sheet, server.post_template):
        lay_file(server.peer, site.folder, name)
