"""A world whose evidence arrives bit by bit: what is told at each step, and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from tests.golden.world import World, case_tables
from tests.property import worlds
from tests.property.choosing import Chooser, rarely
from tests.property.world_duties import DUTIES

from servanda.assessment.following import Batch
from servanda.assessment.tables import TABLES, CaseTables

Row = dict[str, Any]

TIMES = [
    "2024-03-01 05:00",
    "2024-03-01 18:00",
    "2024-03-02",
    "2024-03-02 12:00",
    "2024-03-02 14:01",
    "2024-03-03",
    "2024-03-03 01:00",
    "2024-03-04 06:00",
    "2024-03-06",
    worlds.LATE,
]
EVIDENCE = ("reports", "targets", "marks", "excepted", "ruled", "coverage")
ADDED = ("links", "marks", "ruled", "rulings")


@dataclass(frozen=True)
class Arrival:
    """A world, when each of its rows arrives, and as of when it is judged at each step.

    Attributes:
        world: with `duties`.
        steps: as-of at each step, never earlier than before.
        reports: report id to the step at which it arrives.
        others: table of the world to the steps of its rows, in order.
        coverage: coverage id to its step.
    """

    world: Row
    steps: list[str]
    reports: dict[str, int]
    others: dict[str, list[int]]
    coverage: dict[int, int]


def build_arrival(choose: Chooser) -> Arrival:
    """Return a small world of two to four duties, whose rows come in three to seven steps."""
    world = _world(choose)
    count = choose.number(3, 7)
    # Where no time passes nothing but the new rows themselves can show what they touch.
    if choose.pick([True, True, False]):
        places = [len(TIMES) - 1] * count
    else:
        places = sorted(choose.number(0, len(TIMES) - 1) for _ in range(count))

    def step() -> int:
        return choose.number(0, count - 1)

    covered = len(World(world).coverage_rows())
    return Arrival(
        world=world,
        steps=[TIMES[place] for place in places],
        reports={report["id"]: step() for report in world["reports"]},
        others={name: [step() for _ in world[name]] for name in ADDED},
        coverage={n: step() if rarely(choose, 2) else 0 for n in range(1, covered + 1)},
    )


def _world(choose: Chooser) -> Row:
    world = worlds.build_world(choose)
    duties = [world.pop("duty")]
    # The same act is asked for in several ways, so that one row may touch several duties.
    for _ in range(choose.number(1, 3)):
        duties.append(choose.pick(DUTIES)(choose))
    acts = sorted({act for duty in duties for act in worlds._acts_of(duty)})
    scene = choose.pick([worlds.WIDE, worlds.NARROW])
    reports = world["reports"]
    for number in range(choose.number(2, 7)):
        reports.append(worlds._report(choose, (scene, acts), f"s{number}", reports))
    added = {
        "links": worlds._links(choose, reports),
        "marks": worlds._notes(choose, reports, 3),
        "ruled": worlds._notes(choose, reports, 5),
        "rulings": [
            {**note, "happened": choose.pick([True, False])}
            for note in worlds._notes(choose, reports, 4)
        ],
    }
    return world | {"duties": duties} | {name: world[name] + rows for name, rows in added.items()}


class Arriving:
    """Gives the tables of a world as they are at each step, all with the same numbers."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        self._whole = World(arrival.world)
        self._rows = self._whole.rows_at(worlds.LATE)

    def tables(self, step: int) -> CaseTables:
        """Return the tables of all that has arrived by a step, as of its instant."""
        arrival = self.arrival
        at = arrival.steps[step]
        told = [r for r in arrival.world["reports"] if arrival.reports[r["id"]] <= step]
        others = {
            name: [
                row
                for row, when in zip(arrival.world[name], arrival.others[name], strict=True)
                if when <= step
            ]
            for name in ADDED
        }
        read = World({**arrival.world, **others, "reports": told})
        read.__dict__["names"] = self._whole.names
        rows = {**self._rows, **self._renumbered(read, at)}
        rows["coverage"] = [
            row for row in self._rows["coverage"] if arrival.coverage[row["coverage_id"]] <= step
        ]
        return case_tables(rows, read.instant(at), arrival.world["standard"])

    def _renumbered(self, read: World, at: str) -> dict[str, list[Row]]:
        names = {number: name for name, number in read.numbers.items()}
        numbers = {number: self._whole.numbers[name] for number, name in names.items()}
        reports = [read.report_row(report) for report in read.case["reports"]]
        rows = {
            "reports": reports,
            "targets": read.target_rows(),
            "linked": read.linked_rows(reports, read.instant(at)),
            "marks": read.noted_rows("marks"),
            "excepted": read.noted_rows("ruled"),
            "ruled": read.ruled_rows(),
        }
        columns = ("report_no", "root_no", "target_no", "incident_no")
        return {
            table: [{k: numbers[v] if k in columns else v for k, v in row.items()} for row in some]
            for table, some in rows.items()
        }


def batch_between(before: CaseTables, after: CaseTables) -> Batch:
    """Return what one state of a world has more than another."""
    new = {name: _new_rows(before.tables[name], after.tables[name]) for name in EVIDENCE}
    old = {r["report_no"]: r["incident_no"] for r in before.tables["linked"].to_pylist()}
    now = {r["report_no"]: r["incident_no"] for r in after.tables["linked"].to_pylist()}
    linked = [{"report_no": n, "incident_no": i} for n, i in sorted(now.items()) if old.get(n) != i]
    return Batch(
        **new,
        linked=pa.Table.from_pylist(linked, TABLES["linked"]),
        unlinked=np.array(sorted(set(old) - set(now)), np.int64),
    )


def _new_rows(before: pa.Table, after: pa.Table) -> pa.Table:
    old = [tuple(row.values()) for row in before.to_pylist()]
    rows = [row for row in after.to_pylist() if tuple(row.values()) not in old]
    return pa.Table.from_pylist(rows, after.schema)
