"""A database in memory whose tables and prepared statements outlive the sessions that use them.

A table is made once and from then on only emptied and filled: making one would let SQLite prepare
every statement anew, which is what takes the time. Columns have no declared type, so that numbers
and texts are compared as they are and an index of a moment serves every join.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count as numbered
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.backends.sqlite_text import PRODUCT, adapted, names_in

_SETTINGS: Final = (
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
)
# Each of some 250 queries fills one table, which has to be emptied too.
_STATEMENTS: Final = 2000
# SQLite takes a table of which it knows nothing for a million rows, and then would rather compare
# all with all than make an index of a moment; plans are to be the same whatever has come before.
_ROWS: Final = "1000"
# Measured: taken for more they are looked up last, and no longer combined with all triggers.
_ROWS_OF: Final = {"incidents": "10000"}
_LARGEST: Final = 2**63 - 1
_FORMATS: Final[dict[int, Literal["b", "h", "i", "q"]]] = {1: "b", 2: "h", 4: "i", 8: "q"}


@dataclass
class Filled:
    """A table of a store.

    Attributes:
        columns: their names.
        rows: how many it has.
        version: of its rows; the same number means the same rows.
        source: what its rows come from: an Arrow table, or a query with the versions of what it
            read; None: nothing that could be relied on.
    """

    columns: tuple[str, ...]
    rows: int = 0
    version: int = 0
    source: object = None


class Store:
    """Tables in a SQLite database in memory."""

    def __init__(self) -> None:
        """Open an empty one."""
        self._connection = sqlite3.connect(
            ":memory:",
            isolation_level=None,
            cached_statements=_STATEMENTS,
            check_same_thread=False,
        )
        self._connection.create_function(PRODUCT, 2, _product, deterministic=True)
        for setting in (*_SETTINGS, "ANALYZE", "BEGIN"):
            self._connection.execute(setting)
        self._tables: dict[str, Filled] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._inserts: dict[tuple[str, str], str] = {}
        self._versions = numbered(1)

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(filled.rows for filled in self._tables.values())

    def rows_of(self, name: str) -> int:
        """Return how many rows a table has."""
        return self._tables[name].rows

    def put(self, name: str, table: pa.Table) -> None:
        """Let a table have the rows of an Arrow table; nothing is done where it has them."""
        filled = self._with_columns(name, tuple(table.column_names))
        if isinstance(filled.source, pa.Table) and filled.source.equals(table):
            return
        self._empty(name, filled)
        self._insert_rows(name, filled, _plain_rows(table))
        filled.source = table

    def make(self, name: str, query: str) -> None:
        """Let a table have the rows of a query; nothing is done where it has them."""
        # A part of the query may have the name of a table: then it is taken for read, too.
        read = [r for r in names_in(query) if r in self._tables]
        source = (query, *(self._tables[r].version for r in read))
        known = self._tables.get(name)
        if known is not None and known.source == source:
            return
        text = adapted(query)
        columns = self._columns_of(text)
        if name in read:
            rows = self._connection.execute(text).fetchall()
            filled = self._with_columns(name, columns)
            self._empty(name, filled)
            self._insert_rows(name, filled, rows)
            return
        filled = self._with_columns(name, columns)
        was_empty, version = filled.rows == 0, filled.version
        self._empty(name, filled)
        insert = self._inserts.get((name, text))
        if insert is None:
            insert = f"INSERT INTO {name} ({', '.join(columns)}) {text}"
            self._inserts[name, text] = insert
        try:
            filled.rows = self._connection.execute(insert).rowcount
        except sqlite3.Error:
            # Some rows may have come in.
            self._connection.execute(f"DELETE FROM {name}")
            raise
        if was_empty and filled.rows == 0:
            filled.version = version
        filled.source = source

    def rows_in(self, name: str, columns: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a table, in no order."""
        return self._connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()

    def plan(self, query: str) -> list[str]:
        """Return how SQLite would work a query out, one step a line."""
        rows = self._connection.execute(f"EXPLAIN QUERY PLAN {adapted(query)}").fetchall()
        return [str(row[-1]) for row in rows]

    def close(self) -> None:
        """Let all go."""
        self._connection.close()

    def _with_columns(self, name: str, columns: tuple[str, ...]) -> Filled:
        """Return a table with some columns, made anew where it has others."""
        filled = self._tables.get(name)
        if filled is not None and filled.columns == columns:
            return filled
        if filled is not None:
            self._connection.execute(f"DROP TABLE {name}")
            self._connection.execute("DELETE FROM sqlite_stat1 WHERE tbl = ?", (name,))
            # What `*` stands for may have changed.
            self._columns.clear()
            self._inserts.clear()
        self._connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        self._connection.execute(
            "INSERT INTO sqlite_stat1 VALUES (?, NULL, ?)", (name, _ROWS_OF.get(name, _ROWS))
        )
        self._connection.execute("ANALYZE sqlite_schema")
        filled = Filled(columns, version=next(self._versions))
        self._tables[name] = filled
        return filled

    def _empty(self, name: str, filled: Filled) -> None:
        filled.source = None
        filled.version = next(self._versions)
        if filled.rows:
            filled.rows = 0
            self._connection.execute(f"DELETE FROM {name}")

    def _insert_rows(self, name: str, filled: Filled, rows: Iterable[tuple[Any, ...]]) -> None:
        columns = filled.columns
        insert = (
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        )
        filled.rows = max(0, self._connection.executemany(insert, rows).rowcount)

    def _columns_of(self, text: str) -> tuple[str, ...]:
        found = self._columns.get(text)
        if found is None:
            cursor = self._connection.execute(f"SELECT * FROM ({text}) LIMIT 0")
            found = tuple(column[0] for column in cursor.description)
            self._columns[text] = found
        return found


def _product(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return None
    found = one * other
    if abs(found) > _LARGEST:
        msg = f"{one} times {other} is no whole number of 64 bits"
        raise ValueError(msg)
    return found


def _plain_rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    return zip(*(_plain(column) for column in table.columns), strict=True)


def _plain(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column; truth as 1 and 0, which is how SQLite keeps it."""
    if pa.types.is_boolean(column.type):
        column = pc.cast(column, pa.int8())
    if column.null_count or not pa.types.is_signed_integer(column.type):
        found: list[Any] = column.to_pylist()
        return found
    return [number for chunk in column.chunks for number in _whole_numbers(chunk)]


def _whole_numbers(chunk: pa.Array) -> list[int]:
    """Return numbers as they lie in memory; to make them one by one takes ten times as long."""
    size = chunk.type.bit_width // 8
    begin = chunk.offset * size
    data = memoryview(chunk.buffers()[1])[begin : begin + len(chunk) * size]
    found: list[int] = data.cast(_FORMATS[size]).tolist()
    return found
