"""A corpus laid out as a peer's site, and the edits to it that are timed, each with its way back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from benchmarks.corpus import Corpus
from benchmarks.peers.peer import Peer, forget, lay_file
from benchmarks.posts import Post, source_path, with_news_in_body, with_other_title, with_words_swapped

EDITED_FROM_END = 3
"""The post that is edited, counted from the newest: newsrooms edit what is on the home page and in the feeds."""


@dataclass(frozen=True, slots=True)
class Site:
    """A peer's site, with the post that scenarios edit and the one that they add."""

    peer: Peer
    folder: str
    edited: Post
    added: Post  # newer than all
    tags: int  # different ones in the whole corpus


def lay_out(peers: Sequence[Peer], corpus: Corpus, folder: str) -> list[Site]:
    """Write the corpus once for each peer, in a folder of its name below ``folder``."""
    places = [os.path.join(folder, peer.id) for peer in peers]
    for peer, place in zip(peers, places, strict=True):
        for name in peer.files:
            lay_file(peer, place, name)
    kept: list[Post] = []
    tags: set[str] = set()
    for number, post in enumerate(islice(corpus.posts(), corpus.size + 1)):
        if number >= corpus.size - EDITED_FROM_END:
            kept.append(post)
        if number < corpus.size:
            tags.update(post.tags)
            _write_everywhere(peers, places, post)
    return [Site(peer, place, kept[0], kept[-1], len(tags)) for peer, place in zip(peers, places, strict=True)]


def _write_everywhere(peers: Iterable[Peer], places: Iterable[str], post: Post) -> None:
    for peer, place in zip(peers, places, strict=True):
        write_post(peer, place, post)


def write_post(peer: Peer, folder: str, post: Post) -> None:
    """Write the post into the peer's site, in the peer's dialect."""
    path = _post_path(folder, post)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(peer.post_text(post))


def _post_path(folder: str, post: Post) -> str:
    return os.path.join(folder, "content", source_path(post))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to a site before a timed build, and how it is undone."""

    id: str
    title: str  # in the report's rows
    edit: Callable[[Site, int], None]  # the number is the run's: no two runs make the same edit
    restore: Callable[[Site], None] | None  # None where there is nothing to undo


def _forget(site: Site, run: int) -> None:
    forget(site.peer, site.folder)


def _leave(site: Site, run: int) -> None:
    """Change nothing."""


def _edit_post(change: Callable[[Post, int], Post]) -> Callable[[Site, int], None]:
    return lambda site, run: write_post(site.peer, site.folder, change(site.edited, run))


def _restore_post(site: Site) -> None:
    write_post(site.peer, site.folder, site.edited)


def _add_post(site: Site, run: int) -> None:
    ledger, before = _ledger_paths(site)
    if os.path.isfile(ledger):
        shutil.copyfile(ledger, before)
    write_post(site.peer, site.folder, with_news_in_body(site.added, run))


def _remove_post(site: Site) -> None:
    os.remove(_post_path(site.folder, site.added))
    ledger, before = _ledger_paths(site)
    if os.path.isfile(before):
        os.replace(before, ledger)


def _ledger_paths(site: Site) -> tuple[str, str]:
    path = os.path.join(site.folder, site.peer.ledger)
    return path, f"{path}.before"


def _edit_card(site: Site, run: int) -> None:
    _append(site, site.peer.card_template, f'<p class="edited-{run}">edited</p>\n')


def _restore_card(site: Site) -> None:
    lay_file(site.peer, site.folder, site.peer.card_template)


def _edit_style(site: Site, run: int) -> None:
    _append(site, site.peer.style_sheet, f".edited-{run} {{ color: #111; }}\n")


def _restore_style(site: Site) -> None:
    lay_file(site.peer, site.folder, site.peer.style_sheet)


def _append(site: Site, name: str, text: str) -> None:
    with open(os.path.join(site.folder, name), "a", encoding="utf-8") as file:
        file.write(text)


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("cold", "cold", _forget, None),
    Scenario("nothing", "nothing changed", _leave, None),
    Scenario("body", "one body edit", _edit_post(with_news_in_body), _restore_post),
    Scenario("words", "one body edit that keeps its words", _edit_post(with_words_swapped), _restore_post),
    Scenario("title", "one title edit", _edit_post(with_other_title), _restore_post),
    Scenario("new", "one new post", _add_post, _remove_post),
    Scenario("card", "card template edit", _edit_card, _restore_card),
    Scenario("css", "CSS edit", _edit_style, _restore_style),
)
"""In running order: each begins from a site that is built and unedited, but for the first."""
