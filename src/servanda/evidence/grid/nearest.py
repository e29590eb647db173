"""Outlines near to cells and points, and which of their edges may be nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import batches, spread, taken
from servanda.evidence.grid.outlines import SPARE_M, UNSURE, Circles, Outlines

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Bools, Floats, Integers
    from servanda.evidence.grid.edges import Edges

_AT_ONCE: Final = 1 << 17


@dataclass(frozen=True)
class NearOutlines:
    """Pairs of a middle and an outline near to it.

    Attributes:
        area: number of the outline.
        least: how far its nearest edge is from the middle; infinite, with `side` `UNSURE`, where
            nothing is known.
        side: whether it holds the middle: 0, 1, or `UNSURE`.
        first, count: where in `edge` the edges stand that may be nearest to a point of the cell of
            that middle, and how many they are.
        edge: numbers of edges.
    """

    area: Integers
    least: Floats
    side: Integers
    first: Integers
    count: Integers
    edge: Integers

    def take(self, pairs: Integers | slice) -> NearOutlines:
        """Return some of them."""
        values = (self.area, self.least, self.side, self.first, self.count)
        area, least, side, first, count = (taken(v, pairs) for v in values)
        return NearOutlines(area, least, side, first, count, self.edge)

    def seen_from(
        self,
        outlines: Outlines,
        circles: Circles,
        known: tuple[Floats, Floats],
        may_cross: Bools,
        *,
        are_cells: bool,
    ) -> NearOutlines:
        """Return the same outlines seen from other middles, all within the cells.

        Args:
            outlines: all.
            circles: with the other middle of each pair.
            known: x and y of the middle of each pair.
            may_cross: of which pairs the border may cross the way between the two.
            are_cells: edges are told, too, of those that neither are farther than any circle of
                `circles` reaches, nor surely met by all.
        """
        import numpy as np

        side, least = self.side.copy(), np.zeros(len(self.area))
        count = np.zeros(len(self.area), np.int64)
        lists = [self.edge[:0]]
        for some in batches(self.count, _AT_ONCE) if len(count) else ():
            group, at = spread(self.first[some], self.count[some])
            edge, part = self.edge.take(at), circles.take(some)
            point, start = (
                (x[some].take(group), y[some].take(group))
                for x, y in ((circles.x, circles.y), known)
            )
            gap, crosses, is_close = outlines.edges.seen(
                edge, point, start, may_cross[some].take(group)
            )
            starts = np.cumsum(self.count[some]) - self.count[some]
            least[some] = lowest = np.minimum.reduceat(gap, starts)
            side[some] ^= np.bitwise_xor.reduceat(crosses, starts)
            if is_close.any():
                side[some] |= UNSURE * np.logical_or.reduceat(is_close, starts)
            if are_cells:
                met = outlines.are_met(self.area[some], part, lowest)
                kept = nearest_of(outlines.edges, part, (lowest, met), (group, edge, gap))
                count[some] = np.bincount(group.take(kept), minlength=len(lowest))
                lists.append(edge.take(kept))
        unsure = np.flatnonzero((side >= UNSURE) & (least > SPARE_M))
        if len(unsure):
            side[unsure] = outlines.hold(self.area.take(unsure), circles.take(unsure))
        side[least <= SPARE_M] = UNSURE
        first = np.cumsum(count) - count
        return NearOutlines(self.area, least, side, first, count, np.concatenate(lists))


def near_enough(
    families: Circles, least: tuple[Floats, Bools], pairs: tuple[Integers, Floats]
) -> Integers:
    """Return which edges may matter to a circle, as far as their distances tell.

    Args:
        families: circles of pairs of a cell and an outline.
        least: how far the nearest edge is from the middle of each; whether all circles meet it.
        pairs: ascending, the number of cell and outline; the distance of an edge from the middle.
    """
    import numpy as np

    # Nearest to a point that lies `wide` from the middle can be what lies up to twice as much
    # further from the middle than what is nearest to that. What no circle reaches does not matter,
    # but ways from the middle to a point never cross an edge that is not written down.
    reach = np.maximum(families.most, families.wide) + 2 * SPARE_M
    limit = np.minimum(least[0] + 2 * families.wide, reach)
    limit[(least[0] > families.most + SPARE_M) | least[1]] = -1.0
    return np.flatnonzero(pairs[1] <= limit.take(pairs[0]))


def nearest_of(
    edges: Edges,
    families: Circles,
    least: tuple[Floats, Bools],
    pairs: tuple[Integers, Integers, Floats],
) -> Integers:
    """Return which edges may matter to a circle of a cell.

    All that are dropped are farther from every point of the cell than one that is kept, or farther
    than any circle reaches; so no way from the middle to a point of the cell crosses them.

    Args:
        edges: of the outlines.
        families: circles of pairs of a cell and an outline.
        least: how far the nearest edge is from the middle of each; whether all circles meet it.
        pairs: ascending, the number of cell and outline; an edge; its distance from the middle. The
            nearest edge of each cell and outline is among them.
    """
    import numpy as np

    group, edge, gap = pairs
    kept = near_enough(families, least, (group, gap))
    group, edge, gap = group.take(kept), edge.take(kept), gap.take(kept)
    lowest = least[0].take(group)
    nearest = np.zeros(len(least[0]), np.int64)
    at_least = np.flatnonzero(gap == lowest)
    nearest[group.take(at_least)] = edge.take(at_least)
    x, y = edges.nearest_points(nearest, families.x, families.y)
    # Let q be the point of the border nearest to the middle m. A point p of the cell is nearer to q
    # than to a point e of an edge if |e-m|^2 - |q-m|^2 > 2 |p-m| |e-q|.
    far = edges.farthest(edge, x.take(group), y.take(group))
    far *= (2 * families.wide).take(group)
    found: Integers = kept[(gap - lowest - SPARE_M) * (gap + lowest) <= far]
    return found
