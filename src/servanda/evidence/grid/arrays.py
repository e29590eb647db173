"""Arrays of this package: names for type checkers (NumPy is an extra), and how some are taken."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer[Any]]


def taken(values: NDArray[Any], places: NDArray[Any] | slice) -> NDArray[Any]:
    """Return some values; for places one by one this is far quicker than brackets."""
    return values[places] if isinstance(places, slice) else values.take(places)


def grown(values: NDArray[Any], least: int) -> NDArray[Any]:
    """Return an array with room for at least so many values, twice as long if it was too short."""
    import numpy as np

    if least <= len(values):
        return values
    found = np.zeros(max(least, 2 * len(values)), values.dtype)
    found[: len(values)] = values
    return found


def batches(counts: Integers, most: int) -> list[slice]:
    """Return slices of items whose counts add up to about `most`."""
    import numpy as np

    total = np.cumsum(counts)
    cuts = np.searchsorted(total, np.arange(most, int(total[-1]) + most, most), side="right")
    edges = np.unique([0, *cuts.tolist(), len(counts)]).tolist()
    return [slice(a, b) for a, b in pairwise(edges)]


def spread(first: Integers, count: Integers) -> tuple[Integers, Integers]:
    """Return stretches of integers below each other: the place of each stretch, and the integer."""
    import numpy as np

    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(len(owner)) + np.repeat(first - (np.cumsum(count) - count), count)
