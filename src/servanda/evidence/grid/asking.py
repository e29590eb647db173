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
from servanda.evidence.grid.store import SIDE_BITS, UNSURE, CellStore, batches

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
        x, y: middle of the cell whose list that is.
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
    """Answers by item and area, ascending.

    Attributes:
        item_no, area_no, rel: of each answer.
        side: whether the outline holds the middle, as `CellStore.nearest` has it.
        edges: the pairs of item and edge that were looked at.
    """

    item_no: Integers
    area_no: Integers
    rel: Integers
    side: Integers
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

    def asked(self, circles: Circles, cells: Integers) -> Asked:
        """Return circles or families, each in an open cell of that number."""
        store = self.store
        classes, first, count = (v.take(cells) for v in (store.classes, store.first, store.count))
        return Asked(circles, classes, first, count, store.x.take(cells), store.y.take(cells))

    def entries(self, asked: Asked) -> Integers:
        """Return entries of families, with all settled that is one for the whole of each."""
        import numpy as np

        found = np.empty(len(asked.count), np.int32)
        for some in batches(asked.count, _AT_ONCE) if len(found) else ():
            part = asked.take(some)
            answers = self._by_edges(part)
            classes = self._classes.answered(
                part.classes, answers.item_no, answers.area_no, answers.rel
            )
            self._make_sure(part, answers)
            first, count = self._write_nearest(part, answers)
            opened = np.flatnonzero(self._classes.are_open(classes))
            middles = part.circles.x.take(opened), part.circles.y.take(opened)
            lists = first.take(opened), count.take(opened)
            classes[opened] = self.store.write_open(classes.take(opened), middles, lists)
            found[some] = classes
        return found

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
        item_no, entry = self.store.pairs(asked.first, asked.count)
        edge = entry >> SIDE_BITS
        area_no = edges.outline_no.take(edge)
        point, known = (
            (x.take(item_no), y.take(item_no))
            for x, y in ((circles.x, circles.y), (asked.x, asked.y))
        )
        gap, crosses, is_close = edges.seen(edge, point, known)
        is_first = np.diff(item_no * self._outlines.count + area_no, prepend=-1) != 0
        starts = np.flatnonzero(is_first)
        item, area = item_no.take(starts), area_no.take(starts)
        side = entry.take(starts) & ((1 << SIDE_BITS) - 1)
        least = gap
        if len(starts):
            least = np.minimum.reduceat(gap, starts)
            side ^= np.bitwise_xor.reduceat(crosses, starts)
            if is_close.any():
                side |= UNSURE * np.logical_or.reduceat(is_close, starts)
        side = np.where((side >= UNSURE) | (least <= SPARE_M), UNSURE, side)
        rel = self._outlines.by_distance(area, circles.take(item), least, side)
        seen = _Distances(item_no, edge, gap, least, np.cumsum(is_first) - 1)
        return _Answers(item, area, rel, side, seen)

    def _make_sure(self, asked: Asked, answers: _Answers) -> None:
        """Ask which outlines hold the middles of which edges do not tell it, if they can."""
        import numpy as np

        is_open = (answers.rel == OPEN) & (answers.edges.least > SPARE_M)
        unsure = np.flatnonzero(is_open & (answers.side >= UNSURE))
        if len(unsure):
            circles = asked.circles.take(answers.item_no.take(unsure))
            answers.side[unsure] = self._outlines.hold(answers.area_no.take(unsure), circles)

    def _write_nearest(self, asked: Asked, answers: _Answers) -> tuple[Integers, Integers]:
        """Write down the edges that matter to a point of a cell, of areas still open."""
        import numpy as np

        seen = answers.edges
        circles = asked.circles.take(answers.item_no)
        limit = np.where(answers.rel == OPEN, edge_limit(circles, seen.least), -1.0)
        kept = np.flatnonzero(seen.gap <= limit.take(seen.answer_no))
        count = np.bincount(seen.item_no.take(kept), minlength=len(asked.count)).astype(np.int32)
        side = answers.side.take(seen.answer_no.take(kept))
        entries = seen.edge.take(kept) << SIDE_BITS | side
        return self.store.write_nearest(entries, count), count


def edge_limit(families: Circles, least: Floats) -> Floats:
    """Return how far from the middle of a cell edges matter to any circle of its family.

    Args:
        families: those of cells.
        least: how far the nearest edge of the outline is from the middle.
    """
    import numpy as np

    # Nearest to a point that lies `wide` from the middle can be what lies up to twice as much
    # further from the middle than what is nearest to that. What no circle reaches does not matter,
    # but ways from the middle to a point never cross an edge that is not written down.
    limit = least + 2 * families.wide
    return np.minimum(limit, np.maximum(families.most, families.wide) + 2 * SPARE_M, out=limit)
