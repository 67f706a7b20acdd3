"""Which events matter, as a table."""

from __future__ import annotations

import os

import pytest

from ssg.preview.watch_hints import Event, Folder, Ground, Sighting, holds_a_folder, is_dropping, sightings

SITE = os.path.join(os.sep, "site")


def at(*names: str) -> str:
    return os.path.join(SITE, *names)


GROUND = Ground(
    folders=(
        Folder(SITE, recursive=False, only=frozenset({"site.toml", "addresses.lock"})),
        Folder(at("content"), recursive=True),
        Folder(at("themes", "own"), recursive=True),
    ),
    never=(at("content", "out"),),
)

SEEN: dict[Event, list[Sighting]] = {
    Event("modified", at("content", "a.md")): [Sighting(at("content", "a.md"), "written")],
    Event("created", at("content", "a", "b.md")): [Sighting(at("content", "a", "b.md"), "made")],
    Event("closed", at("site.toml")): [Sighting(at("site.toml"), "closed")],
    Event("deleted", at("themes", "own", "x.css")): [Sighting(at("themes", "own", "x.css"), "gone")],
    Event("moved", at("content", "a.md"), at("content", "b.md")): [
        Sighting(at("content", "a.md"), "gone"),
        Sighting(at("content", "b.md"), "arrived"),
    ],
    Event("moved", at("content", "a.md"), at("content", "a.md~")): [Sighting(at("content", "a.md"), "gone")],
    Event("moved", at("site.toml.new"), at("site.toml")): [Sighting(at("site.toml"), "arrived")],
    Event("closed", at("content", ".well-known", "security.txt")): [
        Sighting(at("content", ".well-known", "security.txt"), "closed")
    ],
    Event("created", at("themes")): [Sighting(at("themes"), "made")],  # a watched folder stands in it
    Event("deleted", at("content")): [Sighting(at("content"), "gone")],
    # what never matters
    Event("opened", at("content", "a.md")): [],
    Event("closed_no_write", at("content", "a.md")): [],
    Event("attrib", at("content", "a.md")): [],
    Event("closed", at("README.md")): [],
    Event("closed", at("site.toml~")): [],
    Event("created", at("output", "site.toml")): [],
    Event("closed", at("content", "out", "index.html")): [],
    Event("created", at("content", "out")): [],
    Event("closed", at("content", ".git", "index")): [],
    Event("closed", at("contents", "a.md")): [],
    Event("closed", at("themes", "other", "x.css")): [],
    Event("closed", os.path.join(os.sep, "elsewhere", "site.toml")): [],
}


@pytest.mark.parametrize("event", SEEN)
def test_of_an_event_these_paths_matter(event: Event) -> None:
    assert list(sightings(event, GROUND)) == SEEN[event]


@pytest.mark.parametrize(
    "name",
    [".a.md.swp", "a.md~", "#a.md#", ".#a.md", "4913", "a.md___jb_tmp___", "a.md___jb_old___", ".ssg-tmp-1", ".git"],
)
def test_what_an_editor_or_we_ourselves_make_for_a_moment_is_no_hint(name: str) -> None:
    assert is_dropping(name)


@pytest.mark.parametrize("name", ["a.md", "a", "#", "4913.md", "sedAbCdEf", ".well-known", "a.md.part"])
def test_what_may_be_content_is_a_hint(name: str) -> None:
    assert not is_dropping(name)


@pytest.mark.parametrize(
    ("event", "holds"),
    [
        (Event("deleted", at("content")), True),
        (Event("moved", at("content"), at("content.old")), True),
        (Event("moved", at("themes.old"), at("themes")), True),
        (Event("created", at("themes")), True),
        (Event("modified", at("content")), False),
        (Event("created", at("content", "a")), False),
        (Event("deleted", at("site.toml")), False),
    ],
)
def test_an_event_about_a_watched_folder_or_what_holds_it_asks_for_a_check(event: Event, holds: bool) -> None:
    assert holds_a_folder(event, GROUND) is holds
