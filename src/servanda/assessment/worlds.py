"""Many small worlds in one table set, so that one run of an engine judges them all.

A world is a copy of a case whose ids are shifted so far that no two worlds share one. Judging
thousands of variants ("what if this report were retracted?") then costs one run instead of
thousands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.tables import CaseTables

_IDS: Final = {
    "measure_id", "bearer_id", "member_id", "filter_id", "site_id", "part_site_id", "duty_id",
    "clause_no", "asked_measure_id", "rule_id", "thing_id", "other_thing_id", "outer_thing_id",
    "place_id", "outer_place_id", "hand_id", "source_id", "origin_id", "report_no", "root_no",
    "target_no", "incident_no", "series_id", "about_id", "coverage_id",
}  # fmt: skip
"""Columns whose values a world shifts."""
_SHARED: Final = frozenset({"days"})
_MOST: Final = 2**31


@dataclass(frozen=True)
class Batch:
    """Copies of cases, side by side.

    Attributes:
        case: all copies together; they share as-of, standard and days.
        stride: distance between the ids of neighbouring worlds.
    """

    case: CaseTables
    stride: int

    def world_of(self, clause_no: int) -> int:
        """Return the world to which a clause number belongs, counted from 0."""
        return clause_no // self.stride


def copy_worlds(cases: Sequence[tuple[CaseTables, int]]) -> Batch:
    """Return copies of cases with ids of their own.

    Args:
        cases: pairs of a case and how many copies of it; all of one as-of, standard and `days`.

    Returns:
        The copies, worlds numbered from 0 in the order of the cases; 0 stays 0 where it means
        "none" (nobody, no series, unknown hand).

    Raises:
        ValueError: the ids are too large for that many copies.
    """
    total = sum(count for _, count in cases)
    stride = 1 + max(_largest_id(case) for case, _ in cases)
    if stride * total >= _MOST:
        msg = f"{total} worlds with ids up to {stride - 1} do not fit"
        raise ValueError(msg)
    parts: dict[str, list[pa.Table]] = {}
    first = 0
    for case, count in cases:
        for name, table in case.tables.items():
            if name not in _SHARED:
                parts.setdefault(name, []).append(_copied(table, first, count, stride))
        first += count
    base = cases[0][0]
    tables = {name: pa.concat_tables(some) for name, some in parts.items()}
    shared = {name: base.tables[name] for name in _SHARED}
    return Batch(replace(base, tables={**tables, **shared}), stride)


def _largest_id(case: CaseTables) -> int:
    columns = [
        table[name]
        for table in case.tables.values()
        for name in table.column_names
        if name in _IDS and table.num_rows
    ]
    return max((int(pc.max(column).as_py() or 0) for column in columns), default=0)


def _copied(table: pa.Table, first: int, count: int, stride: int) -> pa.Table:
    """Return copies of a table, one world after the other."""
    ids = [name for name in table.column_names if name in _IDS]
    rows = table.num_rows
    if not rows or not ids:
        return table
    copied = table.take(pa.array(list(range(rows)) * count)) if count > 1 else table
    worlds = range(first, first + count)
    shifts = pa.array([world * stride for world in worlds for _ in range(rows)], pa.int64())
    columns = dict(zip(copied.column_names, copied.columns, strict=True))
    for name in ids:
        numbers = columns[name].combine_chunks()
        shifted = pc.add(numbers.cast(pa.int64()), shifts)
        is_none = pc.equal(numbers, pa.scalar(0, numbers.type))
        columns[name] = pc.if_else(is_none, pa.scalar(0, pa.int64()), shifted).cast(numbers.type)
    return pa.table(columns, table.schema)
