"""A place for queries over Arrow tables; opening a database for each would take longer."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import duckdb
import pyarrow as pa

FEW_ROWS: Final = 10_000
"""Measured: up to so many rows planning a query takes longer than running it."""

# What it advises plans a query twice, which takes longer than to copy what few rows give.
warnings.filterwarnings(
    "ignore", "Arrow output on a DB-API result makes an extra copy", UserWarning, __name__
)

DEAR_PLANNING: Final = ",".join(
    (
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
)
"""Steps of planning, as DuckDB names them; what they find makes only long queries faster."""


_known: Final[dict[str, duckdb.Statement]] = {}
_MOST_KNOWN: Final = 2_000
"""Far more than there are fixed texts; names of columns make others."""


def parsed(query: str, connection: duckdb.DuckDBPyConnection) -> duckdb.Statement:
    """Return a query's parsed form; any connection may run what another one has parsed."""
    statement = _known.get(query)
    if statement is None:
        (statement,) = connection.extract_statements(query)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[query] = statement
    return statement


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@cache
def _database_for_few() -> duckdb.DuckDBPyConnection:
    """Return a database that plans cheaply; handing a few rows to a second thread costs more."""
    opened = duckdb.connect(config={"threads": 1})
    opened.execute(f"SET GLOBAL disabled_optimizers = '{DEAR_PLANNING}'")
    return opened


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection of its own for a while; what is registered in it is gone afterwards."""
    with closing(_database().cursor()) as connection:
        yield connection


@dataclass(frozen=True)
class Scratch:
    """A connection for a while, which knows whether what it reads is little.

    Attributes:
        connection: to an empty database.
        is_for_few: whether its tables have few rows.
    """

    connection: duckdb.DuckDBPyConnection
    is_for_few: bool

    def register(self, name: str, table: pa.Table) -> None:
        """Make a table readable under a name."""
        self.connection.register(name, table)

    def execute(self, query: str) -> duckdb.DuckDBPyConnection:
        """Run a statement."""
        return self.connection.execute(parsed(query, self.connection))

    def read(self, query: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Return the rows of a query.

        Few rows are copied once more on their way, because a query that gives them without is
        planned twice.
        """
        if not self.is_for_few:
            return self.connection.sql(query, params=params).to_arrow_table()
        found = self.connection.execute(parsed(query, self.connection), params)
        reader: Any = found.to_arrow_reader()
        return reader.read_all()


@contextmanager
def scratch_for(rows: int) -> Iterator[Scratch]:
    """Open a connection of its own for a while, made ready for so many rows.

    Args:
        rows: of the largest table that is read.
    """
    is_for_few = rows <= FEW_ROWS
    database = _database_for_few() if is_for_few else _database()
    with closing(database.cursor()) as connection:
        yield Scratch(connection, is_for_few)
