"""DuckDB, the embedded engine: in memory, one session per judgement."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

# The session zone follows the machine otherwise; rows need no order before the last step.
_SETTINGS = ("SET TimeZone = 'UTC'", "SET preserve_insertion_order = false")

# What memory cannot hold goes to disk: never to the working folder, and never the whole disk.
_SPILL_FOLDER = "servanda-duckdb"
_SPILL_LIMIT = "20GB"


class DuckDBBackend:
    """One DuckDB session in memory."""

    def __init__(self, threads: int | None = None) -> None:
        """Open a session.

        Args:
            threads: how many threads to use; None: as many as the machine has.
        """
        self._connection = duckdb.connect(":memory:")
        for setting in _SETTINGS:
            self._connection.execute(setting)
        spill = str(Path(tempfile.gettempdir()) / _SPILL_FOLDER).replace("'", "''")
        self._connection.execute(f"SET temp_directory = '{spill}'")
        self._connection.execute(f"SET max_temp_directory_size = '{_SPILL_LIMIT}'")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under a name, without copying it."""
        self._connection.register(name, table)

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        self._connection.execute(f"CREATE OR REPLACE {kind} {name} AS {query}")

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        ((rows,),) = self._connection.execute(f"SELECT COUNT(*) FROM {name}").fetchall()
        return int(rows)

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        columns = ", ".join(schema.names)
        return self._connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().cast(schema)

    def explain(self, query: str) -> str:
        """Return DuckDB's plan of a query."""
        rows = self._connection.execute(f"EXPLAIN {query}").fetchall()
        return "\n".join(str(row[-1]) for row in rows)

    def close(self) -> None:
        """End the session."""
        self._connection.close()
