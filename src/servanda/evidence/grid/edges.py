"""Straight edges of outlines in the Mercator plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from servanda.evidence.shapes import Shape, load_shapely

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Bools, Floats, Integers


_AT_ONCE: Final = 1 << 13
"""So many distances are worked out where the processor has them at hand."""
_ROUNDING_M: Final = 1e-5
"""Far more than the error of a distance in the plane."""


@dataclass(frozen=True)
class Edges:
    """Straight edges in the plane; a point is an edge of no length.

    Attributes:
        x, y: where each begins.
        end_x, end_y: where it ends: the very numbers with which the next one begins.
        across, up: from its begin to its end.
        per_length: 1 by the square of its length; 0 where it has none.
        outline_no: of which outline it is, ascending.
    """

    x: Floats
    y: Floats
    end_x: Floats
    end_y: Floats
    across: Floats
    up: Floats
    per_length: Floats
    outline_no: Integers

    def distances(self, numbers: Integers, x: Floats, y: Floats) -> Floats:
        """Return how far points lie from one edge each."""
        import numpy as np

        found = np.empty(len(numbers))
        for start in range(0, len(found), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            # One row of numbers lies nearer together than several columns.
            found[some] = _gaps(self._rows.take(numbers[some], axis=0).T, x[some], y[some])
        return found

    def seen(
        self,
        numbers: Integers,
        point: tuple[Floats, Floats],
        known: tuple[Floats, Floats],
        may_cross: Bools,
    ) -> tuple[Floats, Bools, Bools]:
        """Return how points lie to one edge each, and whether the way to another point crosses it.

        Args:
            numbers: of the edges.
            point: x and y.
            known: x and y of the other points.
            may_cross: of which pairs that is asked; the others do not cross.

        Returns:
            The distance; whether the way crosses the edge; whether that is too close to tell. Of
            points that are further from all edges than rounding matters, ways cross an outline
            without a doubt as often as their edges say.
        """
        import numpy as np

        gap = np.empty(len(numbers))
        crosses, is_close = (np.zeros(len(numbers), bool) for _ in range(2))
        for start in range(0, len(numbers), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            x, y, known_x, known_y = (v[some] for v in (*point, *known))
            rows = self._rows.take(numbers[some], axis=0)
            gap[some] = _gaps(rows.T, x, y)
            asked = np.flatnonzero(may_cross[some])
            if len(asked) < len(rows):
                rows = rows.take(asked, axis=0)
                x, y, known_x, known_y = (v.take(asked) for v in (x, y, known_x, known_y))
            asked += start
            crosses[asked], is_close[asked] = _crossed(rows.T, (x, y), (known_x, known_y))
        return gap, crosses, is_close

    def nearest_points(self, numbers: Integers, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return which point of one edge each is nearest to points."""
        rows = self._rows.take(numbers, axis=0).T
        share = _shares(rows, x - rows[0], y - rows[1])
        return rows[0] + share * rows[2], rows[1] + share * rows[3]

    def farthest(self, numbers: Integers, x: Floats, y: Floats) -> Floats:
        """Return a distance from points that nothing of one edge each exceeds."""
        import numpy as np

        found = np.empty(len(numbers))
        for start in range(0, len(found), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            middle_x, middle_y, half, _ = self._discs.take(numbers[some], axis=0).T
            across, up = x[some] - middle_x, y[some] - middle_y
            across *= across
            up *= up
            across += up
            np.sqrt(across, out=across)
            np.add(across, half, out=found[some])
        return found

    @cached_property
    def _discs(self) -> Floats:
        """Middle and half of the length of each edge, and a zero: four numbers are taken sooner."""
        import numpy as np

        half = np.hypot(self.across, self.up) / 2 + _ROUNDING_M
        middle_x, middle_y = self.x + self.across / 2, self.y + self.up / 2
        found: Floats = np.column_stack([middle_x, middle_y, half, np.zeros_like(half)])
        return found

    @cached_property
    def _rows(self) -> Floats:
        import numpy as np

        found: Floats = np.column_stack(
            [self.x, self.y, self.across, self.up, self.per_length, self.end_x, self.end_y]
        )
        return found


def _gaps(rows: Floats, x: Floats, y: Floats) -> Floats:
    """Return how far points lie from edges, given as rows of `Edges`."""
    import numpy as np

    x, y = x - rows[0], y - rows[1]
    share = _shares(rows, x, y)
    x -= share * rows[2]
    y -= share * rows[3]
    x *= x
    y *= y
    x += y
    found: Floats = np.sqrt(x, out=x)
    return found


def _shares(rows: Floats, x: Floats, y: Floats) -> Floats:
    """Return at which shares of edges what is nearest lies to points, told from their begins."""
    import numpy as np

    share = (x * rows[2] + y * rows[3]) * rows[4]
    found: Floats = np.clip(share, 0.0, 1.0, out=share)
    return found


def _crossed(
    rows: Floats, point: tuple[Floats, Floats], known: tuple[Floats, Floats]
) -> tuple[Bools, Bools]:
    """Return which ways between points cross edges, and of which that is too close to tell."""
    import numpy as np

    far, high = point[0] - known[0], point[1] - known[1]
    # An end is the begin of another edge, which sees it on the same side: both compute it so.
    begins = far * (rows[1] - known[1]) > high * (rows[0] - known[0])
    ends = far * (rows[6] - known[1]) > high * (rows[5] - known[0])
    crosses = begins != ends
    some = np.flatnonzero(crosses)
    x0, y0, across, up, per_length = rows[:5].take(some, axis=1)
    sides = [
        across * (to_y.take(some) - y0) - up * (to_x.take(some) - x0)
        for to_x, to_y in (point, known)
    ]
    crosses[some] = (sides[0] > 0) != (sides[1] > 0)
    least = np.minimum(np.abs(sides[0]), np.abs(sides[1]))
    is_close = np.zeros_like(crosses)
    is_close[some] = least * least * per_length < _ROUNDING_M * _ROUNDING_M
    return crosses, is_close


def edges_of(lines: Sequence[Shape | None]) -> Edges:
    """Return the edges of lines and points, by the place of each in the sequence; None: no edge."""
    import numpy as np

    shapely = load_shapely()
    parts, owner = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
    corners, part_no = shapely.get_coordinates(parts, return_index=True)
    is_point = shapely.get_type_id(parts) == shapely.GeometryType.POINT
    goes_on = np.diff(part_no, append=-1) == 0
    starts = np.flatnonzero(goes_on | is_point[part_no])
    ends = np.where(goes_on[starts], starts + 1, starts)
    across, up = (corners[ends] - corners[starts]).T.copy()
    square = across * across + up * up
    per_length = np.divide(1.0, square, out=np.zeros_like(square), where=square > 0)
    x, y = corners[starts].T.copy()
    end_x, end_y = corners[ends].T.copy()
    return Edges(x, y, end_x, end_y, across, up, per_length, owner[part_no[starts]])
