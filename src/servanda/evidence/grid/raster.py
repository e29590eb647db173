"""Lays outlines over a lattice of cells at once: which hold each cell, and which edges are near.

How often the border of an outline crosses a row of middles on the way to one of them tells whether
it holds that one. So each edge is looked at in the few rows and cells near to it, and in no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.asking import edge_limit
from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.frame import Lattice
from servanda.evidence.grid.outlines import (
    APART,
    INSIDE,
    OPEN,
    OVERLAPS,
    SPARE_M,
    Circles,
    Outlines,
)
from servanda.evidence.grid.store import SIDE_BITS, UNSURE, CellStore, batches

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from servanda.evidence.grid.arrays import Bools, Floats, Integers

_EDGE_BITS: Final = 32
_AT_ONCE: Final = 1 << 15
_SEED: Final = 20
"""Sets of outlines are told apart by sums of 64 random bits, the same in every run."""


@dataclass(frozen=True)
class Stretches:
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
class _Near:
    """Edges near to the middles of cells, by cell and edge; and the same by cell and outline.

    Attributes:
        edge, gap: of each pair of a cell and an edge.
        group: of each pair its group, from 0.
        group_cell, group_area, least: of each group, with the distance of the nearest edge.
    """

    edge: Integers
    gap: Floats
    group: Integers
    group_cell: Integers
    group_area: Integers
    least: Floats


@dataclass(frozen=True)
class _Beside:
    """Cells with near edges, ascending.

    Attributes:
        cell, number, is_open: each, its class, and whether something is open in it.
        side: of each group of `_Near`, whether the outline holds the middle, as `CellStore.nearest`
            has it; below 0 for those that are settled.
    """

    cell: Integers
    number: Integers
    is_open: Bools
    side: Integers


@dataclass(frozen=True)
class _Held:
    """Which outlines hold the middles, in runs of cells along the rows.

    Attributes:
        key: where each run begins: a row times one more than the columns, and a column.
        state: sum of the marks of the outlines that hold it.
        number: its class.
    """

    key: Integers
    state: NDArray[Any]
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

    def entries(self, store: CellStore, near: Stretches) -> Integers:
        """Return the entries of all cells, row by row.

        Args:
            store: where open cells are written down.
            near: from `near_stretches`.
        """
        import numpy as np

        side, held = self._side, self._held()
        whole = np.append(held.key, side * (side + 1))
        found = np.repeat(self._shared(store, held.number), np.diff(whole))
        found = np.ascontiguousarray(found.reshape(side, side + 1)[:, :side]).ravel()
        pairs = self._grouped(near)
        beside = self._classes_near(pairs, held)
        found[beside.cell] = beside.number
        found[beside.cell[beside.is_open]] = self._written(store, pairs, beside)
        return found

    def _shared(self, store: CellStore, numbers: Integers) -> Integers:
        """Return entries for cells without a near edge: all of a class have the same one."""
        import numpy as np

        opened = np.unique(numbers[self._classes.are_open(numbers)])
        if not len(opened):
            return numbers
        none = np.zeros(len(opened))
        made = store.write_open(opened, (none, none), (none.astype(np.int32),) * 2)
        place = np.searchsorted(opened, numbers).clip(max=len(opened) - 1)
        return np.where(opened[place] == numbers, made[place], numbers)

    # ---- which outlines hold the middles --------------------------------------------------------

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
        return _Held(
            np.append(0, key[last]),
            np.append(np.uint64(0), state[last]),
            np.append(numbers[-1], numbers[which]).astype(np.int32),
        )

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
        at, row = _spread(np.minimum(*ends), np.abs(ends[1] - ends[0]))
        edge = some.take(at)
        share = (y.take(row) - edges.y.take(edge)) / edges.up.take(edge)
        x = edges.x.take(edge) + edges.across.take(edge) * share
        column = np.searchsorted(self._lattice.x, x, side="right")
        return row * (self._side + 1) + column, edges.outline_no.take(edge)

    # ---- cells with near edges ------------------------------------------------------------------

    def _reached(self, near: Stretches) -> tuple[Integers, Floats]:
        """Return pairs of a cell and an edge that its circles reach, each pair as one key.

        Returns:
            And how far the edge is from the middle.
        """
        import numpy as np

        lattice, edges = self._lattice, self._outlines.edges
        keys, gaps = [np.zeros(0, np.int64)], [np.zeros(0)]
        for some in batches(near.count, _AT_ONCE) if near.count.sum() else ():
            at, cell = _spread(near.cell[some], near.count[some])
            edge, row = near.edge[some].take(at), cell // self._side
            column = cell - row * self._side
            gap = edges.distances(edge, lattice.x.take(column), lattice.y.take(row))
            kept = np.flatnonzero(gap <= lattice.most.take(row) + 2 * SPARE_M)
            keys.append(cell.take(kept) << _EDGE_BITS | edge.take(kept))
            gaps.append(gap.take(kept))
        return np.concatenate(keys), np.concatenate(gaps)

    def _grouped(self, near: Stretches) -> _Near:
        import numpy as np

        edges = self._outlines.edges
        key, gap = self._reached(near)
        order = np.argsort(key)
        key, gap = key.take(order), gap.take(order)
        cell, edge = key >> _EDGE_BITS, key & ((1 << _EDGE_BITS) - 1)
        area = edges.outline_no.take(edge)
        is_first = (np.diff(cell, prepend=-1) != 0) | (np.diff(area, prepend=-1) != 0)
        starts = np.flatnonzero(is_first)
        least = np.minimum.reduceat(gap, starts) if len(starts) else gap
        group = np.cumsum(is_first) - 1
        return _Near(edge, gap, group, cell.take(starts), area.take(starts), least)

    def _classes_near(self, near: _Near, held: _Held) -> _Beside:
        """Return the cells with near edges."""
        import numpy as np

        row = near.group_cell // self._side
        run = np.searchsorted(held.key, near.group_cell + row, side="right") - 1
        encloses = self._outlines.encloses.take(near.group_area)
        is_met = (near.least < self._lattice.least.take(row) - SPARE_M) & encloses
        rel = np.where(is_met, OVERLAPS, OPEN).astype(np.int8)
        is_held = self._classes.relation(held.number.take(run), near.group_area) == INSIDE
        marks = self._marks[rel, near.group_area]
        marks ^= np.where(is_held, self._marks[INSIDE].take(near.group_area), np.uint64(0))
        starts = np.flatnonzero(np.diff(near.group_cell, prepend=-1))
        cells = near.group_cell.take(starts)
        state = held.state.take(run.take(starts))
        if len(starts):
            state ^= np.bitwise_xor.reduceat(marks, starts)
        _, first, which = np.unique(state, return_index=True, return_inverse=True)
        rows = self._classes.rows(held.number.take(run.take(starts.take(first))))
        place = np.full(len(cells), -1)
        place[first] = np.arange(len(first))
        place = np.repeat(place, np.diff(starts, append=len(run)))
        told = np.flatnonzero(place >= 0)
        rows[place[told], near.group_area[told]] = rel[told]
        numbers = self._classes.numbered(rows)[which]
        sides = np.where(near.least <= SPARE_M, UNSURE, is_held)
        sides[is_met] = -1
        return _Beside(cells, numbers, self._classes.are_open(numbers), sides)

    def _written(self, store: CellStore, near: _Near, beside: _Beside) -> Integers:
        """Write open cells down with the edges that matter; return their entries."""
        import numpy as np

        cells, is_open = beside.cell, beside.is_open
        side, lattice = self._side, self._lattice
        row = near.group_cell // side
        none = np.zeros(len(row))
        families = Circles(none, none, none, lattice.most.take(row), lattice.wide.take(row))
        limit = np.where(beside.side >= 0, edge_limit(families, near.least), -1.0)
        kept = np.flatnonzero(near.gap <= limit.take(near.group))
        group = near.group.take(kept)
        starts = np.flatnonzero(np.diff(near.group_cell, prepend=-1))
        place = np.repeat(np.arange(len(cells)), np.diff(starts, append=len(row)))
        count = np.bincount(place.take(group), minlength=len(cells)).astype(np.int32)
        cells, count = cells[is_open], count[is_open]
        entries = near.edge.take(kept) << SIDE_BITS | beside.side.take(group)
        first = store.write_nearest(entries, count)
        middles = lattice.x.take(cells % side), lattice.y.take(cells // side)
        return store.write_open(beside.number[is_open], middles, (first, count))


def near_stretches(outlines: Outlines, lattice: Lattice, most: float) -> Stretches | None:
    """Return where cells near to each edge lie, among them all to which it matters.

    Args:
        outlines: with the edges.
        lattice: of the cells.
        most: cells; None is returned if there are more.
    """
    import numpy as np

    edges, side = outlines.edges, len(lattice.x)
    reach = lattice.most + 2 * SPARE_M
    low = np.minimum.accumulate((lattice.y - reach)[::-1])[::-1]
    high = np.maximum.accumulate(lattice.y + reach)
    first = np.searchsorted(high, np.minimum(edges.y, edges.end_y))
    last = np.searchsorted(low, np.maximum(edges.y, edges.end_y), side="right")
    count = (last - first).clip(min=0)
    if count.sum() > most:
        return None
    edge, row = _spread(first, count)
    reached = reach.take(row)
    shares = _shares(edges.y.take(edge), edges.up.take(edge), (lattice.y.take(row), reached))
    x, across = edges.x.take(edge), edges.across.take(edge)
    x = np.sort([x + across * share for share in shares], axis=0)
    start = lattice.x[0]
    step = lattice.x[1] - start if side > 1 else 1.0
    first = np.ceil((x[0] - reached - start) / step).clip(0, side).astype(np.int64)
    last = np.floor((x[1] + reached - start) / step).clip(-1, side - 1).astype(np.int64)
    count = (last - first + 1).clip(min=0)
    return None if count.sum() > most else Stretches(edge, row * side + first, count)


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


def _spread(first: Integers, count: Integers) -> tuple[Integers, Integers]:
    """Return stretches of integers below each other: the place of each stretch, and the integer."""
    import numpy as np

    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(count) - count - first, count)
