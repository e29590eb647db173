"""Files of reports, a batch of rows at a time: what judging needs, and on demand whole rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Place, Problem
from servanda.evidence.files import (
    RawTable,
    header_problems,
    raw_of_arrow,
    read_raw,
)
from servanda.evidence.formats import TIMES, BadRow, FileFault, illegible, numbered_text
from servanda.evidence.projection.csv_batches import CsvFile
from servanda.evidence.projection.json_batches import JsonFile
from servanda.evidence.projection.parquet_rows import ParquetRows
from servanda.evidence.tables import FILES

BATCH_ROWS: Final = 1 << 17
"""So few that most of what is made of a batch stays where the processor has it at hand."""
_ONLY_KEPT: Final = frozenset({"means", "place", "text", "language", "link", "licence", "note"})
JUDGED: Final = tuple(c.name for c in FILES["reports"] if c.name not in _ONLY_KEPT)
"""Columns of reports on which a verdict may rest."""
_MANY: Final = frozenset({"report", "about", "of", "replaces"})
"""Columns of which nearly every text is another one."""
FEW: Final = frozenset(JUDGED) - _MANY
"""Columns of which many rows have the same text."""


@dataclass(frozen=True)
class Batch:
    """Some rows of one file.

    Attributes:
        file_no: place of the file among all, from 0.
        row_no: line or row in the file.
        columns: those of `JUDGED` that the file has: texts, dictionaries of texts, or typed.
        whole: from places in this batch to whole rows as text, with `row_no`; rows without any cell
            are left out.
        kept: the other columns that the file has, as far as they were read.
    """

    file_no: int
    row_no: pa.Array
    columns: Mapping[str, pa.Array]
    whole: Callable[[pa.Array], pa.Table]
    kept: Mapping[str, pa.ChunkedArray] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.row_no)


@dataclass
class ReportsFile:
    """One file of reports, opened.

    Attributes:
        file: as the user gave it.
        problems: what is wrong with it as a whole.
        batches: from the place of the file to its rows.
        whole: from lines or rows in the file to whole rows as text, with `row_no`, in order.
        bad_rows: rows that could not even be read; filled while `batches` runs.
    """

    file: str
    problems: list[Problem]
    batches: Callable[[int], Iterator[Batch]]
    whole: Callable[[Collection[int]], pa.Table]
    bad_rows: list[BadRow]


def open_reports(path: Path, *, has_kept: bool = False) -> ReportsFile:
    """Open one file of reports; its rows are read when they are asked for.

    Args:
        path: of the file.
        has_kept: whether batches have the columns on which no verdict may rest, too.
    """
    readers: dict[str, Callable[[Path], ReportsFile]] = {
        ".parquet": partial(_open_parquet, has_kept=has_kept), ".csv": _open_csv,
        ".jsonl": _open_json,
    }  # fmt: skip
    try:
        return readers.get(path.suffix.lower(), _open_whole)(path)
    except FileFault as fault:
        return _broken(str(path), problem_of(fault, str(path)))
    except (OSError, pa.ArrowException) as error:
        return _broken(str(path), illegible(str(path), error))


def problem_of(fault: FileFault, file: str) -> Problem:
    """Return why a file cannot be read."""
    return Problem(fault.code, fault.message, (Place(file, fault.line),), fault.hint)


def _broken(file: str, problem: Problem) -> ReportsFile:
    return ReportsFile(file, [problem], lambda _: iter(()), _no_rows, [])


def _no_rows(_: Collection[int]) -> pa.Table:
    return pa.table({"row_no": pa.array([], pa.int64())})


# ---- Parquet ----------------------------------------------------------------------------------


def _open_parquet(path: Path, *, has_kept: bool) -> ReportsFile:
    from pyarrow import parquet

    schema = parquet.read_schema(path)
    problems = header_problems("reports", str(path), schema.names)

    def batches(file_no: int) -> Iterator[Batch]:
        texts = [f.name for f in schema if _is_text(f.type) and f.name in FEW]
        file = parquet.ParquetFile(path, read_dictionary=texts, pre_buffer=False)
        names = [name for name in JUDGED if name in schema.names]
        others = [name for name in schema.names if name not in JUDGED] if has_kept else []
        first = 0
        for rows in file.iter_batches(BATCH_ROWS, columns=names + others):
            columns = {name: rows.column(name) for name in names}
            kept = {name: pa.chunked_array([rows.column(name)]) for name in others}
            numbers = pa.arange(first + 1, first + rows.num_rows + 1)
            yield Batch(file_no, numbers, columns, ParquetRows(path, first), kept)
            first += rows.num_rows

    def whole(numbers: Collection[int]) -> pa.Table:
        return ParquetRows(path)(pc.subtract(pa.array(sorted(numbers), pa.int64()), 1))

    return ReportsFile(str(path), problems, batches, whole, [])


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


# ---- text -------------------------------------------------------------------------------------


def _open_csv(path: Path) -> ReportsFile:
    first = CsvFile(path)
    header = first.header
    problems = header_problems("reports", str(path), [n for n in header if n])
    opened = ReportsFile(str(path), problems, lambda _: iter(()), first.whole, [])

    def batches(file_no: int) -> Iterator[Batch]:
        file = first.again()
        opened.bad_rows = []
        for rows, numbers in file.batches(JUDGED, _MANY | TIMES, BATCH_ROWS):
            blank = [rows.column(k) for k, name in enumerate(rows.column_names) if not name]
            if not all_null(blank):
                opened.problems += header_problems("reports", str(path), header)
                return
            yield Batch(file_no, numbers, *_columns(rows, _TakenRows(rows, numbers)))
            opened.bad_rows += file.taken_bad_rows()

    opened.batches = batches
    return opened


def _open_json(path: Path) -> ReportsFile:
    opened = ReportsFile(str(path), [], lambda _: iter(()), JsonFile(path).whole, [])

    def batches(file_no: int) -> Iterator[Batch]:
        file = JsonFile(path, few=FEW - TIMES)
        for rows, numbers in file.batches():
            opened.problems += [
                p for p in header_problems("reports", str(path), rows.column_names)
                if p.code != "SV307" and p not in opened.problems
            ]  # fmt: skip
            if opened.problems:
                return
            yield Batch(file_no, numbers, *_columns(rows, _TakenRows(rows, numbers)))
        opened.bad_rows = file.bad_rows
        opened.problems += header_problems("reports", str(path), sorted(file.keys))

    opened.batches = batches
    return opened


@dataclass(frozen=True)
class _TakenRows:
    """Takes whole rows of a batch that is in memory."""

    rows: pa.Table
    numbers: pa.Array

    def __call__(self, places: pa.Array) -> pa.Table:
        named = [k for k, name in enumerate(self.rows.column_names) if name]
        return numbered_text(self.rows.select(named).take(places), self.numbers.take(places))


def _columns(
    rows: pa.Table, whole: Callable[[pa.Array], pa.Table]
) -> tuple[dict[str, pa.Array], Callable[[pa.Array], pa.Table], dict[str, pa.ChunkedArray]]:
    """Return `columns`, `whole` and `kept` of a batch that is in memory."""
    named = [name for name in rows.column_names if name and name != "row_no"]
    judged = {name: joined(rows[name]) for name in JUDGED if name in named}
    return judged, whole, {name: rows[name] for name in named if name not in judged}


def joined(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece, of a dictionary with one list of values."""
    found: Any = column.unify_dictionaries().combine_chunks()
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


