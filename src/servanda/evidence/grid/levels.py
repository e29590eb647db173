"""Cells with near outlines, halved again and again where a circle may end on a border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.evidence.grid.arrays import spread
from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.frame import Lattice
from servanda.evidence.grid.nearest import NearOutlines
from servanda.evidence.grid.outlines import OPEN, Circles, Outlines
from servanda.evidence.grid.store import CellStore, Lists

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Integers


@dataclass(frozen=True)
class Level:
    """Cells of a lattice and the outlines near to each.

    Attributes:
        lattice: with all ranges of radii.
        row, column: of each cell.
        cell: of each pair of a cell and an outline, ascending.
        near: those outlines.
    """

    lattice: Lattice
    row: Integers
    column: Integers
    cell: Integers
    near: NearOutlines

    def families(self, pairs: Integers, range_no: int) -> Circles:
        """Return the circles of some pairs, with a radius in one of the ranges."""
        lattice, cell = self.lattice, self.cell.take(pairs)
        row, column = self.row.take(cell), self.column.take(cell)
        least, most = (v[range_no].take(row) for v in (lattice.least, lattice.most))
        x, y = lattice.x.take(column), lattice.y.take(row)
        return Circles(x, y, least, most, lattice.wide.take(row))


@dataclass(frozen=True)
class Cut:
    """What is known of the circles of one range of radii.

    Attributes:
        numbers: class of each cell, row by row.
        opened: pairs of the level that are open, ascending.
    """

    numbers: Integers
    opened: Integers


class Halving:
    """Halves the cells of levels."""

    def __init__(self, outlines: Outlines, classes: PlaceClasses) -> None:
        self._outlines, self._classes = outlines, classes

    def halved(
        self, level: Level, cuts: Mapping[int, Cut], lattice: Lattice
    ) -> tuple[Level, dict[int, Cut]]:
        """Return the halves, across and up, of all cells in which something is open.

        Args:
            level: cells.
            cuts: by the number of their range.
            lattice: with twice the columns and rows.
        """
        row, column, cell, parent = _quarters(level, _opened(level, cuts))
        some = list(cuts)
        at_row, at_column = row.take(cell), column.take(cell)
        circles = Circles(
            lattice.x.take(at_column), lattice.y.take(at_row),
            lattice.least[some].min(axis=0).take(at_row),
            lattice.most[some].max(axis=0).take(at_row), lattice.wide.take(at_row),
        )  # fmt: skip
        old, near = level.cell.take(parent), level.near.take(parent)
        at_row, at_column = level.row.take(old), level.column.take(old)
        known = level.lattice.x.take(at_column), level.lattice.y.take(at_row)
        may_cross = near.least <= level.lattice.wide.take(at_row)
        near = near.seen_from(self._outlines, circles, known, may_cross, are_cells=True)
        fine = Level(lattice, row, column, cell, near)
        told = {
            number: self._told(level, fine, cut, number, parent) for number, cut in cuts.items()
        }
        return fine, told

    def _told(self, level: Level, fine: Level, cut: Cut, range_no: int, parent: Integers) -> Cut:
        """Return what is known of circles in the finer level."""
        import numpy as np

        side = len(level.lattice.x)
        numbers = np.repeat(cut.numbers.reshape(side, 1, side), 2, axis=1)
        numbers = np.repeat(numbers.ravel(), 2)
        is_open = np.zeros(len(level.cell), bool)
        is_open[cut.opened] = True
        pairs = np.flatnonzero(is_open.take(parent))
        near = fine.near.take(pairs)
        gap = near.least, near.least
        rel = self._outlines.by_distance(near.area, fine.families(pairs, range_no), gap, near.side)
        cell = fine.cell.take(pairs)
        is_first = np.diff(cell, prepend=-1) != 0
        cells = cell[is_first]
        at = fine.row.take(cells) * (2 * side) + fine.column.take(cells)
        numbers[at] = self._classes.answered(
            numbers.take(at), np.cumsum(is_first) - 1, near.area, rel
        )
        return Cut(numbers, pairs[rel == OPEN])

    def written(
        self, store: CellStore, level: Level, cuts: Mapping[int, Cut]
    ) -> dict[int, Integers]:
        """Write open cells down with the outlines near to them.

        Returns:
            For each range the entries of all cells, row by row.
        """
        import numpy as np

        if not cuts:
            return {}
        pairs = _opened(level, cuts)
        count = np.bincount(level.cell.take(pairs), minlength=len(level.row))
        lists = store.write_near(level.near.take(pairs), count)
        x, y = level.lattice.x.take(level.column), level.lattice.y.take(level.row)
        where = level.row * len(level.lattice.x) + level.column
        found = {}
        for number, cut in cuts.items():
            entries = self._shared(store, cut.numbers)
            cells = level.cell.take(cut.opened)
            cells = cells[np.diff(cells, prepend=-1) != 0]
            at = where.take(cells)
            entries[at] = store.write_open(
                cut.numbers.take(at), (x.take(cells), y.take(cells)), lists.take(cells)
            )
            found[number] = entries
        return found

    def _shared(self, store: CellStore, numbers: Integers) -> Integers:
        """Return entries for cells without a near edge: all of a class have the same one."""
        import numpy as np

        if not self._outlines.has_mixed:
            return numbers.copy()
        met, which = np.unique(numbers, return_inverse=True)
        opened = np.flatnonzero(self._classes.are_open(met))
        none = np.zeros(len(opened))
        lists = Lists(*(np.zeros((3, len(opened)), np.int64)))
        met[opened] = store.write_open(met[opened], (none, none), lists)
        return met.take(which)


def _opened(level: Level, cuts: Mapping[int, Cut]) -> Integers:
    """Return the pairs that are open in any range, ascending."""
    import numpy as np

    is_open = np.zeros(len(level.cell), bool)
    for cut in cuts.values():
        is_open[cut.opened] = True
    return np.flatnonzero(is_open)


def _quarters(level: Level, pairs: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    """Return the quarters of the cells of some pairs: rows and columns, and their own pairs.

    Returns:
        And for each of their pairs the cell, and the pair that it comes from.
    """
    import numpy as np

    cell = level.cell.take(pairs)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    count = np.diff(starts, append=len(pairs))
    cells = cell.take(starts).repeat(4)
    quarter = np.arange(len(cells)) & 3
    row, column = 2 * level.row.take(cells), 2 * level.column.take(cells)
    owner, place = spread(starts.repeat(4), count.repeat(4))
    return row + (quarter >> 1), column + (quarter & 1), owner, pairs.take(place)
