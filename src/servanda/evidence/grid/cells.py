"""A table of cells that is divided only where points and borders meet.

A cell says in one number how every circle with its middle there, and a radius in a narrow range,
lies to all areas at once. Where that is not one answer for all of them the cell is open; it is
divided when it holds more points than the division costs questions.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Final

from servanda.ahead import done_ahead
from servanda.evidence.grid.asking import Questions
from servanda.evidence.grid.classes import NOWHERE, PlaceClasses
from servanda.evidence.grid.frame import Frame, Points
from servanda.evidence.grid.making import MOST_RATIO, FrameMaker, Wanted
from servanda.evidence.grid.outlines import Outlines
from servanda.evidence.grid.store import OPEN_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servanda.evidence.grid.arrays import Bools, Floats, Integers

LEAST_POINTS: Final = 16
"""A cell with as many open points is divided (decision 14)."""
EDGES_PER_POINT: Final = 8
"""One with many edges is only divided if it has a point for so many of them."""
POINTS_OF_FRAME: Final = 1 << 17
"""Radii share their cells with the next greater ones until so many points have them."""
LEAST_OF_FRAME: Final = 1 << 14
"""So few are enough where the next radii are farther away than neighbours may be."""
CELLS_PER_EDGE: Final = 8
"""There are about as many cells as points at first, but no more than so many for each edge."""
CELLS_PER_POINT: Final = 0.3
"""At least so many there are for each point, however few edges there are."""
MOST_SIDE: Final = 2048
"""No more than so many lie across and up at first."""
GROWTH: Final = 16
"""Cells are made anew for so many times the points that they were made for."""
MOST_LEVELS: Final = 6
"""How often a cell of the frame is divided at most, each time in 4 x 4."""

_METRES_PER_DEGREE: Final = 111_000
_CHUNK: Final = 1 << 15
_SHARE: Final = 1 << 20
"""So many points are looked up by one thread."""
# Radii with the same exponent and first three bits of the fraction share their cells.
_RADIUS_SHIFT: Final = 20
_RADIUS_CODES: Final = 1 << 11
_ROUNDING: Final = 1e-6
"""More than what a radius may lie beyond those of its code, as that is told in few bits."""


class CellTable:
    """Cells for every range of radii, each range with a frame of its own."""

    def __init__(
        self, outlines: Outlines, questions: Questions, classes: PlaceClasses, frame: Frame
    ) -> None:
        import numpy as np

        self._outlines, self._questions, self._classes = outlines, questions, classes
        self._store, self._frame = questions.store, frame
        self._starts = np.full(_RADIUS_CODES, -1, np.int32)
        self._sides = np.ones(_RADIUS_CODES, np.int32)
        self._seen = np.zeros(_RADIUS_CODES, np.int64)
        self._made_for = np.zeros(_RADIUS_CODES, np.int64)
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
                _, at = self._positions(points.take(some))
                entries = self._store.cells["entry"].take(at, out=found[some], mode="clip")
                opened.append(np.flatnonzero(entries.view(np.uint32) >= OPEN_FROM) + start)
            return opened

        # Outlines made ready are asked by one thread: they make what they hold when first asked.
        parts = done_ahead(look, range(0, count, _SHARE))
        return found, np.concatenate([opened for part in parts for opened in part])

    def deepest(self, points: Points) -> Integers:
        """Return the entry of each point's deepest cell.

        Cells are divided where it is worth it; what stays open is expected to be asked.
        """
        import numpy as np

        position, at = self._positions(points)
        level = np.zeros(len(at), np.int8)
        active: Integers = np.arange(len(at))
        while len(active):
            self._walk(position, at, level, active)
            active = self._divide(points, position, (at, level), active)
        entries = self._store.cells["entry"].take(at)
        numbers = entries[entries >= OPEN_FROM] - OPEN_FROM
        opened = self._store.opened.length
        asked = np.bincount(numbers, minlength=opened).astype(np.int32)
        self._store.opened["asked"][:opened] += asked
        return entries

    def _positions(self, points: Points) -> tuple[Sequence[Floats], Integers]:
        """Return columns and rows with their fractions, and the place of the cell in the table.

        The ring is the first and the last column and row.
        """
        import numpy as np

        only = _only_value(points.radius_m)
        code = _radius_code(points.radius_m if only is None else only)
        side = self._sides.take(code)
        found = []
        for values, (factor, start) in zip(
            (points.longitude, points.latitude), self._frame.axes, strict=True
        ):
            position = values * (factor * side)
            position += start * side + 1
            found.append(np.clip(position, 0.5, side + 1.5, out=position))
        at = found[1].astype(np.int32)
        at *= side + 2
        at += found[0].astype(np.int32)
        at += self._starts.take(code)
        return found, at

    def _walk(
        self, position: Sequence[Floats], at: Integers, level: Integers, active: Integers
    ) -> None:
        """Go down, in place, to the deepest cells of some points."""
        import numpy as np

        while len(active):
            entries = self._store.cells["entry"].take(at.take(active))
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
        number = store.cells["entry"].take(at.take(active)) - OPEN_FROM
        is_open = number >= 0
        active, number = active[is_open], number[is_open]
        size = store.opened.length
        asked, edges = (store.opened[name][:size] for name in ("asked", "edges"))
        is_worth = self._is_worth(np.bincount(number, minlength=size) + asked, edges)
        can = is_worth.take(number) & (level.take(active) < MOST_LEVELS)
        active, number = active[can], number[can]
        side = self._sides.take(_radius_code(points.radius_m.take(active)))
        x, y = (p.take(active) for p in position)
        is_inside = (np.minimum(x, y) >= 1) & (np.maximum(x, y) < side + 1)
        active, number = active[is_inside], number[is_inside]
        one_in = np.full(size, -1)
        one_in[number] = active
        some = one_in[one_in >= 0][: store.room]
        if not len(some):
            return active[:0]
        self._divide_cells(points.take(some), [p[some] for p in position], at[some], level[some])
        return active[store.cells["entry"].take(at.take(active)) < 0]

    def _is_worth(self, points: Integers, edges: Integers) -> Bools:
        """Return whether cells with open points, and edges that may be nearest, are divided."""
        return (points >= LEAST_POINTS) & (points * EDGES_PER_POINT >= edges) & (edges > 0)

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
        code = _radius_code(points.radius_m)
        families = self._frame.families(
            ((column + part % 4).ravel(), (row + part // 4).ravel()),
            np.repeat(self._sides.take(code) * 4 * scale, 16),
            (self._lowest.take(code).repeat(16), self._highest.take(code).repeat(16)),
        )
        whole = np.repeat(store.cells["entry"].take(at) - OPEN_FROM, 16)
        entries = self._questions.entries(self._questions.asked(families, whole))
        start = store.cells.append(len(entries), entry=entries)
        store.cells["entry"][at] = -(start + 16 * np.arange(len(at)))

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
        self._seen += counts
        is_fresh = (lowest < self._lowest) | (highest > self._highest)
        # A code with several radii, or with new ones, is expected to have any that it can.
        several = np.flatnonzero(is_fresh & ((self._starts >= 0) | (lowest < highest)))
        lowest[several], highest[several] = _radii_of(several)
        grows = (counts > 0) & (self._seen >= GROWTH * self._made_for) & (self._sides < MOST_SIDE)
        codes = np.flatnonzero(is_fresh | grows).tolist()
        if codes:
            # Of fewer points the outlines are asked.
            least = max(LEAST_OF_FRAME, self._store.edges // EDGES_PER_POINT + 1)
            groups = _grouped(codes, counts, (lowest, highest), least)
            self._make_frames(groups, (lowest, highest), is_fresh)

    def _make_frames(
        self, groups: Sequence[list[int]], radii: tuple[Floats, Floats], is_fresh: Bools
    ) -> None:
        """Make frames for groups of codes of radii.

        Args:
            groups: codes that share one.
            radii: the least and the greatest of each code.
            is_fresh: which codes have no cells for these yet; those of others are kept if there is
                no room for smaller ones.
        """
        import numpy as np

        wanted: list[Wanted] = []
        made: list[list[int]] = []
        room = 4 * self._store.room
        for number, codes in enumerate(groups):
            limits = float(radii[0][codes].min()), float(radii[1][codes].max())
            points = int(self._seen[codes].sum())
            side = self._side_for(points, limits, room // (len(groups) - number))
            if is_fresh[codes].any() or side > self._sides[codes].max():
                self._lowest[codes], self._highest[codes] = limits
                wanted.append(Wanted(limits, points, side))
                made.append(codes)
                room -= side * side // 4
        maker = FrameMaker(self._outlines, self._classes, self._frame, self._store)
        for codes, want, cells in zip(made, wanted, maker.made(wanted), strict=True):
            side = isqrt(len(cells))
            is_apart = self._frame.is_far_beyond(want.radii[1])
            whole = np.full((side + 2, side + 2), NOWHERE if is_apart else OPEN_FROM, np.int32)
            whole[1:-1, 1:-1] = cells.reshape(side, side)
            self._starts[codes] = self._store.cells.append(whole.size, entry=whole.ravel())
            self._sides[codes] = side
            self._made_for[codes] = want.points

    def _side_for(self, points: int, radii: tuple[float, float], room: int) -> int:
        """Return how many cells there are across for so many points; fewer than 4 for each room."""
        if points * EDGES_PER_POINT < self._store.edges:
            return 1
        # Cells much smaller than the range is wide would be open as often.
        most = 2 * self._frame.height * _METRES_PER_DEGREE / max(radii[1] - radii[0], 1.0)
        side = 1
        wanted = max(points * CELLS_PER_POINT, min(points, CELLS_PER_EDGE * self._store.edges))
        while side * side < min(wanted, room):
            side *= 2
        while side > max(1.0, min(most, MOST_SIDE)):
            side //= 2
        return side


def _only_value(values: Floats) -> Floats | None:
    """Return the one value that all are, as an array; None: there are several, or none."""
    return values[:1] if len(values) and values.min() == values.max() else None


def _grouped(
    codes: list[int], counts: Integers, radii: tuple[Floats, Floats], fewest: float
) -> list[list[int]]:
    """Return codes of radii, ascending, that share their cells.

    Args:
        codes: ascending.
        counts: how many points each code has.
        radii: the least and the greatest of each code.
        fewest: points of a group.
    """
    groups: list[list[int]] = []
    points = least = 0
    for code in codes:
        is_far = bool(groups) and radii[1][code] > MOST_RATIO * radii[0][groups[-1][0]]
        if points >= least or (is_far and points >= fewest):
            groups.append([])
            points, least = 0, POINTS_OF_FRAME
        groups[-1].append(code)
        points += int(counts[code])
    return groups


def _radii_of(codes: Integers) -> tuple[Floats, Floats]:
    """Return the least and the greatest radius of each code, or a little beyond."""
    import numpy as np

    ends = [
        ((codes + k) << _RADIUS_SHIFT).astype(np.int32).view(np.float32).astype(np.float64)
        for k in (0, 1)
    ]
    return ends[0] * (1 - _ROUNDING), ends[1] * (1 + _ROUNDING)


def _radius_code(radius_m: Floats) -> Integers:
    """Return a number that radii within an eighth of each other share."""
    import numpy as np

    code = radius_m.astype(np.float32).view(np.int32)
    code >>= _RADIUS_SHIFT
    code &= _RADIUS_CODES - 1  # the sign of -0.0
    return code
