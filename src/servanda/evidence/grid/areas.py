"""Points to areas, for very many points: cells first, outlines only where a border is near.

The answers never depend on the cells: what a cell leaves open is asked of the outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from servanda.evidence.grid.asking import Questions
from servanda.evidence.grid.cells import CellTable
from servanda.evidence.grid.classes import NOWHERE, UNKNOWN, PlaceClasses
from servanda.evidence.grid.frame import Points, frame_around
from servanda.evidence.grid.outlines import Outlines
from servanda.evidence.grid.store import OPEN_FROM
from servanda.evidence.shapes import Shape

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Integers

FEW_POINTS: Final = 300
"""Fewer points are asked of the outlines sooner than cells are made."""
_MOST_RADIUS_M: Final = 1e9
"""More than the whole plane; further out nothing changes."""


class AreaGrid:
    """How circles lie to areas; made once, the faster the more points it has seen.

    Attributes:
        classes: what the numbers mean that `classify` returns.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._outlines = Outlines(shapes)
        self.classes = PlaceClasses(self._outlines.is_empty)

    def classify(self, latitude: Any, longitude: Any, radius_m: Any) -> Integers:  # noqa: ANN401
        """Return the class of each circle.

        Args:
            latitude: array of degrees; what is not finite is nowhere.
            longitude: as many, likewise.
            radius_m: the true place lies within so many metres; what is below 0, or not a number,
                is nowhere.
        """
        import numpy as np

        points = Points(*(np.asarray(v, np.float64) for v in (latitude, longitude, radius_m)))
        if not self._outlines.is_empty.all() and _are_usable(points):
            return self._classify(points)
        found = np.full(len(points.latitude), NOWHERE, np.int32)
        usable = np.isfinite(points.latitude) & np.isfinite(points.longitude)
        usable &= points.radius_m >= 0
        if usable.any() and not self._outlines.is_empty.all():
            found[usable] = self._classify(points.take(np.flatnonzero(usable)))
        return found

    def _classify(self, points: Points) -> Integers:
        """Return the class of circles, all of them finite."""
        import numpy as np

        if points.radius_m.max() > _MOST_RADIUS_M:
            radius = np.minimum(points.radius_m, _MOST_RADIUS_M)
            points = Points(points.latitude, points.longitude, radius)
        count = len(points.radius_m)
        if count < FEW_POINTS:
            unknown = np.full(count, UNKNOWN, np.int32)
            return self._questions.outright(points.on_plane(), unknown)
        self._cells.admit(points)
        found, opened = self._cells.look_up(points)
        if len(opened):
            found[opened] = self._settled(points.take(opened))
        return found

    def _settled(self, points: Points) -> Integers:
        """Return the class of points whose cell of the frame does not tell it."""
        import numpy as np

        entries = self._cells.deepest(points)
        left = np.flatnonzero(entries >= OPEN_FROM)
        # Points of one cell ask for the same edges, which then are at hand.
        left = np.sort(entries.take(left).astype(np.int64) << 32 | left) & ((1 << 32) - 1)
        circles, cells = points.take(left).on_plane(), entries.take(left) - OPEN_FROM
        asked = self._questions.asked(circles, cells)
        # In the first cell nothing is known that the outlines would not know sooner.
        start = int(np.searchsorted(cells, 1))
        outright, near = asked.take(slice(start)), asked.take(slice(start, None))
        entries[left[:start]] = self._questions.outright(outright.circles, outright.classes)
        entries[left[start:]] = self._questions.settled(near)
        return entries

    @cached_property
    def _questions(self) -> Questions:
        return Questions(self._outlines, self.classes)

    @cached_property
    def _cells(self) -> CellTable:
        bounds = self._outlines.bounds
        return CellTable(self._outlines, self._questions, self.classes, frame_around(bounds))


def _are_usable(points: Points) -> bool:
    """Return whether all points surely are; of most, sums tell it sooner than each one."""
    import numpy as np

    if not len(points.latitude):
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        total = points.latitude.sum() + points.longitude.sum()
    return bool(np.isfinite(total) and points.radius_m.min() >= 0)
