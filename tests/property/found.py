"""The findings of a world by the reference evaluator, and in what two lists of them differ."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from tests.golden.world import World

from servanda.assessment.reference import judge

Row = dict[str, Any]


def findings_of(world: Row, **changes: Any) -> list[Row]:
    """Return the findings of a world as rows, members by name."""
    read = World({**world, **changes})
    case = read.tables_at(read.case["standard"], read.case["as_of"])
    return named_findings(read, judge(case))


def named_findings(world: World, table: pa.Table) -> list[Row]:
    """Return findings with the names of members and without numbers of incidents."""
    names = {number: name for name, number in world.names.bearers.names.items()} | {0: "anyone"}
    rows = table.to_pylist()
    for row in rows:
        row["member"] = names[row.pop("member_id")]
        if row["slot"].startswith("trigger:"):
            row["slot"] = "trigger"
    return rows


def _sorted(rows: list[Row]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)


def difference_of(before: list[Row], after: list[Row]) -> str:
    one, other = _sorted(before), _sorted(after)
    lost = [row for row in one if row not in other]
    new = [row for row in other if row not in one]
    return "" if one == other else f"were {lost}\nare {new}"
