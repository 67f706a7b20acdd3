"""Sets of numbers, as arrays: what numpy's own functions say, without what these draw in."""

from __future__ import annotations

import numpy as np
import pytest

from ssg.catalog.term_choice import among, distinct

NUMBERS: list[list[int]] = [[], [3], [3, 1, 3, 2, 1], [0, 2**32 - 1, 7], list(range(50, 0, -1)) * 2]


@pytest.mark.parametrize("values", NUMBERS)
def test_distinct_numbers_rise(values: list[int]) -> None:
    found = distinct(np.array(values, np.int64))

    assert found.tolist() == np.unique(np.array(values, np.int64)).tolist()


@pytest.mark.parametrize("values", NUMBERS)
@pytest.mark.parametrize("others", NUMBERS)
def test_each_number_is_among_others_or_not(values: list[int], others: list[int]) -> None:
    one, two = np.array(values, np.uint32), np.array(others, np.uint32)

    assert among(one, two).tolist() == np.isin(one, two).tolist()
