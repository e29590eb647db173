"""DuckDB, the embedded engine: in memory, one session per judgement.

Of a small case nearly all the time goes into planning some 250 statements, not into running them.
So their parsed form is kept for the life of the process, and for small cases planning is made
cheaper: no search for an order of joins (the stations join the smaller table first), and one
thread, because handing a few rows to a second one costs more than it saves. One transaction around
all statements of a small case, or of what is small of a large one, saves the commit of each.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import duckdb
import pyarrow as pa

from servanda.assessment.tables import ParquetTable
from servanda.evidence.formats import quoted_text

# The session zone follows the machine otherwise; rows need no order before the last step.
# The files of an index are read by some ten statements.
_SETTINGS = (
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = false",
    "SET parquet_metadata_cache = true",
)

# What memory cannot hold goes to disk: never to the working folder, and never the whole disk.
_SPILL_FOLDER = "servanda-duckdb"
_SPILL_LIMIT = "20GB"
# Of the machine or its control group, counted by DuckDB; a third as much again goes uncounted.
_MEMORY_LIMIT = "60%"

# Measured: up to so many rows in all tables the settings below save more than they cost.
_SMALL_ROWS = 100_000
_DEAR_PLANNING = (
    "join_order",
    "statistics_propagation",
    "common_subplan",
    "join_filter_pushdown",
    "common_subexpressions",
    "compressed_materialization",
    "late_materialization",
    "duplicate_groups",
    "column_lifetime",
)

_parsing = Lock()
"""All threads share the session that parses."""


@cache
def _parsed(query: str) -> duckdb.Statement:
    """Return a query's parsed form; the texts are few and fixed, so each is parsed once."""
    with _parsing:
        (statement,) = _parser().extract_statements(query)
    return statement


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a session that only parses; to open one takes far longer than to parse a query."""
    return duckdb.connect(":memory:")


def rows_of_files(pattern: str) -> str:
    """Return Parquet files, `*` standing for any part of a name, as what a query reads from."""
    return f"read_parquet({quoted_text(pattern)})"


class DuckDBBackend:
    """One DuckDB session in memory."""

    is_for_few: Final = False

    def __init__(self, threads: int | None = None) -> None:
        """Open a session.

        Args:
            threads: how many threads to use; None: one for a small case, else as many as the
                machine has.
        """
        self._connection = duckdb.connect(":memory:")
        for setting in _SETTINGS:
            self._connection.execute(setting)
        spill = str(Path(tempfile.gettempdir()) / _SPILL_FOLDER)
        self._connection.execute(f"SET temp_directory = {quoted_text(spill)}")
        self._connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
        self._connection.execute(f"SET max_temp_directory_size = '{_SPILL_LIMIT}'")
        self._threads = threads
        self._loaded_rows = 0
        self._made: set[str] = set()
        self._is_begun = False
        self._is_joined = False
        self._is_small = False
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name, without copying it."""
        if isinstance(table, ParquetTable):
            files = rows_of_files(table.pattern)
            self._connection.execute(f"CREATE VIEW {name} AS FROM {files}")
            ((rows,),) = self._connection.execute(f"SELECT count(*) FROM {files}").fetchall()
            self._loaded_rows += rows
            return
        self._loaded_rows += table.num_rows
        self._connection.register(name, table)

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        if not self._is_begun:
            self._begin()
        self._connection.execute(_parsed(f"CREATE OR REPLACE {kind} {name} AS {query}"))
        if kind == "table":
            self._made.add(name)

    def drop(self, name: str) -> None:
        """Drop a table that was made; of a small case it is not worth while."""
        if name in self._made and not self._is_small:
            self._connection.execute(f"DROP TABLE {name}")
            self._made.discard(name)

    def foresee(self, rows: int) -> None:
        """Plan for little or for much from here on."""
        self._plan_for(rows)
        self._join_if_small()

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        ((rows,),) = self._connection.execute(_parsed(f"SELECT COUNT(*) FROM {name}")).fetchall()
        return int(rows)

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        columns = ", ".join(schema.names)
        return self._connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().cast(schema)

    def rows(self, name: str) -> pa.Table:
        """Return the rows of a table, in no order, with the columns that it has."""
        return self._connection.sql(f"SELECT * FROM {name}").to_arrow_table()

    def explain(self, query: str) -> str:
        """Return DuckDB's plan of a query."""
        rows = self._connection.execute(f"EXPLAIN {query}").fetchall()
        return "\n".join(str(row[-1]) for row in rows)

    def close(self) -> None:
        """End the session."""
        self._connection.close()

    def _begin(self) -> None:
        """Choose the settings of a case by its size; of a small one begin its one transaction.

        What a transaction drops keeps its memory until the end.
        """
        self._plan_for(self._loaded_rows)
        self._join_if_small()
        self._is_begun = True

    def _join_if_small(self) -> None:
        """Begin the one transaction of all that is left to do, if that is small."""
        if self._is_small and not self._is_joined:
            self._connection.execute("BEGIN TRANSACTION")
            self._is_joined = True

    def _plan_for(self, rows: int) -> None:
        """Take the settings for so many rows, if they are not in force already."""
        is_small = rows <= _SMALL_ROWS
        if is_small == self._is_small:
            return
        self._is_small = is_small
        names = ",".join(_DEAR_PLANNING) if is_small else ""
        self._connection.execute(f"SET disabled_optimizers = '{names}'")
        if self._threads is None:
            self._connection.execute("SET threads = 1" if is_small else "RESET threads")
