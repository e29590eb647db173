"""DuckDB, the embedded engine: in memory, one session per judgement.

Of a small case nearly all the time goes into planning some 250 statements, not into running them.
So their parsed form is kept for the life of the process, and what reads little is planned more
cheaply: without a search for an order of joins (the stations join the smaller table first). A small
case has one thread, because handing a few rows to a second one costs more than it saves, and one
transaction around all its statements, which saves the commit of each; so has what is small of a
large one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from servanda.assessment.backends.sqlite_text import reads_of
from servanda.assessment.tables import ParquetTable
from servanda.evidence.formats import quoted_text
from servanda.evidence.scratch import DEAR_PLANNING, parsed

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

# Measured: up to so many rows in all tables one thread and one transaction save more than they
# cost.
_SMALL_ROWS = 100_000
# The same of rows that a statement reads of one table, and of planning as below.
_FEW_ROWS = 20_000

_TAKEN: Final = "taken_from_another_engine"


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
        self._rows: dict[str, int] = {}
        self._made: set[str] = set()
        self._is_begun = False
        self._is_joined = False
        self._is_small = False
        self._is_planned_cheaply = False
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name, without copying it."""
        if isinstance(table, ParquetTable):
            files = rows_of_files(table.pattern)
            self._connection.execute(f"CREATE VIEW {name} AS FROM {files}")
            ((rows,),) = self._connection.execute(f"SELECT count(*) FROM {files}").fetchall()
        else:
            rows = table.num_rows
            self._connection.register(name, table)
        self._rows[name] = rows

    def take(self, name: str, table: pa.Table) -> None:
        """Make or replace a table that another engine has worked out."""
        self._connection.register(_TAKEN, table)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {_TAKEN}")
        self._connection.unregister(_TAKEN)
        self._made.add(name)
        self._rows[name] = table.num_rows

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        if not self._is_begun:
            self._begin()
        rows = max((self._rows.get(read, 0) for read in reads_of(query)), default=0)
        self._plan_cheaply(self._is_small or rows <= _FEW_ROWS)
        text = f"CREATE OR REPLACE {kind} {name} AS {query}"
        made = self._connection.execute(parsed(text, self._connection))
        if kind == "table":
            ((rows,),) = made.fetchall()
            self._made.add(name)
        # A view may give as many rows as it reads.
        self._rows[name] = rows

    def drop(self, name: str) -> None:
        """Drop a table that was made; a small one is not worth while."""
        if name in self._made and not self._is_small and self._rows[name] > _FEW_ROWS:
            self._connection.execute(f"DROP TABLE {name}")
            self._made.discard(name)

    def foresee(self, rows: int) -> None:
        """Make ready for little or for much from here on."""
        self._be_small(rows <= _SMALL_ROWS)

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        counting = parsed(f"SELECT COUNT(*) FROM {name}", self._connection)
        ((rows,),) = self._connection.execute(counting).fetchall()
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
        """Choose the settings of a case by its size, and begin its one transaction if it is small.

        What a transaction drops keeps its memory until the end.
        """
        self._be_small(sum(self._rows.values()) <= _SMALL_ROWS)
        self._is_begun = True

    def _be_small(self, is_small: bool) -> None:
        """Take the threads of a small case or of a large one; all of a small one is joined."""
        if is_small != self._is_small:
            self._is_small = is_small
            if self._threads is None:
                self._connection.execute("SET threads = 1" if is_small else "RESET threads")
        if is_small and not self._is_joined:
            self._connection.execute("BEGIN TRANSACTION")
            self._is_joined = True

    def _plan_cheaply(self, is_cheap: bool) -> None:
        """Plan what comes next cheaply, or as well as can be."""
        if is_cheap != self._is_planned_cheaply:
            self._is_planned_cheaply = is_cheap
            names = DEAR_PLANNING if is_cheap else ""
            self._connection.execute(f"SET disabled_optimizers = '{names}'")
