"""Tables of codes: what an outside code means in the vocabulary, readable and overridable.

A table is a CSV file with the columns `code`, `act`, `object`, `attributes`, `about`, `aside`,
`why`. A code has an act of the vocabulary, or under `aside` the reason why its rows are no report.
A table of the user's own needs only the rows that it changes.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet, read_table

COLUMNS: Final = ("code", "act", "object", "attributes", "about", "aside", "why")


def code_table(outside: OutsideFormat, own: Path | None = None) -> pa.Table:
    """Return the codes of a format, one row each, the user's own rows first.

    Args:
        outside: the format.
        own: file of the user, or the name of a table of the package (`cameo-2007`), or None.

    Returns:
        String columns `COLUMNS`, empty cells null; codes are unique.

    Raises:
        EvidenceError: SV804, the user's file lacks a column, names a code twice, or says nothing
            of one.
    """
    shipped = outside.own_codes
    if shipped is None:
        shipped = shipped_codes(outside.codes) if outside.codes else no_codes()
    if own is None:
        return shipped
    is_shipped = not own.exists() and data_file(f"{own.name}.csv").exists()
    path = data_file(f"{own.name}.csv") if is_shipped else own
    theirs = _checked(read_table(path), path)
    is_theirs = pc.is_in(shipped["code"], theirs["code"].combine_chunks())
    return pa.concat_tables([theirs, shipped.filter(pc.invert(is_theirs))])


def shipped_codes(name: str) -> pa.Table:
    """Return the codes of a data file of the package."""
    return _columns(read_table(data_file(name)))


def data_file(name: str) -> Path:
    """Return where a data file of the package lies."""
    return Path(str(files("servanda.evidence.importers").joinpath("data", name)))


def _columns(sheet: Sheet) -> pa.Table:
    empty = pa.nulls(sheet.rows.num_rows, pa.string())
    found = sheet.rows.column_names
    return pa.table({n: sheet.rows[n] if n in found else empty for n in COLUMNS})


def no_codes() -> pa.Table:
    """Return a table of codes without any."""
    return pa.schema([(name, pa.string()) for name in COLUMNS]).empty_table()


def _checked(sheet: Sheet, path: Path) -> pa.Table:
    problems = []
    place = (Place(str(path), 1),)
    unknown = [name for name in sheet.header if name and name not in COLUMNS]
    if unknown or "code" not in sheet.header:
        shown = ", ".join(f"`{name}`" for name in unknown) or "no `code`"
        message = f"a table of codes has other columns: {shown}"
        problems.append(Problem("SV804", message, place, f"write {', '.join(COLUMNS)}"))
    problems += [
        Problem("SV804", f"the row cannot be read: {row.reason}", (Place(str(path), row.row_no),),
                row.hint) for row in sheet.bad_rows
    ]  # fmt: skip
    table = _columns(sheet)
    says_nothing = pc.and_(pc.is_null(table["act"]), pc.is_null(table["aside"]))
    for code in table["code"].filter(says_nothing).to_pylist():
        message = f"code `{code}` has neither an act nor a reason to leave it aside"
        problems.append(Problem("SV804", message, place))
    counts = table["code"].value_counts().to_pylist()
    for code in sorted(str(c["values"]) for c in counts if c["counts"] > 1):
        problems.append(Problem("SV804", f"code `{code}` occurs twice", place))
    if problems:
        raise EvidenceError(tuple(problems))
    return table
