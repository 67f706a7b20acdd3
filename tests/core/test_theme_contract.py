"""The contract of themes: its version, and the kinds of what templates see."""

from __future__ import annotations

from typing import Any

import pytest

from ssg.core.model import Image, Post, Ref, Summary
from ssg.core.theme_contract import (
    CHANGES,
    IN_WORDS,
    ITEM,
    NEED_KINDS,
    NEED_TEMPLATES,
    OPTIONAL_TEMPLATES,
    REQUIRED_TEMPLATES,
    VERSION,
    Kind,
    Missing,
    Version,
    base_of,
    changes_since,
    fields_of,
    kind_after,
    options,
    read_version,
    version_error,
)


@pytest.mark.parametrize(
    ("kind", "steps", "expected"),
    [
        (Post, ["title"], str),
        (Post, ["image"], Image | None),
        (Post, ["image", "src"], str),
        (Post, ["tags", ITEM], Ref),
        (Post, ["tags", ITEM, "url"], str),
        (Post, ["titel"], Missing),
        (Post, ["tags", "url"], Missing),
        (Post, ["title", "upper"], Any),
        (Post, ["title", "year"], Missing),
        (Post, ["extra", "anything"], Any),
        (Post, ["status", "upper"], Any),
        (Summary | None, ["subtitle"], Missing),
        (Any, ["x"], Any),
        (Ref | Image, ["src"], Any),
        (Ref | Image, ["nope"], Missing),
    ],
)
def test_the_kind_of_a_field_is_that_of_its_annotation(kind: Kind, steps: list[str], expected: Kind) -> None:
    for step in steps:
        kind = kind_after(kind, step)

    assert kind == expected


def every_kind() -> set[type]:
    """Return the classes of all values that a template can reach from a need."""
    waiting, found = list(NEED_KINDS.values()), set()
    while waiting:
        for kind in options(waiting.pop()):
            base = base_of(kind)
            if isinstance(base, type) and base not in found:
                found.add(base)
                waiting += fields_of(base).values()
            waiting += [item] if (item := kind_after(kind, ITEM)) not in (Any, Missing, str) else []
    return found


def test_every_value_that_a_template_can_reach_has_a_name_in_words() -> None:
    assert {kind.__name__ for kind in every_kind() - set(IN_WORDS)} == set()


def test_needs_are_bound_to_templates_that_there_are() -> None:
    assert NEED_TEMPLATES.keys() <= NEED_KINDS.keys()
    assert {name for names in NEED_TEMPLATES.values() for name in names} <= {*REQUIRED_TEMPLATES, *OPTIONAL_TEMPLATES}


def test_the_newest_version_says_what_it_brought() -> None:
    assert max(CHANGES) == VERSION


@pytest.mark.parametrize(
    ("typed", "version"),
    [("1.0", (1, 0)), ("12.34", (12, 34)), ("1", None), ("1.0.0", None), ("v1.0", None), ("", None), ("1.x", None)],
)
def test_a_version_is_two_numbers(typed: str, version: tuple[int, int] | None) -> None:
    assert read_version(typed) == version


@pytest.mark.parametrize(
    ("typed", "said", "help"),
    [
        ("2.1", "", ""),
        ("2.9", "", ""),
        ("1.7", "", ""),
        ("3.0", "made for version 3.0 of the contract of themes, and this ssg has 2.1", "upgrade ssg"),
        ("two", "`contract` is “two”, which is no version", 'contract = "2.1"'),
    ],
)
def test_a_theme_for_a_newer_contract_cannot_be_used(typed: str, said: str, help: str) -> None:
    message, advice = version_error(typed, Version(2, 1))

    assert (said in message, bool(message)) == (True, bool(said))
    assert (help in advice, bool(advice)) == (True, bool(help))


def test_what_changed_since_a_version_is_told_oldest_first() -> None:
    changes = {Version(2, 0): ("b", "c"), Version(1, 1): ("a",), Version(1, 0): ("first",)}

    assert changes_since(Version(1, 0), changes) == ["1.1: a", "2.0: b", "2.0: c"]
    assert changes_since(Version(2, 0), changes) == []
