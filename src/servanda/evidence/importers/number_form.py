"""How a file writes its numbers, as its mapping shows by an example: `1.234,5`.

Each cell is turned into numbers as evidence writes them, or cannot be read; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.sheet import text_of
from servanda.evidence.json_rows import number_texts
from servanda.evidence.workbooks import number_cells

_SHOWN: Final = re.compile(
    "1(?P<thousands>[.,\u066c'\u2019 \u00a0\u2009\u202f]?)234(?P<decimal>[.,\u066b])5"
)
_ALIKE: Final = (" \u00a0\u2009\u202f", "'\u2019")
"""Signs that look alike: who names one of them means the others, too."""

NumberCells = frozenset[tuple[int, str]]
"""Cells that hold a number and no text of one: row number, and the text of the cell."""

_SIGNS: Final = ".,'\u2019\u066b\u066c"
"""What stands in numbers; a blank does where the mapping says so."""


@dataclass(frozen=True)
class NumberForm:
    """How numbers are written.

    Attributes:
        shown: the example that says it.
        decimal: what parts decimals.
        thousands: what may part thousands, signs that look alike; empty: nothing does.
    """

    shown: str
    decimal: str
    thousands: str = ""

    def plain(self, text: str, *, has_thousands: bool = True) -> str | None:
        """Return a cell with its numbers as evidence writes them; None: one is written otherwise.

        Words around numbers stay, as in `at least 1.200` or `1.200-1.500`.

        Args:
            text: the cell.
            has_thousands: what it holds may have thousands, as degrees have not.
        """
        thousands = self.thousands if has_thousands else ""
        # A blank between two numbers parts them, unless the mapping says that it parts thousands.
        blanks = "".join(sign for sign in self.thousands if sign.isspace())
        inner = re.escape(_SIGNS + self.thousands + self.decimal)
        run = re.compile(rf"[{re.escape(_SIGNS)}]?\d(?:[{inner}{blanks}]*\d)*")
        whole = r"\d+"
        if thousands:
            whole += rf"|[1-9]\d{{0,2}}(?P<by>[{re.escape(thousands)}])\d{{3}}(?:(?P=by)\d{{3}})*"
        number = re.compile(rf"(?P<whole>{whole})(?:{re.escape(self.decimal)}(?P<part>\d+))?")
        parts, last = [], 0
        for found in run.finditer(text):
            read = number.fullmatch(found[0])
            if read is None:
                return None
            digits = re.sub(r"\D", "", read["whole"])
            parts += [
                text[last : found.start()],
                digits,
                f".{read['part']}" if read["part"] else "",
            ]
            last = found.end()
        return "".join([*parts, text[last:]])


@dataclass(frozen=True)
class NumberColumn:
    """A column of a file read by a form of numbers.

    Attributes:
        column: of the file.
        form: how its numbers are written.
        has_thousands: they may have thousands.
    """

    column: str
    form: NumberForm
    has_thousands: bool = True

    @property
    def name(self) -> str:
        """What the column of plain numbers is called; no column of a file is called so."""
        kind = "" if self.has_thousands else " degrees"
        return f"{self.column}\nas {self.form.shown}{kind}"


def number_form(text: str) -> NumberForm | None:
    """Return the form that an example shows, such as `1.234,5` or `1234,5`; None: it shows none."""
    found = _SHOWN.fullmatch(text)
    if found is None or found["thousands"] == found["decimal"]:
        return None
    thousands = next((s for s in _ALIKE if found["thousands"] and found["thousands"] in s),
                     found["thousands"])  # fmt: skip
    return NumberForm(text, found["decimal"], thousands)


def with_plain_numbers(
    rows: pa.Table, columns: Sequence[NumberColumn], kept: NumberCells
) -> pa.Table:
    """Return rows with a further column of plain numbers for each that is read by a form.

    Args:
        rows: string columns, and `row_no`.
        columns: those to read; one that the file lacks is left out.
        kept: cells that hold a number and no text (`typed_numbers`), which no form is for.
    """
    for column in dict.fromkeys(columns):
        if column.column in rows.column_names:
            rows = rows.append_column(column.name, _plain(rows, column, kept))
    return rows


def in_place(rows: pa.Table, columns: Sequence[NumberColumn], kept: NumberCells) -> pa.Table:
    """Return rows whose columns themselves hold plain numbers; null: it is none of that form."""
    for column in columns:
        if column.column in rows.column_names:
            place = rows.schema.get_field_index(column.column)
            rows = rows.set_column(place, column.column, _plain(rows, column, kept))
    return rows


def _plain(rows: pa.Table, column: NumberColumn, kept: NumberCells) -> pa.Array:
    cells = rows[column.column].combine_chunks()
    texts = pc.unique(cells).drop_null()
    read = [column.form.plain(t, has_thousands=column.has_thousands) for t in texts.to_pylist()]
    plain = pa.array(read, pa.string()).take(pc.index_in(cells, texts))
    if not kept:
        return plain
    is_number = [key in kept for key in zip(rows["row_no"].to_pylist(), cells.to_pylist(),
                                            strict=True)]  # fmt: skip
    return pc.if_else(pa.array(is_number, pa.bool_()), cells, plain)


def typed_numbers(path: Path, encoding: str, *, has_groups: bool) -> NumberCells:
    """Return the cells of a file that hold a number with decimals, and no text of one.

    A workbook shows 1234.5 as its reader's language writes it, and keeps the number itself.

    Args:
        path: the file.
        encoding: of it.
        has_groups: its rows may be of several sheets or lists, so that they are numbered anew.

    Returns:
        Row number and text of the cell, as the sheet of the file has them.

    Raises:
        EvidenceError: SV845, which cells hold numbers cannot be told.
    """
    ending = path.suffix.lower()
    if ending in {".csv", ".tsv", ".txt"}:
        return frozenset()
    if has_groups or ending in {".json", ".geojson"}:
        message = f"`numbers` cannot be said of `{path.name}`: its cells are numbers already"
        hint = "leave `numbers` away, or export the file as CSV"
        raise EvidenceError((Problem("SV845", message, (Place(str(path)),), hint),))
    if ending in {".xlsx", ".xlsm"}:
        return number_cells(path)
    if ending == ".parquet":
        return frozenset(_of_parquet(path))
    if ending in {".jsonl", ".ndjson"}:
        lines = text_of(path, encoding).decode().split("\n")
        return frozenset((no, text) for no, line in enumerate(lines, start=1)
                         for text in number_texts(line))  # fmt: skip
    return frozenset()


def _of_parquet(path: Path) -> Iterator[tuple[int, str]]:
    from pyarrow import parquet

    from servanda.evidence.formats import as_text

    table = parquet.read_table(path)
    names = [f.name for f in table.schema
             if pa.types.is_floating(f.type) or pa.types.is_decimal(f.type)]  # fmt: skip
    rows = as_text(table)
    numbers = rows["row_no"].to_pylist()
    for name in names:
        yield from ((no, text) for no, text in zip(numbers, rows[name].to_pylist(), strict=True)
                    if text and not text.isdigit())  # fmt: skip
