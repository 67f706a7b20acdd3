"""Every scenario changes what it says in every peer's site, and leaves no trace when it is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.corpus import SEED, Corpus, news_corpus
from benchmarks.outputs import shortfalls, stamps, survey, written_since
from benchmarks.peers import PEERS
from benchmarks.peers.peer import ALL_SCENARIOS, Peer
from benchmarks.posts import Post
from benchmarks.sites import SCENARIOS, Scenario, Site, lay_out

POSTS = tuple(islice(news_corpus(6).posts(), 7))
EDITED = "content/posts/2019/01/post-000003.md"
ADDED = "content/posts/2019/01/post-000006.md"
BY_ID = {scenario.id: scenario for scenario in SCENARIOS}

Touches = Callable[[Peer], set[str]]


class SixPosts(Corpus):
    """A corpus whose posts are made once for all tests."""

    def posts(self, seed: int = SEED) -> Iterator[Post]:
        return iter(POSTS)


CORPUS = SixPosts("news-6", 6, "six posts")

every_peer = pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)


def laid_out(peer: Peer, folder: Path) -> Site:
    (site,) = lay_out([peer], CORPUS, str(folder))
    return site


def contents(site: Site) -> dict[str, bytes]:
    top = Path(site.folder)
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_the_scenarios_are_those_that_peers_can_name() -> None:
    assert tuple(BY_ID) == ALL_SCENARIOS


@every_peer
def test_a_site_holds_every_post_and_the_files_that_are_edited(peer: Peer, tmp_path: Path) -> None:
    site = laid_out(peer, tmp_path)
    names = contents(site).keys()
    assert len([name for name in names if "/post-" in name]) == CORPUS.size
    assert {peer.card_template, peer.style_sheet, EDITED} <= names
    assert site.tags >= 6


@every_peer
@pytest.mark.parametrize(
    ("scenario", "touches"),
    [
        ("nothing", lambda peer: set()),
        ("body", lambda peer: {EDITED}),
        ("words", lambda peer: {EDITED}),
        ("title", lambda peer: {EDITED}),
        ("new", lambda peer: {ADDED}),
        ("card", lambda peer: {peer.card_template}),
        ("css", lambda peer: {peer.style_sheet}),
    ],
)
def test_a_scenario_touches_one_file(peer: Peer, scenario: str, touches: Touches, tmp_path: Path) -> None:
    site = laid_out(peer, tmp_path)
    before = contents(site)
    BY_ID[scenario].edit(site, 0)
    assert changed(before, contents(site)) == touches(peer)


@every_peer
@pytest.mark.parametrize("scenario", [row for row in SCENARIOS if row.restore], ids=lambda row: row.id)
def test_an_undone_scenario_leaves_no_trace(peer: Peer, scenario: Scenario, tmp_path: Path) -> None:
    site = laid_out(peer, tmp_path)
    if peer.ledger:
        Path(site.folder, peer.ledger).write_text("as it was")
    before = contents(site)
    scenario.edit(site, 1)
    if peer.ledger:
        Path(site.folder, peer.ledger).write_text("with the new post" if scenario.id == "new" else "as it was")
    assert scenario.restore is not None
    scenario.restore(site)
    assert contents(site) == before


@every_peer
def test_a_cold_build_finds_nothing_of_earlier_ones(peer: Peer, tmp_path: Path) -> None:
    site = laid_out(peer, tmp_path)
    before = contents(site)
    for name in peer.state:
        Path(site.folder, name).mkdir()
        Path(site.folder, name, "left.over").write_text("")
    BY_ID["cold"].edit(site, 0)
    assert contents(site) == before


@every_peer
def test_an_empty_output_falls_short_of_everything(peer: Peer, tmp_path: Path) -> None:
    missing = shortfalls(survey(str(tmp_path)), peer, posts=40, tags=9)
    assert len(missing) == (9 if peer.related else 8)


def test_files_that_are_new_or_written_again_are_counted(tmp_path: Path) -> None:
    for name in ("kept", "again", "gone"):
        (tmp_path / name).write_text("old")
    before = stamps(str(tmp_path))
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("new")
    (tmp_path / "other").write_text("old")
    (tmp_path / "other").replace(tmp_path / "again")
    assert written_since(str(tmp_path), before) == 2


def test_addresses_are_counted_in_the_sitemaps_that_an_index_names(tmp_path: Path) -> None:
    sitemap = "<sitemapindex>" + "".join(f"<loc>https://x.example/sitemap-00{number}.xml</loc>" for number in (1, 2))
    (tmp_path / "sitemap.xml").write_text(f"{sitemap}</sitemapindex>")
    (tmp_path / "sitemap-001.xml").write_text("<urlset><loc>https://x.example/a/</loc></urlset>")
    (tmp_path / "sitemap-002.xml").write_text("<urlset><loc>https://x.example/b/</loc><loc>c</loc></urlset>")

    assert survey(str(tmp_path)).sitemap_urls == 3
