"""A page with other components in the places of the old ones is the page as it would be put together with them."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from ssg.core.artifacts import Call, Placed, Places
from ssg.core.model import Summary
from ssg.render.splicing import Component, put_together, spliced

TEXTS = st.text(alphabet="<a>é🙂 ", max_size=6)
PIECES = st.lists(st.tuples(st.sampled_from(["", "card", "line", "menu"]), TEXTS, st.integers(0, 2)), max_size=8)
"""Component or nothing, what is printed, and what a component is given."""


def page_of(pieces: list[tuple[str, str, int]], other: str = "") -> list[str]:
    """Return the pieces of a page, cards with another text."""
    return [piece_of(name, text, given, other) for name, text, given in pieces]


def piece_of(name: str, text: str, given: int, other: str) -> str:
    if not name:
        return text
    said = f"{other}{given}" if other and name == "card" else f"{given}"
    return Component.of(said, name, {"menu": ()} if name == "menu" else {"given": given})


@given(PIECES, st.text(alphabet=string.ascii_letters + "é🙂", min_size=1))
def test_spliced_is_what_is_put_together(pieces: list[tuple[str, str, int]], other: str) -> None:
    called = sum(bool(name) for name, _, _ in pieces)
    before = put_together(page_of(pieces), called)
    assert before.places is not None

    after = spliced(before.data, before.places, {"card"}, lambda call: f"{other}{call.values[0][1]}".encode())

    assert after == put_together(page_of(pieces, other), called)


@given(PIECES)
def test_places_are_those_of_components_that_can_be_printed_again(pieces: list[tuple[str, str, int]]) -> None:
    called = sum(bool(name) for name, _, _ in pieces)
    data, places = put_together(page_of(pieces), called)
    assert places is not None

    assert data == "".join(page_of(pieces)).encode()
    assert [data[one.start : one.start + one.length] for one in places.placed] == [
        str(given).encode() for name, _, given in pieces if name in ("card", "line")
    ]
    assert places.others == (("menu",) if any(name == "menu" for name, _, _ in pieces) else ())


def test_a_component_that_is_no_piece_of_its_own_leaves_no_places() -> None:
    card = Component.of("<p>x</p>", "card.html", {})

    assert put_together(["a", f"{card}b"], called=1) == (b"a<p>x</p>b", None)
    assert put_together(["a", card], called=2).places is None


def test_what_a_call_was_given_is_known_by_path_and_by_type() -> None:
    post = Summary(id="a", path="a.md", url="/a/", title="A", date="2026-01-01", lang="en")
    card = Component.of("", "card.html", {"post": post, "heading": "h2", "first": True, "number": 1, "none": None})

    values = (("heading", "h2"), ("first", True), ("number", 1), ("none", None))
    assert card.call == Call("card.html", values, (("post", "a.md"),))
    for value in ((post,), Markup("h2"), {"a": 1}, 1.5):
        assert Component.of("", "card.html", {"value": value}).call is None


def test_a_place_that_nobody_moves_keeps_its_bytes() -> None:
    call, other = Call("card.html", (), ()), Call("line.html", (), ())
    places = Places((Placed(call, 1, 1), Placed(other, 3, 2)), ())

    data, moved = spliced(b"acbddb", places, {"card.html"}, lambda _: b"CCC")

    assert (data, moved) == (b"aCCCbddb", Places((Placed(call, 1, 3), Placed(other, 5, 2)), ()))
