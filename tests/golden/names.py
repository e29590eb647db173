"""The tiny dictionaries of a golden case: acts, areas and hands become ids and relations.

Golden cases do not depend on the language, the vocabulary or the preparation of evidence: this is
all of their world.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from servanda.assessment.tables import (
    CONTAINS,
    INSIDE,
    NEUTRAL,
    OTHER_SIDE,
    OVERLAPS,
    OWN_SIDE,
    SAME,
    UNLISTED,
)

EVERY_UNIT = "every unit"


class Ids:
    """Dense ids from 1 in the order in which names are first asked for."""

    def __init__(self) -> None:
        self.names: dict[Hashable, int] = {}

    def __getitem__(self, name: Hashable) -> int:
        return self.names.setdefault(name, len(self.names) + 1)


@dataclass(frozen=True)
class Thing:
    act: str
    unit: str | None
    is_tally: bool = False


@dataclass
class Names:
    """All names of one case with their ids.

    The hand 0 is nobody named; the bearer 0 is everyone.
    """

    agreement: dict[str, Any]
    things: Ids = field(default_factory=Ids)
    filters: Ids = field(default_factory=Ids)
    places: Ids = field(default_factory=Ids)
    sites: Ids = field(default_factory=Ids)
    bearers: Ids = field(default_factory=Ids)
    hands: Ids = field(default_factory=Ids)
    sources: Ids = field(default_factory=Ids)
    series: Ids = field(default_factory=Ids)
    matters: Ids = field(default_factory=Ids)

    def bearer(self, name: str | list[str]) -> int:
        if name == "anyone":
            return 0
        return self.bearers[name if isinstance(name, str) else tuple(sorted(name))]

    def hand(self, actors: str | list[str] | None) -> int:
        if actors is None:
            return 0
        return self.hands[frozenset([actors] if isinstance(actors, str) else actors)]

    # ---- relations ----

    def kinds(self, act: str) -> set[str]:
        return self._below("acts", act)

    def parts(self, area: str) -> list[str]:
        return list(self.agreement.get("areas", {}).get(area, []))

    def _below(self, table: str, name: str) -> set[str]:
        below = set()
        for child in self.agreement.get(table, {}).get(name, []):
            below |= {child} | self._below(table, child)
        return below

    def _name_relation(self, table: str, outer: str, name: str) -> int | None:
        if outer == name:
            return SAME
        if name in self._below(table, outer):
            return INSIDE
        return CONTAINS if outer in self._below(table, name) else None

    def thing_relation(self, wanted: Thing, thing: Thing) -> tuple[int, bool, bool] | None:
        """Return relation, whether an event counts its quantity, and 2.3.1; None: apart."""
        rel = self._name_relation("acts", wanted.act, thing.act)
        if rel is None or not _is_counted(wanted.unit, thing):
            return None
        is_other = wanted.unit is None and thing.is_tally and thing.unit not in {None, EVERY_UNIT}
        return rel, wanted.unit is not None and thing.unit == wanted.unit, is_other

    def place_relation(self, site: str, areas: tuple[str, ...]) -> int | None:
        if not areas:
            return OVERLAPS
        rels = [self._name_relation("areas", site, area) for area in areas]
        if all(rel is None for rel in rels):
            return None
        common = SAME
        for rel in rels:
            common &= OVERLAPS if rel is None else rel
        return common

    def does_contain_thing(self, outer: Thing, inner: Thing) -> bool:
        same_unit = outer.unit in {EVERY_UNIT, inner.unit}
        return same_unit and inner.act in {outer.act, *self.kinds(outer.act)}

    def does_contain_place(self, outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
        if not inner:
            return False
        return len(outer) == 1 and all(
            (self._name_relation("areas", outer[0], area) or 0) & INSIDE for area in inner
        )

    # ---- hands and sides ----

    def owned(self, party: str) -> set[str]:
        return {party, *self.agreement.get("answers_for", {}).get(party, [])}

    def hand_relation(self, bearer: Hashable, actors: frozenset[str]) -> int | None:
        members = _members(bearer)
        owned = set().union(*(self.owned(member) for member in members))
        if actors <= owned:
            return SAME if set(members) <= actors else INSIDE
        return OVERLAPS if actors & owned else None

    def affiliation(self, source: str) -> str | None:
        row = self.agreement.get("sources", {}).get(source)
        if row is None or row.get("affiliation") is None:
            return None
        return str(row["affiliation"]).removeprefix("leaning ")

    def side(self, bearer: Hashable, source: str) -> int:
        side = self.affiliation(source)
        members = self.agreement["parties"] if bearer == "anyone" else _members(bearer)
        if side is None:
            return UNLISTED
        if side in members:
            return OWN_SIDE
        return OTHER_SIDE if side in self.agreement["parties"] else NEUTRAL

    def is_own_hand(self, source: str, actors: frozenset[str]) -> bool:
        side = self.affiliation(source)
        return side in self.agreement["parties"] and actors <= self.owned(str(side))


def _is_counted(unit: str | None, thing: Thing) -> bool:
    if thing.unit == EVERY_UNIT:
        return True
    # Occurrences: any event; a tally in a unit is at least one (2.3.1).
    return unit is None or thing.unit == unit


def _members(bearer: Hashable) -> tuple[str, ...]:
    return bearer if isinstance(bearer, tuple) else (str(bearer),)


def areas_of(areas: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return an area, or a list of areas of which it is one, as a tuple; empty: unknown."""
    if areas is None:
        return ()
    return (areas,) if isinstance(areas, str) else tuple(sorted(areas))
