"""Digests: equal values have equal ones, in any process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ssg.core.digests import combine, digest_bytes, digest_value, short_name
from ssg.core.model import Ref


def test_the_order_of_a_mappings_keys_does_not_matter_and_that_of_a_list_does() -> None:
    assert digest_value({"a": 1, "b": [1, 2]}) == digest_value({"b": [1, 2], "a": 1})
    assert digest_value([1, 2]) != digest_value([2, 1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ("1", 1),
        (b"a", "a"),
        (None, ""),
        (("a",), "a"),
        (Ref("a", "b", "c"), Ref("a", "c", "b")),
        ({"a": None}, {}),
    ],
)
def test_values_that_differ_have_other_digests(one: object, other: object) -> None:
    assert digest_value(one) != digest_value(other)


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError):
        digest_value(object())


def test_combining_keeps_the_order_and_the_number() -> None:
    a, b = digest_bytes(b"a"), digest_bytes(b"b")

    assert len({combine((a, b)), combine((b, a)), combine((a,)), combine(()), combine((a, a))}) == 5


def test_a_digest_is_the_same_under_any_hash_seed() -> None:
    code = 'from ssg.core.digests import digest_value; print(digest_value({"b": ["x", 1.5], "a": {"y": b"z"}}).hex())'
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }

    assert len(found) == 1


def test_a_name_in_a_file_name_is_ten_hexadecimal_digits() -> None:
    assert short_name(bytes(range(16))) == "0001020304"
