"""Reports as plain arrays: the form in which a followed record is kept and searched."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.tables import REPORTS

Columns: TypeAlias = dict[str, npt.NDArray[Any]]
Numbers: TypeAlias = npt.NDArray[np.int64]

UNKNOWN: Final = -(2**63)
"""What stands for a null: no figure and no time is as low."""
EVER: Final = 2**60
NONE: Final[Numbers] = np.empty(0, np.int64)


def columns_of(table: pa.Table) -> Columns:
    """Return the reports of a table in schema `REPORTS` as arrays; a null is `UNKNOWN`."""
    found: Columns = {}
    for field in REPORTS:
        column = table[field.name].cast(field.type)
        if field.nullable:
            column = pc.fill_null(column, UNKNOWN)
        found[field.name] = np.asarray(column.to_numpy())
    return found


def table_of(columns: Columns) -> pa.Table:
    """Return arrays as a table in schema `REPORTS`."""
    arrays = [
        pa.array(columns[field.name], field.type, mask=columns[field.name] == UNKNOWN)
        if field.nullable
        else pa.array(columns[field.name], field.type)
        for field in REPORTS
    ]
    return pa.Table.from_arrays(arrays, schema=REPORTS)


def rows_at(columns: Columns, places: npt.NDArray[Any]) -> Columns:
    """Return some rows: by their places, or by a mask."""
    return {name: column[places] for name, column in columns.items()}


def joined(parts: list[Columns]) -> Columns:
    """Return several lists of reports as one."""
    if not parts:
        return columns_of(REPORTS.empty_table())
    return {name: np.concatenate([part[name] for part in parts]) for name in REPORTS.names}


def taken(columns: Columns, name: str) -> npt.NDArray[Any]:
    """Return one column, and let go of it there."""
    column = columns[name]
    columns.pop(name, None)
    return column


def place_type(rows: npt.NDArray[Any]) -> type[np.int32 | np.int64]:
    """Return the numbers that are wide enough for places among some rows."""
    return np.int32 if len(rows) < 2**31 else np.int64


def size_of(columns: Columns) -> int:
    """Return how many reports there are."""
    return len(columns["report_no"])


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers in order, each once: sorted, which takes a fiftieth of what `unique` does."""
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def union(parts: list[Numbers]) -> Numbers:
    """Return the distinct numbers of several lists, in order."""
    return distinct(np.concatenate(parts)) if parts else NONE
