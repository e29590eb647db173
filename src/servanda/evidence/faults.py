"""Why rows cannot be used: all faults of a row are collected, and it is rejected once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import BadRow, row_as_json, rows_as_json
from servanda.evidence.tables import REJECTS


@dataclass(frozen=True)
class Fault:
    """One reason why a row cannot be used."""

    code: str
    reason: str
    hint: str = ""


@dataclass
class Faults:
    """The faults of one table, by row number from 0."""

    by_row: dict[int, list[Fault]] = field(default_factory=dict)

    def add(self, row: int, fault: Fault) -> None:
        """Keep one fault of a row."""
        self.by_row.setdefault(row, []).append(fault)

    def add_where(self, mask: pa.Array, fault: Fault) -> None:
        """Keep the same fault of every row where `mask` is true."""
        for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist():
            self.add(row, fault)

    def add_column(self, found: pa.Array, code: str) -> None:
        """Keep the faults of a column of structs `reason`, `hint`, null where there is none."""
        rows = pc.indices_nonzero(pc.is_valid(found))
        for row, fault in zip(rows.to_pylist(), found.take(rows).to_pylist(), strict=True):
            self.add(row, Fault(code, fault["reason"], fault["hint"]))


def reject_rows(raw: pa.Table, faults: Faults) -> pa.Table:
    """Return the rows with faults as rows of `REJECTS`.

    Args:
        raw: the table as it was read, with `file` and `row_no`.
        faults: by row number of `raw`.
    """
    numbers = sorted(faults.by_row)
    rows = raw.take(pa.array(numbers, pa.int64()))
    all_theirs = [faults.by_row[number] for number in numbers]
    columns = {
        "file": rows["file"],
        "row_no": rows["row_no"],
        "code": [theirs[0].code for theirs in all_theirs],
        "reason": ["; ".join(dict.fromkeys(f.reason for f in theirs)) for theirs in all_theirs],
        "hint": [next((f.hint for f in theirs if f.hint), "") for theirs in all_theirs],
        "row": rows_as_json(rows.drop_columns(["file", "row_no"])),
    }
    return pa.table(columns, schema=REJECTS)


def reject_bad_rows(bad: Iterable[BadRow]) -> pa.Table:
    """Return rows that could not even be read as rows of `REJECTS`."""
    rows = [
        {"file": b.file, "row_no": b.row_no, "code": b.code, "reason": b.reason, "hint": b.hint,
         "row": row_as_json(["line"], {"line": b.row})}
        for b in bad
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, REJECTS)
