"""Rows of a ledger, written as a table in Parquet: piece by piece, in the order of their files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from pyarrow import parquet

from servanda.evidence.formats import BadRow, quoted_name, quoted_text
from servanda.evidence.ledger.shaping import bad_row
from servanda.evidence.projection.batches import FEW
from servanda.evidence.projection.kept_rows import PLACES, KeptRows
from servanda.evidence.projection.memory import default_memory, limit_memory
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES

PLACED: Final = pa.schema([*PLACES, ("cells", pa.string()), ("fault", pa.string())])
"""Rows as they are taken: where they stand, what they say, why they could not be read."""
_IS_READABLE: Final = "coalesce(fault->>'$.readable', 'true') = 'true'"
_KEYS_SQL: Final = f"""
SELECT DISTINCT file, unnest(json_keys(cells)) AS key FROM placed WHERE {_IS_READABLE}
"""
_BAD_SQL: Final = f"""
SELECT file, row_no, cells, fault FROM placed WHERE NOT {_IS_READABLE} ORDER BY ALL
"""
_ORDER: Final = "file, row_no, seq"


class WrittenTable:
    """One table on its way to a Parquet file."""

    def __init__(self, name: str, folder: Path, files: Sequence[str]) -> None:
        """Make it ready.

        Args:
            name: of the table.
            folder: in which it is written.
            files: names of the files from which rows come, by their numbers.
        """
        self._name, self._folder, self._files = name, folder, files
        self._known = [column.name for column in FILES[name]]
        self._keys: set[tuple[int, str]] = set()
        self._bad_rows: list[BadRow] = []
        self._parts: list[Path] = []
        self._writer: parquet.ParquetWriter | None = None
        self._last: tuple[Any, ...] = ()
        self._is_ordered = True

    def add(self, placed: pa.Table) -> None:
        """Write some rows, in `PLACED`.

        Raises:
            duckdb.Error, ValueError, KeyError: a row cannot be read.
            OSError: there is no room.
        """
        with scratch() as connection:
            connection.register("placed", placed)
            keys: Any = connection.sql(_KEYS_SQL).fetchall()
            rows = _cells(connection, sorted({key for _, key in keys}))
            bad = connection.sql(_BAD_SQL).fetchall()
        self._keys.update(keys)
        self._bad_rows += [
            bad_row(self._files[file], number, cells, fault) for file, number, cells, fault in bad
        ]
        if rows.num_rows:
            self._note_order(rows)
            self._write(rows)

    def rows(self) -> KeptRows:
        """Return the table, with all rows that were added, in order."""
        if not self._parts:
            self._write(PLACES.empty_table())
        self._close()
        if len(self._parts) > 1 or not self._is_ordered:
            self._put_in_order()
        # As whoever reads all files below each other finds them.
        columns = dict.fromkeys(key for _, key in sorted(self._keys))
        return KeptRows(self._parts[0], tuple(columns), self._files, tuple(self._bad_rows))

    def _note_order(self, rows: pa.Table) -> None:
        ends = [tuple(rows[name][k].as_py() for name in PLACES.names) for k in (0, -1)]
        if rows["row_no"].null_count or (self._last and self._last > ends[0]):
            self._is_ordered = False
        else:
            self._last = ends[1]

    def _write(self, rows: pa.Table) -> None:
        unknown = [name for name in rows.column_names if name not in self._known]
        if self._writer is None or not set(unknown) <= set(self._writer.schema.names):
            self._open(unknown)
        assert self._writer is not None
        columns = [
            rows[field.name] if field.name in rows.column_names
            else pa.nulls(rows.num_rows, field.type)
            for field in self._writer.schema
        ]  # fmt: skip
        self._writer.write_table(pa.table(columns, schema=self._writer.schema))

    def _open(self, unknown: Sequence[str]) -> None:
        """Begin a file, with columns that no earlier one had."""
        self._close()
        path = self._folder / f"{self._name}-{len(self._parts)}.parquet"
        cells = [*self._known, *(name for name in unknown if name not in PLACES.names)]
        schema = pa.schema([*PLACES, *((name, pa.string()) for name in cells)])
        self._writer = parquet.ParquetWriter(
            path, schema, compression="zstd", use_dictionary=[n for n in cells if n in FEW]
        )
        self._parts.append(path)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _put_in_order(self) -> None:
        target = self._folder / f"{self._name}.parquet"
        parts = ", ".join(quoted_text(str(path)) for path in self._parts)
        with duckdb.connect() as connection:
            limit_memory(connection, (default_memory(), 0), self._folder / "sort")
            connection.execute(
                f"""COPY (FROM read_parquet([{parts}], union_by_name = true,
                    hive_partitioning = false) ORDER BY {_ORDER})
                TO {quoted_text(str(target))} (FORMAT parquet)"""
            )
        for path in self._parts:
            path.unlink()
        self._parts, self._is_ordered = [target], True


def _cells(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> pa.Table:
    """Return the rows of `placed` that can be read, a column for each key."""
    shape = json.dumps(dict.fromkeys(keys, "VARCHAR"))
    cells = "".join(f", _c.{quoted_name(key)}" for key in keys)
    read = f", from_json(cells, {quoted_text(shape)}) AS _c" if keys else ""
    return connection.sql(
        f"""SELECT {_ORDER}{cells} FROM (SELECT file, row_no, seq{read} FROM placed
        WHERE {_IS_READABLE}) ORDER BY {_ORDER}"""
    ).to_arrow_table()
