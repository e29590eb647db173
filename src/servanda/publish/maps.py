"""The map: areas and incidents, drawn locally from GeoJSON without tiles or network.

Positions are projected flat about the middle of what is shown (equirectangular, the length of a
degree of longitude taken at the middle latitude): true enough over some hundred kilometres. A
place that is known by area only gets no point: none is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, log10, radians
from typing import Any, Final

from markupsafe import Markup

from servanda.assessment.material import AreaShape, IncidentNote
from servanda.publish.svg import element, icon, mark, text

_METRES_PER_DEGREE: Final = 111_320.0
_WIDTH: Final = 400.0
_MARGIN: Final = 18.0
_HIGHEST: Final = 520.0
_LEAST_SPAN_M: Final = 500.0

STATUS_MARKS: Final = {
    "established": ("circle", False),
    "contested": ("diamond", False),
    "alleged": ("circle", True),
    "refuted": ("cross", False),
    "ruled": ("square", False),
}
"""Shape and hollowness by status of an incident: never colour alone."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """An incident of the map: the number beside its mark, and the incident."""

    number: int
    note: IncidentNote


@dataclass(frozen=True)
class Map:
    """A drawn map with what its reader needs beside it.

    Attributes:
        drawing: the SVG with a title and description of its own.
        spots: incidents with a point, numbered.
        unplaced: incidents without a point.
        keys: status to its mark, those shown only.
        undrawn: names of areas without an outline.
        notes: who drew the outlines, each once.
    """

    drawing: Markup
    spots: tuple[Spot, ...]
    unplaced: tuple[IncidentNote, ...]
    keys: tuple[tuple[str, Markup], ...]
    undrawn: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Projection:
    """From degrees to the drawing: `x = left + (lon - west) * kx`, y downwards."""

    west: float
    north: float
    kx: float
    ky: float
    height: float

    def point(self, longitude: float, latitude: float) -> Point:
        """Return where a position lies in the drawing."""
        return (
            _MARGIN + (longitude - self.west) * self.kx,
            _MARGIN + (self.north - latitude) * self.ky,
        )

    def length(self, metres: float) -> float:
        """Return how long a distance is in the drawing."""
        return metres / _METRES_PER_DEGREE * self.ky


def draw_map(areas: Sequence[AreaShape], incidents: Sequence[IncidentNote]) -> Map | None:
    """Return the map of a case, or None where nothing has a position.

    Args:
        areas: outlines in degrees WGS 84.
        incidents: those with a latitude and longitude get a mark, and a circle of their radius.
    """
    spots = tuple(Spot(k, note) for k, note in enumerate(filter(_has_point, incidents), 1))
    outlines = [(area, list(_rings(area.geometry))) for area in areas]
    drawn = [(area, rings) for area, rings in outlines if rings]
    positions = [p for _, rings in drawn for ring in rings for p in ring]
    positions += [p for spot in spots for p in _reach(spot.note)]
    if not positions:
        return None
    seen = dict.fromkeys(spot.note.status for spot in spots)
    return Map(
        drawing=_drawing(drawn, spots, build_projection(positions)),
        spots=spots,
        unplaced=tuple(note for note in incidents if not _has_point(note)),
        keys=tuple((status, _status_icon(status)) for status in seen),
        undrawn=tuple(area.name for area, rings in outlines if not rings),
        notes=tuple(dict.fromkeys(filter(None, (_note(area) for area, _ in drawn)))),
    )


def build_projection(positions: Sequence[Point]) -> Projection:
    """Return the projection that fits all positions (longitude, latitude) into the drawing."""
    west, east = min(x for x, _ in positions), max(x for x, _ in positions)
    south, north = min(y for _, y in positions), max(y for _, y in positions)
    shrink = max(cos(radians((south + north) / 2)), 0.01)
    least = _LEAST_SPAN_M / _METRES_PER_DEGREE
    wide, high = max((east - west) * shrink, least), max(north - south, least)
    ky = min((_WIDTH - 2 * _MARGIN) / wide, (_HIGHEST - 2 * _MARGIN) / high)
    # What is narrower than the drawing stands in its middle.
    spare = (_WIDTH - 2 * _MARGIN) / ky - (east - west) * shrink
    high_spare = high - (north - south)
    return Projection(
        west=west - spare / 2 / shrink,
        north=north + high_spare / 2,
        kx=ky * shrink,
        ky=ky,
        height=high * ky + 2 * _MARGIN,
    )


def _has_point(note: IncidentNote) -> bool:
    return note.latitude is not None and note.longitude is not None


def _reach(note: IncidentNote) -> Iterator[Point]:
    """Yield the corners of an incident's circle."""
    if note.latitude is None or note.longitude is None:
        return
    high = (note.radius_m or 0.0) / _METRES_PER_DEGREE
    wide = high / max(cos(radians(note.latitude)), 0.01)
    yield note.longitude - wide, note.latitude - high
    yield note.longitude + wide, note.latitude + high


