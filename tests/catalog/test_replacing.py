"""Edited posts in the places of what they were: in every list, as a whole index would have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ssg.catalog.replacing import with_entries
from ssg.catalog.site import Edition, Entry, PostList, Site
from tests.preview.studios import news_site
from tests.run.live_law import Previewed

EDITED = ("p1.md", "p2.md", "labs/p4.md", "pages/about.md", "p1.zh.md")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder: Path = tmp_path_factory.mktemp("replacing") / "site"
    preview = Previewed(news_site(folder, 8).folder)
    preview.open()
    assert preview.current
    return preview.current.indexed.site


def fresh(site: Site, *paths: str) -> dict[str, Entry]:
    """Return entries that take the places of those of ``paths``."""
    found = {entry.path: entry for entry in (*site.posts, *site.pages)}
    return {path: replace(found[path], digest=b"edited") for path in paths}


def lists_of(edition: Edition) -> Iterator[PostList]:
    yield from (edition.home, *edition.sections, *edition.tags, *edition.authors)


def lists(site: Site) -> list[tuple[Entry, ...]]:
    return [site.posts, site.pages, *(listed.posts for edition in site.editions for listed in lists_of(edition))]


@pytest.mark.parametrize("path", EDITED)
def test_an_edited_entry_stands_in_every_list_that_had_it_at_its_place(path: str, site: Site) -> None:
    edited = fresh(site, path)

    after = with_entries(site, edited, site.related)

    for before, now in zip(lists(site), lists(after), strict=True):
        assert [entry.path for entry in now] == [entry.path for entry in before]
        assert [entry for entry in now if entry.path == path] == [
            edited[path] for entry in before if entry.path == path
        ]


def test_a_list_that_has_no_edited_post_is_the_very_same(site: Site) -> None:
    after = with_entries(site, fresh(site, "p1.md"), site.related)

    pairs = list(zip(lists(site), lists(after), strict=True))
    assert all(now is before for before, now in pairs if all(entry.path != "p1.md" for entry in before))
    assert any(now is before for before, now in pairs)


def test_neighbours_lead_to_the_edited_posts(site: Site) -> None:
    edited = fresh(site, "p1.md")

    after = with_entries(site, edited, site.related)

    told = [entry for around in after.neighbours.values() for entry in around if entry and entry.path == "p1.md"]
    assert told == [edited["p1.md"]] * 2
    assert after.neighbours.keys() == site.neighbours.keys()


def test_several_posts_can_be_edited_at_once(site: Site) -> None:
    edited = fresh(site, *EDITED)

    after = with_entries(site, edited, site.related)

    assert {entry.path for listed in lists(after) for entry in listed if entry.digest == b"edited"} == set(EDITED)


def test_what_is_no_list_of_posts_stays(site: Site) -> None:
    after = with_entries(site, fresh(site, "p1.md"), {})

    assert (after.files, after.specials, after.redirects, after.lock) == (
        site.files,
        site.specials,
        site.redirects,
        site.lock,
    )
    assert after.related == {}
