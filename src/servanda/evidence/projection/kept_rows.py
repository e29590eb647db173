"""Rows that a ledger keeps, in a Parquet file: read as they are, shown where they came from.

The file has texts, and of each row also `file`, the number of the file from which it came,
`row_no`, its place in that, and `seq`, its number in the ledger. A row is named by its place in the
Parquet file until it is shown: of a file several versions may be on record, and their lines repeat.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import BadRow
from servanda.evidence.projection.batches import BATCH_ROWS, FEW, JUDGED, Batch, ReportsFile
from servanda.evidence.projection.parquet_rows import ParquetRows
from servanda.evidence.projection.pieces import PIECE_ROWS, PiecesFile

PLACES: Final = pa.schema([("file", pa.int32()), ("row_no", pa.int64()), ("seq", pa.int64())])
"""What is told of each row beside its cells; no column of evidence is called like these."""


@dataclass(frozen=True)
class KeptRows:
    """The rows of one table.

    Attributes:
        path: of the Parquet file, in order of `file`, `row_no` and `seq`.
        columns: that have a cell, in the order in which a row is shown.
        files: names of the files from which the rows came, by their numbers.
        bad_rows: rows that could not even be read when they were recorded.
    """

    path: Path
    columns: tuple[str, ...]
    files: Sequence[str]
    bad_rows: tuple[BadRow, ...] = ()

    def reports(self, *, has_kept: bool = False) -> ReportsFile:
        """Return them as a file of reports.

        Args:
            has_kept: whether batches have the columns on which no verdict may rest, too.
        """
        batches = partial(self._batches, has_kept=has_kept)
        return ReportsFile(str(self.path), [], batches, self._whole, list(self.bad_rows))

    def pieces(self) -> PiecesFile:
        """Return them as a file that is read a piece at a time."""
        return PiecesFile(str(self.path), [], list(self.bad_rows), self._pieces, self._whole)

    def as_shown(self, rejects: pa.Table) -> pa.Table:
        """Return rejected rows with the files and lines from which they came.

        Args:
            rejects: rows of `tables.REJECTS`; those of other files stay as they are.
        """
        is_mine = pc.equal(rejects["file"], str(self.path))
        mine = rejects.filter(is_mine).sort_by("row_no")
        if not mine.num_rows:
            return rejects
        numbers = pc.unique(mine["row_no"])
        found = ParquetRows(self.path).as_written(pc.subtract(numbers, 1), PLACES.names)
        told = found.take(pc.index_in(mine["row_no"], numbers))
        files = pa.array(self.files, pa.string()).take(told["file"].combine_chunks())
        columns = {"file": files, "row_no": told["row_no"]}
        shown = [columns.get(name, mine[name]) for name in mine.column_names]
        mine = pa.table(shown, schema=mine.schema)
        return pa.concat_tables([rejects.filter(pc.invert(is_mine)), mine])

    def _batches(self, file_no: int, *, has_kept: bool) -> Iterator[Batch]:
        names = [name for name in JUDGED if name in self.columns]
        others = [name for name in self.columns if name not in JUDGED] if has_kept else []
        first = 0
        for rows in self._read(BATCH_ROWS, names + others, [n for n in names if n in FEW]):
            columns: dict[str, Any] = {name: rows.column(name) for name in names}
            kept = {name: pa.chunked_array([rows.column(name)]) for name in others}
            numbers = pa.arange(first + 1, first + rows.num_rows + 1)
            usual = _usual(columns, [rows.column(name) for name in others])
            yield Batch(file_no, numbers, usual, _WholeRows(self, first), kept)
            first += rows.num_rows

    def _pieces(self) -> Iterator[pa.Table]:
        first = 1
        for rows in self._read(PIECE_ROWS, self.columns):
            numbers = pa.arange(first, first + rows.num_rows)
            first += rows.num_rows
            cells = pa.Table.from_batches([rows]).select(self.columns)
            yield cells.append_column("row_no", numbers)

    def _read(
        self, size: int, columns: Sequence[str], few: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        from pyarrow import parquet

        file = parquet.ParquetFile(self.path, read_dictionary=list(few), pre_buffer=False)
        # Some column is needed, so that rows without any cell are counted.
        yield from file.iter_batches(size, columns=[*columns, "seq"])

    def _whole(self, numbers: Collection[int]) -> pa.Table:
        return self.at(pc.subtract(pa.array(sorted(numbers), pa.int64()), 1))

    def at(self, places: pa.Array) -> pa.Table:
        """Return whole rows as text, with `row_no`, by their places in the file, in that order."""
        found = ParquetRows(self.path).as_written(places, self.columns)
        return found.append_column("row_no", pc.add(places, 1))


@dataclass(frozen=True)
class _WholeRows:
    """Finds whole rows of a batch again; `first` is the row at which it begins."""

    rows: KeptRows
    first: int

    def __call__(self, places: pa.Array) -> pa.Table:
        return self.rows.at(pc.add(places.cast(pa.int64()).sort(), self.first))


def _usual(columns: dict[str, pa.Array], kept: Sequence[pa.Array]) -> dict[str, pa.Array]:
    """Return columns in which rows with blanks around a cell, or with an empty one, have no source.

    The quick reader takes such cells for trimmed, as those of files are; without a source it leaves
    the row to the slow one, which reads it as it stands. Cells of `kept` count in the hash.
    """
    is_odd: Any = None
    for column in (*columns.values(), *kept):
        texts = column.dictionary if pa.types.is_dictionary(column.type) else column
        odd = pc.or_(pc.equal(texts, ""), pc.not_equal(texts, pc.utf8_trim_whitespace(texts)))
        if not pc.any(odd).as_py():
            continue
        odd = odd.take(column.indices) if odd is not None and texts is not column else odd
        odd = pc.fill_null(odd, False)
        is_odd = odd if is_odd is None else pc.or_(is_odd, odd)
    if is_odd is None or "source" not in columns:
        return columns
    source = columns["source"]
    if pa.types.is_dictionary(source.type):
        source = source.dictionary.take(source.indices)
    return columns | {"source": pc.if_else(is_odd, None, source)}