def _rings(geometry: Mapping[str, Any] | None) -> Iterator[list[Point]]:
    """Yield the rings and lines of a GeoJSON geometry; kinds that have none yield nothing."""
    if not geometry:
        return
    coordinates = geometry.get("coordinates", ())
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for part in geometry.get("geometries", ()):
            yield from _rings(part)
    elif kind == "LineString":
        yield _points(coordinates)
    elif kind in ("Polygon", "MultiLineString"):
        yield from (_points(ring) for ring in coordinates)
    elif kind == "MultiPolygon":
        yield from (_points(ring) for polygon in coordinates for ring in polygon)


def _points(ring: Iterable[Sequence[float]]) -> list[Point]:
    return [(float(position[0]), float(position[1])) for position in ring]


def _drawing(
    drawn: Sequence[tuple[AreaShape, list[list[Point]]]],
    spots: Sequence[Spot],
    projection: Projection,
) -> Markup:
    height = projection.height + 30
    title = element("title", Markup.escape("Map of areas and incidents"), id="map-title")
    count = f"{len(drawn)} areas and {len(spots)} incidents; the table beside it lists them."
    parts = [title, element("desc", Markup.escape(count), id="map-desc")]
    parts += [_area(area, rings, projection) for area, rings in drawn]
    parts += _area_names(drawn, spots, projection)
    parts += [_circle(spot.note, projection) for spot in spots]
    parts += [_spot(spot, projection) for spot in spots]
    parts += [_scale_bar(projection, height), _north(height)]
    box = f"0 0 {_WIDTH:.0f} {height:.0f}"
    return element(
        "svg", *parts, viewBox=box, role="img", class_="map", aria_labelledby="map-title map-desc"
    )


def _area(area: AreaShape, rings: list[list[Point]], projection: Projection) -> Markup:
    kind = str((area.geometry or {}).get("type", ""))
    is_line = "Line" in kind
    closing = "" if is_line else "z"
    path = "".join(
        "M"
        + "L".join(f"{x:.1f} {y:.1f}" for x, y in (projection.point(*p) for p in ring))
        + closing
        for ring in rings
    )
    return element("path", d=path, class_="line" if is_line else "area", fill_rule="evenodd")


def _area_names(
    drawn: Sequence[tuple[AreaShape, list[list[Point]]]],
    spots: Sequence[Spot],
    projection: Projection,
) -> Iterator[Markup]:
    """Yield a name in every area; a name that would lie on another or on a mark moves down."""
    marks = [
        projection.point(spot.note.longitude or 0.0, spot.note.latitude or 0.0) for spot in spots
    ]
    # A mark and the number to its upper right.
    taken = [(x + 5, y - 4, 18.0) for x, y in marks]
    for area, rings in drawn:
        x, y = _middle([projection.point(*p) for p in max(rings, key=len)])
        half = 3.3 * len(area.name)
        while any(abs(y - 4 - v) < 17 and abs(x - u) < half + wide for u, v, wide in taken):
            y += 4
        taken.append((x, y - 4, half))
        yield text(area.name, x=x, y=y, text_anchor="middle", class_="name")


def _middle(ring: Sequence[Point]) -> Point:
    """Return the middle of the box around a ring."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _circle(note: IncidentNote, projection: Projection) -> Markup:
    if not note.radius_m:
        return Markup("")
    x, y = projection.point(note.longitude or 0.0, note.latitude or 0.0)
    return element("circle", cx=x, cy=y, r=projection.length(note.radius_m), class_="radius")


def _spot(spot: Spot, projection: Projection) -> Markup:
    note = spot.note
    x, y = projection.point(note.longitude or 0.0, note.latitude or 0.0)
    shape, hollow = STATUS_MARKS.get(note.status, ("plus", False))
    point = mark(shape, x=f"{x:.1f}", y=y, hollow=hollow)
    return point + text(str(spot.number), x=x + 8, y=y - 6, class_="spot")


def _status_icon(status: str) -> Markup:
    shape, hollow = STATUS_MARKS.get(status, ("plus", False))
    return icon(shape, hollow=hollow)


def _scale_bar(projection: Projection, height: float) -> Markup:
    metres = round_distance(_WIDTH / 3 / projection.length(1.0))
    length = projection.length(metres)
    y = height - 12
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    path = f"M{_MARGIN:.1f} {y - 5:.1f}v5h{length:.1f}v-5"
    return element("path", d=path, class_="scale") + text(
        words, x=_MARGIN + length + 6, y=y + 1, class_="scale-words"
    )


def round_distance(most: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not above `most` metres."""
    power = 10.0 ** int(log10(max(most, 1.0)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(most, 1.0))


def _north(height: float) -> Markup:
    y = height - 25
    arrow = element("path", d=f"M{_WIDTH - 34:.1f} {y:.1f}l5 15l-5-4l-5 4z", class_="north")
    return arrow + text("N", x=_WIDTH - 24, y=y + 14, class_="north-words")


def _note(area: AreaShape) -> str:
    return "; ".join(words for words in (area.source, area.note) if words)
