"""PostgreSQL: the pipeline runs inside a database, in temporary tables of one session.

They vanish with the session, whatever goes wrong, and every name is looked up among them and
nowhere else: the tables that live in the database are never read and never written. The right to
make temporary tables is all that is needed. Each statement is a transaction of its own, so that no
lock and no old state of the database is held longer than a statement takes.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pyarrow as pa

from servanda.assessment.tables import ParquetTable
from servanda.errors import EngineError, MissingExtraError, problem_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adbc_driver_postgresql import dbapi

_SETTINGS: Final = (
    # Nothing else is visible. What the system has stands behind it, or `pg_class` would be hidden.
    "SET search_path = pg_temp, pg_catalog",
    "SET client_encoding = 'UTF8'",
    "SET TIME ZONE 'UTC'",
    # Hundreds of short statements: compiling them costs more than running them.
    "SET jit = off",
    "SET temp_buffers = '256MB'",
    "SET work_mem = '128MB'",
    # What is temporary need not be safe on disk; and a limit for other users' queries is none here.
    "SET synchronous_commit = off",
    "SET statement_timeout = 0",
    "SET default_transaction_read_only = off",
)
_MAY: Final = (
    "SELECT has_database_privilege(current_database(), 'TEMPORARY') AND NOT pg_is_in_recovery()"
)
_PATIENCE: Final = "connect_timeout=10"

# Nobody counts the rows of temporary tables by itself, and without counts joins are planned badly.
_ANALYZED_ROWS: Final = 200


def _driver() -> Any:  # noqa: ANN401 - the module of an extra
    try:
        from adbc_driver_postgresql import dbapi as driver
    except ImportError as error:
        message = "judging inside PostgreSQL needs the extra `postgres`"
        hint = "install it: pip install 'servanda[postgres]'"
        raise problem_error(MissingExtraError, "SV506", message, hint) from error
    return driver


class PostgresBackend:
    """One session of a PostgreSQL database."""

    is_for_few: Final = False

    def __init__(self, url: str, shown: str = "") -> None:
        """Open a session.

        Args:
            url: `postgresql://user@host/database`.
            shown: the same as messages show it, without a password.

        Raises:
            MissingExtraError: SV506, the extra `postgres` is not installed.
            EngineError: SV507, the server does not answer, or temporary tables are not allowed.
        """
        driver = _driver()
        self._shown = shown or "the database"
        with self._told(driver):
            self._connection: dbapi.Connection = driver.connect(_patient(url), autocommit=True)
        self._cursor = self._connection.cursor()
        try:
            with self._told(driver):
                for setting in _SETTINGS:
                    self._run(setting)
                is_allowed = self._first(_MAY)
            if not is_allowed:
                message = f"temporary tables cannot be made in `{self._shown}`"
                hint = "on the primary server: GRANT TEMPORARY ON DATABASE ... TO ..."
                raise problem_error(EngineError, "SV507", message, hint)
        except BaseException:
            self.close()
            raise

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Copy a table into the session."""
        rows = _reader(table) if isinstance(table, ParquetTable) else table
        self._cursor.adbc_ingest(name, rows, mode="create", temporary=True)
        self._run(f"ANALYZE {name}")

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        if kind == "view":
            self._run(f"DROP VIEW IF EXISTS {name} CASCADE")
            self._run(f"CREATE TEMPORARY VIEW {name} AS {query}")
            return
        # A table may be made from the one that it replaces.
        rows = self._run(f"CREATE TEMPORARY TABLE made_anew AS {query}")
        # A view of the old one goes with it: the stations that follow make it again.
        self._run(f"DROP TABLE IF EXISTS {name} CASCADE")
        self._run(f"ALTER TABLE made_anew RENAME TO {name}")
        if rows >= _ANALYZED_ROWS:
            self._run(f"ANALYZE {name}")

    def drop(self, name: str) -> None:
        """Do nothing: the server keeps its tables on disk."""

    def foresee(self, rows: int) -> None:
        """Do nothing: every table is counted as it is made."""

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        return int(self._first(f"SELECT COUNT(*) FROM {name}"))

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        self._run(f"SELECT {', '.join(schema.names)} FROM {name}")
        return self._cursor.fetch_arrow_table().cast(schema)

    def explain(self, query: str) -> str:
        """Return PostgreSQL's plan of a query."""
        with self._connection.cursor() as cursor:
            # The driver would copy the answer out, which is not done with a plan.
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
            cursor.execute(f"EXPLAIN {query}")
            return "\n".join(str(row[0]) for row in cursor.fetchall())

    def close(self) -> None:
        """End the session; its tables vanish with it."""
        self._cursor.close()
        self._connection.close()

    def _run(self, sql: str) -> int:
        """Run one statement and return how many rows it made or found."""
        self._cursor.execute(sql)
        return int(self._cursor.rowcount)

    def _first(self, sql: str) -> Any:  # noqa: ANN401 - whatever the query asks for
        self._run(sql)
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _told(self, driver: Any) -> Iterator[None]:  # noqa: ANN401 - the module of an extra
        """Turn what keeps a session from being opened into a problem with a code."""
        try:
            yield
        except driver.Error as error:
            said = str(error).strip().splitlines()[0]
            message = f"`{self._shown}` does not answer: {said}"
            hint = "is the URL right, and does the server run?"
            raise problem_error(EngineError, "SV507", message, hint) from error


def _patient(url: str) -> str:
    """Return a URL that waits for a server for some seconds, not for minutes."""
    if "connect_timeout" in url:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{_PATIENCE}"


def _reader(table: ParquetTable) -> pa.RecordBatchReader:
    """Return the rows of Parquet files, batch by batch.

    Raises:
        FileNotFoundError: there is no such file.
    """
    from pyarrow import dataset

    pattern = Path(table.pattern)
    paths = sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))
    if not paths:
        raise FileNotFoundError(table.pattern)
    return dataset.dataset(paths, format="parquet").scanner().to_reader()
