"""A ledger in a PostgreSQL database, in a schema of its own called `servanda`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from servanda.errors import EvidenceError, MissingExtraError, Place, Problem, problem_error
from servanda.evidence.ledger.address import Address
from servanda.evidence.ledger.store import Values

if TYPE_CHECKING:
    import psycopg

_LOCK: Final = 0x5E47A4DA
_SESSION: Final = (
    "SET TIME ZONE 'UTC'; SET client_encoding = 'UTF8'; SET lock_timeout = '60s';"
    " SET search_path = servanda"
)
_FULL_CLASSES: Final = ("53", "54")


def _driver() -> Any:  # noqa: ANN401 - the module of an extra
    try:
        import psycopg as driver
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV716",
            "a ledger in a database needs the extra `postgres`",
            "install it: pip install 'servanda[postgres]'",
        ) from error
    return driver


class PostgresStore:
    """A PostgreSQL database as a `Store`."""

    dialect = "postgresql"

    def __init__(self, address: Address) -> None:
        self._shown = address.shown
        self._driver = _driver()
        with self._told():
            self._connection: psycopg.Connection[Any] = self._driver.connect(
                address.url, autocommit=True, connect_timeout=10
            )
            self._connection.execute(_SESSION)

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._told():
            cursor = self._connection.execute(_marked(sql), tuple(values))
            return cursor.fetchall() if cursor.description else []

    def script(self, sql: str) -> None:
        """Run several statements inside the open transaction."""
        with self._told():
            self._connection.execute(sql.encode())

    def read(self, sql: str, values: Values, schema: pa.Schema) -> pa.Table:
        """Return many rows as an Arrow table of that schema."""
        from pyarrow import csv

        found = io.BytesIO()
        with self._told(), self._connection.cursor() as cursor:
            asked = f"COPY ({_marked(sql)}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
            with cursor.copy(asked.encode(), tuple(values)) as copy:
                for part in copy:
                    found.write(part)
        if not found.tell():
            return schema.empty_table()
        found.seek(0)
        return csv.read_csv(
            found,
            read_options=csv.ReadOptions(column_names=schema.names, block_size=2**24),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=schema, null_values=[""], strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        ).cast(schema)  # fmt: skip

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add many rows."""
        from pyarrow import csv

        columns = ", ".join(rows.column_names)
        options = csv.WriteOptions(include_header=False, quoting_style="needed")
        asked = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
        with self._told(), self._connection.cursor() as cursor, cursor.copy(asked.encode()) as copy:
            for batch in rows.to_batches(50_000):
                block = io.BytesIO()
                csv.write_csv(batch, block, options)
                copy.write(block.getvalue())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's place; on leaving all is kept, after an error nothing.

        Numbers are given under the lock, so a reader never sees a later row before an earlier one.
        """
        with self._told(), self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the ledger."""
        with self._told(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def has_table(self, name: str) -> bool:
        """Return whether a table is there."""
        sql = "SELECT 1 FROM pg_tables WHERE schemaname = 'servanda' AND tablename = ?"
        return bool(self.run(sql, (name,)))

    def may_change_tables(self) -> bool:
        """Return whether the role may make tables and views in the schema of the ledger."""
        sql = "SELECT has_schema_privilege('servanda', 'CREATE')"
        return bool(self.run(sql)[0][0])

    def parts(self, sql: str, values: Values) -> Iterator[bytes]:
        """Yield the bytes of a one-column answer, row by row."""
        with self._told(), self._connection.cursor() as cursor:
            for (content,) in cursor.stream(_marked(sql).encode(), tuple(values)):
                yield bytes(content)

    def close(self) -> None:
        """Let go of the connection."""
        with self._told():
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the server says into a problem with a code."""
        try:
            yield
        except self._driver.Error as error:
            problem = _problem(self._shown, error)
            raise EvidenceError((problem,), {"said": str(error)}) from error


def _marked(sql: str) -> str:
    return sql.replace("?", "%s")


def _problem(shown: str, error: Any) -> Problem:  # noqa: ANN401 - of an extra
    state, place = str(error.sqlstate or ""), (Place(shown),)
    said = (str(error).strip() or "the connection was lost").splitlines()[0]
    if state.startswith(_FULL_CLASSES):
        hint = "make room on the server; the ledger is as it was before"
        return Problem("SV704", f"`{shown}` cannot be written: {said}", place, hint)
    if state in {"55P03", "40001", "40P01"}:
        hint = "try again when it is done"
        return Problem("SV706", f"another writer holds `{shown}`", place, hint)
    if not state or state.startswith(("08", "28", "57", "3D")):
        hint = "is the URL right, and does the server run?"
        return Problem("SV705", f"`{shown}` does not answer: {said}", place, hint)
    return Problem("SV703", f"`{shown}` cannot be used as a ledger: {said}", place)
