"""Incidents whose reports lie far from each other: what is between them may concern them."""

from __future__ import annotations

from typing import Final

import numpy as np

from servanda.assessment.following.columns import NONE, Numbers, distinct
from servanda.assessment.following.keyed import Keyed
from servanda.assessment.following.shelves import Record


class Spread:
    """The incidents with a stretch of time in which none of their reports lies."""

    def __init__(self, linked: Keyed, record: Record) -> None:
        rows = linked.every()
        self.incidents: Numbers = NONE
        self.begins: Numbers = NONE
        self.ends: Numbers = NONE
        self._linked, self._record = linked, record
        self.learn(distinct(rows["incident_no"]))

    def learn(self, incidents: Numbers) -> None:
        """Look at some incidents anew."""
        is_kept = ~np.isin(self.incidents, incidents)
        found = self._find(incidents)
        self.incidents = np.concatenate([self.incidents[is_kept], found[0]])
        self.begins = np.concatenate([self.begins[is_kept], found[1]])
        self.ends = np.concatenate([self.ends[is_kept], found[2]])

    def around(self, begins_at: int, ends_at: int) -> Numbers:
        """Return the incidents that began before the end of a time and ended after its begin."""
        return self.incidents[(self.begins <= ends_at) & (begins_at <= self.ends)]

    def _find(self, incidents: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        if not len(incidents):
            return NONE, NONE, NONE
        linked = self._linked.rows("incident_no", incidents)
        numbers = distinct(linked["report_no"])
        rows = self._record.rows(numbers)
        places = np.searchsorted(rows["report_no"], linked["report_no"])
        places[places >= len(rows["report_no"])] = 0
        is_there = rows["report_no"][places] == linked["report_no"]
        places, names = places[is_there], linked["incident_no"][is_there]
        order = np.lexsort((rows["begins_at"][places], names))
        names, places = names[order], places[order]
        begins, ends = rows["begins_at"][places], rows["ends_at"][places]
        first = np.flatnonzero(np.append(True, names[1:] != names[:-1]))
        if not len(names):
            return NONE, NONE, NONE
        hull = np.maximum.reduceat(ends, first)
        # Found is no less than the true gaps: only the report that began last before is looked at.
        gap = (begins[1:] > ends[:-1] + NEAR) & (names[1:] == names[:-1])
        with_gap = np.isin(names[first], names[1:][gap])
        return names[first][with_gap], begins[first][with_gap], hull[with_gap]


NEAR: Final = 3_600_000_000
"""Reports of one incident that lie no farther apart are found by looking so much wider."""
