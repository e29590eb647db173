"""A table of cells that is divided only where points and borders meet.

A cell says in one number how every circle with its middle there, and a radius in a narrow range,
lies to all areas at once. Where that is not one answer for all of them the cell is open; it is
divided when it holds more points than the division costs questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from servanda.evidence.grid.ahead import done_ahead
from servanda.evidence.grid.asking import Asked, Questions
from servanda.evidence.grid.classes import NOWHERE, OPEN_FROM, UNKNOWN, PlaceClasses
from servanda.evidence.grid.frame import SIDE, Frame, Points
from servanda.evidence.grid.store import CellStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from servanda.evidence.grid.arrays import Bools, Floats, Integers

LEAST_POINTS: Final = 8
"""A cell with as many open points is divided (decision 14)."""
EDGES_PER_POINT: Final = 8
"""One with many edges is only divided if it has a point for so many of them."""
POINTS_OF_FRAME: Final = 1 << 17
"""Radii share their cells with the next greater ones until so many points have them."""
POINTS_COUNTED: Final = 1 << 18
"""So many points tell where many lie; where others lie, cells are divided later."""
MOST_LEVELS: Final = 6
"""How often a cell of the frame is divided at most, each time in 4 x 4."""

_RING: Final = SIDE + 2
_CHUNK: Final = 1 << 15
_SHARE: Final = 1 << 20
"""So many points are looked up by one thread."""
# Radii with the same exponent and first three bits of the fraction share their cells.
_RADIUS_SHIFT: Final = 20
_RADIUS_CODES: Final = 1 << 11


class CellTable:
    """Cells for every range of radii, each range with a frame of its own."""

    def __init__(
        self, questions: Questions, classes: PlaceClasses, store: CellStore, frame: Frame
    ) -> None:
        import numpy as np

        self._questions, self._classes = questions, classes
        self._store, self._frame = store, frame
        self._starts = np.full(_RADIUS_CODES, -1, np.int64)
        self._lowest = np.full(_RADIUS_CODES, np.inf)
        self._highest = np.full(_RADIUS_CODES, -np.inf)

    # ---- looking up ---------------------------------------------------------------------------

    def look_up(self, points: Points) -> tuple[Integers, Integers]:
        """Return the entry of each point's cell in the frame, and which of them settle nothing."""
        import numpy as np

        count = len(points.latitude)
        found = np.empty(count, np.int32)

        def look(first: int) -> list[Integers]:
            opened: list[Integers] = []
            for start in range(first, min(first + _SHARE, count), _CHUNK):
                some = slice(start, start + _CHUNK)
                at = self._top(points.take(some))
                entries = self._store.entries.take(at, out=found[some], mode="clip")
                opened.append(np.flatnonzero(entries.view(np.uint32) >= OPEN_FROM) + start)
            return opened

        parts = done_ahead(look, range(0, count, _SHARE))
        return found, np.concatenate([opened for part in parts for opened in part])

    def deepest(self, points: Points) -> tuple[Integers, Integers]:
        """Return the code and the place of each point's deepest cell.

        Cells are divided where it is worth it; what stays open is expected to be asked.
        """
        import numpy as np

        position = self._positions(points)
        at = self._top(points).astype(np.int64)
        level = np.zeros(len(at), np.int8)
        active: Integers = np.arange(len(at))
        while len(active):
            self._walk(position, at, level, active)
            active = self._divide(points, position, (at, level), active)
        codes = self._store.entries.take(at)
        self._store.asked[: self._store.size] += np.bincount(
            at[codes >= OPEN_FROM], minlength=self._store.size
        ).astype(np.int32)
        return codes, at

    def _positions(self, points: Points) -> Sequence[Floats]:
        """Return columns and rows of the frame with their fractions; the ring is 0 and last."""
        import numpy as np

        found = []
        for values, (factor, start) in zip(
            (points.longitude, points.latitude), self._frame.axes, strict=True
        ):
            position = values * factor
            position += start
            found.append(np.clip(position, 0.5, SIDE + 1.5, out=position))
        return found[0], found[1]

    def _top(self, points: Points) -> Integers:
        """Return the place in the table of each point's cell in the frame."""
        import numpy as np

        x, y = self._positions(points)
        at = y.astype(np.int32)
        at *= _RING
        at += x.astype(np.int32)
        only = _only_value(points.radius_m)
        at += self._starts.take(_radius_code(points.radius_m if only is None else only))
        return at

    def _walk(
        self, position: Sequence[Floats], at: Integers, level: Integers, active: Integers
    ) -> None:
        """Go down, in place, to the deepest cells of some points."""
        import numpy as np

        while len(active):
            entries = self._store.entries.take(at.take(active))
            is_divided = entries < 0
            active, entries = active[is_divided], entries[is_divided]
            level[active] += 1
            scale = np.ldexp(1.0, 2 * level[active].astype(np.int32))
            column, row = ((p.take(active) * scale).astype(np.int64) & 3 for p in position)
            at[active] = row * 4 + column - entries

    # ---- dividing -----------------------------------------------------------------------------

    def _divide(
        self,
        points: Points,
        position: Sequence[Floats],
        cell: tuple[Integers, Integers],
        active: Integers,
    ) -> Integers:
        """Divide the cells in which many points are open; return the points in them."""
        import numpy as np

        store, (at, level) = self._store, cell
        x, y = (p.take(active) for p in position)
        can = store.entries.take(at.take(active)) >= OPEN_FROM
        can &= level.take(active) < MOST_LEVELS
        can &= (np.minimum(x, y) >= 1) & (np.maximum(x, y) < SIDE + 1)
        active = active[can]
        cell_of = at.take(active)
        open_points = np.bincount(cell_of, minlength=store.size)
        cells = np.flatnonzero(open_points)
        is_chosen = self._is_worth(open_points[cells] + store.asked[cells], store.count[cells])
        cells = cells[is_chosen][: store.room]
        if not len(cells):
            return active[:0]
        one_in = np.empty(store.size, np.int64)
        one_in[cell_of] = active
        some = one_in[cells]
        self._divide_cells(points.take(some), [p[some] for p in position], cells, level[some])
        return active[store.entries.take(cell_of) < 0]

    def _is_worth(self, points: Integers, edges: Integers) -> Bools:
        """Return whether cells with open points, and edges that may be nearest, are divided."""
        return (points >= LEAST_POINTS) & (points * EDGES_PER_POINT >= edges)

    def _divide_cells(
        self, points: Points, position: Sequence[Floats], at: Integers, level: Integers
    ) -> None:
        """Divide cells, in each of which one of the points lies."""
        import numpy as np

        store = self._store
        scale = np.ldexp(1.0, 2 * level.astype(np.int32))
        # The ring, one cell wide, stands before the first column and row.
        column, row = ((np.floor(p * scale) - scale)[:, None] * 4 for p in position)
        part = np.arange(16)
        code = np.repeat(_radius_code(points.radius_m), 16)
        families = self._frame.families(
            ((column + part % 4).ravel(), (row + part // 4).ravel()),
            np.repeat(SIDE * 4 * scale, 16),
            (self._lowest[code], self._highest[code]),
        )
        whole = np.repeat(at, 16)
        classes = store.entries.take(whole) - OPEN_FROM
        found = self._questions.refined(
            Asked(families, classes, store.first.take(whole), store.count.take(whole))
        )
        start = store.reserve(len(whole))
        made = slice(start, start + len(whole))
        store.entries[made] = self._classes.codes(found.classes)
        store.first[made], store.count[made] = found.first, found.count
        store.entries[at] = -(start + 16 * np.arange(len(at)))

    # ---- ranges of radii ----------------------------------------------------------------------

    def admit(self, points: Points) -> None:
        """Make frames for radii that were not met before."""
        import numpy as np

        lowest, highest = self._lowest.copy(), self._highest.copy()
        counts = np.zeros(_RADIUS_CODES, np.int64)
        for start in range(0, len(points.radius_m), _CHUNK):
            radius = points.radius_m[start : start + _CHUNK]
            only, size = _only_value(radius), len(radius)
            radius = radius if only is None else only
            those = _radius_code(radius)
            counts += np.bincount(those, minlength=_RADIUS_CODES) * (size // len(radius))
            if ((radius < lowest.take(those)) | (radius > highest.take(those))).any():
                np.minimum.at(lowest, those, radius)
                np.maximum.at(highest, those, radius)
        fresh = np.flatnonzero((lowest < self._lowest) | (highest > self._highest)).tolist()
        if not fresh:
            return
        step = -(-len(points.radius_m) // POINTS_COUNTED)
        sample = points.take(slice(None, None, step))
        codes = _radius_code(sample.radius_m)
        group: list[int] = []
        for code in fresh:
            group.append(code)
            if counts[group].sum() >= POINTS_OF_FRAME or code == fresh[-1]:
                self._lowest[group] = lowest[group].min()
                self._highest[group] = highest[group].max()
                self._make_frame(group, sample.take(np.flatnonzero(np.isin(codes, group))), step)
                group = []

    def _make_frame(self, codes: list[int], points: Points, weight: int) -> None:
        """Make one frame for some codes of radii, where each point stands for some."""
        import numpy as np

        start = self._store.reserve(_RING * _RING)
        self._starts[codes] = start
        counts = weight * np.bincount(self._top(points) - start, minlength=_RING * _RING)
        held = counts.reshape(_RING, _RING)[1:-1, 1:-1]
        cells = self._cells_of_frame(codes[0], held)
        is_far = self._frame.is_far_beyond(float(self._highest[codes[0]]))
        beyond = (NOWHERE if is_far else OPEN_FROM + UNKNOWN, 0, self._store.edges)
        for name, outer, inner in zip(("entries", "first", "count"), beyond, cells, strict=True):
            whole = np.full((_RING, _RING), outer, np.int32)
            whole[1:-1, 1:-1] = inner
            getattr(self._store, name)[start : start + whole.size] = whole.ravel()

    def _cells_of_frame(self, code: int, counts: Integers) -> tuple[Integers, Integers, Integers]:
        """Return entries of a frame and their edges; cells that hold few points stay open."""
        import numpy as np

        classes: Integers = np.full((1, 1), UNKNOWN, np.int32)
        first: Integers = np.zeros_like(classes)
        count: Integers = np.full_like(classes, self._store.edges)
        side = 1
        while side < SIDE:
            held = counts.reshape(side, SIDE // side, side, SIDE // side).sum(axis=(1, 3))
            is_open = self._classes.codes(classes) >= OPEN_FROM
            chosen = _in_4(is_open & self._is_worth(held, count))
            classes, first, count = (_in_4(values) for values in (classes, first, count))
            side *= 2
            row, column = np.nonzero(chosen)
            same = np.ones(len(row))
            families = self._frame.families(
                (column, row), side * same, (self._lowest[code] * same, self._highest[code] * same)
            )
            found = self._questions.refined(
                Asked(families, classes[chosen], first[chosen], count[chosen])
            )
            classes[chosen], first[chosen], count[chosen] = found.classes, found.first, found.count
        return self._classes.codes(classes), first, count


def _in_4(values: NDArray[Any]) -> NDArray[Any]:
    """Return a square of values with each repeated twice across and up."""
    return values.repeat(2, axis=0).repeat(2, axis=1)


def _only_value(values: Floats) -> Floats | None:
    """Return the one value that all are, as an array; None: there are several, or none."""
    return values[:1] if len(values) and values.min() == values.max() else None


def _radius_code(radius_m: Floats) -> Integers:
    """Return a number that radii within an eighth of each other share."""
    import numpy as np

    code = radius_m.astype(np.float32).view(np.int32)
    code >>= _RADIUS_SHIFT
    code &= _RADIUS_CODES - 1  # the sign of -0.0
    return code
