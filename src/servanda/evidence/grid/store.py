"""Room for cells: an entry each, and the edges that may be nearest to a point in it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.classes import OPEN_FROM, UNKNOWN

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Integers

MOST_CELLS: Final = 1 << 24
"""Beyond this number no cell is divided; each takes sixteen bytes."""
MOST_NEAREST: Final = 1 << 25
"""Beyond this number of edges written down for cells none is divided; each takes four bytes."""


class CellStore:
    """Cells and their edges, in arrays that grow.

    Attributes:
        entries: code of the class of a cell (`PlaceClasses.codes`), or below 0: less the place of
            the first of its 16 parts.
        first, count: where in `nearest` its edges stand, and how many they are.
        nearest: numbers of edges; first those of all edges.
        edges: how many edges there are.
        asked: how many points of a cell were asked of outlines so far.
    """

    def __init__(self, edges: int) -> None:
        import numpy as np

        self.entries = np.zeros(0, np.int32)
        self.first = np.zeros(0, np.int32)
        self.count = np.zeros(0, np.int32)
        self.asked = np.zeros(0, np.int32)
        self.nearest: Integers = np.arange(edges, dtype=np.int32)
        self.edges = edges
        self._cells = 0
        self._written = edges

    @property
    def room(self) -> int:
        """How many cells may still be divided."""
        is_full = self._written >= MOST_NEAREST + self.edges
        return 0 if is_full else max(0, (MOST_CELLS - self._cells) // 16)

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self._cells

    def reserve(self, count: int) -> int:
        """Return the first of so many new cells, of which nothing is settled."""
        start, self._cells = self._cells, self._cells + count
        for name in ("entries", "first", "count", "asked"):
            setattr(self, name, grown(getattr(self, name), self._cells))
        self.entries[start : self._cells] = OPEN_FROM + UNKNOWN
        self.first[start : self._cells] = 0
        self.count[start : self._cells] = self.edges
        self.asked[start : self._cells] = 0
        return start

    def write_nearest(self, edges: Integers) -> int:
        """Return where edges of cells now stand."""
        start, self._written = self._written, self._written + len(edges)
        self.nearest = grown(self.nearest, self._written)
        self.nearest[start : self._written] = edges
        return start

    def pairs(self, first: Integers, count: Integers) -> tuple[Integers, Integers]:
        """Return lists of edges below each other: the place of the list, and the edge."""
        import numpy as np

        owner = np.repeat(np.arange(len(count)), count)
        shift = first - (np.cumsum(count) - count)
        return owner, self.nearest.take(np.arange(len(owner)) + np.repeat(shift, count))


def grown(values: Integers, least: int) -> Integers:
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
