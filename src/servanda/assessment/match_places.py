"""How the places of reports lie to the sites of duties (SEMANTICS 2.1, GRAMMAR 8.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from servanda.agreement.model import PlaceSpec
from servanda.assessment.match_things import rows_table
from servanda.assessment.tables import CONTAINS, INSIDE, PLACES_WITHIN, SITE_PLACES
from servanda.evidence.places import ANYWHERE_M, AreaMap
from servanda.evidence.shapes import between, metres_of, widened

End = Literal["either", "at", "from"]

_FROM: Final = frozenset({"from", "out of"})
_AT: Final = frozenset({"into", "to", "against"})


@dataclass(frozen=True)
class SitePart:
    """One phrase of place.

    Attributes:
        end: which end of an act must meet it (2.1); `either` for `in` and the like.
        areas: their union; empty: everywhere.
        is_outside: it is all that is not in `areas`.
        is_exception: an act with either end in `areas` is excepted, so that both must be outside.
        is_between: it is what lies between the two `areas`.
        within_m: it is all that lies within so many metres of `areas`; None: `areas` themselves.
        is_known: false where nothing that reports say can place them (`near each vessel`).
    """

    end: End = "either"
    areas: frozenset[str] = frozenset()
    is_outside: bool = False
    within_m: float | None = None
    is_known: bool = True
    is_exception: bool = False
    is_between: bool = False

    @property
    def drawn(self) -> SitePart:
        """Return what decides the outline."""
        return SitePart(areas=self.areas, within_m=self.within_m, is_between=self.is_between)


@dataclass(frozen=True)
class SiteSpec:
    """Where a duty holds: every part must be met; no part: everywhere."""

    parts: tuple[SitePart, ...] = ()


EVERYWHERE: Final = SiteSpec()


def site_of(places: Iterable[PlaceSpec]) -> SiteSpec:
    """Return phrases of place, their `own` already named as areas, as a site."""
    return SiteSpec(tuple(_part_of(spec) for spec in places))


def _part_of(spec: PlaceSpec) -> SitePart:
    roles = frozenset(spec.roles)
    is_exception = "outside" in roles and len(roles) > 1
    told = roles - {"outside"} if is_exception else roles
    end: End = "from" if told <= _FROM else "at" if told <= _AT else "either"
    length = spec.distance
    metres = metres_of(float(length.count), length.unit) if length else None
    is_known = spec.near is None and bool(spec.areas) and (length is None or metres is not None)
    # What is near without a distance, and how high something is, no outline can say.
    is_known = is_known and "below" not in roles and (length is not None or "near" not in roles)
    return SitePart(end, frozenset(spec.areas), "outside" in roles, metres, is_known,
                    is_exception, "between" in roles)  # fmt: skip


@dataclass(frozen=True)
class SpokenPlace:
    """A distinct place of the evidence.

    Attributes:
        areas: one of them; all of them where `is_union`; none: unknown, but for a point.
        areas_from: the other end, one of them; none: not said.
        points: relation of its point to each known outline; None: no point.
        is_union: of coverage: `areas` together, or everywhere where there are none.
        has_open_end: the act has an origin and a place of effect, and its origin is not named: it
            may be anywhere (2.1).
    """

    areas: tuple[str, ...] = ()
    areas_from: tuple[str, ...] = ()
    points: Mapping[SitePart, int] | None = field(default=None, hash=False)
    is_union: bool = False
    has_open_end: bool = False

    @property
    def has_two_ends(self) -> bool:
        """Return whether another end than the one named is known, or known to be open."""
        return bool(self.areas_from) or self.has_open_end


@dataclass(frozen=True)
class PointClasses:
    """Points by how they lie to outlines.

    Attributes:
        numbers: class of each point, int32, from 0.
        relations: of each class, how it lies to parts, by their place in `parts`; apart: none.
        parts: phrases of place that have an outline.
    """

    numbers: pa.Array
    relations: Sequence[Mapping[int, int]]
    parts: Sequence[SitePart]


class PlaceMatcher:
    """Relates places of evidence to sites."""

    def __init__(self, areas: AreaMap) -> None:
        self._areas = areas
        self._drawn: dict[SitePart, Any] = {}

    def relation(self, place: SpokenPlace, site: SiteSpec) -> int | None:
        """Return how a place lies to a site."""
        if place.is_union and not place.areas:
            return INSIDE | CONTAINS if not site.parts else CONTAINS
        if not site.parts:
            # A row that names no place speaks of the widest one (2.2), as such a duty does.
            is_placed = place.areas or place.areas_from or place.points is not None
            return INSIDE if is_placed else INSIDE | CONTAINS
        found = [self._part_relation(place, part) for part in site.parts]
        if any(rel is None for rel in found):
            return None
        inside = all((rel or 0) & INSIDE for rel in found)
        contains = all((rel or 0) & CONTAINS for rel in found) and _asks_of_both(place, site)
        return inside * INSIDE | contains * CONTAINS

    def _part_relation(self, place: SpokenPlace, part: SitePart) -> int | None:
        if not part.is_known:
            return 0
        if part.end == "from":
            return self._end_relation(place.areas_from, place, part) if place.areas_from else 0
        here = self._at_relation(place, part)
        if part.end == "at" or not place.has_two_ends:
            return here
        there: int | None = 0
        if place.areas_from:
            there = self._end_relation(place.areas_from, place, part)
        if part.is_exception:
            return None if here is None or there is None else here & there & INSIDE
        if here is None and there is None:
            return None
        inside = ((here or 0) | (there or 0)) & INSIDE
        return inside | ((here or 0) & (there or 0) & CONTAINS)

    def _at_relation(self, place: SpokenPlace, part: SitePart) -> int | None:
        if place.areas:
            return self._end_relation(place.areas, place, part)
        if place.points is None:
            return 0
        plain = part.drawn
        if plain not in place.points and not self.has_outline(plain):
            return 0
        found = place.points.get(plain)
        return _mirrored(found) if part.is_outside else found

    def _end_relation(
        self, areas: tuple[str, ...], place: SpokenPlace, part: SitePart
    ) -> int | None:
        if part.is_between:
            return self._drawn_relation(areas, part)
        if part.within_m is not None:
            return self._near_relation(areas, part)
        if place.is_union:
            found = self._areas.union_relation(areas, part.areas)
        else:
            found = self._areas.relation(areas, part.areas)
        return _mirrored(found) if part.is_outside else found

    def _near_relation(self, areas: tuple[str, ...], part: SitePart) -> int | None:
        """Return how named areas lie to all that is near others; inside those is near them."""
        found = self._areas.relation(areas, part.areas)
        if found is not None and found & INSIDE:
            return _mirrored(INSIDE) if part.is_outside else INSIDE
        return self._drawn_relation(areas, part)

    def _drawn_relation(self, areas: tuple[str, ...], part: SitePart) -> int | None:
        """Return how a named area lies to a part by their outlines; without them it may overlap."""
        shape, ours = self.outline(part), self._areas.shape_of(areas)
        if shape is None or ours is None or len(areas) > 1:
            return 0
        from servanda.evidence.shapes import shape_relation

        rel = shape_relation(ours, shape)
        return _mirrored(rel) if part.is_outside else rel

    def has_outline(self, part: SitePart) -> bool:
        """Return whether a part can be drawn."""
        return self.outline(part) is not None

    def outline(self, part: SitePart) -> Any:  # noqa: ANN401 - a shapely geometry, or None
        """Return the outline of a part in the Mercator plane, or None."""
        plain = part.drawn
        if plain not in self._drawn:
            self._drawn[plain] = self._draw(plain)
        return self._drawn[plain]

    def _draw(self, part: SitePart) -> Any:  # noqa: ANN401 - a shapely geometry, or None
        if part.is_between:
            sides = [self._areas.shape_of((area,)) for area in sorted(part.areas)]
            return between(*sides) if len(sides) == 2 and None not in sides else None
        shape = self._areas.shape_of(part.areas)
        if shape is not None and part.within_m is not None:
            return widened(shape, part.within_m)
        return shape

    def point_classes(self, points: pa.Table, sites: Iterable[SiteSpec]) -> PointClasses:
        """Return how points lie to the outlines of all parts of sites.

        Args:
            points: columns `latitude`, `longitude` (degrees) and `radius_m`, as doubles.
            sites: those that matter.
        """
        parts = sorted(
            {part.drawn for site in sites for part in site.parts if part.is_known},
            key=lambda p: (sorted(p.areas), p.within_m or 0.0, p.is_between),
        )  # fmt: skip
        drawn = [part for part in parts if self.has_outline(part)]
        if not drawn or not points.num_rows:
            return PointClasses(pa.repeat(pa.scalar(0, pa.int32()), points.num_rows), [{}], [])
        import numpy as np

        from servanda.evidence.grid.areas import AreaGrid

        grid = AreaGrid([self.outline(part) for part in drawn])
        is_placed = pc.less(points["radius_m"], ANYWHERE_M).to_numpy(zero_copy_only=False)
        placed = [points[n].to_numpy()[is_placed] for n in ("latitude", "longitude", "radius_m")]
        classes = grid.classify(*placed)
        meanings = [grid.classes.relations(number) for number in range(len(grid.classes))]
        found = np.full(points.num_rows, len(meanings), classes.dtype)
        found[is_placed] = classes
        anywhere = dict.fromkeys(range(len(drawn)), 0)
        return PointClasses(pa.array(found), [*meanings, anywhere], drawn)

    def site_places(self, sites: Mapping[int, SiteSpec], places: Sequence[SpokenPlace]) -> pa.Table:
        """Return `SITE_PLACES`; places are numbered from 1 in their order."""
        rows = [
            (site_id, place_id, rel)
            for site_id, site in sorted(sites.items())
            for place_id, place in enumerate(places, start=1)
            if (rel := self.relation(place, site)) is not None
        ]
        return rows_table(rows, SITE_PLACES)

    def places_within(self, outer: Iterable[int], places: Sequence[SpokenPlace]) -> pa.Table:
        """Return `PLACES_WITHIN`: what the places of `observed-none` rows contain.

        A place that is one of several areas, or a point, contains nothing for certain.
        """
        rows = []
        for one in sorted(set(outer)):
            whole = places[one - 1]
            if len(whole.areas) != 1 or whole.is_union:
                continue
            site = SiteSpec((SitePart("at", frozenset(whole.areas)),))
            rows += [
                (one, other)
                for other, place in enumerate(places, start=1)
                if other != one and (self.relation(place, site) or 0) & INSIDE
            ]
        return rows_table(rows, PLACES_WITHIN)


def _asks_of_both(place: SpokenPlace, site: SiteSpec) -> bool:
    """Return whether a site speaks of each end that a place names.

    Acts from one area into another are not all acts from it, so they contain none of these.
    """
    ends = {part.end for part in site.parts}
    if "either" in ends:
        return True
    return ("at" in ends or not place.areas) and ("from" in ends or not place.areas_from)


def _mirrored(rel: int | None) -> int | None:
    """Return the relation to all that is outside, from the relation to what is inside."""
    if rel is None:
        return INSIDE
    return None if rel & INSIDE else 0
