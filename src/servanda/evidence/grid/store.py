"""Room for cells: an entry each, and for the open ones the edges that points in it may meet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.classes import UNKNOWN

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from servanda.evidence.grid.arrays import Floats, Integers

MOST_CELLS: Final = 1 << 25
"""Beyond this number no cell is divided; each takes four bytes, an open one 36."""
MOST_NEAREST: Final = 1 << 25
"""Beyond this number of edges written down for cells none is divided; each takes four bytes."""
OPEN_FROM: Final = 1 << 30
"""What is added to the number of an open cell to tell it from a class."""

UNSURE: Final = 2
"""Whether an outline holds the middle of a cell is 0 or 1; this is where its border is too near."""
SIDE_BITS: Final = 2
"""So many bits of what is written down for an edge tell whether its outline holds the middle."""


class CellStore:
    """Cells and their edges, in arrays that grow.

    Attributes:
        entries: of each cell its class; or from `OPEN_FROM` on the number of an open one; or below
            0: less the place of the first of its 16 parts.
        classes: of each open cell; of the first one, which stands for all that is unknown, nothing
            is settled.
        x, y: its middle in the plane.
        first, count: where in `nearest` its edges stand, and how many they are.
        asked: how many of its points were asked of outlines so far.
        nearest: edges, by outline; with `SIDE_BITS` bits below, which tell whether the outline
            holds the middle of the cell. First those of all edges.
        edges: how many edges there are.
    """

    def __init__(self, edges: int) -> None:
        import numpy as np

        self.entries: Integers = np.zeros(0, np.int32)
        self.classes: Integers = np.full(1, UNKNOWN, np.int32)
        self.x: Floats = np.zeros(1)
        self.y: Floats = np.zeros(1)
        self.first: Integers = np.zeros(1, np.int32)
        self.count: Integers = np.full(1, edges, np.int32)
        self.asked: Integers = np.zeros(1, np.int32)
        self.nearest: Integers = np.arange(edges, dtype=np.int32) << SIDE_BITS | UNSURE
        self.edges = edges
        self._cells, self._open = 0, 1
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

    @property
    def opened(self) -> int:
        """How many open cells were ever written down."""
        return self._open

    def write_cells(self, entries: Integers) -> int:
        """Return where entries of cells now stand."""
        start, self._cells = self._cells, self._cells + len(entries)
        self.entries = grown(self.entries, self._cells)
        self.entries[start : self._cells] = entries
        return start

    def write_open(self, classes: Integers, middles: tuple[Floats, Floats],
                   lists: tuple[Integers, Integers]) -> Integers:  # fmt: skip
        """Return the entries of open cells.

        Args:
            classes: of each.
            middles: their x and y.
            lists: their `first` and `count`.
        """
        import numpy as np

        start, self._open = self._open, self._open + len(classes)
        values = {"classes": classes, "x": middles[0], "y": middles[1], "first": lists[0],
                  "count": lists[1], "asked": 0}  # fmt: skip
        for name, value in values.items():
            whole = grown(getattr(self, name), self._open)
            whole[start : self._open] = value
            setattr(self, name, whole)
        return np.arange(OPEN_FROM + start, OPEN_FROM + self._open, dtype=np.int32)

    def write_nearest(self, edges: Integers, counts: Integers) -> Integers:
        """Write down edges of cells, and return where those of each cell now stand.

        Args:
            edges: with the bits that tell of the middle.
            counts: how many each cell has.
        """
        import numpy as np

        start, self._written = self._written, self._written + len(edges)
        self.nearest = grown(self.nearest, self._written)
        self.nearest[start : self._written] = edges
        return (start + np.cumsum(counts) - counts).astype(np.int32)

    def pairs(self, first: Integers, count: Integers) -> tuple[Integers, Integers]:
        """Return lists of edges below each other: the place of the list, and the entry."""
        import numpy as np

        owner = np.repeat(np.arange(len(count)), count)
        shift = first - (np.cumsum(count) - count)
        return owner, self.nearest.take(np.arange(len(owner)) + np.repeat(shift, count))


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
