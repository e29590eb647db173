"""The hash of the evidence of a projection: that of the same evidence in memory (SEMANTICS 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

_HASHES: Final = pa.schema([("hash", pa.string())])
_AT_ONCE: Final = 1 << 16


class Digests:
    """The hashes of many rows on disk, in the order of the rows."""

    def __init__(self, path: Path) -> None:
        """Make the file."""
        self._path = path
        self._sink = ipc.new_file(path, _HASHES)
        self._rows = 0

    def add(self, hashes: pa.Array) -> None:
        """Keep the hashes of further rows; not after some were asked for."""
        self._sink.write_table(pa.table([hashes], schema=_HASHES))
        self._rows += len(hashes)

    def sorted(
        self, connection: duckdb.DuckDBPyConnection, dropped: Collection[int]
    ) -> tuple[int, Iterator[str]]:
        """Return how many hashes are left, and them in order.

        Args:
            connection: sorts within its own limits.
            dropped: rows that do not count.
        """
        return self._rows - len({*dropped}), self._in_order(connection, dropped)

    def as_written(self, dropped: Collection[int]) -> tuple[int, Iterator[str]]:
        """Return how many hashes are left, and them in the order in which they were added."""
        return self._rows - len({*dropped}), map(_joined, self._left(dropped))

    def _in_order(
        self, connection: duckdb.DuckDBPyConnection, dropped: Collection[int]
    ) -> Iterator[str]:
        left = pa.RecordBatchReader.from_batches(_HASHES, self._left(dropped))
        connection.register("hashes", left)
        try:
            yield from map(
                _joined,
                connection.sql("SELECT hash FROM hashes ORDER BY hash").to_arrow_reader(_AT_ONCE),
            )
        finally:
            connection.unregister("hashes")

    def _left(self, dropped: Collection[int]) -> Iterator[pa.RecordBatch]:
        self._sink.close()
        gone = pa.array(sorted({*dropped}), pa.int64())
        first = 0
        with pa.memory_map(str(self._path)) as source:
            file = ipc.open_file(source)
            for number in range(file.num_record_batches):
                rows = file.get_batch(number)
                size = rows.num_rows
                if len(gone):
                    is_gone = pc.is_in(pa.arange(first, first + size), gone)
                    rows = rows.filter(pc.invert(is_gone))
                first += size
                yield rows


def _joined(rows: pa.RecordBatch) -> str:
    if not rows.num_rows:
        return ""
    ends = pa.array([0, rows.num_rows], pa.int32())
    texts = rows.column(0).cast(pa.string())
    joined: str = pc.binary_join(pa.ListArray.from_arrays(ends, texts), "")[0].as_py()
    return joined
