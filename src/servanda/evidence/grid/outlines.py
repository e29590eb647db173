"""How circles in the Mercator plane lie to outlines: by their edges, and exactly by shapely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from servanda.evidence.grid.arrays import taken
from servanda.evidence.grid.edges import Edges, edges_of
from servanda.evidence.shapes import Shape, load_shapely

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Bools, Floats, Integers

APART: Final = 0
OVERLAPS: Final = 1
INSIDE: Final = 2
OPEN: Final = 3
"""Not settled: the border is too near for what is asked."""

UNSURE: Final = 2
"""Whether an outline holds a middle is 0 or 1; this is where its border is too near to tell."""
SPARE_M: Final = 0.01
"""Far more than the error of any coordinate or distance in the plane, in metres."""


@dataclass(frozen=True)
class Circles:
    """Circles, or families of circles whose middles and radii lie close together.

    Attributes:
        x, y: middles in the Mercator plane.
        least: within this distance of the middle every circle of the family reaches; below 0: none.
        most: beyond this distance none does. For one circle both are its radius.
        wide: how far a middle of the family lies from (x, y) at most.
    """

    x: Floats
    y: Floats
    least: Floats
    most: Floats
    wide: Floats

    def take(self, places: Integers | slice) -> Circles:
        """Return some of them."""
        values = (self.x, self.y, self.least, self.most, self.wide)
        return Circles(*(taken(v, places) for v in values))


class Outlines:
    """Outlines of areas in the Mercator plane, made ready to be asked often.

    Attributes:
        count: how many there are.
        is_empty: which of them nothing can meet.
        encloses: which of them are areas.
        is_mixed: which of them are neither of areas alone, of lines alone nor of points alone, so
            that edges cannot tell of them.
        has_mixed: there is one of these.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        import numpy as np

        shapely = load_shapely()
        self._shapely = shapely
        self._shapes = np.array([*shapes, None], dtype=object)[:-1]
        self.count = len(self._shapes)
        self.is_empty = shapely.is_empty(self._shapes)
        kind = shapely.get_type_id(self._shapes)
        types = shapely.GeometryType
        self.encloses = np.isin(kind, (types.POLYGON, types.MULTIPOLYGON))
        self.is_mixed = (kind == types.GEOMETRYCOLLECTION) & ~self.is_empty
        self.has_mixed = bool(self.is_mixed.any())
        self._borders = shapely.boundary(self._shapes)
        # What bounds nothing, as a line, is all border: near it only the outline itself can tell.
        self._frontiers = np.where(self.encloses, self._borders, self._shapes)
        self._boxes = shapely.bounds(self._shapes).reshape(-1, 4)
        shapely.prepare(self._shapes)
        shapely.prepare(self._frontiers)

    @cached_property
    def edges(self) -> Edges:
        """Edges of all that can be told by edges."""
        lines = self._frontiers.copy()
        lines[self.is_mixed] = None
        return edges_of(lines.tolist())

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the plane of all that are not empty; there must be some."""
        boxes = self._boxes[~self.is_empty]
        west, south = boxes[:, :2].min(axis=0)
        east, north = boxes[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)

    def by_distance(
        self, number: Integers, circles: Circles, gap: tuple[Floats, Floats], side: Integers
    ) -> Integers:
        """Return how families lie to one outline each, as far as distances tell.

        Args:
            number: of the outline.
            circles: as many.
            gap: from the middle to the nearest edge, in the plane: at least, and at most.
            side: whether the outline holds the middle: 0, 1, or `UNSURE`.
        """
        import numpy as np

        encloses = self.encloses.take(number)
        found = np.where((side == 1) & encloses, INSIDE, APART).astype(np.int8)
        found[(gap[0] <= circles.most + SPARE_M) | (side >= UNSURE)] = OPEN
        found[self.are_met(number, circles, gap[1])] = OVERLAPS
        return found

    def are_met(self, number: Integers, circles: Circles, gap: Floats) -> Bools:
        """Return whether all circles of families meet the border of one area each."""
        found: Bools = (gap < circles.least - SPARE_M) & self.encloses.take(number)
        return found

    def exactly(self, number: Integers, circles: Circles) -> Integers:
        """Return how circles lie to one outline each.

        Args:
            number: of the outline.
            circles: as many, each a single one.
        """
        import numpy as np

        found = np.full(len(number), APART, np.int8)
        meets = np.flatnonzero(self._boxes_meet(number, circles))
        number, circles = number[meets], circles.take(meets)
        middles = self._shapely.points(circles.x, circles.y)
        rel = np.full(len(meets), OPEN, np.int8)
        frontiers = self._frontiers[number]
        is_near = self._shapely.dwithin(frontiers, middles, circles.most + SPARE_M)
        clear = np.flatnonzero(~is_near)
        is_held = self.hold(number[clear], circles.take(clear))
        rel[clear] = np.where(is_held, INSIDE, APART)
        sure = np.flatnonzero(is_near & self.encloses[number] & (circles.most > SPARE_M))
        is_sure = self._shapely.dwithin(
            frontiers[sure], middles[sure], circles.most[sure] - SPARE_M
        )
        rel[sure[is_sure]] = OVERLAPS
        left = np.flatnonzero(rel == OPEN)
        rel[left] = self._plainly(number[left], circles.take(left), middles[left])
        found[meets] = rel
        return found

    def _plainly(self, number: Integers, circles: Circles, middles: Any) -> Integers:  # noqa: ANN401
        """Return how circles lie to outlines as unprepared ones tell it.

        Where a circle ends on a border, prepared outlines may differ in the last digit.
        """
        import numpy as np

        touches = self._shapely.dwithin(middles, self._shapes[number], circles.most)
        gap = self._shapely.distance(middles, self._borders[number])
        is_held = self.hold(number, circles) & (gap > circles.most)
        return np.where(is_held, INSIDE, np.where(touches, OVERLAPS, APART)).astype(np.int8)

    def hold(self, number: Integers, circles: Circles) -> Bools:
        """Return whether one outline each holds the middles of circles."""
        held: Bools = self._shapely.contains_xy(self._shapes[number], circles.x, circles.y)
        return held

    def _boxes_meet(self, number: Integers, circles: Circles) -> Bools:
        """Return which pairs of outline and circle have boxes that are not apart."""
        west, south, east, north = self._boxes[number].T
        reach = circles.most + SPARE_M
        across = (circles.x + reach >= west) & (circles.x - reach <= east)
        found: Bools = across & (circles.y + reach >= south) & (circles.y - reach <= north)
        return found
