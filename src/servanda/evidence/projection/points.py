"""Points of many rows, in millionths of degrees and metres; doubtful ones are unusual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.names import KnownNames
from servanda.evidence.places import ANYWHERE_M
from servanda.evidence.projection.coding import filled
from servanda.evidence.projection.record import MILLION

_RIM_M: Final = 1_000.0
"""Points so near the rim of all areas are left to the slow reader."""


@dataclass(frozen=True)
class Points:
    """Latitude, longitude and radius of rows, null where unknown, and which need a closer look."""

    latitude: pa.Array
    longitude: pa.Array
    radius: pa.Array
    is_unusual: pa.Array

    def columns(self, has_area: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of a part: a point places a row that names no area.

        One without a radius may lie anywhere, and yet it is not everywhere (2.2).
        """
        counts = pc.and_not(pc.is_valid(self.latitude), has_area)
        radius = pc.fill_null(self.radius, ANYWHERE_M * MILLION)
        pairs = (("latitude", self.latitude), ("longitude", self.longitude), ("radius", radius))
        return {name: pc.if_else(counts, column, None) for name, column in pairs}


def read_points(columns: Sequence[pa.Array | None], names: KnownNames) -> Points | None:
    """Return the points of rows.

    Args:
        columns: `latitude`, `longitude`, `radius_m` in millionths; None: empty.
        names: with the areas; a point outside of all of them whose mirror lies inside is unusual.

    Returns:
        None if no row has any.
    """
    given = [column for column in columns if column is not None]
    if not given:
        return None
    nothing = pa.nulls(len(given[0]), pa.int64())
    latitude, longitude, radius = (nothing if c is None else c for c in columns)
    doubts = [
        pc.xor(pc.is_null(latitude), pc.is_null(longitude)),
        pc.greater(pc.abs(latitude), 90 * MILLION),
        pc.greater(pc.abs(longitude), 180 * MILLION),
        pc.less(radius, 0),
        pc.and_(pc.is_valid(radius), pc.is_null(latitude)),
    ]
    if names.areas.bounds is not None:
        is_inside = _lie_in(latitude, longitude, names.areas.bounds, -_RIM_M)
        is_mirror_inside = _lie_in(longitude, latitude, names.areas.bounds, _RIM_M)
        doubts.append(pc.and_not(is_mirror_inside, is_inside))
    found = filled(doubts[0], False)
    for doubt in doubts[1:]:
        found = pc.or_(found, filled(doubt, False))
    return Points(latitude, longitude, radius, found)


def _lie_in(
    latitude: pa.Array, longitude: pa.Array, bounds: tuple[float, float, float, float], rim: float
) -> pa.Array:
    """Return whether points lie within bounds in the Mercator plane that are widened by a rim."""
    from servanda.evidence.shapes import EARTH_RADIUS_M

    radians = [pc.multiply(c.cast(pa.float64()), pi / 180 / MILLION) for c in (latitude, longitude)]
    north = pc.min_element_wise(pc.max_element_wise(radians[0], -1.5, skip_nulls=False), 1.5,
                                skip_nulls=False)  # fmt: skip
    y = pc.multiply(pc.ln(pc.tan(pc.add(pc.divide(north, 2.0), pi / 4))), EARTH_RADIUS_M)
    x = pc.multiply(radians[1], EARTH_RADIUS_M)
    west, south, east, top = bounds
    sides = (
        pc.greater_equal(x, west - rim), pc.less_equal(x, east + rim),
        pc.greater_equal(y, south - rim), pc.less_equal(y, top + rim),
    )  # fmt: skip
    return pc.and_(pc.and_(sides[0], sides[1]), pc.and_(sides[2], sides[3]))
