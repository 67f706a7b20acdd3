"""What must stay in sight where a picture is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.focus import read_focus


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("", (50, 50)),
        ("left", (0, 50)),
        ("Right", (100, 50)),
        ("top", (50, 0)),
        ("bottom", (50, 100)),
        ("center", (50, 50)),
        ("centre", (50, 50)),
        ("top right", (100, 0)),
        ("right top", (100, 0)),
        ("center bottom", (50, 100)),
        ("30% 20%", (30, 20)),
        ("30 20", (30, 20)),
        ("30%, 20%", (30, 20)),
        ("30%", (30, 50)),
        ("12.5% 100%", (12, 100)),
        ("left 20%", (0, 20)),
        ("20% bottom", (20, 100)),
    ],
)
def test_a_focus_is_read_as_style_sheets_read_it(typed: str, place: tuple[int, int]) -> None:
    assert read_focus(typed) == place


@pytest.mark.parametrize(
    "typed",
    ["middle", "left right", "top top", "20% left", "101% 0", "-5% 0", "1 2 3", "left top 5%", "٣0% 20%", "1e1 2", "%"],
)
def test_what_is_no_place_is_none(typed: str) -> None:
    assert read_focus(typed) is None


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_place_within_the_picture_or_none(typed: str) -> None:
    place = read_focus(typed)
    assert place is None or all(0 <= percent <= 100 for percent in place)
