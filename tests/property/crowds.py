"""Crowded cases: each incident of drawn worlds several times, with small differences.

Somebody looks over many of them at odd minutes and sees none, and who tells of them counts as well,
in slots that mostly leave no gap.
"""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from servanda.assessment.tables import (
    ASSERTS,
    DENIES,
    EVENT,
    EXCEPTS,
    OBSERVED_NONE,
    TABLES,
    TALLY,
    CaseTables,
)

Row = dict[str, Any]
_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LATER = (0, 0, 1, _MINUTE, 10 * _MINUTE)
# How long somebody looks: so short that a report or two fall into it, or for hours, days, weeks.
_LOOKS = (7 * _MINUTE, 20 * _MINUTE, 20 * _MINUTE, _HOUR, 5 * _HOUR, 7 * _HOUR, 26 * _HOUR,
          6 * _DAY, 9 * _DAY)  # fmt: skip
_ELSEWHEN = (20 * _MINUTE, 3 * _HOUR, 11 * _HOUR, _DAY)
_SLOTS = (12 * _MINUTE, _HOUR, 2 * _HOUR, _DAY)


def crowd(case: CaseTables, seed: int, copies: int, *, is_spread: bool = False) -> CaseTables:
    """Return a case in which each incident that nobody ruled on or corrected happens more often.

    Copies begin up to ten minutes later or at another time of day, some have another figure, place
    or hand, and most of what was denied is denied again. In two cases of three somebody has looked
    and counted.

    Args:
        case: as drawn.
        seed: of what differs.
        copies: at most so many of each incident.
        is_spread: any place and hand that is something to what is asked may be told of.
    """
    reports = case.tables["reports"].to_pylist()
    if not reports:
        return case
    drawn = _Crowd(case, random.Random(seed), 1 + max(row["report_no"] for row in reports))
    if is_spread:
        drawn.spread()
    for incident, members in drawn.incidents().items():
        for number in range(1, drawn.rng.randrange(1, copies) + 1):
            drawn.add(incident, members, number)
    if seed % 3:
        drawn.look_around()
    if seed % 3 != 1:
        drawn.count_on()
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
        rows = self._first.values()
        self._places = sorted({row["place_id"] for row in rows})
        self._hands = sorted({row["hand_id"] for row in rows})

    def spread(self) -> None:
        """Let copies tell of all places and hands that are something to what is asked."""
        tables = self._case.tables
        self._places = sorted({row["place_id"] for row in tables["site_places"].to_pylist()})
        self._hands = sorted({row["hand_id"] for row in tables["bearer_hands"].to_pylist()})

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
        moved = self.rng.choice(_ELSEWHEN) if self.rng.random() < 0.4 else 0
        for row in members:
            copy = {**row, "report_no": row["report_no"] + self._step * number}
            copy["root_no"] = copy["report_no"]
            if self.rng.random() < 0.5:
                copy["begins_at"] = min(row["begins_at"] + later, row["ends_at"] - 1)
            if self.rng.random() < 0.2 and row["high"] is not None:
                copy |= {"low": row["low"] + 1, "high": row["high"] + 1}
            copy |= {"begins_at": copy["begins_at"] + moved, "ends_at": copy["ends_at"] + moved}
            if self.rng.random() < 0.15:
                copy["place_id"] = self.rng.choice(self._places)
            if self.rng.random() < 0.15:
                copy["hand_id"] = self.rng.choice(self._hands)
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

    def look_around(self) -> None:
        """Let somebody look over some events and see none: none, one or several at a time."""
        nobody_yet = [r for r in self._first.values() if r["stance"] == OBSERVED_NONE]
        seen = [r for r in nobody_yet if r["kind"] == EVENT]
        events = self._events()
        for event in self.rng.sample(events, min(len(events), 8)):
            for _ in range(self.rng.choice((0, 1, 1, 2))):
                like = self.rng.choice(seen) if seen and self.rng.random() < 0.7 else event
                length = self.rng.choice(_LOOKS)
                begins = event["begins_at"] - self.rng.randrange(-2 * _MINUTE, length)
                look = {**like, "stance": OBSERVED_NONE, "low": 0, "high": 0, "hand_id": 0,
                        "begins_at": begins, "ends_at": begins + length}  # fmt: skip
                if self.rng.random() < 0.4:
                    look["ends_at"] = max(event["ends_at"], begins + 1)
                if self.rng.random() < 0.5:
                    other = self.rng.choice(events)
                    look |= {"source_id": other["source_id"], "origin_id": other["origin_id"]}
                self._tell(look)

    def count_on(self) -> None:
        """Let who tells of events count them, in slots of one series: some with a gap or twice."""
        events = self._events()
        counted = [r for r in self._first.values()
                   if r["kind"] == TALLY and r["stance"] == ASSERTS]  # fmt: skip
        for event in self.rng.sample(events, min(len(events), 4)):
            like = self.rng.choice(counted) if counted and self.rng.random() < 0.4 else event
            slot = self.rng.choice(_SLOTS)
            begins = event["begins_at"] - event["begins_at"] % slot - 4 * slot
            series = self.rng.choice((0, like["series_id"]))
            for number in range(9):
                tally = {**like, "kind": TALLY, "series_id": series, "withdrawn": False,
                         "low": number % 3, "high": number % 3 + 1,
                         "source_id": event["source_id"], "origin_id": event["origin_id"],
                         "begins_at": begins + number * slot,
                         "ends_at": begins + (number + 1) * slot}  # fmt: skip
                if self.rng.random() < 0.8:
                    told = self._tell(tally)
                    if self.rng.random() < 0.2:
                        self._tell({**event, "stance": DENIES}, of=told)
                if self.rng.random() < 0.05:
                    self._tell({**tally, "ends_at": tally["ends_at"] + slot // 2})

    def _events(self) -> list[Row]:
        return [row for row in self._reports.values()
                if row["kind"] == EVENT and row["stance"] == ASSERTS]  # fmt: skip

    def _tell(self, row: Row, of: int | None = None) -> int:
        """Add one report, and what it speaks of; return its number."""
        number = max(self._reports) + 1
        self._reports[number] = {**row, "report_no": number, "root_no": number}
        if of is not None:
            self._targets.append({"report_no": number, "target_no": of})
        return number

    def case(self) -> CaseTables:
        """Return the case with all copies."""
        rows = {
            "reports": [self._reports[number] for number in sorted(self._reports)],
            "linked": [{"report_no": n, "incident_no": i} for n, i in sorted(self._linked.items())],
            "targets": list({tuple(t.values()): t for t in self._targets}.values()),
        }
        crowded = {name: pa.Table.from_pylist(some, TABLES[name]) for name, some in rows.items()}
        return CaseTables({**self._case.tables, **crowded}, self._case.as_of, self._case.standard)
