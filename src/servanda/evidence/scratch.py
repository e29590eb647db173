"""A place for queries over Arrow tables; opening a database for each would take longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection of its own for a while; what is registered in it is gone afterwards."""
    connection = _database().cursor()
    try:
        yield connection
    finally:
        connection.close()
