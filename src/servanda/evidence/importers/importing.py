"""Importing one outside file: read, recognised, converted, checked at the door, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Problem
from servanda.evidence.door.checking import check_sheet
from servanda.evidence.door.slips import Slip
from servanda.evidence.importers.convert import Converted, Terms, convert, number_cells_of
from servanda.evidence.importers.number_form import NumberCells, in_place
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet
from servanda.evidence.importers.writing import (
    Places,
    drift_since,
    gone_since,
    held_reports,
    places_of,
    write_import,
)


@dataclass(frozen=True)
class Imported:
    """What one import did.

    Attributes:
        outside: the format.
        sheet: the file as text.
        converted: reports, rows set aside, new names and warnings.
        places: where it was written; None: nowhere.
    """

    outside: OutsideFormat
    sheet: Sheet
    converted: Converted
    places: Places | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings of the import, then the slips found at the door."""
        slips = (slip.problem(self.sheet.file) for slip in self.converted.slips)
        return (*self.converted.problems, *slips)

    @property
    def why_aside(self) -> Mapping[str, int]:
        """Reason to the number of rows that were set aside for it, most frequent first."""
        counts = pc.value_counts(self.converted.asides["why"].combine_chunks()).to_pylist()
        bad = [{"values": row.told, "counts": 1} for row in self.sheet.bad_rows]
        total: dict[str, int] = {}
        for entry in [*counts, *bad]:
            total[entry["values"]] = total.get(entry["values"], 0) + entry["counts"]
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    @property
    def span(self) -> tuple[str, str] | None:
        """First and last begin of its reports as written, None where there is none."""
        begins = self.converted.reports["begins"]
        if not len(begins):
            return None
        ends = pc.min_max(begins).as_py()
        return ends["min"], ends["max"]


def import_file(
    path: Path, outside: OutsideFormat, terms: Terms, encoding: str = "", to: Path | None = None
) -> Imported:
    """Import one file.

    Args:
        path: the file.
        outside: its format.
        terms: how to import it.
        encoding: of a text file; empty: UTF-8, or UTF-16 with its mark.
        to: case folder; None: nothing is written.

    Raises:
        EvidenceError: the file cannot be read, its header or a code is not known, nobody says when
            its rows became known, or a file is in the way.
        MissingExtraError: SV391, a workbook is given and openpyxl is not installed.
    """
    sheet = outside.read(path, encoding)
    outside = outside.settle(sheet) if outside.settle else outside
    held = held_reports(to, outside) if outside.beside else None
    kept = number_cells_of(sheet, outside, encoding)
    converted = convert(sheet, outside, terms, kept, held)
    converted = replace(converted, slips=slips_of(sheet, outside, kept))
    if to is not None:
        before = places_of(to, outside, sheet.file)
        changes = (*drift_since(before, sheet), *gone_since(before, sheet, converted))
        converted = replace(converted, problems=(*converted.problems, *changes))
    places = None if to is None else write_import(converted, sheet, outside, terms, to)
    return Imported(outside, sheet, converted, places)


def slips_of(sheet: Sheet, outside: OutsideFormat, kept: NumberCells) -> tuple[Slip, ...]:
    """Return what the checks at the door find in a file; `kept` is from `number_cells_of`."""
    return check_sheet(in_place(sheet.rows, outside.door_numbers, kept), outside.door)


def report_columns(table: pa.Table) -> pa.Table:
    """Return reports without the number of their outside row, as `read_evidence` takes them."""
    return table.drop_columns(["row_no"])
