"""All terms in parts: ranges of their hashes, each small enough that it stays near the processor while it is sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ssg.catalog.term_choice import MAX_BUCKET, bit_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers, Small

_PART_BITS = 19  # of the entries of a part, about
_FAN = 16  # ranges that all names, or those of a range, are looked through for at a time
_SEARCHED = 1 << 16  # names looked through at a time
_SAMPLED = 64  # one of so many names is looked at to find where to cut


class Part(NamedTuple):
    """The terms of one range of hashes, and where in the flat arrays posts have them, by term and then by post."""

    names: NDArray[np.uint32]
    posts: Small  # that have each
    home: Small  # places of the terms that may be chosen, by term and then by post


def parts_of(names: NDArray[np.uint32]) -> Iterator[Part]:
    """Yield all terms in rising order of their hashes; ``names`` are those of all entries."""
    for place in _ranges(names, _cuts(names)):
        yield _part(place, names[place])


def _cuts(names: NDArray[np.uint32]) -> list[int]:
    """Return where to cut, so that parts are of about one size: names need not fill their 32 bits evenly."""
    import numpy as np

    parts = (len(names) >> _PART_BITS) + 1
    sample = np.sort(names[::_SAMPLED])
    cuts = {int(sample[len(sample) * part // parts]) for part in range(1, parts)}
    return [0, *sorted(cuts - {0}), 1 << 32]


def _ranges(names: NDArray[np.uint32], cuts: Sequence[int]) -> Iterator[Small]:
    """Yield the places of the names from each cut to the next, rising.

    Ranges are as many as names are: to look through all names for each would take time in the square of the posts.
    """
    step = -(-(len(cuts) - 1) // _FAN)
    for first in range(0, len(cuts) - 1, step):
        part = cuts[first : first + step + 1]
        place = _places(names, part[0], part[-1])
        if step == 1:
            yield place
        else:
            yield from (place[found] for found in _ranges(names[place], part))


def _places(names: NDArray[np.uint32], low: int, high: int) -> Small:
    """Return the places of the names from ``low`` to before ``high``, in blocks that stay near the processor."""
    import numpy as np

    found = [np.zeros(0, np.int32)]
    for start in range(0, len(names), _SEARCHED):
        block = names[start : start + _SEARCHED]
        found.append(np.flatnonzero((block >= low) & (block <= high - 1)).astype(np.int32) + np.int32(start))
    return np.concatenate(found)


def _part(place: Small, names: NDArray[np.uint32]) -> Part:
    """Return the part of these entries: their places, and their names."""
    import numpy as np

    order = _sorted_by_name(names)
    place, names = place[order], names[order]
    starts = np.flatnonzero(np.append(True, names[1:] != names[:-1])[: len(names)])
    posts = np.diff(np.append(starts, len(names))).astype(np.int32)
    return Part(names[starts], posts, place[np.repeat(_may_be_chosen(posts), posts)])


def _may_be_chosen(posts: Small) -> NDArray[np.bool_]:
    """Return which of the terms that so many posts have may be chosen."""
    buckets = bit_length(posts)
    return (buckets > 1) & (buckets <= MAX_BUCKET)


def terms_at_home(posts: Small) -> Small:
    """Return the terms of a part's entries at home, counted in the part."""
    import numpy as np

    useful = np.flatnonzero(_may_be_chosen(posts)).astype(np.int32)
    return np.repeat(useful, posts[useful])


def _sorted_by_name(names: NDArray[np.uint32]) -> Integers:
    """Return the stable order of ``names``: two passes over 16 bits each, which numpy sorts by radix."""
    import numpy as np

    low = np.argsort(names.astype(np.uint16), kind="stable")
    return low[np.argsort((names >> 16).astype(np.uint16)[low], kind="stable")]
