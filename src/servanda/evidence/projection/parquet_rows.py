"""Some whole rows of a Parquet file, found again by their places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import numbered_text, quoted_name
from servanda.evidence.scratch import scratch

_PLACE: Final = "file_row_number"
_PLAIN: Final = (
    pa.string(), pa.bool_(), pa.int32(), pa.int64(), pa.float64(), pa.timestamp("us"),
    pa.list_(pa.string()),
)  # fmt: skip
"""Types that DuckDB gives as they are in the file, as are timestamps in any zone."""
_PATTERN: Final = frozenset("*?[{")
"""Letters of a path that DuckDB would take for a pattern."""
_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True)
class ParquetRows:
    """Finds whole rows of a Parquet file again; `first` is the row at which its batch begins."""

    path: Path
    first: int = 0

    def __call__(self, places: pa.Array) -> pa.Table:
        """Return rows as text, with `row_no`, in their order; those without any cell are left out.

        Args:
            places: in the batch.
        """
        wanted = places.cast(pa.int64()).sort()
        if self.first:
            wanted = pc.add(wanted, self.first)
        return numbered_text(self.as_written(wanted), pc.add(wanted, 1))

    def as_written(self, wanted: pa.Array, columns: Sequence[str] | None = None) -> pa.Table:
        """Return rows as they are in the file.

        Args:
            wanted: places in the file, in order.
            columns: that are asked for; None: all.
        """
        from pyarrow import parquet

        schema = parquet.read_schema(self.path)
        is_plain = all(_is_plain(field.type) for field in schema) and _PLACE not in schema.names
        is_plain = is_plain and not _PATTERN & {*str(self.path)}
        if is_plain:
            return self._by_place(wanted, columns)
        found = self._by_group(wanted.to_pylist())
        return found if columns is None else found.select(list(columns))

    def _by_place(self, wanted: pa.Array, columns: Sequence[str] | None) -> pa.Table:
        """Return rows; of most of the file not more than the pages around them is read."""
        asked = f"f.* EXCLUDE ({_PLACE}), " if columns is None else _listed(columns)
        with scratch() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.register("wanted", pa.table({"place": wanted}))
            rows: Any = connection.sql(
                f"""SELECT {asked}f.{_PLACE} FROM read_parquet($path, {_PLACE} = true,
                    hive_partitioning = false) f
                SEMI JOIN wanted w ON w.place = f.{_PLACE} ORDER BY f.{_PLACE}""",
                params={"path": str(self.path)},
            ).to_arrow_table()
        return rows.drop_columns([_PLACE])

    def _by_group(self, wanted: Sequence[int]) -> pa.Table:
        """Return rows; of the groups in which they lie everything is read."""
        from pyarrow import parquet

        file = parquet.ParquetFile(self.path)
        found = [file.schema_arrow.empty_table()]
        start, taken = 0, 0
        for group in range(file.metadata.num_row_groups):
            end = start + file.metadata.row_group(group).num_rows
            if taken < len(wanted) and wanted[taken] < end:
                for rows in file.iter_batches(_AT_ONCE, row_groups=[group]):
                    here = []
                    while taken < len(wanted) and wanted[taken] < start + rows.num_rows:
                        here.append(wanted[taken] - start)
                        taken += 1
                    found.append(pa.Table.from_batches([rows]).take(pa.array(here, pa.int64())))
                    start += rows.num_rows
            start = end
        return pa.concat_tables(found)


def _listed(columns: Sequence[str]) -> str:
    return "".join(f"f.{quoted_name(name)}, " for name in columns)


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        # Only how it was written: it is read as the texts that it stands for.
        kind = kind.value_type
    return kind in _PLAIN or (pa.types.is_timestamp(kind) and kind.unit == "us")
