"""Key points: how many, how long, what they repeat, and whether the text has their figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssg.content.key_point_checks import check_key_points

FOUND = [
    ("1,000 chips", "1000 chips"),
    ("1 000", "1,000"),
    ("1000", "1.000 Chips"),
    ("8 %", "8%"),
    ("10 million", "ten 10,000,000"),
    ("$10bn", "10 billion"),
    ("3.5 billion", "3,5 Milliarden"),
    ("1.5亿", "1.5亿元"),
    ("10万", "100,000"),
    ("10万", "十万"),
    ("3 models", "three models"),
    ("On January 13, 2026 it rose 5%", "5 %"),
    ("in 2026", ""),
    ("GPT-4 beats H100 in Q3", ""),
    ("Qwen2.5 7B", "7 billion"),
    ("61%", "60.9 percent"),
    ("１０％", "10%"),
    ("9:30 am start", ""),
    ("13. Januar 2026: 2,5 %", "2.5 percent"),
    ("between 10–20%", "10 to 20 percent"),
    ("1 500 000", "1.5 million"),
    ("2026年1月13日上涨8%", "8%"),
    ("10x faster", "ten times"),
    ("HK$165", "HK$165"),
    ("1.234,5 Euro", "1234.5"),
    ("two 5", "5"),
    ("1.2 billion", "1,234 million"),
    ("1er janvier 2026", ""),
    ("3rd", "third"),
    ("24/7", "24/7"),
    ("1/3", "1/3"),
    ("5G", "5G"),
    ("1'000", "1000"),
    ("2025-26", "x"),
    ("350万", "三百五十万"),
    ("version 2.5.1", "version 2.5.1 is"),
    ("Llama 3.1 405B", "Llama 3.1 with 405 billion"),
    ("42 percent of 1,200", "42 % of 1 200"),
    ("25%", "a quarter of it"),
    ("50%", "half of it"),
]

MISSING = [
    ("1,000", "100"),
    ("8%", "9%"),
    ("10 million", "12 million"),
    ("$61", "60"),
    ("5亿", "6亿"),
    ("3.5", "3.6"),
    ("7 models", "three models"),
    ("1.5 billion", "15 billion"),
    ("120 megawatts", "110 megawatts"),
    ("$2,026 each", "x"),
    ("Zuwachs von 12,5 %", "12.4 percent"),
    ("三百 und 12亿", "11亿"),
]


def codes(points: list[str], headline: str = "A headline", body: str = "Text.") -> list[str]:
    return [found.code for found in check_key_points(points, headline, body)]


def with_point(point: str, body: str) -> list[str]:
    return codes([point, "Something else.", "And more."], body=body)


@pytest.mark.parametrize(("point", "body"), FOUND)
def test_a_figure_is_found_however_it_is_written(point: str, body: str) -> None:
    assert with_point(point, body) == []


@pytest.mark.parametrize(("point", "body"), MISSING)
def test_a_figure_that_the_text_has_not_is_a_finding(point: str, body: str) -> None:
    assert with_point(point, body) == ["figure-not-in-text"]


@given(st.integers(0, 10**12))
def test_a_number_is_found_with_any_grouping(number: int) -> None:
    forms = [str(number), *(f"{number:,}".replace(",", mark) for mark in ", .'\u202f")]
    assert [with_point(f"It has {one} chips.", f"All {other} of them.") for one in forms for other in forms] == [
        []
    ] * 36


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=20), st.text(max_size=60))
def test_any_text_can_be_checked(points: list[str], headline: str, body: str) -> None:
    assert all(found.level == "warning" for found in check_key_points(points, headline, body))


@pytest.mark.parametrize(("count", "said"), [(0, []), (1, 1), (2, 1), (3, []), (6, []), (7, 1)])
def test_three_to_six_key_points_can_be_read_at_a_glance(count: int, said: object) -> None:
    points = [chr(97 + number) * 4 for number in range(count)]
    assert codes(points) == (["key-points-count"] if said else [])


@pytest.mark.parametrize(("length", "said"), [(160, []), (161, ["long-key-point"])])
def test_a_key_point_has_at_most_160_characters(length: int, said: list[str]) -> None:
    assert with_point("x" * length, "") == said


@pytest.mark.parametrize(
    ("headline", "point", "said"),
    [
        ("Meta builds a power grid", "Meta builds a power grid.", True),
        ("Meta builds a power grid", "A power grid: Meta builds", True),
        ("Meta builds a power grid", "Meta builds a power grid for 2 billion dollars in Ohio", False),
        ("小米聘请罗福莉", "小米聘请罗福莉。", True),
        ("小米聘请罗福莉", "她曾在深度求索工作", False),
        ("", "", False),
    ],
)
def test_a_key_point_does_not_repeat_the_headline(headline: str, point: str, said: bool) -> None:
    found = codes([point, "Something else.", "And more."], headline, "2 billion")
    assert found == (["key-point-repeats-title"] if said else [])
