"""Things at places, and what the duties look at: who may be touched by a word about a spot.

A *spot* is a thing at a place of which somebody has told. A *look* is a filter of things together
with a site: what a measure or a rule looks at. Both are few, however long the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.assessment.following.columns import Columns, Numbers, distinct
from servanda.assessment.tables import ASSERTS, EVENT, EXCEPTS, LEVEL, OBSERVED_NONE, TALLY

# The kinds of shelves of a spot.
EVENTS: Final = 0
TALLIES: Final = 2
LEVELS: Final = 4
SEEN_NONE: Final = 6
LEVELS_SEEN_NONE: Final = 8
OTHERS: Final = 10
"""Denials and pleas: found by what they speak of, not by where."""
ABOUT: Final = 1
"""Added where a report names a matter."""
_KINDS: Final = 16

_NARROW: Final = 2**26
"""So few spots that all their shelves are numbers of 32 bits."""
_DENSE: Final = 2**26

Look = tuple[int, int]


class Spots:
    """Which looks see a spot, and which spots a look sees; it learns spots as they are told of."""

    def __init__(self, tables: Mapping[str, pa.Table], looks: Iterable[Look]) -> None:
        self._looks = set(looks)
        self._ids: dict[tuple[int, int], int] = {}
        self._filters: defaultdict[int, set[int]] = defaultdict(set)
        self._nones: dict[int, int] = {}
        self._sites: defaultdict[int, set[int]] = defaultdict(set)
        self._inner_things: defaultdict[int, set[int]] = defaultdict(set)
        self._inner_places: defaultdict[int, set[int]] = defaultdict(set)
        self._wholes: defaultdict[int, set[int]] = defaultdict(set)
        for row in tables["site_parts"].to_pylist():
            self._wholes[row["part_site_id"]].add(row["site_id"])
        self._spots: defaultdict[Look, list[int]] = defaultdict(list)
        self._over: defaultdict[Look, list[int]] = defaultdict(list)
        self._seers: dict[tuple[int, int], int] = {}
        self._outer_things: defaultdict[int, set[int]] = defaultdict(set)
        self._outer_places: defaultdict[int, set[int]] = defaultdict(set)
        self._of_thing: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self._names: list[tuple[int, int]] = []
        self._inside: dict[int, list[int]] = {}
        self._known: dict[tuple[int, int], list[Look]] = {}
        self.relate(tables)

    def relate(self, tables: Mapping[str, pa.Table]) -> None:
        """Learn how things and places lie to filters, sites and each other."""
        self._known.clear()
        for row in _pairs(tables, "filter_things", "thing_id", "filter_id"):
            self._filters[row[0]].add(row[1])
        for thing, none in _pairs(tables, "contraries", "thing_id", "none_thing_id"):
            self._nones[thing] = none
        # Who tells of a state says something of the other, too (4.8.7).
        for thing, none in self._nones.items():
            self._filters[thing] |= self._filters[none]
        for place, site in _pairs(tables, "site_places", "place_id", "site_id"):
            self._sites[place] |= {site, *self._wholes.get(site, ())}
        for outer, inner in _pairs(tables, "things_within", "outer_thing_id", "thing_id"):
            self._inner_things[outer].add(inner)
            self._outer_things[inner].add(outer)
        for outer, inner in _pairs(tables, "places_within", "outer_place_id", "place_id"):
            self._inner_places[outer].add(inner)
            self._outer_places[inner].add(outer)
        for (thing, place), spot in self._seers.items():
            for look in self.looks_within(thing, place):
                if spot not in self._over[look]:
                    self._over[look].append(spot)

    def shelves(self, columns: Columns) -> Numbers:
        """Return the shelf of each report, learning the spots that are new."""
        pairs, places = _distinct(columns["thing_id"], columns["place_id"])
        ids = np.array([self._learn(*pair) for pair in pairs], np.int64)
        stance = columns["stance"].astype(np.int8, copy=False)
        kind = columns["kind"].astype(np.int8, copy=False)
        is_about = columns["about_id"] != 0
        is_seer = stance == OBSERVED_NONE
        if len(ids):
            for spot in distinct(ids[distinct(places[is_seer])]).tolist():
                self._learn_seer(spot)
        width = np.int32 if len(self._ids) < _NARROW else np.int64
        shelves: Numbers = (ids * _KINDS).astype(width)[places]
        shelves += _KIND_OF[stance, kind]
        shelves += is_about
        return shelves

    def id_of(self, thing: int, place: int) -> int:
        """Return the spot of a thing at a place, new if nobody has told of it."""
        return self._learn(thing, place)

    def looks_at(self, thing: int, place: int) -> list[Look]:
        """Return the looks that see a thing at a place."""
        found = self._known.get((thing, place))
        if found is None:
            found = self._known[thing, place] = self._seeing((thing,), (place,))
        return found

    def looks_within(self, thing: int, place: int) -> list[Look]:
        """Return the looks that see something of what who looked for a thing has looked over."""
        things = (thing, *self._inner_things.get(thing, ()))
        return self._seeing(things, (place, *self._inner_places.get(place, ())))

    def seen(self, look: Look) -> list[int]:
        """Return the spots that a look sees."""
        return self._spots[look]

    def seers(self, look: Look) -> list[int]:
        """Return the spots of those who, seeing none, have looked over what a look sees."""
        return self._over[look]

    def seers_over(self, thing: int, place: int) -> list[int]:
        """Return the spots of those who, seeing none, have looked over a thing at a place."""
        things = (thing, *self._outer_things.get(thing, ()))
        places = (place, *self._outer_places.get(place, ()))
        if len(things) * len(places) > len(self._seers):
            return [n for (t, p), n in self._seers.items() if t in things and p in places]
        pairs = ((t, p) for t in things for p in places)
        return [self._seers[pair] for pair in pairs if pair in self._seers]

    def inside(self, spot: int) -> list[int]:
        """Return the spots that who looked for all of a spot has looked over."""
        if spot not in self._inside:
            self._learn_seer(spot)
        return self._inside[spot]

    def _seeing(self, things: Iterable[int], places: Iterable[int]) -> list[Look]:
        filters = {f for thing in things for f in self._filters.get(thing, ())}
        sites = {s for place in places for s in self._sites.get(place, ())}
        if len(filters) * len(sites) > len(self._looks):
            return [look for look in self._looks if look[0] in filters and look[1] in sites]
        return [(f, s) for f in filters for s in sites if (f, s) in self._looks]

    def _learn(self, thing: int, place: int) -> int:
        spot = self._ids.get((thing, place))
        if spot is not None:
            return spot
        spot = self._ids[thing, place] = len(self._ids)
        self._names.append((thing, place))
        self._of_thing[thing][place] = spot
        for look in self.looks_at(thing, place):
            self._spots[look].append(spot)
        if self._seers:
            for outer_thing in (thing, *self._outer_things.get(thing, ())):
                for outer_place in (place, *self._outer_places.get(place, ())):
                    seer = self._seers.get((outer_thing, outer_place))
                    if seer is not None:
                        self._inside[seer].append(spot)
        return spot

    def _learn_seer(self, spot: int) -> None:
        thing, place = self._names[spot]
        if (thing, place) in self._seers:
            return
        self._seers[thing, place] = spot
        places = {place, *self._inner_places.get(place, ())}
        self._inside[spot] = [
            number
            for inner in (thing, *self._inner_things.get(thing, ()))
            for told, number in self._of_thing.get(inner, {}).items()
            if told in places
        ]
        for look in self.looks_within(thing, place):
            self._over[look].append(spot)

    def name_of(self, spot: int) -> tuple[int, int]:
        """Return thing and place of a spot."""
        return self._names[spot]


def _kinds() -> npt.NDArray[np.int8]:
    """Return the kind of shelf by stance and kind of report."""
    found = np.full((EXCEPTS + 1, LEVEL + 1), OTHERS, np.int8)
    found[ASSERTS] = LEVELS
    found[ASSERTS, EVENT], found[ASSERTS, TALLY] = EVENTS, TALLIES
    found[OBSERVED_NONE] = SEEN_NONE
    found[OBSERVED_NONE, LEVEL] = LEVELS_SEEN_NONE
    return found


_KIND_OF: Final = _kinds()


def _distinct(
    things: npt.NDArray[Any], places: npt.NDArray[Any]
) -> tuple[list[tuple[int, int]], npt.NDArray[Any]]:
    """Return the pairs of things and places that occur, in order, and which each report has."""
    if not len(things):
        return [], np.empty(0, np.int64)
    wide = int(places.max()) + 1
    size = (int(things.max()) + 1) * wide
    # Not worth it for a few reports, and too much where both are many.
    if size > min(_DENSE, 16 * len(things)):
        pairs, inverse = np.unique(things.astype(np.int64) * wide + places, return_inverse=True)
        return [divmod(pair, wide) for pair in pairs.tolist()], inverse
    codes = things.astype(np.int32) * np.int32(wide) + places.astype(np.int32)
    is_there = np.zeros(size, bool)
    is_there[codes] = True
    pairs = np.flatnonzero(is_there)
    number = np.zeros(size, np.int32)
    number[pairs] = np.arange(len(pairs), dtype=np.int32)
    return [divmod(pair, wide) for pair in pairs.tolist()], number[codes]


def shelves_of(spots: Iterable[int], kinds: Iterable[int]) -> list[int]:
    """Return the shelves of some spots, of some kinds; whether a matter is named is all one."""
    every = [kind + about for kind in kinds for about in (0, ABOUT)]
    return [spot * _KINDS + kind for spot in spots for kind in every]


def plain_shelves_of(spots: Iterable[int], kinds: Iterable[int]) -> list[int]:
    """Return the shelves of some spots, of some kinds, of reports that name no matter."""
    every = list(kinds)
    return [spot * _KINDS + kind for spot in spots for kind in every]


def _pairs(
    tables: Mapping[str, pa.Table], name: str, first: str, second: str
) -> Iterable[tuple[int, int]]:
    table = tables.get(name)
    if table is None:
        return ()
    return zip(table[first].to_pylist(), table[second].to_pylist(), strict=True)
