"""Counts of given words, as `count_terms` finds them in a post."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ssg.content.terms import WordCounts
from ssg.content.vocabulary import Vocabulary


def counted(terms: Mapping[str, int], length: int) -> WordCounts:
    known = Vocabulary()
    numbers = np.array([known.number(term) for term in terms], dtype=np.int64)
    return WordCounts(known, numbers, numbers[:0], (), np.array(list(terms.values()), dtype=np.int64), length)
