"""Points at the door: latitude and longitude exchanged, and points outside of every area."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.door.numbers import slip_rows
from servanda.evidence.door.slips import Slip, SlipRow
from servanda.evidence.formats import quoted_name
from servanda.evidence.places import AreaMap

LEAST_POINTS: Final = 5
"""With fewer points nothing tells which of them stand apart."""
FAR_DEGREES: Final = 3.0
"""A point is apart if it lies this far from the middle of all, or six times the usual spread."""


def check_swapped(connection: duckdb.DuckDBPyConnection, latitude: str, longitude: str) -> Slip:
    """Return points that lie among the others only if their two numbers change places."""
    columns = [f"try_cast({quoted_name(name)} AS DOUBLE)" for name in (latitude, longitude)]
    rows = slip_rows(
        connection,
        f"""WITH points AS (
            SELECT row_no, {columns[0]} AS lat, {columns[1]} AS lon FROM given
            WHERE {columns[0]} IS NOT NULL AND {columns[1]} IS NOT NULL
        ), middle AS (
            SELECT count(*) AS n, median(lat) AS lat0, median(lon) AS lon0,
                greatest({FAR_DEGREES}, 6 * mad(lat), 6 * mad(lon)) AS reach FROM points
        )
        SELECT row_no, lat || ', ' || lon || ' lies among the others as ' || lon || ', ' || lat
        FROM points, middle WHERE n >= {LEAST_POINTS}
            AND greatest(abs(lat - lat0), abs(lon - lon0)) > reach
            AND greatest(abs(lon - lat0), abs(lat - lon0)) <= reach ORDER BY row_no""",
    )
    message = f"`{latitude}` and `{longitude}` look exchanged"
    return Slip("SV834", message, "GeoJSON writes longitude first, most tables latitude", rows)


def check_outside(reports: pa.Table, areas: AreaMap) -> Slip:
    """Return reports whose circle meets no outline of the agreement's areas.

    Args:
        reports: with `latitude`, `longitude`, `radius_m`; a point without radius is taken as such.
        areas: with outlines in the Mercator plane; without any nothing is outside.
    """
    message, hint = "the point lies outside of every area", "is the point, or an outline, wrong?"
    has_point = pc.and_(pc.is_valid(reports["latitude"]), pc.is_valid(reports["longitude"]))
    placed = reports.filter(has_point)
    if not areas.shapes or not placed.num_rows:
        return Slip("SV835", message, hint)
    from servanda.evidence.grid.areas import AreaGrid
    from servanda.evidence.grid.classes import NOWHERE

    latitude, longitude, radius = (
        pc.fill_null(placed[name].cast(pa.float64()), 0.0).to_numpy()
        for name in ("latitude", "longitude", "radius_m")
    )
    grid = AreaGrid(list(areas.shapes.values()))
    is_met = grid.classify(latitude, longitude, radius) != NOWHERE
    rows = placed.select(["row_no", "latitude", "longitude"]).to_pylist()
    outside = [
        SlipRow(
            row["row_no"] or 0, f"{row['latitude'].normalize():f}, {row['longitude'].normalize():f}"
        )
        for row, found in zip(rows, is_met.tolist(), strict=True)
        if not found
    ]
    return Slip("SV835", message, hint, tuple(outside))
