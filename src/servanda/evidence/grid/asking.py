"""Questions to outlines, of many cells or points at a time, and what their answers make of classes.

Distances to edges that may be nearest settle almost everything. What lies within a centimetre of
a border, or has too many such edges, is asked of shapely: its answer is the one that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import batches, spread, taken
from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.nearest import NearOutlines
from servanda.evidence.grid.outlines import OPEN, SPARE_M, Circles, Outlines
from servanda.evidence.grid.store import CellStore

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Floats, Integers

MANY_EDGES: Final = 64
"""With more edges than these, shapely is quicker for a point and an outline."""
_AT_ONCE: Final = 1 << 17


@dataclass(frozen=True)
class Asked:
    """Circles or families, what is known of each, and the edges that may be nearest.

    Attributes:
        circles: they.
        classes: of each.
        first, count: of the outlines near to its cell, in the store.
        x, y: middle of that cell.
    """

    circles: Circles
    classes: Integers
    first: Integers
    count: Integers
    x: Floats
    y: Floats

    def take(self, places: Integers | slice) -> Asked:
        """Return some of them."""
        values = (self.classes, self.first, self.count, self.x, self.y)
        return Asked(self.circles.take(places), *(taken(v, places) for v in values))


@dataclass(frozen=True)
class _Answers:
    """Answers by item and outline, ascending.

    Attributes:
        item_no, area_no, rel: of each answer.
        opened: the answers that are open, as far as edges were looked at.
        near: their outlines and edges.
    """

    item_no: Integers
    area_no: Integers
    rel: Integers
    opened: Integers
    near: NearOutlines


class Questions:
    """Outlines, and the classes that their answers lead to."""

    def __init__(self, outlines: Outlines, classes: PlaceClasses) -> None:
        self._outlines, self._classes = outlines, classes

    @cached_property
    def store(self) -> CellStore:
        """The cells made so far, with the outlines near to them."""
        return CellStore(self._outlines.edges)

    def asked(self, circles: Circles, cells: Integers) -> Asked:
        """Return circles or families, each in an open cell of that number."""
        names = ("number", "first", "count", "x", "y")
        return Asked(circles, *(self.store.opened[name].take(cells) for name in names))

    def entries(self, asked: Asked) -> Integers:
        """Return entries of families, with all settled that is one for the whole of each."""
        import numpy as np

        found = np.empty(len(asked.count), np.int32)
        for some in batches(asked.count, _AT_ONCE) if len(found) else ():
            part = asked.take(some)
            answers = self._answers(part, are_cells=True)
            classes = self._classes.answered(
                part.classes, answers.item_no, answers.area_no, answers.rel
            )
            count = np.bincount(answers.item_no.take(answers.opened), minlength=len(classes))
            opened = np.flatnonzero(self._classes.are_open(classes))
            middles = part.circles.x.take(opened), part.circles.y.take(opened)
            lists = self.store.write_near(answers.near, count).take(opened)
            classes[opened] = self.store.write_open(classes.take(opened), middles, lists)
            found[some] = classes
        return found

    def settled(self, asked: Asked) -> Integers:
        """Return the classes of circles with everything settled."""
        import numpy as np

        if self._outlines.has_mixed:
            return self.outright(asked.circles, asked.classes)
        found = np.empty_like(asked.classes)
        for some in batches(asked.count, _AT_ONCE) if len(found) else ():
            part = asked.take(some)
            answers = self._answers(part, are_cells=False)
            rel, left = answers.rel, np.flatnonzero(answers.rel == OPEN)
            rel[left] = self._outlines.exactly(
                answers.area_no[left], part.circles.take(answers.item_no[left])
            )
            found[some] = self._classes.answered(
                part.classes, answers.item_no, answers.area_no, rel
            )
        return found

    def outright(self, circles: Circles, classes: Integers) -> Integers:
        """Return the classes of circles with everything settled, by the outlines alone."""
        import numpy as np

        found = np.empty_like(classes)
        step = max(1, 8 * _AT_ONCE // self._outlines.count)
        for start in range(0, len(classes), step):
            some = slice(start, start + step)
            item_no, area_no = self._classes.open_areas(classes[some])
            rel = self._outlines.exactly(area_no, circles.take(some).take(item_no))
            found[some] = self._classes.answered(classes[some], item_no, area_no, rel)
        return found

    def _answers(self, asked: Asked, *, are_cells: bool) -> _Answers:
        """Return what distances to edges tell of every circle or family and outline."""
        import numpy as np

        outlines = self._outlines
        item_no, pair = spread(asked.first, asked.count)
        area_no = self.store.near.area.take(pair)
        asks = np.flatnonzero(self._classes.relation(asked.classes.take(item_no), area_no) == OPEN)
        item_no, near = item_no.take(asks), self.store.near.take(pair.take(asks))
        circles, known = asked.circles.take(item_no), (asked.x.take(item_no), asked.y.take(item_no))
        across, up = circles.x - known[0], circles.y - known[1]
        way = np.sqrt(across * across + up * up)
        gap = near.least - way, near.least + way
        rel = outlines.by_distance(near.area, circles, gap, near.side)
        is_left = rel == OPEN
        if not are_cells:
            is_left &= near.count <= MANY_EDGES
        left = np.flatnonzero(is_left)
        circles, way = circles.take(left), way.take(left)
        # A circle that meets no border holds nothing on the other side of it.
        may_cross = (near.least.take(left) <= way + SPARE_M) & (are_cells | (way > circles.most))
        known = known[0].take(left), known[1].take(left)
        seen = near.take(left).seen_from(outlines, circles, known, may_cross, are_cells=are_cells)
        told = outlines.by_distance(seen.area, circles, (seen.least, seen.least), seen.side)
        rel[left] = told
        still = np.flatnonzero(told == OPEN)
        return _Answers(item_no, near.area, rel, left.take(still), seen.take(still))
