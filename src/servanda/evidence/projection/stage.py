"""Rows on their way into a projection: in parts, and what is to be checked between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from servanda.evidence.projection.record import PART, REFERENCES

PART_ROWS: Final = PART.append(pa.field("row", pa.int64()))

CODES: Final = ("source", "origin", "series", "hand", "thing", "place", "word")

FILE_ROWS: Final = 1 << 20
"""Rows of one file of the stage: one sorted part of the projection comes of it."""


class Stage:
    """The parts of a record, in order; rows are counted over all parts from 0.

    They are in memory as long as they are small, and then on disk.

    Attributes:
        rows: how many there are.
        rejects: tables of `tables.REJECTS`.
        large: row to figures of which the millionths do not fit.
        used: by column of `CODES`, the codes that rows have.
    """

    def __init__(self, folder: Path, most: int = 0) -> None:
        """Make a stage.

        Args:
            folder: for parts; it is made.
            most: bytes of parts that are kept in memory.
        """
        folder.mkdir(parents=True)
        self._folder, self._room = folder, most
        self._starts: list[int] = []
        self._held: list[list[pa.Table]] = []
        self._sink: Any = None
        self._is_begun = False
        self._references: list[pa.Table] = []
        self.rows = 0
        self.used: dict[str, set[int]] = {name: set() for name in CODES}
        self.rejects: list[pa.Table] = []
        self.large: dict[int, tuple[Decimal, Decimal | None]] = {}

    def add(
        self, part: pa.Table, references: pa.Table, large: dict[int, tuple[Decimal, Decimal | None]]
    ) -> None:
        """Keep rows of `PART`; `references` and `large` count them from 0."""
        start, size = self.rows, part.num_rows
        if not size:
            return
        numbered = part.append_column("row", pa.arange(start, start + size)).cast(PART_ROWS)
        if not self._is_begun:
            self._begin(start)
        self._write(numbered)
        for name, codes in self.used.items():
            codes |= {*pc.unique(part[name]).to_pylist()}
        self.rows += size
        if self.rows - self._starts[-1] >= FILE_ROWS:
            self.close()
        self.large |= {start + row: figures for row, figures in large.items()}
        if references.num_rows:
            rows = pc.add(references["row"], start)
            self._references.append(references.set_column(0, "row", rows))

    def _begin(self, start: int) -> None:
        self._is_begun = True
        if self._room > 0:
            self._held.append([])
        else:
            self._sink = ipc.new_file(self._path(len(self._starts)), PART_ROWS)
        self._starts.append(start)

    def _write(self, rows: pa.Table) -> None:
        if self._sink is not None:
            self._sink.write_table(rows)
            return
        self._held[-1].append(rows)
        self._room -= rows.nbytes
        if self._room <= 0:
            self._write_held()

    def _write_held(self) -> None:
        """Bring what is in memory to disk, and go on there."""
        for number, tables in enumerate(self._held):
            self._sink = ipc.new_file(self._path(number), PART_ROWS)
            for table in tables:
                self._sink.write_table(table)
            if number + 1 < len(self._held):
                self._sink.close()
        self._held = []

    def close(self) -> None:
        """Finish the part that is being written; no row is read before."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None
        self._is_begun = False

    def _path(self, number: int) -> str:
        return str(self._folder / f"part-{number:06}.arrow")

    @property
    def references(self) -> pa.Table:
        """Rows of `REFERENCES`."""
        return pa.concat_tables([*self._references, REFERENCES.empty_table()])

    def parts(self) -> Iterator[tuple[int, pa.Table]]:
        """Yield each part with the row at which it begins; on disk it is mapped, not read."""
        for number, start in enumerate(self._starts):
            if self._held:
                yield start, pa.concat_tables(self._held[number])
                continue
            with pa.memory_map(self._path(number)) as source:
                yield start, ipc.open_file(source).read_all()

    def places(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Return the file and the row in it of each of some rows."""
        found: dict[int, tuple[int, int]] = {}
        wanted = sorted(set(rows))
        for start, part in self.parts():
            end = start + part.num_rows
            here = wanted[bisect_left(wanted, start) : bisect_left(wanted, end)]
            some = part.select(["file_no", "row_no"]).take(
                pa.array([row - start for row in here], pa.int64())
            )
            lines = zip(some["file_no"].to_pylist(), some["row_no"].to_pylist(), strict=True)
            found |= dict(zip(here, lines, strict=True))
        return [found[row] for row in rows]

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column of all rows; on disk it is mapped, not read."""
        chunks = [chunk for _, part in self.parts() for chunk in part[name].chunks]
        return pa.chunked_array(chunks, PART_ROWS.field(name).type)

    @property
    def held(self) -> pa.Table | None:
        """All parts, if they are in memory."""
        return self.table() if self._held else None

    def table(self) -> pa.Table:
        """Return all parts as one table, for DuckDB to scan; on disk it is mapped, not read.

        Of a dataset DuckDB would not know how many rows it has, and hold all of them in memory
        where it brings few others together with them.
        """
        return pa.concat_tables([*(part for _, part in self.parts()), PART_ROWS.empty_table()])
