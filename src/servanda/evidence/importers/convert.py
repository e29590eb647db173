"""From a sheet to reports: one SQL text over columns, nothing lost, nothing filled in.

Every row of the sheet becomes one or several reports, or is set aside with the reason. Reports
carry their whole original row in `original_` columns, and their licence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem, Severity
from servanda.evidence.door.slips import Slip
from servanda.evidence.formats import quoted_name, quoted_text
from servanda.evidence.importers.code_table import code_table
from servanda.evidence.importers.name_table import NameTable, NewName, relation
from servanda.evidence.importers.number_form import (
    NumberCells,
    typed_numbers,
    with_plain_numbers,
)
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet
from servanda.evidence.importers.sql_words import MACROS
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import REPORTS
from servanda.evidence.times import TIME_PARTS

ASIDES: Final = pa.schema(
    [
        ("row_no", pa.int64()),
        ("code", pa.string()),  # null: set aside on purpose
        ("why", pa.string()),
        ("row", pa.string()),  # the row as it was read, a JSON object of strings
    ]
)
"""Rows of an outside file that became no report, and why."""

_MOST_SHOWN: Final = 8


@dataclass(frozen=True)
class Terms:
    """How a file is to be imported.

    Attributes:
        seen_at: when the file was fetched, as evidence writes times; empty: its rows say it.
        licence: of its rows; empty: that of the format.
        source: short name its reports carry; empty: that of the format.
        zone: IANA name of the case, for local times of files that name no zone.
        names: what its names mean.
        codes: table of codes of the user, or None.
        is_lenient: go on with columns and codes that are not known.
    """

    seen_at: str = ""
    licence: str = ""
    source: str = ""
    zone: str = "UTC"
    names: NameTable = field(default_factory=NameTable)
    codes: Path | None = None
    is_lenient: bool = False


@dataclass(frozen=True)
class Converted:
    """What became of a sheet.

    Attributes:
        reports: string columns of `reports.csv`, `original_` columns and `row_no`, in order.
        asides: rows that are no report, in the schema `ASIDES`.
        new_names: names that nobody knows yet.
        problems: warnings.
        slips: what the checks at the door found; nothing was corrected.
    """

    reports: pa.Table
    asides: pa.Table
    new_names: tuple[NewName, ...] = ()
    problems: tuple[Problem, ...] = ()
    slips: tuple[Slip, ...] = ()


def convert(
    sheet: Sheet,
    outside: OutsideFormat,
    terms: Terms,
    kept: NumberCells,
    held: pa.Table | None = None,
) -> Converted:
    """Turn a sheet into reports.

    Args:
        sheet: of a file of that format.
        outside: the format.
        terms: how to import it.
        kept: from `number_cells_of`.
        held: for a format that speaks of reports of the case: these (`OutsideFormat.beside`).

    Raises:
        EvidenceError: SV802 or SV803, the header is not that of the format; SV807, a code is not
            known; SV808, nobody says when the rows became known.
    """
    problems = _header_problems(sheet, outside, is_lenient=terms.is_lenient)
    problems += _seen_problems(sheet, outside, terms)
    with duckdb.connect() as connection:
        _prepare(connection, sheet, outside, terms, kept)
        problems += _code_problems(connection, sheet, outside, is_lenient=terms.is_lenient)
        errors = tuple(p for p in problems if p.severity == "error")
        if errors:
            raise EvidenceError(errors)
        if held is not None:
            connection.register("held", held)
        new_names = _register_names(connection, sheet, outside, terms.names)
        made = connection.sql(outside.sql).to_arrow_table()
    reports, asides = _split(made, sheet)
    problems += _name_problems(sheet, new_names)
    return Converted(reports, asides, tuple(new_names), tuple(problems))


# ---- the header, the codes, the time ------------------------------------------------------------


def _header_problems(sheet: Sheet, outside: OutsideFormat, *, is_lenient: bool) -> list[Problem]:
    place = (Place(sheet.file, 1),)
    found = set(sheet.header)
    missing = [name for name in outside.header if name not in found]
    extra = [n for n in sheet.header if n and outside.header and not outside.knows(n)]
    problems = []
    if missing:
        shown = ", ".join(f"`{name}`" for name in missing[:_MOST_SHOWN])
        near = get_close_matches(missing[0], extra, 1)
        hint = f"is `{near[0]}` the column `{missing[0]}`? Rename it in a copy" if near else (
            "the format may have changed, or the file is of another one: `servanda map` reads any"
        )  # fmt: skip
        message = f"`{outside.name}` needs the column {shown}"
        problems.append(Problem("SV802", message, place, hint))
    if extra:
        shown = ", ".join(f"`{name}`" for name in extra[:_MOST_SHOWN])
        message = f"`{outside.name}` knows no column {shown}"
        hint = "see what changed, then `--lenient` keeps it as it is"
        severity: Severity = "warning" if is_lenient else "error"
        problems.append(Problem("SV803", message, place, hint, severity))
    return problems


def _seen_problems(sheet: Sheet, outside: OutsideFormat, terms: Terms) -> list[Problem]:
    if terms.seen_at and not _is_time(terms.seen_at):
        message = f"`--seen {terms.seen_at}` is no time"
        return [Problem("SV808", message, (), "write `2026-11-24` or `2026-11-24T09:30Z`")]
    if outside.has_own_time or terms.seen_at:
        return []
    message = f"rows of `{outside.name}` do not say when they became known"
    hint = "say when the file was fetched: `--seen 2026-11-24` or `--seen 2026-11-24T09:30Z`"
    return [Problem("SV808", message, (Place(sheet.file),), hint)]


def _is_time(text: str) -> bool:
    """Return whether a text is a time as evidence writes it, of a day that there is."""
    if not TIME_PARTS.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.replace(" Z", "Z"))
    except ValueError:
        return False
    return True


def _code_problems(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, outside: OutsideFormat, *, is_lenient: bool
) -> list[Problem]:
    if not outside.code or not set(outside.header) <= set(sheet.header):
        return []
    rows = connection.execute(
        f"""SELECT {outside.code} AS found, count(*) AS n, min(row_no) AS line FROM sheet s
        WHERE found IS NOT NULL AND found NOT IN (SELECT code FROM codes)
        GROUP BY found ORDER BY n DESC, found"""
    ).fetchall()
    known = [row[0] for row in connection.execute("SELECT code FROM codes").fetchall()]
    severity: Severity = "warning" if is_lenient else "error"
    problems = []
    for code, count, line in rows[:_MOST_SHOWN]:
        near = get_close_matches(code, known, 1)
        hint = f"did you mean `{near[0]}`? " if near else ""
        hint += "say what it means in a table of codes (`--codes`), or set its rows aside with"
        message = f"`{outside.name}` knows no code `{code}` ({count} rows)"
        place = (Place(sheet.file, line),)
        problems.append(Problem("SV807", message, place, f"{hint} `--lenient`", severity))
    return problems


def _name_problems(sheet: Sheet, new: list[NewName]) -> list[Problem]:
    problems = []
    for kind in dict.fromkeys(name.kind for name in new):
        if kind == "origin":
            continue  # they keep their own name and are unlisted sources
        theirs = [name for name in new if name.kind == kind and not name.means]
        if not theirs:
            continue
        shown = ", ".join(f"`{name.says}` ({name.rows})" for name in theirs[:_MOST_SHOWN])
        more = f" and {len(theirs) - _MOST_SHOWN} more" if len(theirs) > _MOST_SHOWN else ""
        left = "hand" if kind == "actor" else "place"
        message = f"nobody has said whom these {kind}s mean: {shown}{more}"
        if kind == "area":
            message = message.replace("whom these", "what these")
        hint = f"until `means` is filled in in `imports/names.csv`, their {left} stays unknown"
        problems.append(Problem("SV812", message, (Place(sheet.file),), hint, "warning"))
    return problems


# ---- the query ----------------------------------------------------------------------------------


def number_cells_of(sheet: Sheet, outside: OutsideFormat, encoding: str) -> NumberCells:
    """Return the cells that hold numbers and no text of one; none where no form is said.

    Args:
        sheet: of a file of that format.
        outside: the format.
        encoding: of the file; empty: UTF-8, or UTF-16 with its mark.

    Raises:
        EvidenceError: SV845, a form of numbers is said of a file that holds numbers.
    """
    if not (outside.numbers or outside.door_numbers):
        return frozenset()
    return typed_numbers(Path(sheet.file), encoding, has_groups=outside.has_repeats)


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    outside: OutsideFormat,
    terms: Terms,
    kept: NumberCells,
) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(MACROS)
    settings = {
        "seen": terms.seen_at,
        "source": terms.source or outside.source,
        "licence": terms.licence or outside.licence,
        "zone": terms.zone,
    }
    known = terms.names.known
    is_drawn = bool(known and known.areas.shapes)
    connection.execute(f"SET VARIABLE is_drawn = {str(is_drawn).lower()}")
    for name, value in settings.items():
        connection.execute(f"SET VARIABLE {name} = {quoted_text(value) if value else 'NULL'}")
    rows = with_plain_numbers(sheet.rows, outside.numbers, kept)
    connection.register("sheet", _with_all_columns(rows, outside))
    if outside.has_repeats:
        context = sheet.context
        if context is None:
            alone = pa.nulls(sheet.rows.num_rows, pa.int64())
            context = rows.append_column("form_row", alone)
        connection.register("context", _with_all_columns(context, outside))
    connection.register("codes", code_table(outside, terms.codes))


def _with_all_columns(rows: pa.Table, outside: OutsideFormat) -> pa.Table:
    """Add known columns that the file lacks, empty, so that one SQL text reads every version."""
    wanted = [*outside.header, *(n for n in outside.may_have if not n.endswith("*"))]
    empty = pa.nulls(rows.num_rows, pa.string())
    for name in wanted:
        if name not in rows.column_names:
            rows = rows.append_column(name, empty)
    return rows


def _register_names(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, outside: OutsideFormat, names: NameTable
) -> list[NewName]:
    new: list[NewName] = []
    kinds = {"actor": outside.actors, "area": outside.areas, "origin": outside.origins}
    for kind, columns in kinds.items():
        theirs = [sheet.rows[name] for name in columns if name in sheet.rows.column_names]
        more = outside.area_names if kind == "area" else ()
        if kind == "area" and outside.area_splits:
            theirs = [_parted(column, outside.area_splits) for column in theirs]
        table, unknown = relation(kind, theirs, names, more)
        connection.register(f"{kind}s", table)
        new += unknown
    return new


def _parted(column: pa.ChunkedArray, mark: str) -> pa.ChunkedArray:
    return pc.list_flatten(pc.split_pattern(pc.drop_null(column), mark))


def _split(made: pa.Table, sheet: Sheet) -> tuple[pa.Table, pa.Table]:
    """Part what was made into reports with their original rows, and rows set aside."""
    empty = pa.nulls(made.num_rows, pa.string())
    fault = made["fault"] if "fault" in made.column_names else empty
    aside = made["aside"] if "aside" in made.column_names else empty
    is_report = pc.and_(pc.is_null(fault), pc.is_null(aside))
    reports = made.filter(is_report)
    columns = [c.name for c in REPORTS if c.name in made.column_names]
    found = sheet.rows.take(_places(reports["row_no"], sheet))
    kept = {f"original_{name}": found[name] for name in sheet.header if name}
    table = pa.table({
        **{name: _filled(reports[name]) for name in columns}, **kept,
        "row_no": reports["row_no"],
    })  # fmt: skip
    return table, _asides(made, sheet, (fault, aside))


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, in which an empty text is an empty cell."""
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def _places(row_no: pa.ChunkedArray, sheet: Sheet) -> Any:  # noqa: ANN401 - of pyarrow
    return pc.index_in(row_no, sheet.rows["row_no"].combine_chunks())


