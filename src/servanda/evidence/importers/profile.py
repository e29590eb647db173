"""What the columns of a table look like: enough to draft a mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import quoted_text
from servanda.evidence.scratch import scratch

MOST_DISTINCT: Final = 2000
_DAYS: Final = ("%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d",
                "%d %B %Y", "%d %b %Y", "%B %d, %Y")  # fmt: skip
_CLOCKS: Final = ("", " %H:%M", " %H:%M:%S", " %I:%M %p")
_OWN: Final = (
    r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?$"
)

PLAIN_NUMBER: Final = re.compile(r"^-?[0-9]+([.][0-9]+)?$")
"""A number as evidence writes it."""


@dataclass(frozen=True)
class Profile:
    """What one column looks like.

    Attributes:
        name: of the column.
        values: its distinct cells, most frequent first, at most `MOST_DISTINCT`.
        filled: how many cells are not empty.
        rows: how many rows there are.
        is_number: every cell is a plain number.
        has_own_times: every cell is a time as evidence writes it.
        forms: forms in which every cell can be read as a time; several: it is ambiguous.
    """

    name: str
    values: tuple[str, ...]
    filled: int
    rows: int
    is_number: bool
    has_own_times: bool
    forms: tuple[str, ...]

    @property
    def is_unique(self) -> bool:
        """Whether no cell is empty and none occurs twice."""
        return self.filled == self.rows and len(self.values) == min(self.rows, MOST_DISTINCT)


def profiles_of(rows: pa.Table, header: Sequence[str]) -> list[Profile]:
    """Return what each named column looks like, in order."""
    with scratch() as connection:
        return [_profile(connection, rows[name], name) for name in header if name]


def _profile(connection: duckdb.DuckDBPyConnection, column: pa.ChunkedArray, name: str) -> Profile:
    counts = pc.value_counts(pc.drop_null(column)).to_pylist()
    counts.sort(key=lambda entry: (-entry["counts"], entry["values"]))
    values = tuple(entry["values"] for entry in counts[:MOST_DISTINCT])
    array = pa.array(values, pa.string())
    has_own = bool(values) and pc.all(pc.match_substring_regex(array, _OWN)).as_py()
    is_number = bool(values) and pc.all(
        pc.match_substring_regex(array, PLAIN_NUMBER.pattern)
    ).as_py()  # fmt: skip
    forms = () if has_own or is_number or not values else _forms(connection, array)
    filled = len(column) - column.null_count
    return Profile(name, values, filled, len(column), bool(is_number), bool(has_own), forms)


def _forms(connection: duckdb.DuckDBPyConnection, values: pa.Array) -> tuple[str, ...]:
    connection.register("cells", pa.table({"cell": values}))
    forms = [day + clock for day in _DAYS for clock in _CLOCKS]
    tests = ", ".join(
        f"bool_and(try_strptime(cell, {quoted_text(form)}) IS NOT NULL)" for form in forms
    )
    row = connection.execute(f"SELECT {tests} FROM cells").fetchall()[0]
    return tuple(form for form, fits in zip(forms, row, strict=True) if fits)
