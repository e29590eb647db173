"""Outlines of areas: GeoJSON to shapes in metres, and how they lie to each other.

Only this module and the package `grid` need shapely (extra `geo`). Shapes are kept in a Mercator
plane, which is true to angles: around a point it only scales, by `1 / cos(latitude)`, so that a
radius in metres stays a circle. Edges are cut into pieces of at most 0.02 degrees before that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import cos, radians
from pathlib import Path
from typing import Any, Final

from servanda.errors import MissingExtraError, Place, Problem, problem_error

EARTH_RADIUS_M: Final = 6_378_137.0
SLIVER: Final = 0.001
"""Share of an area that drawing may misplace: outlines that share a border overlap by slivers."""
DOUBT: Final = 1.01
"""Radii are widened by this factor: no sphere is the Earth, and doubt never says "inside"."""

_PIECE_DEGREES: Final = 0.02
LAST_LATITUDE: Final = 89.0
_METRES: Final = {
    "m": 1.0, "metre": 1.0, "meter": 1.0, "km": 1000.0, "kilometre": 1000.0, "kilometer": 1000.0,
    "foot": 0.3048, "feet": 0.3048, "ft": 0.3048, "mile": 1609.344, "mi": 1609.344,
    "nautical mile": 1852.0, "nm": 1852.0,
}  # fmt: skip

Shape = Any


def metres_of(count: float, unit: str) -> float | None:
    """Return a length in metres, or None where the unit is not known."""
    word = unit.lower()
    factor = _METRES.get(word) or _METRES.get(word.removesuffix("s"))
    return None if factor is None else count * factor


def load_shapely() -> Any:  # noqa: ANN401 - a module
    """Return the module shapely.

    Raises:
        MissingExtraError: SV390, it is not installed.
    """
    try:
        import shapely
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV390",
            "outlines and coordinates need the extra `geo`",
            "install it: pip install 'servanda[geo]'",
        ) from error
    return shapely


def read_shapes(source: Path | Mapping[str, Any]) -> tuple[dict[str, Shape], list[Problem]]:
    """Return the outlines of a GeoJSON file by feature id, and what is wrong with it.

    Args:
        source: a path, or the FeatureCollection itself. A feature is named by its `id`, its
            property `id` or its property `name`, in lower case.

    Returns:
        Shapes in the Mercator plane; problems SV380 (not GeoJSON), SV381 (outline unusable), SV382
        (outline repaired, a warning).
    """
    name = str(source) if isinstance(source, Path) else "areas"
    try:
        data = json.loads(source.read_text("utf-8-sig")) if isinstance(source, Path) else source
        features = data["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"`{name}` cannot be read as a GeoJSON FeatureCollection: {error}"
        return {}, [Problem("SV380", message, (Place(name),))]
    shapes: dict[str, Shape] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        key = _feature_id(feature) or str(number)
        shape, problem = _read_shape(feature, key, name)
        if problem:
            problems.append(problem)
        if shape is not None:
            shapes[key] = project(shape)
    return shapes, problems


def _feature_id(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    found = feature.get("id") or properties.get("id") or properties.get("name") or ""
    return " ".join(str(found).lower().split())


def _read_shape(
    feature: Mapping[str, Any], key: str, file: str
) -> tuple[Shape | None, Problem | None]:
    shape, message = _parsed(feature.get("geometry"))
    if message:
        return None, Problem("SV381", f"the outline of `{key}` {message}", (Place(file),))
    if shape.is_valid:
        return shape, None
    mended = _mend(shape)
    if mended is None:
        message = f"the outline of `{key}` encloses nothing"
        return None, Problem("SV381", message, (Place(file),))
    message = f"the outline of `{key}` crosses itself; it was repaired"
    hint = "draw it again without crossings"
    return mended, Problem("SV382", message, (Place(file),), hint, "warning")


def _parsed(geometry: object) -> tuple[Shape, str]:
    """Return a GeoJSON geometry as a shape, and what is wrong with it (empty: nothing)."""
    shapely = load_shapely()
    try:
        shape = shapely.from_geojson(json.dumps(geometry)) if geometry else None
    except shapely.errors.GEOSException as error:
        return None, f"cannot be read: {error}"
    if shape is None or shape.is_empty:
        return None, "is empty"
    west, south, east, north = shape.bounds
    if south < -90 or north > 90 or west < -180 or east > 180:
        return None, "leaves the globe: GeoJSON gives longitude before latitude, in degrees"
    return shape, ""


def _mend(shape: Shape) -> Shape | None:
    """Return a valid shape of the same dimension, or None."""
    shapely = load_shapely()
    dimension = int(shapely.get_dimensions(shape))
    parts = shapely.get_parts(shapely.make_valid(shape))
    kept = [p for p in parts if shapely.get_dimensions(p) == dimension and not p.is_empty]
    return shapely.union_all(kept) if kept else None


def project(shape: Shape) -> Shape:
    """Return shapes in degrees (longitude, latitude) as shapes in the Mercator plane, in metres."""
    import numpy as np

    shapely = load_shapely()
    return shapely.transform(
        shapely.segmentize(shape, _PIECE_DEGREES),
        lambda points: np.column_stack(on_plane(points[:, 1], points[:, 0])),
    )


def on_plane(latitude: Any, longitude: Any) -> tuple[Any, Any]:  # noqa: ANN401 - numpy is an extra
    """Return arrays of degrees as coordinates (x, y) in the Mercator plane, in metres."""
    import numpy as np

    angle = np.radians(np.clip(latitude, -LAST_LATITUDE, LAST_LATITUDE))
    return (
        np.radians(longitude) * EARTH_RADIUS_M,
        np.log(np.tan(np.pi / 4 + angle / 2)) * EARTH_RADIUS_M,
    )


def reach_on_plane(latitude: Any, radius_m: Any) -> Any:  # noqa: ANN401 - numpy is an extra
    """Return radii in metres at latitudes in degrees as radii in the Mercator plane, in doubt."""
    import numpy as np

    limit = np.abs(latitude).clip(max=LAST_LATITUDE)
    return radius_m * DOUBT / np.cos(np.radians(limit))


def point_at(latitude: float, longitude: float) -> Shape:
    """Return a point in degrees as a shape in the Mercator plane."""
    return project(load_shapely().points(longitude, latitude))


def _scale_at(y: float) -> float:
    """Return by how much the Mercator plane is drawn larger than the Earth at a height in it."""
    from math import atan, exp, pi

    return 1 / cos(2 * atan(exp(y / EARTH_RADIUS_M)) - pi / 2)


def widened(shape: Shape, metres: float) -> Shape:
    """Return a shape with all that lies within so many metres of it.

    The plane is drawn larger towards the poles, so each piece of an edge is widened by the scale of
    its own latitude: pieces are no higher than 0.05 degrees, which misplaces an edge by less than
    one in a thousand between the 60th parallels.
    """
    shapely = load_shapely()
    dimension = int(shapely.get_dimensions(shape))
    edges = shapely.boundary(shape) if dimension == 2 else shape
    pieces = [_widened_piece(piece, metres) for piece in _bands(edges)]
    return shapely.union_all([*pieces, shape] if dimension == 2 else pieces)


_BAND_M: Final = 5_000.0


def _bands(shape: Shape) -> list[Shape]:
    """Return the pieces of a line, or points, that lie in one narrow band of latitude."""
    shapely = load_shapely()
    _, south, _, north = shape.bounds
    if north - south <= _BAND_M or int(shapely.get_dimensions(shape)) == 0:
        return list(shapely.get_parts(shape))
    west, _, east, _ = shape.bounds
    count = int((north - south) // _BAND_M) + 1
    step = (north - south) / count
    bands = [
        shapely.box(west - 1, south + k * step, east + 1, south + (k + 1) * step)
        for k in range(count)
    ]
    cut = shapely.intersection(shape, bands)
    return [piece for piece in shapely.get_parts(cut) if not piece.is_empty]


def _widened_piece(piece: Shape, metres: float) -> Shape:
    _, south, _, north = piece.bounds
    return piece.buffer(metres * _scale_at((south + north) / 2), quad_segs=32)


_BEYOND: Final = 10.0
"""How far the sides of a line reach, in its own lengths."""
_LEAST_REACH_M: Final = 3_000_000.0


def side_of_line(line: Shape, side: str) -> Shape | None:
    """Return all that lies on one side of a directed line, drawn straight on beyond its ends.

    Args:
        line: in the Mercator plane, in the direction in which it was drawn.
        side: `left` or `right`, looking along it.

    Returns:
        A polygon that reaches far beyond the line; None: it is no single line.
    """
    shapely = load_shapely()
    from shapely.ops import linemerge, split

    merged = line if line.geom_type == "LineString" else linemerge(line)
    if merged.geom_type != "LineString" or merged.is_closed:
        return None
    reach = max(_BEYOND * float(merged.length), _LEAST_REACH_M)
    west, south, east, north = merged.bounds
    box = shapely.box(west - reach, south - reach, east + reach, north + reach)
    long = _drawn_on(merged, 4 * reach)
    width = float(merged.length) / 1000
    left = long.buffer(width, single_sided=True)
    right = long.buffer(-width, single_sided=True)
    ours, theirs = (left, right) if side == "left" else (right, left)
    pieces = [
        piece
        for piece in split(box, long).geoms
        if piece.intersection(ours).area > piece.intersection(theirs).area
    ]
    return shapely.union_all(pieces) if pieces else None


def _drawn_on(line: Shape, length: float) -> Shape:
    """Return a line drawn straight on beyond both ends."""
    from math import hypot

    points = list(line.coords)

    def beyond(end: tuple[float, ...], before: tuple[float, ...]) -> tuple[float, float]:
        across, up = end[0] - before[0], end[1] - before[1]
        factor = length / (hypot(across, up) or 1.0)
        return end[0] + across * factor, end[1] + up * factor

    first, last = beyond(points[0], points[1]), beyond(points[-1], points[-2])
    return load_shapely().linestrings([first, *points, last])


def between(one: Shape, other: Shape) -> Shape:
    """Return what lies between two shapes: their common hull without themselves."""
    shapely = load_shapely()
    hull = shapely.convex_hull(shapely.union_all([one, other]))
    return hull.difference(shapely.union_all([one, other]))


def common_of(shapes: Sequence[Shape]) -> Shape:
    """Return what shapes have in common."""
    return load_shapely().intersection_all(list(shapes))


def _size(shape: Shape, dimension: int) -> float:
    if dimension == 2:
        return float(shape.area)
    return float(shape.length) if dimension == 1 else float(not shape.is_empty)


def shape_relation(one: Shape, other: Shape) -> int | None:
    """Return how two shapes lie to each other, slivers left aside (see `SLIVER`)."""
    shapely = load_shapely()
    dims = int(shapely.get_dimensions(one)), int(shapely.get_dimensions(other))
    inside = _size(one.difference(other), dims[0]) <= SLIVER * _size(one, dims[0])
    contains = _size(other.difference(one), dims[1]) <= SLIVER * _size(other, dims[1])
    if inside or contains:
        return inside * 1 | contains * 2
    least = min(dims)
    common = _size(one.intersection(other), least)
    smaller = min(_size(s, least) for s, d in zip((one, other), dims, strict=True) if d == least)
    return None if common <= SLIVER * smaller else 0


def union_of(shapes: Sequence[Shape]) -> Shape:
    """Return the union of shapes."""
    return load_shapely().union_all(list(shapes))


def is_near(latitude: float, longitude: float, bounds: tuple[float, float, float, float]) -> bool:
    """Return whether a point in degrees lies within bounds in the Mercator plane."""
    from math import log, pi, tan

    if abs(latitude) > LAST_LATITUDE:
        return False
    x = radians(longitude) * EARTH_RADIUS_M
    y = log(tan(pi / 4 + radians(latitude) / 2)) * EARTH_RADIUS_M
    west, south, east, north = bounds
    return west <= x <= east and south <= y <= north
