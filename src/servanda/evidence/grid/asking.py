"""Questions to outlines, of many cells or points at a time, and what their answers make of classes.

Distances to edges that may be nearest settle almost everything. What lies within a centimetre of
a border, or has too many such edges, is asked of shapely: its answer is the one that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import taken
from servanda.evidence.grid.classes import PlaceClasses
from servanda.evidence.grid.outlines import OPEN, SPARE_M, Circles, Outlines
from servanda.evidence.grid.store import CellStore, batches

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Floats, Integers

MANY_EDGES: Final = 64
"""With more edges than these, shapely is quicker for a point."""
_AT_ONCE: Final = 1 << 17


@dataclass(frozen=True)
class Asked:
    """Circles or families, what is known of each, and the edges that may be nearest.

    Attributes:
        circles: they.
        classes: of each.
        first, count: of its list of edges in the store.
    """

    circles: Circles
    classes: Integers
    first: Integers
    count: Integers

    def take(self, places: Integers | slice) -> Asked:
        """Return some of them."""
        some = (taken(v, places) for v in (self.classes, self.first, self.count))
        return Asked(self.circles.take(places), *some)


@dataclass(frozen=True)
class _Answers:
    """Answers by item and area, ascending.

    Attributes:
        item_no, area_no, rel: of each answer.
        edges: the pairs of item and edge that were looked at.
    """

    item_no: Integers
    area_no: Integers
    rel: Integers
    edges: _Distances


@dataclass(frozen=True)
class _Distances:
    """Items and edges by pair, with the distance, and the answer that each belongs to."""

    item_no: Integers
    edge: Integers
    gap: Floats
    least: Floats
    answer_no: Integers


class Questions:
    """Outlines, and the classes that their answers lead to."""

    def __init__(self, outlines: Outlines, classes: PlaceClasses) -> None:
        self._outlines, self._classes = outlines, classes

    @cached_property
    def store(self) -> CellStore:
        """The cells made so far, with their edges."""
        return CellStore(len(self._outlines.edges.x))

    def refined(self, asked: Asked) -> Asked:
        """Return families with all settled that is one for the whole of each."""
        import numpy as np

        classes, first = np.empty_like(asked.classes), np.empty_like(asked.first)
        count = np.empty_like(asked.count)
        for some in batches(asked.count, _AT_ONCE) if len(count) else ():
            part = asked.take(some)
            answers = self._by_edges(part)
            classes[some] = self._classes.answered(
                part.classes, answers.item_no, answers.area_no, answers.rel
            )
            first[some], count[some] = self._write_nearest(part, answers)
        return Asked(asked.circles, classes, first, count)

    def settled(self, asked: Asked) -> Integers:
        """Return the classes of circles with everything settled."""
        import numpy as np

        is_long = (asked.count > MANY_EDGES) | self._outlines.has_mixed
        found = np.empty_like(asked.classes)
        short, long = np.flatnonzero(~is_long), np.flatnonzero(is_long)
        for start in range(0, len(short), _AT_ONCE // 4):
            some = short[start : start + _AT_ONCE // 4]
            found[some] = self._short(asked.take(some))
        found[long] = self.outright(asked.circles.take(long), asked.classes[long])
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

    def _short(self, asked: Asked) -> Integers:
        """Settle circles by the few edges that may be nearest."""
        import numpy as np

        answers = self._by_edges(asked)
        rel, left = answers.rel, np.flatnonzero(answers.rel == OPEN)
        rel[left] = self._outlines.exactly(
            answers.area_no[left], asked.circles.take(answers.item_no[left])
        )
        return self._classes.answered(asked.classes, answers.item_no, answers.area_no, rel)

    def _by_edges(self, asked: Asked) -> _Answers:
        """Return what the distances to edges tell of every circle or family and outline."""
        import numpy as np

        circles, edges = asked.circles, self._outlines.edges
        item_no, edge = self.store.pairs(asked.first, asked.count)
        area_no = edges.outline_no.take(edge)
        gap = edges.distances(edge, circles.x.take(item_no), circles.y.take(item_no))
        is_first = np.diff(item_no * self._outlines.count + area_no, prepend=-1) != 0
        starts = np.flatnonzero(is_first)
        least = np.minimum.reduceat(gap, starts) if len(starts) else gap
        item, area = item_no.take(starts), area_no.take(starts)
        rel = self._outlines.by_distance(area, circles.take(item), least)
        return _Answers(
            item, area, rel, _Distances(item_no, edge, gap, least, np.cumsum(is_first) - 1)
        )

    def _write_nearest(self, asked: Asked, answers: _Answers) -> tuple[Integers, Integers]:
        """Write down the edges that may be nearest to a point of a cell, of areas still open."""
        import numpy as np

        seen = answers.edges
        # Nearest to a point that lies `wide` from the middle can be what lies up to twice as much
        # further from the middle than what is nearest to that.
        limit = seen.least + 2 * asked.circles.wide.take(answers.item_no)
        np.minimum(limit, asked.circles.most.take(answers.item_no) + 2 * SPARE_M, out=limit)
        limit = np.where(answers.rel == OPEN, limit, -1.0)
        kept = np.flatnonzero(seen.gap <= limit.take(seen.answer_no))
        count = np.bincount(seen.item_no.take(kept), minlength=len(asked.count)).astype(np.int32)
        start = self.store.write_nearest(seen.edge.take(kept))
        return (start + np.cumsum(count) - count).astype(np.int32), count
