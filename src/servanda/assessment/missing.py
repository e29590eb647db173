"""What was not there: counters without a figure, days that nobody watched (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from servanda.assessment.dictionary import Dictionary
from servanda.assessment.explain import Row, key_of
from servanda.assessment.findings import Missing
from servanda.assessment.tables import CEILING, COUNTS, COVERS, DENIED, CaseTables

_NO_COUNTER = "nobody was declared to count this, so nothing shows that there was no more"
_NO_WATCHER = "nobody was declared to watch for this, so silence says nothing"


@dataclass(frozen=True)
class Watch:
    """Who was declared to count or watch what a duty is about.

    Attributes:
        role: COUNTS, COVERS or DENIED.
        source_id: whose.
    """

    role: int
    source_id: int


class Gaps:
    """Finds what is missing from findings of one case."""

    def __init__(self, case: CaseTables, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        rows = case.tables
        self._measures = {m["measure_id"]: m for m in rows["measures"].to_pylist()}
        self._duties = {key_of(d): d for d in rows["duties"].to_pylist()}
        self._things = _pairs(rows["filter_things"], "filter_id", "thing_id")
        self._places = _pairs(rows["site_places"], "site_id", "place_id")
        self._coverage = rows["coverage"].to_pylist()

    def missing(self, row: Row, figures: Sequence[Row]) -> tuple[Missing, ...]:
        """Return what is missing from a finding.

        Args:
            row: of `FINDINGS`.
            figures: rows of `FIGURES` of the same finding.

        Returns:
            One plain sentence each; empty for duties that evidence called into being (5.3).
        """
        duty = self._duties.get(key_of(row))
        if duty is None:
            return ()
        watches = self._watches(self._measures[duty["measure_id"]])
        if row["direction"] == CEILING:
            return tuple(self._unwatched(watches, figures))
        return tuple(self._uncounted(watches, figures))

    def _watches(self, measure: Mapping[str, Any]) -> list[Watch]:
        """Return the declarations that touch a measure in thing, place and time."""
        found = {
            Watch(row["role"], row["source_id"])
            for row in self._coverage
            if (measure["filter_id"], row["thing_id"]) in self._things
            and (measure["site_id"], row["place_id"]) in self._places
            and row["begins_at"] < measure["ends_at"]
            and measure["begins_at"] < row["ends_at"]
        }
        return sorted(found, key=lambda watch: (watch.role, watch.source_id))

    def _uncounted(self, watches: Iterable[Watch], figures: Sequence[Row]) -> list[Missing]:
        counters = [watch.source_id for watch in watches if watch.role == COUNTS]
        if not counters:
            return [Missing(_NO_COUNTER)]
        said = {row["source_id"] for row in figures if row["at_most"] is not None}
        return [
            Missing(f"{name} was declared to count this and gave no figure for all of it", name)
            for name in self._names(source for source in counters if source not in said)
        ]

    def _unwatched(self, watches: Sequence[Watch], figures: Sequence[Row]) -> list[Missing]:
        watchers = [watch.source_id for watch in watches if watch.role == COVERS]
        said = {row["source_id"] for row in figures if row["at_most"] is not None}
        silent = self._names(source for source in watchers if source not in said)
        denied = self._names(watch.source_id for watch in watches if watch.role == DENIED)
        found = [Missing(_NO_WATCHER)] if not watchers and not said else []
        found += [
            Missing(f"{name} was declared to watch for this, but not all of the time and place,"
                    " or had not reported since", name)
            for name in silent
        ]  # fmt: skip
        found += [Missing(f"{name} was kept from watching for a time", name) for name in denied]
        return found

    def _names(self, sources: Iterable[int]) -> list[str]:
        return sorted({self._dictionary.source_name(source) for source in sources})


def _pairs(table: pa.Table, one: str, other: str) -> frozenset[tuple[int, int]]:
    return frozenset(zip(table[one].to_pylist(), table[other].to_pylist(), strict=True))
