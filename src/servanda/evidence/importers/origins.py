"""Where the rows of a table that an import wrote stand in the file that it was made of.

A row of such a table that is rejected later has to be found in the file that people keep. What is
known of it lies beside the receipt, in runs of rows that follow one another in both.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.importers.sheet import Sheet

FOLDER: Final = "imports"
HASH: Final = "reports sha256"
"""Key of a receipt: the hash of the table that the import wrote. Of another nothing is told."""

_HEADER: Final = ("line", "rows", "place", "number")
_FIRST: Final = 2
"""The line below the header."""


class Run(NamedTuple):
    """Rows of a table that stand one after the other in the file that it was made of.

    Attributes:
        line: of the table, where the first begins.
        rows: how many there are.
        place: what is numbered in the file: `line`, `sheet Log, row`.
        number: of the first.
    """

    line: int
    rows: int
    place: str
    number: int


def write_origins(reports: pa.Table, sheet: Sheet, path: Path) -> None:
    """Write where each row of a table stands in the file that it was made of.

    Args:
        reports: the columns as they are written, and `row_no`.
        sheet: the file.
        path: of the file to write.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows(_runs(reports, sheet))


def _runs(reports: pa.Table, sheet: Sheet) -> list[Run]:
    lines = _lines(reports)
    places, numbers = _places(reports["row_no"], sheet)
    is_next = pc.and_(
        pc.and_(pc.equal(_since_last(lines), 1), pc.equal(_since_last(numbers), 1)),
        pc.equal(_since_last(places.indices), 0),
    )
    begins = pc.indices_nonzero(pc.invert(pc.fill_null(is_next, fill_value=False)))
    ends = [*begins.to_pylist()[1:], reports.num_rows]
    firsts = (column.take(begins).to_pylist() for column in (lines, places, numbers))
    return [
        Run(line, end - begin, place, number)
        for begin, end, line, place, number in zip(begins.to_pylist(), ends, *firsts, strict=True)
    ]


def _places(row_nos: pa.ChunkedArray, sheet: Sheet) -> tuple[pa.DictionaryArray, pa.Array]:
    """Return where rows stand in the file: what is numbered, and the numbers."""
    if not sheet.places:
        name, _ = sheet.place_of(0)
        return pa.repeat(name, len(row_nos)).dictionary_encode(), row_nos.combine_chunks()
    found = [sheet.place_of(row_no) for row_no in row_nos.to_pylist()]
    names = pa.array([name for name, _ in found], pa.string())
    return names.dictionary_encode(), pa.array([number for _, number in found], pa.int64())


def _since_last(numbers: pa.Array) -> pa.Array:
    return pc.pairwise_diff(numbers.cast(pa.int64()))


def _lines(reports: pa.Table) -> pa.Array:
    """Return the line on which each row begins; a text may have several."""
    taken = pa.array([1] * reports.num_rows, pa.int64())
    for name in reports.column_names:
        if name != "row_no":
            column = pc.fill_null(reports[name], "").combine_chunks()
            taken = pc.add(taken, pc.count_substring(column, "\n").cast(pa.int64()))
    return pc.add(pc.subtract(pc.cumulative_sum(taken), taken), _FIRST)


def origin_of(table: str, line: int) -> str:
    """Return where a row of an imported table stands in the file that it was made of.

    Args:
        table: path of the table.
        line: on which the row begins.

    Returns:
        `log.csv, line 4`, or `log.xlsx, sheet Log, row 4`; empty: no import made the table, or
        somebody wrote in it since.
    """
    path = Path(table)
    if not path.name.startswith("reports-") or path.suffix != ".csv":
        return ""
    receipt = path.parent / FOLDER / f"{path.stem.removeprefix('reports-')}.json"
    try:
        stat = path.stat()
        file, runs = _known(path, receipt, (stat.st_mtime_ns, stat.st_size))
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    place = bisect_right(runs, line, key=lambda run: run.line) - 1
    if place < 0 or line >= runs[place].line + runs[place].rows:
        return ""
    run = runs[place]
    return f"{file}, {run.place} {run.number + line - run.line}"


@lru_cache(maxsize=16)
def _known(path: Path, receipt: Path, _: tuple[int, int]) -> tuple[str, list[Run]]:
    """Return the name of the file that a table was made of, and the runs of its rows."""
    said: Mapping[str, str] = json.loads(receipt.read_text(encoding="utf-8"))
    with path.open("rb") as opened:
        if file_digest(opened, "sha256").hexdigest() != said[HASH]:
            return "", []
    with origins_path(receipt).open(encoding="utf-8", newline="") as file:
        rows = [Run(int(r["line"]), int(r["rows"]), r["place"], int(r["number"]))
                for r in csv.DictReader(file)]  # fmt: skip
    return said["file"], rows


def origins_path(receipt: Path) -> Path:
    """Return where the rows of an import are kept, beside its receipt."""
    return receipt.with_name(f"{receipt.stem}-rows.csv")
