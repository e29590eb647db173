"""Files of a table as text, a piece of them at a time: what is long is never whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.evidence.faults import reject_bad_rows
from servanda.evidence.files import (
    RawTable,
    header_problems,
    raw_of_arrow,
    read_raw,
)
from servanda.evidence.formats import BadRow, FileFault, illegible, numbered_text
from servanda.evidence.projection.batches import all_null, problem_of
from servanda.evidence.projection.csv_batches import CsvFile
from servanda.evidence.projection.json_batches import JsonFile
from servanda.evidence.projection.parquet_rows import ParquetRows

PIECE_ROWS: Final = 1 << 17
IN_PIECES: Final = ("reports", "links")
"""Tables that may be too long to be read whole."""

Rows = Callable[[Collection[int]], pa.Table]


@dataclass
class PiecesFile:
    """One file, opened.

    Attributes:
        file: as the user gave it.
        problems: what is wrong with it as a whole; complete once all pieces are read.
        bad_rows: rows that could not even be read; complete likewise.
        read: yields rows as text, with `row_no`.
        whole: from numbers of rows to these rows, in order.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    read: Callable[[], Iterator[pa.Table]] = lambda: iter(())
    whole: Rows = lambda _: pa.table({"row_no": pa.array([], pa.int64())})

    def pieces(self) -> Iterator[pa.Table]:
        """Yield rows as text, with `file` and `row_no`; none after a problem was found."""
        try:
            for rows in self.read():
                if any(problem.severity == "error" for problem in self.problems):
                    return
                if rows.num_rows:
                    yield self.named(rows)
        except FileFault as fault:
            self.problems.append(problem_of(fault, self.file))
        except (OSError, pa.ArrowException) as error:
            self.problems.append(illegible(self.file, error))

    def named(self, rows: pa.Table) -> pa.Table:
        """Return rows with the name of the file."""
        return rows.append_column("file", pa.array([self.file] * rows.num_rows, pa.string()))

    def rejects(self) -> list[pa.Table]:
        """Return the rows that could not even be read as rows of `tables.REJECTS`."""
        return [reject_bad_rows(self.bad_rows)] if self.bad_rows else []


def open_pieces(name: str, path: Path) -> PiecesFile:
    """Open one file of a table; its rows are read when they are asked for."""
    openers: dict[str, Callable[[str, Path], PiecesFile]] = {
        ".parquet": _open_parquet, ".csv": _open_csv, ".jsonl": _open_json,
    }  # fmt: skip
    try:
        return openers.get(path.suffix.lower(), _open_whole)(name, path)
    except FileFault as fault:
        return PiecesFile(str(path), [problem_of(fault, str(path))])
    except (OSError, pa.ArrowException) as error:
        return PiecesFile(str(path), [illegible(str(path), error)])


def pieces_of_arrow(name: str, table: Any) -> PiecesFile:  # noqa: ANN401 - whatever speaks Arrow
    """Take a table in memory."""
    return _of_raw(raw_of_arrow(name, table))


def _open_parquet(name: str, path: Path) -> PiecesFile:
    from pyarrow import parquet

    schema = parquet.read_schema(path)
    opened = PiecesFile(str(path), header_problems(name, str(path), schema.names))

    def read() -> Iterator[pa.Table]:
        first = 1
        for rows in parquet.ParquetFile(path, pre_buffer=False).iter_batches(PIECE_ROWS):
            numbers = pa.arange(first, first + rows.num_rows)
            first += rows.num_rows
            yield numbered_text(pa.Table.from_batches([rows]), numbers)

    def whole(numbers: Collection[int]) -> pa.Table:
        return ParquetRows(path)(pa.array(sorted(n - 1 for n in numbers), pa.int64()))

    opened.read, opened.whole = read, whole
    return opened


def _open_csv(name: str, path: Path) -> PiecesFile:
    first = CsvFile(path)
    header = first.header
    opened = PiecesFile(str(path), header_problems(name, str(path), [n for n in header if n]))

    def read() -> Iterator[pa.Table]:
        file = first.again()
        opened.bad_rows = []
        for rows, numbers in file.batches((), (), PIECE_ROWS):
            blank = [rows.column(k) for k, column in enumerate(rows.column_names) if not column]
            if not all_null(blank):
                opened.problems += header_problems(name, str(path), header)
            named = [k for k, column in enumerate(rows.column_names) if column]
            yield numbered_text(rows.select(named), numbers)
            opened.bad_rows += file.taken_bad_rows()

    opened.read, opened.whole = read, first.whole
    return opened


def _open_json(name: str, path: Path) -> PiecesFile:
    opened = PiecesFile(str(path))

    def read() -> Iterator[pa.Table]:
        file = JsonFile(path, name)
        opened.problems = []
        for rows, numbers in file.batches():
            yield numbered_text(rows, numbers)
        opened.bad_rows = file.bad_rows
        opened.problems += header_problems(name, str(path), sorted(file.keys))

    opened.read, opened.whole = read, JsonFile(path, name).whole
    return opened


def _open_whole(name: str, path: Path) -> PiecesFile:
    return _of_raw(read_raw(name, path))


def _of_raw(raw: RawTable) -> PiecesFile:
    def read() -> Iterator[pa.Table]:
        for start in range(0, raw.rows.num_rows, PIECE_ROWS):
            yield raw.rows.slice(start, PIECE_ROWS)

    def whole(numbers: Collection[int]) -> pa.Table:
        return raw.rows.filter(pc.is_in(raw.rows["row_no"], pa.array(sorted(numbers), pa.int64())))

    return PiecesFile(raw.file, list(raw.problems), list(raw.bad_rows), read, whole)
