"""Ids by what they mean: the things, places, hands and sources of new rows in a followed case."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from servanda.assessment.dictionary import Dictionary
from servanda.assessment.following.columns import Numbers
from servanda.assessment.following.evidence import RELATIONS
from servanda.assessment.match_places import PlaceMatcher, SpokenPlace, site_of
from servanda.assessment.prepare import DutySide, Setting, patterns_of, relations_of
from servanda.assessment.tables import completed

_BARE = frozenset(("series", "matters"))
"""Kinds that are only compared with each other."""
_KINDS = ("sources", "hands", "things", "places", "series", "matters")


class Matters(Protocol):
    """Matters that are not in a dictionary, since there may be as many as reports."""

    @property
    def last_about(self) -> int:
        """The greatest id of one."""
        ...

    def abouts(self, texts: Iterable[str]) -> dict[str, int]:
        """Return the ids of those that are known."""
        ...


class Meanings:
    """What the ids of a followed case mean; it learns those of new rows."""

    def __init__(
        self, dictionary: Dictionary, told: Iterable[int] = (), matters: Matters | None = None
    ) -> None:
        """Take what the ids mean.

        Args:
            dictionary: of the case.
            told: ids of things that new rows get where several things mean the same.
            matters: those that are not in the dictionary.
        """
        self.dictionary = dictionary
        self._matters = matters
        self._first = {"matters": 0 if matters is None else matters.last_about}
        self._ids: dict[str, dict[Hashable, int]] = {}
        for kind in _KINDS:
            found: dict[Hashable, int] = {}
            for number, value in enumerate(getattr(dictionary, kind), start=1):
                found.setdefault(_key(value), number)
            self._ids[kind] = found
        for number in sorted(told, reverse=True):
            self._ids["things"][_key(dictionary.things[number - 1])] = number
        self.has_points = any(place.points is not None for place in dictionary.places)

    def learn(self, other: Dictionary) -> tuple[dict[str, Numbers], bool]:
        """Learn the ids of other rows.

        Args:
            other: the dictionary of these rows alone.

        Returns:
            Kind to the ids here of the ids there, 0 being 0; and whether anything that lies in some
            way to what is asked was new, or somebody saw none where nobody had.
        """
        if self._matters is not None:
            self._ids["matters"].update(self._matters.abouts(other.matters))
        maps: dict[str, Numbers] = {}
        grown: dict[str, Any] = {}
        for kind in _KINDS:
            maps[kind], values = self._learned(kind, getattr(other, kind))
            if len(values) > len(getattr(self.dictionary, kind)):
                grown[kind] = values
        for name, kind in (("none_seen_things", "things"), ("none_seen_places", "places")):
            seen = {*getattr(self.dictionary, name), *maps[kind][list(getattr(other, name))]}
            if len(seen) > len(getattr(self.dictionary, name)):
                grown[name] = tuple(sorted(int(number) for number in seen))
        pairs = {*self.dictionary.series_pairs}
        for one, two in other.series_pairs:
            first, second = sorted((int(maps["things"][one]), int(maps["things"][two])))
            pairs.add((first, second))
        if len(pairs) > len(self.dictionary.series_pairs):
            grown["series_pairs"] = tuple(sorted(pairs))
        if grown:
            self.dictionary = replace(self.dictionary, **grown)
        return maps, not grown.keys() <= _BARE

    def _learned(self, kind: str, others: Iterable[Any]) -> tuple[Numbers, tuple[Any, ...]]:
        """Return the ids here of the values of a kind there, and all values that are known now."""
        values = list(getattr(self.dictionary, kind))
        known, ids = self._ids[kind], [0]
        for value in others:
            number = known.get(_key(value))
            if number is None:
                values.append(value)
                number = known[_key(value)] = self._first.get(kind, 0) + len(values)
            ids.append(number)
        return np.array(ids, np.int64), tuple(values)

    def relations(
        self,
        before: Mapping[str, pa.Table],
        duties: DutySide,
        setting: Setting,
        sources: pa.Table,
    ) -> dict[str, pa.Table]:
        """Return the rows by which all that is known now lies to the rest, as far as new."""
        names = setting.names
        sites = {number: site_of(places) for number, places in duties.sites.items()}
        tools = (PlaceMatcher(names.areas), sites, patterns_of(duties), sources)
        now = relations_of(self.dictionary, names, duties, tools)
        found = {}
        for name in RELATIONS:
            table = completed(name, now[name])
            old = set(zip(*(column.to_pylist() for column in before[name].columns), strict=True))
            rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
            mask = pa.array([row not in old for row in rows], pa.bool_())
            found[name] = table.filter(mask)
        return {name: table for name, table in found.items() if table.num_rows}


def _key(value: Any) -> Hashable:  # noqa: ANN401 - a name, a set of names, a thing or a place
    if not isinstance(value, SpokenPlace):
        return value  # type: ignore[no-any-return]
    points = None if value.points is None else tuple(sorted(map(str, value.points.items())))
    return (value.areas, value.areas_from, points, value.is_union, value.has_open_end)
