"""Many worlds side by side in one set of tables, so that one call of an engine judges them all.

Each world has ids of its own; nobody (0), everyone (0), the days, the standard and the as-of are
shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
from tests.golden.world import World, case_tables

from servanda.assessment.tables import CaseTables

Row = dict[str, Any]
Judge = Callable[[CaseTables], pa.Table]

STRIDE = 1000
IDS = {
    "measure_id",
    "bearer_id",
    "member_id",
    "filter_id",
    "site_id",
    "part_site_id",
    "duty_id",
    "clause_no",
    "asked_measure_id",
    "rule_id",
    "thing_id",
    "other_thing_id",
    "outer_thing_id",
    "place_id",
    "outer_place_id",
    "hand_id",
    "source_id",
    "origin_id",
    "report_no",
    "root_no",
    "target_no",
    "incident_no",
    "series_id",
    "about_id",
    "coverage_id",
}


def alike(worlds: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the worlds that can be judged in one call: same standard, as-of and days."""

    def key(world: Row) -> tuple[str, str, str]:
        return world["standard"], world["as_of"], str(world["days"])

    for _, group in groupby(sorted(worlds, key=key), key=key):
        yield list(group)


def tables_together(worlds: Sequence[Row]) -> CaseTables:
    """Return the tables of some worlds that are alike, clause numbers a stride apart."""
    rows: dict[str, list[Row]] = {}
    for number, world in enumerate(worlds):
        for name, some in World(world).rows_at(world["as_of"]).items():
            if name == "day_clocks":
                rows[name] = rows.get(name, []) + [r for r in some if r not in rows.get(name, [])]
            elif name != "days":
                shifted = (_shifted(row, number * STRIDE) for row in some)
                rows.setdefault(name, []).extend(shifted)
    # The unknown hand of everyone is the only row that all worlds share.
    rows["bearer_hands"] = list({tuple(row.items()): row for row in rows["bearer_hands"]}.values())
    first = World(worlds[0])
    rows["days"] = first.rows_at(worlds[0]["as_of"])["days"]
    return case_tables(rows, first.instant(worlds[0]["as_of"]), worlds[0]["standard"])


def judge_together(judge: Judge, worlds: Sequence[Row]) -> list[list[Row]]:
    """Return the findings of each of some worlds that are alike, judged in one call."""
    found: list[list[Row]] = [[] for _ in worlds]
    for row in judge(tables_together(worlds)).to_pylist():
        number = row["clause_no"] // STRIDE
        found[number].append(_unshifted(row, number * STRIDE))
    return found


def _shifted(row: Row, shift: int) -> Row:
    return {name: value + shift if name in IDS and value else value for name, value in row.items()}


def _unshifted(row: Row, shift: int) -> Row:
    plain = _shifted(row, -shift)
    kind, _, number = row["slot"].partition(":")
    if kind == "trigger":
        plain["slot"] = f"trigger:{int(number) - shift}"
    return plain


def judge_alone(judge: Judge, world: Row) -> list[Row]:
    """Return the findings of one world."""
    rows: list[Row] = judge(World(world).tables_at(world["standard"], world["as_of"])).to_pylist()
    return rows
