"""What posts have, one behind the other in flat arrays: some posts' ranges taken out or replaced, all others copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from ssg.catalog.term_choice import offsets_of
from ssg.catalog.term_index import Flat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ssg.catalog.term_choice import Integers

    Number = TypeVar("Number", bound=np.generic)


def padded(offsets: Integers, size: int) -> Integers:
    """Return ``offsets`` for ``size`` posts: those that came behind the others have nothing yet."""
    import numpy as np

    return np.append(offsets, np.full(size + 1 - len(offsets), offsets[-1]))


def taken(flat: Flat, rows: Integers) -> Flat:
    """Return the entries of some posts alone."""
    import numpy as np

    starts, ends = flat.offsets[rows], flat.offsets[rows + 1]
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return Flat(
        np.concatenate([flat.names[:0], *(flat.names[start:end] for start, end in spans)]),
        np.concatenate([flat.weights[:0], *(flat.weights[start:end] for start, end in spans)]),
        offsets_of(ends - starts),
    )


def flat_with(flat: Flat, rows: Sequence[int], fresh: Flat) -> Flat:
    """Return ``flat`` with the entries of ``rows`` (rising) replaced by those of ``fresh``, in order."""
    names = spliced(flat.names, flat.offsets, rows, fresh.names, fresh.offsets)
    weights = spliced(flat.weights, flat.offsets, rows, fresh.weights, fresh.offsets)
    return Flat(names, weights, offsets_with(flat.offsets, rows, fresh.offsets))


def offsets_with(offsets: Integers, rows: Sequence[int], fresh: Integers) -> Integers:
    """Return the offsets after the ranges of ``rows`` were replaced by those that ``fresh`` are the offsets of."""
    import numpy as np

    sizes = np.diff(offsets)
    sizes[np.array(rows, np.int64)] = np.diff(fresh)
    return offsets_of(sizes)


def spliced(
    values: NDArray[Number], offsets: Integers, rows: Sequence[int], fresh: NDArray[Number], fresh_offsets: Integers
) -> NDArray[Number]:
    """Return ``values`` with the ranges of ``rows`` (rising) replaced by those of ``fresh``, in order."""
    import numpy as np

    pieces = []
    here = 0
    for place, row in enumerate(rows):
        pieces += [values[here : offsets[row]], fresh[fresh_offsets[place] : fresh_offsets[place + 1]]]
        here = offsets[row + 1]
    return np.concatenate([*pieces, values[here:]])
