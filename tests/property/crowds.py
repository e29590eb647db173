"""Crowded cases: each incident of drawn worlds several times, with small differences."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from servanda.assessment.tables import (
    ASSERTS,
    DENIES,
    EVENT,
    EXCEPTS,
    TABLES,
    CaseTables,
)

Row = dict[str, Any]
_LATER = (0, 0, 1, 60_000_000, 600_000_000)


def crowd(case: CaseTables, seed: int, copies: int) -> CaseTables:
    """Return a case in which each incident that nobody ruled on or corrected happens more often.

    Copies begin up to ten minutes later, some have another figure, and most of what was denied is
    denied again.

    Args:
        case: as drawn.
        seed: of what differs.
        copies: at most so many of each incident.
    """
    reports = case.tables["reports"].to_pylist()
    if not reports:
        return case
    drawn = _Crowd(case, random.Random(seed), 1 + max(row["report_no"] for row in reports))
    for incident, members in drawn.incidents().items():
        for number in range(1, drawn.rng.randrange(1, copies) + 1):
            drawn.add(incident, members, number)
    return drawn.case()


class _Crowd:
    def __init__(self, case: CaseTables, rng: random.Random, step: int) -> None:
        self._case, self.rng, self._step = case, rng, step
        self._reports: dict[int, Row] = {
            row["report_no"]: row for row in case.tables["reports"].to_pylist()
        }
        self._linked = {r["report_no"]: r["incident_no"] for r in case.tables["linked"].to_pylist()}
        self._targets: list[Row] = case.tables["targets"].to_pylist()
        self._first = dict(self._reports)

    def incidents(self) -> dict[int, list[Row]]:
        """Return the incidents that may be copied."""
        chains: dict[int, int] = {}
        for row in self._first.values():
            chains[row["root_no"]] = chains.get(row["root_no"], 0) + 1
        told = ("marks", "excepted", "ruled")
        ruled = {row["report_no"] for n in told for row in self._case.tables[n].to_pylist()}
        found: dict[int, list[Row]] = {}
        for row in self._first.values():
            incident = self._linked.get(row["report_no"], row["report_no"])
            found.setdefault(incident, []).append(row)
        return {
            incident: rows
            for incident, rows in found.items()
            if all(row["kind"] == EVENT and row["stance"] == ASSERTS for row in rows)
            and all(chains[row["root_no"]] == 1 and row["report_no"] not in ruled for row in rows)
        }

    def add(self, incident: int, members: list[Row], number: int) -> None:
        """Add one copy of an incident."""
        later = self.rng.choice(_LATER)
        for row in members:
            copy = {**row, "report_no": row["report_no"] + self._step * number}
            copy["root_no"] = copy["report_no"]
            if self.rng.random() < 0.5:
                copy["begins_at"] = min(row["begins_at"] + later, row["ends_at"] - 1)
            if self.rng.random() < 0.2 and row["high"] is not None:
                copy |= {"low": row["low"] + 1, "high": row["high"] + 1}
            self._reports[copy["report_no"]] = copy
            if row["report_no"] in self._linked:
                self._linked[copy["report_no"]] = incident + self._step * number
            self._deny(row["report_no"], copy["report_no"], number)

    def _deny(self, old: int, new: int, number: int) -> None:
        for target in [t for t in self._targets if t["target_no"] == old]:
            remark = self._first[target["report_no"]]
            is_plain = remark["root_no"] == remark["report_no"]
            if is_plain and remark["stance"] in {DENIES, EXCEPTS} and self.rng.random() < 0.9:
                again = remark["report_no"] + self._step * number
                self._reports[again] = {**remark, "report_no": again, "root_no": again}
                self._targets.append({"report_no": again, "target_no": new})

    def case(self) -> CaseTables:
        """Return the case with all copies."""
        rows = {
            "reports": [self._reports[number] for number in sorted(self._reports)],
            "linked": [{"report_no": n, "incident_no": i} for n, i in sorted(self._linked.items())],
            "targets": list({tuple(t.values()): t for t in self._targets}.values()),
        }
        crowded = {name: pa.Table.from_pylist(some, TABLES[name]) for name, some in rows.items()}
        return CaseTables({**self._case.tables, **crowded}, self._case.as_of, self._case.standard)
