"""Declared areas, and how named areas lie to each other (SEMANTICS 2.1; ARCHITECTURE decision 6).

What is declared (parts, unions, apart) wins over what is drawn. Relations are those of
`assessment.tables`: bit 1 inside, bit 2 contains, 0 may overlap, None apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from servanda.errors import Problem
from servanda.evidence.shapes import (
    Shape,
    common_of,
    metres_of,
    point_at,
    read_shapes,
    shape_relation,
    side_of_line,
    union_of,
    widened,
)

ANYWHERE_M: Final = 20_100_000
"""Radius of a point of which nobody says how exact it is: it may lie anywhere on earth."""


class LengthLike(Protocol):
    """A length as the agreement writes it."""

    @property
    def count(self) -> Decimal:
        """How many."""
        ...

    @property
    def unit(self) -> str:
        """Of what."""
        ...


class AreaLike(Protocol):
    """A declared area; `servanda.agreement.model.Area` is one."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Areas that divide it without rest."""
        ...

    @property
    def union(self) -> tuple[str, ...]:
        """Areas it is the union of."""
        ...

    @property
    def less(self) -> tuple[str, ...]:
        """Areas taken away from it."""
        ...

    @property
    def buffer(self) -> tuple[str, LengthLike] | None:
        """Line and distance."""
        ...

    @property
    def common(self) -> tuple[str, ...]:
        """Areas of which it is what they have in common."""
        ...

    @property
    def side_of(self) -> str:
        """A directed line on one side of which it lies; empty: none."""
        ...

    @property
    def side(self) -> str:
        """Which: `left` or `right`, looking along the line."""
        ...

    @property
    def centre(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude of a circle, whose radius is the distance of `buffer`."""
        ...


@dataclass(frozen=True)
class AreaMap:
    """All declared areas.

    Attributes:
        names: canonical, in lower case.
        parts: area to the areas that divide it without rest.
        members: area to the areas it is the union of (less those of `less`).
        less: area to the areas that were taken away.
        inside: area to further areas that contain it by what is declared.
        apart: groups of areas that are declared disjoint.
        shapes: outlines in the Mercator plane, of areas that have one.
        problems: what was wrong with the outlines.
    """

    names: frozenset[str] = frozenset()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    less: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[frozenset[str], ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def relation(self, place: Iterable[str], site: Iterable[str]) -> int | None:
        """Return how a place, being one of some areas, lies to the union of others.

        Args:
            place: areas of which one is meant; none: unknown, it may overlap everything.
            site: areas whose union is meant.
        """
        candidates, union = frozenset(place), frozenset(site)
        if not candidates or not union:
            return 0
        found = [self._relation(area, union) for area in sorted(candidates)]
        if all(rel is None for rel in found):
            return None
        inside = all(rel is not None and rel & 1 for rel in found)
        contains = all(rel is not None and rel & 2 for rel in found)
        return inside * 1 | contains * 2

    def union_relation(self, union: Iterable[str], site: Iterable[str]) -> int | None:
        """Return how the union of some areas lies to the union of others."""
        ours, theirs = frozenset(union), frozenset(site)
        found = [self._relation(area, theirs) for area in sorted(ours)]
        if all(rel is None for rel in found):
            return None
        inside = all(rel is not None and rel & 1 for rel in found)
        contains = all(self._is_inside(area, ours) for area in theirs)
        shapes = self.shape_of(ours), self.shape_of(theirs)
        drawn = 0 if None in shapes else shape_relation(*shapes) or 0
        return inside * 1 | contains * 2 | drawn

    def shape_of(self, areas: Iterable[str]) -> Shape | None:
        """Return the outline of a union of areas, or None where one of them has none."""
        names = sorted(areas)
        if not names or any(name not in self.shapes for name in names):
            return None
        return (
            self.shapes[names[0]]
            if len(names) == 1
            else union_of([self.shapes[name] for name in names])
        )

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all outlines in the Mercator plane, widened by their size."""
        edges = [shape.bounds for shape in self.shapes.values()]
        if not edges:
            return None
        west, south = min(e[0] for e in edges), min(e[1] for e in edges)
        east, north = max(e[2] for e in edges), max(e[3] for e in edges)
        spare = max(east - west, north - south)
        return west - spare, south - spare, east + spare, north + spare

    def _relation(self, area: str, site: frozenset[str]) -> int | None:
        key = (area, site)
        if key not in self._known:
            self._known[key] = self._find_relation(area, site)
        return self._known[key]

    def _find_relation(self, area: str, site: frozenset[str]) -> int | None:
        declared = self._is_inside(area, site) * 1
        declared |= all(self._is_inside(one, frozenset((area,))) for one in site) * 2
        if declared != 3 and not declared and all(self._are_apart(area, one) for one in site):
            return None
        ours, theirs = self.shapes.get(area), self.shape_of(site)
        if ours is None or theirs is None:
            return declared
        drawn = shape_relation(ours, theirs)
        return drawn if not declared else declared | (drawn or 0)

    def _is_inside(self, area: str, site: frozenset[str]) -> bool:
        """Return whether an area lies inside a union by what is declared."""
        if self._above(area) & site:
            return True
        divided = self.parts.get(area) or self.members.get(area) or ()
        return bool(divided) and all(self._is_inside(part, site) for part in divided)

    def _above(self, area: str) -> frozenset[str]:
        """Return an area and all that are declared to contain it."""
        found: set[str] = set()
        waiting = [area]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._containers.get(current, ())
        return frozenset(found)

    @cached_property
    def _known(self) -> dict[tuple[str, frozenset[str]], int | None]:
        return {}

    @cached_property
    def _containers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for whole, parts in self.parts.items():
            for part in parts:
                found.setdefault(part, []).append(whole)
        for whole, members in self.members.items():
            for member in members if whole not in self.less else ():
                found.setdefault(member, []).append(whole)
            if len(members) == 1:  # a difference lies inside what it was taken from
                found.setdefault(whole, []).append(members[0])
        for area, wholes in self.inside.items():
            found.setdefault(area, []).extend(wholes)
        return found

    @cached_property
    def _apart_pairs(self) -> frozenset[frozenset[str]]:
        groups: list[Iterable[str]] = [*self.apart, *self.parts.values()]
        pairs = {frozenset((a, b)) for group in groups for a in group for b in group if a != b}
        pairs |= {frozenset((whole, one)) for whole, less in self.less.items() for one in less}
        return frozenset(pairs)

    def _are_apart(self, one: str, other: str) -> bool:
        pairs = self._apart_pairs
        ours, theirs = self._above(one), self._above(other)
        if any(frozenset((a, b)) in pairs for a in ours for b in theirs):
            return True
        for area, against in ((one, other), (other, one)):
            divided = self.parts.get(area) or self.members.get(area) or ()
            if divided and all(self._are_apart(part, against) for part in divided):
                return True
        return False


def build_area_map(
    areas: Mapping[str, AreaLike],
    geojson: Path | Mapping[str, Any] | None = None,
    apart: Sequence[Iterable[str]] = (),
) -> AreaMap:
    """Return the areas of an agreement with their outlines.

    Args:
        areas: declared areas by name.
        geojson: file or FeatureCollection of outlines; None: there are none.
        apart: groups of areas that are declared disjoint.

    Raises:
        MissingExtraError: SV390, outlines are given and shapely is not installed.
    """
    shapes, problems = read_shapes(geojson) if geojson is not None else ({}, [])
    _derive_shapes(areas, shapes)
    return AreaMap(
        names=frozenset(areas) | frozenset(shapes),
        parts={name: area.parts for name, area in areas.items() if area.parts},
        members={name: area.union for name, area in areas.items() if area.union},
        less={name: area.less for name, area in areas.items() if area.less},
        inside=_declared_inside(areas),
        apart=(*(frozenset(group) for group in apart), *_sides_apart(areas)),
        shapes=shapes,
        problems=tuple(problems),
    )


def _derive_shapes(areas: Mapping[str, AreaLike], shapes: dict[str, Shape]) -> None:
    """Add the outlines of buffers, sides, unions and differences, as far as they can be drawn."""
    waiting = [name for name in areas if name not in shapes]
    while waiting:
        drawn = {n: s for n in waiting if (s := _derived(areas[n], shapes)) is not None}
        if not drawn:
            return
        shapes.update(drawn)
        waiting = [name for name in waiting if name not in drawn]


def _declared_inside(areas: Mapping[str, AreaLike]) -> dict[str, tuple[str, ...]]:
    """Return what derived areas lie inside of: a line inside all that is near it, and so on."""
    found: dict[str, tuple[str, ...]] = {}
    for name, area in areas.items():
        if area.buffer is not None and area.buffer[0]:
            found[area.buffer[0]] = (*found.get(area.buffer[0], ()), name)
        if area.common:
            found[name] = (*found.get(name, ()), *area.common)
    return found


def _sides_apart(areas: Mapping[str, AreaLike]) -> list[frozenset[str]]:
    """Return the pairs of areas that lie on different sides of one line."""
    sided = [(name, area) for name, area in areas.items() if area.side_of]
    return [
        frozenset((name, other))
        for name, area in sided
        for other, its in sided
        if name < other and area.side_of == its.side_of and area.side != its.side
    ]


def _derived(area: AreaLike, shapes: Mapping[str, Shape]) -> Shape | None:
    found = _base_shape(area, shapes)
    if found is None or any(name not in shapes for name in (*area.common, *area.less)):
        return None
    for name in area.common if area.side_of else ():
        found = found.intersection(shapes[name])
    return found.difference(union_of([shapes[n] for n in area.less])) if area.less else found


def _base_shape(area: AreaLike, shapes: Mapping[str, Shape]) -> Shape | None:
    """Return the outline of a derived area before anything is taken away from it."""
    if area.buffer is not None:
        return _near(area, area.buffer, shapes)
    if area.side_of:
        line = shapes.get(area.side_of)
        return None if line is None else side_of_line(line, area.side)
    base = area.union or area.parts or area.common
    if not base or any(name not in shapes for name in base):
        return None
    if base == area.common:
        return common_of([shapes[name] for name in base])
    return union_of([shapes[name] for name in base])


def _near(
    area: AreaLike, buffer: tuple[str, LengthLike], shapes: Mapping[str, Shape]
) -> Shape | None:
    line, length = buffer
    metres = metres_of(float(length.count), length.unit)
    if metres is None:
        return None
    if area.centre is not None:
        return widened(point_at(float(area.centre[0]), float(area.centre[1])), metres)
    return widened(shapes[line], metres) if line in shapes else None
