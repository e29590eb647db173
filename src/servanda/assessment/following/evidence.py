"""The evidence of a followed case, and what was told since: all that can be looked up by number."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from servanda.assessment.following.columns import (
    EVER,
    NONE,
    Columns,
    Numbers,
    columns_of,
    distinct,
    rows_at,
    size_of,
    union,
)
from servanda.assessment.following.filed import Drawer
from servanda.assessment.following.keyed import Keyed
from servanda.assessment.following.shelves import Record
from servanda.assessment.following.spots import Spots
from servanda.assessment.following.spread import Spread
from servanda.assessment.following.words import LastWords
from servanda.assessment.tables import COVERS, REPORTS, TABLES

RELATIONS: Final = (
    "filter_things",
    "site_places",
    "bearer_hands",
    "sides",
    "own_hands",
    "sources",
    "things_within",
    "contraries",
    "places_within",
    "things_apart",
)
"""Tables that say how things, places, hands and sources lie to each other and to what is asked."""
_NOTES: Final = ("marks", "excepted", "ruled")


def _empty(name: str) -> pa.Table:
    return TABLES[name].empty_table()


@dataclass(frozen=True)
class Batch:
    """New evidence, in the tables of a judged case.

    Report numbers are new and say nothing of the order of arrival; a number that is known already
    is the same report with another `root_no` or `usable_at`, since what it replaces has come.

    Attributes:
        reports, targets, marks, excepted, ruled, coverage: rows that were not there before.
        linked: reports with the incident that they are now of.
        unlinked: reports that are now of no incident with others.
        relations: new rows of the tables of `RELATIONS`: of new things, places, hands, sources.
    """

    reports: pa.Table = field(default_factory=REPORTS.empty_table)
    targets: pa.Table = field(default_factory=lambda: _empty("targets"))
    marks: pa.Table = field(default_factory=lambda: _empty("marks"))
    excepted: pa.Table = field(default_factory=lambda: _empty("excepted"))
    ruled: pa.Table = field(default_factory=lambda: _empty("ruled"))
    coverage: pa.Table = field(default_factory=lambda: _empty("coverage"))
    linked: pa.Table = field(default_factory=lambda: _empty("linked"))
    unlinked: Numbers = field(default_factory=lambda: NONE)
    relations: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass
class Seeds:
    """What an update changes directly.

    Attributes:
        reports: numbers of reports that are new, count otherwise than before, or whose time has
            come or ended.
        incidents: numbers of incidents that they were of before.
        coverage: rows of coverage that are new, or whose time has come or ended.
    """

    reports: list[Numbers] = field(default_factory=list)
    incidents: list[Numbers] = field(default_factory=list)
    coverage: list[int] = field(default_factory=list)


class Evidence:
    """All evidence of a followed case."""

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        columns: Columns,
        spots: Spots,
        as_of: int,
        drawer: Drawer | None = None,
    ) -> None:
        """Take the evidence of a case as known at an instant.

        Args:
            tables: of the case but for its reports.
            columns: its reports; they are taken out of it.
            spots: to learn the spots of the reports.
            as_of: of the first judgement.
            drawer: for what is large; None: one of its own.
        """
        self.spots = spots
        self._later: list[tuple[int, str, int]] = []
        self._horizon: set[int] = set()
        self._keep(columns, as_of)
        drawer = drawer or Drawer()
        self.record = Record(columns, spots.shelves(columns), drawer)
        self.relations = {name: tables[name] for name in RELATIONS}
        self.targets = Keyed(tables["targets"], ("report_no", "target_no"), drawer)
        self.linked = Keyed(tables["linked"], ("report_no", "incident_no"), drawer)
        self.spread = Spread(self.linked, self.record)
        self.notes = {name: Keyed(tables[name], ("report_no",), drawer) for name in _NOTES}
        self.coverage: list[dict[str, int]] = []
        self.words = LastWords(self.record)
        self._add_coverage(tables["coverage"], Seeds(), as_of)
        for name, notes in self.notes.items():
            self._keep_notes(name, notes.every(), as_of)
        self.words.ask(as_of)
        drawer.rest()

    def add(self, batch: Batch, as_of: int) -> Seeds:
        """Add new evidence, and return what it changes as known at an instant."""
        seeds = Seeds()
        if batch.relations:
            for name, table in batch.relations.items():
                rows = table.select(TABLES[name].names).cast(TABLES[name])
                both = pa.concat_tables([self.relations[name], rows])
                self.relations[name] = both.combine_chunks()
            self.spots.relate(batch.relations)
        self._add_coverage(batch.coverage, seeds, as_of)
        self.targets.add(batch.targets)
        seeds.reports.append(_numbers(batch.targets))
        columns = columns_of(batch.reports)
        if size_of(columns):
            self.record.add(columns, self.spots.shelves(columns))
            self._keep(columns, as_of)
            seeds.reports.append(columns["report_no"])
            self.words.tell(columns, as_of)
        self._add_links(batch, seeds)
        for name, rows in (("marks", batch.marks), ("excepted", batch.excepted)):
            self._add_notes(name, rows, seeds, as_of)
        self._add_notes("ruled", batch.ruled, seeds, as_of)
        return seeds

    def pass_time(self, since: int, until: int, seeds: Seeds) -> None:
        """Note what becomes known, begins or ends between two instants."""
        while self._later and self._later[0][0] <= until:
            _, kind, number = heapq.heappop(self._later)
            if kind == "coverage":
                seeds.coverage.append(number)
                self._watch(self.coverage[number])
                continue
            found = np.array([number], np.int64)
            seeds.reports.append(found)
            if kind == "reports":
                rows = self.record.rows(found)
                self._keep(rows, until)
                self.words.tell(rows, until)
        if self._horizon:
            rows = self.record.rows(np.array(sorted(self._horizon), np.int64))
            seeds.reports.append(rows["report_no"][rows["begins_at"] <= until])
            self._horizon -= set(rows["report_no"][rows["ends_at"] < until].tolist())
        for number, row in enumerate(self.coverage):
            if row["recorded_at"] <= until and (
                since <= row["begins_at"] <= until or since <= row["ends_at"] <= until
            ):
                seeds.coverage.append(number)

    # ---- looking up ----

    def incidents_of(self, numbers: Numbers) -> Numbers:
        """Return the incidents that reports share with others, each once."""
        return distinct(self.linked.rows("report_no", numbers)["incident_no"])

    def members_of(self, incidents: Numbers) -> Numbers:
        """Return the reports of some incidents that several share."""
        return np.asarray(self.linked.rows("incident_no", incidents)["report_no"])

    def fellows_of(self, numbers: Numbers) -> Numbers:
        """Return reports and all that share an incident with them."""
        return union([numbers, self.members_of(self.incidents_of(numbers))])

    def chains_of(self, numbers: Numbers) -> Numbers:
        """Return all versions of some reports."""
        rows = self.record.rows(numbers)
        return self.record.versions(distinct(rows["root_no"]))

    # ---- adding ----

    def _keep(self, columns: Columns, as_of: int) -> None:
        """Remember what is to come: what is not known yet, and what is not over."""
        # Of an index each column is read anew when it is asked for.
        numbers, usable = columns["report_no"], columns["usable_at"]
        waits = (usable > as_of) & (usable < EVER)
        for number, at in zip(numbers[waits].tolist(), usable[waits].tolist(), strict=True):
            heapq.heappush(self._later, (at, "reports", number))
        is_open = (columns["ends_at"] >= as_of) & (usable <= as_of)
        self._horizon |= set(numbers[is_open].tolist())

    def _keep_notes(self, name: str, rows: Columns, as_of: int) -> None:
        later = rows["recorded_at"] > as_of
        for number, at in zip(
            rows["report_no"][later].tolist(), rows["recorded_at"][later].tolist(), strict=True
        ):
            heapq.heappush(self._later, (at, name, number))

    def _add_notes(self, name: str, table: pa.Table, seeds: Seeds, as_of: int) -> None:
        if not table.num_rows:
            return
        self.notes[name].add(table)
        recorded = np.asarray(table["recorded_at"].to_numpy())
        numbers = _numbers(table)
        seeds.reports.append(numbers[recorded <= as_of])
        self._keep_notes(name, {"report_no": numbers, "recorded_at": recorded}, as_of)

    def _add_links(self, batch: Batch, seeds: Seeds) -> None:
        numbers = union([_numbers(batch.linked), np.asarray(batch.unlinked, np.int64)])
        if not len(numbers):
            return
        before = self.incidents_of(numbers)
        seeds.incidents.append(before)
        seeds.reports += [numbers, self.members_of(before)]
        self.linked.remove("report_no", numbers)
        self.linked.add(batch.linked)
        after = np.asarray(batch.linked["incident_no"].to_numpy(), np.int64)
        self.spread.learn(union([before, after]))

    def _add_coverage(self, table: pa.Table, seeds: Seeds, as_of: int) -> None:
        for row in table.to_pylist():
            number = len(self.coverage)
            self.coverage.append(row)
            if row["recorded_at"] <= as_of:
                seeds.coverage.append(number)
                self._watch(row)
            else:
                heapq.heappush(self._later, (row["recorded_at"], "coverage", number))

    def _watch(self, row: dict[str, int]) -> None:
        if row["role"] == COVERS:
            self.words.watch(row["source_id"])


def _numbers(table: pa.Table) -> Numbers:
    return np.asarray(table["report_no"].to_numpy(), np.int64)


__all__ = ["RELATIONS", "Batch", "Evidence", "Seeds", "rows_at"]
