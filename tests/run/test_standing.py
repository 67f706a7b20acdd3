"""Whose places serve: those of a page that was made of the very values that it is made of now."""

from __future__ import annotations

import msgspec
import pytest

from ssg.content.scan import Stamp
from ssg.core.artifacts import Call, Placed, Places
from ssg.publish.manifest import Made, parts_key
from ssg.publish.places import PlacesOf, frame_of
from ssg.run.standing import Moved, Splicing, moved_components

PARTS = {"related": b"1", "strings": b"s", "template post.html": b"t"}
CARDS = frozenset({"card.html"})
PLACES = Places((Placed(Call("card.html", (), (("post", "a.md"),)), 0, 0),), ("menu.html",))


def moved(before: dict[str, bytes], now: dict[str, bytes], components: frozenset[str] = CARDS) -> Moved | None:
    """Return what is to be printed anew on a page with the bytes that it had when it was made of PARTS."""
    frame = msgspec.msgpack.decode(frame_of({"a": PlacesOf(parts_key(PARTS), PLACES)}), type=dict[str, msgspec.Raw])
    made = Made(before, b"the same bytes", Stamp(1, 2, 3, 4), (), "")
    return moved_components("a", made, now, Splicing(frame, {"template post.html": components}, {}))


def test_a_component_moves_where_only_its_template_does() -> None:
    assert moved(PARTS, PARTS | {"template post.html": b"u"}) == Moved(PLACES, CARDS)


def test_cards_that_print_nothing_do_not_hide_that_they_are_those_of_other_posts() -> None:
    since = PARTS | {"related": b"2"}

    assert moved(since, since | {"template post.html": b"u"}) is None


@pytest.mark.parametrize(
    "now",
    [
        PARTS,
        PARTS | {"template post.html": b"u", "related": b"2"},
        PARTS | {"template list.html": b"u"},
        PARTS | {"related": b"2"},
        {"template post.html": b"u"},
    ],
    ids=str,
)
def test_no_component_moves_where_something_else_does(now: dict[str, bytes]) -> None:
    assert moved(PARTS, now) is None


def test_a_component_that_was_given_more_is_printed_with_its_page() -> None:
    assert moved(PARTS, PARTS | {"template post.html": b"u"}, frozenset({"card.html", "menu.html"})) is None
