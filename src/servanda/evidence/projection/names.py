"""Writes what reports are called, in order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.writing import GROUP_ROWS

_ROWS: Final = 1 << 20
_HELD: Final = 2
"""So many parts are not written before it is known which rows are dropped."""


class NamesWriter:
    """Takes names in the order of their numbers, a batch at a time.

    The first of them are held until it is known which rows are dropped.
    """

    def __init__(self, folder: Path, sources: pa.ChunkedArray) -> None:
        self._sources = sources
        self._folder = folder / fmt.NAMES_FOLDER
        self._folder.mkdir()
        self._count = 0
        self._waiting: list[pa.RecordBatch] = []
        self._held: list[pa.Table] = []
        self._parts = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep names: place of the source, report, row, file and row in it."""
        self._waiting.append(batch)
        if sum(part.num_rows for part in self._waiting) >= _ROWS:
            self._keep()

    def _keep(self) -> None:
        if not self._waiting:
            return
        rows = pa.Table.from_batches(self._waiting)
        self._waiting = []
        numbers = pa.arange(self._count + 1, self._count + rows.num_rows + 1)
        columns = [numbers, *(rows.column(k) for k in (0, 1, 3, 4))]
        self._count += rows.num_rows
        table = pa.table(columns, schema=fmt.NAMES)
        if self._parts < _HELD:
            self._held.append(table)
        else:
            self._store(table, self._parts)
        self._parts += 1

    def _store(self, table: pa.Table, number: int) -> None:
        parquet.write_table(
            table, self._path(number), row_group_size=GROUP_ROWS, compression="snappy",
            use_dictionary=["source_id", "file_no"],
            column_encoding={"report_no": "DELTA_BINARY_PACKED"},
        )  # fmt: skip

    def _path(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.parquet"

    def finish(self, place: pa.Array, dropped: Sequence[int], sources: pa.ChunkedArray) -> None:
        """Write the last names, and take out those of rows that were dropped.

        Args:
            place: of each row in the order, from 0.
            dropped: rows.
            sources: the names of those that are left, in order of their ids.
        """
        self._keep()
        gone = pc.add(place.take(pa.array(dropped, pa.int64())), 1)
        ids = pc.index_in(self._sources, sources).combine_chunks()
        ids = pc.add(ids, 1).cast(pa.int32())
        count = 0
        for number in range(self._parts if dropped else len(self._held)):
            if number < len(self._held):
                table = self._held[number]
            else:
                table = parquet.read_table(self._path(number))
            if dropped:
                table = table.filter(pc.invert(pc.is_in(table["report_no"], gone)))
                numbers = pa.arange(count + 1, count + table.num_rows + 1)
                table = table.set_column(0, fmt.NAMES.field(0), numbers)
                own = ids.take(pc.subtract(table["source_id"], 1))
                table = table.set_column(1, fmt.NAMES.field(1), own)
            count += table.num_rows
            self._store(table, number)
        self._held = []
