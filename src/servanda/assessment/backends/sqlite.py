"""SQLite, the engine of small cases: it comes with Python, and begins a statement in no time.

Of a small case the other engines spend nearly all time on planning and beginning some 200
statements (decision 17). Here they stay prepared: a session takes over a store of tables from one
that has ended, and only writes their rows anew; where nothing that a statement reads has changed,
its rows still stand and it does not run at all.
"""

from __future__ import annotations

import sqlite3
from threading import Lock
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.backends.sqlite_store import Store
from servanda.assessment.tables import ParquetTable
from servanda.errors import EngineError, problem_error

OLDEST: Final = (3, 39, 0)
"""The oldest version of SQLite that reads the stations' texts."""

# All that a case tells together stays far below where whole numbers end, and so do its sums.
_MOST_TOLD: Final = 2**52
_MOST_IDLE_STORES: Final = 4
_MOST_IDLE_ROWS: Final = 300_000
_idle: list[Store] = []
_waiting = Lock()
"""Sessions of several threads take and leave stores."""


def is_new_enough() -> bool:
    """Return whether Python's SQLite can read the stations' texts."""
    return sqlite3.sqlite_version_info >= OLDEST


def forget() -> None:
    """Let all go that ended sessions have left for the next ones."""
    with _waiting:
        while _idle:
            _idle.pop().close()


class SqliteBackend:
    """One session in a store of tables in memory."""

    is_for_few: Final = True

    def __init__(self) -> None:
        """Open a session.

        Raises:
            EngineError: SV507, Python's SQLite is too old.
        """
        if not is_new_enough():
            oldest = ".".join(str(part) for part in OLDEST[:2])
            message = f"Python's SQLite is {sqlite3.sqlite_version}: at least {oldest} is needed"
            hint = "use a newer Python, or another engine: `--engine duckdb`"
            raise problem_error(EngineError, "SV507", message, hint)
        with _waiting:
            found = _idle.pop() if _idle else None
        self._store: Store | None = found or Store()

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Copy a table into the session.

        Raises:
            ValueError: it lies in files: those are for large cases.
            OverflowError: its figures are so large that sums of them might be no whole numbers.
        """
        if isinstance(table, ParquetTable):
            msg = "SQLite is for small cases, and reads no Parquet files"
            raise ValueError(msg)
        if name == "reports" and not are_figures_small(table):
            msg = "the figures of the reports are too large for SQLite; judge them on DuckDB"
            raise OverflowError(msg)
        self._open.put(name, table)

    def create(self, kind: str, name: str, query: str) -> None:  # noqa: ARG002
        """Make or replace a table from a query; a view is a table that is worked out at once."""
        self._open.make(name, query)

    def drop(self, name: str) -> None:
        """Do nothing: tables are small and used again."""

    def foresee(self, rows: int) -> None:
        """Do nothing: statements stay as they were prepared."""

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        return self._open.rows_of(name)

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema.

        Raises:
            OverflowError: a figure has become something else than a whole number.
        """
        rows = self._open.rows_in(name, schema.names)
        columns = zip(*rows, strict=True) if rows else [()] * len(schema)
        arrays = [_array(c, f.type) for c, f in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)

    def explain(self, query: str) -> str:
        """Return SQLite's plan of a query."""
        return "\n".join(self._open.plan(query))

    def close(self) -> None:
        """End the session; its store waits for the next one."""
        store, self._store = self._store, None
        if store is None:
            return
        with _waiting:
            if len(_idle) < _MOST_IDLE_STORES and store.rows <= _MOST_IDLE_ROWS:
                _idle.append(store)
                return
        store.close()

    @property
    def _open(self) -> Store:
        if self._store is None:
            msg = "the session has ended"
            raise RuntimeError(msg)
        return self._store


def are_figures_small(reports: pa.Table) -> bool:
    """Return whether what reports tell cannot add up to more than fits into a whole number."""
    if not reports.num_rows:
        return True
    most = 0
    for name in ("low", "high"):
        ends = pc.min_max(reports[name]).as_py()
        most = max(most, *(abs(end) for end in ends.values() if end is not None), 0)
    return bool(most * reports.num_rows <= _MOST_TOLD)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else value != 0 for value in values], kind)
    if pa.types.is_integer(kind) and any(type(value) is float for value in values):
        msg = "a figure of the case is too large for SQLite; judge it on DuckDB"
        raise OverflowError(msg)
    return pa.array(values, kind)
