"""Workbooks: each sheet as text, and the rows of which a sheet does not say what they hold.

A merged cell stands in one row of the file and seems to stand in several, and nobody but its author
knows whether a figure in it is of each or of all together. Such rows are kept and not read, and so
are those with a formula whose result the file does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import MissingExtraError, problem_error
from servanda.evidence.formats import (
    OWN_ROW_NO,
    ROW_NO,
    BadRow,
    FileFault,
    no_header,
    without_blank_columns,
    without_empty_rows,
)

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+\d+):([A-Z]+\d+)"')
_UNCALCULATED: Final = re.compile(
    rb'<c (?![^>]*t="str")[^>]*r="([A-Z]+\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)
"""A formula without a result; one of type `str` may have an empty text as its result."""

_BLOCK: Final = 2**22
_LONGEST: Final = 2**15
"""No formula is longer, so that none is cut in two where blocks overlap by as much."""

_NOT_SHOWN: Final = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
"""What a number format holds beside its signs: languages, colours and texts."""


@dataclass(frozen=True)
class SheetRows:
    """One sheet of a workbook.

    Attributes:
        rows: string columns named as in its first row, and `row_no`.
        bad: rows of which the sheet does not say what they hold.
    """

    rows: pa.Table
    bad: list[BadRow]


@dataclass(frozen=True)
class _Span:
    """Merged cells, as a sheet names them: rows and columns from 1, the last included."""

    name: str
    rows: range
    columns: range


def read_xlsx(path: Path) -> tuple[pa.Table, list[BadRow]]:
    """Read the first sheet of a workbook."""
    sheet = next(iter(read_sheets(path, 1).values()))
    return sheet.rows, sheet.bad


def read_sheets(path: Path, most: int | None = None) -> dict[str, SheetRows]:
    """Read the sheets of a workbook, by name in their order; later ones without a header are left.

    Args:
        path: of the workbook.
        most: read no more than the first of them; None: all.
    """
    book = _opened(path)
    found = {}
    for number, sheet in enumerate(book.worksheets[:most]):
        # What a sheet says of its own size may be wrong, and would cut rows off.
        sheet.reset_dimensions()
        rows = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows()]
        if rows and any(rows[0]):
            with sheet._get_source() as source:
                found[sheet.title] = _sheet_rows(rows, *_doubts(source))
        elif not number:
            book.close()
            raise no_header(path.name)
    book.close()
    return found


def number_cells(path: Path) -> frozenset[tuple[int, str]]:
    """Return the cells of the first sheet that hold a number with decimals: row, and its text.

    A cell that holds a text which looks like a number is none of them.
    """
    book = _opened(path)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    found = {
        (number, text)
        for number, row in enumerate(sheet.iter_rows(), start=1)
        for cell in row
        if isinstance(cell.value, float) and (text := _cell_text(cell)) and not text.isdigit()
    }
    book.close()
    return frozenset(found)


def _opened(path: Path) -> Any:  # noqa: ANN401 - of openpyxl, an extra
    try:
        import openpyxl
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV391",
            "reading a workbook needs the extra `office`",
            "install it: pip install 'servanda[office]', or save the sheet as CSV",
        ) from error
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parsers raise
        message = f"`{path.name}` is no readable workbook: {error}"
        hint = "save it as a workbook (.xlsx) without a password, or as `CSV UTF-8`"
        raise FileFault(message, "SV304", hint) from None


def _sheet_rows(
    cells: list[list[str | None]], merged: list[_Span], uncalculated: list[str]
) -> SheetRows:
    width = max(map(len, cells))
    cells = [row + [None] * (width - len(row)) for row in cells]
    header = [OWN_ROW_NO if name == ROW_NO else name or "" for name in cells[0]]
    columns = [pa.array([row[k] for row in cells[1:]], pa.string()) for k in range(width)]
    table = without_blank_columns(pa.table(columns, names=header))
    table = table.append_column(ROW_NO, pa.array(range(2, len(cells) + 1), pa.int64()))
    bad = [
        BadRow("", number, "SV320", reason, hint, "\t".join(c or "" for c in cells[number - 1]))
        for number, (reason, hint) in sorted(_unclear(cells, merged, uncalculated).items())
    ]
    numbers = pa.array([row.row_no for row in bad], pa.int64())
    is_clear = pc.invert(pc.is_in(table.column(table.num_columns - 1), numbers))
    return SheetRows(without_empty_rows(table.filter(is_clear)), bad)


# ---- what a sheet does not say ------------------------------------------------------------------


def _doubts(source: IO[bytes]) -> tuple[list[_Span], list[str]]:
    """Return the merged cells of a sheet, and its formulas without a result."""
    merged: dict[str, _Span] = {}
    uncalculated: dict[str, None] = {}
    for block in _blocks(source):
        for first, last in _MERGED.findall(block):
            span = _span(first.decode(), last.decode())
            merged[span.name] = span
        uncalculated |= dict.fromkeys(name.decode() for name in _UNCALCULATED.findall(block))
    return list(merged.values()), list(uncalculated)


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces, each with the end of the one before."""
    end = b""
    while block := source.read(_BLOCK):
        yield end + block
        end = (end + block)[-_LONGEST:]


