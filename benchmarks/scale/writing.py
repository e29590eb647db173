"""Writes generated tables chunk by chunk, so that no case is ever whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv, parquet

Ints = npt.NDArray[np.int64]
_ROW_GROUP: Final = 1 << 20


def words(codes: npt.NDArray[Any], names: Sequence[str | None]) -> pa.Array:
    """Return a column of few different texts, stored as numbers; a name None is an empty cell."""
    known = [name for name in names if name is not None]
    place = {name: k for k, name in enumerate(known)}
    of_code = np.array([place[n] if n is not None else -1 for n in names], np.int16)[codes]
    numbers = pa.array(of_code, pa.int16(), mask=of_code < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(known, pa.string()))


def instants(seconds: Ints) -> pa.Array:
    """Return seconds UTC as instants."""
    return pa.array(seconds * 1_000_000).cast(pa.timestamp("us", "UTC"))


class TableFile:
    """A Parquet file that is written in chunks; its schema is that of the first one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: parquet.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self.rows = 0

    def add(self, columns: Mapping[str, pa.Array]) -> None:
        """Take one chunk; it is written as soon as there is enough for a row group."""
        self._waiting.append(pa.table(dict(columns)))
        self.rows += self._waiting[-1].num_rows
        if sum(table.num_rows for table in self._waiting) >= _ROW_GROUP:
            self._write()

    def close(self) -> None:
        """Finish the file."""
        self._write()
        if self._writer is not None:
            self._writer.close()

    def _write(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        self._waiting = []
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=_ROW_GROUP)


class TextFile:
    """A CSV file that is written in chunks, with numbers and plain words only."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._is_new = True

    def add(self, columns: Mapping[str, pa.Array]) -> None:
        """Write one chunk."""
        plain = {
            name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
            for name, column in columns.items()
        }
        options = csv.WriteOptions(include_header=self._is_new, quoting_style="none")
        csv.write_csv(pa.table(plain), self._file, options)
        self._is_new = False

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a small table as CSV; no cell may hold a comma."""
    lines = [",".join(row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_variant(folder: Path, name: str, agreement: str) -> None:
    """Write another agreement for the evidence of a case, as `case-NAME` beside it."""
    variant = folder / f"case-{name}"
    variant.mkdir(exist_ok=True)
    (variant / "agreement.md").write_text(agreement, encoding="utf-8")
    for table in (folder / "case").iterdir():
        link = variant / table.name
        if table.suffix in {".csv", ".parquet"} and not link.exists():
            link.symlink_to(Path("..") / "case" / table.name)
