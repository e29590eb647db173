"""Straight edges of outlines in the Mercator plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from servanda.evidence.shapes import Shape, load_shapely

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Floats, Integers


@dataclass(frozen=True)
class Edges:
    """Straight edges in the plane; a point is an edge of no length.

    Attributes:
        x, y: where each begins.
        across, up: from there to its end.
        per_length: 1 by the square of its length; 0 where it has none.
        outline_no: of which outline it is, ascending.
    """

    x: Floats
    y: Floats
    across: Floats
    up: Floats
    per_length: Floats
    outline_no: Integers

    def distances(self, numbers: Integers, x: Floats, y: Floats) -> Floats:
        """Return how far points lie from one edge each."""
        import numpy as np

        # One row of five numbers lies nearer together than five columns.
        start_x, start_y, across, up, per_length = self._rows.take(numbers, axis=0).T
        x, y = x - start_x, y - start_y
        share = (x * across + y * up) * per_length
        np.clip(share, 0.0, 1.0, out=share)
        x -= share * across
        y -= share * up
        x *= x
        y *= y
        x += y
        found: Floats = np.sqrt(x, out=x)
        return found

    @cached_property
    def _rows(self) -> Floats:
        import numpy as np

        found: Floats = np.column_stack([self.x, self.y, self.across, self.up, self.per_length])
        return found


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
    return Edges(x, y, across, up, per_length, owner[part_no[starts]])
