"""How declared areas lie to each other, as far as the agreement itself says it (SEMANTICS 2.1).

Only what follows from parts, unions, differences and `apart` is said; a map may add to it. What is
not known is neither inside nor apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from servanda.agreement.model import Agreement, Area


class AreaRelations(Protocol):
    """What is known of areas: `DeclaredAreas`, or a map with outlines."""

    def is_inside(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        """Return whether the union of some areas certainly lies in the union of others."""
        ...

    def are_apart(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        """Return whether two unions of areas certainly have nothing in common."""
        ...


@dataclass(frozen=True)
class DeclaredAreas:
    """Areas as the front matter declares them.

    Attributes:
        areas: by name.
        apart: groups of areas that are declared disjoint.
    """

    areas: Mapping[str, Area] = field(default_factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()

    def is_inside(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        """Return whether the union of some areas certainly lies in the union of others."""
        theirs = frozenset(others)
        return all(self._one_inside(area, theirs, frozenset()) for area in areas)

    def are_apart(self, areas: Iterable[str], others: Iterable[str]) -> bool:
        """Return whether two unions of areas certainly have nothing in common."""
        theirs = tuple(others)
        return all(self._two_apart(a, b, frozenset()) for a in areas for b in theirs)

    def _one_inside(self, area: str, theirs: frozenset[str], seen: frozenset[str]) -> bool:
        if self._above(area) & theirs:
            return True
        if area in seen:
            return False
        divided = self._divided(area)
        seen |= {area}
        return bool(divided) and all(self._one_inside(p, theirs, seen) for p in divided)

    def _two_apart(self, one: str, other: str, seen: frozenset[tuple[str, str]]) -> bool:
        if (one, other) in seen:
            return False
        pairs = self._apart_pairs
        if any((a, b) in pairs for a in self._above(one) for b in self._above(other)):
            return True
        seen |= {(one, other), (other, one)}
        for area, against in ((one, other), (other, one)):
            divided = self._divided(area)
            if divided and all(self._two_apart(part, against, seen) for part in divided):
                return True
        return False

    def _divided(self, name: str) -> tuple[str, ...]:
        area = self.areas.get(name)
        if area is None or area.less:
            return ()
        return area.parts or area.union

    def _above(self, name: str) -> frozenset[str]:
        """Return an area and all that certainly contain it."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._containers.get(current, ())
        return frozenset(found)

    @cached_property
    def _containers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, area in self.areas.items():
            inner = area.parts if area.less else (*area.parts, *area.union)
            for part in inner:
                found.setdefault(part, []).append(name)
            outer = list(area.common)
            outer += area.union if area.less and len(area.union) == 1 else ()
            if outer:
                found.setdefault(name, []).extend(outer)
        return found

    @cached_property
    def _apart_pairs(self) -> frozenset[tuple[str, str]]:
        groups = [*self.apart, *(area.parts for area in self.areas.values())]
        pairs = {(a, b) for group in groups for a in group for b in group if a != b}
        for name, area in self.areas.items():
            pairs |= {(name, less) for less in area.less} | {(less, name) for less in area.less}
        return frozenset(pairs)


def declared_areas(agreement: Agreement) -> DeclaredAreas:
    """Return what an agreement declares of its areas."""
    return DeclaredAreas(agreement.areas, agreement.apart)