def _span(first: str, last: str) -> _Span:
    (left, top), (right, bottom) = _place(first), _place(last)
    return _Span(f"{first}:{last}", range(top, bottom + 1), range(left, right + 1))


def _place(name: str) -> tuple[int, int]:
    """Return column and row of a cell such as `C4`, from 1."""
    column = 0
    letters = name.rstrip("0123456789")
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(name[len(letters) :])


def _unclear(
    cells: list[list[str | None]], merged: list[_Span], uncalculated: list[str]
) -> dict[int, tuple[str, str]]:
    """Return the rows of which a sheet does not say what they hold: reason and hint."""
    found: dict[int, tuple[str, str]] = {}
    for name in uncalculated:
        if 1 < (row := _place(name)[1]) <= len(cells):
            found[row] = (f"`{name}` is a formula whose result is not in the file", _CALCULATE)
    for span in merged:
        reason = f"`{span.name}` is one cell, and for what it holds is not said"
        found |= dict.fromkeys(_shared_rows(span, cells), (reason, _SPLIT))
    return found


def _shared_rows(span: _Span, cells: list[list[str | None]]) -> list[int]:
    """Return the rows below the header that share a merged cell with others, or with columns.

    Rows that hold nothing else are only the height of one record, and columns without a heading and
    without any cell only its width.
    """
    top, left = span.rows[0], span.columns[0]
    if top == 1 or top > len(cells) or not _at(cells, top, left):
        return []
    others = [k for k in range(1, len(cells[0]) + 1) if k not in span.columns]
    rows = [r for r in span.rows if r <= len(cells) and any(_at(cells, r, k) for k in others)]
    columns = [k for k in span.columns if k == left or _at(cells, 1, k)]
    return rows or [top] if len(rows) > 1 or len(columns) > 1 else []


def _at(cells: list[list[str | None]], row: int, column: int) -> str | None:
    return cells[row - 1][column - 1] if column <= len(cells[0]) else None


_SPLIT: Final = "split it in a copy, and write into each row and column what holds there"
_CALCULATE: Final = "open the file in a spreadsheet program, save it, and read that"


def _cell_text(cell: Any) -> str | None:  # noqa: ANN401 - of openpyxl, an extra
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime(_shown_form(str(cell.number_format)))
    if isinstance(value, time) and not value.microsecond:
        return value.strftime(_shown_clock(str(cell.number_format)))
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _shown_form(number_format: str) -> str:
    """Return how finely a cell shows a time: what it does not show, nobody has said."""
    signs = _NOT_SHOWN.sub("", number_format).lower()
    if "h" not in signs:
        return "%Y-%m-%d"
    return f"%Y-%m-%d {_shown_clock(number_format)}"


def _shown_clock(number_format: str) -> str:
    signs = _NOT_SHOWN.sub("", number_format).lower()
    return "%H:%M:%S" if "s" in signs or "h" not in signs else "%H:%M"