def _asides(
    made: pa.Table, sheet: Sheet, reasons: tuple[pa.ChunkedArray, pa.ChunkedArray]
) -> pa.Table:
    fault, aside = reasons
    why = pc.coalesce(fault, aside)
    table = pa.table({
        "row_no": made["row_no"],
        "code": pc.if_else(pc.is_valid(fault), "SV806", None).cast(pa.string()),
        "why": why.cast(pa.string()),
    }).filter(pc.is_valid(why))  # fmt: skip
    # A row that gives several reports is set aside once for one reason.
    table = table.group_by(table.column_names, use_threads=False).aggregate([])
    table = table.sort_by([("row_no", "ascending")])
    rows = as_json(sheet.rows.take(_places(table["row_no"], sheet)), sheet.header)
    return table.append_column("row", rows).cast(ASIDES)


def as_json(rows: pa.Table, header: tuple[str, ...]) -> pa.ChunkedArray:
    """Return rows as JSON objects of strings, without their empty cells."""
    cell = "CASE WHEN {0} IS NOT NULL THEN to_json({1}) || ':' || to_json({0}) END"
    names = [name for name in header if name]
    cells = ", ".join(cell.format(quoted_name(n), quoted_text(n)) for n in names)
    with scratch() as connection:
        places = pa.array(range(rows.num_rows), pa.int64())
        connection.register("found", rows.select(names).append_column("place no", places))
        joined = connection.sql(
            f"SELECT '{{' || concat_ws(',', {cells}) || '}}' AS row FROM found"
            ' ORDER BY "place no"'
        )
        return joined.to_arrow_table()["row"]
