"""Lays outlines over a lattice of cells at once: which hold each cell, and which edges are near.

How often the border of an outline crosses a row of middles on the way to one of them tells whether
it holds that one. So each edge is looked at in the few rows and cells near to it, and in no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import batches, spread
from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.frame import Lattice
from servanda.evidence.grid.levels import Cut, Level
from servanda.evidence.grid.nearest import NearOutlines, near_enough, nearest_of
from servanda.evidence.grid.outlines import (
    APART,
    INSIDE,
    OPEN,
    OVERLAPS,
    SPARE_M,
    UNSURE,
    Circles,
    Outlines,
)

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Floats, Integers
    from servanda.evidence.grid.edges import Edges

_EDGE_BITS: Final = 32
_AT_ONCE: Final = 1 << 15
_SEED: Final = 20
"""Sets of outlines are told apart by sums of 64 random bits, the same in every run;"""
_ODD: Final = 0x9E3779B97F4A7C15
"""and what classes with some relations changed become, by these and a multiple of the class."""


@dataclass(frozen=True)
class _Stretches:
    """Cells side by side in a row that are near to an edge.

    Attributes:
        edge: of each stretch, ascending.
        cell: the first.
        count: how many.
    """

    edge: Integers
    cell: Integers
    count: Integers


@dataclass(frozen=True)
class _Held:
    """Which outlines hold the middles, in runs of cells along the rows.

    Attributes:
        key: where each run begins: a row times one more than the columns, and a column.
        number: its class.
    """

    key: Integers
    number: Integers


class Raster:
    """Outlines over a lattice of cells."""

    def __init__(self, outlines: Outlines, classes: PlaceClasses, lattice: Lattice) -> None:
        import numpy as np

        self._outlines, self._classes, self._lattice = outlines, classes, lattice
        self._side = len(lattice.x)
        rng = np.random.default_rng(_SEED)
        self._marks = rng.integers(0, 1 << 63, (OPEN + 1, outlines.count), np.uint64)
        self._marks[APART] = 0

    def level(self, *, is_last: bool) -> Level:
        """Return the cells with near edges.

        Args:
            is_last: cells are not halved, so that shorter lists do not pay.
        """
        import numpy as np

        lattice, edges = self._lattice, self._outlines.edges
        key, gap = self._reached(_near_stretches(edges, lattice))
        order = np.argsort(key)
        key, gap = key.take(order), gap.take(order)
        cell, edge = key >> _EDGE_BITS, key & ((1 << _EDGE_BITS) - 1)
        area = edges.outline_no.take(edge)
        is_first = (np.diff(cell, prepend=-1) != 0) | (np.diff(area, prepend=-1) != 0)
        starts = np.flatnonzero(is_first)
        cell, area = cell.take(starts), area.take(starts)
        least = np.minimum.reduceat(gap, starts) if len(starts) else gap
        row = cell // self._side
        families = Circles(
            lattice.x.take(cell - row * self._side), lattice.y.take(row),
            lattice.least.min(axis=0).take(row), lattice.most.max(axis=0).take(row),
            lattice.wide.take(row),
        )  # fmt: skip
        pair = np.cumsum(is_first) - 1
        met = self._outlines.are_met(area, families, least)
        kept = (
            near_enough(families, (least, met), (pair, gap))
            if is_last
            else nearest_of(edges, families, (least, met), (pair, edge, gap))
        )
        count = np.bincount(pair.take(kept), minlength=len(starts))
        run = np.searchsorted(self._held.key, cell + row, side="right") - 1
        sides = self._classes.relation(self._held.number.take(run), area) == INSIDE
        sides = np.where(least <= SPARE_M, UNSURE, sides)
        is_new = np.diff(cell, prepend=-1) != 0
        cells = cell[is_new]
        first = np.cumsum(count) - count
        outlines = NearOutlines(area, least, sides, first, count, edge.take(kept))
        row, column = cells // self._side, cells % self._side
        return Level(lattice, row, column, np.cumsum(is_new) - 1, outlines)

    def cut(self, level: Level, range_no: int) -> Cut:
        """Return what is known of the circles of one range of radii.

        Args:
            level: from `level`.
            range_no: the place of the range in the lattice.
        """
        import numpy as np

        side, held, lattice = self._side, self._held, self._lattice
        whole = np.append(held.key, side * (side + 1))
        every = np.repeat(held.number, np.diff(whole)).reshape(side, side + 1)
        numbers: Integers = np.ascontiguousarray(every[:, :side]).ravel()
        row = level.row.take(level.cell)
        encloses = self._outlines.encloses.take(level.near.area)
        is_met = (level.near.least < lattice.least[range_no].take(row) - SPARE_M) & encloses
        is_open = ~is_met & (level.near.least <= lattice.most[range_no].take(row) + SPARE_M)
        told = np.flatnonzero(is_met | is_open)
        rel = np.where(is_met.take(told), OVERLAPS, OPEN).astype(np.int8)
        where = level.row * side + level.column
        numbers[where] = self._with(numbers.take(where), level.cell.take(told),
                                    level.near.area.take(told), rel)  # fmt: skip
        return Cut(numbers, np.flatnonzero(is_open))

    def _with(
        self, numbers: Integers, item_no: Integers, area_no: Integers, rel: Integers
    ) -> Integers:
        """Return classes with some relations changed.

        Args:
            numbers: classes of items.
            item_no: of each change, ascending.
            area_no: of each change.
            rel: of each change, `OVERLAPS` or `OPEN`.
        """
        import numpy as np

        starts = np.flatnonzero(np.diff(item_no, prepend=-1))
        if not len(starts):
            return numbers
        items = item_no.take(starts)
        state = numbers.take(items).astype(np.uint64) * _ODD
        state ^= np.bitwise_xor.reduceat(self._marks[rel, area_no], starts)
        _, first, which = np.unique(state, return_index=True, return_inverse=True)
        rows = self._classes.rows(numbers.take(items.take(first)))
        ends = np.append(starts, len(item_no)).take(first + 1)
        group, change = spread(starts.take(first), ends - starts.take(first))
        rows[group, area_no.take(change)] = rel.take(change)
        found = numbers.copy()
        found[items] = self._classes.numbered(rows).take(which)
        return found

    # ---- which outlines hold the middles --------------------------------------------------------

    @cached_property
    def _held(self) -> _Held:
        """Return which outlines hold the middles of the cells."""
        import numpy as np

        key, area_no = self._crossings()
        order = np.argsort(key)
        key, area_no = key[order], area_no[order]
        state = np.bitwise_xor.accumulate(self._marks[INSIDE].take(area_no))
        last = np.flatnonzero(np.diff(key, append=-1))
        states, first, which = np.unique(state[last], return_index=True, return_inverse=True)
        rows = np.tile(self._beyond, (len(states) + 1, 1))
        ends = last[first]
        starts = np.searchsorted(key, key[ends] // (self._side + 1) * (self._side + 1))
        for row, start, end in zip(rows, starts.tolist(), ends.tolist(), strict=False):
            times = np.bincount(area_no[start : end + 1], minlength=len(row))
            row[times % 2 == 1] = INSIDE
        numbers = self._classes.numbered(rows)
        return _Held(np.append(0, key[last]), np.append(numbers[-1], numbers[which]))

    @cached_property
    def _beyond(self) -> Integers:
        """How what is far from all edges lies to the outlines."""
        import numpy as np

        return np.where(self._outlines.is_mixed, OPEN, APART).astype(np.int8)

    def _crossings(self) -> tuple[Integers, Integers]:
        """Return where borders cross rows of middles: the first cell beyond, and the outline.

        A cell is told by its row times one more than the columns, and its column. That of a corner
        is told by its height alone, so that a border leaves where it enters.
        """
        import numpy as np

        edges, y = self._outlines.edges, self._lattice.y
        some = np.flatnonzero(self._outlines.encloses.take(edges.outline_no))
        ends = np.searchsorted(y, edges.y.take(some)), np.searchsorted(y, edges.end_y.take(some))
        at, row = spread(np.minimum(*ends), np.abs(ends[1] - ends[0]))
        edge = some.take(at)
        share = (y.take(row) - edges.y.take(edge)) / edges.up.take(edge)
        x = edges.x.take(edge) + edges.across.take(edge) * share
        column = np.searchsorted(self._lattice.x, x, side="right")
        return row * (self._side + 1) + column, edges.outline_no.take(edge)

    # ---- cells with near edges ------------------------------------------------------------------

    def _reached(self, near: _Stretches) -> tuple[Integers, Floats]:
        """Return pairs of a cell and an edge that its circles reach, each pair as one key.

        Returns:
            And how far the edge is from the middle.
        """
        import numpy as np

        lattice, edges = self._lattice, self._outlines.edges
        most = lattice.most.max(axis=0) + 2 * SPARE_M
        keys, gaps = [np.zeros(0, np.int64)], [np.zeros(0)]
        for some in batches(near.count, _AT_ONCE) if near.count.sum() else ():
            at, cell = spread(near.cell[some], near.count[some])
            edge, row = near.edge[some].take(at), cell // self._side
            column = cell - row * self._side
            gap = edges.distances(edge, lattice.x.take(column), lattice.y.take(row))
            kept = np.flatnonzero(gap <= most.take(row))
            keys.append(cell.take(kept) << _EDGE_BITS | edge.take(kept))
            gaps.append(gap.take(kept))
        return np.concatenate(keys), np.concatenate(gaps)


def pairs_at_most(edges: Edges, lattice: Lattice) -> float:
    """Return how many pairs of a cell and a near edge there are at most, or few more."""
    import numpy as np

    reach = 2 * (float(lattice.most.max()) + 2 * SPARE_M)
    across, up = reach + np.abs(edges.across), reach + np.abs(edges.up)
    if len(lattice.x) < 2:
        return float(len(across))
    size = (lattice.x[1] - lattice.x[0]) * np.diff(lattice.y).min()
    return float((across * up).sum() / size)


def _near_stretches(edges: Edges, lattice: Lattice) -> _Stretches:
    """Return where cells near to each edge lie, among them all to which it matters."""
    import numpy as np

    side = len(lattice.x)
    reach = lattice.most.max(axis=0) + 2 * SPARE_M
    low = np.minimum.accumulate((lattice.y - reach)[::-1])[::-1]
    high = np.maximum.accumulate(lattice.y + reach)
    first = np.searchsorted(high, np.minimum(edges.y, edges.end_y))
    last = np.searchsorted(low, np.maximum(edges.y, edges.end_y), side="right")
    edge, row = spread(first, (last - first).clip(min=0))
    reached = reach.take(row)
    shares = _shares(edges.y.take(edge), edges.up.take(edge), (lattice.y.take(row), reached))
    x, across = edges.x.take(edge), edges.across.take(edge)
    x = np.sort([x + across * share for share in shares], axis=0)
    start = lattice.x[0]
    step = lattice.x[1] - start if side > 1 else 1.0
    first = np.ceil((x[0] - reached - start) / step).clip(0, side).astype(np.int64)
    last = np.floor((x[1] + reached - start) / step).clip(-1, side - 1).astype(np.int64)
    return _Stretches(edge, row * side + first, (last - first + 1).clip(min=0))


def _shares(y: Floats, up: Floats, band: tuple[Floats, Floats]) -> list[Floats]:
    """Return between which shares of its length an edge lies in a band of heights."""
    import numpy as np

    middle, reach = band
    found = []
    for limit, level in ((middle - reach, 0.0), (middle + reach, 1.0)):
        share = np.full(len(y), level)
        np.divide(limit - y, up, out=share, where=up != 0)
        found.append(share.clip(0, 1, out=share))
    return found