# ---- what is read whole -----------------------------------------------------------------------


def _open_whole(path: Path) -> ReportsFile:
    return reports_of_raw(read_raw("reports", path))


def reports_of_arrow(table: Any) -> ReportsFile:  # noqa: ANN401 - whatever speaks Arrow
    """Take a table in memory."""
    return reports_of_raw(raw_of_arrow("reports", table))


def reports_of_raw(raw: RawTable) -> ReportsFile:
    """Take a table of text."""

    def batches(file_no: int) -> Iterator[Batch]:
        for first in range(0, raw.rows.num_rows, BATCH_ROWS):
            rows = raw.rows.slice(first, BATCH_ROWS)
            yield Batch(file_no, joined(rows["row_no"]), *_columns(rows, rows.take))

    def whole(numbers: Collection[int]) -> pa.Table:
        asked = pc.is_in(raw.rows["row_no"], pa.array(sorted(numbers), pa.int64()))
        return raw.rows.filter(asked)

    return ReportsFile(raw.file, list(raw.problems), batches, whole, list(raw.bad_rows))


def text_column(batch: Batch, name: str) -> pa.Array:
    """Return a column of a batch, all null where the file has none."""
    return batch.columns[name] if name in batch.columns else pa.nulls(batch.size, pa.string())


def all_null(columns: Sequence[pa.Array | pa.ChunkedArray]) -> bool:
    """Return whether columns hold nothing at all."""
    return all(column.null_count == len(column) for column in columns)


__all__ = ["BATCH_ROWS", "FEW", "JUDGED", "Batch", "ReportsFile", "open_reports"]
