"""Room for cells: an entry each, and for the open ones the outlines that points in it may meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import grown, spread
from servanda.evidence.grid.classes import UNKNOWN
from servanda.evidence.grid.nearest import NearOutlines
from servanda.evidence.grid.outlines import UNSURE

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from servanda.evidence.grid.arrays import Floats, Integers
    from servanda.evidence.grid.edges import Edges

MOST_CELLS: Final = 1 << 25
"""Beyond this number no cell is divided; each takes four bytes, an open one 36."""
MOST_NEAREST: Final = 1 << 25
"""Beyond this number of edges written down for cells none is divided; each takes four bytes."""
OPEN_FROM: Final = 1 << 30
"""What is added to the number of an open cell to tell it from a class."""


class Columns:
    """Columns of numbers that grow together."""

    def __init__(self, **kinds: str) -> None:
        import numpy as np

        self.length = 0
        self._values = {name: np.zeros(0, kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column, with room for more at its end."""
        return self._values[name]

    def append(self, length: int, **values: NDArray[Any] | float) -> int:
        """Write down so many rows, and return where they now stand."""
        start, self.length = self.length, self.length + length
        for name, value in values.items():
            self._values[name] = grown(self._values[name], self.length)
            self._values[name][start : self.length] = value
        return start


@dataclass(frozen=True)
class Lists:
    """Where the outlines near to cells are written down.

    Attributes:
        first, count: of each cell.
        edges: how many edges its outlines have.
    """

    first: Integers
    count: Integers
    edges: Integers

    def take(self, cells: Integers) -> Lists:
        """Return those of some cells."""
        return Lists(self.first.take(cells), self.count.take(cells), self.edges.take(cells))


class CellStore:
    """Cells, and outlines near to them with their edges.

    Attributes:
        cells: `entry` of each cell: its class; or from `OPEN_FROM` on the number of an open one; or
            below 0: less the place of the first of its 16 parts.
        opened: of each open cell, where the first stands for all that is unknown: `number` of its
            class; `x` and `y` of its middle in the plane; `first` and `count` of its outlines in
            `near`, and of all their `edges`; `asked`: how many of its points were asked so far.
        edges: how many edges there are.
    """

    def __init__(self, edges: Edges) -> None:
        import numpy as np

        self.cells = Columns(entry="i4")
        self.opened = Columns(number="i4", x="f8", y="f8", first="i4", count="i4",
                              edges="i4", asked="i4")  # fmt: skip
        self._pairs = Columns(area="i4", least="f8", side="i1", first="i4", count="i4")
        self._nearest = Columns(edge="i4")
        self.edges = len(edges.x)
        area, first = np.unique(edges.outline_no, return_index=True)
        everything = NearOutlines(
            area, np.full(len(area), np.inf), np.full(len(area), UNSURE), first,
            np.diff(first, append=self.edges), np.arange(self.edges),
        )  # fmt: skip
        lists = self.write_near(everything, np.array([len(area)]))
        self.write_open(np.array([UNKNOWN]), (np.zeros(1), np.zeros(1)), lists)

    @property
    def room(self) -> int:
        """How many cells may still be divided."""
        is_full = self._nearest.length >= MOST_NEAREST + self.edges
        return 0 if is_full else max(0, (MOST_CELLS - self.cells.length) // 16)

    @property
    def near(self) -> NearOutlines:
        """The outlines near to open cells."""
        names = ("area", "least", "side", "first", "count")
        area, least, side, first, count = (self._pairs[name] for name in names)
        return NearOutlines(area, least, side, first, count, self._nearest["edge"])

    def write_near(self, near: NearOutlines, counts: Integers) -> Lists:
        """Write down outlines near to cells, with their edges, and return where they stand.

        Args:
            near: outlines, cell by cell.
            counts: how many are those of each cell.
        """
        import numpy as np

        _, at = spread(near.first, near.count)
        total = np.append(0, np.cumsum(near.count))
        edge = self._nearest.append(len(at), edge=near.edge.take(at))
        pair = self._pairs.append(
            len(near.area), area=near.area, least=near.least, side=near.side, count=near.count,
            first=edge + total[:-1],
        )  # fmt: skip
        first = np.cumsum(counts) - counts
        return Lists(pair + first, counts, total.take(first + counts) - total.take(first))

    def write_open(
        self, numbers: Integers, middles: tuple[Floats, Floats], lists: Lists
    ) -> Integers:
        """Return the entries of open cells.

        Args:
            numbers: class of each.
            middles: their x and y.
            lists: their outlines; of those that are not open in their class nothing is asked.
        """
        import numpy as np

        start = self.opened.append(
            len(numbers), number=numbers, x=middles[0], y=middles[1], first=lists.first,
            count=lists.count, edges=lists.edges, asked=0,
        )  # fmt: skip
        return np.arange(OPEN_FROM + start, OPEN_FROM + self.opened.length, dtype=np.int32)
