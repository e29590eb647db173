"""A ledger in one SQLite file: write-ahead log, full synchronisation, strict tables."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.store import Values

_PATIENCE_S: Final = 60.0
_PAUSE_S: Final = 0.05
_BATCH: Final = 50_000
_AT_HAND: Final = 1_000
"""So many rows are in Python at once: of more, they do not stay where the processor has them at
hand, and the search for garbage goes over them again and again."""
_AT_ONCE: Final = 40
_DAMAGED: Final = ("not a database", "malformed", "disk image", "corrupt")
_FULL: Final = ("full", "disk I/O", "readonly", "unable to open", "too big")


class SqliteStore:
    """A SQLite file as a `Store`."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            self._connection = _connect(path)
            # A commit that was reported survives a power cut.
            self._connection.execute("PRAGMA synchronous = FULL")
            if not self.run("SELECT 1 FROM sqlite_master LIMIT 1"):
                # A reader never waits for a writer. The file remembers it.
                _write_ahead(self._connection)

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._told():
            return self._connection.execute(sql, tuple(values)).fetchall()

    def script(self, sql: str) -> None:
        """Run several statements inside the open transaction."""
        with self._told():
            for statement in statements(sql):
                self._connection.execute(statement)

    def read(self, sql: str, values: Values, schema: pa.Schema) -> pa.Table:
        """Return many rows as an Arrow table of that schema."""
        with self._told():
            cursor = self._connection.execute(sql, tuple(values))
            tables, batches = [schema.empty_table()], []
            while rows := cursor.fetchmany(_AT_HAND):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
                batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
                if len(batches) * _AT_HAND >= _BATCH:
                    tables.append(pa.Table.from_batches(batches, schema).combine_chunks())
                    batches = []
        return pa.concat_tables([*tables, pa.Table.from_batches(batches, schema).combine_chunks()])

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add many rows."""
        marks = f"({', '.join('?' * rows.num_columns)})"
        sql = f"INSERT INTO {table} ({', '.join(rows.column_names)}) VALUES "
        with self._told():
            for batch in rows.to_batches(_AT_HAND):
                values = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
                whole = len(values) - len(values) % _AT_ONCE
                # One statement for several rows costs less than one for each.
                several = (chain.from_iterable(values[k : k + _AT_ONCE])
                           for k in range(0, whole, _AT_ONCE))  # fmt: skip
                self._connection.executemany(
                    sql + ", ".join([marks] * _AT_ONCE), (tuple(some) for some in several)
                )
                self._connection.executemany(sql + marks, values[whole:])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's place; on leaving all is kept, after an error nothing."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._connection.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the ledger."""
        with self._told():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._undo()

    def has_table(self, name: str) -> bool:
        """Return whether a table is there."""
        return bool(self.run("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))

    def may_change_tables(self) -> bool:
        """Return whether the file may be written."""
        return _may_write(self._path)

    def parts(self, sql: str, values: Values) -> Iterator[bytes]:
        """Yield the bytes of a one-column answer, row by row."""
        with self._told():
            for (content,) in self._connection.execute(sql, tuple(values)):
                yield content

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        with self._told():
            self._connection.close()

    def _undo(self) -> None:
        """Leave the transaction; after some errors SQLite has left it already."""
        if self._connection.in_transaction:
            with self._told():
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite says into a problem with a code."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise EvidenceError(
                (_problem(str(self._path), error),), {"said": str(error)}
            ) from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a log ahead; with changing to it SQLite does not wait for whoever writes just then."""
    until = monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(_PAUSE_S)
        else:
            return


def _may_write(path: Path) -> bool:
    return not path.exists() or os.access(path, os.W_OK)


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file; one that may not be written, such as a copy on a disc, to read."""
    if _may_write(path):
        return sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    # Without a log beside it nobody is writing, and SQLite need not make files to coordinate.
    alone = "" if Path(f"{path}-wal").exists() else "&immutable=1"
    uri = f"{path.resolve().as_uri()}?mode=ro{alone}"
    return sqlite3.connect(uri, timeout=_PATIENCE_S, isolation_level=None, uri=True)


def statements(sql: str) -> Sequence[str]:
    """Return the statements of a script; the end of a trigger does not end it."""
    found, lines = [], ""
    for line in sql.splitlines(keepends=True):
        lines += line
        if sqlite3.complete_statement(lines):
            found.append(lines)
            lines = ""
    return found


def _problem(file: str, error: Exception) -> Problem:
    said, place = str(error), (Place(file),)
    if any(word in said for word in _DAMAGED):
        message = f"`{file}` is no ledger, or is damaged: {said}"
        return Problem("SV703", message, place, "take the last copy of it; nothing was written")
    if "locked" in said or "busy" in said:
        message = f"another writer holds `{file}`"
        return Problem("SV706", message, place, "try again when it is done")
    if any(word in said for word in _FULL):
        hint = "make room or choose another disk; the ledger is as it was before"
        return Problem("SV704", f"`{file}` cannot be written: {said}", place, hint)
    return Problem("SV703", f"`{file}` cannot be used as a ledger: {said}", place)
