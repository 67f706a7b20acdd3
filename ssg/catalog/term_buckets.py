"""All terms after some posts changed: how many posts have each, which buckets that moved, and whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ssg.catalog.term_choice import MAX_BUCKET, among, bit_length, distinct
from ssg.catalog.term_index import Flat, TermIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small


class Terms(NamedTuple):
    """All terms after a change."""

    names: NDArray[np.uint32]  # rising
    posts: Small
    buckets: Small
    before: Small  # buckets that they had
    places: Small  # of each term of before: its number now
    moved: Integers  # numbers of those whose bucket moved


def terms_with(index: TermIndex, gone: NDArray[np.uint32], come: NDArray[np.uint32]) -> Terms:
    """Return the terms of ``index`` after posts lost the names ``gone`` and won the names ``come``."""
    import numpy as np

    changed, place = np.unique(np.concatenate([gone, come]), return_inverse=True)
    signs = np.repeat(np.array([-1, 1]), [len(gone), len(come)])
    difference = np.bincount(place.reshape(-1), signs, minlength=len(changed)).astype(np.int32)
    changed, difference = changed[difference != 0], difference[difference != 0]
    at = np.searchsorted(index.names, changed)
    known = at < len(index.names)
    known[known] = index.names[at[known]] == changed[known]
    names = np.insert(index.names, at[~known], changed[~known])
    is_new = np.zeros(len(names), np.bool_)
    is_new[at[~known] + np.arange(int((~known).sum()))] = True
    places = np.flatnonzero(~is_new).astype(np.int32)
    posts = np.zeros(len(names), np.int32)
    posts[places] = index.posts
    before = bit_length(posts)
    posts[np.searchsorted(names, changed)] += difference
    buckets = bit_length(posts)
    return Terms(names, posts, buckets, before, places, np.flatnonzero(_useful(buckets) != _useful(before)))


def _useful(buckets: Small) -> Small:
    """Return the buckets, 0 for all of those whose terms count for nothing."""
    import numpy as np

    return np.where((buckets > 1) & (buckets <= MAX_BUCKET), buckets, 0)


def posts_with(flat: Flat, names: NDArray[np.uint32]) -> Integers:
    """Return the posts that have one of ``names``."""
    import numpy as np

    if not len(names):
        return np.zeros(0, np.int64)
    # Half of the name first, by table: few of millions of entries are left to be looked at closely.
    table = np.zeros(1 << 16, np.bool_)
    table[names & 0xFFFF] = True
    near = np.flatnonzero(table[flat.names & np.uint32(0xFFFF)])
    found = near[among(flat.names[near], names)]
    return distinct(np.searchsorted(flat.offsets, found, side="right") - 1)
