"""Degrees cut into cells, and what circles with their middle in a cell have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, degrees, exp, pi
from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import taken
from servanda.evidence.grid.outlines import SPARE_M, Circles
from servanda.evidence.shapes import EARTH_RADIUS_M, LAST_LATITUDE, on_plane, reach_on_plane

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Floats, Integers

_MARGIN: Final = 0.125
"""Share of its size by which the box of all outlines is widened."""
_LEAST_MARGIN: Final = 0.01
_ROUNDING: Final = 1e-9
_MOST_FAR_M: Final = 100_000.0


@dataclass(frozen=True)
class Points:
    """Reported points: degrees, and metres within which the true place lies."""

    latitude: Floats
    longitude: Floats
    radius_m: Floats

    def take(self, places: Integers | slice) -> Points:
        """Return some of them."""
        some = (taken(v, places) for v in (self.latitude, self.longitude, self.radius_m))
        return Points(*some)

    def on_plane(self) -> Circles:
        """Return them as circles in the Mercator plane."""
        import numpy as np

        x, y = on_plane(self.latitude, self.longitude)
        reach = reach_on_plane(self.latitude, self.radius_m)
        return Circles(x, y, reach, reach, np.zeros_like(x))


@dataclass(frozen=True)
class Frame:
    """A box of degrees around all outlines; all that is beyond is a ring of one cell.

    Attributes:
        west, south: its corner.
        width, height: its size.
        margin_m: how far in the plane every outline is from all that lies beyond the box.
    """

    west: float
    south: float
    width: float
    height: float
    margin_m: float

    @property
    def axes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Factor and summand that turn longitudes and latitudes into shares of the box."""
        across, up = 1 / self.width, 1 / self.height
        return (across, -self.west * across), (up, -self.south * up)

    def lattice(self, side: int, ranges: Sequence[tuple[float, float]]) -> Lattice:
        """Return the cells of a box cut in so many columns and rows.

        Args:
            side: how many.
            ranges: the least and the greatest radius of circles, in metres; at least one range.
        """
        import numpy as np

        row, same = np.arange(side), np.ones(side)
        families = [
            self.families((row, row), side * same, (low * same, high * same))
            for low, high in ranges
        ]
        least, most = (np.array([getattr(f, k) for f in families]) for k in ("least", "most"))
        return Lattice(families[0].x, families[0].y, families[0].wide, least, most)

    def is_far_beyond(self, radius_m: float) -> bool:
        """Return whether a circle with its middle beyond the box surely meets no outline.

        Towards a pole a circle grows in the plane, but what lies between it and the box grows
        faster, up to the last latitude and for radii up to `_MOST_FAR_M`.
        """
        import numpy as np

        edges = np.abs([self.south, self.south + self.height]).max(keepdims=True)
        reach = float(reach_on_plane(edges, radius_m)[0])
        return radius_m <= _MOST_FAR_M and reach < self.margin_m

    def families(
        self,
        cells: tuple[Floats | Integers, Floats | Integers],
        side: Floats,
        radii: tuple[Floats, Floats],
    ) -> Circles:
        """Return the circles with their middle in a cell and a radius in a range, as families.

        Args:
            cells: their columns and rows from the corner of the box, without the ring.
            side: how many such cells the box has across and up.
            radii: the least and the greatest, in metres.
        """
        import numpy as np

        column, row = cells
        south, north = (self.south + self.height * (row + k) / side for k in (0, 1))
        west, east = (self.west + self.width * (column + k) / side for k in (0, 1))
        x0, y0 = on_plane(south, west)
        x1, y1 = on_plane(north, east)
        half = np.hypot(x1 - x0, y1 - y0) / 2 + SPARE_M
        low, high = np.sort([np.abs(south), np.abs(north)], axis=0)
        low = np.where(south * north < 0, 0.0, low)
        most = reach_on_plane(high, radii[1]) * (1 + _ROUNDING) + half
        least = reach_on_plane(low, radii[0]) * (1 - _ROUNDING) - half
        return Circles((x0 + x1) / 2, (y0 + y1) / 2, least, most, half)


@dataclass(frozen=True)
class Lattice:
    """Cells in columns and rows.

    Attributes:
        x: middles of the columns in the plane.
        y: middles of the rows.
        wide: of each row, how far a point of a cell lies from its middle at most.
        least, most: for each range of radii and row, as `Circles` has them.
    """

    x: Floats
    y: Floats
    wide: Floats
    least: Floats
    most: Floats


def frame_around(bounds: tuple[float, float, float, float]) -> Frame:
    """Return the frame of outlines.

    Args:
        bounds: west, south, east, north in the Mercator plane.
    """
    import numpy as np

    west, east = _widened(bounds[0], bounds[2], is_latitude=False)
    south, north = _widened(bounds[1], bounds[3], is_latitude=True)
    south, north = max(south, -LAST_LATITUDE), min(north, LAST_LATITUDE)
    x, y = on_plane(np.array([south, north]), np.array([west, east]))
    gaps = (bounds[0] - x[0], x[1] - bounds[2], bounds[1] - y[0], y[1] - bounds[3])
    margin = max(0.0, float(min(gaps)) - SPARE_M)
    return Frame(west, south, east - west, north - south, margin)


def _widened(least: float, most: float, *, is_latitude: bool) -> tuple[float, float]:
    """Return bounds in the plane as degrees, with a margin."""
    low, high = (
        degrees(2 * atan(exp(value / EARTH_RADIUS_M)) - pi / 2)
        if is_latitude
        else degrees(value / EARTH_RADIUS_M)
        for value in (least, most)
    )
    margin = max(_LEAST_MARGIN, _MARGIN * (high - low))
    return low - margin, high + margin
