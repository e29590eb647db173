"""Many small worlds in one table set, so that one run of an engine judges them all.

A world is a copy of a case whose ids are shifted so far that no two worlds share one. Judging
thousands of variants ("what if this report were retracted?") then costs one run instead of
thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
_MOST_NARROW: Final = 2**31
_MOST_WIDE: Final = 2**60
"""Stations number positions and statements by a few times the number of a report."""


@dataclass(frozen=True)
class Stride:
    """How far apart the ids of neighbouring worlds are.

    Attributes:
        narrow: of ids with 32 bits: clauses, bearers, things, places.
        wide: of ids with 64 bits: reports, incidents, measures. A record has far more of these.
    """

    narrow: int
    wide: int

    @property
    def most_worlds(self) -> int:
        """How many worlds fit side by side."""
        return min(_MOST_NARROW // self.narrow, _MOST_WIDE // self.wide)


@dataclass(frozen=True)
class Batch:
    """Copies of cases, side by side.

    Attributes:
        case: all copies together; they share as-of, standard and days.
        stride: distance between the ids of neighbouring worlds.
    """

    case: CaseTables
    stride: Stride

    def world_of(self, clause_no: int) -> int:
        """Return the world to which a clause number belongs, counted from 0."""
        return clause_no // self.stride.narrow


def stride_of(cases: Iterable[CaseTables]) -> Stride:
    """Return how far the ids of worlds have to be apart, so that copies of any case fit."""
    narrow = wide = 0
    for case in cases:
        for table in case.tables.values():
            for name in table.column_names if table.num_rows else ():
                if name not in _IDS:
                    continue
                largest = int(pc.max(table[name]).as_py() or 0)
                if table.schema.field(name).type == pa.int32():
                    narrow = max(narrow, largest)
                else:
                    wide = max(wide, largest)
    return Stride(1 + narrow, 1 + wide)


def copy_worlds(cases: Sequence[tuple[CaseTables, int]], stride: Stride | None = None) -> Batch:
    """Return copies of cases with ids of their own.

    Args:
        cases: pairs of a case and how many copies of it; all of one as-of, standard and `days`.
        stride: of these cases, if it is known already.

    Returns:
        The copies, worlds numbered from 0 in the order of the cases; 0 stays 0 where it means
        "none" (nobody, no series, unknown hand).

    Raises:
        ValueError: the ids are too large for that many copies.
    """
    total = sum(count for _, count in cases)
    stride = stride or stride_of(case for case, _ in cases)
    if total > stride.most_worlds:
        msg = f"{total} worlds do not fit: with these ids {stride.most_worlds} do"
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


def _copied(table: pa.Table, first: int, count: int, stride: Stride) -> pa.Table:
    """Return copies of a table, one world after the other."""
    ids = [name for name in table.column_names if name in _IDS]
    rows = table.num_rows
    if not rows or not ids:
        return table
    copied = table.take(pa.array(list(range(rows)) * count)) if count > 1 else table
    worlds = pa.array([world for world in range(first, first + count) for _ in range(rows)])
    shifts = {
        pa.int32(): pc.multiply(worlds, stride.narrow),
        pa.int64(): pc.multiply(worlds, stride.wide),
    }
    columns = dict(zip(copied.column_names, copied.columns, strict=True))
    for name in ids:
        numbers = columns[name].combine_chunks()
        shifted = pc.add(numbers.cast(pa.int64()), shifts[numbers.type])
        is_none = pc.equal(numbers, pa.scalar(0, numbers.type))
        columns[name] = pc.if_else(is_none, pa.scalar(0, pa.int64()), shifted).cast(numbers.type)
    return pa.table(columns, table.schema)
