"""What a golden case expects, beside what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from tests.golden.duties import reading_names
from tests.golden.world import World

from servanda.assessment.summary import Summary, all_readings_of, summary_of

Row = dict[str, Any]

LEAVES = {"certain", "possible", "alleged", "verdict", "reason", "since", "late"}


def runs(case: Row) -> Iterator[tuple[str, str, Row]]:
    """Yield each standard and as-of of a case with what is expected there."""
    standards, instants = _listed(case["standard"]), _listed(case["as_of"])
    for standard in standards:
        for as_of in instants:
            expected = case["expect"]
            for choice, options in ((standard, standards), (as_of, instants)):
                expected = expected[choice] if len(options) > 1 else expected
            yield standard, as_of, expected


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def found_beside(world: World, table: pa.Table, expected: Row) -> Row:
    """Return what was found, in the form and with the keys of what is expected."""
    rows = table.to_pylist()
    if expected.keys() <= LEAVES:
        (row,) = rows
        return _shown(world, row, expected)
    return {key: _found(world, rows, key, leaf) for key, leaf in expected.items()}


def _found(world: World, rows: list[Row], key: str, leaf: Row) -> Row:
    if key == "all":
        return {"verdict": all_readings_of(rows)}
    if key == "clause":
        return _of_clause(summary_of(rows), rows, leaf)
    matching = [row for row in rows if _is_named(world, row, key)]
    if len(matching) != 1:
        return {"error": f"{len(matching)} findings for {key}"}
    return _shown(world, matching[0], leaf)


def _of_clause(summary: Summary, rows: list[Row], leaf: Row) -> Row:
    """Return what is said of a clause; its numbers are those of the group's row."""
    numbers = next((row for row in rows if row["is_group"]), rows[0])
    values = {**numbers, "verdict": summary.verdict, "reason": summary.reason}
    return {key: values[key] for key in leaf}


def _is_named(world: World, row: Row, key: str) -> bool:
    kind, _, number = row["slot"].partition(":")
    readings = reading_names(world.case.get("duty", {}))
    if key in readings:
        return bool(row["reading_no"] == readings.index(key) + 1)
    if key in world.names.bearers.names:
        return not row["is_group"] and row["member_id"] == world.names.bearer(key)
    if kind == "check":
        return int(number) == world.instant(key)
    if kind == "trigger":
        by_act = row["opens_at"] if world.case["duty"]["kind"] == "reply" else _begin(world, number)
        return bool(by_act == world.instant(key))
    return bool(row["slot"] == key)


def _begin(world: World, number: str) -> int:
    reports = world.case["reports"]
    return next(
        world.report_period(r).begins_at for r in reports if world.numbers[r["id"]] == int(number)
    )


def _shown(world: World, row: Row, expected: Row) -> Row:
    """Return a finding with the expected keys alone, times as the case writes them."""
    shown = {key: row.get(key) for key in expected}
    if "possible" in expected and row["possible"] is None:
        shown["possible"] = "unbounded"
    for key, column in (("since", "since"), ("late", "late_since")):
        if key in expected and row[column] == world.instant(expected[key]):
            shown[key] = expected[key]
        elif key in expected:
            shown[key] = row[column]
    return shown
